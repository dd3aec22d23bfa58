"""DATE: a day that has not come, events out of order, a period upside down.

A date counts as wrong only when none of the days that it can mean is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from registre.clock import GRANTED
from registre.diagnostic import Diagnostic, finding
from registre.model import Dataset, Event, PartialDate, Period, Project, Result
from registre.rules import naming
from registre.rules.stated_dates import Steps, past_dates, periods
from registre.rules.subject import Context, Subject

_BOUNDS = ("start", "end")


def not_yet_come(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-001: what has happened cannot be later than the day of the check."""
    on = context.on
    for steps, value in past_dates(subject):
        # Years decide nearly always, and cost less than days.
        if value is not None and value.year >= on.year and value.earliest > on:
            yield finding(
                "DATE-001",
                subject.place(*steps),
                field=_name(subject, context, steps),
                value=str(value),
                on=on.isoformat(),
            )


def _name(subject: Subject, context: Context, steps: Steps) -> Mapping[str, str]:
    """What a date is the date of: the event, else the field's own title."""
    if isinstance(subject.record, Project) and steps[0] == "events":
        return naming.event_type(context, subject.record.events[int(steps[1])].type)
    return naming.field(context, subject.kind, *steps)


def out_of_order(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-002: events stand oldest first; each descent is told once, where it shows."""
    if not isinstance(subject.record, Project):
        return
    latest: Event | None = None
    known: PartialDate | None = None
    for number, event in enumerate(subject.record.events):
        if event.date is None:
            continue
        if latest is not None and known is not None and event.date.surely_before(known):
            yield _out_of_order(subject, context, number, event, latest)
        elif known is not None and event.date.earliest <= known.earliest:
            continue
        latest, known = event, event.date


def _out_of_order(
    subject: Subject, context: Context, number: int, event: Event, previous: Event
) -> Diagnostic:
    return finding(
        "DATE-002",
        subject.place("events", number, "date"),
        event=naming.event_type(context, event.type),
        value=str(event.date),
        previous=naming.event_type(context, previous.type),
        previous_value=str(previous.date),
    )


def upside_down(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-003: no period ends before it begins."""
    for steps, start, end in periods(subject):
        if start is not None and end is not None and end.surely_before(start):
            yield finding(
                "DATE-003",
                subject.place(*steps, "end"),
                field=naming.field(context, subject.kind, *steps),
                start=str(start),
                end=str(end),
            )


def expired_when_granted(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-004: a permit does not run out before the day of its decision."""
    del context
    if not isinstance(subject.record, Project):
        return
    for number, event in enumerate(subject.record.events):
        if event.expires is None or event.date is None:
            continue
        if event.expires.surely_before(event.date):
            yield finding(
                "DATE-004",
                subject.place("events", number, "expires"),
                value=str(event.expires),
                decided=str(event.date),
            )


def extended_backwards(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-005: what is extended ends later than before. DATE-006: and after its own day."""
    if not isinstance(subject.record, Project):
        return
    events = subject.record.events
    if not any(event.until is not None for event in events):
        return
    shortened = dict(_shortened(events))
    for number, end in shortened.items():
        yield finding(
            "DATE-005",
            subject.place("events", number, "until"),
            value=str(events[number].until),
            end=str(end),
        )
    for number, event in enumerate(events):
        if number in shortened:
            continue
        if event.until and event.date and event.until.surely_before(event.date):
            yield finding(
                "DATE-006",
                subject.place("events", number, "until"),
                event=naming.event_type(context, event.type),
                value=str(event.until),
                granted=str(event.date),
            )


def _shortened(events: Iterable[Event]) -> Iterator[tuple[int, PartialDate]]:
    """Each extension that ends before all that it could extend, and the nearest such end.

    An extension does not say which permit it extends: it is taken to be the one whose
    end lies closest before the new one. A permit with no stated end can always be it.
    """
    permits: list[PartialDate] = []
    results: list[PartialDate] = []
    endless = False
    for number, event in enumerate(events):
        if event.type == "decision" and event.outcome in GRANTED:
            permits += [event.expires] if event.expires else []
            endless = endless or event.expires is None
        elif event.until is not None:
            ends = permits if event.type == "extended" else results
            nearest = _extend(ends, event.until)
            if nearest is not None and not (endless and ends is permits):
                yield number, nearest


def _extend(ends: list[PartialDate], until: PartialDate) -> PartialDate | None:
    """Put one of the ends off; the nearest end when ``until`` comes before all of them."""
    possible = [end for end in ends if not until.surely_before(end)]
    if possible:
        ends.remove(max(possible, key=lambda end: end.latest))
    nearest = min(ends, key=lambda end: end.earliest) if ends and not possible else None
    if nearest is None:
        ends.append(until)
    return nearest


def outside_coverage(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-007: data asked for years that the dataset does not cover."""
    if not isinstance(subject.record, Project):
        return
    for number, use in enumerate(subject.record.data):
        if use.period is None or use.dataset is None:
            continue
        covered = context.coverages.get(use.dataset)
        bound = _bound_outside(use.period, covered) if covered is not None else None
        if bound is not None and covered is not None:
            yield finding(
                "DATE-007",
                subject.place("data", number, "period", bound),
                dataset=use.dataset,
                asked=_shown(use.period),
                covered=_shown(covered),
            )


def _bound_outside(asked: Period, covered: Period) -> str | None:
    """Which end of a period lies surely outside another: ``start``, ``end`` or none.

    A period that is upside down lies nowhere: DATE-003 says it.
    """
    if asked.start and asked.end and asked.end.surely_before(asked.start):
        return None
    for bound in _BOUNDS:
        value: PartialDate | None = getattr(asked, bound)
        if value is None:
            continue
        if covered.start is not None and value.surely_before(covered.start):
            return bound
        if covered.end is not None and covered.end.surely_before(value):
            return bound
    return None


def _shown(period: Period) -> str:
    """``2010 → 2019-06``; three dots for the end that is left open."""
    return " → ".join(str(bound) if bound else "…" for bound in (period.start, period.end))


def changed_before_it_was(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-008: data that changed last before they were there at all."""
    del context
    record = subject.record
    if not isinstance(record, Dataset) or record.modified is None or record.issued is None:
        return
    if record.modified.surely_before(record.issued):
        yield finding(
            "DATE-008",
            subject.place("modified"),
            modified=str(record.modified),
            issued=str(record.issued),
        )


def ages_reversed(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-009: the youngest are no older than the oldest."""
    del context
    if not isinstance(subject.record, Dataset) or subject.record.population is None:
        return
    youngest, oldest = subject.record.population.min_age, subject.record.population.max_age
    if youngest is not None and oldest is not None and youngest.value > oldest.value:
        yield finding(
            "DATE-009",
            subject.place("population", "min_age"),
            youngest=str(youngest.value),
            oldest=str(oldest.value),
        )


def deleted_too_early(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-010: data are not deleted before they arrive, nor used once deleted."""
    project = subject.record
    if not isinstance(project, Project) or project.retention is None:
        return
    until = project.retention.until
    if until is None:
        return
    for event in project.events:
        uses = event.type in ("data-available", "processing-ended")
        if uses and event.date is not None and until.surely_before(event.date):
            yield finding(
                "DATE-010",
                subject.place("retention", "until"),
                value=str(until),
                event=naming.event_type(context, event.type),
                date=str(event.date),
            )
            return


def read_before_it_happened(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """DATE-011: a source read before an event cannot be what the event rests on."""
    del context
    project = subject.record
    if not isinstance(project, Project):
        return
    for number, source in enumerate(project.sources):
        if source.consulted is None:
            continue
        for pointer in source.supports:
            supported = _supported(project, pointer)
            if supported is not None and source.consulted.surely_before(supported):
                yield finding(
                    "DATE-011",
                    subject.place("sources", number, "consulted"),
                    value=str(source.consulted),
                    supports=pointer,
                    date=str(supported),
                )
                break


def _supported(project: Project, pointer: str) -> PartialDate | None:
    """The date of the event or result that a pointer leads to or into."""
    _, kind, number, *_ = (*pointer.split("/", 3), "", "")
    dated: tuple[Event | Result, ...] = ()
    if kind in ("events", "results"):
        dated = project.events if kind == "events" else project.results
    known = number.isdecimal() and len(number) < 4 and int(number) < len(dated)
    return dated[int(number)].date if known else None
