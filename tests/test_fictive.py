"""The invented register has one of everything: what the genuine one lacks is tested on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from registre import clock
from registre.catalogue import Catalogue
from registre.model import Localised
from registre.model.writing import to_data
from registre.schema import Schemas
from tests.conftest import DAY, FICTIVE


def used(catalogue: Catalogue) -> dict[str, set[str | None]]:
    """For each vocabulary, the codes that some record uses."""
    projects = list(catalogue.projects.values())
    datasets = list(catalogue.datasets.values())
    organisations = list(catalogue.organisations.values())
    events = [event for project in projects for event in project.events]
    uses = [use for project in projects for use in project.data]
    bases = [basis for project in projects for basis in project.legal_basis]
    bases += [basis for dataset in datasets for basis in dataset.legal_basis]
    return {
        "event-type": {event.type for event in events},
        "opinion-outcome": {e.outcome for e in events if e.type == "opinion"},
        "decision-outcome": {e.outcome for e in events if e.type == "decision"},
        "role": {partner.role for project in projects for partner in project.partners},
        "funder-kind": {funder.kind for project in projects for funder in project.funders},
        "organisation-kind": {organisation.kind for organisation in organisations},
        "dataset-kind": {dataset.kind for dataset in datasets},
        "result-type": {result.type for project in projects for result in project.results},
        "purpose-category": {project.purpose.category for project in projects},
        "form": {use.form for use in uses},
        "opt-out": {use.opt_out for use in uses},
        "environment-kind": {p.environment.kind for p in projects if p.environment},
        "health-category": {c for dataset in datasets for c in dataset.health_categories},
        "access": {dataset.access for dataset in datasets},
        "relation": {related.relation for dataset in datasets for related in dataset.related},
        "gdpr-article-6": {basis.gdpr_article_6 for basis in bases},
        "gdpr-article-9": {basis.gdpr_article_9 for basis in bases},
        "status": {clock.status(project, DAY) for project in projects},
        "results-state": {
            clock.results(project, catalogue.register, DAY).state for project in projects
        },
    }


@pytest.mark.parametrize(
    "vocabulary",
    [
        "event-type",
        "opinion-outcome",
        "decision-outcome",
        "role",
        "funder-kind",
        "organisation-kind",
        "dataset-kind",
        "result-type",
        "purpose-category",
        "form",
        "opt-out",
        "environment-kind",
        "health-category",
        "access",
        "relation",
        "status",
        "results-state",
    ],
)
def test_every_code_is_used(fictive: Catalogue, schemas: Schemas, vocabulary: str) -> None:
    unused = set(schemas.labels[vocabulary]) - used(fictive)[vocabulary]
    assert not unused


def test_every_route_is_used(fictive: Catalogue, genuine: Catalogue) -> None:
    taken = {project.route for project in fictive.projects.values()}
    assert set(genuine.routes) <= set(fictive.routes)
    assert set(fictive.routes) <= taken


def test_the_clock_knows_no_code_without_a_label(schemas: Schemas) -> None:
    assert set(clock.STATUSES) == set(schemas.labels["status"])
    assert set(clock.RESULTS_STATES) == set(schemas.labels["results-state"])


def test_it_has_refusals_incidents_tables_and_tombstones(fictive: Catalogue) -> None:
    events = [event for project in fictive.projects.values() for event in project.events]
    assert any(event.outcome == "refused" and event.reasons for event in events)
    assert any(event.type == "incident" and event.measures for event in events)
    assert any(event.type == "corrected" and event.was for event in events)
    assert fictive.tables
    assert fictive.removed
    assert any(project.former_ids for project in fictive.projects.values())
    assert any(not project.data for project in fictive.projects.values())


def test_it_has_texts_that_lack_a_translation_in_each_direction(fictive: Catalogue) -> None:
    first, second = fictive.register.languages
    titles = [project.title for project in fictive.projects.values()]
    assert any(title.has(first) and not title.has(second) for title in titles)
    texts = [text for project in fictive.projects.values() for text in localised(project)]
    assert any(text.has(second) and not text.has(first) for text in texts)


def test_it_has_hostile_text_where_text_may_stand(fictive: Catalogue) -> None:
    text = str([to_data(record) for record in everything(fictive)]).casefold()
    for attack in ("<script", "javascript:", "onerror=", "{{", "{%", "</title>", "<!--", "{:"):
        assert attack in text, attack


def everything(catalogue: Catalogue) -> Iterator[object]:
    yield from catalogue.projects.values()
    yield from catalogue.datasets.values()
    yield from catalogue.organisations.values()


def localised(record: object) -> Iterator[Localised]:
    for name in record.__slots__:  # type: ignore[attr-defined]
        value = getattr(record, name)
        if isinstance(value, Localised):
            yield value


def test_it_is_fiction() -> None:
    """Nothing in it could be taken for a declaration of the genuine register."""
    assert (FICTIVE / "register.yaml").read_text("utf-8").casefold().count("fictif") > 0
