"""Each code is a promise: words in both languages, refused and accepted cases, an exact place.

A case is a folder ``cases/<CODE>/<name>/``, found by itself: files laid over ``cases/base``,
what files cannot say in ``case.toml``, and the findings in ``expected.json``, which
``pytest --rewrite-golden`` writes anew.
"""

from __future__ import annotations

import json
import os
import shutil
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest

from registre import links_online
from registre.catalogue import load
from registre.diagnostic import (
    Code,
    Diagnostic,
    Report,
    Severity,
    described_codes,
    message,
    remedy,
)
from registre.links_notebook import Notebook
from registre.schema import Schemas
from tests import change_cases
from tests.conftest import DAY

CASES = Path(__file__).parent / "cases"
LANGUAGES = ("fr", "en")
EVERY = sorted(path for path in CASES.glob("*-*/*") if path.is_dir())
ALL = [case for case in EVERY if not change_cases.is_change(case)]
PROPOSALS = [case for case in EVERY if change_cases.is_change(case)]
# The last resort, for a fault that only the deciding validator sees: it should never occur.
WITHOUT_REFUSED_CASE = {"SCHEMA-020"}
CODES = list(described_codes().values())


def lay_out(case: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The register of a case, below ``folder``."""
    if change_cases.is_change(case):
        return change_cases.lay_out(case, folder)
    root = folder / "registry"
    shutil.copytree(CASES / "base", root)
    shutil.copytree(
        case, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.json", "case.toml")
    )
    sheet = case / "case.toml"
    if sheet.exists():
        _follow(tomllib.loads(sheet.read_text("utf-8")), root, monkeypatch)
    return root


def _follow(sheet: dict[str, Any], root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in sheet.get("delete", ()):
        (root / path).unlink()
    for written in sheet.get("write", ()):
        file = root / written["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written["text"] * written.get("times", 1), "utf-8")
    for path, target in sheet.get("links", {}).items():
        (root / path).symlink_to(target)
    for path, target in sheet.get("hard_links", {}).items():
        (root / path).hardlink_to(root / target)
    for path in sheet.get("pipes", ()):
        os.mkfifo(root / path)
    _forbid({str(root / path) for path in sheet.get("unreadable", ())}, monkeypatch)


def _forbid(files: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse to open these files, as the system does to whoever is not the administrator."""
    allowed = os.open

    def refuse(file: Any, *arguments: Any) -> int:
        if str(file) in files:
            raise PermissionError(13, "Permission denied")
        return allowed(file, *arguments)

    if files:
        monkeypatch.setattr("registre.source.os.open", refuse)


def with_links(case: Path, root: Path, report: Report) -> Report:
    """The report, and what ``--links`` adds when ``case.toml`` says what the web answers."""
    sheet = case / "case.toml"
    answers = tomllib.loads(sheet.read_text("utf-8")).get("answers") if sheet.exists() else None
    if answers is None:
        return report

    def fetch(method: str, url: str) -> links_online.Answer:
        if isinstance(answers[url], str):
            raise links_online.NoAnswerError(answers[url])
        status, *location = answers[url]
        return links_online.Answer(status=status, location="".join(location))

    found = links_online.check(
        links_online.documents(root), fetch, Notebook(root / "absent"), lambda _: None, DAY
    )
    return Report.of((*report.findings, *found), files=report.files, records=report.records)


def told(found: Diagnostic) -> dict[str, Any]:
    """A finding as ``expected.json`` keeps it."""
    where = found.where
    words = {
        language: {"message": message(found, language), "remedy": remedy(found, language)}
        for language in LANGUAGES
    }
    return {
        "code": found.code,
        "severity": found.severity.value,
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "pointer": where.pointer,
        **words,
    }


def concerns(found: Diagnostic, family: str) -> bool:
    """Whether a case of that family tells the finding: what is only missing is told by its own."""
    return found.severity is not Severity.NOTICE or found.code.startswith(f"{family}-")


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_is_told_word_for_word_and_at_its_place(
    case: Path,
    schemas: Schemas,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    root = lay_out(case, tmp_path, monkeypatch)
    catalogue, report = load(root, schemas, DAY)
    report = with_links(case, root, report)
    family = case.parent.name.split("-")[0]
    findings = [told(found) for found in report.findings if concerns(found, family)]
    golden = case / "expected.json"
    if request.config.getoption("--rewrite-golden"):
        text = json.dumps(findings, ensure_ascii=False, indent=2) + "\n"
        golden.write_text(text, "utf-8")
    assert findings == json.loads(golden.read_text("utf-8"))
    assert (catalogue is None) is report.has_errors
    is_told = any(found.code == case.parent.name for found in report.findings)
    assert is_told is case.name.startswith("refused")


@pytest.mark.parametrize("case", PROPOSALS, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_proposal_is_told_word_for_word_and_at_its_place(
    case: Path, schemas: Schemas, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    report = change_cases.judged(case, change_cases.lay_out(case, tmp_path), schemas)
    findings = [told(found) for found in report.findings]
    assert not findings or case.name.startswith("refused")
    golden = case / "expected.json"
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(json.dumps(findings, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert findings == json.loads(golden.read_text("utf-8"))
    is_told = any(found.code == case.parent.name for found in report.findings)
    assert is_told is case.name.startswith("refused")


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.name)
def test_a_code_has_an_accepted_and_a_refused_case(code: Code) -> None:
    names = [path.name for path in (CASES / code.name).glob("*")]
    assert any(name.startswith("accepted") for name in names)
    refused = any(name.startswith("refused") for name in names)
    assert refused or code.name in WITHOUT_REFUSED_CASE


def test_a_case_is_named_refused_or_accepted_and_belongs_to_a_known_code() -> None:
    for case in EVERY:
        assert case.parent.name in described_codes()
        assert case.name.split("-")[0] in ("refused", "accepted")


def _arguments(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("code", described_codes().values(), ids=lambda code: code.name)
def test_a_code_has_its_words_in_both_languages_with_the_same_arguments(code: Code) -> None:
    french, english = code.words["fr"], code.words["en"]
    for words in (french, english):
        assert words.message.strip()
        assert words.cause.strip()
        assert words.remedy.strip()
    assert _arguments(french.message) == _arguments(english.message)
    assert _arguments(french.remedy) == _arguments(english.remedy)


@pytest.mark.parametrize("code", described_codes().values(), ids=lambda code: code.name)
def test_french_is_set_as_french_is(code: Code) -> None:
    """No-break spaces before : ; ? ! » and after «, curly apostrophes, no doubled space."""
    words = code.words["fr"]
    for sentence in (words.message, words.cause, words.remedy):
        for sign in (" :", " ;", " ?", " !", " »", "« ", "  "):
            assert sign not in sentence
        assert not any(letters in sentence for letters in ("l'", "d'", "n'", "s'", "qu'", "..'"))
