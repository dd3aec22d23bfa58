"""YAML as written: what scalars mean, where values stand, what hostile text cannot do."""

from __future__ import annotations

from typing import Any

import pytest

from registre import yaml_traps
from registre.yaml_strict import MAX_NODES, MAX_READINGS, parse

# YAML 1.2.2, section 10.3.2; None stands for null, "!" for what is refused as ambiguous.
CORE_SCHEMA: list[tuple[str, Any]] = [
    ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
    ("true", True), ("True", True), ("TRUE", True), ("tRUE", "tRUE"), ("false", False),
    ("False", False), ("FALSE", False), ("yes", "yes"), ("no", "no"), ("NO", "NO"), ("on", "on"),
    ("off", "off"), ("y", "y"), ("n", "n"), ("oui", "oui"), ("0", 0), ("-0", 0), ("12", 12),
    ("+12", 12), ("-19", -19), ("1_000", "1_000"), ("1 000", "1 000"), ("010", "!"), ("-010", "!"),
    ("0o14", "!"), ("0x1F", "!"), ("0b11", "0b11"), ("22:30", "22:30"), ("1:2:3", "1:2:3"),
    ("2024-02-30", "2024-02-30"), ("2019-04-16", "2019-04-16"), ("2019-04", "2019-04"),
    ("2019", 2019), ("12:30:45.5", "12:30:45.5"), (".5", 0.5), ("-.5", -0.5), ("1.", 1.0),
    ("1.10", 1.1), ("1e3", 1000.0), ("1E-2", 0.01), ("1e", "1e"), ("e3", "e3"), (".", "."),
    ("-", None), ("+", "+"), ("--1", "--1"), ("1.2.3", "1.2.3"), ("10.1136/x", "10.1136/x"),
    (".inf", "!"), ("-.INF", "!"), (".nan", "!"), ("inf", "inf"), ("NaN", "NaN"), ("1e400", "!"),
    ("123456789012345", 123456789012345), ("1234567890123456", "!"), ("=", "="), ("<<", "<<"),
    ("1,5", "1,5"), ("1 %", "1 %"), ("٣", "٣"), ("²", "²"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), CORE_SCHEMA)
def test_an_unquoted_scalar_means_what_yaml_1_2_says(written: str, meant: Any) -> None:
    if written == "-":
        pytest.skip("a lone dash is a list item")
    document = parse("x.yaml", f"a: {written}\n")
    codes = [found.code for found in document.findings]
    if meant == "!":
        assert codes == ["YAML-012"]
    else:
        assert codes == []
        assert document.data["a"] == meant
        assert type(document.data["a"]) is type(meant)


@pytest.mark.parametrize(("written", "_"), [case for case in CORE_SCHEMA if case[0]])
def test_a_quoted_scalar_is_text(written: str, _: Any) -> None:
    assert parse("x.yaml", f'a: "{written}"\n').data == {"a": written}


def test_every_value_and_every_key_is_located() -> None:
    text = "# À lire\nid: avc\nlead:\n  organisation: chu\n  contact: {email: a@b.fr}\nlist:\n- é\n"
    document = parse("x.yaml", text)
    places = {
        ("id",): (2, 5, 2, 8),
        ("lead",): (4, 3, 5, 27),
        ("lead", "contact", "email"): (5, 20, 5, 26),
        ("list", 0): (7, 3, 7, 4),
    }
    for steps, place in places.items():
        where = document.locate(steps)
        assert (where.line, where.column, where.end_line, where.end_column) == place
    assert document.locate(("lead", "contact"), key=True).column == 3
    assert document.locate(("lead", "contact", "url")).pointer == "/lead/contact/url"


HOSTILE = {
    "brackets": "[" * 100_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000,
    "questions": "? " * 100_000,
    "question lines": "? a\n" * 100_000,
    "one long word": "a" * 1_000_000,
    "one long text": "a: " + "mot " * 250_000,
    "one long number": "a: " + "1" * 1_000_000,
    "almost a number": "a: " + "1" * 1_000_000 + "x",
    "one long key": "k" * 500_000 + ": a\n",
    "aliases": "a: &a [x]\n" + "".join(f"{c}: &{c} [{', '.join(['*a'] * 9)}]\n" for c in "bcdefg"),
    "too many values": "- a\n" * (MAX_NODES + 1),
    "colons": "a : b : c\n" * 100_000,
    "colons in fields": "".join(f"k{n}: a : b\n" for n in range(60_000)),
    "a sentence of colons": "a: " + "b : " * 200_000,
    "hashes": "".join(f"k{n}: a #1\n" for n in range(60_000)),
    "a text of hashes": "a: b" + " #1" * 300_000,
    "missing spaces": "".join(f"k{n}:a\n" for n in range(60_000)),
    "loose lines": "a: b\n" + "c d\n" * 200_000,
    "asterisks": "".join(f"k{n}: *a*\n" for n in range(60_000)),
    "tabs": "a:\n" + "\tb: c\n" * 150_000,
    "no-break spaces": "a:\n" + "\u00a0b: c\n" * 100_000,
    "joined items": "a:\n- b\n" + " - c\n" * 200_000,
    "blank lines": "a: b\n" + "\n" * 1_000_000 + "c : d : e\n",
    "indentation": "".join(" " * n + "a:\n" for n in range(1_400)),
    "quotes": "a: '" + "''" * 500_000,
    "backslashes": 'a: "' + "\\" * 1_000_000,
    "tag": "a: !" + "x" * 1_000_000,
    "anchor": "a: &" + "x" * 1_000_000,
    "documents": "---\n" * 250_000,
    "directives": "%a\n" * 300_000,
    "lines at the edge": "a: [" + "b,\n" * 19_000 + "]",
    "a quoted text at the edge": "a: '" + "b\n" * 200_000 + "'",
    "stuck comments": "a: [" + "b,#c\n " * 19_000 + "]",
    "spaces above texts": "a: |\n  \n b\n" * 5_000,
    "only spaces above a text": "a: |\n" + "  \n" * 300_000 + " b\n",
    "late colons": "- a\n" * 9_000 + "".join(f"- k{n}: a : b\n" for n in range(50)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_told_at_a_place_inside_the_file(name: str) -> None:
    text = HOSTILE[name]
    document = parse("x.yaml", text)
    lines = text.split("\n")
    assert document.findings or document.root is not None
    for found in document.findings:
        assert found.where.column <= len(lines[found.where.line - 1]) + 1


def test_a_text_that_is_mended_again_and_again_hardly_grows() -> None:
    """Each mending used to escape the escapes of the one before: twice as long each time."""
    lines = ['a: x \\ "', '  \\\\ "b" \\', "c: d"]
    length = sum(map(len, lines))
    for _ in range(MAX_READINGS):
        lines = yaml_traps.passage(lines, 0, 3, 1).quoted()
    # The two quotes of each mending, and their own escapes.
    most = 2 * (length + yaml_traps.MOST_SIGNS) + 4 * MAX_READINGS
    assert sum(map(len, lines)) <= most


@pytest.mark.parametrize("written", ["C:\\Temp", "\\\\serveur", 'dit "oui"', "fin \\", '"'])
def test_what_is_mended_says_what_was_written(written: str) -> None:
    document = parse("x.yaml", f"a: de {written} : b\nc: d\n")
    assert document.data == {"a": f"de {written} : b", "c": "d"}
