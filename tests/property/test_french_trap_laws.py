"""`` : `` and `` #1`` in a French sentence: told where they stand, with a line that is right."""

from __future__ import annotations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from registre.document import Document
from registre.yaml_strict import parse

# Words as French writes them; quotes and backslashes are what an offer must escape.
word = st.text(alphabet="abéçœ'\"\\«»’0", min_size=1, max_size=6)
begun = st.text(alphabet="abcé", min_size=1, max_size=5)
words = st.tuples(begun, st.lists(word, max_size=4)).map(lambda w: " ".join([w[0], *w[1]]))
positions = st.sampled_from(["top", "item", "nested", "item field", "own line"])
SHAPES = {
    "top": ("title: {0}\nlast: x\n", ("title",)),
    "item": ("list:\n  - x\n  - {0}\n  - y\n", ("list", 1)),
    "nested": ("a:\n  b:\n    fr: {0}\n    en: x\n", ("a", "b", "fr")),
    "item field": ("a:\n  - b: x\n    c: {0}\n  - b: y\n", ("a", 0, "c")),
    "own line": ("a:\n  {0}\nlast: x\n", ("a",)),
}


def _value(document: Document, steps: tuple[str | int, ...]) -> object:
    found = document.data
    for step in steps:
        found = found[step]
    return found


def _offer_is_right(document: Document, code: str, sentence: str) -> None:
    offers = [f.arguments["offer"] for f in document.findings if f.code == code]
    assert offers
    for offer in offers:
        read = parse("x.yaml", offer + "\n")
        assert read.findings == ()
        assert _only_text(read.data) == sentence


def _only_text(data: object) -> object:
    """The one text in a field or an item."""
    while isinstance(data, (dict, list)):
        (data,) = data.values() if isinstance(data, dict) else data
    return data


@given(words, words, positions)
@example("Le soin", "une question", "top")
@example('Il dit "oui"', "c'est \\ clair", "nested")
@example("a", "", "top")
def test_a_colon_is_told_where_it_stands_and_the_offer_is_right(
    before: str, after: str, position: str
) -> None:
    shape, steps = SHAPES[position]
    # In a list or on a line of its own, one colon makes a mapping: the schema tells it.
    sentence = f"{before} : {after}".rstrip()
    if position in ("item", "own line"):
        sentence = f"{before} x : {after} y : z"
    text = shape.format(sentence)
    document = parse("x.yaml", text)
    assert [found.code for found in document.findings] == ["YAML-010"]
    where = document.findings[0].where
    assert text.split("\n")[where.line - 1][where.column - 1] == ":"
    _offer_is_right(document, "YAML-010", sentence)
    assert _value(document, steps) == sentence


@given(words, words, st.integers(0, 99), positions)
def test_a_hash_is_told_where_it_stands_and_the_offer_is_right(
    before: str, after: str, number: int, position: str
) -> None:
    shape, _ = SHAPES[position]
    sentence = f"{before} #{number} {after}"
    text = shape.format(sentence)
    document = parse("x.yaml", text)
    assert [found.code for found in document.findings] == ["YAML-011"]
    where = document.findings[0].where
    assert text.split("\n")[where.line - 1][where.column - 1] == "#"
    _offer_is_right(document, "YAML-011", sentence)


@given(st.lists(words, min_size=2, max_size=4), st.integers(0, 3), st.sampled_from([":", "#1"]))
def test_a_sentence_on_several_lines_is_told_and_offered_whole(
    lines: list[str], place: int, sign: str
) -> None:
    place = min(place, len(lines) - 1)
    assume(sign != ":" or place > 0)
    lines = [f"{line} x" for line in lines]
    lines[place] = f"{lines[place]} {sign} {lines[place]}"
    text = "title: " + "\n  ".join(lines) + "\nlast: x\n"
    document = parse("x.yaml", text)
    code = "YAML-010" if sign == ":" else "YAML-011"
    assert [found.code for found in document.findings] == [code]
    where = document.findings[0].where
    assert (where.line, text.split("\n")[where.line - 1][where.column - 1]) == (place + 1, sign[0])
    assert document.data == {"title": " ".join(lines), "last": "x"} or sign == "#1"
    if sign == ":":
        _offer_is_right(document, code, " ".join(lines))


@given(st.lists(st.tuples(words, words), min_size=1, max_size=20))
def test_all_colons_of_a_file_are_told_in_one_run(sentences: list[tuple[str, str]]) -> None:
    fields = [f"field_{n}: {a} : {b}" for n, (a, b) in enumerate(sentences)]
    document = parse("x.yaml", "\n".join(fields) + "\n")
    assert [f.where.line for f in document.findings] == list(range(1, len(fields) + 1))
    assert all(f.code == "YAML-010" for f in document.findings)
