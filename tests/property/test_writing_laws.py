"""Whatever is written is read back; whatever is mended keeps what was said."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from registre import package_data
from registre.fixing import mended
from registre.schema import Schemas
from registre.source import Source
from registre.writing import Notes, commented, plain
from registre.writing.scalars import WIDTH, folded
from registre.yaml_strict import parse
from tests.conftest import SMALLEST

SCHEMAS = Schemas(package_data.find("schemas"))
# What French writes and YAML stumbles on, among ordinary letters.
SIGNS = " \n  :#-?'\"«»’“”!&*|>%@`{}[],\\~=<\t\u00a0\u202fœéÉ0123.yesnoabcdtitle😀"
french = st.text(alphabet=SIGNS, max_size=60)
anything = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn", "Cf", "Zl", "Zp"]))
words = st.lists(st.text(alphabet="abcé:#-«»'\" \u00a0", min_size=1, max_size=9), max_size=40)
long = words.map(" ".join)
texts = st.one_of(french, anything, long)
scalars = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.sampled_from([0.5, 12.25, -3.75]),
)
names = st.text(alphabet="abcdefghij_", min_size=1, max_size=12)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=10,
)
FIELDS = ["title", "summary", "acronym", "method", "themes", "data", "events", "own"]
records = st.dictionaries(st.sampled_from(FIELDS), values, min_size=1)
NOTES = Notes(language="fr", opening="« # » : rien.", later="Plus tard", offered=FIELDS[:-1])


@given(records)
@example({"title": "- a", "summary": "2024-02-30", "acronym": "no"})
@example({"title": "a\n\n b", "summary": "a  b " * 30, "method": "|\n>\n"})
@example({"title": "a:b", "summary": "lead:x", "data": [{"a": []}, {}, [[]]]})
@example({"title": " " * 100 + "a", "summary": "a\t b\u00a0", "method": "\n"})
def test_what_is_written_is_read_back(data: dict[str, Any]) -> None:
    for text in (plain(data, SCHEMAS, "project"), commented(data, SCHEMAS, "project", NOTES)):
        document = parse("projects/x.yaml", text)
        assert [f.code for f in document.findings if not _hidden(f.code)] == []
        if document.data is not None:
            assert document.data == data


def _hidden(code: str) -> bool:
    """A character that no declaration may have is told whatever the writing."""
    return code == "FILE-015"


@given(records)
def test_fields_stand_in_the_order_of_the_schema(data: dict[str, Any]) -> None:
    document = parse("x", plain(data, SCHEMAS, "project"))
    known = list(SCHEMAS.properties("project", ()))
    order = [key for key in known if key in data]
    assert [key for key in document.data or data if key in known] == order or not document.data


@given(texts)
def test_folding_breaks_at_single_spaces_alone(text: str) -> None:
    lines = folded(text)
    assert " ".join(lines) == text
    for line in lines:
        assert len(line) <= WIDTH - 2 or " " not in line.strip() or "  " in line or len(lines) == 1


# --- Mending ---

comments = st.text(alphabet="abcé :#'«»", max_size=20).map(lambda said: f"# {said.strip()}x")
blocks = st.sampled_from(
    [
        "id: parcours-avc",
        "title: Parcours de soins après un AVC",
        "title: Parcours : de soins",
        "acronym: « AVC » n° #1",
        "summary: >-\n  Nous étudions ce que deviennent les patients\n  après un accident.",
        "method: |\n  une ligne  \n  - une liste",
        "purpose: Mesurer l'effet : le vrai",
        "themes: [cardiology]",
        "themes: cardiology",
        "lead: chu-limoges",
        "lead\u00a0: chu-limoges",
        "route: mr-004",
        "route:mr-004",
        "data:\n  - dataset: pmsi-mco",
        "data:\n\t- dataset: pmsi-mco",
        "data:\n  – dataset: pmsi-mco",
        "ai:\n  used: oui",
        "[",
        "title: 2024",
    ]
)
untidy = st.sampled_from(["\n", "  \n", "\n\n", "\r\n", "\n \n"])
parts = st.lists(st.tuples(st.one_of(blocks, blocks, comments), untidy), min_size=1, max_size=9)
files = parts.map(lambda given: "".join(part + end for part, end in given))


def _mend(text: str) -> str:
    source = Source(path="projects/parcours-avc.yaml", kind="project", data=text.encode())
    return mended(source, SCHEMAS).data.decode()


def _comments(text: str) -> list[str]:
    return sorted(line.strip() for line in text.split("\n") if line.startswith("#"))


@given(files)
@example("route: mr-004\r\n# a\r\nid: parcours-avc")
def test_mending_twice_is_mending_once(text: str) -> None:
    once = _mend(text)
    assert _mend(once) == once


@given(files)
def test_every_comment_survives(text: str) -> None:
    assert _comments(_mend(text)) == _comments(text)


@given(files)
def test_what_could_be_read_keeps_its_data(text: str) -> None:
    before = parse("x", text.replace("\r\n", "\n"))
    if before.findings or not isinstance(before.data, dict) or "lead\u00a0" in before.data:
        return
    # What the schema refused may be written as it was meant; nothing else changes.
    meant = {"ai": {"used": True}, "themes": ["cardiology"], "title": "2024"}
    after = parse("x", _mend(text)).data
    for key, value in before.data.items():
        assert after[key] in (value, meant.get(key))
    assert after.keys() == before.data.keys()


@given(st.permutations(SMALLEST.replace("\n  ", "\x00").splitlines()), st.data())
def test_moved_fields_keep_their_comments_in_the_eyes_of_another_reader(
    fields: list[str], draw: st.DataObject
) -> None:
    """ruamel.yaml, which knows which comment belongs to which field, is the judge."""
    noted = [f"{f}\n" for f in fields]
    chosen = draw.draw(st.sets(st.sampled_from(range(1, len(noted))), max_size=3))
    written = "".join(
        (f"# sur {f.split(':')[0]}\n" if n in chosen else "") + f for n, f in enumerate(noted)
    ).replace("\x00", "\n  ")
    text = _mend(written)
    assert sorted(text.split("\n")) == sorted(written.split("\n"))
    assert YAML().load(text) == YAML().load(written)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith("# sur "):
            assert lines[number + 1].startswith(line.removeprefix("# sur ") + ":")


@given(st.binary(max_size=200))
def test_whatever_the_bytes_mending_never_fails(data: bytes) -> None:
    found = mended(Source(path="projects/x.yaml", kind="project", data=data), SCHEMAS)
    if not found.repairs:
        assert found.data == data


@given(files)
def test_mending_never_adds_a_fault(text: str) -> None:
    def faults(said: str) -> int:
        from registre.fixing.reading import Judge

        judge = Judge(path="projects/parcours-avc.yaml", kind="project", schemas=SCHEMAS)
        return len(judge.read(said.replace("\r\n", "\n")).findings)

    assert faults(_mend(text)) <= faults(text)


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_accents_in_two_characters_are_joined(form: Any) -> None:
    assert _mend(unicodedata.normalize(form, SMALLEST)) == SMALLEST
