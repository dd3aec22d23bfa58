"""Columns that stand: numbers through the years. What does not fit scrolls in itself."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from registre.markup import EMPTY
from registre.site.charts.chart import Chart, Line, table_of
from registre.site.charts.drawing import LINE, box, picture, rule, share, text

_STEP, _WIDE = 52, 30


def columns(
    lines: Sequence[Line],
    *,
    key: str,
    title: str,
    description: str,
    columns: Sequence[str],
    height: int = 160,
    note: Markup | str = EMPTY,
) -> Chart:
    """A column for the first value of each line, in their order."""
    greatest = max((line.values[0].number for line in lines), default=0)
    base = LINE + height
    marks: list[Markup] = []
    for place, line in enumerate(lines):
        middle, value = share(place + 0.5, len(lines)), line.values[0]
        tall = round(height * value.number / greatest, 2) if greatest else 0
        if tall:
            marks.append(
                box(
                    x=middle,
                    y=base - tall,
                    width=str(_WIDE),
                    height=tall,
                    kind="bar-1",
                    shift=-_WIDE // 2,
                )
            )
        marks.append(text(value.shown, x=middle, y=base - tall - 6, kind="top"))
        marks.append(text(line.label, x=middle, y=base + LINE - 2, kind="foot"))
    marks.append(rule(x=("0", "100%"), y=(base, base), kind="axis"))
    return Chart(
        key=key,
        title=title,
        picture=picture(
            marks,
            key=key,
            title=title,
            description=description,
            width=str(_STEP * len(lines)),
            height=base + LINE + 4,
        ),
        table=table_of(lines, columns),
        scrolls=True,
        note=note,
    )
