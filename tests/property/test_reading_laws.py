"""Whatever the bytes: findings, never an exception; and what is valid is read back exactly."""

from __future__ import annotations

import string
from typing import Any

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from registre.decoding import decode
from registre.diagnostic import Diagnostic, message, remedy
from registre.document import Document
from registre.source import Source
from registre.yaml_strict import parse

# Signs that YAML gives a meaning to, and what people type.
SIGNS = "\n\n\n  -:#?&*!|>'\"%@`{}[],\\=~<.\t\u00a0é0123xyabtitle"
yaml_like = st.text(alphabet=SIGNS, max_size=120)
# Texts without characters that no declaration may have.
texts = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn", "Cf", "Zl", "Zp"]))
words = st.text(alphabet="abcdeéèàç ", min_size=1, max_size=12).map(lambda word: f"a{word}z")
keys = st.text(alphabet=string.ascii_lowercase + "_", min_size=1, max_size=8)
scalars = st.one_of(
    texts, st.booleans(), st.none(), st.integers(-(10**14), 10**14), st.sampled_from([0.5, 1.25])
)
data = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def _read(data: bytes) -> tuple[Document | None, list[Diagnostic], list[str]]:
    decoded = decode(Source(path="projects/x.yaml", kind="project", data=data))
    findings = list(decoded.findings)
    document = None
    if decoded.text is not None:
        document = parse("projects/x.yaml", decoded.text)
        findings += document.findings
    shown = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    return document, findings, shown.split("\n")


def _every_finding_stands_inside(data: bytes) -> None:
    document, findings, lines = _read(data)
    assert findings or (document is not None and document.root is not None)
    for found in findings:
        where = found.where
        assert 1 <= where.line <= where.end_line <= len(lines)
        assert 1 <= where.column <= len(lines[where.line - 1]) + 1
        assert where.end_column <= len(lines[where.end_line - 1]) + 2
        for language in ("fr", "en"):
            assert message(found, language)
            assert remedy(found, language)


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf\xef\xbb\xbf")
@example(b"a: \xff")
@example("a: x\u2028b: y".encode())
def test_whatever_the_bytes_findings_stand_inside_the_file(data: bytes) -> None:
    _every_finding_stands_inside(data)


@given(st.text(alphabet=f"{SIGNS}\u2028\u2028\u2029\x85\r", max_size=80))
@example('{"a": "\u2028",\n "bbbbbbbbbbbb": "c"\n}\n')
@example("a: |\x85#\u2029 b\n")
@example("a:\n  b: '\u2028\nc'\n")
def test_line_ends_of_libyaml_alone_are_told_inside_the_file(text: str) -> None:
    _every_finding_stands_inside(text.encode())


@given(yaml_like)
@example("a : b : c\n")
@example("a: b #1\n c : d\ne: f\n")
@example("- x\n- a:b\n  c: d\n")
@example("? : :\n")
@example("a:b\nc #d\ne : f : g\n")
@example("\u00a0a: b\n\u00a0c : d : e\n")
def test_whatever_looks_like_yaml_findings_stand_inside_the_file(text: str) -> None:
    _every_finding_stands_inside(text.encode())


@given(yaml_like, yaml_like)
def test_whatever_follows_a_field_findings_stand_inside_the_file(value: str, rest: str) -> None:
    _every_finding_stands_inside(f"id: avc\ntitle: {value}\nlist:\n  - {rest}\nend: x\n".encode())


@given(data)
def test_data_in_quotes_are_read_back_exactly(data: Any) -> None:
    written = yaml.dump({"a": data}, allow_unicode=True, Dumper=_Quoting, width=10**6)
    document = parse("x.yaml", written)
    assert document.findings == ()
    assert document.data == {"a": data}


class _Quoting(yaml.SafeDumper):
    """Quotes every text, writes the rest plainly, and never refers back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Quoting.add_representer(str, _quoted)


@given(st.lists(words, min_size=1, max_size=6))
def test_a_sentence_on_several_lines_under_a_fold_is_read_back(sentence: list[str]) -> None:
    lines = "".join(f"  {word.strip()} : #1\n" for word in sentence)
    document = parse("x.yaml", f"a: >-\n{lines}b: c\n")
    assert document.findings == ()
    assert document.data["a"] == " ".join(f"{word.strip()} : #1" for word in sentence)
