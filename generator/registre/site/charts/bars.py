"""Bars that lie: one label above each, one bar a series, the number at its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from registre.markup import EMPTY, filled
from registre.site.charts.chart import Chart, Line, Value, table_of
from registre.site.charts.drawing import LINE, box, picture, share, text, wrapped

_THICK, _GAP, _BETWEEN = 14, 4, 12
# The longest bar leaves room for its number at the end.
_LONGEST = 84


def bars(
    lines: Sequence[Line],
    *,
    key: str,
    title: str,
    description: str,
    columns: Sequence[str],
    series: Sequence[str] = (),
    whole: float | None = None,
    note: Markup | str = EMPTY,
) -> Chart:
    """A bar for each value of each line. ``columns`` are the titles of the table's;
    ``series`` names the values of a line when it has several; ``whole`` is what a bar of
    full length stands for, else the greatest value.
    """
    greatest = max((value.number for line in lines for value in line.values), default=0)
    scale = max(whole or 0, greatest)
    marks: list[Markup] = []
    y = 0.0
    for line in lines:
        for words in wrapped(line.label):
            marks.append(text(words, y=y + LINE - 6, kind="label"))
            y += LINE
        for number, value in enumerate(line.values):
            marks += _bar(value, scale, y, number)
            y += _THICK + _GAP
        y += _BETWEEN
    return Chart(
        key=key,
        title=title,
        picture=picture(
            marks, key=key, title=title, description=description, width="100%", height=y
        ),
        table=table_of(lines, columns),
        legend=tuple((_sample(number), name) for number, name in enumerate(series)),
        note=note,
    )


def _bar(value: Value, scale: float, y: float, series: int) -> Iterator[Markup]:
    end = share(value.number * _LONGEST / 100, scale)
    if value.number:
        yield box(x="0", y=y, width=end, height=_THICK, kind=f"bar-{series + 1}")
    yield text(value.shown, x=end, y=y + _THICK - 2, kind="number", shift=6)


def _sample(series: int) -> Markup:
    mark = box(x="0", y=0, width="100%", height=_THICK, kind=f"bar-{series + 1}")
    return filled(
        '<svg class="rg-chart-sample" width="28" height="{}" aria-hidden="true" '
        'focusable="false">{}</svg>',
        _THICK,
        mark,
    )
