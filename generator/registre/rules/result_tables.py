"""The rows of a result table, and the place of every cell in its file.

The rows are read fast, by the standard library; places are only looked for when there is
something to tell.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registre.decoding import decode
from registre.diagnostic import Diagnostic, Location, finding
from registre.source import Source

# A result is a table that people read; data belong in a dataset.
MAX_CELLS = 100_000
MAX_COLUMNS = 1_000
MAX_CELL = 1_000
_LIMITS: Mapping[str, Any] = {
    "cells": {"fr": "100\u00a0000", "en": "100,000"},
    "columns": {"fr": "1\u00a0000", "en": "1,000"},
    "characters": {"fr": "1\u00a0000", "en": "1,000"},
}
_OTHER_SEPARATORS = {";": "semicolon", "\t": "tabulation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """A CSV file as read. The first row is the header; ``starts`` are the lines of the rows."""

    path: str
    lines: tuple[str, ...]
    rows: tuple[Sequence[str], ...]
    starts: tuple[int, ...]

    @property
    def header(self) -> Sequence[str]:
        return self.rows[0]

    def place(self, row: int, cell: int | None = None) -> Location:
        """Where a row stands, or its cell; where the row ends when it has no such cell."""
        start = self.starts[row]
        if cell is not None:
            for number, found in enumerate(_places(self.path, self.lines, start)):
                if number == cell:
                    return found
        length = len(self.lines[start - 1])
        return Location(path=self.path, line=start, end_line=start, end_column=length + 1)


def read(source: Source, names: Sequence[str]) -> ResultTable | Diagnostic | None:
    """The table of a file, or why it is none; None for a file whose fault is told elsewhere.

    ``names`` are the columns that its description gives it.
    """
    text = decode(source).text if source.readable else None
    if text is None:
        return None
    lines = tuple(text.removesuffix("\n").split("\n"))
    if not lines[0].strip():
        return finding("RESULT-016", Location(path=source.path))
    return _wrong_separator(source.path, lines[0], names) or _parsed(source.path, lines)


def _wrong_separator(path: str, header: str, names: Sequence[str]) -> Diagnostic | None:
    if "," in header or header in names:
        return None
    for sign, name in _OTHER_SEPARATORS.items():
        if (index := header.find(sign)) >= 0:
            where = Location(path=path, column=index + 1, end_column=index + 2)
            return finding("RESULT-018", where, separator=name)
    return None


def _parsed(path: str, lines: tuple[str, ...]) -> ResultTable | Diagnostic:
    reader = csv.reader((f"{line}\n" for line in lines), strict=True)
    rows: list[Sequence[str]] = []
    starts: list[int] = []
    cells = 0
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error:
            *_, last = _places(path, lines, start)
            return finding("RESULT-017", last)
        if row is None:
            return ResultTable(path=path, lines=lines, rows=tuple(rows), starts=tuple(starts))
        cells += len(row) or 1
        if cells > MAX_CELLS or len(row) > MAX_COLUMNS or any(len(c) > MAX_CELL for c in row):
            where = Location(path=path, line=start, end_line=start, end_column=2)
            return finding("RESULT-019", where, **_LIMITS)
        rows.append(row)
        starts.append(start)


def _places(path: str, lines: Sequence[str], start: int) -> Iterator[Location]:
    """The place of each cell of the row that begins at line ``start``, quotes included."""
    line, column = start, 0
    while True:
        first_line, first_column = line, column
        if lines[line - 1].startswith('"', column):
            line, column = _after_quotes(lines, line, column + 1)
        end = lines[line - 1].find(",", column)
        last = end < 0
        column = len(lines[line - 1]) if last else end
        yield Location(
            path=path,
            line=first_line,
            column=first_column + 1,
            end_line=line,
            end_column=column + 1,
        )
        if last:
            return
        column += 1


def _after_quotes(lines: Sequence[str], line: int, column: int) -> tuple[int, int]:
    """Where the quotes that were opened are closed; the end of the file if they never are."""
    while True:
        quote = lines[line - 1].find('"', column)
        if quote < 0:
            if line == len(lines):
                return line, len(lines[line - 1])
            line, column = line + 1, 0
        elif lines[line - 1].startswith('"', quote + 1):
            column = quote + 2
        else:
            return line, quote + 1
