"""What time does to a project, for all projects and all days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registre import clock
from registre.model import (
    Contact,
    Deadline,
    Event,
    Localised,
    PartialDate,
    Project,
    Register,
    Result,
)
from registre.model.project import Calendar
from registre.model.register import Accessibility, Deadlines
from tests.judging import BARE
from tests.property.test_date_laws import partial_dates

WORDS = Localised((("fr", "Un texte."),))
TYPES = (
    "selected", "application-received", "application-complete", "opinion", "decision",
    "persons-informed", "agreement-signed", "data-available", "amended", "corrected", "extended",
    "results-deadline-extended", "suspended", "resumed", "processing-ended", "withdrawn", "revoked",
    "incident", "audit",
)  # fmt: skip
# Days close together, so that events meet deadlines.
near = st.dates(min_value=date(2018, 1, 1), max_value=date(2026, 12, 31))


@st.composite
def near_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(near)
    precision = draw(st.integers(1, 3))
    return PartialDate(
        year=day.year,
        month=day.month if precision > 1 else None,
        day=day.day if precision > 2 else None,
    )


moments = st.one_of(near_dates(), near_dates(), near_dates(), partial_dates(), st.none())


@st.composite
def events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(TYPES))
    outcome = None
    if kind == "decision":
        outcome = draw(st.sampled_from(["granted", "partly-granted", "refused"]))
    ends = kind in ("extended", "results-deadline-extended")
    return Event(
        type=kind,
        date=draw(moments),
        outcome=outcome,
        expires=draw(moments) if outcome and outcome != "refused" else None,
        until=draw(near_dates()) if ends else None,
    )


results = st.builds(
    Result,
    id=st.just("resultat"),
    type=st.sampled_from(["publication", "report", "no-result"]),
    title=st.just(WORDS),
    date=moments,
    summary=st.just(WORDS),
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    return replace(
        BARE,
        calendar=draw(st.none() | st.builds(Calendar, end=moments)),
        events=tuple(draw(st.lists(events(), max_size=6))),
        results=tuple(draw(st.lists(results, max_size=2))),
    )


@st.composite
def registers(draw: st.DrawFn) -> Register:
    start = draw(st.none() | near_dates())
    return Register(
        format=1,
        name=WORDS,
        description=WORDS,
        publisher="agence",
        contact=Contact(email="contact@exemple.fr"),
        base_url="https://registre.example/",
        languages=("fr",),
        country="FR",
        opened_on=PartialDate(year=2020),
        legal_framework=WORDS,
        deadlines=Deadlines(
            publication=Deadline(value=30, unit="working-days"),
            results=Deadline(value=draw(st.integers(0, 36)), unit="months", applies_from=start),
            dataset_review=Deadline(value=12, unit="months"),
            due_soon=Deadline(value=draw(st.integers(0, 200)), unit="days"),
        ),
        rights=WORDS,
        accessibility=Accessibility(status="not-audited"),
        data_licence="etalab-2.0",
    )


@given(projects(), near)
def test_a_status_is_one_of_those_that_are_named(project: Project, on: date) -> None:
    assert clock.status(project, on) in clock.STATUSES


@given(projects(), near)
def test_what_has_not_happened_yet_does_not_count(project: Project, on: date) -> None:
    so_far = tuple(event for event in project.events if clock.happened(event, on))
    assert clock.status(replace(project, events=so_far), on) == clock.status(project, on)


@given(projects(), registers(), near)
def test_a_state_of_results_is_one_of_those_that_are_named(
    project: Project, register: Register, on: date
) -> None:
    assert clock.results(project, register, on).state in clock.RESULTS_STATES


@given(projects(), registers(), near)
def test_late_means_that_a_binding_deadline_has_passed(
    project: Project, register: Register, on: date
) -> None:
    found = clock.results(project, register, on)
    if found.state == "late":
        assert found.binding
        assert found.due is not None
        assert found.due < on
        assert found.days == (on - found.due).days


@given(projects(), registers(), near)
def test_due_soon_means_that_a_binding_deadline_is_near(
    project: Project, register: Register, on: date
) -> None:
    found = clock.results(project, register, on)
    if found.state == "due-soon":
        assert found.binding
        assert found.due is not None
        assert on <= found.due <= on + timedelta(days=register.deadlines.due_soon.value)


@given(projects(), registers(), near)
def test_published_means_that_there_is_a_result(
    project: Project, register: Register, on: date
) -> None:
    found = clock.results(project, register, on)
    is_published = found.state in ("published", "published-late")
    owed = found.state != "not-applicable"
    assert is_published == (owed and bool(clock.published_results(project, on)))


@given(projects(), registers(), near)
def test_a_project_that_was_refused_owes_nothing(
    project: Project, register: Register, on: date
) -> None:
    if clock.status(project, on) == "refused":
        assert clock.results(project, register, on).state == "not-applicable"


@given(projects(), registers(), near, results)
def test_one_more_result_never_makes_a_project_late(
    project: Project, register: Register, on: date, more: Result
) -> None:
    before = clock.results(project, register, on).state
    after = clock.results(replace(project, results=(*project.results, more)), register, on).state
    assert after != "late" or before == "late"
    if more.date is None or more.date.earliest <= on:
        assert after != "late"


@given(projects(), registers(), near, st.integers(1, 2000))
def test_who_is_late_stays_late_as_long_as_nothing_happens(
    project: Project, register: Register, on: date, days: int
) -> None:
    later = on + timedelta(days=days)
    ended = Event(type="processing-ended", date=PartialDate(year=2018))
    quiet = replace(
        project,
        events=(ended, *(e for e in project.events if not _between(e.date, on, later))),
        results=tuple(r for r in project.results if r.date and r.date.earliest > later),
    )
    before = clock.results(quiet, register, on)
    after = clock.results(quiet, register, later)
    if before.state == "late":
        assert after.state == "late"
        assert after.days == (before.days or 0) + days


def _between(value: PartialDate | None, start: date, end: date) -> bool:
    return value is not None and start < value.earliest <= end


@given(projects(), registers(), near, near_dates())
def test_putting_a_deadline_off_never_brings_it_forward(
    project: Project, register: Register, on: date, until: PartialDate
) -> None:
    before = clock.results(project, register, on)
    put_off = Event(
        type="results-deadline-extended",
        date=PartialDate(year=on.year, month=on.month, day=on.day),
        until=until,
    )
    after = clock.results(replace(project, events=(*project.events, put_off)), register, on)
    if before.due is not None and after.due is not None:
        assert after.due >= before.due


@given(projects(), registers(), near)
def test_without_an_end_nothing_is_due_and_silence_is_shown(
    project: Project, register: Register, on: date
) -> None:
    found = clock.results(project, register, on)
    assert (found.end is None) == (found.basis is None)
    if found.due is None:
        assert found.state in ("unknown", "not-due", "published", "not-applicable")
        if found.state == "not-due":
            assert clock.status(project, on) == "under-review"


@given(st.dates(), st.dates(), st.integers(0, 1000), st.sampled_from(["days", "months"]))
def test_a_delay_keeps_the_order_of_days_and_has_an_end(
    first: date, second: date, value: int, unit: str
) -> None:
    deadline = Deadline(value=value, unit=unit)
    ends = (
        clock.add_delay(min(first, second), deadline),
        clock.add_delay(max(first, second), deadline),
    )
    assert ends[0] <= ends[1]
    assert ends[0] >= min(first, second)


@given(near, st.integers(0, 400), st.integers(0, 400))
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    def is_working_day(day: date) -> bool:
        return day.weekday() < 5

    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    whole = clock.working_days_between(start, end, is_working_day)
    assert whole == clock.working_days_between(
        start, middle, is_working_day
    ) + clock.working_days_between(middle, end, is_working_day)
