"""What a check answers depends neither on what was kept, nor on who did the work."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registre import provenance, verdicts
from registre.checking import check
from registre.diagnostic import Diagnostic, Location, Report, Severity
from registre.outline import Outline
from registre.schema import Schemas
from registre.verdicts import Shelf, Verdict
from tests.conftest import DAY, FICTIVE
from tests.test_cases import ALL, lay_out

BASE = Path(__file__).parents[1] / "cases" / "base"
# What a project says that other declarations or the register decide upon, and other ways of it.
CHANGES: tuple[tuple[str, str, str], ...] = (
    ("organisations/chu-exemple.yaml", "kind: ", "kind: other #"),
    ("organisations/chu-exemple.yaml", "id: chu-exemple", "id: chu-exemple\nformer_ids: [avc]"),
    ("organisations/chu-exemple.yaml", "country: FR", "country: BE"),
    ("datasets/sejours-exemple.yaml", "  - name: SEJOURS", "  - name: AUTRE"),
    ("datasets/sejours-exemple.yaml", "\ntemporal:", "\ntemporal: {start: 2024}\nx:"),
    ("datasets/sejours-exemple.yaml", "id: sejours", "former_ids: [sejours]\nid: sejours"),
    ("projects/parcours-avc.yaml", "lead: chu-exemple", "lead: chu-exempl"),
    ("projects/parcours-avc.yaml", "themes: [cardiology]", "themes: [cardiologie]"),
    ("projects/parcours-avc.yaml", "route: mr-004", "route: permanent-access"),
    ("projects/parcours-avc.yaml", "id: parcours-avc", "id: parcours-avc\nformer_ids: [avc]"),
    ("projects/parcours-avc.yaml", "title: ", "title: 'Un titre' #"),
    ("register.yaml", "languages: [fr, en]", "languages: [en, fr]"),
    ("terms/themes.yaml", "code: cardiology", "code: heart"),
)  # fmt: skip


def plain(report: Report) -> list[object]:
    return [report.files, report.records, *report.findings]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "registry")
    return tmp_path / "registry"


def _agree(root: Path, schemas: Schemas, cache: Path) -> Report:
    """The report, which is the same without the cache, with it, and with it once more."""
    without = check(root, schemas, DAY, process_count=1)
    for _ in range(2):
        assert plain(check(root, schemas, DAY, cache=cache, process_count=1)) == plain(without)
    return without


@settings(max_examples=40)
@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=6))
def test_a_kept_verdict_is_the_one_that_would_be_reached(
    schemas: Schemas, tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str, str]]
) -> None:
    """Whatever changes between two runs: the file, what it names, or the register."""
    folder = tmp_path_factory.mktemp("register")
    root, cache = folder / "registry", folder / "cache"
    shutil.copytree(BASE, root)
    _agree(root, schemas, cache)
    for path, old, new in changes:
        file = root / path
        written = file.read_text("utf-8")
        here, there = (new, old) if new in written else (old, new)
        file.write_text(written.replace(here, there, 1), "utf-8")
        _agree(root, schemas, cache)


def test_every_change_finds_what_it_changes(register: Path) -> None:
    for path, old, _ in CHANGES:
        if old != "\ntemporal:":
            assert old in (register / path).read_text("utf-8"), (path, old)


@pytest.mark.parametrize("case", ALL[::4], ids=lambda case: f"{case.parent.name}/{case.name}")
def test_every_fault_is_told_again_from_a_cache(
    case: Path, schemas: Schemas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _agree(lay_out(case, tmp_path, monkeypatch), schemas, tmp_path / "cache")


def test_the_fictive_register_is_judged_alike_with_and_without_cache(
    schemas: Schemas, tmp_path: Path
) -> None:
    _agree(FICTIVE, schemas, tmp_path / "cache")


def test_a_table_of_results_that_changes_is_looked_at(schemas: Schemas, tmp_path: Path) -> None:
    shutil.copytree(FICTIVE, tmp_path / "registry")
    root = tmp_path / "registry"
    _agree(root, schemas, tmp_path / "cache")
    table = next(iter(sorted(root.glob("results/*/*.csv"))))
    table.write_text("x\n=1+1\n", "utf-8")
    assert _agree(root, schemas, tmp_path / "cache").has_errors


def test_another_day_is_another_verdict(schemas: Schemas, tmp_path: Path) -> None:
    for days in (0, 2000, 0):
        on = DAY + timedelta(days=days)
        kept = check(FICTIVE, schemas, on, cache=tmp_path, process_count=1)
        assert plain(kept) == plain(check(FICTIVE, schemas, on, process_count=1))


# Damage


def _shelves(cache: Path) -> list[Path]:
    return sorted(cache.glob("*.json"))


def _truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flipped(content: bytes) -> bytes:
    place = len(content) * 3 // 4
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def _of_another_form(_: bytes) -> bytes:
    content = b'{"a":[1,2,3],"b":null}'
    return verdicts._head(content) + content


def _deep(_: bytes) -> bytes:
    content = b"[" * 100_000
    return verdicts._head(content) + content


DAMAGES: tuple[Callable[[bytes], bytes], ...] = (
    _truncated, _flipped, _of_another_form, _deep, lambda _: b"", lambda _: b"\0" * 5000,
    lambda content: content.split(b"\n", 1)[1], lambda content: content + b" ",
    lambda _: b"registre verdicts 1 0\n{}",
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_foreign_cache_is_no_cache(
    schemas: Schemas, register: Path, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    cache = tmp_path / "cache"
    _agree(register, schemas, cache)
    (shelf,) = _shelves(cache)
    shelf.write_bytes(damage(shelf.read_bytes()))
    _agree(register, schemas, cache)


@pytest.mark.parametrize("entry", [[], {}, None, 1, "x", [[], "", []], [["p"], "r", [[1]]]])
def test_an_entry_of_another_form_is_passed_over(
    schemas: Schemas, register: Path, tmp_path: Path, entry: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    _agree(register, schemas, cache)
    read = verdicts._read
    monkeypatch.setattr(verdicts, "_read", lambda file: dict.fromkeys(read(file), entry))
    _agree(register, schemas, cache)


@pytest.mark.parametrize("findings", [[[1]], [None], "x", [["REF-001", "none"]]])
def test_findings_of_another_form_are_reached_anew(
    schemas: Schemas,
    register: Path,
    tmp_path: Path,
    findings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The outline holds, and what it rests on; what was found cannot be read back."""
    cache = tmp_path / "cache"
    _agree(register, schemas, cache)
    read = verdicts._read
    monkeypatch.setattr(
        verdicts,
        "_read",
        lambda file: {key: [*entry[:2], findings] for key, entry in read(file).items()},
    )
    _agree(register, schemas, cache)


def test_what_others_may_write_is_not_believed(
    schemas: Schemas, register: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    _agree(register, schemas, cache)
    (shelf,) = _shelves(cache)
    assert stat.S_IMODE(shelf.stat().st_mode) == 0o600
    assert verdicts._read(shelf)
    shelf.chmod(0o666)
    assert verdicts._read(shelf) == {}
    shelf.unlink()
    os.mkfifo(shelf, 0o600)
    assert verdicts._read(shelf) == {}


def test_a_folder_that_cannot_be_written_costs_time_alone(
    schemas: Schemas, register: Path, tmp_path: Path
) -> None:
    """A file where the folder should be: nobody, not even the administrator, can write there."""
    (tmp_path / "cache").write_text("", "utf-8")
    _agree(register, schemas, tmp_path / "cache" / "verdicts")
    assert (tmp_path / "cache").read_text("utf-8") == ""


def test_two_checks_at_once_agree(schemas: Schemas, register: Path, tmp_path: Path) -> None:
    alone = check(register, schemas, DAY, process_count=1)
    run = partial(check, register, schemas, DAY, cache=tmp_path / "cache", process_count=1)
    with ThreadPoolExecutor(4) as pool:
        reports = [future.result() for future in [pool.submit(run) for _ in range(8)]]
    assert all(plain(report) == plain(alone) for report in reports)
    assert [shelf.suffix for shelf in (tmp_path / "cache").iterdir()] == [".json"]


def test_what_no_longer_stands_is_forgotten(
    schemas: Schemas, register: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    _agree(register, schemas, cache)
    (shelf,) = _shelves(cache)
    before = verdicts._read(shelf)
    (register / "projects" / "parcours-avc.yaml").unlink()
    _agree(register, schemas, cache)
    assert verdicts._read(shelf).keys() < before.keys()


def test_the_last_few_shelves_are_kept(schemas: Schemas, register: Path, tmp_path: Path) -> None:
    for days in range(12):
        check(register, schemas, DAY + timedelta(days=days), cache=tmp_path, process_count=1)
    assert len(_shelves(tmp_path)) == 8


def test_a_verdict_with_errors_is_reached_anew(tmp_path: Path) -> None:
    outline = Outline("projects/a.yaml", "project", "a")
    found = Diagnostic(code="REF-001", where=Location(path="x"), severity=Severity.ERROR)
    shelf = Shelf(tmp_path, "s")
    shelf.keep("bad", Verdict(outline, "", (found,)))
    shelf.keep("good", Verdict(outline, "", ()))
    shelf.save()
    again = Shelf(tmp_path, "s")
    assert again.find("bad") is None
    assert again.find("good") == Verdict(outline, "", ())


arguments = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=5), arguments, max_size=3), st.text(max_size=9))
def test_a_finding_is_kept_exactly(
    tmp_path_factory: pytest.TempPathFactory, given_: dict[str, object], path: str
) -> None:
    where = Location(path=path, pointer="/a~1b", line=3, column=4, end_line=5, end_column=6)
    found = Diagnostic(code="X-1", where=where, severity=Severity.NOTICE, arguments=given_)
    outline = Outline("projects/a.yaml", "project", "a", True, True, ("o",), ("d",), files=None)
    folder = tmp_path_factory.mktemp("shelf")
    shelf = Shelf(folder, "s")
    shelf.keep("k", Verdict(outline, "r", (found,)))
    shelf.save()
    kept = Shelf(folder, "s").find("k")
    assert kept == Verdict(outline, "r", (found,))
    assert repr(kept) == repr(Verdict(outline, "r", (found,)))


def test_the_cache_lies_where_the_standard_says() -> None:
    assert verdicts.folder({"XDG_CACHE_HOME": "/c", "HOME": "/h"}) == Path("/c/registre/verdicts")
    home = Path("/h/.cache/registre/verdicts")
    assert verdicts.folder({"XDG_CACHE_HOME": "relative", "HOME": "/h"}) == home
    assert verdicts.folder({"HOME": "/h"}) == home
    assert verdicts.folder({}) is None


def test_another_line_of_code_is_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rule.py").write_text("x = 1\n", "utf-8")
    monkeypatch.setattr(provenance, "_PACKAGE", tmp_path)
    before = verdicts.name_of(provenance.code())
    assert verdicts.name_of(provenance.code()) == before
    (tmp_path / "rule.py").write_text("x = 2\n", "utf-8")
    assert verdicts.name_of(provenance.code()) != before


# A few files alone


@pytest.mark.parametrize("case", ALL[1::5], ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_file_alone_is_judged_as_among_all_the_others(
    case: Path, schemas: Schemas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = lay_out(case, tmp_path, monkeypatch)
    whole = check(root, schemas, DAY, process_count=1)
    for kind in ("projects", "datasets", "organisations"):
        for file in sorted((root / kind).rglob("*.yaml")):
            path = file.relative_to(root).as_posix()
            alone = check(root, schemas, DAY, only=[path], process_count=1)
            told = {f for f in map(repr, alone.findings) if f"path='{path}'" in f}
            among = [f for f in whole.findings if f.where.path == path]
            # What only all files together can tell.
            expected = {repr(f) for f in among if f.code[:2] != "ID" and f.code != "REF-011"}
            assert told - expected == set() or all("'ID-004'" in f for f in told - expected)
            assert expected <= told
