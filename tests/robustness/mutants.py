"""Spoil the code itself, and see whether a test notices (``make mutants``).

The changes are mutmut's; they are tried by ``mutant_trials``, on a copy of the project laid
out in ``mutants/``, one module after another. Prints a table of the modules, and every change
that no test noticed: each is read, and what should have been caught gets its case (what was
read is in ``benchmarks/MUTANTS.md``).

``--module registre.rules.date`` takes one module only; ``--part 3`` one change in ten, those
whose number ends in 3, and ``--part 37`` two. A change is tried by the tests of its module
alone (``TESTS``): that another test would have noticed it does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ("registry", "schemas", "site_templates", "docs", "tests")
FILES = ("mkdocs.yml", "README.md", "README.fr.md", "pyproject.toml")
CASES = "tests/test_cases.py"
LAWS = "tests/property/test_{}_laws.py"

_DATES = (LAWS.format("rule_date"), "tests/test_rule_date.py", "tests/test_stated_dates.py")
_RESULTS = (
    "tests/test_result.py",
    "tests/test_result_peer.py",
    "tests/test_table_schema.py",
    "tests/test_column_types.py",
    LAWS.format("table"),
)
_YAML = (
    "tests/test_yaml_strict.py",
    "tests/robustness/test_yaml_suite.py",
    LAWS.format("quick_reading"),
    LAWS.format("french_trap"),
)
# What each module is tried by: the families of its cases, then its other tests.
TESTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "registre.rules.date": (("DATE",), _DATES),
    "registre.rules.stated_dates": (("DATE",), _DATES),
    "registre.rules.life": (("LIFE",), ("tests/test_rule_life.py",)),
    "registre.rules.chronology": (("LIFE",), ("tests/test_rule_life.py",)),
    "registre.rules.clock": (
        ("CLOCK",),
        ("tests/test_rule_clock.py", LAWS.format("rule_clock")),
    ),
    "registre.rules.complete": (
        ("COMPLETE",),
        ("tests/test_rule_complete.py", LAWS.format("rule_clock")),
    ),
    "registre.rules.naming": (("LIFE", "CLOCK", "COMPLETE"), ()),
    "registre.rules.route": (("ROUTE",), ("tests/test_route.py",)),
    "registre.rules.route_terms": (("ROUTE",), ("tests/test_route.py",)),
    "registre.rules.result": (("RESULT",), _RESULTS),
    "registre.rules.result_tables": (("RESULT",), _RESULTS),
    "registre.rules.result_cells": (("RESULT",), _RESULTS),
    "registre.rules.result_peer": (("RESULT",), _RESULTS),
    "registre.rules.table_schema": (("RESULT",), _RESULTS),
    "registre.rules.column_types": (("RESULT",), _RESULTS),
    "registre.rules.linear_pattern": (("RESULT",), _RESULTS),
    "registre.rules.text": (("TEXT",), ()),
    "registre.rules.privacy": (("PRIVACY",), (LAWS.format("privacy"),)),
    "registre.rules.mailboxes": (("PRIVACY",), (LAWS.format("privacy"),)),
    "registre.rules.strings": (("TEXT", "PRIVACY", "LINK"), (LAWS.format("privacy"),)),
    "registre.rules.link": (("LINK",), ()),
    "registre.rules.change": (("CHANGE",), ()),
    "registre.rules.rewriting": (("CHANGE",), ()),
    "registre.yaml_strict": (("YAML",), _YAML),
    "registre.yaml_quick": (("YAML",), _YAML),
    "registre.yaml_scalars": (("YAML",), _YAML),
    "registre.yaml_traps": (("YAML",), _YAML),
}


def lay_out(workspace: Path) -> None:
    """The project, as the trials need it."""
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(ROOT / "generator", workspace / "src")
    for name in DATA:
        shutil.copytree(ROOT / name, workspace / name)
    for name in FILES:
        shutil.copyfile(ROOT / name, workspace / name)


def try_out(workspace: Path, module: str, part: str) -> dict[str, dict[str, str]]:
    """What became of the changes of a module, by their names."""
    families, files = TESTS[module]
    answer = workspace / f"{module}.json"
    command = [sys.executable, "-m", "tests.robustness.mutant_trials", module, answer.name]
    # The copy first: the project may well be installed besides.
    environment = {**os.environ, "PYTHONPATH": str(workspace / "src")}
    with (workspace / f"{module}.log").open("w") as log:
        subprocess.run(
            [*command, "--part", part, "--families", ",".join(families), CASES, *files],
            cwd=workspace,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=True,
        )
    tried: dict[str, dict[str, str]] = json.loads(answer.read_text("utf-8"))
    return tried


def row(module: str, verdicts: Iterable[str]) -> str:
    """A line of the table."""
    counts = Counter(verdicts)
    total = counts.total()
    noticed = counts["killed"] + counts["timeout"]
    shown = (counts[verdict] for verdict in ("killed", "timeout", "survived", "no tests"))
    cells = " | ".join(f"{count:>8}" for count in (total, *shown))
    score = f"{100 * noticed / total:.1f} %" if total else "-"
    return f"| {module:<28} | {cells} | {score:>8} |"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    options.add_argument("--workspace", type=Path, default=ROOT / "mutants")
    options.add_argument("--part", default=string.digits, help="3: one in ten, 37: two in ten")
    options.add_argument("--module", choices=list(TESTS), action="append")
    given = options.parse_args()
    workspace = given.workspace.resolve()
    lay_out(workspace)
    headings = ("changes", "killed", "timeout", "survived", "no tests", "score")
    print(f"| {'module':<28} | " + " | ".join(f"{heading:>8}" for heading in headings) + " |")
    print(f"|{'-' * 30}|" + "|".join("-" * 9 + ":" for _ in headings) + "|")
    tried: dict[str, dict[str, str]] = {}
    for module in given.module or TESTS:
        try:
            told = try_out(workspace, module, given.part)
        except subprocess.CalledProcessError:
            print(f"{module} could not be tried: see {workspace / module}.log", file=sys.stderr)
            return 1
        print(row(module, (told_of["verdict"] for told_of in told.values())), flush=True)
        tried |= told
    if not given.module:
        print(row("all", (told_of["verdict"] for told_of in tried.values())))
    for name, told_of in sorted(tried.items()):
        if told_of["verdict"] in ("survived", "no tests"):
            print(f"\n{told_of['verdict']}: {name}\n{told_of['change']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
