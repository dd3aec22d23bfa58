"""The history of the records, read from small real repositories."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from registre import building
from registre.catalogue import Catalogue
from registre.history import History, Turn
from registre.replaying import read
from registre.schema import Schemas
from registre.search_index import SearchIndex
from registre.site.shell import load_shell
from registre.source import MAX_BYTES
from tests.conftest import DAY
from tests.histories import (
    AMENDED,
    HOSTILE,
    SOMEBODY,
    commit,
    git,
    loaded,
    sample_history,
)
from tests.proposals import REMOVED, edit, repository

SHELL = Path(__file__).parent / "fixtures" / "shell"
# The history of the fictive register's records in a repository.
Tell = Callable[[Path], History]

PROJECT = "accueil-urgences-nuit"
LATER = "2026-11-21T09:00:00Z"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be changed."""
    return sample_history(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def history(registry: Path, schemas: Schemas) -> History:
    return read(registry, loaded(registry, schemas), schemas)


@pytest.fixture
def tell(fictive: Catalogue, schemas: Schemas) -> Tell:
    return lambda registry: read(registry, fictive, schemas)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The register's folder in a repository of one commit, which a test may change."""
    repo = repository(tmp_path / "small")
    commit(repo, "The register as published", "2026-09-01T09:00:00Z")
    return repo / "registry"


def told(turns: tuple[Turn, ...]) -> list[tuple[str, str | None]]:
    return [(turn.action, turn.origin.proposal) for turn in turns]


def test_each_change_has_its_day_and_its_proposal(history: History) -> None:
    """A merge is one change, whatever steps its branch took; a subject may name a proposal."""
    assert history.absence is None
    turns = history.of("project", PROJECT)
    assert told(turns) == [
        ("amended", "#7"),
        ("unreadable", None),
        ("amended", "!12"),
        ("added", None),
    ]
    assert turns[2].origin.when == datetime(2026, 10, 5, 9, tzinfo=UTC)


def test_what_changed_is_told_field_by_field(history: History) -> None:
    """After a version that nobody can read, with the last one that could be."""
    last, _, merged, _ = history.of("project", PROJECT)
    (first,), (second,) = merged.amended, last.amended
    assert first.steps == second.steps == ("calendar", "end")
    assert (first.amendment.old, first.amendment.new) == ("2028-12", "2029-03")
    assert (second.amendment.old, second.amendment.new) == ("2029-03", "2029-06")


def test_a_renamed_record_keeps_its_history(history: History) -> None:
    renamed, added = history.of("project", "bronchites-enfants")
    assert (renamed.action, renamed.former_id) == ("renamed", "bronchite-hiver")
    assert ("title", "en") in [amended.steps for amended in renamed.amended]
    assert (added.action, added.origin.proposal) == ("added", "!12")
    assert history.of("project", "bronchite-hiver") == ()


def test_a_record_taken_down_says_when_and_by_which_proposal(history: History) -> None:
    removed, _ = history.of("project", Path(REMOVED).stem)
    assert (removed.action, removed.origin.proposal) == ("removed", "!16")


def test_a_record_that_one_commit_made_has_one_turn(history: History) -> None:
    assert told(history.of("dataset", "urgences-en-direct")) == [("added", None)]


def test_no_person_is_known(history: History) -> None:
    assert SOMEBODY not in repr(history)
    assert HOSTILE[:10] not in repr(history)
    assert "camille" not in repr(history).lower()


def test_a_private_word_that_was_taken_out_is_not_repeated(small: Path, tell: Tell) -> None:
    """A person's mailbox, published by mistake, is mended: its history masks it."""
    file = small / AMENDED
    text = file.read_text("utf-8")
    file.write_text(
        f"{text}links:\n  - title: camille.dupont@exemple.fr\n    url: https://a.example/\n"
    )
    commit(small.parent, "A mistake", LATER)
    file.write_text(text, "utf-8")
    commit(small.parent, "Mended", LATER)
    mended, mistaken, _ = tell(small).of("project", PROJECT)
    assert (mended.action, mistaken.action) == ("amended", "amended")
    assert "dupont@" not in repr((mended, mistaken))


def test_what_says_the_same_otherwise_is_no_change(small: Path, tell: Tell) -> None:
    file = small / AMENDED
    file.write_text(f"# A remark.\n{file.read_text('utf-8')}", "utf-8")
    commit(small.parent, "A remark", LATER)
    moved = small / "projects" / "2025" / file.name
    file.rename(moved)
    commit(small.parent, "Elsewhere", LATER)
    assert told(tell(small).of("project", PROJECT)) == [("added", None)]


def test_a_shallow_clone_has_no_history(registry: Path, tmp_path: Path, tell: Tell) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", registry.parent.as_uri(), str(clone))
    assert tell(clone / "registry") == History(absence="shallow")


def test_a_clone_without_its_files_has_no_history(
    registry: Path, tmp_path: Path, tell: Tell
) -> None:
    """A partial clone would ask the network for them: it is not asked."""
    git(registry.parent, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", registry.parent.as_uri(), str(clone))
    assert tell(clone / "registry") == History(absence="unreadable")


def test_outside_git_there_is_no_history(register_copy: Path, tell: Tell) -> None:
    assert tell(register_copy) == History(absence="outside-git")


def test_of_another_account_s_repository_there_is_no_history(
    small: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git refuses to read it."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert tell(small) == History(absence="unreadable")


def test_before_the_first_commit_there_is_no_history(tmp_path: Path, tell: Tell) -> None:
    repo = repository(tmp_path / "new")
    assert tell(repo / "registry") == History(absence="outside-git")


def test_without_git_there_is_no_history(
    registry: Path, schemas: Schemas, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    catalogue = loaded(registry, schemas)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read(registry, catalogue, schemas) == History(absence="outside-git")


@pytest.mark.parametrize("what", ["giant", "link", "submodule", "bytes"])
def test_what_is_no_declaration_is_skipped_with_a_word(what: str, small: Path, tell: Tell) -> None:
    """And what follows is compared with the last version that could be read."""
    file, repo = small / AMENDED, small.parent
    text = file.read_text("utf-8")
    file.unlink()
    if what == "giant":
        file.write_bytes(b"#" * (MAX_BYTES + 1))
    elif what == "link":
        file.symlink_to("/etc/passwd")
    elif what == "bytes":
        file.write_bytes(b"\xff\xfe\x00title: \x00")
    else:
        head = git(repo, "rev-parse", "HEAD")
        place = f"160000,{head},registry/{AMENDED}"
        git(repo, "update-index", "--cacheinfo", place)
        git(repo, "commit", "--quiet", "-m", "A submodule", when=LATER)
    if what != "submodule":
        commit(repo, what, LATER)
    if file.is_symlink() or file.exists():
        file.unlink()
    git(repo, "rm", "--quiet", "--cached", "-r", "--", f"registry/{AMENDED}")
    file.write_text(text.replace("end: 2028-12", "end: 2029-03"), "utf-8")
    commit(repo, "Mended", LATER)
    mended, odd, added = tell(small).of("project", PROJECT)
    assert [turn.action for turn in (mended, odd, added)] == ["amended", "unreadable", "added"]
    assert [amended.steps for amended in mended.amended] == [("calendar", "end")]


def test_a_record_that_began_unreadable_is_told_from_then_on(small: Path, tell: Tell) -> None:
    file, text = small / AMENDED, (small / AMENDED).read_text("utf-8")
    file.unlink()
    commit(small.parent, "Gone for a while", LATER)
    file.write_text("title: [unclosed\n", "utf-8")
    commit(small.parent, "Back, and broken", LATER)
    file.write_text(text, "utf-8")
    commit(small.parent, "Mended", LATER)
    turns = tell(small).of("project", PROJECT)
    assert [turn.action for turn in turns] == ["unreadable", "added", "removed", "added"]


def test_no_time_is_too_odd(small: Path, tell: Tell) -> None:
    """A commit made by hand may bear a time that no calendar has."""
    repo = small.parent
    edit(small / AMENDED, "end: 2028-12", "end: 2029-03")
    git(repo, "add", "--all")
    tree, head = git(repo, "write-tree"), git(repo, "rev-parse", "HEAD")
    made = f"tree {tree}\nparent {head}\nauthor A <a@b> 99999999999999 +0000\n"
    made += "committer A <a@b> 99999999999999 +0000\n\nOdd\n"
    (repo / "odd").write_text(made)
    name = git(repo, "hash-object", "-t", "commit", "-w", "--literally", "odd")
    git(repo, "update-ref", "HEAD", name)
    last, _ = tell(small).of("project", PROJECT)
    assert last.action == "amended"


def test_nothing_of_the_repository_is_run(
    small: Path, tell: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by its settings, nor by the person's, nor by the environment."""
    edit(small / AMENDED, "end: 2028-12", "end: 2029-03")
    (small.parent / ".gitattributes").write_text("*.yaml diff=spy filter=spy\n")
    commit(small.parent, "A change", LATER)
    trace = tmp_path / "trace"
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\necho ran >> {trace}\ncat\n")
    spy.chmod(0o755)
    settings = {
        "core.pager": spy, "core.fsmonitor": spy, "core.hooksPath": tmp_path, "gpg.program": spy,
        "diff.external": spy, "diff.spy.textconv": spy, "diff.spy.command": spy,
        "filter.spy.smudge": spy, "filter.spy.clean": spy, "log.showSignature": "true",
        "log.follow": "true", "log.mailmap": "true", "log.showRoot": "false",
        "log.diffMerges": "off", "diff.renames": "copies", "format.pretty": "fuller",
        "core.quotePath": "true", "log.date": "relative", "color.ui": "always",
    }  # fmt: skip
    for name, text in settings.items():
        git(small.parent, "config", name, str(text))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(spy))
    monkeypatch.setenv("GIT_PAGER", str(spy))
    monkeypatch.setenv("GIT_TRACE", str(trace))
    turns = tell(small).of("project", PROJECT)
    assert told(turns) == [("amended", None), ("added", None)]
    assert not trace.exists()


def test_git_is_asked_as_often_for_few_commits_as_for_many(
    small: Path, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[object] = []
    real = subprocess.Popen

    def counted(*arguments: Any, **options: Any) -> Any:
        runs.append(arguments)
        return real(*arguments, **options)

    def change(end: str) -> None:
        text = (small / AMENDED).read_text("utf-8")
        changed = re.sub("end: 20[0-9-]+", f"end: {end}", text, count=1)
        (small / AMENDED).write_text(changed, "utf-8")
        commit(small.parent, end, LATER)

    asked = []
    for ends in (["2029-01"], ["2029-02", "2029-03", "2029-04"]):
        for end in ends:
            change(end)
        with monkeypatch.context() as patch:
            patch.setattr("subprocess.Popen", counted)
            tell(small)
        asked.append(len(runs))
    assert asked[1] == 2 * asked[0] > 0


def test_a_register_may_be_its_whole_repository(tmp_path: Path, tell: Tell) -> None:
    """Then its paths begin at the top."""
    top = repository(tmp_path / "top") / "registry"
    git(top, "init", "--quiet", "--initial-branch", "main")
    commit(top, "All", LATER)
    assert told(tell(top).of("project", PROJECT)) == [("added", None)]


def filled(folder: Path, registry: Path, schemas: Schemas) -> dict[str, bytes]:
    """Every file of the site but the search index."""
    catalogue = loaded(registry, schemas)
    building.fill(folder, catalogue, schemas, load_shell(SHELL), on=DAY, registry=registry)
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_one_commit_and_one_day_make_one_site(
    registry: Path, schemas: Schemas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is cloned; and its pages have their history."""
    nothing = SearchIndex(files=0, pages={}, size=0)
    monkeypatch.setattr("registre.building.build_index", lambda folder: nothing)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", registry.parent.as_uri(), str(clone))
    here = filled(tmp_path / "here", registry, schemas)
    assert here == filled(tmp_path / "there", clone / "registry", schemas)
    assert "proposition !12" in here[f"projets/{PROJECT}/index.html"].decode()
    assert "nouveautes/atom.xml" in here
