"""The site of before stays whole until the new one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from registre.exports import Artifact
from registre.publish import MARK, PublishError, publish, write


def site(text: str) -> list[Artifact]:
    return [
        Artifact(path=MARK, data=b'{"generator": "registre 1"}'),
        Artifact(path="index.html", data=text.encode()),
        Artifact(path="a/b/index.html", data=text.encode()),
    ]


def put(folder: Path, text: str) -> None:
    publish(folder, lambda staging: _write(site(text), staging))


def _write(files: list[Artifact], folder: Path) -> None:
    write(files, folder)


def texts(folder: Path) -> set[str]:
    return {file.read_text("utf-8") for file in folder.rglob("*.html")}


def test_a_site_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "site"
    put(target, "one")
    (target / "left-over.html").write_text("one", "utf-8")
    put(target, "two")
    assert texts(target) == {"two"}
    assert sorted(p.name for p in tmp_path.iterdir()) == [".site.lock", "site"]


@pytest.mark.parametrize(
    "failure", [PublishError(en="no"), OSError(28, "No space left"), KeyError()]
)
def test_a_failure_leaves_the_old_site(tmp_path: Path, failure: Exception) -> None:
    target = tmp_path / "site"
    put(target, "one")

    def fail(staging: Path) -> None:
        write(site("two"), staging)
        raise failure

    with pytest.raises((PublishError, KeyError)):
        publish(target, fail)
    assert texts(target) == {"one"}
    assert sorted(p.name for p in tmp_path.iterdir()) == [".site.lock", "site"]


def test_a_failed_swap_puts_the_old_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    put(target, "one")
    rename = Path.rename

    def fail(self: Path, to: Path) -> Path:
        if ".staging-" in self.name:
            raise OSError(5, "Input/output error")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PublishError):
        put(target, "two")
    monkeypatch.undo()
    assert texts(target) == {"one"}


def test_what_an_interrupted_build_left_is_cleared(tmp_path: Path) -> None:
    target = tmp_path / "site"
    put(target, "one")
    (tmp_path / ".site.staging-1").mkdir()
    target.rename(tmp_path / ".site.previous")
    put(target, "two")
    assert texts(target) == {"two"}
    assert sorted(p.name for p in tmp_path.iterdir()) == [".site.lock", "site"]


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    target = tmp_path / "site"

    def second(staging: Path) -> None:
        write(site("one"), staging)
        with pytest.raises(PublishError, match="Another build"):
            put(target, "two")

    publish(target, second)
    assert texts(target) == {"one"}


def test_a_folder_that_is_no_site_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(PublishError):
        put(tmp_path, "one")
    assert (tmp_path / "thesis.txt").read_text("utf-8") == "years of work"


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", "index.html"])
def test_no_file_leaves_the_folder_or_comes_twice(tmp_path: Path, path: str) -> None:
    with pytest.raises(PublishError):
        write([*site("one"), Artifact(path=path, data=b"")], tmp_path / "site")
