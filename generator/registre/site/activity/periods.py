"""The periods that can be told: those of ``registry/activity/``, then two years at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from registre import clock
from registre.model import Activity, PartialDate
from registre.site.addresses import slugs
from registre.site.context import SiteContext
from registre.site.figures.durations import APPLICATION

_DAY = timedelta(days=1)
# The steps that some item of the report counts.
_COUNTED = frozenset((*APPLICATION, "decision", "data-available", "suspended", "revoked", "audit"))


class Stretch(NamedTuple):
    """From ``start`` to ``end``, both included; ``activity`` is what was declared of it."""

    start: date
    end: date
    activity: Activity | None = None

    @property
    def name(self) -> str:
        """``2024-2025``, or both days where the years are not whole."""
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31):
            years = dict.fromkeys((self.start.year, self.end.year))
            return "-".join(f"{year:04d}" for year in years)
        return f"{self.start}-{self.end}"

    def holds(self, when: PartialDate | None) -> bool:
        """Whether a date lies within the period, whatever day of it was meant."""
        return when is not None and self.start <= when.earliest and when.latest <= self.end


def periods(context: SiteContext) -> dict[str, Stretch]:
    """Part of the address -> period, the newest first."""
    told = [
        Stretch(said.period.start.earliest, said.period.end.latest, said)
        for said in context.catalogue.activity
    ]
    told += _between(told, context)
    told.sort(key=lambda stretch: (stretch.start, stretch.end), reverse=True)
    names = slugs(tuple(dict.fromkeys(stretch.name for stretch in told)))
    # Two files may speak of one period: the second is told apart by its number.
    found: dict[str, Stretch] = {}
    for stretch in told:
        slug, number = names[stretch.name], 1
        while slug in found:
            number += 1
            slug = f"{names[stretch.name]}-{number}"
        found[slug] = stretch
    return found


def report_url(context: SiteContext, language: str, slug: str = "") -> str:
    """The page of the reports, or of one period."""
    base = context.addresses.report(language)
    return f"{base}{slug}/" if slug else base


def _between(told: list[Stretch], context: SiteContext) -> Iterator[Stretch]:
    """Pairs of calendar years that have dated facts, without the days that a file speaks of."""
    years = {when.year - when.year % 2 for when in _dates(context)}
    for year in sorted(years):
        day, end = date(max(year, 1), 1, 1), date(min(year + 1, date.max.year), 12, 31)
        for said in sorted(told, key=lambda said: (said.start, said.end)):
            if said.end < day or said.start > end:
                continue
            if said.start > day:
                yield Stretch(day, said.start - _DAY)
            if said.end >= end:
                break
            day = said.end + _DAY
        else:
            yield Stretch(day, end)


def _dates(context: SiteContext) -> Iterator[PartialDate]:
    """The dates of what the report counts: events and results that are there on the day."""
    for project in context.catalogue.projects.values():
        for event in project.events:
            if event.type in _COUNTED and event.date and clock.happened(event, context.on):
                yield event.date
        for result in clock.published_results(project, context.on):
            if result.date:
                yield result.date
