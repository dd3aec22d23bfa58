"""What a chart is made from, and what it becomes: a picture and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from registre.markup import EMPTY


class Value(NamedTuple):
    """A number, and how the language of the page writes it."""

    number: float
    shown: str


class Line(NamedTuple):
    """One entry of a chart: its values, one a series. ``head`` is its label in the table,
    which may lead to the list behind it; ``more`` are cells that the table alone has.
    """

    label: str
    values: tuple[Value, ...]
    head: Markup | str = ""
    more: tuple[str, ...] = ()


class Table(NamedTuple):
    """The same numbers as a table: titles of the columns; heads and cells of the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Markup | str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawn chart. ``legend`` has a sample and a name for each series, when there are
    several; ``scrolls`` when it may be wider than a narrow page; ``note`` says what the
    numbers leave out.
    """

    key: str
    title: str
    picture: Markup
    table: Table
    legend: tuple[tuple[Markup, str], ...] = ()
    scrolls: bool = False
    note: Markup | str = EMPTY


def table_of(lines: Sequence[Line], columns: Sequence[str]) -> Table:
    """The table of these lines; the first column is that of their labels."""
    return Table(
        columns=tuple(columns),
        rows=tuple(
            (line.head or line.label, (*(value.shown for value in line.values), *line.more))
            for line in lines
        ),
    )
