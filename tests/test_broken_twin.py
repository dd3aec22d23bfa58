"""Every code is told of the broken twin, exactly where it is, in both languages.

The mistakes stand in ``registers/broken/``. The twin holds them all at once, for a report
is made of what many people got wrong, and no fault may hide another or be told twice.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from registre import links_online
from registre.cli import main, visiting
from registre.diagnostic import described_codes
from tests import proposals
from tests.broken_twin import Fault, faults, twin
from tests.conftest import DAY, FICTIVE

LANGUAGES = ("fr", "en")
ALL = faults("faults")
TOGETHER = tuple(fault for fault in ALL if not fault.apart)
APART = tuple(fault for fault in ALL if fault.apart)
PROPOSED = faults("proposal")
# The last resort, for a fault that only the deciding validator sees: it should never occur.
NEVER_TOLD = {"SCHEMA-020"}
# What nearly every record leaves unsaid; of a new file, the sound register cannot have told it.
USUAL = {"COMPLETE-001", "TEXT-003"}

Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the command told, by language, of a register that is still there."""

    root: Path
    exits: Mapping[str, int]
    findings: Mapping[str, list[Found]]


def run(root: Path, language: str, *options: str) -> tuple[int, str]:
    """``registre check``: its exit code, and what it printed."""
    usual = ["--registry", str(root), "--lang", language, "--today", str(DAY)]
    # What machines read is written as bytes, so a stream of text alone would not do.
    printed = io.BytesIO()
    with contextlib.redirect_stdout(io.TextIOWrapper(printed, "utf-8", write_through=True)) as out:
        code = main(["check", *usual, *options])
        out.flush()
        return code, printed.getvalue().decode()


def tell(root: Path, *options: str) -> Told:
    """The findings in each language."""
    runs = {language: run(root, language, "--format", "json", *options) for language in LANGUAGES}
    return Told(
        root=root,
        exits={language: code for language, (code, _) in runs.items()},
        findings={language: json.loads(text)["findings"] for language, (_, text) in runs.items()},
    )


def web(laid: Iterable[Fault]) -> Callable[[str], links_online.Fetch]:
    """A web on which every page is there, but those of the mistakes."""
    answers = {fault.passage: fault.answer for fault in laid if fault.answer}

    def fetch(method: str, url: str) -> links_online.Answer:
        status, *location = answers.get(url, (200,))
        return links_online.Answer(status=status, location="".join(location))

    return lambda name: fetch


def forbid(files: set[str], patch: pytest.MonkeyPatch) -> None:
    """Refuse to open these files, as the system does to whoever is not the administrator."""
    allowed = os.open

    def refuse(file: Any, *arguments: Any) -> int:
        if str(file) in files:
            raise PermissionError(13, "Permission denied")
        return allowed(file, *arguments)

    patch.setattr("registre.source.os.open", refuse)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """All mistakes at once, with the web asked."""
    root = twin(tmp_path_factory.mktemp("broken") / "registry", TOGETHER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root.parent / "cache"))
        patch.setattr(visiting, "Fetcher", web(TOGETHER))
        patch.setattr("time.sleep", lambda _: None)
        forbid({str(root / fault.file) for fault in TOGETHER if fault.is_unreadable}, patch)
        yield tell(root, "--links")


@pytest.fixture(scope="module")
def sound() -> list[Found]:
    """What is told of the sound register: nothing but what time and silence bring."""
    _, text = run(FICTIVE, "en", "--format", "json")
    found: list[Found] = json.loads(text)["findings"]
    return found


def untold(laid: Iterable[Fault], root: Path, findings: Iterable[Found]) -> list[str]:
    """The mistakes that are not told, or at another place than their own."""
    there = [(f["code"], f["path"], f["line"], f["column"]) for f in findings]
    missing = Counter(_spot(fault, root) for fault in laid) - Counter(there)
    return [
        f"{code} {path}:{line}:{column} and not {[spot for spot in there if spot[0] == code]}"
        for code, path, line, column in missing
    ]


def _spot(fault: Fault, root: Path) -> tuple[str, str, int, int]:
    where = fault.where(root)
    return fault.code, fault.path, where.line, where.column


def misplaced(laid: Iterable[Fault], root: Path, findings: Iterable[Found]) -> list[str]:
    """The mistakes that are told from their beginning, but to another end or field."""
    found = {(f["code"], f["path"], f["line"], f["column"]): f for f in findings}
    wrong = []
    for fault in laid:
        where, told = fault.where(root), found[_spot(fault, root)]
        ends = (told["end_line"], told["end_column"])
        if where.end_line is not None and ends != (where.end_line, where.end_column):
            wrong.append(f"{fault.code} {fault.path}: ends at {ends}")
        if fault.pointer is not None and told["pointer"] != fault.pointer:
            wrong.append(f"{fault.code} {fault.path}: {told['pointer']}")
    return wrong


def unexpected(
    laid: Iterable[Fault], root: Path, findings: Iterable[Found], sound: Iterable[Found]
) -> list[str]:
    """What is told beside the mistakes, and neither of the sound register nor of what was
    copied from it. A record may stand on other lines than before: its fields are compared."""
    copies: dict[str, list[str]] = defaultdict(list)
    for fault in laid:
        if "copy" in fault.edit:
            copies[fault.edit["copy"]].append(fault.file)
    usual = Counter(
        (f["code"], path, f["pointer"]) for f in sound for path in (f["path"], *copies[f["path"]])
    )
    listed = Counter(_spot(fault, root) for fault in laid)
    left = []
    for found in findings:
        spot = (found["code"], found["path"], found["line"], found["column"])
        place = (found["code"], found["path"], found["pointer"])
        if listed[spot]:
            listed[spot] -= 1
        elif usual[place]:
            usual[place] -= 1
        elif found["code"] not in USUAL or (FICTIVE / found["path"]).exists():
            left.append(f"{spot}: {found['message']}")
    return left


def badly_said(laid: Iterable[Fault], told: Told) -> list[str]:
    """Messages and remedies that are missing, not filled in, or the same in both languages."""
    places = {(fault.code, fault.path) for fault in laid}
    wrong = []
    for french, english in zip(*(told.findings[language] for language in LANGUAGES), strict=True):
        assert (french["code"], french["line"]) == (english["code"], english["line"])
        for key in ("message", "remedy") if (french["code"], french["path"]) in places else ():
            texts = (french[key], english[key])
            has_hole = any(re.search(r"\{@?[a-z_]+\}", text) for text in texts)
            if not all(texts) or texts[0] == texts[1] or has_hole:
                wrong.append(f"{french['code']} {french['path']}: {texts}")
    return wrong


def test_every_code_has_its_mistake() -> None:
    made = {fault.code for fault in (*ALL, *PROPOSED)}
    assert made == set(described_codes()) - NEVER_TOLD


def test_no_mistake_is_told_like_another() -> None:
    """A catalogue of mistakes says of each what somebody did."""
    said = Counter(fault.mistake for fault in (*ALL, *PROPOSED))
    assert [mistake for mistake, count in said.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mistake_is_told_exactly_where_it_is(broken: Told, language: str) -> None:
    findings = broken.findings[language]
    assert untold(TOGETHER, broken.root, findings) == []
    assert misplaced(TOGETHER, broken.root, findings) == []
    assert broken.exits[language] == 1


def test_nothing_else_is_told(broken: Told, sound: list[Found]) -> None:
    """No mistake is told twice, and none makes an innocent file guilty."""
    assert unexpected(TOGETHER, broken.root, broken.findings["en"], sound) == []


def test_each_mistake_is_told_in_words_of_each_language(broken: Told) -> None:
    assert badly_said(TOGETHER, broken) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_reads_the_same_places(broken: Told, language: str) -> None:
    """The text for people has every error and warning of the twin, under its file."""
    code, text = run(broken.root, language)
    assert code == 1
    path, shown = "", set()
    for line in text.splitlines():
        place = re.match(r"  (\d+):(\d+)  \w+  ([A-Z]+-\d{3})  ", line)
        if place is None:
            path = line if line and not line.startswith(" ") else path
        else:
            shown.add((place[3], path, int(place[1]), int(place[2])))
    errors = {f["code"] for f in broken.findings[language] if f["severity"] != "notice"}
    told = {_spot(fault, broken.root) for fault in TOGETHER if not fault.answer}
    assert {spot for spot in told if spot[0] in errors} <= shown


@pytest.mark.parametrize("fault", APART, ids=lambda fault: fault.code)
def test_a_mistake_that_hides_others_is_told_alone(
    fault: Fault, tmp_path: Path, sound: list[Found]
) -> None:
    told = tell(twin(tmp_path / "registry", [fault]))
    for findings in told.findings.values():
        assert untold([fault], told.root, findings) == []
        assert misplaced([fault], told.root, findings) == []
        assert unexpected([fault], told.root, findings, sound) == []
    assert badly_said([fault], told) == []


def test_what_a_proposal_does_to_the_past_is_told_where_it_does_it(
    tmp_path: Path, sound: list[Found]
) -> None:
    """The mistakes of a branch over the sound register, in both languages."""
    repo = proposals.repository(tmp_path / "repo")
    proposals.commit(repo, "The register as published")
    proposals.git(repo, "checkout", "--quiet", "-b", "proposal")
    for fault in PROPOSED:
        fault.lay(repo / "registry")
    proposals.commit(repo, "Many mistakes")
    told = tell(repo / "registry", "--against", "main")
    for findings in told.findings.values():
        assert untold(PROPOSED, told.root, findings) == []
        assert misplaced(PROPOSED, told.root, findings) == []
        assert unexpected(PROPOSED, told.root, findings, sound) == []
    assert badly_said(PROPOSED, told) == []
    assert set(told.exits.values()) == {1}
