"""docs/field-map: the map to other registers and to the law stays true."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
STANDARDS = {
    "The Health Data Hub's project pages": "hdh",
    "The HDR UK Data Use Register": "hdruk",
    "Regulation (EU) 2025/327 (EHDS), Articles 57, 58 and 68": "ehds",
}
HDR_UK = (
    "Lead applicant organisation name",
    "Organisation ID",
    "Organisation sector",
    "Applicant names",
    "Applicant ID",
    "Funders/Sponsors",
    "DEA accredited researcher?",
    "Sub-licence arrangements (if any)?",
    "Project ID",
    "Project title",
    "Lay summary",
    "Public benefit statement",
    "Request category type",
    "Technical summary",
    "Other approval committees",
    "Project start date",
    "Project end date",
    "Latest approval date",
    "Dataset(s) name",
    "Data sensitivity level",
    "Legal basis for provision of data under Article 6",
    "Lawful conditions for provision of data under Article 9",
    "Common Law Duty of Confidentiality",
    "National data opt-out applied?",
    "Request frequency",
    "For linked datasets, specify how the linkage will take place",
    "For linked datasets, specify how any new assets created will be managed and archived",
    "Description of the confidential data being used",
    "Release/Access date",
    "Access type",
    "How has data been processed to enhance privacy?",
    "Link to research outputs",
)
# The letters and points whose absence from the map would be a gap in the law's table.
EHDS = (
    "57(1)(e)",
    *(f"57(1)(j)({point})" for point in ("i", "ii", "iii", "iv", "v")),
    *(f"58(1)({letter})" for letter in "abcdefg"),
    "58(2)",
    "68(4)",
    "68(6)",
    "68(7)",
    "68(10)(g)",
    "68(12)",
)

Row = tuple[str, str, str, str]


def _rows() -> list[Row]:
    with (ROOT / "docs" / "field-map.csv").open(encoding="utf-8", newline="") as stream:
        return [
            (row["standard"], row["item"], row["fields"], row["note"])
            for row in csv.DictReader(stream)
        ]


def _table_rows() -> Iterator[Row]:
    standard = ""
    for line in (ROOT / "docs" / "field-map.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            standard = STANDARDS[line.removeprefix("## ")]
        elif standard and line.startswith("| ") and not line.startswith("| There"):
            item, fields, note = (cell.strip() for cell in line.strip("|").split("|"))
            paths = "" if fields == "—" else "; ".join(p.strip("` ") for p in fields.split(","))
            yield standard, item, paths, note


def _schema(name: str) -> Mapping[str, Any]:
    text = (ROOT / "schemas" / f"{name}.schema.json").read_text("utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


def _beside(schema: Mapping[str, Any], document: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The schema, and whatever says more of the same value or of its items."""
    yield schema, document
    if "$ref" in schema:
        file, _, pointer = schema["$ref"].partition("#")
        document = file.removesuffix(".schema.json") or document
        target: Any = _schema(document)
        for step in pointer.split("/")[1:]:
            target = target[step]
        yield from _beside(target, document)
    if "items" in schema:
        yield from _beside(schema["items"], document)


def _exists(path: str) -> bool:
    name, *steps = path.split("/")
    current = [(_schema(name), name)]
    for step in steps:
        current = [
            (flat["properties"][step], where)
            for schema, document in current
            for flat, where in _beside(schema, document)
            if step in flat.get("properties", ())
        ]
    return bool(current)


PATHS = sorted({path for row in _rows() for path in row[2].split("; ") if path})


@pytest.mark.parametrize("path", PATHS)
def test_each_path_exists_in_the_schemas(path: str) -> None:
    assert _exists(path)


@pytest.mark.parametrize("path", ["project/nothing", "project/purpose/nothing", "dataset/id/x"])
def test_a_path_that_does_not_exist_is_seen(path: str) -> None:
    assert not _exists(path)


def test_page_and_table_for_machines_agree() -> None:
    assert list(_table_rows()) == _rows()


def test_every_column_of_the_british_register_is_there_once_in_its_order() -> None:
    assert tuple(item for standard, item, _, _ in _rows() if standard == "hdruk") == HDR_UK


@pytest.mark.parametrize("point", EHDS)
def test_every_point_of_the_law_is_there(point: str) -> None:
    assert any(row[0] == "ehds" and row[1].startswith(f"{point} ") for row in _rows())


def test_what_has_no_field_says_why() -> None:
    assert all(note for _, _, fields, note in _rows() if not fields)
