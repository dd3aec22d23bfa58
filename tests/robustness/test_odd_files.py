"""Files that no author would send, and an attacker would: a located message, or one clear line."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from registre.cli import main
from registre.source import MAX_BYTES
from tests.robustness.declarations import BASE, PATH

START = b"id: parcours-avc\ntitle: "
Fault = Callable[[Path], object]


def _bytes(data: bytes) -> Fault:
    return lambda file: file.write_bytes(data)


def _replaced(make: Fault) -> Fault:
    def replace(file: Path) -> None:
        file.unlink()
        make(file)

    return replace


def _beside(name: str) -> Fault:
    return lambda file: shutil.copyfile(file, file.with_name(name))


def _socket(file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        # An address is short, and the folder's name may be long.
        here = Path.cwd()
        os.chdir(file.parent)
        made.bind(file.name)
        os.chdir(here)


def _device(file: Path) -> None:
    try:
        os.mknod(file, 0o600 | 0o020000, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only the administrator makes devices")


BOMB = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 9)) for name in b"bcdefghi"
)
MERGE_BOMB = b"a: &a {x: 1}\n" + b"".join(
    b"%c: &%c {<<: [%s]}\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 9))
    for name in b"bcdefghi"
)

FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "nested without end": (_bytes(START + b"[" * 500_000), {"YAML-013"}),
    "nested by indentation": (
        _bytes(b"".join(b" " * n + b"a:\n" for n in range(1_000))),
        {"YAML-013"},
    ),
    "a huge number": (_bytes(START + b"9" * 900_000 + b"\n"), {"YAML-012"}),
    "no number": (_bytes(START + b".nan\n"), {"YAML-012"}),
    "an infinite number": (_bytes(START + b"-.inf\n"), {"YAML-012"}),
    "a number beyond measure": (_bytes(START + b"1e999999\n"), {"YAML-012"}),
    "a bomb of aliases": (_bytes(BOMB), {"YAML-003"}),
    "a bomb of merge keys": (_bytes(MERGE_BOMB), {"YAML-003"}),
    "a text of a mebibyte": (_bytes(START + b"a" * (MAX_BYTES - len(START) - 1) + b"\n"), set()),
    "more than a mebibyte": (_bytes(START + b"a" * MAX_BYTES), {"FILE-007"}),
    "a key of a mebibyte": (_bytes(b"a" * (MAX_BYTES - 10) + b": b\n"), set()),
    "a NUL": (_bytes(START + b"a\x00b\n"), {"FILE-015"}),
    "only NULs": (_bytes(b"\x00" * 100_000), {"FILE-015"}),
    "no UTF-8": (_bytes(START + b"\xe9t\xe9\n"), {"FILE-012"}),
    "UTF-16": (_bytes("id: a\n".encode("utf-16")), {"FILE-012"}),
    "half a surrogate": (_bytes(START + b"\xed\xa0\x80\n"), {"FILE-012"}),
    "empty": (_bytes(b""), {"YAML-016"}),
    "only a comment": (_bytes(b"# rien\n"), {"YAML-016"}),
    "a link": (_replaced(lambda f: f.symlink_to("/etc/hostname")), {"FILE-003"}),
    "a link to nothing": (_replaced(lambda f: f.symlink_to("nowhere")), {"FILE-003"}),
    "a link to itself": (_replaced(lambda f: f.symlink_to(f.name)), {"FILE-003"}),
    "a hard link": (lambda f: f.with_name("jumeau.yaml").hardlink_to(f), {"FILE-005"}),
    "a named pipe": (_replaced(os.mkfifo), {"FILE-004"}),
    "a device": (_replaced(_device), {"FILE-004"}),
    "a socket": (_replaced(_socket), {"FILE-004"}),
    "a folder in its place": (_replaced(lambda f: f.mkdir()), set()),
    "a twin by case": (_beside("Parcours-AVC.yaml"), {"FILE-010"}),
    "a twin by form": (_beside("parcours-a\u0301vc.yaml"), {"FILE-001"}),
    "a twin by look": (_beside("p\u0430rcours-avc.yaml"), {"FILE-001"}),
    "a name that is no text": (
        lambda f: (f.parent / os.fsdecode(b"\xff\xfe.yaml")).write_bytes(b"id: a\n"),
        {"FILE-001"},
    ),
    "a name of two lines": (_beside("a\n::error::b.yaml"), {"FILE-001"}),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small valid register to attack."""
    shutil.copytree(BASE, tmp_path / "registry")
    return tmp_path / "registry"


def _check(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    asked = ["check", "--registry", str(root), "--lang", "en", "--format", "json"]
    code = main([*asked, "--today", "2026-11-23"])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    report: dict[str, Any] = json.loads(out)
    return code, report


@pytest.mark.parametrize("name", FAULTS)
def test_an_odd_file_is_told_and_hides_no_other(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fault, expected = FAULTS[name]
    other = root / "organisations" / "chu-exemple.yaml"
    other.write_text(other.read_text("utf-8").replace("hospital", "hopital"), "utf-8")
    fault(root / PATH)
    code, report = _check(root, capsys)
    assert code == 1
    found = {finding["code"] for finding in report["findings"]}
    assert expected <= found
    folder = {f["path"] for f in report["findings"] if f["path"].startswith("projects")}
    assert folder or not expected
    assert any(f["path"] == "organisations/chu-exemple.yaml" for f in report["findings"])


def test_a_file_that_vanishes_while_it_is_read_is_told(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.open

    def vanish(file: Any, *arguments: Any) -> int:
        if str(file).endswith(PATH):
            (root / PATH).unlink(missing_ok=True)
        return really(file, *arguments)

    monkeypatch.setattr("registre.source.os.open", vanish)
    code, report = _check(root, capsys)
    assert code == 1
    assert [(f["code"], f["path"]) for f in report["findings"] if f["severity"] == "error"] == [
        ("FILE-006", PATH)
    ]


def test_a_folder_that_vanishes_while_it_is_walked_is_told(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.scandir

    def vanish(folder: Any = ".") -> Any:
        if str(folder).endswith("projects"):
            shutil.rmtree(folder)
        return really(folder)

    monkeypatch.setattr("registre.source.os.scandir", vanish)
    code, report = _check(root, capsys)
    assert code == 1
    assert {f["code"] for f in report["findings"] if f["severity"] == "error"} == {"FILE-006"}
