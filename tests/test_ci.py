"""What the forges run and ask: valid, pinned, without a right too many, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.forge import GITLAB, WORKFLOWS, gitlab, workflow

BIN = Path(sys.executable).parent
GITHUB = ROOT / ".github"
NAMES = sorted(path.name for path in WORKFLOWS.glob("*.yml"))
FORMS = sorted(GITHUB.glob("ISSUE_TEMPLATE/[0-9]*.yml"))
MODELS = sorted(ROOT.glob(".gitlab/issue_templates/*.md"))
# French, English: the same questions.
PAIRS = (
    ("1-erreur-dans-une-fiche", "1-mistake-in-a-record"),
    ("2-nouveau-projet", "2-new-project"),
    ("3-defaut-du-programme", "3-bug-in-the-program"),
)
PAGES = ("approvals", "ci", "editors")
# Every right to write that a job has, and there is no other.
WRITES = {
    ("publish.yml", "deploy"): {"pages", "id-token"},
    ("publish.yml", "alert"): {"issues"},
    ("report.yml", "post"): {"pull-requests"},
}
SCHEMAS = {
    "vendor.github-workflows": [f".github/workflows/{name}" for name in NAMES],
    "custom.github-workflows-require-timeout": [f".github/workflows/{name}" for name in NAMES],
    "vendor.gitlab-ci": [".gitlab-ci.yml"],
    "vendor.dependabot": [".github/dependabot.yml"],
    "vendor.github-issue-config": [".github/ISSUE_TEMPLATE/config.yml"],
    "vendor.github-issue-forms": [str(path.relative_to(ROOT)) for path in FORMS],
}


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name in NAMES:
        for job, declared in workflow(name)["jobs"].items():
            yield name, job, declared


def zizmor(*options: str) -> list[dict[str, Any]]:
    manner = ("--offline", "--pedantic", "--collect=all", "--strict-collection")
    inputs = (GITHUB, ROOT / ".pre-commit-hooks.yaml")
    done = subprocess.run(
        [BIN / "zizmor", *manner, "--no-exit-codes", "--format=json", *options, *inputs],
        capture_output=True,
        text=True,
        check=True,
    )
    findings: list[dict[str, Any]] = json.loads(done.stdout)
    return findings


def test_the_linter_finds_nothing_in_the_workflows() -> None:
    assert zizmor() == []


def test_the_linter_is_silenced_once_with_the_reason_beside() -> None:
    silenced = [finding["ident"] for finding in zizmor("--no-ignores")]
    assert silenced == ["dangerous-triggers"]
    comments = re.findall(r"zizmor: ignore\[.*", (WORKFLOWS / "report.yml").read_text("utf-8"))
    assert len(comments) == 1
    assert len(comments[0].partition("] ")[2]) > 20


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_file_is_what_its_forge_reads(schema: str) -> None:
    files = [ROOT / path for path in SCHEMAS[schema]]
    transform = ["--data-transform=gitlab-ci"] if schema == "vendor.gitlab-ci" else []
    done = subprocess.run(
        [BIN / "check-jsonschema", "--builtin-schema", schema, *transform, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert files
    assert done.returncode == 0, done.stdout


def test_every_action_and_image_is_pinned_by_digest_with_its_version_beside() -> None:
    texts = [(WORKFLOWS / name).read_text("utf-8") for name in NAMES]
    uses = re.findall(r"^ *(?:- )?uses: (.*)$", "\n".join(texts), re.MULTILINE)
    images = re.findall(r"^ *image: (.*)$", "\n".join([*texts, GITLAB.read_text()]), re.MULTILINE)
    pinned = r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert [action for action in uses if not re.fullmatch(pinned, action)] == []
    assert [i for i in images if not re.fullmatch(r"[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}", i)] == []
    # One version of each, whatever the file.
    assert len({use.partition("@")[0] for use in uses}) == len(set(uses))
    assert len(images) == 2
    assert len(set(images)) == 1


def test_no_job_has_a_right_or_a_secret_that_it_can_do_without() -> None:
    written = {}
    for name, job, declared in jobs():
        rights = declared["permissions"]
        assert set(rights.values()) <= {"read", "write"}
        if may := {right for right, level in rights.items() if level == "write"}:
            written[name, job] = may
    assert written == WRITES
    assert [name for name in NAMES if workflow(name)["permissions"] != {}] == []
    everything = "".join(p.read_text("utf-8") for p in (*WORKFLOWS.iterdir(), GITLAB))
    assert not re.search(r"\bsecrets(\.\w|\[|: *inherit)", everything)
    assert "pull_request_target:" not in everything


def test_what_a_stranger_wrote_never_becomes_a_command() -> None:
    """An expression is put into a script before the shell reads it: none stands in one."""
    scripts = [
        step["run"] for _, _, declared in jobs() for step in declared["steps"] if "run" in step
    ]
    assert len(scripts) > 10
    assert [script for script in scripts if "${{" in script] == []


def test_who_may_write_to_a_proposal_fetches_nothing_of_it() -> None:
    steps = workflow("report.yml")["jobs"]["post"]["steps"]
    assert [step for step in steps if "uses" in step] == []
    assert "git " not in "".join(step["run"] for step in steps)


def test_a_checkout_leaves_no_credentials_behind() -> None:
    fetched = [
        step.get("with", {})
        for _, _, declared in jobs()
        for step in declared["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert len(fetched) == 3
    assert all(given["persist-credentials"] is False for given in fetched)


def test_both_forges_publish_the_main_branch_and_every_night() -> None:
    triggers = workflow("publish.yml")["on"]
    assert triggers["push"] == {"branches": ["main"]}
    assert len(triggers["schedule"]) == 1
    assert "workflow_dispatch" in triggers
    rules = gitlab()["pages"]["rules"]
    # The rule holds for pushes and for schedules of that branch alike.
    assert rules == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]


def shape(form: Path) -> list[tuple[str, str, bool]]:
    """The questions of a form: their kind, their name, whether they must be answered."""
    return [
        (part["type"], part.get("id", ""), part.get("validations", {}).get("required", False))
        for part in yaml.safe_load(form.read_text("utf-8"))["body"]
    ]


@pytest.mark.parametrize(("french", "english"), PAIRS)
def test_both_languages_ask_the_same(french: str, english: str) -> None:
    forms = [GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml" for name in (french, english)]
    assert shape(forms[0]) == shape(forms[1])
    models = [ROOT / ".gitlab/issue_templates" / f"{name}.md" for name in (french, english)]
    marks = [re.findall(r"^(?:## |- \[ \]|/label .*)", m.read_text(), re.M) for m in models]
    assert marks[0] == marks[1]


@pytest.mark.parametrize("pair", PAIRS)
def test_both_forges_ask_the_same(pair: tuple[str, str]) -> None:
    for name in pair:
        form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml").read_text("utf-8"))
        model = (ROOT / ".gitlab/issue_templates" / f"{name}.md").read_text("utf-8")
        asked = [p["attributes"]["label"] for p in form["body"] if p["type"] not in _NO_QUESTION]
        assert re.findall(r"^## (.*)$", model, re.MULTILINE) == asked
        assert f'~"{form["labels"][0]}"' in model


_NO_QUESTION = ("markdown", "checkboxes")


def test_no_form_is_without_its_twin() -> None:
    names = sorted(name for pair in PAIRS for name in pair)
    assert [path.stem for path in FORMS] == names
    assert [path.stem for path in MODELS] == names


def test_both_forges_show_the_same_page_for_a_proposal() -> None:
    shown = (GITHUB / "PULL_REQUEST_TEMPLATE.md").read_text("utf-8")
    assert (ROOT / ".gitlab/merge_request_templates/Default.md").read_text("utf-8") == shown
    french, english = shown.split("\n---\n")
    assert french.count("- [ ]") == english.count("- [ ]") == 5


@pytest.mark.parametrize(
    "path",
    [
        *(path for path in (*FORMS, *MODELS) if path.stem in {french for french, _ in PAIRS}),
        *(ROOT / "docs" / f"{page}.fr.md" for page in PAGES),
    ],
    ids=lambda path: path.name,
)
def test_french_keeps_its_marks_on_the_line_of_their_word(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`|<!--|-->", "x", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"(?m)^(?:  *)?(?:- )?[a-z]+: \"?|\*In English:\*?|\|[-|]+\|", "", text)
    assert re.findall(r"\w+ [:;?!»]|« .|\w'\w", text) == []


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_have_the_same_parts_in_both_languages(page: str) -> None:
    english, french = (
        re.findall(
            r"^(?:#+ |```\w*|\| |- |\d\. |\*\*)", (ROOT / f"docs/{page}{end}").read_text(), re.M
        )
        for end in (".md", ".fr.md")
    )
    assert english == french


@pytest.mark.parametrize("page", [f"{page}{end}" for page in PAGES for end in (".md", ".fr.md")])
def test_a_link_within_a_page_leads_to_one_of_its_parts(page: str) -> None:
    folder = ROOT / "docs"
    for name, anchor in re.findall(r"\]\(([\w.-]+\.md)#([\w-]+)\)", (folder / page).read_text()):
        titles = re.findall(r"^#+ (.*)$", (folder / name).read_text("utf-8"), re.MULTILINE)
        assert anchor in [re.sub(r"[^\w-]", "", t.lower().replace(" ", "-")) for t in titles]


def owners() -> list[tuple[str, list[str]]]:
    lines = (ROOT / "CODEOWNERS").read_text("utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    return [(rule[0], [team.rpartition("/")[2] for team in rule[1:]]) for rule in rules]


def keepers(path: str) -> list[str]:
    """Who is called for a file: the last rule that fits decides."""
    fitting = [
        teams
        for pattern, teams in owners()
        if pattern == "*"
        or f"/{path}" == pattern
        or f"/{path}".startswith(f"{pattern.rstrip('/')}/")
    ]
    return fitting[-1]


@pytest.mark.parametrize(
    ("path", "teams"),
    [
        ("registry/projects/pilotes-2019/arac.yaml", ["declarations"]),
        ("registry/register.yaml", ["publisher", "law"]),
        ("registry/removed.yaml", ["publisher"]),
        ("registry/activity/2026.yaml", ["publisher"]),
        ("registry/terms/routes.yaml", ["law"]),
        ("schemas/project.schema.json", ["program", "law"]),
        ("docs/pages/about.fr.md", ["publisher"]),
        ("generator/registre/clock.py", ["program"]),
        ("docs/ci.md", ["program"]),
        (".github/workflows/report.yml", ["program", "publisher"]),
        (".gitlab-ci.yml", ["program", "publisher"]),
        ("CODEOWNERS", ["program", "publisher"]),
    ],
)
def test_each_change_calls_those_whom_the_page_names(path: str, teams: list[str]) -> None:
    assert keepers(path) == teams


def test_every_rule_names_what_exists_and_roles_that_the_page_explains() -> None:
    teams = {team for _, called in owners() for team in called}
    for page in ("docs/approvals.md", "docs/approvals.fr.md"):
        rows = re.findall(r"^\| \w+ \| `(\w+)` \|", (ROOT / page).read_text("utf-8"), re.MULTILINE)
        assert set(rows) == teams
    absent = [p for p, _ in owners() if p != "*" and not (ROOT / p.strip("/")).exists()]
    # Git keeps no empty folder; the first report on activity comes with its own.
    assert absent == ["/registry/activity/"]
