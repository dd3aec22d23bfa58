"""Invented lives of projects, whose events lie close enough together to meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from registre.model import DataUse, Event, PartialDate, Period, Project, Result, Retention
from registre.model.project import Calendar
from tests.judging import BARE, WORDS

TYPES = (
    "selected", "application-received", "application-complete", "opinion", "opinion", "decision",
    "decision", "persons-informed", "agreement-signed", "data-available", "data-available",
    "amended", "corrected", "extended", "results-deadline-extended", "suspended", "resumed",
    "processing-ended", "withdrawn", "revoked", "incident", "audit",
)  # fmt: skip
OUTCOMES = {
    "opinion": ("favourable", "reserved", "unfavourable"),
    "decision": ("granted", "partly-granted", "refused"),
}
near = st.dates(min_value=date(2022, 1, 1), max_value=date(2026, 12, 31))


def exact(day: date) -> PartialDate:
    return PartialDate(year=day.year, month=day.month, day=day.day)


exact_dates = near.map(exact)


@st.composite
def partial(draw: st.DrawFn) -> PartialDate:
    return blurred(draw(exact_dates), draw(st.integers(0, 2)))


def blurred(value: PartialDate, parts: int) -> PartialDate:
    """The same date without its day, or without its day and month."""
    if parts > 1:
        return PartialDate(year=value.year)
    return replace(value, day=None) if parts else value


@st.composite
def events(draw: st.DrawFn, dates: st.SearchStrategy[PartialDate | None]) -> Event:
    kind = draw(st.sampled_from(TYPES))
    outcomes = OUTCOMES.get(kind)
    outcome = draw(st.sampled_from(outcomes)) if outcomes else None
    granted = outcome in ("granted", "partly-granted")
    return Event(
        type=kind,
        date=draw(dates),
        outcome=outcome,
        corrects="/title/fr" if kind == "corrected" else None,
        was="Autre chose." if kind == "corrected" else None,
        expires=draw(st.none() | exact_dates) if granted else None,
        until=draw(exact_dates) if kind in ("extended", "results-deadline-extended") else None,
    )


any_dates = partial() | st.none()


@st.composite
def projects(draw: st.DrawFn, dates: st.SearchStrategy[PartialDate | None] = any_dates) -> Project:
    """A project with up to seven events, in any order."""
    results = st.builds(
        Result,
        id=st.just("resultat"),
        type=st.sampled_from(["publication", "report", "no-result"]),
        title=st.just(WORDS),
        date=dates,
        summary=st.just(WORDS),
    )
    uses = st.builds(
        DataUse,
        dataset=st.just("base"),
        period=st.none() | st.builds(Period, start=st.none() | exact_dates, end=exact_dates),
    )
    return replace(
        BARE,
        route=draw(st.sampled_from(["autorisation", "not-stated"])),
        data=tuple(draw(st.lists(uses, max_size=2))),
        published_on=draw(st.none() | exact_dates),
        calendar=draw(st.none() | st.builds(Calendar, start=exact_dates, end=exact_dates)),
        retention=draw(st.none() | st.builds(Retention, until=exact_dates)),
        events=tuple(draw(st.lists(events(dates), max_size=7))),
        results=tuple(draw(st.lists(results, max_size=2))),
    )


@st.composite
def orderly(draw: st.DrawFn) -> Project:
    """A project whose events have exact dates, oldest first."""
    project: Project = draw(projects(exact_dates))
    ordered = sorted(project.events, key=_day)
    return replace(project, events=tuple(ordered))


def _day(event: Event) -> date:
    assert event.date is not None
    return event.date.earliest


def moved(project: Project, days: int) -> Project:
    """The same project, every exact date of its life as many days earlier."""

    def earlier(value: PartialDate | None) -> PartialDate | None:
        return exact(value.earliest - timedelta(days=days)) if value else None

    calendar, retention = project.calendar, project.retention
    if calendar is not None:
        calendar = replace(calendar, start=earlier(calendar.start), end=earlier(calendar.end))
    if retention is not None:
        retention = replace(retention, until=earlier(retention.until))
    return replace(
        project,
        published_on=earlier(project.published_on),
        calendar=calendar,
        retention=retention,
        events=tuple(
            replace(e, date=earlier(e.date), expires=earlier(e.expires), until=earlier(e.until))
            for e in project.events
        ),
        results=tuple(replace(r, date=earlier(r.date)) for r in project.results),
    )
