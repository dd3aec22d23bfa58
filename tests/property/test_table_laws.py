"""Laws of result tables and of the descriptions of tables."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, cast

import frictionless
from hypothesis import given
from hypothesis import strategies as st

from registre.diagnostic import Diagnostic
from registre.rules import column_types, result_cells, result_peer, result_tables, table_schema
from registre.rules.result_tables import ResultTable
from registre.rules.subject import Context, Subject
from registre.source import Source
from registre.yaml_strict import parse

COLUMNS = ("lieu", "personnes")
SCHEMA: dict[str, Any] = {
    "fields": [{"name": "lieu", "type": "string"}, {"name": "personnes", "type": "integer"}],
    "missingValues": ["", "s"],
}
# What CSV has to quote, and what people write.
TEXT = st.text(st.sampled_from('ab",\n; é'), max_size=6)
ROWS = st.lists(st.tuples(TEXT, st.integers(-5, 40).map(str)), min_size=1, max_size=8)


def written(rows: list[tuple[str, ...]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return stream.getvalue().encode()


def table_of(data: bytes) -> ResultTable:
    source = Source(path="results/p/t.csv", kind="result-table", data=data)
    found = result_tables.read(source, COLUMNS)
    assert isinstance(found, ResultTable)
    return found


def judged(rows: list[tuple[str, ...]], threshold: int = 11) -> list[Diagnostic]:
    table = table_of(written(rows))
    return [
        *result_cells.small_cells(table, SCHEMA, ["personnes"], threshold),
        *result_cells.formulas(table),
        *result_peer.disagreements(table, SCHEMA),
    ]


@given(ROWS)
def test_a_table_is_read_as_it_was_written(rows: list[tuple[str, ...]]) -> None:
    assert [tuple(row) for row in table_of(written(rows)).rows] == [COLUMNS, *rows]


@given(ROWS)
def test_the_place_of_a_cell_holds_the_cell(rows: list[tuple[str, ...]]) -> None:
    table = table_of(written(rows))
    for number, row in enumerate(table.rows):
        for at, cell in enumerate(row):
            where = table.place(number, at)
            lines = list(table.lines[where.line - 1 : where.end_line])
            lines[-1] = lines[-1][: where.end_column - 1]
            lines[0] = lines[0][where.column - 1 :]
            assert next(csv.reader(io.StringIO("\n".join(lines), newline="")), [""]) == [cell]


@given(ROWS, st.data())
def test_hiding_a_cell_never_adds_a_finding(
    rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    hidden = [*rows[:at], (rows[at][0], "s"), *rows[at + 1 :]]
    assert len(judged(hidden)) <= len(judged(rows))


@given(st.lists(st.integers(0, 200), min_size=1, max_size=8), st.integers(2, 30))
def test_a_count_is_told_when_and_only_when_it_is_below_the_threshold(
    counts: list[int], threshold: int
) -> None:
    rows: list[tuple[str, ...]] = [("Nord", str(count)) for count in counts]
    told = [f.where.line - 2 for f in judged(rows, threshold) if f.code == "RESULT-032"]
    assert told == [at for at, count in enumerate(counts) if 0 < count < threshold]


@given(st.text(max_size=12))
def test_a_cell_that_begins_as_people_write_is_no_formula(text: str) -> None:
    table = ResultTable(path="t.csv", lines=("",), rows=(("a" + text, "1" + text),), starts=(1,))
    assert list(result_cells.formulas(table)) == []


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.sampled_from("=@\t"))
def test_a_number_is_no_formula_and_a_sign_before_it_makes_one(number: Any, sign: str) -> None:
    for cell, told in ((f"{number:f}", False), (f"{number:+f}", False), (f"{sign}{number}", True)):
        table = ResultTable(path="t.csv", lines=(cell,), rows=((cell,),), starts=(1,))
        assert bool(list(result_cells.formulas(table))) is told


# What columns of each type hold; a value of another column's is now and then among them.
HELD: dict[str, list[Any]] = {
    "string": ["a", "Île", ""],
    "number": [-1.25, 0.5, 2, "1.5", "1e3"],
    "integer": [-1, 0, 7, "12", 3.0],
    "boolean": [True, False, "true", "0"],
    "object": ["{}", '{"a": 1}'],
    "array": ["[]", "[1]"],
    "date": ["2023-12-31", "2024-02-03"],
    "time": ["14:05:06", "23:59:59Z"],
    "datetime": ["2024-02-03T14:05:06", "2024-02-03T14:05:06Z"],
    "year": [1999, 2024, "2024"],
    "yearmonth": ["2023-12", "2024-02"],
    "duration": ["P1D", "PT2H"],
    "geopoint": ["1,2"],
    "geojson": ['{"type": "Point", "coordinates": [1, 2]}'],
    "any": ["a", 1, True],
}
ODD = [value for values in HELD.values() for value in values]
PATTERNS = st.sampled_from(["[a-z]+", "(a+)+", "[", "a|b"])
FORMATS = {
    "date": ["default", "any", "%d/%m/%Y"],
    "string": ["default", "email", "uri", "binary", "uuid"],
    "geopoint": ["default", "array", "object"],
    "geojson": ["default", "topojson"],
}


def seldom(draw: st.DrawFn) -> bool:
    return draw(st.integers(0, 9)) == 9


def constraint(draw: st.DrawFn, name: str, type: str) -> Any:
    values = st.sampled_from(ODD if seldom(draw) else HELD[type])
    if name in ("minimum", "maximum"):
        return draw(values.filter(lambda value: not isinstance(value, bool)))
    others: dict[str, st.SearchStrategy[Any]] = {
        "enum": st.lists(values, min_size=1, max_size=2),
        "pattern": PATTERNS,
        "required": st.booleans(),
        "unique": st.booleans(),
    }
    return draw(others.get(name, st.integers(0, 4)))


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    type = draw(st.sampled_from(sorted(HELD)))
    known = sorted(column_types.CONSTRAINTS["string" if seldom(draw) else type])
    names = draw(st.lists(st.sampled_from(known), max_size=3, unique=True))
    names = [name for name in names if type != "any" or name not in ("minimum", "maximum")]
    field: dict[str, Any] = {"name": draw(st.sampled_from("abcd")), "type": type}
    if names:
        field["constraints"] = {name: constraint(draw, name, type) for name in names}
    elif draw(st.booleans()):
        choices = FORMATS["date" if seldom(draw) else type] if type in FORMATS else ["default"]
        field["format"] = draw(st.sampled_from(choices))
    return field


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    made = draw(st.lists(fields(), min_size=1, max_size=3, unique_by=lambda f: f["name"]))
    known = [field["name"] for field in made]
    if seldom(draw):
        made, known = [*made, made[0]], [*known, "e"]
    names = st.lists(st.sampled_from(known), min_size=1, max_size=2)
    table: dict[str, Any] = {"name": "T", "fields": made}
    if draw(st.booleans()):
        table["primary_key"] = draw(names)
    if draw(st.booleans()):
        reference = {"resource": draw(st.sampled_from(["", "T", "U"])), "fields": draw(names)}
        table["foreign_keys"] = [{"fields": draw(names), "reference": reference}]
    return table


def faults(table: dict[str, Any]) -> list[Diagnostic]:
    text = json.dumps({"tables": [table]})
    subject = Subject(kind="dataset", id="d", document=parse("datasets/d.yaml", text))
    assert subject.document.data == {"tables": [table]}
    # These rules look at the declaration alone.
    return list(table_schema.dictionaries(subject, cast("Context", None)))


def table_schema_of(table: dict[str, Any]) -> dict[str, Any]:
    schema = {"fields": table["fields"], "primaryKey": table.get("primary_key", [])}
    keys = [
        {"fields": key["fields"], "reference": {**key["reference"], "resource": ""}}
        for key in table.get("foreign_keys", ())
    ]
    return result_peer.descriptor({**schema, "foreignKeys": keys})


@given(tables())
def test_what_we_accept_the_peer_accepts(table: dict[str, Any]) -> None:
    if faults(table):
        return
    schema = frictionless.Schema.from_descriptor(table_schema_of(table))
    for field in schema.fields:
        read = field.create_value_reader()
        bounds = [field.constraints.get("minimum"), field.constraints.get("maximum")]
        for value in [*bounds, *field.constraints.get("enum", ())]:
            assert value is None or read(value) is not None
        field.read_cell("1")


@given(tables())
def test_every_finding_points_inside_the_declaration(table: dict[str, Any]) -> None:
    length = len(json.dumps({"tables": [table]}))
    for found in faults(table):
        assert found.where.line == 1
        assert 1 <= found.where.column < found.where.end_column <= length + 1


@given(st.binary(max_size=200))
def test_whatever_the_bytes_only_findings_come_out(data: bytes) -> None:
    source = Source(path="results/p/t.csv", kind="result-table", data=data)
    found = result_tables.read(source, COLUMNS)
    if isinstance(found, ResultTable):
        for finding in (*result_cells.formulas(found), *result_peer.disagreements(found, SCHEMA)):
            assert 1 <= finding.where.line <= len(found.lines)
            assert finding.where.column <= len(found.lines[finding.where.line - 1]) + 1
