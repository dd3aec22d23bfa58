"""Strips of quartiles: where the middle half of a set lies, and its median."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from registre.markup import EMPTY
from registre.site.charts.chart import Chart, Line, Value, table_of
from registre.site.charts.drawing import LINE, box, picture, rule, share, text, wrapped

_THICK, _BETWEEN = 16, 14
# The mark of the greatest median is as wide as its line: it must not be cut.
_LONGEST = 96


class Strip(NamedTuple):
    """A set by its three quartiles, which are the values of ``line``, and the words for them."""

    line: Line
    said: str


def strips(
    sets: Sequence[Strip],
    *,
    key: str,
    title: str,
    description: str,
    columns: Sequence[str],
    note: Markup | str = EMPTY,
) -> Chart:
    """A strip for each set, all on one scale that begins at zero."""
    greatest = max((value.number for one in sets for value in one.line.values), default=0)
    marks: list[Markup] = []
    y = 0.0
    for one in sets:
        for words in wrapped(one.line.label):
            marks.append(text(words, y=y + LINE - 6, kind="number"))
            y += LINE
        marks += _strip(one.line.values, greatest, y)
        y += _THICK
        for words in wrapped(one.said):
            marks.append(text(words, y=y + LINE - 4, kind="label"))
            y += LINE
        y += _BETWEEN
    return Chart(
        key=key,
        title=title,
        picture=picture(
            marks, key=key, title=title, description=description, width="100%", height=y
        ),
        table=table_of([one.line for one in sets], columns),
        note=note,
    )


def _strip(values: Sequence[Value], greatest: float, y: float) -> Iterator[Markup]:
    low, median, _ = (share(value.number * _LONGEST / 100, greatest) for value in values)
    between = values[2].number - values[0].number
    middle = y + _THICK / 2
    yield rule(x=("0", f"{_LONGEST}%"), y=(middle, middle), kind="track")
    if between:
        width = share(between * _LONGEST / 100, greatest)
        yield box(x=low, y=y + 2, width=width, height=_THICK - 4, kind="bar-2")
    yield rule(x=(median, median), y=(y - 1, y + _THICK + 1), kind="median")
