"""The DATE family where cases would be many: extensions, retention, sources, periods."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registre.model import (
    Dataset,
    DataUse,
    Event,
    PartialDate,
    Period,
    Project,
    Quantity,
    Result,
    Retention,
    Source,
)
from registre.model.dataset import Population
from registre.rules import RULES
from tests.judging import BARE, WORDS, context_of, judged

DATE = tuple(rule for rule in RULES if rule.__module__ == "registre.rules.date")
DATASET = Dataset(
    id="base",
    title=WORDS,
    description=WORDS,
    kind="other",
    holders=("agence",),
    access="non-public",
    health_categories=("e",),
    themes=("general",),
    spatial=("FR",),
)


def day(text: str) -> PartialDate | None:
    return None if text == "?" else PartialDate.parse(text)


def told(record: Project | Dataset, **coverages: Period | None) -> list[str]:
    """Each finding as ``CODE pointer``."""
    found = judged(record, DATE, context_of(coverages=coverages))
    return [f"{f.code} {f.where.pointer}" for f in found]


def permits(steps: str) -> Project:
    """``+2026`` a permit that ends then, ``+?`` one without end, ``2027`` an extension,
    ``r2027`` an extension of the deadline for results."""
    events = []
    for step in steps.split():
        if step.startswith("+"):
            expires = day(step[1:])
            events.append(Event(type="decision", date=None, outcome="granted", expires=expires))
        else:
            kind = "results-deadline-extended" if step.startswith("r") else "extended"
            events.append(Event(type=kind, date=None, until=day(step.removeprefix("r"))))
    return replace(BARE, events=tuple(events))


@pytest.mark.parametrize(
    ("steps", "shortened"),
    [
        ("+2024 2025 2026", []),
        ("+2024 2023", [1]),
        ("+2024 2026 2025", [2]),
        ("+2024 2024-06", []),
        ("+2024 +2030 2026 2025", [3]),
        ("+2024 +2030 2032 2026", []),
        ("+2024 +2030 2032 2026 2025", [4]),
        ("+2024 +? 2023", []),
        ("2026 2025", [1]),
        ("r2026 r2025", [1]),
        ("+2026 r2025", []),
        ("+? r2026 r2025", [2]),
    ],
)
def test_an_extension_is_held_against_what_it_can_extend(steps: str, shortened: list[int]) -> None:
    assert told(permits(steps)) == [f"DATE-005 /events/{n}/until" for n in shortened]


def test_the_end_that_is_told_is_the_nearest_one() -> None:
    (found,) = judged(permits("+2030 +2026 2025"), DATE, context_of())
    assert found.arguments["end"] == "2026"


def test_a_refused_permit_has_no_end_to_extend() -> None:
    refused = Event(type="decision", date=None, outcome="refused", expires=day("2030"))
    project = permits("2026")
    assert told(replace(project, events=(refused, *project.events))) == []


@pytest.mark.parametrize(
    ("kind", "when", "is_told"),
    [
        ("data-available", "2025", True),
        ("processing-ended", "2025", True),
        ("amended", "2025", False),
        ("data-available", "2024", False),
        ("data-available", "?", False),
    ],
)
def test_data_are_neither_received_nor_used_once_deleted(
    kind: str, when: str, is_told: bool
) -> None:
    event = Event(type=kind, date=day(when))
    kept = replace(BARE, retention=Retention(until=day("2024-06")), events=(event, event))
    assert told(kept) == (["DATE-010 /retention/until"] if is_told else [])


def supported(*pointers: str, consulted: str = "2024-05-01") -> Project:
    result = Result(id="r", type="report", title=WORDS, date=day("2025"), summary=WORDS)
    events = tuple(Event(type="audit", date=day(d)) for d in ("2024-04", "2024-05-02", "?"))
    source = Source(title="Avis", consulted=day(consulted), supports=pointers)
    return replace(BARE, events=events, results=(result,), sources=(source,))


@pytest.mark.parametrize(
    ("pointer", "is_told"),
    [
        ("/events/0", False),
        ("/events/1", True),
        ("/events/1/statement/fr", True),
        ("/events/2", False),
        ("/events/3", False),
        ("/events/1000", False),
        ("/events/x", False),
        ("/events", False),
        ("/results/0/title", True),
        ("/partners/1", False),
        ("/title", False),
        ("", False),
    ],
)
def test_a_source_establishes_only_what_had_happened(pointer: str, is_told: bool) -> None:
    found = told(supported(pointer))
    assert found == (["DATE-011 /sources/0/consulted"] if is_told else [])


def test_a_source_that_supports_several_is_told_once_or_not_at_all_without_a_date() -> None:
    assert told(supported("/title", "/events/1", "/results/0")) == ["DATE-011 /sources/0/consulted"]
    assert told(supported("/events/1", consulted="?")) == []
    dated = replace(supported("/events/1"), sources=(Source(title="Sans date"),))
    both = replace(dated, sources=(*dated.sources, *supported("/events/1").sources))
    assert told(both) == ["DATE-011 /sources/1/consulted"]


@pytest.mark.parametrize(
    ("start", "end", "bound"),
    [
        ("2011", "2015", "start"),
        ("2012", "2020", None),
        ("2013", "2021", "end"),
        ("2021", "2022", "start"),
        ("?", "2011", "end"),
        ("2021", "?", "start"),
        ("?", "?", None),
    ],
)
def test_the_bound_that_lies_outside_the_coverage_is_told(
    start: str, end: str, bound: str | None
) -> None:
    period = Period(start=day(start), end=day(end))
    project = replace(BARE, data=(DataUse(dataset="base", period=period),))
    covered = Period(start=PartialDate(year=2012), end=PartialDate(year=2020))
    assert told(project, base=covered) == ([f"DATE-007 /data/0/period/{bound}"] if bound else [])
    assert told(project, base=None) == []
    assert told(project) == []


def test_a_period_without_a_bound_is_shown_with_dots() -> None:
    period = Period(start=day("2011"))
    project = replace(BARE, data=(DataUse(dataset="base", period=period),))
    covered = Period(start=day("2012"))
    (found,) = judged(project, DATE, context_of(coverages={"base": covered}))
    assert (found.arguments["asked"], found.arguments["covered"]) == ("2011 → …", "2012 → …")


@pytest.mark.parametrize(
    ("youngest", "oldest", "is_told"),
    [(18, 17, True), (18, 18, False), (None, 17, False), (18, None, False)],
)
def test_ages_go_from_the_lowest_to_the_highest(
    youngest: int | None, oldest: int | None, is_told: bool
) -> None:
    population = Population(
        min_age=None if youngest is None else Quantity(value=youngest),
        max_age=None if oldest is None else Quantity(value=oldest),
    )
    found = told(replace(DATASET, population=population))
    assert found == (["DATE-009 /population/min_age"] if is_told else [])


@pytest.mark.parametrize(("issued", "modified"), [("2020", "?"), ("?", "2019"), ("2020", "2020")])
def test_a_dataset_that_lacks_one_of_two_dates_is_not_compared(issued: str, modified: str) -> None:
    assert told(replace(DATASET, issued=day(issued), modified=day(modified))) == []


def test_an_undated_extension_is_not_compared_with_its_own_day() -> None:
    event = Event(type="extended", date=None, until=day("2020"))
    assert told(replace(BARE, events=(event,))) == []
