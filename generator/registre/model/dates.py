"""Dates as precise as their source, and periods made of them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_FORM = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True, order=False)
class PartialDate:
    """A year, a month of a year, or a day: never more precise than its source."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, value: str | int) -> PartialDate:
        """Read ``2019``, ``"2019-04"`` or ``"2019-04-16"``.

        Raises ValueError for another form and for a day that no calendar has.
        """
        return _parsed(str(value))

    @property
    def earliest(self) -> date:
        """The first day that this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that this date can mean; the one that counts for lateness."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def surely_before(self, other: PartialDate) -> bool:
        """Whether every day of this date comes before every day of the other."""
        return self.latest < other.earliest

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts)


# A register names the same few thousand days over and over.
@lru_cache(maxsize=20_000)
def _parsed(value: str) -> PartialDate:
    found = _FORM.fullmatch(value)
    if not found:
        raise ValueError(f"not a date: {value}")
    parts = {name: int(part) for name, part in found.groupdict().items() if part}
    date(parts["year"], parts.get("month", 1), parts.get("day", 1))
    return PartialDate(**parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From ``start`` to ``end``, both included; either may be absent."""

    start: PartialDate | None = None
    end: PartialDate | None = None
