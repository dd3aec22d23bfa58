"""The register at a glance: counts by state, and what happened last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from registre import clock
from registre.clock import GRANTED
from registre.model import Event, PartialDate, Project, Result
from registre.site.context import SiteContext

PUBLISHED = ("published", "published-late")


class Dated(NamedTuple):
    """Something that happened to a project on a known day: an event, a result, or its
    first publication in the register."""

    when: PartialDate
    project: Project
    event: Event | None = None
    result: Result | None = None

    @property
    def order(self) -> tuple[str, str]:
        return self.when.earliest.isoformat(), self.project.id


def statuses(context: SiteContext) -> Counter[str]:
    """Status -> number of projects."""
    return Counter(state.status for state in context.states.values())


def results_states(context: SiteContext) -> Counter[str]:
    """Results state -> number of projects."""
    return Counter(state.results.state for state in context.states.values())


def with_results(context: SiteContext, *states: str) -> tuple[str, ...]:
    """Ids of the projects whose results are in one of these states."""
    return tuple(id for id, state in context.states.items() if state.results.state in states)


def published(context: SiteContext) -> Iterator[Dated]:
    """Every result that is there on the day, with a date."""
    for project in context.catalogue.projects.values():
        for result in clock.published_results(project, context.on):
            if result.date:
                yield Dated(result.date, project, result=result)


def events(context: SiteContext, *types: str) -> Iterator[Dated]:
    """Every event of these types that has happened, with a date."""
    for project in context.catalogue.projects.values():
        for event in project.events:
            if event.type in types and event.date and clock.happened(event, context.on):
                yield Dated(event.date, project, event=event)


def approvals(context: SiteContext) -> Iterator[Dated]:
    """Every decision that granted access."""
    return (
        dated
        for dated in events(context, "decision")
        if dated.event and dated.event.outcome in GRANTED
    )


def latest(found: Iterator[Dated], number: int) -> tuple[Dated, ...]:
    """The last of them, the newest first."""
    return tuple(sorted(found, key=lambda dated: dated.order, reverse=True)[:number])
