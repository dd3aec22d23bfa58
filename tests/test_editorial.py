"""The editorial texts: their examples are valid, their twins agree, their French is well set."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registre.package_data import find
from registre.schema import Schemas
from registre.yaml_strict import parse

PAGES = find("docs/pages")
TEXTS = sorted(PAGES.glob("*.md"))
TEMPLATES = sorted((PAGES / "files").glob("*.yaml"))
FRENCH = [path for path in TEXTS if path.name.endswith(".fr.md")]


def name(path: Path) -> str:
    return path.name


def is_valid(text: str) -> bool:
    document = parse("projects/example.yaml", text)
    return not document.findings and Schemas(find("schemas")).accepts("project", document.data)


def blocks(path: Path) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("path", sorted(PAGES.glob("declare.*.md")), ids=name)
def test_the_shortest_example_is_valid_and_short(path: Path) -> None:
    example = blocks(path)[0]
    assert is_valid(example)
    assert len(example.splitlines()) == 11


@pytest.mark.parametrize("path", sorted(PAGES.glob("declare.*.md")), ids=name)
def test_the_two_traps_are_traps(path: Path) -> None:
    """What the page calls refused is found; what it calls right is not."""
    for trap in blocks(path)[1:]:
        wrong, right = re.findall(r"(?m)^title: .*$", trap)
        assert parse("x.yaml", wrong + "\n").findings
        assert not parse("x.yaml", right + "\n").findings


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_is_valid_as_it_stands_and_in_full(path: Path) -> None:
    """With its optional parts in comment, and with each of them brought in."""
    text = path.read_text(encoding="utf-8")
    assert is_valid(text)
    full = re.sub(r"(?m)^# (?=(partners|funders|events|results):|  )", "", text)
    assert is_valid(full.replace("https://...", "https://example.org/report"))


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_a_text_has_its_twins_with_the_same_anchors(path: Path) -> None:
    key = path.name.split(".")[0]
    anchors = re.compile(r"\{#([a-z0-9-]+)\}")
    found = anchors.findall(path.read_text(encoding="utf-8"))
    for twin in PAGES.glob(f"{key}.*.md"):
        assert anchors.findall(twin.read_text(encoding="utf-8")) == found, twin.name
    assert len(list(PAGES.glob(f"{key}.*.md"))) > 1


@pytest.mark.parametrize("path", FRENCH, ids=name)
def test_french_is_set_with_no_break_spaces_and_curly_apostrophes(path: Path) -> None:
    prose = re.sub(
        r"```.*?```|`[^`]*`|\]\([^)]*\)", "", path.read_text(encoding="utf-8"), flags=re.S
    )
    assert re.findall(r".{10} [:;?!»](?=\s|$)|« .{5}|.{10}\w'\w", prose) == []
