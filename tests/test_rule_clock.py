"""The CLOCK family at its very limits: the last day, the first day, the day after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from registre.model import Deadline, Event, PartialDate, Project, Register, Result
from registre.rules import RULES
from tests.conftest import DAY
from tests.judging import BARE, WORDS, context_of, judged, register_with
from tests.property.lives import exact
from tests.test_rule_date import DATASET

CLOCK = tuple(rule for rule in RULES if rule.__module__ == "registre.rules.clock")


def told(project: Project, register: Register | None = None, on: date = DAY) -> list[str]:
    """Each finding as ``CODE pointer``."""
    found = judged(project, CLOCK, context_of(register, on))
    return [f"{f.code} {f.where.pointer}" for f in found]


def after(days: int) -> PartialDate:
    return exact(DAY + timedelta(days=days))


def permit(expires: PartialDate, *more: Event) -> Project:
    decision = Event(
        type="decision", date=PartialDate(year=2022), outcome="granted", expires=expires
    )
    return replace(BARE, events=(decision, *more))


@pytest.mark.parametrize(
    ("days", "code"),
    [(-1, "CLOCK-009"), (0, "CLOCK-008"), (1, "CLOCK-008"), (90, "CLOCK-008"), (91, None)],
)
def test_access_ends_on_its_last_day_and_is_announced_ninety_days_before(
    days: int, code: str | None
) -> None:
    found = [line for line in told(permit(after(days))) if line.startswith("CLOCK-00")]
    assert [f for f in found if f[:9] in ("CLOCK-008", "CLOCK-009")] == (
        [f"{code} /events/0/expires"] if code else []
    )


@pytest.mark.parametrize("end", ["processing-ended", "withdrawn", "revoked"])
def test_what_has_ended_is_not_asked_when_it_will_end(end: str) -> None:
    ended = Event(type=end, date=PartialDate(year=2026, month=10))
    for days in (-30, 30):
        assert told(permit(after(days), ended)) == []


def test_the_permit_in_force_is_the_last_that_was_given_so_far() -> None:
    extended = Event(type="extended", date=PartialDate(year=2026), until=after(10))
    to_come = Event(type="extended", date=after(5), until=after(400))
    assert told(permit(after(2), extended, to_come)) == ["CLOCK-008 /events/1/until"]
    amended = Event(type="amended", date=PartialDate(year=2026))
    assert told(permit(after(2), amended)) == ["CLOCK-008 /events/0/expires"]


def test_nothing_is_about_to_end_before_that_applies_but_it_is_on_the_first_day() -> None:
    for days, found in ((1, []), (0, ["CLOCK-008 /events/0/expires"])):
        soon = Deadline(value=90, unit="days", applies_from=after(days))
        assert told(permit(after(0)), register_with(due_soon=soon)) == found


@pytest.mark.parametrize(
    ("value", "unit", "days", "is_late"),
    [
        (30, "days", 30, False),
        (30, "days", 31, True),
        (2, "months", 61, False),
        (2, "months", 62, True),
        (5, "working-days", 7, False),
        (5, "working-days", 8, True),
        (1, "years", 365, False),
        (1, "years", 366, True),
    ],
)
def test_publication_has_its_last_day_in_every_unit(
    value: int, unit: str, days: int, is_late: bool
) -> None:
    decided = date(2025, 6, 16)
    event = Event(type="decision", date=exact(decided), outcome="refused")
    published = exact(decided + timedelta(days=days))
    project = replace(BARE, events=(event,), published_on=published)
    register = register_with(publication=Deadline(value=value, unit=unit))
    assert told(project, register) == (["CLOCK-001 /events/0/date"] if is_late else [])


def test_a_decision_without_a_date_is_not_timed() -> None:
    event = Event(type="decision", date=None, outcome="refused")
    assert told(replace(BARE, events=(event,), published_on=after(0))) == []


def test_a_review_is_overdue_on_the_day_after_its_last() -> None:
    for on, codes in ((date(2026, 3, 2), []), (date(2026, 3, 3), ["CLOCK-006"])):
        dataset = replace(DATASET, reviewed_by_holder_on=exact(date(2025, 3, 2)))
        found = judged(dataset, CLOCK, context_of(on=on))
        assert [f.code for f in found] == codes


def test_a_yearly_review_does_not_lapse_but_starts_with_the_law() -> None:
    law = Deadline(value=12, unit="months", applies_from=exact(date(2025, 6, 1)))
    dataset = replace(DATASET, reviewed_by_holder_on=PartialDate(year=2019))
    for on, codes in ((date(2026, 6, 1), []), (date(2026, 6, 2), ["CLOCK-006"])):
        found = judged(dataset, CLOCK, context_of(register_with(dataset_review=law), on))
        assert [f.code for f in found] == codes


def result(number: int, when: PartialDate) -> Result:
    return Result(id=f"r-{number}", type="report", title=WORDS, date=when, summary=WORDS)


def test_lateness_is_that_of_the_first_result_there_is() -> None:
    ended = Event(type="processing-ended", date=exact(date(2024, 1, 15)))
    dates = (date(2026, 5, 4), date(2025, 9, 1), date(2027, 1, 1))
    project = replace(
        BARE,
        events=(ended,),
        results=tuple(result(n, exact(day)) for n, day in enumerate(dates)),
    )
    (found,) = judged(project, CLOCK, context_of())
    assert (found.code, found.where.pointer) == ("CLOCK-005", "/results/1/date")
    assert found.arguments["due"] == "2025-07-15"
    assert found.arguments["days"] == (date(2025, 9, 1) - date(2025, 7, 15)).days


def test_the_end_that_counts_is_the_first_that_has_come() -> None:
    ends = ("2024-01-15", "2024-06-03")
    events = (
        Event(type="processing-ended", date=after(20)),
        *(Event(type="processing-ended", date=PartialDate.parse(end)) for end in ends),
    )
    (found,) = judged(replace(BARE, events=events), CLOCK, context_of())
    assert (found.code, found.where.pointer) == ("CLOCK-002", "/events/1/date")


def test_every_decision_is_timed_whatever_comes_before_it() -> None:
    events = (
        Event(type="opinion", date=exact(date(2025, 1, 6)), outcome="favourable"),
        Event(type="decision", date=exact(date(2026, 11, 20)), outcome="refused"),
        Event(type="decision", date=exact(date(2025, 6, 16)), outcome="refused"),
    )
    assert told(replace(BARE, events=events, published_on=after(0))) == ["CLOCK-001 /events/2/date"]


def test_the_end_from_which_a_deadline_is_counted_is_told() -> None:
    ended = Event(type="processing-ended", date=PartialDate(year=2024, month=1))
    (found,) = judged(replace(BARE, events=(ended,)), CLOCK, context_of())
    assert found.code == "CLOCK-002"
    assert found.arguments["end"] == "2024-01"
