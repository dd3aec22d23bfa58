"""Charts: the picture and its table say the same, and marks are as long as their numbers."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registre.site.charts import Chart, Line, Strip, Value, bars, columns, strips

SVG = "{http://www.w3.org/2000/svg}"
WIDEST, TALLEST = 84, 160

_NUMBER = st.integers(0, 10**6)
_LABEL = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)


def lines_of(series: int) -> st.SearchStrategy[list[Line]]:
    value = _NUMBER.map(lambda number: Value(number, f"n{number}"))
    values = st.tuples(*[value] * series)
    line = st.tuples(_LABEL, values).map(lambda parts: Line(*parts))
    return st.lists(line, min_size=1, max_size=6)


def drawn(chart: Chart) -> ElementTree.Element:
    text = str(chart.picture).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return ElementTree.fromstring(text)


def texts(picture: ElementTree.Element, kind: str) -> list[str]:
    found = picture.iterfind(f"{SVG}text[@class='rg-chart-{kind}']")
    return [str(text.text) for text in found]


def table_cells(chart: Chart) -> list[str]:
    return [cell for _, cells in chart.table.rows for cell in cells]


@given(lines_of(2))
def test_bars_say_what_their_table_says(lines: list[Line]) -> None:
    chart = bars(lines, key="k", title="t", description="d", columns=("a", "b", "c"))
    picture = drawn(chart)
    assert texts(picture, "number") == table_cells(chart)
    assert "".join("".join(texts(picture, "label")).split()) == "".join(
        "".join(line.label.split()) for line in lines
    )


@given(lines_of(2))
def test_bars_are_as_long_as_their_numbers(lines: list[Line]) -> None:
    chart = bars(lines, key="k", title="t", description="d", columns=("a", "b", "c"))
    numbers = [value.number for line in lines for value in line.values]
    widths = [
        float(str(box.get("width")).removesuffix("%")) for box in drawn(chart).iter(f"{SVG}rect")
    ]
    positive = [number for number in numbers if number]
    assert len(widths) == len(positive)
    for width, number in zip(widths, positive, strict=True):
        assert width == pytest.approx(WIDEST * number / max(numbers), abs=0.01)


@given(lines_of(1))
def test_columns_say_what_their_table_says(lines: list[Line]) -> None:
    chart = columns(lines, key="k", title="t", description="d", columns=("a", "b"))
    picture = drawn(chart)
    assert texts(picture, "top") == table_cells(chart)
    assert texts(picture, "foot") == [head for head, _ in chart.table.rows]
    greatest = max(line.values[0].number for line in lines)
    heights = [float(str(box.get("height"))) for box in picture.iter(f"{SVG}rect")]
    expected = [line.values[0].number for line in lines if line.values[0].number]
    assert heights == [pytest.approx(TALLEST * n / greatest, abs=0.01) for n in expected]


@given(st.lists(st.tuples(_NUMBER, _NUMBER, _NUMBER).map(sorted), min_size=1, max_size=5))
def test_strips_lie_where_their_table_says(sets: list[list[int]]) -> None:
    given_ = [
        Strip(Line(f"s{place}", tuple(Value(n, str(n)) for n in numbers)), f"median {numbers[1]}")
        for place, numbers in enumerate(sets)
    ]
    chart = strips(given_, key="k", title="t", description="d", columns=("a", "b", "c", "d"))
    assert table_cells(chart) == [str(number) for numbers in sets for number in numbers]
    picture, greatest = drawn(chart), max(max(numbers) for numbers in sets)
    medians = picture.iterfind(f"{SVG}line[@class='rg-chart-median']")
    for median, numbers in zip(medians, sets, strict=True):
        share = 96 * numbers[1] / greatest if greatest else 0
        assert float(str(median.get("x1")).removesuffix("%")) == pytest.approx(share, abs=0.01)
    assert texts(picture, "label") == [f"median {numbers[1]}" for numbers in sets]


def test_a_picture_is_announced_by_its_title_and_description() -> None:
    line = Line("<b>&", (Value(1, "1"),))
    chart = bars([line], key="key", title="T <x>", description="D & d", columns=("a", "b"))
    picture = drawn(chart)
    assert picture.get("role") == "img"
    named = {
        element.get("id"): element.text
        for element in (picture.find(f"{SVG}title"), picture.find(f"{SVG}desc"))
        if element is not None
    }
    assert [named[id] for id in str(picture.get("aria-labelledby")).split()] == ["T <x>", "D & d"]
    assert texts(picture, "label") == ["<b>&"]


def test_no_chart_carries_a_style_or_a_colour() -> None:
    """Colours are the style sheet's, for light, dark, print and forced colours."""
    line = Line("a", (Value(1, "1"), Value(0, "0")))
    chart = bars([line], key="k", title="t", description="d", columns="abc", series=("x", "y"))
    pictures = [chart.picture, *(sample for sample, _ in chart.legend)]
    for picture in pictures:
        assert not any(word in picture for word in ("style=", "fill=", "stroke=", "#"))
