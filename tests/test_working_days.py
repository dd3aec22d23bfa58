"""Working days are those of the country of the register."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from registre import working_days

UNION = working_days._EUROPEAN_UNION.split()


def rests(country: str, *days: str) -> bool:
    is_working_day = working_days.calendar_of(country)
    return not any(is_working_day(date.fromisoformat(day)) for day in days)


def test_the_public_holidays_of_all_france_are_days_of_rest() -> None:
    assert rests("FR", "2026-01-01", "2026-04-06", "2026-05-01", "2026-05-08", "2026-05-14")
    assert rests("FR", "2026-05-25", "2026-07-14", "2026-08-15", "2026-11-11", "2026-12-25")


def test_what_is_a_holiday_in_alsace_alone_is_a_working_day() -> None:
    assert working_days.calendar_of("FR")(date(2026, 4, 3))
    assert working_days.calendar_of("FR")(date(2025, 12, 26))


def test_each_country_has_its_own_holidays_and_its_own_week_end() -> None:
    assert rests("BE", "2026-07-21")
    assert not rests("FR", "2026-07-21")
    assert rests("IL", "2026-11-20")
    assert not rests("IL", "2026-11-22")


def test_a_country_without_calendar_rests_on_saturdays_and_sundays_alone() -> None:
    assert rests("XX", "2026-11-21", "2026-11-22")
    assert not rests("XX", "2026-12-25")
    assert not working_days.is_known("XX")
    assert working_days.is_known("US")


@pytest.mark.parametrize("country", UNION)
def test_the_library_knows_each_country_of_the_union(country: str) -> None:
    assert working_days._calendar(country) is not None
    assert rests(country, "2026-01-01")


def test_the_union_has_twenty_seven_countries() -> None:
    assert len(set(UNION)) == len(UNION) == 27


def test_holidays_are_not_loaded_before_a_day_is_asked_about() -> None:
    program = (
        "import sys; from registre import working_days as w; "
        "w.calendar_of('FR'); w.is_known('FR'); sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
