"""CLOCK: what is due, late, or about to run out on the day of the check.

The deadlines are those of ``register.yaml``; before one applies, nobody is late
(docs/adr/0008). Everything here is a notice: it asks somebody to act, and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from registre import clock, working_days
from registre.clock import ResultsClock
from registre.diagnostic import Diagnostic, finding
from registre.model import Dataset, Deadline, Event, PartialDate, Project, Register
from registre.rules import naming
from registre.rules.subject import Context, Subject

_OVER = ("ended", "refused", "withdrawn", "revoked")
# From what a deadline for results is counted: the type of event, and the date within it.
_BASES = {
    "actual-end": ("processing-ended", "date"),
    "revocation": ("revoked", "date"),
    "withdrawal": ("withdrawn", "date"),
}


def published_late(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """CLOCK-001: a permit or a refusal that the public saw later than the law allows."""
    project = subject.record
    if not isinstance(project, Project) or project.published_on is None:
        return
    published = project.published_on.earliest
    for number, event in enumerate(project.events):
        if event.type != "decision" or _surely_in_time(event, published, context.register):
            continue
        due = clock.publication_due(event, context.register, context.is_working_day)
        if due is not None and published > due:
            yield finding(
                "CLOCK-001",
                subject.place("events", number, "date"),
                date=str(event.date),
                due=due.isoformat(),
                published=published.isoformat(),
                days=(published - due).days,
            )


def _surely_in_time(event: Event, published: date, register: Register) -> bool:
    """Whether it was so quick that no holiday matters, which spares looking them up."""
    if event.date is None:
        return True
    deadline = register.deadlines.publication
    in_days = deadline.unit in ("days", "working-days")
    return in_days and (published - event.date.latest).days <= deadline.value


def results_state(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """CLOCK-002: results late. -003: due soon. -004: no end stated. -005: published late."""
    project = subject.record
    if not isinstance(project, Project):
        return
    stands = clock.results(project, context.register, context.on)
    if stands.state == "late":
        yield _about_end(subject, context, "CLOCK-002", stands)
    elif stands.state == "due-soon":
        yield _about_end(subject, context, "CLOCK-003", stands)
    elif stands.state == "unknown" and stands.binding:
        yield finding("CLOCK-004", subject.place("calendar" if project.calendar else "id"))
    elif stands.state == "published-late" and stands.due is not None:
        yield _published_after(subject, project, context.on, stands.due)


def _about_end(subject: Subject, context: Context, code: str, stands: ResultsClock) -> Diagnostic:
    """At the date from which the deadline is counted."""
    assert isinstance(subject.record, Project)
    steps = _end_steps(subject.record, stands, context.on)
    return finding(
        code,
        subject.place(*steps),
        due=stands.due.isoformat() if stands.due else "",
        days=stands.days,
        end=str(stands.end) if stands.end else "",
        basis=_basis(subject.record, context, steps),
    )


def _basis(project: Project, context: Context, steps: tuple[str | int, ...]) -> Mapping[str, str]:
    """What the deadline is counted from: what happened, or else the name of the field."""
    if len(steps) == 3 and steps[2] == "date":
        return naming.event_type(context, project.events[int(steps[1])].type)
    return naming.field(context, "project", *steps)


def _end_steps(project: Project, stands: ResultsClock, on: date) -> tuple[str | int, ...]:
    """Where the date stands that the deadline is counted from, or put off to."""
    if stands.extended and stands.due is not None:
        return _event_steps(project, "results-deadline-extended", "until", stands.due, on)
    if stands.basis in _BASES and stands.end is not None:
        return _event_steps(project, *_BASES[stands.basis], stands.end.latest, on)
    if stands.basis == "permit-expiry":
        return _expiry_steps(project, on)
    return "calendar", "end"


def _event_steps(
    project: Project, type_: str, name: str, day: date, on: date
) -> tuple[str | int, ...]:
    """Where the first event of that type, already happened, gives that day."""
    for number, event in enumerate(project.events):
        value: PartialDate | None = getattr(event, name)
        of_that_day = event.type == type_ and value is not None and value.latest == day
        if of_that_day and clock.happened(event, on):
            return "events", number, name
    return ("events",)


def _expiry_steps(project: Project, on: date) -> tuple[str | int, ...]:
    """Where the end of the permit in force stands: the last that was said."""
    found: tuple[str | int, ...] = ()
    for number, event in enumerate(project.events):
        if not clock.happened(event, on):
            continue
        if event.type == "extended" and event.until:
            found = "events", number, "until"
        elif event.outcome in clock.GRANTED and event.expires:
            found = "events", number, "expires"
    return found


def _published_after(subject: Subject, project: Project, on: date, due: date) -> Diagnostic:
    first = min(
        (result.date.earliest, number)
        for number, result in enumerate(project.results)
        if result.date is not None and result.date.earliest <= on
    )
    return finding(
        "CLOCK-005",
        subject.place("results", first[1], "date"),
        value=str(project.results[first[1]].date),
        due=due.isoformat(),
        days=(first[0] - due).days,
    )


def review_overdue(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """CLOCK-006: a dataset not checked by its holder in time. -007: no check is known."""
    dataset = subject.record
    if not isinstance(dataset, Dataset):
        return
    due = clock.review_due(dataset, context.register)
    if due >= context.on:
        return
    reviewed = dataset.reviewed_by_holder_on
    if reviewed is None:
        yield finding("CLOCK-007", subject.place("id"), due=due.isoformat())
    else:
        where = subject.place("reviewed_by_holder_on")
        yield finding("CLOCK-006", where, value=str(reviewed), due=due.isoformat())


def access_ending(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """CLOCK-008: access about to run out. -009: run out, and nobody says that use has ended."""
    project = subject.record
    if not isinstance(project, Project):
        return
    expiry = clock.permit_expiry(project, context.on) if project.events else None
    if expiry is None or clock.status(project, context.on) in _OVER:
        return
    where = _expiry_steps(project, context.on)
    left = (expiry.latest - context.on).days
    if left < 0:
        yield finding("CLOCK-009", subject.place(*where), value=str(expiry), days=-left)
    elif left <= _days_ahead(context.register.deadlines.due_soon, context.on):
        yield finding("CLOCK-008", subject.place(*where), value=str(expiry), days=left)


def _days_ahead(deadline: Deadline, on: date) -> int:
    """How many days ahead something is about to be due; -1 as long as that does not apply."""
    if deadline.applies_from is not None and on < deadline.applies_from.earliest:
        return -1
    return (clock.add_delay(on, deadline) - on) // timedelta(days=1)


def holidays_known(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """CLOCK-010: working days cannot be counted rightly for a country without a calendar."""
    del context
    register = subject.record
    if not isinstance(register, Register):
        return
    country = register.holidays or register.country
    if not working_days.is_known(country):
        where = subject.place("holidays" if register.holidays else "country")
        yield finding("CLOCK-010", where, value=country)
