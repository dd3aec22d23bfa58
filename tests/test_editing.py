"""Where people write: schemas reach the editor, and the check reaches the text."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from registre import __version__
from registre.source import KINDS
from tests.conftest import FICTIVE, GENUINE, ROOT
from tests.proposals import git

BIN = Path(sys.executable).parent
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")
DECLARATIONS = sorted((*GENUINE.rglob("*.yaml"), *FICTIVE.rglob("*.yaml")))
BYTE_FOR_BYTE = ("tests/cases/", "tests/fixtures/", "site_templates/theme/partials/palette.js")
TEXTS = {".py", ".md", ".yaml", ".yml", ".toml", ".json", ".html", ".css", ".js", ".mjs"}
TASKS = ("registre: check this file", "registre: check the whole register")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def with_comments(path: str) -> dict[str, Any]:
    """JSON as Visual Studio Code writes it: with whole lines of comment."""
    text = re.sub(r"^ *//.*$", "", (ROOT / path).read_text("utf-8"), flags=re.MULTILINE)
    read: dict[str, Any] = json.loads(text)
    return read


def schema_of(declaration: Path) -> Path:
    """The schema by which the check judges the file."""
    register = GENUINE if declaration.is_relative_to(GENUINE) else FICTIVE
    kind = KINDS.get(declaration.relative_to(register).parts[0], declaration.stem)
    return ROOT / "schemas" / f"{kind}.schema.json"


def test_the_first_line_of_a_declaration_names_its_own_schema() -> None:
    wrong, lines = [], 0
    for declaration in DECLARATIONS:
        first = declaration.read_text("utf-8").partition("\n")[0]
        if line := MODELINE.fullmatch(first):
            lines += 1
            found = Path(os.path.normpath(declaration.parent / line[1]))
            wrong += [named(declaration)] if found != schema_of(declaration) else []
    assert wrong == []
    # A declaration is valid without; those that came with the program show how it is done.
    assert lines > 200


def test_the_settings_give_each_declaration_the_schema_of_its_kind() -> None:
    given = with_comments(".vscode/settings.json")["yaml.schemas"]
    for declaration in DECLARATIONS:
        fitting = [
            schema
            for schema, patterns in given.items()
            if any(re.fullmatch(as_expression(glob), named(declaration)) for glob in patterns)
        ]
        assert fitting == [named(schema_of(declaration))], named(declaration)


def as_expression(glob: str) -> str:
    """A glob as the editor reads it: ``**/`` is any folders or none, ``*`` stays in one."""
    parts = re.split(r"(\*\*/|\*)", glob)
    meant = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return "".join(meant.get(part) or re.escape(part) for part in parts)


@pytest.mark.parametrize("task", TASKS)
def test_the_editor_reads_every_finding_that_the_check_prints(
    task: str, register_copy: Path
) -> None:
    file = register_copy / "projects" / "pilotes-2019" / "arac.yaml"
    broken = file.read_text("utf-8").replace("\nthemes: [", "\nthemes: [none-such, ")
    file.write_text(broken, "utf-8")
    line = str(broken.split("none-such")[0].count("\n") + 1)
    tasks = {t["label"]: t for t in with_comments(".vscode/tasks.json")["tasks"]}
    arguments = [str(file) if a == "${file}" else a for a in tasks[task]["args"]]
    done = subprocess.run(
        [sys.executable, "-m", "registre", *arguments, "--lang=en", "--today=2026-11-23"],
        cwd=register_copy.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    matcher = tasks[task]["problemMatcher"]["pattern"]
    lines = [line for line in done.stdout.splitlines() if line.startswith("::")]
    found = [re.fullmatch(matcher["regexp"], line) for line in lines]
    assert all(found), lines
    told = {
        (f[matcher["severity"]], f[matcher["code"]], f[matcher["file"]], f[matcher["line"]])
        for f in found
        if f
    }
    place = "registry/projects/pilotes-2019/arac.yaml"
    assert ("error", "REF-004", place, line) in told


def test_both_tasks_read_findings_alike() -> None:
    first, second = with_comments(".vscode/tasks.json")["tasks"]
    assert first["problemMatcher"] == second["problemMatcher"]


def test_the_texts_of_the_repository_are_as_every_editor_is_told() -> None:
    kept = (ROOT / ".editorconfig").read_text("utf-8")
    folders = [ROOT / name for name in ("docs", "generator", "registry", "schemas", "tests")]
    own = [
        ROOT / name for name in (".github", ".gitlab", ".vscode", "benchmarks", "site_templates")
    ]
    texts = [
        path
        for folder in (*folders, *own)
        for path in folder.rglob("*")
        if path.suffix in TEXTS and not named(path).startswith(BYTE_FOR_BYTE)
    ]
    assert all(name.rstrip("/") in kept for name in BYTE_FOR_BYTE)
    wrong = [named(path) for path in texts if not is_tidy(path.read_bytes())]
    assert len(texts) > 300
    assert wrong == []


def is_tidy(data: bytes) -> bool:
    """UTF-8, line feeds alone, one at the end, nothing invisible before them."""
    text = data.decode("utf-8")
    return "\r" not in text and text.endswith("\n") and not re.search(r"[ \t]+$", text, re.M)


def hook() -> dict[str, Any]:
    (declared,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert isinstance(declared, dict)
    return declared


def test_the_hook_runs_the_command_that_the_package_installs() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    command, *_ = shlex.split(hook()["entry"])
    assert command in scripts


def test_the_hook_is_called_for_every_file_of_the_register_and_no_other() -> None:
    called = re.compile(hook()["files"])
    assert all(called.search(named(path)) for path in GENUINE.rglob("*"))
    assert not called.search("generator/registre/source.py")


def test_the_hook_stops_the_commit_of_a_faulty_declaration(register_copy: Path) -> None:
    command, *arguments = shlex.split(hook()["entry"])

    def committed() -> int:
        done = subprocess.run(
            [BIN / command, *arguments], cwd=register_copy.parent, capture_output=True, check=False
        )
        return done.returncode

    assert committed() == 0
    (register_copy / "projects" / "x.yaml").write_text("id: y\n", "utf-8")
    assert committed() == 1


def test_the_sample_configuration_uses_this_version_of_this_hook() -> None:
    sample = yaml.safe_load((ROOT / "docs/samples/pre-commit-config.yaml").read_text("utf-8"))
    (repo,) = sample["repos"]
    assert repo["rev"] == f"v{__version__}"
    assert [used["id"] for used in repo["hooks"]] == [hook()["id"]]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program's repository, with the version that the sample names."""
    folder = tmp_path / "program"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("generator", "schemas", "site_templates", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "mkdocs.yml", "README.md", "LICENSE", "LICENSE-DATA"):
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copyfile(ROOT / ".pre-commit-hooks.yaml", folder / ".pre-commit-hooks.yaml")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "The program")
    git(folder, "tag", f"v{__version__}")
    return folder


@pytest.mark.full
@pytest.mark.skipif(shutil.which("pre-commit", path=BIN) is None, reason="no pre-commit here")
def test_pre_commit_installs_the_sample_and_runs_it(program: Path, register_copy: Path) -> None:
    """For real: the package is built, installed with what it needs, and called."""
    home = register_copy.parent
    sample = (ROOT / "docs/samples/pre-commit-config.yaml").read_text("utf-8")
    own = sample.replace("https://forge.example/registre", str(program))
    (home / ".pre-commit-config.yaml").write_text(own, "utf-8")
    git(home, "init", "--quiet")

    def tried() -> subprocess.CompletedProcess[str]:
        git(home, "add", "registry", ".pre-commit-config.yaml")
        return subprocess.run(
            [BIN / "pre-commit", "run", "--all-files"],
            cwd=home,
            env={**os.environ, "PRE_COMMIT_HOME": str(home / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )

    passed = tried()
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
    (register_copy / "projects" / "x.yaml").write_text("id: y\n", "utf-8")
    failed = tried()
    assert failed.returncode == 1
    assert "projects/x.yaml" in failed.stdout
