"""What ``--links`` remembers: nothing that stands in its place can stop it, or be led by it."""

from __future__ import annotations

import json
import os
import socket
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from registre import cache
from registre.links_notebook import Notebook
from registre.links_online import Verdict
from tests.conftest import DAY

PAGE = "https://exemple.fr/page"
_ROW = {"state": "dead", "reason": "404", "new": "", "on": DAY.isoformat()}
_STRANGE: tuple[object, ...] = ([], {}, None, 1, True, "\ud800", "x")
_MOVED = {"state": "moved", "reason": "", "new": "https://ailleurs.fr/"}


def test_a_note_that_we_could_have_written_is_believed(tmp_path: Path) -> None:
    file = tmp_path / "links.json"
    for row in (_ROW, {**_ROW, **_MOVED}, {**_ROW, "state": "unknown", "reason": "too-slow"}):
        file.write_text(json.dumps({PAGE: row}), "utf-8")
        seen = Notebook(file).recall(PAGE, DAY)
        assert seen == Verdict(state=row["state"], reason=row["reason"], new=row["new"])


@pytest.mark.parametrize(
    "row",
    [
        3, None, [], "x", {"on": "x"}, {**_ROW, "on": 3}, {**_ROW, "on": []},
        *({**_ROW, key: value} for key in _ROW for value in _STRANGE),
        {**_ROW, **_MOVED, "new": "javascript:alert(1)"}, {**_ROW, **_MOVED, "new": "\x1b[2J"},
        {**_ROW, **_MOVED, "new": "https://\ud800.fr/"}, {**_ROW, **_MOVED, "reason": "404"},
        {**_ROW, "state": "fine"}, {**_ROW, "reason": "0404"}, {**_ROW, "reason": "٤٠٤"},
    ],
)  # fmt: skip
def test_a_note_that_we_could_not_have_written_is_none(tmp_path: Path, row: object) -> None:
    file = tmp_path / "links.json"
    file.write_text(json.dumps({PAGE: row, "\ud800": row}), "utf-8")
    notebook = Notebook(file)
    assert notebook.recall(PAGE, DAY) is None
    # Nor does it spoil what is learnt now.
    notebook.keep({PAGE: Verdict(state="fine")}, DAY)
    assert Notebook(file).recall(PAGE, DAY) == Verdict(state="fine")
    assert set(json.loads(file.read_text("utf-8"))) == {PAGE}


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"null", b"3", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000,
     b"1" * 5000, b'{"a": NaN}'],
)  # fmt: skip
def test_a_spoilt_notebook_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "links.json"
    file.write_bytes(content)
    notebook = Notebook(file)
    assert notebook.recall(PAGE, DAY) is None
    notebook.keep({PAGE: Verdict(state="fine")}, DAY)
    assert Notebook(file).recall(PAGE, DAY) == Verdict(state="fine")


def _with_notes(file: Path) -> None:
    Notebook(file).keep({PAGE: Verdict(state="fine")}, DAY)
    assert Notebook(file).recall(PAGE, DAY)


def test_a_link_in_the_place_of_the_notebook_is_replaced_and_not_followed(tmp_path: Path) -> None:
    behind = tmp_path / "precious.json"
    _with_notes(behind)
    before = behind.read_bytes()
    file = tmp_path / "links.json"
    file.symlink_to(behind)
    assert Notebook(file).recall(PAGE, DAY) is None
    Notebook(file).keep({f"{PAGE}/2": Verdict(state="fine")}, DAY)
    assert behind.read_bytes() == before
    assert not file.is_symlink()


@pytest.mark.parametrize("kind", ["pipe", "folder", "socket"])
def test_what_is_no_file_in_the_place_of_the_notebook_neither_blocks_nor_stops(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The path of a socket has to be short.
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "links.json"
    if kind == "pipe":
        os.mkfifo(file, 0o600)
    elif kind == "folder":
        file.mkdir()
    else:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(file.name)
    notebook = Notebook(file)
    assert notebook.recall(PAGE, DAY) is None
    notebook.keep({PAGE: Verdict(state="fine")}, DAY)
    assert [left.name for left in tmp_path.iterdir()] == ["links.json"]


def test_a_device_in_the_place_of_the_notebook_is_not_read() -> None:
    """It would be read without end."""
    assert cache.read(Path("/dev/zero"), 1 << 40) is None


def test_a_notebook_without_measure_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "links.json"
    _with_notes(file)
    size = file.stat().st_size
    assert cache.read(file, size)
    assert cache.read(file, size - 1) is None
    with file.open("r+b") as stream:
        stream.truncate(1 << 40)
    assert Notebook(file).recall(PAGE, DAY) is None


def test_a_notebook_that_others_may_write_is_none_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "links.json"
    _with_notes(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for place, mode, usual in ((file, 0o620, 0o600), (file.parent, 0o1777, 0o700)):
        place.chmod(mode)
        assert Notebook(file).recall(PAGE, DAY) is None
        place.chmod(usual)
        assert Notebook(file).recall(PAGE, DAY)


def test_a_file_laid_in_wait_under_the_name_of_ours_is_left_alone(tmp_path: Path) -> None:
    """Nobody can tell the name under which the notebook is written first."""
    precious = tmp_path / "precious"
    precious.write_text("mine", "utf-8")
    for name in (f"links.{os.getpid()}", "links.json.tmp", ".links.json"):
        (tmp_path / name).symlink_to(precious)
    _with_notes(tmp_path / "links.json")
    assert precious.read_text("utf-8") == "mine"


def test_what_is_too_old_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "links.json"
    _with_notes(file)
    Notebook(file).keep({f"{PAGE}/2": Verdict(state="fine")}, DAY + timedelta(14))
    assert set(json.loads(file.read_text("utf-8"))) == {f"{PAGE}/2"}


def test_the_folders_of_a_cache_are_made_for_us_alone(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        _with_notes(tmp_path / "home" / ".cache" / "registre" / "links.json")
    finally:
        os.umask(before)
    made = (tmp_path / "home").rglob("*")
    assert {stat.S_IMODE(each.stat().st_mode) for each in made if each.is_dir()} == {0o700}
