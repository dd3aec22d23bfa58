"""The strings of a declaration, and the place of words within one of them."""

from __future__ import annotations

import pytest

from registre.rules.strings import joined, names_and_numbers, pinpoint, strings
from registre.yaml_strict import parse


@pytest.mark.parametrize("nothing", [None, {}, [], 12, True])
def test_a_declaration_without_data_has_no_string(nothing: object) -> None:
    assert list(strings(nothing)) == []
    assert joined(nothing) == ""


def test_a_text_alone_is_its_own_string() -> None:
    assert list(strings("un texte")) == [((), "un texte")]
    assert joined("un texte") == "un texte"


def test_keys_and_numbers_are_told_with_their_ways() -> None:
    data = {"a": [{"b": 1}, "texte"], "c": 2.5, "d": None}
    assert set(names_and_numbers(data)) == {
        (("a",), True, "a"),
        (("a", 0, "b"), False, "1"),
        (("a", 0, "b"), True, "b"),
        (("c",), False, "2.5"),
        (("c",), True, "c"),
        (("d",), True, "d"),
    }
    assert list(names_and_numbers(12)) == [((), False, "12")]


def test_words_are_looked_for_within_their_value_alone() -> None:
    document = parse("x.yaml", 'a: "\\u0061bc"  # abc\nb: un abc\n')
    assert document.data["a"] == "abc"
    assert pinpoint(document, ("a",), "abc") == document.locate(("a",))
    where = pinpoint(document, ("b",), "abc")
    assert (where.line, where.column, where.end_column) == (2, 7, 10)
