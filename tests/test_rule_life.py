"""Lives in a few words, and what is told of each: the LIFE family, type by type.

A step is written ``type@date``, or ``decision=refused@date``; a date is ``?`` when it is
not stated.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from registre.model import DataUse, Event, PartialDate, Project, Result
from registre.rules import RULES
from registre.rules import life as life_rules
from registre.yaml_strict import parse
from tests.judging import BARE, WORDS, context_of, judged, subject_of

LIFE = tuple(rule for rule in RULES if rule.__module__ == "registre.rules.life")


def event(step: str) -> Event:
    name, _, when = step.partition("@")
    kind, _, outcome = name.partition("=")
    return Event(
        type=kind,
        date=None if when == "?" else PartialDate.parse(when),
        id=kind,
        outcome=outcome or None,
    )


def life(steps: str, route: str = "autorisation") -> Project:
    return replace(BARE, route=route, events=tuple(event(step) for step in steps.split()))


def told(project: Project) -> list[str]:
    """Each finding as ``CODE severity pointer``."""
    found = judged(project, LIFE, context_of())
    return [f"{f.code} {f.severity} {f.where.pointer}" for f in found]


@pytest.mark.parametrize(
    "kind", ["data-available", "processing-ended", "extended", "suspended", "revoked"]
)
def test_what_needs_a_permit_does_not_come_before_it(kind: str) -> None:
    steps = f"{kind}@2023-01-01 decision=granted@2023-02-01"
    assert "LIFE-003 error /events/0/date" in told(life(steps))


@pytest.mark.parametrize("kind", ["persons-informed", "agreement-signed", "audit", "incident"])
def test_what_needs_no_permit_may_come_before_it(kind: str) -> None:
    assert told(life(f"{kind}@2023-01-01 decision=granted@2023-02-01")) == []


def test_only_the_first_of_all_that_came_too_early_is_told() -> None:
    steps = "data-available@2023-01-01 suspended@2023-01-02 decision=granted@2023-02-01"
    assert told(life(steps)) == ["LIFE-003 error /events/0/date"]


def test_a_second_arrival_is_not_told_as_before_the_opinion_again() -> None:
    steps = "data-available@2023-01-01 data-available@2023-01-02 opinion=favourable@2023-02-01"
    assert told(life(steps)) == ["LIFE-004 error /events/0/date"]


@pytest.mark.parametrize("kind", ["data-available", "extended", "suspended"])
@pytest.mark.parametrize("end", ["decision=refused", "withdrawn", "revoked"])
def test_what_is_over_receives_nothing_and_is_neither_extended_nor_suspended(
    end: str, kind: str
) -> None:
    steps = f"{end}@2023-01-01 {kind}@2023-02-01"
    assert told(life(steps)) == ["LIFE-005 error /events/1/date"]


def test_what_comes_after_two_ends_is_told_once() -> None:
    steps = "decision=refused@2023-01-01 withdrawn@? data-available@2023-02-01"
    assert told(life(steps)) == ["LIFE-005 error /events/2/date"]
    steps = "revoked@2023-01-01 processing-ended@2023-01-02 extended@2023-02-01"
    assert told(life(steps)) == ["LIFE-005 error /events/2/date"]


@pytest.mark.parametrize(
    "reopening",
    [
        "selected",
        "application-received",
        "application-complete",
        "amended",
        "resumed",
        "decision=granted",
        "decision=partly-granted",
    ],
)
def test_what_was_reopened_lives_on(reopening: str) -> None:
    for when in ("2023-01-15", "2023", "?"):
        steps = f"suspended@? withdrawn@2023-01-01 {reopening}@{when} data-available@2023-02-01"
        assert told(life(steps, "mr-004")) == []


@pytest.mark.parametrize("other", ["audit", "incident", "agreement-signed", "decision=refused"])
def test_what_reopens_nothing_does_not_bring_it_back(other: str) -> None:
    steps = f"withdrawn@2023-01-01 {other}@2023-01-15 data-available@2023-02-01"
    assert "LIFE-005 error /events/2/date" in told(life(steps, "mr-004"))


@pytest.mark.parametrize("when", ["2022-12-31", "2023-02-02"])
def test_what_came_before_the_end_or_after_the_step_reopened_nothing(when: str) -> None:
    steps = f"withdrawn@2023-01-01 data-available@2023-02-01 amended@{when}"
    assert told(life(steps)) == ["LIFE-005 error /events/1/date"]


def test_on_the_same_day_the_order_of_the_lines_decides() -> None:
    before = "amended@2023-01-01 withdrawn@2023-01-01 data-available@2023-02-01"
    after = "withdrawn@2023-01-01 amended@2023-01-01 data-available@2023-02-01"
    assert told(life(before)) == ["LIFE-005 error /events/2/date"]
    assert told(life(after)) == []


ENDS = ["decision=refused", "withdrawn", "revoked", "processing-ended"]
TWICE = {
    ("withdrawn", "withdrawn"): "error",
    ("revoked", "revoked"): "error",
    ("revoked", "withdrawn"): "error",
    ("decision=refused", "withdrawn"): "error",
    ("decision=refused", "revoked"): "error",
    ("processing-ended", "withdrawn"): "error",
    ("withdrawn", "revoked"): "warning",
    ("processing-ended", "processing-ended"): "warning",
}


@pytest.mark.parametrize("second", ENDS)
@pytest.mark.parametrize("first", ENDS)
def test_a_project_ends_once(first: str, second: str) -> None:
    found = told(life(f"{first}@2023-01-01 {second}@2023-02-01"))
    severity = TWICE.get((first, second))
    assert found == ([f"LIFE-006 {severity} /events/1/date"] if severity else [])


def test_two_ends_are_told_even_on_one_day_but_not_when_a_date_is_unknown() -> None:
    assert told(life("withdrawn@2023 withdrawn@2023-02")) == ["LIFE-006 error /events/1/date"]
    assert told(life("withdrawn@? withdrawn@2023-02")) == []
    assert told(life("withdrawn@2023 withdrawn@?")) == []


def test_the_second_of_two_ends_is_the_later_one() -> None:
    assert told(life("withdrawn@2023-02-01 withdrawn@2023-01-01")) == []


def test_a_refusal_ends_nothing_where_something_was_granted() -> None:
    steps = "decision=granted@2022 decision=refused@2023-01-01 withdrawn@2023-02-01"
    assert told(life(steps)) == []
    steps = "decision=refused@2023-01-01 withdrawn@2023-02-01 decision=granted@2024"
    assert told(life(steps)) == []


def test_three_ends_are_told_once() -> None:
    steps = "withdrawn@2023-01-01 withdrawn@2023-02-01 withdrawn@2023-03-01"
    assert told(life(steps)) == ["LIFE-006 error /events/1/date"]


def test_the_opinion_that_counts_is_the_last_one_before_the_decision() -> None:
    against = "opinion=favourable@2023-01 opinion=unfavourable@2023-02 decision=granted@2023-03"
    assert told(life(against)) == ["LIFE-002 warning /events/2/outcome"]
    after = (
        "opinion=favourable@2023-01 decision=granted@2023-03 amended@? opinion=unfavourable@2024"
    )
    assert told(life(after)) == []
    vague = "opinion=unfavourable@2023-02 decision=granted@?"
    assert told(life(vague)) == []


def test_several_answers_before_the_application_are_told_once() -> None:
    steps = "application-complete@2022 decision=granted@2023-01 application-received@2024"
    assert told(life(steps)) == ["LIFE-009 warning /events/0/date"]


def expiring(*ends: str | None) -> tuple[Event, ...]:
    """Permits of 2020, each with its end."""
    return tuple(
        Event(
            type="decision",
            date=PartialDate(year=2020),
            outcome="granted",
            expires=PartialDate.parse(end) if end else None,
        )
        for end in ends
    )


@pytest.mark.parametrize(
    ("ends", "arrival", "is_told"),
    [
        (("2022", "2021"), "2023-01", True),
        (("2022", "2023"), "2023-01", False),
        (("2022", None), "2023-01", False),
        (("2022",), "2022-12-31", False),
        (("2022",), "?", False),
    ],
)
def test_a_permit_that_may_still_run_has_not_expired(
    ends: tuple[str | None, ...], arrival: str, is_told: bool
) -> None:
    events = (*expiring(*ends), event(f"data-available@{arrival}"))
    found = told(replace(BARE, events=events))
    assert found == ([f"LIFE-010 warning /events/{len(ends)}/date"] if is_told else [])


def test_a_permit_granted_later_does_not_open_what_came_before() -> None:
    later = Event(type="decision", date=PartialDate(year=2024), outcome="granted")
    events = (*expiring("2022"), event("data-available@2023-01"), later)
    assert told(replace(BARE, events=events)) == ["LIFE-010 warning /events/1/date"]


def result(when: str) -> Result:
    return Result(id="r", type="report", title=WORDS, date=PartialDate.parse(when), summary=WORDS)


def test_a_result_is_older_than_the_data_when_it_is_older_than_all_of_them() -> None:
    project = life("data-available@2023-05 data-available@2024-05", "mr-004")
    early = replace(project, results=(result("2023-04"), result("2023-06")))
    assert told(early) == ["LIFE-011 warning /results/0/date"]
    context = context_of()
    (found,) = judged(early, LIFE, context)
    assert found.arguments["arrival"] == "2023-05"


@pytest.mark.parametrize(
    "kind",
    ["decision=granted", "decision=partly-granted", "amended", "extended", "agreement-signed"],
)
def test_what_may_grant_data_may_be_named_as_having_granted_them(kind: str) -> None:
    project = life(f"{kind}@2023", "mr-004")
    use = DataUse(dataset="base", granted_by=(kind.partition("=")[0],))
    assert told(replace(project, data=(use,))) == []


@pytest.mark.parametrize("kind", ["decision=refused", "opinion=favourable", "audit", "suspended"])
def test_what_grants_nothing_may_not(kind: str) -> None:
    project = life(f"{kind}@2023", "mr-004")
    use = DataUse(dataset="base", granted_by=("inconnu", kind.partition("=")[0]))
    assert told(replace(project, data=(use,))) == ["LIFE-012 error /data/0/granted_by/1"]


@pytest.mark.parametrize(
    ("pointer", "was", "is_told"),
    [
        ("/title/fr", " Un texte. ", True),
        ("/title/fr", "un texte.", False),
        ("/title", "Un texte.", False),
        ("/title/en", "Un texte.", False),
        ("/events/0/type", "corrected", True),
        ("/events/1/type", "corrected", False),
        ("/events/x/type", "corrected", False),
        ("/id/0", "projet", False),
        ("/keywords/a~1b~0c", "x", False),
    ],
)
def test_a_correction_is_compared_with_what_stands_there(
    pointer: str, was: str, is_told: bool
) -> None:
    correction = Event(
        type="corrected", date=PartialDate(year=2024), corrects=pointer, was=was, statement=WORDS
    )
    found = told(replace(BARE, events=(correction,)))
    assert found == (["LIFE-013 error /events/0/was"] if is_told else [])


def test_a_long_text_is_not_repeated_whole() -> None:
    long = replace(WORDS, texts=(("fr", "a" * 61),))
    correction = Event(
        type="corrected", date=PartialDate(year=2024), corrects="/title/fr", was="a" * 61
    )
    (found,) = judged(replace(BARE, title=long, events=(correction,)), LIFE, context_of())
    assert found.arguments["value"] == "a" * 59 + "…"
    short = replace(WORDS, texts=(("fr", "a" * 60),))
    again = replace(correction, was="a" * 60)
    (found,) = judged(replace(BARE, title=short, events=(again,)), LIFE, context_of())
    assert found.arguments["value"] == "a" * 60


@pytest.mark.parametrize("when", ["2023-01-15", "?"])
def test_what_reopens_may_be_written_before_the_end(when: str) -> None:
    steps = f"amended@{when} withdrawn@2023-01-01 data-available@2023-02-01"
    assert told(life(steps, "mr-004")) == []


def test_a_decision_whose_outcome_is_not_told_ends_nothing() -> None:
    steps = "decision@2023-01-01 data-available@2023-02-01 withdrawn@2023-03-01"
    assert told(life(steps, "mr-004")) == []


def test_all_that_comes_after_an_end_is_told() -> None:
    steps = "revoked@2023-01-01 data-available@2023-02-01 extended@2023-03-01"
    assert told(life(steps)) == [f"LIFE-005 error /events/{number}/date" for number in (1, 2)]


def test_a_new_beginning_between_explains_data_that_came_after_the_end() -> None:
    steps = "processing-ended@2023-01-01 amended@2023-02-01 data-available@2023-03-01"
    assert told(life(steps, "mr-004")) == []


def test_resuming_what_was_not_suspended_is_odd_and_what_was_only_later_is_wrong() -> None:
    assert told(life("resumed@2023-01-01")) == ["LIFE-007 warning /events/0/type"]
    steps = "resumed@2023-01-01 suspended@2023-02-01"
    assert told(life(steps, "mr-004")) == ["LIFE-007 error /events/0/type"]


def test_a_name_with_a_slash_is_reached_as_json_pointers_write_it() -> None:
    correction = Event(type="corrected", date=PartialDate(year=2024), corrects="/a~1b~0c", was="x")
    text = '{"id": "projet", "events": [{"was": "x"}], "a/b~c": "x"}'
    written = subject_of(replace(BARE, events=(correction,)))
    subject = replace(written, document=parse("projects/projet.yaml", text))
    (found,) = life_rules.corrected_nothing(subject, context_of())
    assert found.arguments == {"pointer": "/a~1b~0c", "value": "x"}
