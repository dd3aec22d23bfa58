"""Dates as precise as their source, and periods made of them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


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
        found = _FORM.fullmatch(str(value))
        if not found:
            raise ValueError(f"not a date: {value}")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None
        date(year, month or 1, day or 1)
        return cls(year=year, month=month, day=day)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From ``start`` to ``end``, both included; either may be absent."""

    start: PartialDate | None = None
    end: PartialDate | None = None
