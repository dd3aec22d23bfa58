"""The report on activity: each figure says where it comes from; nothing unknown is a zero."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registre.catalogue import Catalogue
from registre.exports import activity as files
from registre.model import Activity, PartialDate
from registre.model.reading import Reader
from registre.schema import Schemas
from registre.site import Page, SiteContext, activity, prepare
from registre.site.activity.items import ITEMS, Figure, Measure
from registre.site.activity.periods import Stretch, periods
from tests.conftest import DAY


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0", schemas=schemas)


def measures(context: SiteContext, slug: str) -> Mapping[tuple[str, str], Measure]:
    items = activity.report(periods(context)[slug], context)
    return {(item.letter, measure.name): measure for item in items for measure in item.measures}


def page_of(context: SiteContext, url: str) -> Page:
    return next(page for page in activity.pages(context) if page.url == url)


def test_every_item_of_the_article_is_there(context: SiteContext) -> None:
    content = page_of(context, "en/figures/report/2024-2025/").content
    assert list(ITEMS) == list("abcdefghijk")
    assert all(f'id="item-{letter}"' in content for letter in ITEMS)


def test_every_field_that_a_file_may_state_is_a_measure(schemas: Schemas) -> None:
    properties = schemas.schema("activity")["properties"]
    for part, names in ITEMS.values():
        stated = set(properties[part].get("properties", ())) - {"statement", "by_category"}
        assert stated <= set(names), part
    assert set(properties) == {
        "period",
        "summary",
        "sources",
        *(part for part, _ in ITEMS.values()),
    }


def test_records_and_declaration_stand_side_by_side(context: SiteContext) -> None:
    found = measures(context, "2024-2025")
    granted = sum(
        event.type == "decision"
        and event.outcome in ("granted", "partly-granted")
        and event.date is not None
        and event.date.year in (2024, 2025)
        for project in context.catalogue.projects.values()
        for event in project.events
    )
    assert granted
    assert found["a", "permits_granted"].figures == (
        Figure("records", granted),
        Figure("declared", 29),
    )


def test_a_zero_is_told_only_by_who_declared_it(context: SiteContext) -> None:
    """A count of nothing in the records is not stated; a declared zero is a zero."""
    found = measures(context, "2024-2025")
    assert found["j", "regulatory_procedures"].figures == (Figure("declared", 0),)
    for slug in periods(context):
        for measure in measures(context, slug).values():
            for figure in measure.figures:
                assert figure.number or figure.source == "declared", (slug, measure.name)


def test_what_nobody_stated_is_said_not_stated(context: SiteContext) -> None:
    empty = [
        measure.name for measure in measures(context, "2026-2027").values() if not measure.figures
    ]
    assert {"fines", "total_eur", "exchanges", "labels"} <= set(empty)
    content = page_of(context, "en/figures/report/2026-2027/").content
    assert content.count("rg-missing") == len(empty)


def test_a_period_under_way_says_so(context: SiteContext) -> None:
    assert "This period is not over" in page_of(context, "en/figures/report/2026-2027/").content
    assert "This period is not over" not in page_of(context, "en/figures/report/2024-2025/").content


def test_the_files_say_what_the_page_says(context: SiteContext) -> None:
    made = {artifact.path: artifact.data for artifact in files.artifacts(context)}
    for slug, stretch in periods(context).items():
        said = json.loads(made[f"chiffres/rapport/{slug}/report.json"])
        text = made[f"chiffres/rapport/{slug}/report.csv"].decode()
        table = list(csv.DictReader(io.StringIO(text, newline="")))
        assert said["period"] == {"start": str(stretch.start), "end": str(stretch.end)}
        assert list(said["items"]) == list(ITEMS)
        for (letter, name), measure in measures(context, slug).items():
            rows = [row for row in table if (row["item"], row["measure"]) == (letter, name)]
            listed = said["items"][letter][name]
            if not measure.figures:
                assert listed == "not-stated"
                assert [(row["value"], row["source"]) for row in rows] == [("", "not-stated")]
                continue
            numbers = [(figure.number, figure.source) for figure in measure.figures]
            assert [(one["value"], one["source"]) for one in listed] == numbers
            assert [(row["value"], row["source"]) for row in rows] == [
                (str(number), source) for number, source in numbers
            ]
            assert all(row["label_fr"] and row["label_en"] for row in rows)


@pytest.mark.parametrize(
    ("when", "held"),
    [("2024", True), ("2024-02", True), ("2025-12-31", True), ("2026-01-01", False)],
)
def test_a_period_holds_whole_dates(when: str, held: bool) -> None:
    stretch = Stretch(date(2024, 1, 1), date(2025, 12, 31))
    assert stretch.holds(PartialDate.parse(when)) is held
    assert not stretch.holds(None)


def test_a_date_that_may_lie_outside_is_not_held() -> None:
    stretch = Stretch(date(2029, 3, 26), date(2030, 12, 31))
    assert not stretch.holds(PartialDate.parse("2029"))
    assert stretch.holds(PartialDate.parse("2029-04"))


_DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def test_no_dated_fact_is_left_without_a_period(context: SiteContext) -> None:
    """Whatever was declared, each decision has a period; and no computed period covers a day
    that a file speaks of."""
    decided = [
        event.date.earliest
        for project in context.catalogue.projects.values()
        for event in project.events
        if event.type == "decision" and event.date and event.date.day
    ]

    @given(st.lists(st.tuples(_DAYS, _DAYS).map(sorted), max_size=3))
    def law(spans: list[list[date]]) -> None:
        told = periods_with(context, spans)
        computed = [stretch for stretch in told if stretch.activity is None]
        assert len(told) == len(spans) + len(computed)
        for stretch in computed:
            assert stretch.start <= stretch.end
            assert not any(stretch.start <= end and start <= stretch.end for start, end in spans)
        for day in decided:
            assert any(stretch.start <= day <= stretch.end for stretch in told), day

    law()


def periods_with(context: SiteContext, spans: list[list[date]]) -> list[Stretch]:
    """The periods of the register as if files spoke of these and of no other."""
    reader = Reader("fr")
    declared = tuple(
        reader.read({"period": {"start": str(start), "end": str(end)}}, Activity)
        for start, end in spans
    )
    changed = replace(context.catalogue, activity=declared)
    return list(periods(replace(context, catalogue=changed)).values())


def test_two_files_on_one_period_keep_their_own_page(context: SiteContext) -> None:
    twice = (context.catalogue.activity[0],) * 2
    told = periods(replace(context, catalogue=replace(context.catalogue, activity=twice)))
    assert {"2024-2025", "2024-2025-2"} <= set(told)
