"""From bytes to text: the characters that must not be there, each at its place."""

from __future__ import annotations

import pytest

from registre.decoding import MAX_TOLD, decode
from registre.source import Source


def _decoded(data: bytes) -> list[tuple[str, int, int]]:
    found = decode(Source(path="projects/x.yaml", kind="project", data=data)).findings
    return [(f.code, f.where.line, f.where.column) for f in found]


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\u200f", "\u202e", "\u2066"])
@pytest.mark.parametrize("place", ["\u2028", "\u2029", "\ufeff", "\ufffe", "\U0010ffff", "\r"])
def test_each_hidden_character_is_told_at_its_place(sign: str, place: str) -> None:
    data = f"a: é{sign}\nb: {place}c\n".encode()
    assert _decoded(data) == [("FILE-015", 1, 5), ("FILE-015", 2, 4)]


def test_windows_line_ends_are_line_ends() -> None:
    decoded = decode(Source(path="x.yaml", kind="project", data=b"a: b\r\nc: d\r\n"))
    assert decoded.text == "a: b\nc: d\n"
    assert not decoded.findings


def test_many_hidden_characters_are_told_in_one_page() -> None:
    assert len(_decoded(b"\x00" * 100_000)) == MAX_TOLD


def test_a_byte_that_is_no_text_is_told_at_its_place_after_a_byte_order_mark() -> None:
    data = "\ufeffa: é\nb: ".encode() + b"\xff"
    assert _decoded(data) == [("FILE-013", 1, 1), ("FILE-012", 2, 4)]
