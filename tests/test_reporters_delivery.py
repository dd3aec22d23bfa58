"""Where reports go: several at once, to files and to the terminal, and what cannot be."""

from __future__ import annotations

import json
import os
import secrets
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from registre.cli import main
from registre.cli.delivering import RENDERERS, write
from registre.cli.session import UsageError
from tests.conftest import GENUINE, ROOT

# libyaml sees four lines here, and people three.
LINES = '{"a": "\u2028",\n "bbbbbbbbbbbb": "c"\n}\n'


@pytest.fixture
def broken(register_copy: Path) -> Path:
    """A register with one error."""
    (register_copy / "notes.txt").write_text("À faire.\n", "utf-8")
    return register_copy


def run(registry: Path, *arguments: str | Path) -> int:
    given = ["check", "--registry", registry, "--lang", "en", "--today", "2026-11-23", *arguments]
    return main([str(argument) for argument in given])


def test_several_reports_are_written_at_once_and_people_still_read_theirs(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {form: tmp_path / f"found.{form}" for form in RENDERERS}
    given = [part for form, file in files.items() for part in ("--output", f"{form}={file}")]
    assert run(broken, *given) == 1
    assert "notes.txt\n" in capsys.readouterr().out
    assert all("FILE-011" in file.read_text("utf-8") for file in files.values())
    assert sorted(file.name for file in tmp_path.glob(".*")) == []


@pytest.mark.parametrize("form", RENDERERS)
def test_each_form_can_take_the_terminal(
    form: str, broken: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(broken, "--format", form) == 1
    printed = capfdbinary.readouterr().out.decode()
    assert run(broken, "--output", f"{form}=-") == 1
    assert capfdbinary.readouterr().out.decode() == printed
    assert run(broken, "--output", f"{form}={tmp_path / 'file'}") == 1
    assert (tmp_path / "file").read_text("utf-8") == printed


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--output", "sarif"], "write FORMAT=FILE"),
        (["--output", "sarif="], "write FORMAT=FILE"),
        (["--output", "pdf=x.pdf"], "Choose among: text, json, github, gitlab, sarif, junit"),
        (["--output", "json={folder}/absent/x.json"], "does not exist"),
        (["--output", "json={folder}"], "is a folder"),
        (["--output", "json=-", "--format", "text"], "same place"),
        (["--output", "json={folder}/x", "--output", "sarif={folder}/x"], "same place"),
        (["--output", "json=-", "--output", "sarif=-"], "same place"),
    ],
)
def test_an_output_that_cannot_be_is_said_before_the_work(
    given: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [part.format(folder=tmp_path) for part in given]
    assert run(tmp_path / "no-register", *arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_file_that_cannot_be_written_is_one_clear_line_and_stays_as_it_was(
    broken: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "found.json"
    file.write_text("before", "utf-8")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    assert run(broken, "--output", f"json={file}") == 2
    assert "cannot be written (Permission denied)" in capsys.readouterr().err
    assert file.read_text("utf-8") == "before"
    assert list(tmp_path.glob(".*")) == []


def test_a_link_is_replaced_and_what_it_led_to_stays_as_it_was(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("before", "utf-8")
    link.symlink_to(target)
    assert run(broken, "--output", f"json={link}") == 1
    assert not link.is_symlink()
    assert json.loads(link.read_text("utf-8"))["summary"]["errors"] == 1
    assert target.read_text("utf-8") == "before"
    capsys.readouterr()


def test_no_link_can_lie_in_wait_under_the_name_of_the_file_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, file = tmp_path / "target.json", tmp_path / "found.json"
    target.write_text("before", "utf-8")
    (tmp_path / f".found.json.{os.getpid()}").symlink_to(target)
    write(file, "after")
    assert (file.read_text("utf-8"), target.read_text("utf-8")) == ("after", "before")
    monkeypatch.setattr(secrets, "token_hex", lambda _: "guessed")
    guessed = tmp_path / ".registre-guessed"
    guessed.symlink_to(target)
    with pytest.raises(UsageError, match="File exists"):
        write(file, "later")
    assert (file.read_text("utf-8"), target.read_text("utf-8")) == ("after", "before")


def test_a_file_written_again_keeps_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    file.write_text("before", "utf-8")
    file.chmod(0o640)
    write(file, "after")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert file.read_text("utf-8") == "after"


def test_a_device_stays_a_device_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    write(Path("/dev/null"), "lost")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(pipe, "told")
        assert os.read(reader, 100) == b"told"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("is_file", [False, True])
def test_the_systems_own_output_is_written_to(is_file: bool, broken: Path, tmp_path: Path) -> None:
    file = tmp_path / "redirected"
    with file.open("wb") as stream:
        told = subprocess.run(
            [sys.executable, "-m", "registre", "check", "--registry", broken,
             "--output", "json=/dev/stdout"],
            stdout=stream if is_file else subprocess.PIPE, cwd=ROOT, check=False,
        )  # fmt: skip
    assert told.returncode == 1
    assert b'"FILE-011"' in (file.read_bytes() if is_file else told.stdout)


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "est un dossier"), ("en", "is a folder: name a file")]
)
def test_a_proposal_cannot_be_told_into_a_folder(
    language: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["report", "--registry", str(GENUINE), "--against", "HEAD", "--lang", language]
    assert main([*given, "--output", str(tmp_path)]) == 2
    assert said in capsys.readouterr().err


def test_github_gets_a_summary_of_the_job_where_it_asks_for_one(
    broken: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "summary.md"
    page.write_text("Before.\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    assert run(broken) == 1
    assert page.read_text("utf-8") == "Before.\n"
    assert run(broken, "--format", "github") == 1
    assert page.read_text("utf-8").startswith("Before.\n## Check of the register\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "absent" / "summary.md"))
    assert run(broken, "--format", "github") == 2
    assert "cannot be written" in capsys.readouterr().err


def named_by(registry: Path, capfd: pytest.CaptureFixture[str]) -> str:
    capfd.readouterr()
    run(registry, "--format", "gitlab")
    paths = [issue["location"]["path"] for issue in json.loads(capfd.readouterr().out)]
    return str(next(path for path in paths if path.endswith("notes.txt")))


def test_paths_count_from_the_root_of_the_repository(
    broken: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert named_by(broken, capfd) == f"{broken}/notes.txt"
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path.parent))
    assert named_by(broken, capfd) == f"{tmp_path.name}/registry/notes.txt"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert named_by(broken, capfd) == "registry/notes.txt"
    (broken / ".git").mkdir()
    assert named_by(broken, capfd) == "notes.txt"


def test_a_proposal_in_a_repository_of_its_own_counts_from_that(
    broken: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """As a fork's proposal is checked out below the repository whose tool checks it."""
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path.parent))
    (tmp_path / ".git").mkdir()
    assert named_by(broken, capfd) == "registry/notes.txt"


def test_sarif_leads_to_the_pages_of_the_registers_own_site(
    broken: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run(broken, "--format", "sarif")
    rules = json.loads(capfd.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
    addresses = {rule["id"]: rule["helpUri"] for rule in rules}
    assert addresses["FILE-011"].endswith("/en/declare/checks/file-011/")


@pytest.mark.parametrize(
    "settings",
    [
        "base_url: javascript:alert(1)\nlanguages: [fr]\n",
        "- a\n",
        "\x00",
        "languages: [../x]\n",
        LINES,
    ],
)
def test_a_register_too_broken_for_pages_has_none(
    settings: str, broken: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (broken / "register.yaml").write_text(settings, "utf-8")
    assert run(broken, "--format", "sarif") == 1
    rules = json.loads(capfd.readouterr().out)["runs"][0]["tool"]["driver"]["rules"]
    assert [rule for rule in rules if "helpUri" in rule] == []


def test_notices_are_folded_unless_asked_for_or_named(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = (register_copy / "organisations" / "cnil.yaml").read_text("utf-8")
    for number in range(30):
        name = f"oubli-{number}"
        declared = model.replace("id: cnil\n", f"id: {name}\n")
        (register_copy / "organisations" / f"{name}.yaml").write_text(declared, "utf-8")
    assert run(register_copy) == 0
    folded = capsys.readouterr().out
    assert run(register_copy, "--notices") == 0
    whole = capsys.readouterr().out
    assert "oubli-29.yaml" in whole
    assert "oubli-29.yaml" not in folded
    assert folded.splitlines()[-2] == whole.splitlines()[-2]
    named = register_copy / "organisations"
    assert run(register_copy, named) == 0
    assert "oubli-29.yaml" in capsys.readouterr().out


def test_a_strict_check_fails_on_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from registre.cli.session import Session
    from registre.diagnostic import Location, Report, Severity, finding

    warning = finding("FILE-011", Location(path="x"), severity=Severity.WARNING)
    monkeypatch.setattr(Session, "check", lambda *_: Report.of([warning]))
    assert run(GENUINE) == 0
    assert run(GENUINE, "--strict") == 1
    capsys.readouterr()


def test_machines_read_utf8_whatever_the_terminal_speaks(broken: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "registre", "check", "--registry", broken, "--format", "json",
         "--lang", "fr"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert told.returncode == 1
    assert "à quoi sert" in told.stdout.decode("utf-8")


def test_people_whose_terminal_lacks_letters_read_question_marks(broken: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "registre", "check", "--registry", broken, "--lang", "fr"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert told.returncode == 1
    assert b"? quoi sert ce fichier" in told.stdout
