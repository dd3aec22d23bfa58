"""Back-links are exactly the inverse of what declarations say, in both registers."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from registre.catalogue import Catalogue
from registre.model import Project


@pytest.fixture(params=["genuine", "fictive"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    found: Catalogue = request.getfixturevalue(request.param)
    return found


def _parts(project: Project) -> set[tuple[str, str]]:
    """Organisation and role, as the project declares them."""
    parts = {(project.lead.organisation, "lead")}
    parts |= {(partner.organisation, partner.role) for partner in project.partners}
    parts |= {(funder.organisation, "funder") for funder in project.funders}
    if project.environment and project.environment.operator:
        parts.add((project.environment.operator, "operator"))
    bodies = [e for e in project.events if e.type in ("opinion", "decision") and e.body]
    return parts | {(event.body or "", event.type) for event in bodies}


def test_the_projects_of_a_dataset_are_those_that_use_it(catalogue: Catalogue) -> None:
    for dataset in catalogue.datasets:
        using = {
            p.id for p in catalogue.projects.values() if dataset in {u.dataset for u in p.data}
        }
        listed = catalogue.projects_of.get(dataset, ())
        assert set(listed) == using
        assert list(listed) == sorted(using)
    assert catalogue.projects_of.keys() <= catalogue.datasets.keys()


def test_the_involvements_of_an_organisation_are_those_declared(catalogue: Catalogue) -> None:
    declared = {
        (organisation, project.id, role)
        for project in catalogue.projects.values()
        for organisation, role in _parts(project)
    }
    listed = [
        (organisation, part.project, part.role)
        for organisation, parts in catalogue.involvements.items()
        for part in parts
    ]
    assert set(listed) == declared
    assert len(listed) == len(declared)
    assert catalogue.involvements.keys() <= catalogue.organisations.keys()


def test_the_datasets_of_a_holder_are_those_that_name_it(catalogue: Catalogue) -> None:
    declared = {
        (holder, dataset.id)
        for dataset in catalogue.datasets.values()
        for holder in dataset.holders
    }
    listed = {(holder, id) for holder, ids in catalogue.datasets_of.items() for id in ids}
    assert listed == declared


def test_every_reference_resolves(catalogue: Catalogue) -> None:
    for project in catalogue.projects.values():
        assert project.route in catalogue.routes
        assert set(project.themes) <= catalogue.themes.keys()
        assert {use.dataset for use in project.data if use.dataset} <= catalogue.datasets.keys()
        events = {event.id for event in project.events}
        assert all(set(use.granted_by) <= events for use in project.data)
    for organisation in catalogue.organisations.values():
        assert organisation.parent is None or organisation.parent in catalogue.organisations
    assert catalogue.register.publisher in catalogue.organisations


def test_records_stand_in_the_order_of_their_ids_under_their_own_id(catalogue: Catalogue) -> None:
    for records in (catalogue.projects, catalogue.datasets, catalogue.organisations):
        assert list(records) == sorted(records)
        assert all(record.id == id for id, record in records.items())


def test_every_record_has_its_declaration_as_it_was_written(catalogue: Catalogue) -> None:
    expected = {f"project/{id}" for id in catalogue.projects}
    expected |= {f"dataset/{id}" for id in catalogue.datasets}
    expected |= {f"organisation/{id}" for id in catalogue.organisations}
    assert catalogue.declarations.keys() == catalogue.paths.keys() == expected


def test_a_catalogue_cannot_be_changed(catalogue: Catalogue) -> None:
    with pytest.raises(FrozenInstanceError):
        catalogue.projects = {}  # type: ignore[misc]
