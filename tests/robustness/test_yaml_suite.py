"""The YAML test suite: each document is read as it means, or told; our subset is never left."""

from __future__ import annotations

import json
import re

import pytest

from registre.decoding import decode
from registre.document import Document
from registre.source import Source
from registre.yaml_strict import parse
from tests.robustness import corpora

CASES = corpora.yaml_suite() if corpora.FOLDER.is_dir() else []
PART = CASES[::8]
# Signs of the suite's event trees for what our subset has not: anchors, aliases, tags, and
# keys that are no text.
OUTSIDE = re.compile(r"=ALI|^ *[+=](?:MAP|SEQ|VAL)(?: (?:\{\}|\[\]))? [&<]", re.MULTILINE)


def _in_part_and_whole() -> pytest.MarkDecorator:
    part = {case.name for case in PART}
    marks = [
        pytest.param(case, id=case.name, marks=[] if case.name in part else [pytest.mark.full])
        for case in CASES
    ]
    return pytest.mark.parametrize("case", marks)


def read(case: corpora.Case) -> tuple[Document | None, int]:
    """The document, and the number of findings."""
    decoded = decode(Source(path="x.yaml", kind="project", data=case.text.encode()))
    if decoded.text is None:
        return None, len(decoded.findings)
    document = parse("x.yaml", decoded.text)
    lines = decoded.text.split("\n")
    for found in document.findings:
        where = found.where
        assert 1 <= where.line <= where.end_line <= len(lines)
        assert 1 <= where.column <= len(lines[where.line - 1]) + 1
    return document, len(decoded.findings) + len(document.findings)


@corpora.needed
def test_the_suite_is_whole() -> None:
    assert len(CASES) >= 400
    assert sum(case.invalid for case in CASES) > 80


@corpora.needed
@_in_part_and_whole()
def test_what_yaml_refuses_is_refused(case: corpora.Case) -> None:
    _, findings = read(case)
    if case.invalid:
        assert findings, case.text


@corpora.needed
@_in_part_and_whole()
def test_nothing_outside_the_subset_is_read(case: corpora.Case) -> None:
    _, findings = read(case)
    several = case.tree.count("+DOC") != 1
    if not case.invalid and (several or OUTSIDE.search(case.tree)):
        assert findings, case.text


@corpora.needed
@_in_part_and_whole()
def test_what_is_read_is_what_the_suite_says(case: corpora.Case) -> None:
    document, findings = read(case)
    if findings or document is None or case.json is None:
        return
    try:
        expected = json.loads(case.json)
    except ValueError:
        return  # several documents, one after the other
    assert document.data == expected
