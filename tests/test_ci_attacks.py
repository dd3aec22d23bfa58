"""A hostile proposal runs nothing, reads nothing outside, and does not speak for the forge."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.forge import Outcome, merged, on_github, on_gitlab
from tests.proposals import ENVIRONMENT, commit, git, repository

Forge = Callable[..., Outcome]
FORGES: dict[str, Forge] = {"github": on_github, "gitlab": on_gitlab}
SMALL = ROOT / "tests" / "cases" / "base"
SECRET = "root:x:0:0"


def each_forge(*, quick: str) -> pytest.MarkDecorator:
    """On both forges at full size, on one of them always."""
    marks = [f if f == quick else pytest.param(f, marks=pytest.mark.full) for f in FORGES]
    return pytest.mark.parametrize("forge", marks)


def proposed(folder: Path, forge: str, change: Callable[[Path], None]) -> Outcome:
    """A small register to which a branch does this, as the forge's own commands see it."""
    repo = repository(folder / "repo", SMALL)
    commit(repo, "The register")
    git(repo, "checkout", "--quiet", "-b", "proposal")
    change(repo)
    commit(repo, "The proposal")
    merged(repo)
    return FORGES[forge](repo, folder)


def is_of_the_register(command: str) -> bool:
    return command.startswith(tuple(f"::{level} file=registry/" for level in _LEVELS))


_LEVELS = ("error", "warning", "notice")


@each_forge(quick="github")
def test_nothing_of_the_proposal_but_its_register_is_left_when_something_runs(
    forge: str, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    code = f"open({str(canary)!r}, 'w').write('ran')\n"

    def hostile(repo: Path) -> None:
        for name in ("mkdocs_hooks.py", "sitecustomize.py", "setup.py", "conftest.py", "yaml.py"):
            (repo / name).write_text(code, "utf-8")
        for package in ("registre", "pip", "overrides/theme"):
            (repo / package).mkdir(parents=True)
            (repo / package / "__init__.py").write_text(code, "utf-8")
        (repo / "overrides" / "schemas").mkdir()
        (repo / "overrides" / "schemas" / "project.schema.json").write_text("{}", "utf-8")
        (repo / "mkdocs.yml").write_text("site_name: x\nhooks: [mkdocs_hooks.py]\n", "utf-8")
        (repo / "Makefile").write_text(f"%:\n\ttouch {canary}\n", "utf-8")
        (repo / "pyproject.toml").write_text("[build-system]\nbuild-backend='setup'\n", "utf-8")
        (repo / ".gitattributes").write_text("* filter=evil diff=evil\n", "utf-8")

    outcome = proposed(tmp_path, forge, hostile)
    assert outcome.code == 0, outcome.printed
    assert not canary.exists()
    left = {path.name for path in outcome.work_tree.iterdir()}
    assert left <= {".git", "registry", "report"}


@each_forge(quick="gitlab")
def test_a_link_in_the_register_leads_nowhere(forge: str, tmp_path: Path) -> None:
    def hostile(repo: Path) -> None:
        projects = repo / "registry" / "projects"
        (projects / "lien.yaml").symlink_to("/etc/passwd")
        (projects / "dossier").symlink_to("/etc")
        (repo / "registry" / "results" / "parcours-avc").mkdir(parents=True)
        (repo / "registry" / "results" / "parcours-avc" / "lien.csv").symlink_to("/etc/passwd")

    outcome = proposed(tmp_path, forge, hostile)
    assert outcome.code == 1
    assert outcome.printed.count("FILE-003") >= 3
    files = [path.read_text("utf-8") for path in outcome.report.iterdir()]
    assert SECRET not in outcome.printed + "".join(files)


@pytest.mark.parametrize("kind", ["link to a folder", "link outside", "file", "nothing"])
@each_forge(quick="github")
def test_a_register_that_is_no_folder_is_refused_at_once(
    forge: str, kind: str, tmp_path: Path
) -> None:
    def hostile(repo: Path) -> None:
        shutil.move(repo / "registry", repo / "elsewhere")
        if kind == "file":
            (repo / "registry").write_text("format: 1\n", "utf-8")
        elif kind != "nothing":
            (repo / "registry").symlink_to("elsewhere" if kind == "link to a folder" else "/etc")

    outcome = proposed(tmp_path, forge, hostile)
    assert outcome.code != 0
    assert "registry/ is no folder in this proposal." in outcome.printed
    # The main branch's register still stands there, and nothing else was put in its place.
    assert (outcome.work_tree / "registry" / "register.yaml").is_file()
    assert not (outcome.work_tree / "registry").is_symlink()


@each_forge(quick="github")
def test_a_file_s_name_gives_the_forge_no_order(forge: str, tmp_path: Path) -> None:
    names = (
        "x\n::set-output name=token::stolen\n.yaml",
        "x\r\n::add-mask::x.yaml",
        "::stop-commands::x.yaml",
        "a,line=1::error file=b::c.yaml",
        "x%0A::warning file=y::z.yaml",
        "$(touch canary).yaml",
        "`touch canary`.yaml",
        "-rf.yaml",
    )

    def hostile(repo: Path) -> None:
        for name in names:
            (repo / "registry" / "projects" / name).write_text("id: x\n", "utf-8")

    outcome = proposed(tmp_path, forge, hostile)
    assert outcome.code == 1
    assert outcome.printed.count("FILE-001") >= len(names)
    assert [line for line in outcome.commands() if not is_of_the_register(line)] == []
    assert not list(tmp_path.rglob("canary"))


def disguised(registry: Path, canary: Path) -> None:
    """A register that looks like a bare repository, whose configuration names a program."""
    for folder in ("objects/info", "refs/heads"):
        (registry / folder).mkdir(parents=True)
        (registry / folder / ".gitkeep").touch()
    (registry / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    program = registry / "program"
    program.write_text(f"#!/bin/sh\ntouch {canary}\n", "utf-8")
    program.chmod(0o755)
    (registry / "config").write_text(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
        + "".join(
            f"\t{key} = {program}\n" for key in ("fsmonitor", "pager", "editor", "sshCommand")
        )
        + f"[diff]\n\texternal = {program}\n[alias]\n\trev-parse = !{program}\n",
        "utf-8",
    )


@each_forge(quick="gitlab")
def test_a_register_dressed_up_as_a_repository_stays_a_folder(forge: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    outcome = proposed(tmp_path, forge, lambda repo: disguised(repo / "registry", canary))
    assert outcome.code == 2, outcome.printed
    assert "safe.bareRepository" in outcome.printed
    assert not canary.exists()


@pytest.mark.full
def test_the_disguise_deceives_git_unless_it_is_told_otherwise(tmp_path: Path) -> None:
    """The attack is real: without `safe.bareRepository`, Git runs the program."""
    canary = tmp_path / "canary"
    (tmp_path / "registry").mkdir()
    disguised(tmp_path / "registry", canary)
    environment = {**os.environ, **ENVIRONMENT}
    for guard, runs in ((["-c", "safe.bareRepository=explicit"], False), ([], True)):
        subprocess.run(
            ["git", *guard, "status"],
            cwd=tmp_path / "registry",
            env=environment,
            capture_output=True,
            check=False,
        )
        assert canary.exists() is runs


def with_git_folder(repo: Path) -> None:
    """Commit on the proposal a tree that holds ``registry/.git/config``, which Git never would."""

    def stored(kind: str, *arguments: str, given: bytes) -> str:
        done = subprocess.run(
            ["git", kind, *arguments],
            cwd=repo,
            env={**os.environ, **ENVIRONMENT},
            input=given,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    blob = stored("hash-object", "-w", "--stdin", given=b"[core]\n\tfsmonitor = touch canary\n")
    inner = stored("mktree", given=f"100644 blob {blob}\tconfig\n".encode())
    listed = git(repo, "ls-tree", "HEAD:registry")
    registry = stored("mktree", given=f"{listed}\n040000 tree {inner}\t.git\n".encode())
    tree = stored("mktree", given=f"040000 tree {registry}\tregistry\n".encode())
    for branch, parents in (("proposal", ["main"]), ("merge", ["main", "proposal"])):
        given = [part for parent in parents for part in ("-p", git(repo, "rev-parse", parent))]
        made = stored("commit-tree", tree, *given, given=b"hostile\n")
        git(repo, "update-ref", f"refs/heads/{branch}", made)


@pytest.mark.parametrize("forge", FORGES)
def test_a_git_folder_within_the_register_is_refused(forge: str, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo")
    commit(repo, "The register")
    with_git_folder(repo)
    outcome = FORGES[forge](repo, tmp_path)
    assert outcome.code == 1
    assert "registry/ holds what Git refuses to write." in outcome.printed
    assert not (outcome.work_tree / "registry" / ".git").exists()
    assert not list(tmp_path.rglob("canary"))
