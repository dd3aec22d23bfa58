"""What a check answers depends neither on what was kept, nor on who did the work."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registre import provenance, verdicts
from registre.checking import check
from registre.diagnostic import Diagnostic, Location, Report, Severity, message, remedy
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


@pytest.fixture
def shelf(schemas: Schemas, register: Path, tmp_path: Path) -> Path:
    """The shelf that a check of the register left."""
    _agree(register, schemas, tmp_path / "cache")
    (shelf,) = _shelves(tmp_path / "cache")
    return shelf


def _seal(shelf: Path, content: bytes) -> None:
    """Have the content look like our own."""
    shelf.write_bytes(verdicts._head(shelf.stem, content) + content)


def _truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flipped(content: bytes) -> bytes:
    place = len(content) * 3 // 4
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DAMAGES: tuple[Callable[[bytes], bytes], ...] = (
    _truncated, _flipped, lambda _: b"", lambda _: b"\0" * 5000,
    lambda content: content.split(b"\n", 1)[1], lambda content: content + b" ",
    lambda _: b"registre verdicts 1 0\n{}", lambda _: b"x" * 500,
)  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_foreign_cache_is_no_cache(
    schemas: Schemas, register: Path, shelf: Path, damage: Callable[[bytes], bytes]
) -> None:
    shelf.write_bytes(damage(shelf.read_bytes()))
    assert verdicts._read(shelf) == {}
    _agree(register, schemas, shelf.parent)


@pytest.mark.parametrize(
    "content",
    [b'{"a":[1,2,3],"b":null}', b"[" * 100_000, b"[]", b"null", b"\xff", b"1" * 5000, b'{"a":NaN}'],
)
def test_a_sealed_cache_of_another_form_is_no_cache(
    schemas: Schemas, register: Path, shelf: Path, content: bytes
) -> None:
    _seal(shelf, content)
    _agree(register, schemas, shelf.parent)


def test_a_shelf_under_the_name_of_another_is_no_cache(
    schemas: Schemas, register: Path, shelf: Path
) -> None:
    """Of another day, or of another register: what was said then holds no longer."""
    other = DAY + timedelta(days=2000)
    without = check(register, schemas, other, process_count=1)
    check(register, schemas, other, cache=shelf.parent, process_count=1)
    (late,) = {*_shelves(shelf.parent)} - {shelf}
    shutil.copyfile(shelf, late)
    assert verdicts._read(shelf)
    assert verdicts._read(late) == {}
    assert plain(check(register, schemas, other, cache=shelf.parent, process_count=1)) == plain(
        without
    )


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


_KEY = "0 projects/a.yaml"
_OUTLINE = [True, True, [], [], [], [], [], None, None]
_FINDING = ["REF-011", "warning", None, "/a", 1, 1, 1, 1, "{}"]


def _altered(row: list[Any], place: int, value: object) -> list[Any]:
    return [*row[:place], value, *row[place + 1 :]]


@pytest.mark.parametrize(
    ("place", "value"),
    [*((place, 3) for place in range(9)), (1, None), (2, [1]), (2, "chu"), (6, {}), (8, [])],
)
def test_an_outline_that_we_could_not_have_written_is_passed_over(
    place: int, value: object
) -> None:
    assert verdicts._verdict(_KEY, [_OUTLINE, "", []])
    assert verdicts._brief(_KEY, [_altered(_OUTLINE, place, value), "", []]) is None


@pytest.mark.parametrize("fact", ["2020", {"start": "soon"}, {"start": []}, []])
def test_a_period_that_we_could_not_have_written_is_passed_over(fact: object) -> None:
    key, period = "0 datasets/a.yaml", {"start": 2020, "end": None}
    assert verdicts._brief(key, [_altered(_OUTLINE, 8, period), "", []])
    assert verdicts._brief(key, [_altered(_OUTLINE, 8, fact), "", []]) is None


@pytest.mark.parametrize("key", ["", "0", "0 ", "0 register.yaml", "0 a", "0 results/a/b.csv"])
def test_what_is_kept_of_no_record_is_passed_over(key: str) -> None:
    assert verdicts._brief(key, [_OUTLINE, "", []]) is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *((place, []) for place in range(9)), (0, "REF-999"), (1, "error"), (1, "grave"),
        (2, 4), (3, None), (4, "1"), (5, True), (7, 1.5), (8, "[]"), (8, "[" * 100_000),
        (8, '{"seen": []}'), (8, '{"kind": {}}'), (8, "\0"),
    ],
)  # fmt: skip
def test_a_finding_that_could_not_be_told_is_reached_anew(place: int, value: object) -> None:
    sound = ["LINK-001", *_FINDING[1:8], '{"seen": "bit.ly"}']
    assert verdicts._verdict(_KEY, [_OUTLINE, "", [sound]])
    assert verdicts._verdict(_KEY, [_OUTLINE, "", [_altered(sound, place, value)]]) is None


def test_a_finding_without_what_its_words_need_is_reached_anew() -> None:
    assert verdicts._verdict(_KEY, [_OUTLINE, "", [["LINK-001", *_FINDING[1:]]]]) is None


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of the data: what holds it, and its key there.

    Facts aside: only the schemas know the kinds of organisations, and shelves know no schema.
    """
    if isinstance(value, (dict, list)):
        size = len(_OUTLINE) - 1 if len(value) == len(_OUTLINE) else len(value)
        for key in list(value) if isinstance(value, dict) else range(size):
            yield value, key
            yield from _places(value[key])


@settings(max_examples=25)
@given(st.data())
def test_whatever_was_put_into_a_sealed_shelf_a_report_is_told(
    schemas: Schemas, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    check(FICTIVE, schemas, DAY, cache=cache, process_count=1)
    (shelf,) = _shelves(cache)
    found = json.loads(shelf.read_bytes().partition(b"\n")[2])
    for _ in range(data.draw(st.integers(1, 5))):
        held, key = data.draw(st.sampled_from(list(_places(found))))
        held[key] = data.draw(st.sampled_from([None, 0, -1, True, 0.5, "", "x", [], {}, [[]]]))
    _seal(shelf, json.dumps(found).encode())
    report = check(FICTIVE, schemas, DAY, cache=cache, process_count=1)
    for language in ("fr", "en"):
        assert all(message(each, language) and remedy(each, language) for each in report.findings)


def test_what_others_may_write_is_not_believed(shelf: Path) -> None:
    assert stat.S_IMODE(shelf.stat().st_mode) == 0o600
    assert stat.S_IMODE(shelf.parent.stat().st_mode) == 0o700
    assert verdicts._read(shelf)
    shelf.chmod(0o666)
    assert verdicts._read(shelf) == {}
    shelf.unlink()
    os.mkfifo(shelf, 0o600)
    assert verdicts._read(shelf) == {}


@pytest.mark.parametrize("mode", [0o770, 0o777, 0o1777, 0o722])
def test_a_folder_that_others_may_write_is_no_cache(
    schemas: Schemas, register: Path, shelf: Path, mode: int
) -> None:
    before = shelf.read_bytes()
    shelf.parent.chmod(mode)
    assert verdicts._read(shelf) == {}
    _agree(register, schemas, shelf.parent)
    # Neither was anything written there.
    assert shelf.read_bytes() == before
    assert _shelves(shelf.parent) == [shelf]
    shelf.parent.chmod(0o700)
    assert verdicts._read(shelf)


def test_a_folder_of_another_account_is_no_cache(
    schemas: Schemas, register: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    assert verdicts._read(shelf) == {}
    before = shelf.stat()
    _agree(register, schemas, shelf.parent)
    assert shelf.stat() == before


def test_a_link_in_the_place_of_a_shelf_or_of_its_folder_is_not_followed(
    schemas: Schemas, register: Path, shelf: Path, tmp_path: Path
) -> None:
    behind = tmp_path / shelf.name
    shelf.rename(behind)
    shelf.symlink_to(behind)
    assert verdicts._read(behind)
    assert verdicts._read(shelf) == {}
    (tmp_path / "link").symlink_to(shelf.parent)
    before = sorted(shelf.parent.iterdir())
    _agree(register, schemas, tmp_path / "link")
    assert sorted(shelf.parent.iterdir()) == before


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
    shelf.keep("1 projects/a.yaml", Verdict(outline, "", (found,)))
    shelf.keep(_KEY, Verdict(outline, "", ()))
    shelf.save()
    again = Shelf(tmp_path, "s")
    assert again.find("1 projects/a.yaml") is None
    assert again.find(_KEY) == Verdict(outline, "", ())


arguments = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=5), inner, min_size=1, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.text(max_size=5), arguments, max_size=3), st.text(max_size=9))
def test_a_finding_is_kept_exactly(
    tmp_path_factory: pytest.TempPathFactory, given_: dict[str, object], path: str
) -> None:
    where = Location(path=path, pointer="/a~1b", line=3, column=4, end_line=5, end_column=6)
    found = Diagnostic(code="FILE-003", where=where, severity=Severity.NOTICE, arguments=given_)
    outline = Outline("projects/a.yaml", "project", "a", True, True, ("o",), ("d",), files=None)
    folder = tmp_path_factory.mktemp("shelf")
    shelf = Shelf(folder, "s")
    shelf.keep(_KEY, Verdict(outline, "r", (found,)))
    shelf.save()
    kept = Shelf(folder, "s").find(_KEY)
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
