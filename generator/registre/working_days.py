"""Working days, with the public holidays of a country."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date


def calendar_of(country: str) -> Callable[[date], bool]:
    """Whether a day is worked in that country: neither at the week-end nor a public holiday.

    The holidays are looked up when the first day is asked about, for they are slow to load.
    """
    known: list[object] = []

    def is_working_day(day: date) -> bool:
        if day.weekday() >= 5:
            return False
        if not known:
            import holidays

            known.append(holidays.country_holidays(country))
        return day not in known[0]  # type: ignore[operator]

    return is_working_day
