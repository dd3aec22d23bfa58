"""What the quick reader accepts, the careful one finds sound, with the same data and places."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from registre import yaml_lines, yaml_quick
from registre.document import Node
from registre.text import has_forbidden, is_forbidden, is_ordinary
from registre.yaml_quick import Sound
from registre.yaml_strict import MAX_DEPTH, MAX_NODES, parse, parse_carefully
from tests.robustness import corpora

TESTS = Path(__file__).parents[1]


def _tree(node: Node | None) -> Any:
    if node is None:
        return None
    children: Any = node.children
    if isinstance(children, dict):
        children = [(key, _tree(child)) for key, child in children.items()]
    elif children is not None:
        children = [_tree(child) for child in children]
    return type(node.data), node.data, node.span, node.plain, node.keys, children


def _same(text: str) -> bool:
    """Whether the quick reader accepted the text; then both must say the same."""
    sound = yaml_quick.read(text, max_depth=MAX_DEPTH, max_nodes=MAX_NODES)
    if sound is None:
        return False
    careful = parse_carefully("x.yaml", text)
    assert careful.findings == ()
    assert repr(sound.data) == repr(careful.data)
    quick, slow = sound.writing(), careful.writing()
    assert quick.lines == slow.lines
    assert _tree(quick.root) == _tree(slow.root)
    _same_by_both_ways(text, sound)
    return True


def _same_by_both_ways(text: str, sound: Sound) -> None:
    """What is read line by line, events tell too; and of its fields, the same places."""
    with patch.object(yaml_lines, "read", return_value=None):
        by_events = yaml_quick.read(text, max_depth=MAX_DEPTH, max_nodes=MAX_NODES)
    assert by_events is not None
    assert repr(by_events.data) == repr(sound.data)
    fresh = yaml_quick.read(text, max_depth=MAX_DEPTH, max_nodes=MAX_NODES)
    assert fresh is not None
    root, whole = fresh.writing().root, by_events.writing().root
    assert root is not None
    assert whole is not None
    steps = list(sound.data) if isinstance(sound.data, dict) else [0]
    for step in [*steps, "absent"]:
        assert _tree(root.child(step)) == _tree(whole.child(step))


ROOTS = (TESTS.parent / "registry", TESTS / "registers" / "fictive")
DECLARATIONS = sorted(file for root in ROOTS for file in root.rglob("*.yaml"))


@pytest.mark.parametrize("share", range(4))
def test_every_sound_declaration_is_read_quickly_and_alike(share: int) -> None:
    for file in DECLARATIONS[share::4]:
        assert _same(file.read_text("utf-8")), file


def test_every_case_is_read_alike() -> None:
    accepted = 0
    for file in sorted((TESTS / "cases").rglob("*.yaml")):
        try:
            accepted += _same(file.read_bytes().decode("utf-8").replace("\r\n", "\n"))
        except UnicodeDecodeError:
            continue
    assert accepted > 100


@corpora.needed
def test_the_yaml_test_suite_is_read_alike() -> None:
    for case in corpora.yaml_suite():
        _same(case.text)
        _same(f"a: {case.text}")


# Pieces of YAML that have a meaning, a trap or an end in them, in any order.
PIECES = (
    "a", "b: ", ": ", ":", "- ", "-", "? ", "\n", "\n  ", "\n- ", " #", "#", " # ", "'", '"', "\\",
    "{", "}", "[", "]", ", ", ",", "|\n", ">\n", ">-\n ", "&x ", "*x", "!t ", "<<: ", "---\n",
    "...\n", "%YAML 1.2\n", "\t", "\u00a0", "•", "– ", "é", "\u202e", "\\u202e", "~", "null",
    "true", "010", "1e400", "0x1F", "12", "1.50", ".inf", "2019-04-16", "fr:Texte", "lead:x", "https://x.fr",
    "doi:10", "\r", "\x85", "\u2028", "\x00", "\ufeff", "n° #1", "key: value\n", "- key: value\n",
    "  k: v\n", "[?", "[-", ",#", "\"#", ">#x\n", "   \n",
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("a: 'b'#c\n")
@example("a: [b]#c\n")
@example("a: [b,#c\n  d]\n")
@example("a: >#c\n  d\n")
@example("a: |2#c\n    d\n")
@example("a: |+1#c\n    d\n")
@example("a: [b,\nc]\n")
@example("? - 'b\n c'\n")
@example("a: {b: c,\n\td: e}\n")
@example("a: 'b\n\u00a0c'\n")
@example("- [-]\n")
@example("a: [?b]\n")
@example("{ ?'b': c}\n")
@example("a: |\n    \n  b\n")
@example("a: >\n  \n # b\n")
@example("a: |\n  b\n   ")
@example("a: |+\n  ")
@example("a: b")
@example("a: [\nb: c\n")
@example("-{ab:")
def test_any_scraps_of_yaml_are_read_alike(text: str) -> None:
    _same(text)
    _same(f"title: x\n{text}\nlast: y\n")


@given(
    st.sampled_from(DECLARATIONS), st.data(),
)  # fmt: skip
def test_a_spoilt_declaration_is_read_alike(file: Path, data: st.DataObject) -> None:
    text = file.read_text("utf-8")
    place = data.draw(st.integers(0, len(text)))
    until = min(len(text), place + data.draw(st.integers(0, 3)))
    _same(text[:place] + data.draw(st.sampled_from(PIECES)) + text[until:])


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), values, min_size=1), st.sampled_from([None, 2]))
def test_json_is_read_alike(data: dict[str, Any], indent: int | None) -> None:
    _same(json.dumps(data, ensure_ascii=False, indent=indent))


def test_what_stands_too_deep_or_is_too_much_is_left_to_the_careful_reader() -> None:
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert _same(deep)
    assert not _same(f"[{deep}]")
    many = "- x\n" * (MAX_NODES - 1)
    assert _same(many)
    assert not _same(many + "- x\n")


def test_places_are_found_without_the_careful_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    document = parse("x.yaml", "a:\n  - b: 1\n")
    monkeypatch.setattr("registre.yaml_strict.parse_carefully", None)
    assert document.locate(("a", 0, "b")).line == 2
    assert document.written(("a", 0)) == "b: 1"


def test_an_ordinary_character_needs_no_second_look() -> None:
    """It is neither forbidden, nor a mark, nor composed with what stands before it."""
    ordinary = [c for c in map(chr, range(0x110000)) if is_ordinary(c)]
    assert len(ordinary) > 700
    for character in ordinary:
        assert not is_forbidden(character)
        assert not has_forbidden(f"é{character}")
        assert unicodedata.combining(character) == 0
        for before in ("", "e", "é", "A", "<", character):
            assert unicodedata.is_normalized("NFC", before + character)
