"""Dates are as precise as their source, never more."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registre.formats import FORMATS
from registre.meaning import date_meant
from registre.model import PartialDate

days = st.dates(min_value=date(1000, 1, 1))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    precision = draw(st.integers(1, 3))
    return PartialDate(
        year=day.year,
        month=day.month if precision > 1 else None,
        day=day.day if precision > 2 else None,
    )


@given(partial_dates())
def test_the_earliest_day_is_never_after_the_latest(value: PartialDate) -> None:
    assert value.earliest <= value.latest
    assert (value.earliest == value.latest) is (value.day is not None)


@given(partial_dates())
def test_a_date_is_read_back_from_what_it_writes(value: PartialDate) -> None:
    assert PartialDate.parse(str(value)) == value


@given(st.integers(1000, 9999))
def test_a_bare_year_is_the_same_as_a_quoted_one(year: int) -> None:
    assert PartialDate.parse(year) == PartialDate.parse(str(year))


@given(partial_dates(), partial_dates())
def test_only_one_of_two_dates_is_surely_before_the_other(a: PartialDate, b: PartialDate) -> None:
    assert not (a.surely_before(b) and b.surely_before(a))
    assert a.surely_before(b) == (a.latest < b.earliest)


@given(st.text(alphabet="0123456789-/ .avril", max_size=12) | st.text(max_size=12))
def test_any_text_is_a_date_or_is_not(text: str) -> None:
    try:
        PartialDate.parse(text)
    except ValueError:
        assert not FORMATS["partial-date"](text)
    else:
        assert FORMATS["partial-date"](text)


@given(st.text(max_size=40))
def test_no_text_troubles_a_format(text: str) -> None:
    for accepts in FORMATS.values():
        assert accepts(text) in (True, False)


@given(days)
def test_a_day_written_as_people_write_it_is_understood(day: date) -> None:
    written = day.isoformat()
    french = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    month = french.split()[day.month - 1]
    for text in (
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.day} {month} {day.year}",
        f"{day.year}{day.month:02}{day.day:02}",
    ):
        assert date_meant(text) == written


@pytest.mark.parametrize("text", ["31/02/2020", "2020", "avril", "12/2020/3", "", "99999999"])
def test_what_no_calendar_has_is_not_guessed(text: str) -> None:
    assert date_meant(text) is None
