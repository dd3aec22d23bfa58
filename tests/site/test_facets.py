"""Facets: each record's values, and the order in which they are offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registre import clock
from registre.catalogue import Catalogue
from registre.model import Event, Localised, PartialDate, Period, Project, Term
from registre.schema import Schemas
from registre.site import facets, prepare
from registre.site.context import SiteContext
from registre.site.facets import FACETS, NOT_STATED
from tests.conftest import DAY


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0")


@pytest.fixture
def project(fictive: Catalogue) -> Project:
    return next(iter(fictive.projects.values()))


def on(day: str, kind: str = "selected", **more: object) -> Event:
    return replace(Event(type=kind, date=PartialDate.parse(day)), **more)  # type: ignore[arg-type]


def test_every_record_answers_every_facet_of_its_kind(
    context: SiteContext, fictive: Catalogue
) -> None:
    for kind, records in (
        ("project", fictive.projects),
        ("dataset", fictive.datasets),
        ("organisation", fictive.organisations),
    ):
        for record in records.values():
            values = facets.facets_of(record, context)
            assert list(values) == [facet.key for facet in FACETS[kind]]
            assert all(len(set(codes)) == len(codes) for codes in values.values())


def test_a_state_is_the_clocks(context: SiteContext, fictive: Catalogue) -> None:
    for project in fictive.projects.values():
        values = facets.facets_of(project, context)
        assert values["status"] == (clock.status(project, DAY),)
        assert values["results"] == (clock.results(project, fictive.register, DAY).state,)


def test_what_nobody_said_is_a_value(
    context: SiteContext, project: Project, fictive: Catalogue
) -> None:
    silent = replace(project, ai=None, commercial=None, data=(), events=(), calendar=None)
    silent = replace(silent, published_on=None)
    values = facets.project_facets(silent, fictive, context.states[project.id], DAY)
    for key in ("ai", "commercial", "opt_out", "year"):
        assert values[key] == (NOT_STATED,)
    assert values["dataset"] == ()


def test_the_last_decision_dates_a_project(project: Project) -> None:
    decided = replace(
        project,
        events=(
            on("2019"),
            on("2020-05", "decision", outcome="refused"),
            on("2021-06-01", "decision", outcome="granted"),
            on("2022", "data-available"),
            on("2031", "decision", outcome="granted"),
        ),
    )
    assert facets.listed_date(decided, DAY) == PartialDate.parse("2021-06-01")


def test_without_event_the_plan_dates_a_project(project: Project) -> None:
    published = PartialDate.parse("2026-01-02")
    planned = replace(project, events=(on("2031"),), calendar=None, published_on=published)
    assert facets.listed_event(planned, DAY) is None
    assert facets.listed_date(planned, DAY) == published


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2023-05", None, ["2023", "2024", "2025", "2026"]),
        ("2019", "2020-01-31", ["2019", "2020"]),
        ("2025", "2040", ["2025", "2026"]),
        ("1066", "1901", ["1900", "1901"]),
        (None, "2020", []),
        ("2030", None, []),
    ],
)
def test_a_dataset_is_found_in_each_year_that_it_covers(
    start: str | None, end: str | None, expected: list[str]
) -> None:
    """Up to the day that the site speaks of; an unknown beginning is no year."""
    first, last = (PartialDate.parse(day) if day else None for day in (start, end))
    assert list(facets.years_covered(Period(start=first, end=last), DAY)) == expected
    assert facets.years_covered(None, DAY) == ()


def test_a_dataset_has_what_its_projects_say_of_opting_out(fictive: Catalogue) -> None:
    found = {id: facets.dataset_facets(d, fictive, DAY) for id, d in fictive.datasets.items()}
    for id, values in found.items():
        said = {
            use.opt_out
            for project in fictive.projects.values()
            for use in project.data
            if use.dataset == id
        }
        assert set(values["opt_out"]) == (said or {NOT_STATED})
    assert any(len(values["opt_out"]) > 1 for values in found.values())


def test_who_looks_under_a_broader_theme_finds_the_narrower() -> None:
    label = Localised((("fr", "x"),))
    terms = {
        "cancer": Term(code="cancer", label=label),
        "breast": Term(code="breast", label=label, broader="cancer"),
        "loop": Term(code="loop", label=label, broader="loop"),
    }
    assert facets.with_broader(["breast", "cancer"], terms) == ("breast", "cancer")
    assert facets.with_broader(["loop"], terms) == ("loop",)


def test_organisations_have_the_parts_that_they_play(fictive: Catalogue) -> None:
    for id, parts in fictive.involvements.items():
        found = facets.organisation_facets(fictive.organisations[id], fictive)["part"]
        assert ("lead" in found) == any(part.role == "lead" for part in parts)
        assert ("holder" in found) == bool(fictive.datasets_of.get(id))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_values_are_offered_with_their_label_and_the_unknown_last(
    context: SiteContext, language: str
) -> None:
    catalogue, voice = context.catalogue, context.voices[language]
    values = {id: facets.facets_of(project, context) for id, project in catalogue.projects.items()}
    groups = facets.grouped("project", values)
    for facet in FACETS["project"]:
        offered = facets.offered(facet, groups[facet.key], voice, context.labels)
        assert {value.code for value in offered} == set(groups[facet.key])
        assert NOT_STATED not in [value.code for value in offered][:-1]
        for value in offered:
            assert value.plain
            assert value.plain != value.code or facet.key == "year" or facet.labels == "theme"
    years = facets.offered(_facet("year"), groups["year"], voice, context.labels)
    numbers = [value.code for value in years if value.code.isdigit()]
    assert numbers == sorted(numbers, reverse=True)


def _facet(key: str) -> facets.Facet:
    return next(facet for facet in FACETS["project"] if facet.key == key)
