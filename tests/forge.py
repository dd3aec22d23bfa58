"""The two forges, as far as the tests need them: they run the jobs' own commands.

Commands are taken from ``.github/workflows/`` and ``.gitlab-ci.yml`` as they stand. Only what
belongs to the forge is put in its place: fetching the repository, and installing the tool, for
which the environment of the tests stands in.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import DAY, ROOT
from tests.proposals import ENVIRONMENT, git

WORKFLOWS = ROOT / ".github" / "workflows"
GITLAB = ROOT / ".gitlab-ci.yml"
_INSTALLS = re.compile(r"^python -m pip install .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a job left behind: the exit code of its check, what it printed, its files."""

    code: int
    printed: str
    work_tree: Path
    report: Path
    summary: str = ""

    def commands(self) -> list[str]:
        """The lines that GitHub would obey."""
        return [line for line in self.printed.splitlines() if line.lstrip().startswith("::")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A job's shell: nobody's configuration, the tests' own tool, a fixed day."""

    work_tree: Path
    home: Path
    given: Mapping[str, str] = field(default_factory=dict)

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run it as both forges do: the first command that fails ends it."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.work_tree,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        own = {"GIT_CONFIG_GLOBAL": str(self.home / "gitconfig"), "HOME": str(self.home)}
        noon = str(int(DAY.strftime("%s")) + 12 * 3600)
        return {
            **ENVIRONMENT,
            **own,
            "PATH": programs,
            "LANG": "C.UTF-8",
            "SOURCE_DATE_EPOCH": noon,
            **self.given,
        }


def workflow(name: str) -> dict[str, Any]:
    """A workflow of GitHub. YAML 1.1 takes its key ``on`` for a boolean: given as written."""
    read: dict[Any, Any] = yaml.safe_load((WORKFLOWS / name).read_text("utf-8"))
    return {"on" if key is True else key: value for key, value in read.items()}


def gitlab() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(GITLAB.read_text("utf-8"))
    return read


def without_install(script: str) -> str:
    """The same commands, less the one that installs the tool: it is installed."""
    return _INSTALLS.sub(":", script)


def merged(repo: Path, base: str = "main", proposal: str = "proposal") -> str:
    """Merge the proposal into the main branch, as GitHub does beside both; the commit's id."""
    git(repo, "checkout", "--quiet", "-B", "merge", base)
    git(repo, "merge", "--quiet", "--no-ff", "--message", "Merge", proposal)
    return git(repo, "rev-parse", "HEAD")


def on_github(repo: Path, folder: Path, **given: str) -> Outcome:
    """The job that checks a proposal on GitHub, on the branch ``merge`` of ``repo``.

    ``given`` is what its expressions would have put in the environment.
    """
    sha = git(repo, "rev-parse", "merge")
    tree = _clone(repo, folder / "work", "--depth=2", "--branch=merge")
    home, temporary = folder / "home", folder / "temporary"
    home.mkdir()
    temporary.mkdir()
    file = folder / "summary.md"
    own = {"GITHUB_SHA": sha, "RUNNER_TEMP": str(temporary), "GITHUB_STEP_SUMMARY": str(file)}
    declared = workflow("proposal.yml")
    shell = Shell(work_tree=tree, home=home, given={**declared["env"], **own, **given})
    code, printed = 0, ""
    for step in declared["jobs"]["check"]["steps"]:
        # Once a step has failed, the others run only if they say so.
        if "run" in step and (code == 0 or "cancelled()" in step.get("if", "")):
            done = shell.run(without_install(step["run"]))
            code = code or done.returncode
            printed += done.stdout + done.stderr
    return Outcome(
        code=code,
        printed=printed,
        work_tree=tree,
        report=temporary / "report",
        summary=file.read_text("utf-8") if file.exists() else "",
    )


def on_gitlab(repo: Path, folder: Path, *, from_fork: bool = False, **given: str) -> Outcome:
    """The job that checks a proposal on GitLab, on the branch ``proposal`` of ``repo``."""
    fork = folder / "fork.git"
    if from_fork:
        git(repo, "clone", "--quiet", "--bare", "--branch=proposal", str(repo), str(fork))
        git(fork, "branch", "-D", "main")
    git(repo, "clone", "--quiet", "--bare", str(repo), str(folder / "main.git"))
    tree = _clone(fork if from_fork else folder / "main.git", folder / "work", "--branch=proposal")
    (folder / "home").mkdir()
    own = {
        "CI_MERGE_REQUEST_PROJECT_URL": (folder / "main").as_uri(),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_PROJECT_ID": "1",
        "CI_PROJECT_ID": "2" if from_fork else "1",
        "CI_PROJECT_DIR": str(tree),
    }
    declared = gitlab()
    job = declared["proposal"]
    variables = {name: text for name, text in declared["variables"].items() if name != "TZ"}
    shell = Shell(work_tree=tree, home=folder / "home", given={**variables, **own, **given})
    script = "\n".join([*job["before_script"], *job["script"]])
    done = shell.run(without_install(script))
    after = shell.run("\n".join(job["after_script"]))
    return Outcome(
        code=done.returncode,
        printed=done.stdout + done.stderr + after.stdout + after.stderr,
        work_tree=tree,
        report=tree / "report",
    )


def _clone(repo: Path, folder: Path, *options: str) -> Path:
    """As the forge fetches: nothing but what the branch needs, nothing written that may not be."""
    git(
        repo,
        "clone",
        "--quiet",
        "--no-local",
        "--no-checkout",
        *options,
        repo.as_uri(),
        str(folder),
    )
    # What Git refuses to write stays away; it is for the job to say so.
    subprocess.run(
        ["git", "checkout", "--quiet", "--detach", "HEAD"],
        cwd=folder,
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        check=False,
    )
    return folder
