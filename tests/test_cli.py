"""The command as people and CI use it: what it prints, and its exit codes."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from registre import package_data
from registre.cli import main
from registre.cli.progress import steps
from registre.cli.session import Session, UsageError
from registre.cli.speech import all_words, language
from registre.diagnostic import Report
from registre.reporters import Telling
from tests.conftest import GENUINE, ROOT, SMALLEST

DAY = "2026-11-23"


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


def break_a_title(registry: Path) -> Path:
    broken = registry / "projects" / "pilotes-2019" / "hydro.yaml"
    broken.write_text("title: HYDRO : prédire\n" + broken.read_text("utf-8"), "utf-8")
    return broken


def test_the_genuine_register_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--registry", GENUINE, "--lang", "fr") == 0
    assert "0 erreur" not in capsys.readouterr().out


def test_the_eleven_line_declaration_passes(register_copy: Path) -> None:
    (register_copy / "projects" / "parcours-avc.yaml").write_text(SMALLEST, "utf-8")
    assert run("check", "--registry", register_copy) == 0


@pytest.mark.parametrize("spoken", sorted(all_words()))
def test_a_fault_is_told_with_its_line_and_its_remedy(
    register_copy: Path, spoken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    break_a_title(register_copy)
    assert run("check", "--registry", register_copy, "--lang", spoken) == 1
    told = capsys.readouterr().out
    assert "projects/pilotes-2019/hydro.yaml" in told
    assert "YAML-010" in told
    assert 'title: "HYDRO : prédire"' in told
    assert "^" in told


def test_json_satisfies_its_own_schema(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    break_a_title(register_copy)
    assert run("check", "--registry", register_copy, "--format", "json", "--today", DAY) == 1
    report = json.loads(capsys.readouterr().out)
    schema = json.loads(package_data.find("schemas/report.schema.json").read_text("utf-8"))
    schema.pop("$id")
    text = json.dumps(schema).replace(
        "definitions.schema.json",
        package_data.find("schemas/definitions.schema.json").resolve().as_uri(),
    )
    definitions = json.loads(
        package_data.find("schemas/definitions.schema.json").read_text("utf-8")
    )
    from referencing import Registry, Resource

    uri = package_data.find("schemas/definitions.schema.json").resolve().as_uri()
    registry = Registry().with_resource(uri, Resource.from_contents(definitions))
    jsonschema.Draft202012Validator(json.loads(text), registry=registry).validate(report)
    assert report["on"] == DAY
    assert report["summary"]["errors"] == len(
        [f for f in report["findings"] if f["severity"] == "error"]
    )
    places = [(f["path"], f["line"], f["column"], f["code"]) for f in report["findings"]]
    assert places == sorted(places)


def test_paths_show_only_their_own_findings(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = break_a_title(register_copy)
    other = register_copy / "projects" / "pilotes-2019" / "arac.yaml"
    assert run("check", other, "--registry", register_copy) == 0
    assert run("check", broken, "--registry", register_copy) == 1
    assert run("check", broken.parent, "--registry", register_copy) == 1
    capsys.readouterr()


def test_a_file_in_a_folder_that_is_refused_is_not_passed_over(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    misplaced = register_copy / "projets" / "suivi.yaml"
    misplaced.parent.mkdir()
    misplaced.write_text("id: suivi\n", "utf-8")
    assert run("check", "--registry", register_copy, "--lang", "fr", misplaced) == 1
    assert "FILE-011" in capsys.readouterr().out


def test_the_line_ends_of_windows_are_not_shown_as_faults(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = register_copy / "projects" / "suivi.yaml"
    declared.write_bytes(b"id: suivi\r\nroute: mr-04\r\n")
    assert run("check", "--registry", register_copy, "--lang", "fr", declared) == 1
    assert "\ufffd" not in capsys.readouterr().out


def test_why_is_said_once_a_code(register_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declared = register_copy / "projects" / "suivi.yaml"
    declared.write_text("id: suivi\n", "utf-8")
    run("check", "--registry", register_copy, "--lang", "en", declared)
    printed = capsys.readouterr().out
    assert printed.count("SCHEMA-002") > 1
    assert printed.count("without it the declaration cannot be understood") == 1


def test_a_path_outside_the_register_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "/etc/hostname", "--registry", GENUINE, "--lang", "en") == 2
    assert "/etc/hostname" in capsys.readouterr().err


def test_a_folder_without_register_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--registry", tmp_path, "--lang", "fr") == 2
    said = capsys.readouterr().err
    assert "register.yaml" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(("spoken", "why"), [("fr", "ne sert qu’avec"), ("en", "only serves with")])
def test_a_loss_cannot_be_allowed_where_nothing_is_compared(
    spoken: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--allow-shrink", "--registry", GENUINE, "--lang", spoken) == 2
    told = capsys.readouterr().err
    assert f"--allow-shrink {why} --against" in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("files", "records", "spoken", "said"),
    [
        (0, 0, "fr", "Aucun fichier lu, aucune fiche : rien à signaler."),
        (1, 1, "fr", "1 fichier lu, 1 fiche : rien à signaler."),
        (3, 2, "fr", "3 fichiers lus, 2 fiches : rien à signaler."),
        (0, 0, "en", "No file read, no record: nothing to report."),
        (1, 1, "en", "1 file read, 1 record: nothing to report."),
        (3, 2, "en", "3 files read, 2 records: nothing to report."),
    ],
)
def test_what_was_read_is_counted_in_good_grammar(
    files: int, records: int, spoken: str, said: str
) -> None:
    day = date.fromisoformat(DAY)
    telling = Telling(on=day, language=spoken, words=all_words()[spoken], root=GENUINE)
    assert telling.summary(Report.of([], files=files, records=records)) == said


@pytest.mark.parametrize("day", ["2024-02-30", "hier", "20240230"])
def test_a_day_that_is_none_is_wrong_usage(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--registry", GENUINE, "--today", day, "--lang", "en") == 2
    assert day in capsys.readouterr().err


def test_an_unknown_option_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("check", "--nonsense")
    assert stopped.value.code == 2
    capsys.readouterr()


def test_the_day_comes_from_the_environment_when_it_is_there() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "registre", "check", "--registry", GENUINE, "--format", "json"],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1797000000"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout)["on"] == "2026-12-11"


@pytest.mark.parametrize("command", ["", "check", "explain", "build", "shell", "serve"])
@pytest.mark.parametrize("spoken", sorted(all_words()))
def test_every_command_explains_itself(
    command: str, spoken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*filter(None, [command, "--lang", spoken, "--help"]))
    assert stopped.value.code == 0
    assert len(capsys.readouterr().out) > 300


def test_the_language_is_the_option_then_the_system_then_english() -> None:
    assert language(["--lang", "fr"], {"LANG": "en_GB.UTF-8"}) == "fr"
    assert language(["--lang=fr"], {}) == "fr"
    assert language([], {"LANG": "fr_FR.UTF-8"}) == "fr"
    assert language([], {"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}) == "en"
    assert language([], {"LANG": "de_DE.UTF-8"}) == "en"


def test_both_languages_have_the_same_words() -> None:
    keys = [frozenset(words) for words in all_words().values()]
    assert len(set(keys)) == 1


def test_checking_imports_neither_the_theme_nor_the_table_library() -> None:
    program = (
        "import sys; from registre.cli import main; "
        f"main(['check', '--registry', {str(GENUINE)!r}]); "
        "print(sorted({'mkdocs', 'frictionless', 'jinja2', 'babel'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.splitlines()[-1] == "[]"


def test_a_broken_schema_is_one_clear_line(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overrides = register_copy.parent / "overrides" / "schemas"
    overrides.mkdir(parents=True)
    (overrides / "project.schema.json").write_text("{", "utf-8")
    assert run("check", "--registry", register_copy, "--lang", "en") == 2
    said = capsys.readouterr().err
    assert "project.schema.json" in said
    assert said.count("\n") == 1


def session(console: Console) -> Session:
    words = all_words()["fr"]
    options = argparse.Namespace(today=DAY)
    begun = Session.begin(options, "fr", words, {})
    return replace(begun, err=console)


def test_long_work_shows_a_bar_where_the_terminal_has_one() -> None:
    screen = io.StringIO()
    with steps(session(Console(file=screen, force_terminal=True, width=80)), 4) as step:
        step("reading")
        step("writing")
    assert "Écriture des pages" in screen.getvalue()


def test_nothing_is_drawn_where_there_is_no_terminal() -> None:
    file = io.StringIO()
    with steps(session(Console(file=file)), 4) as step:
        step("reading")
    assert file.getvalue() == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "« chek » n’est pas un choix possible"),
        ([], "Il manque ceci à la commande : COMMANDE"),
        (["serve", "--port", "abc"], "n’est pas un nombre entier"),
        (["serve", "--port"], "--port attend une valeur"),
        (["check", "--faux"], "« --faux » ne se comprend pas ici"),
        (["check", "absent.yaml"], "« absent.yaml » n’existe pas"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_said_in_french_throughout(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = run("--lang", "fr", *arguments)
    except SystemExit as stopped:
        code = stopped.code
    assert code == 2
    assert said in capsys.readouterr().err.replace("\u00a0", " ")


def test_wrong_usage_is_said_in_each_language() -> None:
    error = UsageError("bad_day", value="hier")
    assert "hier" in error.message("fr")
    assert error.message("fr") != error.message("en")
