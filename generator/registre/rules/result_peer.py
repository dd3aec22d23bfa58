"""RESULT, by Frictionless: the rows of a table against its Table Schema.

Frictionless is given rows in memory and a schema that was checked before: no file name, no
address, no package, no pattern. It judges; what is told is told in our own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from registre.diagnostic import Diagnostic, finding
from registre.rules.result_tables import ResultTable
from registre.text import shortened

_MAX_ERRORS = 200
_FIELD_KEYS = (
    "name", "type", "format", "trueValues", "falseValues", "decimalChar", "groupChar", "bareNumber",
)  # fmt: skip
_CONSTRAINT = re.compile(r'constraint "([A-Za-z]+)"')
_KEY_ERRORS = frozenset({"primary-key", "unique-error", "foreign-key"})

# What a library of such a size may fall over; a table is never worth a traceback.
_FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class _Error(NamedTuple):
    """What Frictionless says; rows and fields count from 1, the header is row 1."""

    type: str
    row: int | None
    field: int | None
    note: str


def disagreements(table: ResultTable, schema: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Where the rows are not what the schema says. The schema must be free of faults."""
    try:
        errors = _errors(table.rows, descriptor(schema))
    # Values of two kinds that Python cannot compare: dates with and without a time zone.
    except _FAILURES as failure:
        yield finding("RESULT-034", table.place(0), reason=type(failure).__name__)
        return
    of_header = [error for error in errors if error.row is None and error.type in _HEADER]
    if of_header:
        # Under the wrong names, no cell can be judged.
        for error in of_header:
            yield _HEADER[error.type](error, table, schema)
        return
    yield from _of_rows(errors, table, schema)


def descriptor(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as Frictionless reads it, with nothing that it does not judge."""
    fields = []
    for declared in schema["fields"]:
        field = {key: declared[key] for key in _FIELD_KEYS if key in declared}
        stated = declared.get("constraints", {})
        field["constraints"] = {k: v for k, v in stated.items() if k != "pattern"}
        fields.append(field)
    made: dict[str, Any] = {"fields": fields}
    made |= {key: schema[key] for key in ("missingValues", "primaryKey") if key in schema}
    if "foreignKeys" in schema:
        made["foreignKeys"] = [
            {"fields": key["fields"], "reference": dict(key["reference"])}
            for key in schema["foreignKeys"]
        ]
    return made


def _errors(rows: Sequence[Sequence[str]], described: dict[str, Any]) -> list[_Error]:
    # Half a second to import, for the few registers that publish tables.
    import frictionless
    from frictionless import system

    with system.use_context(trusted=False, onerror="ignore"):
        try:
            schema = frictionless.Schema.from_descriptor(described)
        except frictionless.FrictionlessException as refusal:
            return [_Error(refusal.error.type, None, None, "")]
        resource = frictionless.Resource(
            name="table",
            data=[list(row) for row in rows],
            schema=schema,
            dialect=frictionless.Dialect(header=True, header_rows=[1], header_case=True),
        )
        report = resource.validate(limit_errors=_MAX_ERRORS)
    found = report.flatten(["type", "rowNumber", "fieldNumber", "note"])
    return [_Error(type, row, field, note or "") for type, row, field, note in found]


def _of_rows(
    errors: Sequence[_Error], table: ResultTable, schema: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    # For Frictionless, a row of hidden cells is empty too.
    blank = {
        error.row
        for error in errors
        if error.type == "blank-row" and not any(table.rows[_row(error)])
    }
    errors = [error for error in errors if error.type != "blank-row" or error.row in blank]
    ragged = {error.row for error in errors if error.type in ("extra-cell", "missing-cell")}
    faulty = {e.row for e in errors if e.type not in _KEY_ERRORS}
    told: set[int | None] = set()
    for error in errors:
        if error.row in blank | ragged:
            if error.row not in told:
                yield _blank(error, table) if error.row in blank else _ragged(error, table)
                told.add(error.row)
        elif error.type not in _KEY_ERRORS or error.row not in faulty:
            yield _ROWS.get(error.type, _unforeseen)(error, table, schema)


def _blank(error: _Error, table: ResultTable) -> Diagnostic:
    return finding("RESULT-026", table.place(_row(error)))


def _ragged(error: _Error, table: ResultTable) -> Diagnostic:
    row = _row(error)
    cells, columns = len(table.rows[row]), len(table.header)
    where = table.place(row, columns if cells > columns else None)
    return finding("RESULT-025", where, cells=cells, columns=columns)


def _row(error: _Error) -> int:
    return (error.row or 1) - 1


def _named(error: _Error, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    field: Mapping[str, Any] = schema["fields"][(error.field or 1) - 1]
    return field


def _missing_column(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    column = shortened(_named(error, schema)["name"])
    return finding("RESULT-020", table.place(0), column=column)


def _extra_column(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    at = (error.field or 1) - 1
    return finding("RESULT-021", table.place(0, at), column=shortened(table.header[at]))


def _other_column(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    at = (error.field or 1) - 1
    return finding(
        "RESULT-022",
        table.place(0, at),
        column=shortened(table.header[at]),
        expected=shortened(_named(error, schema)["name"]),
        number=at + 1,
    )


def _repeated_column(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    at = (error.field or 1) - 1
    return finding("RESULT-023", table.place(0, at), column=shortened(table.header[at]))


def _nameless_column(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    at = (error.field or 1) - 1
    return finding("RESULT-024", table.place(0, at), number=at + 1)


def _wrong_type(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    field = _named(error, schema)
    where = table.place(_row(error), (error.field or 1) - 1)
    return finding("RESULT-027", where, column=shortened(field["name"]), type=field["type"])


def _constraint(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    field = _named(error, schema)
    where = table.place(_row(error), (error.field or 1) - 1)
    column = shortened(field["name"])
    found = _CONSTRAINT.search(error.note)
    name = found.group(1) if found else ""
    if name == "required":
        return finding("RESULT-029", where, column=column)
    bound = field.get("constraints", {}).get(name, "")
    shown = ", ".join(map(str, bound[:50])) if isinstance(bound, list) else str(bound)
    return finding("RESULT-028", where, column=column, constraint=name, bound=shortened(shown, 200))


def _repeated(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    """Two rows with one key; or a row without any."""
    columns = _key(error, schema)
    where = table.place(_row(error), _index(columns[0], schema))
    if error.note.endswith('"None"'):
        return finding("RESULT-029", where, column=", ".join(columns))
    first = re.search(r"position ([0-9]+)", error.note)
    line = table.starts[int(first.group(1)) - 1] if first else 1
    return finding("RESULT-030", where, columns=columns, first_line=line)


def _key(error: _Error, schema: Mapping[str, Any]) -> list[str]:
    if error.type == "unique-error":
        return [_named(error, schema)["name"]]
    stated = schema["primaryKey"]
    return [stated] if isinstance(stated, str) else list(stated)


def _index(name: str, schema: Mapping[str, Any]) -> int:
    return [field["name"] for field in schema["fields"]].index(name)


def _unfound(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    return finding("RESULT-031", table.place(_row(error)))


def _unforeseen(error: _Error, table: ResultTable, schema: Mapping[str, Any]) -> Diagnostic:
    row = _row(error) if error.row and error.row <= len(table.rows) else 0
    return finding("RESULT-034", table.place(row), reason=error.type)


_Teller = Callable[[_Error, ResultTable, Mapping[str, Any]], Diagnostic]
_HEADER: Mapping[str, _Teller] = {
    "missing-label": _missing_column,
    "extra-label": _extra_column,
    "incorrect-label": _other_column,
    "duplicate-label": _repeated_column,
    "blank-label": _nameless_column,
}
_ROWS: Mapping[str, _Teller] = {
    "type-error": _wrong_type,
    "constraint-error": _constraint,
    "primary-key": _repeated,
    "unique-error": _repeated,
    "foreign-key": _unfound,
}
