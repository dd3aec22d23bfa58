"""RESULT, cell by cell: statistical secrecy, formulas, and patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from registre.diagnostic import Diagnostic, finding
from registre.rules.linear_pattern import matcher
from registre.rules.result_tables import ResultTable

# What spreadsheets take for the beginning of a formula, the wide forms of Asia included.
_FORMULA = frozenset("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
# A number with its sign, as any country writes it; or signs alone, which mark a hidden cell.
_HARMLESS = re.compile(r"[+-]{1,3}|[+-] ?[0-9][0-9 .,\u00a0\u202f]*(?:[eE][+-]?[0-9]+)?%?")


def small_cells(
    table: ResultTable, schema: Mapping[str, Any], counts: Sequence[str], threshold: int
) -> Iterator[Diagnostic]:
    """Counts of so few persons that one might be recognised. The figure is never repeated."""
    fields = {field["name"]: field for field in schema["fields"]}
    columns = [
        (at, fields[name])
        for at, name in enumerate(table.header)
        if name in counts and name in fields
    ]
    for row, cells in enumerate(table.rows[1:], 1):
        for at, field in columns:
            number = _number(cells[at], field) if at < len(cells) else None
            if number is not None and number != 0 and -threshold < number < threshold:
                yield finding(
                    "RESULT-032",
                    table.place(row, at),
                    column=field["name"],
                    threshold=threshold,
                )


def _number(cell: str, field: Mapping[str, Any]) -> Decimal | None:
    """The figure that a cell shows. A mark for missing values that reads as one hides nothing."""
    shown = cell.strip().replace(field.get("groupChar") or " ", "")
    shown = shown.replace(field.get("decimalChar") or ".", ".")
    if field.get("bareNumber") is False:
        shown = _bare(shown)
    try:
        number = Decimal(shown)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _bare(shown: str) -> str:
    """From the first digit to the last."""
    digits = [at for at, sign in enumerate(shown) if sign.isdecimal()]
    return shown[digits[0] : digits[-1] + 1] if digits else ""


def formulas(table: ResultTable) -> Iterator[Diagnostic]:
    """Cells that a spreadsheet would run."""
    for row, cells in enumerate(table.rows):
        for at, cell in enumerate(cells):
            if cell[:1] in _FORMULA and not _HARMLESS.fullmatch(cell):
                yield finding("RESULT-033", table.place(row, at))


def patterns(table: ResultTable, schema: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Cells that are not written as the pattern of their column says."""
    if list(table.header) != [field["name"] for field in schema["fields"]]:
        return
    missing = schema.get("missingValues", ("",))
    for at, field in enumerate(schema["fields"]):
        pattern = field.get("constraints", {}).get("pattern")
        matches = matcher(pattern) if pattern is not None else None
        if matches is None:
            continue
        for row, cells in enumerate(table.rows[1:], 1):
            if at < len(cells) and cells[at] not in missing and not matches(cells[at]):
                yield finding(
                    "RESULT-028",
                    table.place(row, at),
                    column=field["name"],
                    constraint="pattern",
                    bound=pattern,
                )
