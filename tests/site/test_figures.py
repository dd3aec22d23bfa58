"""The page of figures: every number is that of the list behind it, and says what it leaves out."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html import unescape
from urllib.parse import urljoin

import pytest

from registre import clock
from registre.catalogue import Catalogue
from registre.model import Event, PartialDate, Project
from registre.rules.complete import COUNTED, unstated
from registre.schema import Schemas
from registre.site import Page, SiteContext, figures, listing, prepare
from registre.site.figures.completeness import stating
from registre.site.figures.durations import (
    Spans,
    application_to_decision,
    decision_to_data,
    quartiles,
)
from registre.site.figures.punctuality import has_passed
from registre.site.figures.scene import Scene
from registre.site.figures.shares import is_approved
from registre.site.uses_by_year import uses_by_year
from registre.yaml_strict import parse
from tests.conftest import DAY


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0", schemas=schemas)


@pytest.fixture(scope="module")
def page(context: SiteContext) -> Page:
    return next(page for page in figures.pages(context) if page.language == "en")


def rows(page: Page, key: str) -> list[tuple[str, str, list[str]]]:
    """Address, label and cells of each row of a chart's table."""
    figure = page.content.split(f'<figure class="rg-chart" id="{key}">')[1].split("</figure>")[0]
    found = []
    for row in re.findall(r'<tr><th scope="row">(.*?)</tr>', figure, re.DOTALL):
        head, _, rest = row.partition("</th>")
        href = re.search(r'href="([^"]+)"', head)
        label = unescape(re.sub(r"<[^>]+>", "", head))
        found.append((href[1] if href else "", label, re.findall(r"<td[^>]*>(.*?)</td>", rest)))
    return found


def test_a_year_has_as_many_approvals_as_events_say(page: Page, context: SiteContext) -> None:
    granted = Counter(
        str(event.date.year)
        for project in context.catalogue.projects.values()
        for event in project.events
        if event.type == "decision"
        and event.outcome in ("granted", "partly-granted")
        and event.date
        and event.date.earliest <= DAY
    )
    told = {label: int(cells[0]) for _, label, cells in rows(page, "approvals-chart")}
    assert {year: number for year, number in told.items() if number} == granted
    assert list(told) == [str(year) for year in range(int(min(told)), int(max(told)) + 1)]


@pytest.mark.parametrize("key", ["by-theme", "by-purpose", "by-route", "by-lead-kind"])
def test_each_number_of_projects_is_that_of_its_list(
    page: Page, context: SiteContext, key: str
) -> None:
    lists = {found.url: found.content for found in listing.pages(context) if found.language == "en"}
    told = rows(page, key)
    assert told
    for href, label, cells in told:
        url = urljoin(f"https://x.example/{page.url}", href).removeprefix("https://x.example/")
        assert f"{cells[0]} project" in re.sub(r"<[^>]+>", "", lists[url]), label
        assert int(cells[1]) <= int(cells[0])


def test_only_a_declared_decision_approves(context: SiteContext) -> None:
    def approved(outcome: str, day: str | None) -> bool:
        when = PartialDate.parse(day) if day else None
        return is_approved(project_with(("decision", when, outcome)), context)

    assert approved("granted", "2026-01-01")
    assert approved("partly-granted", None)
    assert not approved("refused", "2026-01-01")
    assert not approved("granted", "2026-11-24")


def project_with(*steps: tuple[str, PartialDate | None, str | None]) -> Project:
    """A project that has these events and nothing else that the figures read."""
    project = Project.__new__(Project)
    events = tuple(Event(type=kind, date=when, outcome=outcome) for kind, when, outcome in steps)
    object.__setattr__(project, "events", events)
    return project


def spans_of(*projects: Project) -> Spans:
    found = {str(number): project for number, project in enumerate(projects)}
    catalogue = type("Catalogue", (), {"projects": found})
    context = type("Context", (), {"catalogue": catalogue, "on": DAY})
    return application_to_decision(context)  # type: ignore[arg-type]


def on(day: str) -> PartialDate:
    return PartialDate.parse(day)


def test_a_span_is_counted_between_two_days_alone() -> None:
    found = spans_of(
        project_with(("application-received", on("2024-01-01"), None),
                     ("decision", on("2024-01-31"), "refused")),
        project_with(("application-complete", on("2025-01-01"), None),
                     ("decision", on("2025-01-11"), "granted"),
                     ("decision", on("2025-06-11"), "granted")),
        project_with(("application-received", on("2024-01"), None),
                     ("decision", on("2024-03-31"), "granted")),
        project_with(("application-received", on("2024-05-01"), None),
                     ("decision", on("2024-03-31"), "granted")),
        project_with(("application-received", None, None),
                     ("decision", on("2024-03-31"), "granted")),
        project_with(("decision", None, "granted")),
        project_with(("application-received", on("2024-01-01"), None)),
        project_with(("application-received", on("2024-01-01"), None),
                     ("decision", on("2026-12-31"), "granted")),
    )  # fmt: skip
    assert found.days == {2024: [30], 2025: [10]}
    assert (found.unstated, found.vague) == (2, 2)


@pytest.mark.parametrize(
    ("days", "expected"),
    [([7], (7, 7, 7)), ([4, 2], (2.5, 3, 3.5)), ([5, 1, 4, 2, 3], (2, 3, 4))],
)
def test_quartiles(days: list[int], expected: tuple[float, float, float]) -> None:
    assert quartiles(days) == expected


def test_those_who_are_not_counted_are_said(page: Page, context: SiteContext) -> None:
    found = decision_to_data(context)
    assert found.unstated
    assert found.vague
    assert f"Counted: {len(found.every)} projects." in page.content
    assert f"(one of the two dates is missing): {found.unstated} projects." in page.content


@pytest.mark.parametrize("which", ["fictive", "genuine"])
def test_completeness_counts_what_the_check_counts(
    which: str, request: pytest.FixtureRequest, schemas: Schemas
) -> None:
    """Records in their long form state as much as the declarations that they are read from."""
    catalogue: Catalogue = request.getfixturevalue(which)
    context = prepare(catalogue, schemas.labels, on=DAY, version="0")
    for kind in COUNTED:
        expected = Counter(dict.fromkeys(COUNTED[kind], 0))
        for key, data in catalogue.declarations.items():
            if key.startswith(f"{kind}/"):
                declared = parse(key, data.decode()).data
                expected.update(set(COUNTED[kind]) - set(unstated(kind, declared)))
        assert stating(kind, context) == expected


def test_only_deadlines_that_bind_and_are_past_are_judged(context: SiteContext) -> None:
    def judged(**said: object) -> bool:
        results = clock.ResultsClock(
            **{"state": "published", "due": date(2026, 1, 1), "binding": True} | said  # type: ignore[arg-type]
        )
        return has_passed(results, context)

    assert judged()
    assert judged(state="late")
    assert not judged(binding=False)
    assert not judged(due=None)
    assert not judged(due=date(2027, 1, 1))
    assert not judged(state="unknown")


def test_nobody_is_on_time_before_the_law_applies(genuine: Catalogue, schemas: Schemas) -> None:
    context = prepare(genuine, schemas.labels, on=DAY, version="0")
    found = next(page for page in figures.pages(context) if page.language == "en")
    assert 'before <time datetime="2029-03-26">' in found.content
    assert "did so on time" not in found.content


def test_a_dataset_s_projects_by_year_are_all_its_projects(context: SiteContext) -> None:
    voice = context.voices["en"]
    drawn = 0
    for id, projects in context.catalogue.projects_of.items():
        chart = uses_by_year(id, Scene(context, voice, ""))
        if chart is None:
            continue
        drawn += 1
        told = sum(int(cells[0]) for _, cells in chart.table.rows)
        undated = re.search(r"Without a date: (\d+)", str(chart.note))
        assert told + (int(undated[1]) if undated else 0) == len(projects), id
    assert drawn
