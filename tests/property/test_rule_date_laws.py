"""What holds for every chronology, whatever its events: the DATE and LIFE families."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from registre.diagnostic import Diagnostic, Severity, message
from registre.model import Event, PartialDate, Period, Project
from registre.rules import RULES, Rule
from registre.rules import date as date_rules
from tests.conftest import DAY
from tests.judging import BARE, context_of, judged, subject_of
from tests.property.lives import (
    blurred,
    exact,
    exact_dates,
    moved,
    near,
    orderly,
    projects,
)


def family(*names: str) -> tuple[Rule, ...]:
    """The rules of these families that are in force."""
    modules = {f"registre.rules.{name}" for name in names}
    return tuple(rule for rule in RULES if rule.__module__ in modules)


CHRONOLOGY = family("date", "life")
COVERED = {"base": Period(start=PartialDate(year=2023), end=PartialDate(year=2025, month=6))}


def verdict(project: Project, on: date = DAY) -> tuple[Diagnostic, ...]:
    return judged(project, CHRONOLOGY, context_of(on=on, coverages=dict(COVERED)))


def places(found: tuple[Diagnostic, ...]) -> set[tuple[str, str, str]]:
    return {(f.code, f.where.pointer, f.severity) for f in found}


def errors(found: tuple[Diagnostic, ...]) -> set[str]:
    return {f.code for f in found if f.severity is Severity.ERROR}


def test_the_families_are_in_force() -> None:
    assert len(CHRONOLOGY) == 25


@given(projects(exact_dates), st.integers(0, 4000))
def test_moving_every_date_and_the_day_back_by_as_many_days_changes_no_verdict(
    project: Project, days: int
) -> None:
    before = judged(project, CHRONOLOGY, context_of())
    after = judged(moved(project, days), CHRONOLOGY, context_of(on=DAY - timedelta(days=days)))
    assert places(before) == places(after)


@given(projects(exact_dates), st.integers(0, 4000))
def test_moving_every_date_back_invents_no_future(project: Project, days: int) -> None:
    rules = family("date")
    codes = {f.code for f in judged(project, rules, context_of())}
    after = {f.code for f in judged(moved(project, days), rules, context_of())}
    assert after - codes == set()


@given(orderly(), st.data())
def test_making_a_date_less_precise_never_adds_a_contradiction(
    project: Project, data: st.DataObject
) -> None:
    vague = tuple(
        replace(e, date=e.date and blurred(e.date, data.draw(st.integers(0, 2))))
        for e in project.events
    )
    assert errors(verdict(replace(project, events=vague))) <= errors(verdict(project))


@given(projects())
def test_events_without_dates_contradict_nothing(project: Project) -> None:
    timeless = replace(
        project,
        data=(),
        calendar=None,
        published_on=None,
        events=tuple(replace(event, date=None, until=None) for event in project.events),
        results=(),
    )
    assert errors(verdict(timeless)) == set()


@given(projects(), near, st.integers(0, 2000))
def test_time_that_passes_brings_no_contradiction(project: Project, on: date, days: int) -> None:
    assert places(verdict(project, on + timedelta(days=days))) <= places(verdict(project, on))


@given(projects())
def test_a_finding_stands_inside_the_file_at_a_value_that_is_there(project: Project) -> None:
    document = subject_of(project).document
    for found in verdict(project):
        where = found.where
        assert where.path == document.path
        assert 1 <= where.line <= where.end_line <= len(document.lines)
        assert 1 <= where.column <= len(document.lines[where.line - 1])
        value = document.data
        for step in where.pointer.split("/")[1:]:
            value = value[int(step) if isinstance(value, list) else step]
        assert value is not None
        assert not isinstance(value, dict | list)


@given(projects())
def test_every_finding_can_be_said_in_both_languages(project: Project) -> None:
    for found in verdict(project):
        french, english = message(found, "fr"), message(found, "en")
        assert "{" not in french + english
        assert french != english


def _disordered(events: tuple[Event, ...]) -> bool:
    dates = [event.date for event in events if event.date is not None]
    return any(later.surely_before(earlier) for earlier, later in combinations(dates, 2))


@given(projects())
def test_events_are_out_of_order_exactly_when_two_of_them_are(project: Project) -> None:
    found = judged(project, (date_rules.out_of_order,), context_of())
    assert bool(found) is _disordered(project.events)


@given(orderly())
def test_the_same_events_in_the_order_of_their_dates_are_in_order(project: Project) -> None:
    assert judged(project, (date_rules.out_of_order,), context_of()) == ()


@given(projects(), st.lists(exact_dates, min_size=1, max_size=4))
def test_extensions_that_always_go_further_are_never_refused(
    project: Project, ends: list[PartialDate]
) -> None:
    further = sorted(ends, key=lambda end: end.earliest)
    extended = tuple(Event(type="extended", date=None, until=end) for end in further)
    alone = replace(project, events=extended)
    assert judged(alone, (date_rules.extended_backwards,), context_of()) == ()


@given(orderly(), st.data())
def test_saying_that_a_date_is_not_known_never_adds_a_contradiction(
    project: Project, data: st.DataObject
) -> None:
    if not project.events:
        return
    number = data.draw(st.integers(0, len(project.events) - 1))
    events = list(project.events)
    events[number] = replace(events[number], date=None)
    assert errors(verdict(replace(project, events=tuple(events)))) <= errors(verdict(project))


@given(exact_dates, exact_dates)
def test_a_period_of_a_dataset_never_lies_outside_itself(
    first: PartialDate, second: PartialDate
) -> None:
    start, end = sorted((first, second), key=lambda value: value.earliest)
    period = Period(start=start, end=end)
    assert date_rules._bound_outside(period, period) is None
    year = Period(start=PartialDate(year=start.year), end=PartialDate(year=end.year))
    assert date_rules._bound_outside(year, period) is None


@given(near)
def test_today_is_not_in_the_future_and_tomorrow_is(on: date) -> None:
    def told(day: date) -> bool:
        event = Event(type="audit", date=exact(day))
        project = replace(BARE, events=(event,))
        return bool(judged(project, (date_rules.not_yet_come,), context_of(on=on)))

    assert not told(on)
    assert told(on + timedelta(days=1))
