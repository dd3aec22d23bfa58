"""RESULT, in descriptions of tables: what we accept, Frictionless, the peer, accepts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from frictionless import Schema, system

from registre.catalogue import Catalogue
from registre.model import Table
from registre.rules import column_types, table_schema
from registre.rules.linear_pattern import matcher
from registre.rules.result_peer import descriptor
from registre.rules.subject import Subject
from registre.yaml_strict import parse
from tests.judging import context_of


def as_table_schema(table: Table) -> dict[str, Any]:
    fields = [
        {"name": field.name, "type": field.type, "constraints": dict(field.constraints)}
        for field in table.fields
    ]
    return descriptor(
        {
            "fields": fields,
            "primaryKey": list(table.primary_key),
            "foreignKeys": [dict(key) for key in table.foreign_keys],
        }
    )


@pytest.mark.parametrize("register", ["genuine", "fictive"])
def test_the_peer_accepts_every_dictionary(register: str, request: pytest.FixtureRequest) -> None:
    catalogue: Catalogue = request.getfixturevalue(register)
    tables = [table for dataset in catalogue.datasets.values() for table in dataset.tables]
    assert tables
    for table in tables:
        schema = Schema.from_descriptor(as_table_schema(table))
        assert schema.field_names == [field.name for field in table.fields]


@pytest.mark.parametrize("type", column_types.CONSTRAINTS)
def test_a_type_has_the_constraints_that_the_peer_knows(type: str) -> None:
    known = set(system.select_field_class(type).supported_constraints)
    ours = set(column_types.CONSTRAINTS[type]) - {"unique"}
    # Not in the version of the standard that the register speaks; of no use to shapes.
    left_out = {"exclusiveMinimum", "exclusiveMaximum"} | ({"enum"} if type == "geojson" else set())
    assert ours == known - left_out


def test_every_type_of_the_schemas_is_known(genuine: Catalogue) -> None:
    from registre import package_data
    from registre.schema import Schemas

    labels = Schemas(package_data.find("schemas")).labels["field-type"]
    assert set(labels) == set(column_types.CONSTRAINTS)


@pytest.mark.parametrize("format", ["%d/%m/%Y", "%d%m%Y", "%d%b%Y:%H:%M:%S", "%m", "any"])
def test_a_date_has_the_formats_that_can_be_written_and_read(format: str) -> None:
    assert column_types.has_format("date", format)


@pytest.mark.parametrize("format", ["JJ/MM/AAAA", "%", "%Q", "%Y%Y", "fmt:%Y", "%-d", "2019", "%("])
def test_a_date_has_no_other_format(format: str) -> None:
    assert not column_types.has_format("date", format)


@pytest.mark.parametrize(
    "pattern", ["[a-z", "(?=a)a", r"(a)\1", "(?:a{1000}){1000}", "a)|(?:b", "*", r"\q"]
)
def test_a_pattern_that_might_never_end_is_not_used(pattern: str) -> None:
    assert matcher(pattern) is None


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a?){50}a{50}", "a*a*a*a*a*b", "(.*)*x"])
def test_a_pattern_takes_linear_time(pattern: str) -> None:
    """Each of these keeps a backtracking engine busy for longer than anybody lives."""
    matches = matcher(pattern)
    assert matches is not None
    assert not matches("a" * 100_000 + "!")


def test_a_pattern_is_that_of_the_whole_cell() -> None:
    matches = matcher("a|b")
    assert matches is not None
    assert [text for text in ("a", "b", "ab", "xa", "a\n", "") if matches(text)] == ["a", "b"]


def test_keys_of_nothing_but_unknown_columns_are_told_in_part() -> None:
    table = {
        "name": "sejours",
        "fields": [{"name": f"colonne_{n}", "type": "string"} for n in range(200)],
        "primary_key": [f"inconnue_{n}" for n in range(200)],
    }
    document = parse("datasets/base.yaml", json.dumps({"tables": [table]}, indent=1))
    subject = Subject(kind="dataset", id="base", document=document, record=None)
    told = list(table_schema.dictionaries(subject, context_of()))
    assert [found.code for found in told] == ["RESULT-008"] * table_schema.MAX_TOLD
