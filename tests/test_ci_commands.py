"""What both forges say of the sample proposal, by the very commands of their files."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from junitparser import Failure, JUnitXml

from tests.conftest import GENUINE
from tests.forge import (
    Outcome,
    Shell,
    gitlab,
    merged,
    on_github,
    on_gitlab,
    without_install,
    workflow,
)
from tests.proposals import (
    ADDED,
    AMENDED,
    FAULTY_BEFORE,
    REMOVED,
    commit,
    git,
    repository,
    sample_proposal,
)

Forge = Callable[..., Outcome]
FORGES: dict[str, Forge] = {
    "github": on_github,
    "gitlab": on_gitlab,
    "gitlab-fork": partial(on_gitlab, from_fork=True),
}
ERRORS = {
    ("CHANGE-001", f"registry/{REMOVED}"),
    ("CHANGE-003", f"registry/{AMENDED}"),
    ("CHANGE-008", f"registry/{ADDED}"),
    ("REF-002", f"registry/{ADDED}"),
}
BEFORE = ("REF-004", f"registry/{FAULTY_BEFORE}")
_COMMAND = re.compile(r"::(error|warning|notice) file=([^,:]+),[^:]*title=([A-Z]+-\d{3})::.+")


def checked(forge: str, variant: str, folder: Path) -> Outcome:
    sample = sample_proposal(folder / "repo", "good" if variant == "good" else "bad")
    merged(sample.repo)
    return FORGES[forge](sample.repo, folder)


def annotated(outcome: Outcome) -> dict[str, set[tuple[str, str]]]:
    """What GitHub would obey, by level. Everything that it would obey is an annotation."""
    levels: dict[str, set[tuple[str, str]]] = {"error": set(), "warning": set(), "notice": set()}
    for line in outcome.commands():
        command = _COMMAND.fullmatch(line)
        assert command, line
        levels[command[1]].add((command[3], command[2]))
    return levels


def test_github_annotates_the_faults_of_the_proposal_and_fails(tmp_path: Path) -> None:
    outcome = checked("github", "bad", tmp_path)
    assert outcome.code == 1
    found = annotated(outcome)
    assert found["error"] == ERRORS
    # Somebody else's fault is told, and fails nobody's proposal.
    assert BEFORE in found["warning"]
    assert "CHANGE-003" in outcome.summary
    told = json.loads((outcome.report / "report.json").read_text("utf-8"))
    assert told["summary"]["errors"] == len(ERRORS)
    sarif = json.loads((outcome.report / "report.sarif").read_text("utf-8"))
    levels = [(r["ruleId"], r["level"]) for r in sarif["runs"][0]["results"]]
    assert {code for code, level in levels if level == "error"} == {code for code, _ in ERRORS}


@pytest.mark.full
@pytest.mark.parametrize("forge", ["gitlab", "gitlab-fork"])
def test_gitlab_shows_the_faults_of_the_proposal_and_fails(forge: str, tmp_path: Path) -> None:
    outcome = checked(forge, "bad", tmp_path)
    assert outcome.code == 1
    quality = json.loads((outcome.report / "codequality.json").read_text("utf-8"))
    places = {(q["check_name"], q["location"]["path"]) for q in quality}
    assert {*ERRORS, BEFORE} <= places
    cases = [
        case for suite in JUnitXml.fromfile(str(outcome.report / "junit.xml")) for case in suite
    ]
    failed = [case for case in cases if any(isinstance(r, Failure) for r in case.result)]
    assert failed
    assert "CHANGE-003" in outcome.printed
    assert (outcome.report / "report.sarif").exists()


@pytest.mark.parametrize(
    "forge",
    ["gitlab", *(pytest.param(f, marks=pytest.mark.full) for f in ("github", "gitlab-fork"))],
)
def test_a_careful_proposal_passes_and_its_report_tells_what_changes(
    forge: str, tmp_path: Path
) -> None:
    outcome = checked(forge, "good", tmp_path)
    assert outcome.code == 0, outcome.printed
    assert annotated(outcome)["error"] == set()
    report = (outcome.report / "report.md").read_text("utf-8")
    for told in (
        "Fiches ajoutées : 1 · Fiches modifiées : 1 · Fiches retirées : 1.",
        "**Les bronchites de l’hiver** (Projet, `bronchite-hiver`)",
        "Fin prévue : « décembre 2028 » devient « mars 2029 »",
        "Motif : Demande enregistrée deux fois par erreur.",
        "**29 décembre 2026** : dernier jour pour publier la décision",
        "Statut : « En cours d’examen » devient « Autorisé »",
    ):
        assert told in report.replace("\u00a0", " "), told


@pytest.mark.full
@pytest.mark.parametrize("forge", FORGES)
def test_a_faulty_proposal_has_its_report_all_the_same(forge: str, tmp_path: Path) -> None:
    report = (checked(forge, "bad", tmp_path).report / "report.md").read_text("utf-8")
    assert "REF-002" in report
    assert "CHANGE-001" in report


@pytest.mark.full
@pytest.mark.parametrize("forge", FORGES)
def test_what_the_main_branch_gained_meanwhile_is_not_the_proposal_s(
    forge: str, tmp_path: Path
) -> None:
    sample = sample_proposal(tmp_path / "repo")
    git(sample.repo, "checkout", "--quiet", "main")
    other = sample.registry / "organisations" / "arrivee-entre-temps.yaml"
    other.write_text(
        "id: arrivee-entre-temps\nname: Arrivée entre-temps\nkind: other\ncountry: FR\n", "utf-8"
    )
    commit(sample.repo, "Somebody else's")
    merged(sample.repo)
    outcome = FORGES[forge](sample.repo, tmp_path)
    assert outcome.code == 0, outcome.printed
    assert "arrivee-entre-temps" not in (outcome.report / "report.md").read_text("utf-8")


def test_a_proposal_that_no_longer_fits_is_told_to_come_up_to_date(tmp_path: Path) -> None:
    sample = sample_proposal(tmp_path / "repo")
    git(sample.repo, "checkout", "--quiet", "main")
    file = sample.registry / AMENDED
    file.write_text(file.read_text("utf-8").replace("end: 2028-12", "end: 2030-01"), "utf-8")
    commit(sample.repo, "The same line, otherwise")
    outcome = on_gitlab(sample.repo, tmp_path)
    assert outcome.code != 0
    assert "bring your branch up to date" in outcome.printed


@pytest.mark.full
@pytest.mark.parametrize("forge", FORGES)
def test_a_label_accepts_that_many_records_go(forge: str, tmp_path: Path) -> None:
    sample = sample_proposal(tmp_path / "repo")
    git(sample.repo, "checkout", "--quiet", "main")
    register = sample.registry / "register.yaml"
    strict = register.read_text("utf-8").replace("max_shrink_percent: 5", "max_shrink_percent: 0")
    register.write_text(strict, "utf-8")
    commit(sample.repo, "No record may go")
    merged(sample.repo)
    for name, given, code in (("without", {}, 1), ("with", {"ACCEPTED": "--allow-shrink"}, 0)):
        folder = tmp_path / name
        folder.mkdir()
        assert FORGES[forge](sample.repo, folder, **given).code == code


def test_the_label_is_the_one_that_both_forges_look_for() -> None:
    github = workflow("proposal.yml")["jobs"]["check"]["env"]["ACCEPTED"]
    assert "labels.*.name, 'allow-shrink') && '--allow-shrink' || ''" in github
    labelled, plain = gitlab()["proposal"]["rules"]
    expression = labelled["if"].partition("=~ /")[2].removesuffix("/")
    assert re.search(expression, "record,allow-shrink")
    assert not re.search(expression, "never-allow-shrink")
    assert labelled["variables"] == {"ACCEPTED": "--allow-shrink"}
    assert labelled["if"].startswith(plain["if"])


@pytest.mark.full
@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_the_main_branch_is_checked_and_its_site_built(forge: str, tmp_path: Path) -> None:
    repo = repository(tmp_path / "repo", GENUINE)
    commit(repo, "The register")
    (tmp_path / "home").mkdir()
    if forge == "github":
        job = workflow("publish.yml")["jobs"]["build"]
        script = "\n".join(step["run"] for step in job["steps"] if "run" in step)
        site = tmp_path / "site"
        given = {"SPOKEN": job["env"]["SPOKEN"], "RUNNER_TEMP": str(tmp_path)}
    else:
        script = "\n".join(gitlab()["pages"]["script"])
        site = repo / "public"
        given = {"SPOKEN": gitlab()["variables"]["SPOKEN"]}
    shell = Shell(work_tree=repo, home=tmp_path / "home", given=given)
    done = shell.run(without_install(script))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (site / "index.html").exists()
    (repo / "registry" / "projects" / "x.yaml").write_text("id: y\n", "utf-8")
    shutil.rmtree(site)
    assert shell.run(without_install(script)).returncode == 1
    assert not site.exists()


def test_installing_is_all_that_the_tests_leave_out() -> None:
    """If the line that installs changes its form, the tests must know."""
    scripts = [s["run"] for s in workflow("proposal.yml")["jobs"]["check"]["steps"] if "run" in s]
    left = [script for script in scripts if without_install(script) != script]
    assert left == ["python -m pip install --quiet --constraint constraints.txt ."]
    before = gitlab()["proposal"]["before_script"]
    assert [s for s in before if without_install(s) != s] == left
