"""What holds for every deadline, on every day: the CLOCK and COMPLETE families."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registre import clock, working_days
from registre.diagnostic import Location
from registre.model import Deadline, Event, Project
from registre.rules import Subject, complete
from registre.yaml_strict import parse
from tests.judging import BARE, SCHEMAS, context_of, judged, register_with, subject_of
from tests.property.lives import exact, near, projects
from tests.property.test_rule_date_laws import family

CLOCK = family("clock")
PUBLICATION = Deadline(value=30, unit="working-days")
french = working_days.calendar_of("FR")


def codes(project: Project, on: date, **deadlines: Deadline) -> set[str]:
    context = context_of(register_with(**deadlines), on)
    return {found.code for found in judged(project, CLOCK, context)}


@given(projects(), near, st.integers(1, 3000))
def test_before_a_deadline_applies_nobody_is_told_late_nor_silent(
    project: Project, on: date, days: int
) -> None:
    start = exact(on + timedelta(days=days))
    told = codes(
        project,
        on,
        results=Deadline(value=18, unit="months", applies_from=start),
        due_soon=Deadline(value=90, unit="days", applies_from=start),
    )
    assert told <= {"CLOCK-001", "CLOCK-009"}


@given(projects(), near)
def test_what_is_told_of_results_is_what_the_clock_says(project: Project, on: date) -> None:
    expected = {
        "late": "CLOCK-002",
        "due-soon": "CLOCK-003",
        "unknown": "CLOCK-004",
        "published-late": "CLOCK-005",
    }
    state = clock.results(project, register_with(), on).state
    told = codes(project, on) & set(expected.values())
    assert told == ({expected[state]} if state in expected else set())


@given(projects(), near)
def test_a_notice_stands_at_a_value_that_is_there(project: Project, on: date) -> None:
    subject = subject_of(project)
    for rule in CLOCK:
        for found in rule(subject, context_of(on=on)):
            value = subject.document.data
            for step in found.where.pointer.split("/")[1:]:
                value = value[int(step) if isinstance(value, list) else step]
            assert value


@given(near)
def test_the_last_day_for_publication_is_the_thirtieth_working_day(decided: date) -> None:
    event = Event(type="decision", date=exact(decided), outcome="granted")
    due = clock.publication_due(event, register_with(), french)
    assert due is not None
    assert french(due)
    assert clock.working_days_between(decided, due, french) == 30
    assert due >= clock.add_delay(decided, PUBLICATION)


@given(near, st.integers(0, 200))
def test_a_decision_published_in_time_stays_in_time_when_it_is_published_sooner(
    decided: date, days: int
) -> None:
    def late(published: date) -> bool:
        event = Event(type="decision", date=exact(decided), outcome="granted")
        project = replace(BARE, published_on=exact(published), events=(event,))
        return "CLOCK-001" in codes(project, published)

    published = decided + timedelta(days=days)
    if not late(published):
        assert not late(published - timedelta(days=1))


@given(st.dates(), st.sampled_from(["FR", "BE", "DE", "XX", "US"]))
def test_every_day_of_every_year_is_worked_or_is_not(day: date, country: str) -> None:
    assert working_days.calendar_of(country)(day) in (True, False)


@given(near, st.sampled_from(["days", "working-days", "months", "years"]), st.integers(0, 10000))
def test_every_unit_of_delay_leads_to_a_day(start: date, unit: str, value: int) -> None:
    assert clock.add_delay(start, Deadline(value=value, unit=unit)) >= start


@pytest.mark.parametrize("kind", complete.COUNTED)
def test_every_counted_field_is_one_of_the_schema_and_has_a_title(kind: str) -> None:
    counted = complete.COUNTED[kind]
    assert len(set(counted)) == len(counted)
    for name in counted:
        assert name in SCHEMAS.schema(kind)["properties"]
        assert set(SCHEMAS.words(kind, (name,))) == {"fr", "en"}


stated = st.sampled_from(complete.COUNTED["dataset"])


@given(st.sets(stated), stated)
def test_stating_one_more_field_only_takes_its_name_off_the_list(
    names: set[str], more: str
) -> None:
    before = complete.unstated("dataset", dict.fromkeys(names, "x"))
    after = complete.unstated("dataset", dict.fromkeys(names | {more}, "x"))
    assert after == [name for name in before if name != more]


empty: st.SearchStrategy[object] = st.sampled_from(
    [None, "", [], {}, "not-stated", {"kind": "not-stated"}]
)


@given(st.dictionaries(stated, empty))
def test_what_says_nothing_is_not_stated(data: dict[str, object]) -> None:
    assert complete.unstated("dataset", data) == list(complete.COUNTED["dataset"])


@given(st.lists(st.sets(stated), min_size=2, max_size=8), st.randoms())
def test_most_missing_fields_are_those_that_most_records_lack_in_whatever_order(
    records: list[set[str]], chance: random.Random
) -> None:
    context = context_of()
    findings = []
    for number, names in enumerate(records):
        text = "".join(f"{name}: x\n" for name in ("id", *sorted(names)))
        document = parse(f"datasets/base-{number}.yaml", text)
        subject = Subject(kind="dataset", id=f"base-{number}", document=document)
        findings += list(complete.stated(subject, context))
    chance.shuffle(findings)
    where = Location(path="register.yaml")
    told = list(complete.most_missing(findings, {"dataset": len(records)}, SCHEMAS, where))
    lacking = {n: sum(n not in names for names in records) for n in complete.COUNTED["dataset"]}
    often = {name for name, number in lacking.items() if 2 * number > len(records)}
    assert bool(told) is bool(often)
    for found in told:
        assert set(found.arguments["missing"]) <= often
        assert len(found.arguments["missing"]) == min(len(often), 5)
        assert all(lacking[n] == number for n, number in found.arguments["missing"].items())
