"""The examples of ``registre explain`` and of the site are the real cases, and only those.

``pytest --rewrite-golden`` writes ``findings/examples.json`` anew from ``tests/cases``.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registre import codes
from registre.catalogue import load
from registre.diagnostic import Diagnostic, Location, Report, described_codes, message, remedy
from registre.document import Document, Node
from registre.schema import Schemas
from registre.source import lines_of
from registre.yaml_strict import parse
from tests import change_cases
from tests.conftest import DAY, ROOT
from tests.test_cases import CASES, LANGUAGES, lay_out, with_links

FILE = ROOT / "generator" / "registre" / "findings" / "examples.json"
WHOLE, SHOWN, WIDEST = 16, 12, 110
OWN = ("expected.json", "case.toml")


def cases_of(code: str, kind: str) -> list[Path]:
    """The cases of a kind; the one with no particular name first."""
    found = sorted((CASES / code).glob(f"{kind}*"), key=lambda path: path.name)
    return sorted(found, key=lambda path: path.name != kind)


def made(folder: Path, schemas: Schemas, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The examples of every code, from its cases laid out below ``folder``."""
    found: dict[str, Any] = {}
    for code in described_codes():
        refused = next(_refused(code, folder, schemas, monkeypatch), None)
        if refused is not None:
            accepted = _accepted(code, refused, folder, monkeypatch)
            found[code] = {"refused": refused, **({"accepted": accepted} if accepted else {})}
    return found


def _root(case: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The register of a case; of a change, as it is proposed."""
    place = folder / case.parent.name / case.name
    place.mkdir(parents=True)
    if change_cases.is_change(case):
        return change_cases.lay_out(case, place)
    return lay_out(case, place, monkeypatch)


def _refused(
    code: str, folder: Path, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """The findings of the refused cases: first those in a file that the case itself brings."""
    for case in cases_of(code, "refused"):
        with monkeypatch.context() as patch:
            root = _root(case, folder, patch)
            report = _judged(case, root, schemas)
        own = _own(case)
        found = [finding for finding in report.findings if finding.code == code]
        for finding in sorted(found, key=lambda finding: finding.where.path not in own):
            yield _of_finding(finding, root)


def _judged(case: Path, root: Path, schemas: Schemas) -> Report:
    if change_cases.is_change(case):
        return change_cases.judged(case, root, schemas)
    return with_links(case, root, load(root, schemas, DAY)[1])


def _of_finding(found: Diagnostic, root: Path) -> dict[str, Any]:
    where = found.where
    lines = [] if where == Location(path=where.path) else lines_of(root / where.path)
    place = {
        "pointer": where.pointer,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }
    return {
        "path": where.path,
        **_window(lines, where.line),
        "where": place,
        "message": {language: message(found, language) for language in LANGUAGES},
        "remedy": {language: remedy(found, language) for language in LANGUAGES},
    }


def _window(lines: list[str], line: int) -> dict[str, Any]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    start, stop = 0, len(lines)
    if len(lines) > WHOLE:
        start = max(0, min(line - 1 - SHOWN // 2, len(lines) - SHOWN))
        stop = start + SHOWN
    shown = [text if len(text) <= WIDEST else text[: WIDEST - 1] + "…" for text in lines]
    return {"first": start + 1, "lines": shown[start:stop]}


def _accepted(
    code: str, refused: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any] | None:
    """The same file accepted; else another, where it is another that makes the difference."""
    cases = cases_of(code, "accepted")
    choices = [(case, refused["path"]) for case in cases if refused["path"] in _own(case)]
    choices += [(case, path) for case in cases for path in _own(case)]
    roots: dict[Path, Path] = {}
    for case, path in choices:
        if case not in roots:
            with monkeypatch.context() as patch:
                roots[case] = _root(case, folder, patch)
        # Of a file that is refused for its name, the name of another tells enough.
        is_told = refused["lines"] or not code.startswith("FILE-")
        lines = lines_of(roots[case] / path) if is_told else []
        before = lines_of(_before(case, roots[case]) / path)
        # What accepts a change stands elsewhere than what was changed.
        is_there = path == refused["path"] and not change_cases.is_change(case)
        pointer = refused["where"]["pointer"] if is_there else ""
        shown = _window(lines, _same_place(pointer, path, lines, before))
        if not shown["lines"] or shown["lines"] != refused["lines"]:
            return {"path": path, **shown}
    return None


def _before(case: Path, root: Path) -> Path:
    """What the case changes: the base of all cases, or what was published."""
    return root.parent / "before" if change_cases.is_change(case) else CASES / "base"


def _own(case: Path) -> list[str]:
    """The files that a case brings, as the register names them."""
    root = case / "after" if change_cases.is_change(case) else case
    files = (file for file in sorted(root.rglob("*")) if file.is_file())
    return [file.relative_to(root).as_posix() for file in files if file.name not in OWN]


def _same_place(pointer: str, path: str, lines: list[str], before: list[str]) -> int:
    """The line of the same field; where there is none, the last that this case writes anew."""
    document = parse(path, "\n".join(lines))
    if pointer and (steps := _steps(document, pointer)) is not None:
        return document.locate(steps).line
    matcher = difflib.SequenceMatcher(None, before, lines, autojunk=False)
    changed = [end for tag, _, _, _, end in matcher.get_opcodes() if tag != "equal"]
    return max(1, *changed) if changed else 1


def _steps(document: Document, pointer: str) -> list[str | int] | None:
    """The steps of a JSON Pointer that leads somewhere in the document."""
    node: Node | None = document.root
    steps: list[str | int] = []
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        children = node.children if node else None
        step: str | int = int(name) if isinstance(children, list) and name.isdigit() else name
        if isinstance(children, list) and isinstance(step, int) and step < len(children):
            node = children[step]
        elif isinstance(children, dict) and name in children:
            node = children[name]
        else:
            return None
        steps.append(step)
    return steps


def test_the_examples_are_those_of_the_cases(
    tmp_path: Path,
    schemas: Schemas,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    found = made(tmp_path, schemas, monkeypatch)
    if request.config.getoption("--rewrite-golden"):
        text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
        FILE.write_text(text, "utf-8")
    kept = json.loads(FILE.read_text("utf-8"))
    assert [code for code in {**found, **kept} if found.get(code) != kept.get(code)] == []


def test_an_example_is_short_enough_to_be_read() -> None:
    for code in described_codes():
        told = codes.examples(code)
        for example in filter(None, (told.refused, told.accepted)):
            assert len(example.lines) <= WHOLE
            assert all(len(line) <= WIDEST for line in example.lines)


def test_the_place_of_a_refused_example_stands_in_its_lines() -> None:
    for code in described_codes():
        example = codes.examples(code).refused
        if example is not None and example.lines and example.where is not None:
            last = example.first + len(example.lines)
            assert example.first <= example.where.line < last, code
