"""LIFE: what cannot follow, or cannot come before, in the life of a project.

A rule speaks only of events whose dates leave no doubt; what is merely missing is told
by ROUTE and COMPLETE. Errors contradict themselves; warnings are odd, and possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from registre.diagnostic import Diagnostic, Severity, finding
from registre.model import Event, PartialDate, Project
from registre.model.reading import NOT_STATED
from registre.rules import chronology, naming
from registre.rules.chronology import Step, surely_before
from registre.rules.subject import Context, Subject

# What only a project that has a permit can live through.
_NEEDS_PERMIT = ("data-available", "processing-ended", "extended", "suspended", "revoked")
# What no longer happens to a project that is over.
_AFTER_END = ("data-available", "extended", "suspended")
_ENDS = ("withdrawn", "revoked", "processing-ended")
# Ends that cannot both be: the second contradicts the first, or is at least odd.
_TWO_ENDS = {
    ("withdrawn", "withdrawn"): Severity.ERROR,
    ("revoked", "revoked"): Severity.ERROR,
    ("revoked", "withdrawn"): Severity.ERROR,
    ("refused", "withdrawn"): Severity.ERROR,
    ("refused", "revoked"): Severity.ERROR,
    ("processing-ended", "withdrawn"): Severity.ERROR,
    ("withdrawn", "revoked"): Severity.WARNING,
    ("processing-ended", "processing-ended"): Severity.WARNING,
}


def opinion_too_late(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-001: an opinion comes before the decision that it prepares."""
    events = _events(subject)
    decisions = chronology.steps(events, "decision")
    for opinion in chronology.steps(events, "opinion") if decisions else ():
        if not all(chronology.precedes(decision, opinion) for decision in decisions):
            continue
        if not chronology.between(events, decisions[-1], opinion, chronology.reopens):
            yield _told(subject, context, "LIFE-001", opinion, decisions[-1].event)


def granted_against_opinion(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-002: a permit in spite of the last opinion."""
    del context
    events = _events(subject)
    opinions = chronology.steps(events, "opinion")
    if not any(opinion.outcome == "unfavourable" for _, opinion in opinions):
        return
    for number, decision in chronology.steps(events, "decision"):
        last = _last_opinion(opinions, Step(number, decision))
        if chronology.is_grant(decision) and last and last.outcome == "unfavourable":
            yield finding(
                "LIFE-002",
                subject.place("events", number, "outcome"),
                date=str(decision.date),
                opinion_date=str(last.date),
            )


def _last_opinion(opinions: Sequence[Step], decision: Step) -> Event | None:
    """The last opinion before a decision, where the dates tell which one it is."""
    before = [
        opinion
        for number, opinion in opinions
        if opinion.date is None
        or (number < decision.number and not surely_before(decision.event, opinion))
    ]
    if decision.event.date is None or any(opinion.date is None for opinion in before):
        return None
    return before[-1] if before else None


def before_the_permit(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-003: nothing is opened, extended or stopped before it is granted.

    An error on a route that needs a decision, a warning where the route is not stated.
    """
    events = _events(subject)
    grants = [Step(n, event) for n, event in enumerate(events) if chronology.is_grant(event)]
    severity = _permit_severity(subject, context) if grants else None
    if severity is None:
        return
    for step in chronology.steps(events, *_NEEDS_PERMIT):
        if chronology.all_surely_after(grants, step):
            yield _told(subject, context, "LIFE-003", step, grants[0].event, severity)
            break


def _permit_severity(subject: Subject, context: Context) -> Severity | None:
    if _needs(subject, context, "decision"):
        return Severity.ERROR
    is_open = isinstance(subject.record, Project) and subject.record.route == NOT_STATED
    return Severity.WARNING if is_open else None


def _needs(subject: Subject, context: Context, step: str) -> bool:
    assert isinstance(subject.record, Project)
    route = context.routes.get(subject.record.route)
    return route is not None and step in route.needs


def data_before_opinion(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-004: on a route that needs an opinion, no data before it."""
    events = _events(subject)
    opinions = chronology.steps(events, "opinion")
    if not opinions or not _needs(subject, context, "opinion"):
        return
    for step in chronology.steps(events, "data-available")[:1]:
        if chronology.all_surely_after(opinions, step):
            yield _told(subject, context, "LIFE-004", step, opinions[0].event)


def after_the_end(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-005: what no longer happens once a project was refused, withdrawn or revoked.

    After processing has ended it is only odd: a warning.
    """
    events = _events(subject)
    ends = _ends_of(events)
    for step in chronology.steps(events, *_AFTER_END) if ends else ():
        for end in ends:
            if _is_over(events, end, step):
                odd = end.event.type == "processing-ended"
                severity = Severity.WARNING if odd else None
                yield _told(subject, context, "LIFE-005", step, end.event, severity)
                break


def _ends_of(events: Sequence[Event]) -> tuple[Step, ...]:
    return tuple(
        Step(number, event)
        for number, event in enumerate(events)
        if event.type in _ENDS or chronology.is_refusal(event)
    )


def _is_over(events: Sequence[Event], end: Step, step: Step) -> bool:
    """Whether the project had surely ended before that step, and had not begun again."""
    if not chronology.precedes(end, step):
        return False
    if chronology.is_refusal(end.event):
        # A second application that is refused takes nothing of what was granted before.
        grants = (event for event in events if chronology.is_grant(event))
        if not all(surely_before(step.event, grant) for grant in grants):
            return False
    if end.event.type == "processing-ended" and step.event.type == "data-available":
        earlier = chronology.steps(events, "data-available")
        if chronology.all_surely_after(earlier, end):
            return False  # LIFE-008 says it: it ended before it had begun.
    return not chronology.between(events, end, step, chronology.reopens)


def two_ends(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-006: a project ends once."""
    events = _events(subject)
    ends = _ends_of(events)
    for first, second in chronology.pairs(ends) if len(ends) > 1 else ():
        severity = _TWO_ENDS.get((_end_name(first.event), _end_name(second.event)))
        if severity is None or _may_both_be(events, first, second):
            continue
        yield _told(subject, context, "LIFE-006", second, first.event, severity)
        break


def _end_name(event: Event) -> str:
    return "refused" if event.type == "decision" else event.type


def _may_both_be(events: Sequence[Event], first: Step, second: Step) -> bool:
    if first.event.date is None or second.event.date is None:
        return True
    if surely_before(second.event, first.event):
        return True
    if chronology.is_refusal(first.event) and any(map(chronology.is_grant, events)):
        return True
    return chronology.between(events, first, second, chronology.reopens)


def resumed_from_nothing(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-007: what resumes was suspended; an error when it was, but only later."""
    events = _events(subject)
    resumptions = chronology.steps(events, "resumed")
    suspensions = chronology.steps(events, "suspended") if resumptions else ()
    for step in resumptions:
        later = chronology.all_surely_after(suspensions, step)
        if later or not suspensions:
            yield finding(
                "LIFE-007",
                subject.place("events", step.number, "type"),
                severity=Severity.ERROR if later else Severity.WARNING,
                event=naming.event_type(context, "resumed"),
                date=_date(step.event),
            )


def ended_before_it_began(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-008: processing does not end before the data are there."""
    events = _events(subject)
    arrivals = chronology.steps(events, "data-available")
    for end in chronology.steps(events, "processing-ended")[:1] if arrivals else ():
        if chronology.all_surely_after(arrivals, end) and not chronology.between(
            events, end, arrivals[0], chronology.reopens
        ):
            yield _told(subject, context, "LIFE-008", end, arrivals[0].event)


def before_the_application(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-009: an answer that comes before the application that was received."""
    events = _events(subject)
    applications = chronology.steps(events, "application-received")
    if not applications:
        return
    for step in chronology.steps(events, "application-complete", "decision"):
        if chronology.all_surely_after(applications, step):
            yield _told(subject, context, "LIFE-009", step, applications[0].event)
            break


def beyond_expiry(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-010: access opened or extended when the permit had already run out."""
    events = _events(subject)
    if not any(event.expires for event in events):
        return
    for step in chronology.steps(events, "data-available", "extended"):
        expiry = _expiry_before(events, step)
        if expiry is not None and step.event.date and expiry.surely_before(step.event.date):
            yield finding(
                "LIFE-010",
                subject.place("events", step.number, "date"),
                event=naming.event_type(context, step.event.type),
                date=_date(step.event),
                expiry=str(expiry),
            )


def _expiry_before(events: Sequence[Event], step: Step) -> PartialDate | None:
    """The last end of all permits that may have been in force; None if one has no end."""
    ends = [
        _end(event)
        for number, event in enumerate(events)
        if number != step.number
        and (chronology.is_grant(event) or event.type == "extended")
        and not surely_before(step.event, event)
    ]
    known = [end for end in ends if end is not None]
    return max(known, key=lambda end: end.latest) if len(known) == len(ends) and known else None


def _end(event: Event) -> PartialDate | None:
    """The end that a permit or its extension gives; none that had passed when it was given,
    which DATE says."""
    end = event.until if event.type == "extended" else event.expires
    return None if end and event.date and end.surely_before(event.date) else end


def results_before_data(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-011: a result that is older than the data it comes from."""
    del context
    project = subject.record
    if not isinstance(project, Project) or not project.results:
        return
    arrivals = chronology.steps(project.events, "data-available")
    dates = [event.date for _, event in arrivals if event.date is not None]
    if not dates or len(dates) < len(arrivals):
        return
    first = min(dates, key=lambda value: value.earliest)
    for number, result in enumerate(project.results):
        if result.date is not None and all(result.date.surely_before(value) for value in dates):
            yield finding(
                "LIFE-011",
                subject.place("results", number, "date"),
                value=str(result.date),
                arrival=str(first),
            )


def granted_by_no_permit(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-012: what granted the data is a decision, and one that granted something."""
    project = subject.record
    if not isinstance(project, Project):
        return
    for number, use in enumerate(project.data):
        for position, name in enumerate(use.granted_by):
            named = [event for event in project.events if event.id == name]
            if named and not any(map(_may_grant, named)):
                yield finding(
                    "LIFE-012",
                    subject.place("data", number, "granted_by", position),
                    value=name,
                    event=naming.event(context, named[0]),
                )


def _may_grant(event: Event) -> bool:
    return chronology.is_grant(event) or event.type in ("amended", "extended", "agreement-signed")


def corrected_nothing(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-013: what was corrected no longer says what it said before."""
    del context
    events = _events(subject)
    corrections = {step.event.corrects: step for step in chronology.steps(events, "corrected")}
    for pointer, step in corrections.items():
        now = _value_at(subject.document.data, pointer or "")
        if now is not None and now == str(step.event.was).strip():
            yield finding(
                "LIFE-013",
                subject.place("events", step.number, "was"),
                pointer=pointer,
                value=_shortened(now),
            )


def _value_at(data: Any, pointer: str) -> str | None:
    """The number, text or truth at a JSON Pointer, as text; None if there is none."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict):
            data = data.get(name)
        elif isinstance(data, list) and name.isdecimal() and int(name) < len(data):
            data = data[int(name)]
        else:
            return None
    return str(data).strip() if isinstance(data, str | int | float) else None


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def corrected_before_published(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-014: only what was published can be corrected in the open."""
    del context
    project = subject.record
    if not isinstance(project, Project) or project.published_on is None:
        return
    for number, event in chronology.steps(project.events, "corrected"):
        if event.date is not None and event.date.surely_before(project.published_on):
            yield finding(
                "LIFE-014",
                subject.place("events", number, "date"),
                date=str(event.date),
                published=str(project.published_on),
            )


def told_twice(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """LIFE-015: the same event, word for word, twice."""
    events = _events(subject)
    days = [(event.type, event.date) for event in events if event.date is not None]
    if len(set(days)) == len(days):
        return
    for number, event in enumerate(events):
        if event.date is not None and event in events[:number]:
            yield finding(
                "LIFE-015",
                subject.place("events", number, "type"),
                event=naming.event_type(context, event.type),
                date=str(event.date),
            )


def _events(subject: Subject) -> tuple[Event, ...]:
    """The events of a project; none for any other declaration."""
    return subject.record.events if isinstance(subject.record, Project) else ()


def _told(
    subject: Subject,
    context: Context,
    code: str,
    step: Step,
    other: Event,
    severity: Severity | None = None,
) -> Diagnostic:
    """A finding at the date of one event, which another one contradicts."""
    return finding(
        code,
        subject.place("events", step.number, "date"),
        severity=severity,
        event=naming.event(context, step.event),
        date=_date(step.event),
        other=naming.event(context, other),
        other_date=_date(other),
    )


def _date(event: Event) -> str:
    return str(event.date) if event.date is not None else NOT_STATED
