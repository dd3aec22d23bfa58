"""Working days, with the public holidays of a country."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_WEEKEND = frozenset({5, 6})
# The regulation binds these, and a test holds that the library knows them all; so its
# tenth of a second is spent on other countries alone.
_EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"


def is_known(country: str) -> bool:
    """Whether the public holidays of that country are known."""
    return country in _EUROPEAN_UNION.split() or _calendar(country) is not None


def calendar_of(country: str) -> Callable[[date], bool]:
    """Whether a day is worked in that country: neither at the week-end nor a public holiday.

    Holidays of the whole country alone count, those of a region do not. Where none are
    known, Saturdays and Sundays still are days of rest. The holidays are looked up when
    the first day is asked about, for they are slow to load.
    """

    def is_working_day(day: date) -> bool:
        known = _calendar(country)
        weekend = _WEEKEND if known is None else known.weekend
        return day.weekday() not in weekend and (known is None or day not in known)

    return is_working_day


@cache
def _calendar(country: str) -> HolidayBase | None:
    import holidays

    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None
