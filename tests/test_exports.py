"""Open data says what the declarations say, and opens safely."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registre import exports, package_data
from registre.catalogue import Catalogue
from registre.exports.tables import csv_bytes
from registre.model.reading import Reader
from registre.model.writing import to_data
from registre.schema import Schemas
from registre.site import SiteContext, prepare
from tests.conftest import DAY

RECORDS = ("projects", "datasets", "organisations")


def files_of(catalogue: Catalogue, schemas: Schemas) -> Mapping[str, bytes]:
    context = context_of(catalogue, schemas)
    found = [(file.path, file.data) for file in exports.artifacts(context)]
    assert len(dict(found)) == len(found)
    return dict(found)


def context_of(catalogue: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(catalogue, schemas.labels, on=DAY, version="0")


@pytest.fixture(scope="module")
def files(fictive: Catalogue, schemas: Schemas) -> Mapping[str, bytes]:
    return files_of(fictive, schemas)


def rows(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    text = files[f"donnees-ouvertes/{name}"].decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_projects_csv_has_one_row_a_project(files: Mapping[str, bytes], fictive: Catalogue) -> None:
    found = rows(files, "projects.csv")
    assert [row["id"] for row in found] == list(fictive.projects)
    for row in found:
        project = fictive.projects[row["id"]]
        assert row["lead"] == project.lead.organisation
        assert row["datasets"].split("; ") == list(
            dict.fromkeys(use.dataset for use in project.data if use.dataset)
        ) or not any(use.dataset for use in project.data)


def test_uses_csv_has_one_row_a_project_and_dataset(
    files: Mapping[str, bytes], fictive: Catalogue
) -> None:
    declared = [
        (project.id, use.dataset or "")
        for project in fictive.projects.values()
        for use in project.data
    ]
    assert [(row["project"], row["dataset"]) for row in rows(files, "uses.csv")] == declared


def test_register_json_holds_every_record(files: Mapping[str, bytes], fictive: Catalogue) -> None:
    whole = json.loads(files["donnees-ouvertes/register.json"])
    for kind in RECORDS:
        ids = [record["declaration"]["id"] for record in whole[kind]]
        assert ids == list(getattr(fictive, kind))


def test_each_record_has_its_json_beside_its_page_in_each_language(
    files: Mapping[str, bytes], fictive: Catalogue, schemas: Schemas
) -> None:
    addresses = context_of(fictive, schemas).addresses
    for kind in ("project", "dataset", "organisation"):
        for id in getattr(fictive, f"{kind}s"):
            for language in fictive.register.languages:
                page = addresses.url(kind, id, language)
                assert json.loads(files[f"{page}{kind}.json"])["declaration"]["id"] == id
                assert files[f"{page}{kind}.yaml"] == fictive.declarations[f"{kind}/{id}"]


def test_what_is_written_is_read_back(fictive: Catalogue, genuine: Catalogue) -> None:
    """The long form of a record is a declaration that means the same."""
    for catalogue in (fictive, genuine):
        reader = Reader(catalogue.register.languages[0])
        for kind in RECORDS:
            for record in getattr(catalogue, kind).values():
                assert reader.read(to_data(record), type(record)) == record


def test_the_long_form_satisfies_the_schema(genuine: Catalogue, schemas: Schemas) -> None:
    for kind in ("project", "dataset", "organisation"):
        for record in getattr(genuine, f"{kind}s").values():
            assert schemas.accepts(kind, to_data(record)), record.id


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_cell_is_run_as_a_formula(cells: list[str]) -> None:
    text = csv_bytes(["a"] * len(cells), [cells]).decode()
    read = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert len(read) == len(cells)
    for cell, written in zip(cells, read, strict=True):
        assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert written.replace("'", "") == cell.replace("'", "")


def test_the_same_day_gives_the_same_bytes(fictive: Catalogue, schemas: Schemas) -> None:
    assert files_of(fictive, schemas) == files_of(fictive, schemas)


def test_templates_ship_with_the_package() -> None:
    assert package_data.find("site_templates/pages").is_dir()
