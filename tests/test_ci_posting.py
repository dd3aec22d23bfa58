"""The one workflow that may write: it posts one text on the right proposal, and trusts nothing."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from registre.reporters.as_proposal import MARKER
from tests.forge import Shell, workflow

NEEDED = ("jq", "unzip", "iconv")
pytestmark = pytest.mark.skipif(
    not all(shutil.which(name) for name in NEEDED), reason=f"needs {', '.join(NEEDED)}"
)
SHA = "a" * 40
REPORT = f"{MARKER}\n\n## Ce que cette proposition change\n\nUne fiche.\n"
NAMED = REPORT.replace("\n", f"\n\nCommit examiné / Commit examined: `{SHA}`\n", 1)
FORK = {"sha": SHA, "repo": {"full_name": "someone/registre"}}

# Stands for GitHub's own client: answers from files, and keeps what it was asked to write.
GH = """\
#!/usr/bin/env python3
import pathlib, shutil, sys
here = pathlib.Path(__file__).parent
asked = [a for a in sys.argv[1:] if a.startswith(("repos/", "issue"))][0].partition("?")[0]
method = sys.argv[sys.argv.index("--method") + 1] if "--method" in sys.argv else "GET"
with (here / "asked").open("a") as log:
    log.write(f"{method} {asked} {' '.join(sys.argv[1:])}\\n")
if "--input" in sys.argv:
    shutil.copyfile(sys.argv[sys.argv.index("--input") + 1], here / "written.json")
else:
    answer = here / asked.replace("/", "_")
    sys.stdout.buffer.write(answer.read_bytes() if answer.exists() else b"[]")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """A GitHub of files."""

    folder: Path

    def answers(self, address: str, content: object) -> None:
        (self.folder / f"repos/o/r/{address}".replace("/", "_")).write_text(json.dumps(content))

    def holds_report(
        self, text: bytes, *, size: int | None = None, name: str = "report.md"
    ) -> None:
        with zipfile.ZipFile(self.folder / "report.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, text)
        data = (self.folder / "report.zip").read_bytes()
        (self.folder / "repos_o_r_actions_artifacts_5_zip").write_bytes(data)
        kept = {"name": "report", "id": 5, "size_in_bytes": size or len(data)}
        self.answers("actions/runs/7/artifacts", {"artifacts": [kept]})

    def asked(self) -> str:
        return (self.folder / "asked").read_text()

    def comment(self) -> str | None:
        written = self.folder / "written.json"
        return json.loads(written.read_text("utf-8"))["body"] if written.exists() else None


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """An open proposal of a fork, which changes one declaration, and its report."""
    folder = tmp_path / "forge"
    folder.mkdir()
    (folder / "gh").write_text(GH)
    (folder / "gh").chmod(0o755)
    made = Forge(folder=folder)
    made.answers("pulls", [{"number": 12, "head": FORK}])
    made.answers("pulls/12", {"state": "open", "head": FORK})
    made.answers("pulls/12/files", [{"filename": "registry/projects/x.yaml"}])
    made.holds_report(REPORT.encode())
    return made


def posted(forge: Forge, **event: str) -> str | None:
    """Run the job's steps as GitHub would; the comment that it wrote."""
    folder = forge.folder.parent
    output, home = folder / "output", folder / "home"
    output.touch()
    home.mkdir(exist_ok=True)
    job = workflow("report.yml")["jobs"]["post"]
    given = {
        "PATH": f"{forge.folder}:/usr/bin:/bin",
        "REPOSITORY": "o/r",
        "RUN_ID": "7",
        "RUN_URL": "https://github.com/o/r/actions/runs/7",
        "HEAD_SHA": SHA,
        "HEAD_BRANCH": "patch-1",
        "HEAD_OWNER": "someone",
        "HEAD_REPOSITORY": "someone/registre",
        "MARKER": job["env"]["MARKER"],
        "RUNNER_TEMP": str(folder),
        "GITHUB_OUTPUT": str(output),
        **event,
    }
    conditions = {
        "steps.proposal.outputs.number != ''": "number",
        "steps.report.outputs.found == 'true'": "found",
    }
    for step in job["steps"]:
        outputs: dict[str, Any] = dict(x.split("=") for x in output.read_text().splitlines())
        if "if" in step and outputs.get(conditions[step["if"]], "") in ("", "false"):
            continue
        own = {"NUMBER": outputs["number"]} if "NUMBER" in step.get("env", {}) else {}
        done = Shell(work_tree=folder, home=home, given={**given, **own}).run(step["run"])
        assert done.returncode == 0, done.stderr
    return forge.comment()


def test_the_report_becomes_a_comment_of_the_proposal(forge: Forge) -> None:
    assert posted(forge) == NAMED
    assert "POST repos/o/r/issues/12/comments" in forge.asked()
    # Asked for by the branch that was checked, not by anything in the artifact.
    assert "head=someone:patch-1" in forge.asked()


@pytest.mark.parametrize(
    "now",
    [
        {"state": "open", "head": {**FORK, "sha": "b" * 40}},
        {"state": "closed", "head": FORK},
        {"message": "Not Found"},
    ],
    ids=["pushed to", "closed", "gone"],
)
@pytest.mark.parametrize("already", [False, True], ids=["first", "next"])
def test_a_proposal_that_moved_while_its_report_was_fetched_gets_none(
    now: object, already: bool, forge: Forge
) -> None:
    """The listing still told the commit that was checked; a push came after."""
    bot = {"login": "github-actions[bot]"}
    if already:
        forge.answers("issues/12/comments", [{"id": 3, "user": bot, "body": f"{MARKER}\n"}])
    forge.answers("pulls/12", now)
    assert posted(forge) is None
    asked = forge.asked().splitlines()
    assert asked[-1].startswith("GET repos/o/r/pulls/12 ")


def test_nothing_is_asked_between_the_last_look_and_the_posting(forge: Forge) -> None:
    assert posted(forge)
    *_, last, writing = forge.asked().splitlines()
    assert last.startswith("GET repos/o/r/pulls/12 ")
    assert writing.startswith("POST repos/o/r/issues/12/comments ")


def test_a_report_cannot_name_another_commit_in_its_place(forge: Forge) -> None:
    forge.holds_report(f"{MARKER}\nCommit examined: `{'c' * 40}`\n".encode())
    comment = posted(forge) or ""
    assert comment.splitlines()[2] == f"Commit examiné / Commit examined: `{SHA}`"


def test_the_next_report_takes_its_place(forge: Forge) -> None:
    bot, other = {"login": "github-actions[bot]"}, {"login": "someone"}
    forge.answers(
        "issues/12/comments",
        [
            {"id": 1, "user": other, "body": f"{MARKER} forged"},
            {"id": 2, "user": bot, "body": f"About {MARKER}"},
            {"id": 3, "user": bot, "body": f"{MARKER}\nbefore"},
        ],
    )
    assert posted(forge)
    assert "PATCH repos/o/r/issues/comments/3" in forge.asked()


@pytest.mark.parametrize(
    ("pulls", "why"),
    [
        ([], "none is open"),
        ([{"number": 12, "head": {**FORK, "sha": "b" * 40}}], "it has moved on"),
        ([{"number": 12, "head": {**FORK, "repo": {"full_name": "other/registre"}}}], "other's"),
        ([{"number": 12, "head": {**FORK, "repo": None}}], "its fork is gone"),
        ([{"number": 12, "head": FORK}, {"number": 13, "head": FORK}], "two at once"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_without_exactly_one_proposal_at_that_commit_nothing_is_posted(
    pulls: list[object], why: str, forge: Forge
) -> None:
    forge.answers("pulls", pulls)
    assert posted(forge) is None, why


@pytest.mark.parametrize(
    "files",
    [
        [{"filename": ".github/workflows/proposal.yml"}],
        [{"filename": "x"}, {"filename": "old", "previous_filename": ".github/workflows/a.yml"}],
        [{"filename": f"registry/{number}"} for number in range(3000)],
    ],
    ids=["changes a workflow", "moves a workflow", "too many to be listed"],
)
def test_a_proposal_that_could_have_forged_its_report_gets_none(
    files: list[object], forge: Forge
) -> None:
    forge.answers("pulls/12/files", files)
    assert posted(forge) is None


def test_a_report_too_large_for_a_comment_is_cut_and_says_where_the_rest_is(forge: Forge) -> None:
    forge.holds_report(f"{MARKER}\n{'é@' * 50_000}".encode())
    comment = posted(forge)
    assert comment
    assert 40_000 < len(comment) < 65_536
    assert comment.endswith("(https://github.com/o/r/actions/runs/7)\n")


def test_an_archive_that_would_unfold_to_a_gigabyte_is_read_no_further(forge: Forge) -> None:
    forge.holds_report(f"{MARKER}\n".encode() + b"a" * 200_000_000)
    comment = posted(forge)
    assert comment
    assert len(comment) < 65_536


@pytest.mark.parametrize("what", ["too heavy", "absent", "other name", "empty", "not a report"])
def test_without_a_fit_report_nothing_is_posted(what: str, forge: Forge) -> None:
    if what == "too heavy":
        forge.holds_report(REPORT.encode(), size=1_000_001)
    elif what == "absent":
        forge.answers("actions/runs/7/artifacts", {"artifacts": []})
    elif what == "other name":
        forge.holds_report(REPORT.encode(), name="../report.md")
    else:
        forge.holds_report(b"" if what == "empty" else b"Anything else.\n")
    assert posted(forge) is None


def test_a_report_calls_nobody_and_controls_no_terminal(forge: Forge) -> None:
    forge.holds_report(
        MARKER.encode()
        + b"\n@everyone see \x1b[31m\x00this\x07 \xff\xfe$(touch canary) `id` \r\n::error::x"
    )
    comment = posted(forge) or ""
    assert "@\N{ZERO WIDTH SPACE}everyone" in comment
    assert "@e" not in comment
    assert not set(comment) & {chr(n) for n in range(32)} - {"\n"}
    assert "$(touch canary) `id`" in comment
    assert not list(forge.folder.parent.rglob("canary"))


def test_the_name_of_a_branch_is_only_a_name(forge: Forge) -> None:
    hostile = "x$(touch${IFS}canary)`id`\"';&state=closed"
    assert posted(forge, HEAD_BRANCH=hostile)
    assert f"head=someone:{hostile}" in forge.asked()
    assert not list(forge.folder.parent.rglob("canary"))


@pytest.mark.parametrize("already", [False, True], ids=["first night", "second night"])
def test_a_night_that_fails_opens_one_issue(already: bool, forge: Forge) -> None:
    job = workflow("publish.yml")["jobs"]["alert"]
    title = job["env"]["TITLE"]
    open_issues = [{"number": 4, "title": title}] if already else []
    (forge.folder / "issue").write_text(json.dumps(open_issues))
    home = forge.folder.parent
    given = {
        "PATH": f"{forge.folder}:/usr/bin:/bin",
        "TITLE": title,
        "RUN_URL": "https://github.com/o/r/actions/runs/7",
    }
    done = Shell(work_tree=home, home=home, given=given).run(job["steps"][0]["run"])
    assert done.returncode == 0, done.stderr
    expected = "issue comment 4 --body" if already else f"issue create --title {title} --body"
    assert expected in forge.asked()
    assert ("issue create" in forge.asked()) is not already
