"""What time does to a project: its status, and every deadline, on a given day.

Nothing here reads a clock: the day is always a parameter. An event counts from the
first day that its date can mean; lateness, from the last one. Articles are those of
Regulation (EU) 2025/327 (EHDS).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from registre.model import Dataset, Deadline, Event, PartialDate, Project, Register, Result

GRANTED = ("granted", "partly-granted")
STATUSES = (
    "announced",
    "under-review",
    "approved",
    "in-progress",
    "ended",
    "refused",
    "withdrawn",
    "suspended",
    "revoked",
    "expired",
    "not-stated",
)
RESULTS_STATES = (
    "not-due",
    "due-soon",
    "late",
    "published",
    "published-late",
    "unknown",
    "not-applicable",
)

_STATUS_AFTER = {
    "selected": "announced",
    "application-received": "under-review",
    "application-complete": "under-review",
    "opinion": "under-review",
    "data-available": "in-progress",
    "processing-ended": "ended",
    "withdrawn": "withdrawn",
    "suspended": "suspended",
    "revoked": "revoked",
}
_FINAL = ("ended", "refused", "withdrawn", "revoked")
_RANK = {"announced": 1, "under-review": 2, "approved": 3, "in-progress": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsClock:
    """Where a project stands with the results that it owes (Article 61(4)).

    ``basis`` says from what the date is counted: ``actual-end``, ``revocation``,
    ``withdrawal``, ``permit-expiry``, ``planned-end`` (then ``presumed``), or None when no end is
    stated. ``days`` is how late, or how many days are left; ``binding`` is False as
    long as the law does not yet apply, and then nobody is late.
    """

    state: str
    due: date | None = None
    end: PartialDate | None = None
    basis: str | None = None
    presumed: bool = False
    extended: bool = False
    binding: bool = False
    days: int | None = None


def happened(event: Event, on: date) -> bool:
    """Whether the event counts on that day; one whose date is not stated does."""
    # Years decide nearly always, and cost less than days.
    return event.date is None or event.date.year < on.year or event.date.earliest <= on


def status(project: Project, on: date) -> str:
    """The project's status on that day: one of STATUSES, from its events alone.

    Only a decision approves: an agreement between parties is no authorisation.
    """
    current, before_suspension = "not-stated", "not-stated"
    for event in project.events:
        if not happened(event, on):
            continue
        if event.type == "suspended":
            before_suspension = current
        current = _after(current, event, before_suspension)
    expiry = permit_expiry(project, on)
    if expiry and expiry.latest < on and current not in _FINAL:
        return "expired"
    return current


def _after(current: str, event: Event, before_suspension: str) -> str:
    if event.type == "resumed":
        return before_suspension if current == "suspended" else current
    if event.type == "decision":
        following = "refused" if event.outcome == "refused" else "approved"
    else:
        following = _STATUS_AFTER.get(event.type, current)
    # An opinion noted after the data arrived does not bring the project back.
    if _RANK.get(following, 9) < _RANK.get(current, 0) or (
        current in _FINAL and following in _RANK
    ):
        return current
    return following


def permit_expiry(project: Project, on: date) -> PartialDate | None:
    """When the permit in force that day runs out: its ``expires``, as last extended."""
    expiry = None
    for event in project.events:
        if not happened(event, on):
            continue
        if event.type == "decision" and event.outcome in GRANTED and event.expires:
            expiry = event.expires
        elif event.type == "extended" and event.until:
            expiry = event.until
    return expiry


def results(project: Project, register: Register, on: date) -> ResultsClock:
    """When results are due, and whether they are there, on that day."""
    if not _owes_results(project, on):
        return ResultsClock(state="not-applicable")
    end, basis = _end(project, on)
    due, extended = _due(project, register, end, on)
    binding = _binds(register.deadlines.results, due, on)
    state, days = _state(project, register, on, due, binding)
    return ResultsClock(
        state=state,
        due=due,
        end=end,
        basis=basis,
        presumed=basis == "planned-end",
        extended=extended,
        binding=binding,
        days=days,
    )


def _owes_results(project: Project, on: date) -> bool:
    """A project that was refused, or given up before it had data, owes nothing."""
    current = status(project, on)
    if current == "refused":
        return False
    had_data = any(e.type == "data-available" and happened(e, on) for e in project.events)
    return current != "withdrawn" or had_data


def _end(project: Project, on: date) -> tuple[PartialDate | None, str | None]:
    ended = _first(project.events, "processing-ended", on)
    if ended:
        return ended.date, "actual-end" if ended.date else None
    for kind, basis in (("revoked", "revocation"), ("withdrawn", "withdrawal")):
        stopped = _first(project.events, kind, on)
        if stopped and stopped.date:
            return stopped.date, basis
    expiry = permit_expiry(project, on)
    if expiry:
        return expiry, "permit-expiry"
    if project.calendar and project.calendar.end:
        return project.calendar.end, "planned-end"
    return None, None


def _first(events: Iterable[Event], kind: str, on: date) -> Event | None:
    return next((e for e in events if e.type == kind and happened(e, on)), None)


def _due(
    project: Project, register: Register, end: PartialDate | None, on: date
) -> tuple[date | None, bool]:
    """The due day, and whether the access body put it off (Article 61(4))."""
    due = add_delay(end.latest, register.deadlines.results) if end else None
    granted = [
        event.until.latest
        for event in project.events
        if event.type == "results-deadline-extended" and event.until and happened(event, on)
    ]
    if granted and (due is None or max(granted) > due):
        return max(granted), True
    return due, False


def _binds(deadline: Deadline, due: date | None, on: date) -> bool:
    """A deadline binds when the law applied on the due day, and applies on this one."""
    if deadline.applies_from is None:
        return True
    start = deadline.applies_from.earliest
    return on >= start and (due is None or due >= start)


def _state(
    project: Project, register: Register, on: date, due: date | None, binding: bool
) -> tuple[str, int | None]:
    """The state of the results, and how many days they are late or have left."""
    published = published_results(project, on)
    if published:
        return _published_state(published, due, binding), None
    if due is None:
        # Silence is no way out: only while an authority examines the file is nothing owed.
        return ("not-due" if status(project, on) == "under-review" else "unknown"), None
    remaining = (due - on).days
    if remaining < 0:
        return ("late" if binding else "not-due"), -remaining
    is_soon = binding and due <= add_delay(on, register.deadlines.due_soon)
    return ("due-soon" if is_soon else "not-due"), remaining


def published_results(project: Project, on: date) -> tuple[Result, ...]:
    """The results that were there that day; one whose date is not stated was."""
    return tuple(r for r in project.results if r.date is None or r.date.earliest <= on)


def _published_state(published: tuple[Result, ...], due: date | None, binding: bool) -> str:
    if due is None or not binding:
        return "published"
    in_time = any(r.date is None or r.date.earliest <= due for r in published)
    return "published" if in_time else "published-late"


def review_due(dataset: Dataset, register: Register) -> date:
    """When the holder must have looked at the description again (Article 60(3)).

    Counted from its last review that is known, else from the opening of the register,
    but not before the day from which the law asks for it.
    """
    deadline = register.deadlines.dataset_review
    since = (dataset.reviewed_by_holder_on or register.opened_on).latest
    if deadline.applies_from is not None:
        since = max(since, deadline.applies_from.latest)
    return add_delay(since, deadline)


def publication_due(
    event: Event, register: Register, is_working_day: Callable[[date], bool]
) -> date | None:
    """The last day on which a decision is published in time (Article 57(1)(j)(iii)).

    None for one that may be older than the register, or than the law. ``is_working_day``
    knows the public holidays of the register's country.
    """
    deadline = register.deadlines.publication
    since = [start for start in (register.opened_on, deadline.applies_from) if start is not None]
    if event.date is None or any(event.date.earliest < start.earliest for start in since):
        return None
    return add_delay(event.date.latest, deadline, is_working_day)


def working_days_between(start: date, end: date, is_working_day: Callable[[date], bool]) -> int:
    """Working days after ``start``, up to and including ``end``; 0 if it is not later."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))


def is_weekday(day: date) -> bool:
    """Whether a day is worked where no public holidays are known: Monday to Friday."""
    return day.weekday() < 5


def add_delay(
    start: date, deadline: Deadline, is_working_day: Callable[[date], bool] = is_weekday
) -> date:
    """The day that lies a delay after ``start``.

    A month that lacks the day ends on its last one: 31 August + 6 months is the last
    of February (Regulation 1182/71, Article 3(2)(c)). A date without end, 9999-12-31,
    stays without end.
    """
    if deadline.unit == "days":
        return start + min(timedelta(days=deadline.value), date.max - start)
    if deadline.unit == "working-days":
        return _add_working_days(start, deadline.value, is_working_day)
    months = deadline.value * (12 if deadline.unit == "years" else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _add_working_days(start: date, days: int, is_working_day: Callable[[date], bool]) -> date:
    day = start
    while days and day < date.max:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day
