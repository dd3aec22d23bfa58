"""The schemas serve an editor as they stand: the real YAML language server says so.

It is no dependency: `npm install --global yaml-language-server`, and `make full` uses it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import GENUINE, ROOT
from tests.language_server import Editor, editor

PROGRAM = shutil.which("yaml-language-server") or ""
pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not PROGRAM, reason="yaml-language-server is not installed"),
]
FILE = GENUINE / "projects" / "pilotes-2019" / "nowhere.yaml"
MODELINE = "# yaml-language-server: $schema=../../../schemas/project.schema.json\n"
BEING_WRITTEN = """\
id: nowhere
title: Parcours de soins
summary: Nous étudions ce que deviennent les patients après un accident.
purpose: {category: scientifc, statement: Mesurer l'effet.}
themes: [cardiology]
lead: chu-limoges
route: mr-004
data:
  - dataset: pmsi-mco
    form:
events:
  - type: decision
    date: 2020-01-01
titel: x
"""


@pytest.fixture(scope="module")
def opened() -> Iterator[Editor]:
    with editor(PROGRAM, ROOT) as connected:
        yield connected


def line_of(passage: str) -> int:
    return (MODELINE + BEING_WRITTEN).split(passage)[0].count("\n")


def test_every_declaration_of_the_register_is_accepted(opened: Editor) -> None:
    for file in sorted(GENUINE.rglob("*.yaml")):
        assert opened.open(file, file.read_text("utf-8")) == [], file.name


def test_a_fault_is_underlined_where_it_is(opened: Editor) -> None:
    found = {
        (fault["range"]["start"]["line"], fault["message"].partition(" yaml-schema")[0])
        for fault in opened.open(FILE, MODELINE + BEING_WRITTEN)
    }
    assert (line_of("titel"), "Property titel is not allowed.") in found
    assert (line_of("- type: decision"), 'Missing property "outcome".') in found
    assert any(line == line_of("purpose") and "scientific-research" in told for line, told in found)
    lines = {line_of(passage) for passage in ("titel", "- type: decision", "purpose", "form:")}
    assert {line for line, _ in found} == lines


def test_pointing_at_a_field_tells_what_it_means_in_both_languages(opened: Editor) -> None:
    opened.open(FILE, MODELINE + BEING_WRITTEN)
    shown = opened.hover(FILE, line_of("    form:"), 6)
    assert "Forme des données / Form of the data" in shown
    assert "Tells whether the data allow a person to be recognised." in shown
    assert "`pseudonymised`" in shown


def test_codes_are_proposed(opened: Editor) -> None:
    text = (MODELINE + BEING_WRITTEN).replace("    form:\n", "    form: \n")
    opened.open(FILE, text)
    proposed = opened.completion(FILE, line_of("    form:"), len("    form: "))
    assert set(proposed) == {"anonymous", "pseudonymised", "identifiable", "not-stated"}


def test_fields_that_are_still_missing_are_proposed_and_no_other(opened: Editor) -> None:
    text = MODELINE + BEING_WRITTEN
    opened.open(FILE, text)
    proposed = opened.completion(FILE, text.count("\n"), 0)
    assert {"acronym", "funders", "results", "sources"} <= set(proposed)
    assert "title" not in proposed


def test_without_its_first_line_a_declaration_is_not_judged_at_all(opened: Editor) -> None:
    beside: Path = FILE.with_name("elsewhere.yaml")
    assert opened.open(beside, BEING_WRITTEN) == []
