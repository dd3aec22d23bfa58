"""Spoil the code itself, and see whether a test notices (``make mutants``).

mutmut expects ``src/``, so a copy of the project is laid out that way. Prints the score
and every change that no test noticed: each is read, and what should have been caught
gets its case. ``--part 3`` takes one change in ten, those whose number ends in 3.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ("registry", "schemas", "site_templates", "docs")
FILES = ("mkdocs.yml", "README.md", "README.fr.md", "pyproject.toml")
MUTATED = ("rules/*.py", "yaml_strict.py", "yaml_quick.py", "yaml_scalars.py", "yaml_traps.py")
TESTS = ("tests/test_cases.py", "tests/test_yaml_strict.py", "tests/property")


def lay_out(workspace: Path) -> None:
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(ROOT / "generator", workspace / "src")
    for name in (*DATA, "tests"):
        shutil.copytree(ROOT / name, workspace / name)
    for name in FILES:
        shutil.copyfile(ROOT / name, workspace / name)
    project = workspace / "pyproject.toml"
    project.write_text(project.read_text("utf-8") + _settings(), "utf-8")


def _settings() -> str:
    only = [f"src/registre/{pattern}" for pattern in MUTATED]
    return f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = {only}
also_copy = {[*DATA, *FILES]}
pytest_add_cli_args = ["-p", "no:xdist", "-x"]
pytest_add_cli_args_test_selection = {list(TESTS)}
"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace", type=Path, default=ROOT / "mutants")
    options.add_argument("--part", choices=list("0123456789"), help="one change in ten")
    options.add_argument("--module", default="*", help="such as registre.rules.date")
    given = options.parse_args()
    lay_out(given.workspace)
    chosen = f"{given.module}*__mutmut_*{given.part or ''}"
    command = [sys.executable, "-m", "mutmut"]
    with (given.workspace / "log.txt").open("w") as log:
        subprocess.run(
            [*command, "run", "--max-children", "2", chosen],
            cwd=given.workspace,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    told = subprocess.run(
        [*command, "results", "--all", "true"],
        cwd=given.workspace,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return _tell(told)


def _tell(results: str) -> int:
    verdicts = dict(line.strip().rsplit(": ", 1) for line in results.splitlines() if ": " in line)
    counts = Counter(v for v in verdicts.values() if v != "not checked")
    judged = sum(counts.values())
    for name, verdict in sorted(verdicts.items()):
        if verdict in ("survived", "no tests"):
            print(f"{verdict}: {name}")
    noticed = judged - counts["survived"] - counts["no tests"]
    print(f"{noticed} of {judged} changes noticed: {dict(counts)}")
    return 0 if judged else 1


if __name__ == "__main__":
    sys.exit(main())
