"""The strings of a declaration, and the place of words within one of them."""

from __future__ import annotations

import pytest

from registre.rules.strings import joined, pinpoint, strings
from registre.yaml_strict import parse


@pytest.mark.parametrize("nothing", [None, {}, []])
def test_a_declaration_without_data_has_no_string(nothing: object) -> None:
    assert list(strings(nothing)) == []
    assert joined(nothing) == ""


def test_words_are_looked_for_within_their_value_alone() -> None:
    document = parse("x.yaml", 'a: "\\u0061bc"  # abc\nb: un abc\n')
    assert document.data["a"] == "abc"
    assert pinpoint(document, ("a",), "abc") == document.locate(("a",))
    where = pinpoint(document, ("b",), "abc")
    assert (where.line, where.column, where.end_column) == (2, 7, 10)
