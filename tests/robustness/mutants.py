"""Spoil the code itself, and see whether a test notices (``make mutants``).

The changes are mutmut's; they are tried by ``mutant_trials``, on a copy of the project laid
out in ``mutants/``, one module after another. Prints a table of the modules, and every change
that no test noticed: each is read, and what should have been caught gets its case (what was
read is in ``benchmarks/MUTANTS.md``).

``--module registre.rules.date`` takes one module only; ``--part 3`` one change in ten, those
whose number ends in 3, and ``--part 37`` two; ``--change`` one change, by its name, to see
whether a new case notices it. A change is tried by the tests of its module alone (``TESTS``):
that another test would have noticed it does not count.
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
from collections.abc import Mapping
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
_YAML = "tests/test_yaml_strict.py"
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
    "registre.rules.text": (("TEXT",), ("tests/test_text.py",)),
    "registre.rules.privacy": (
        ("PRIVACY",),
        ("tests/test_privacy.py", LAWS.format("privacy")),
    ),
    "registre.rules.personal_numbers": (
        ("PRIVACY",),
        ("tests/test_privacy.py", LAWS.format("privacy")),
    ),
    "registre.rules.comments": (("PRIVACY",), ("tests/test_privacy.py",)),
    "registre.rules.mailboxes": (
        ("PRIVACY",),
        ("tests/test_mailboxes.py", LAWS.format("privacy")),
    ),
    "registre.rules.strings": (
        ("TEXT", "PRIVACY", "LINK"),
        ("tests/test_strings.py", LAWS.format("privacy")),
    ),
    "registre.rules.link": (("LINK",), ("tests/test_link.py",)),
    "registre.rules.change": (("CHANGE",), ()),
    "registre.rules.rewriting": (("CHANGE",), ()),
    "registre.yaml_strict": (("YAML",), (_YAML,)),
    "registre.yaml_quick": (("YAML",), (_YAML, LAWS.format("quick_reading"))),
    "registre.yaml_lines": (("YAML",), (LAWS.format("quick_reading"),)),
    "registre.yaml_scalars": (("YAML",), (_YAML,)),
    "registre.yaml_traps": (("YAML",), (_YAML, LAWS.format("french_trap"))),
}


NOTICED, UNNOTICED = ("killed", "timeout"), ("survived", "no tests")
HEADING = f"""\
| {"module":<28} | {" | ".join(f"{v:>8}" for v in ("changes", *NOTICED, *UNNOTICED, "score"))} |
|{"-" * 30}|{"---------:|" * 6}"""


def lay_out(workspace: Path) -> None:
    """The project, as the trials need it."""
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(ROOT / "generator", workspace / "src")
    for name in DATA:
        shutil.copytree(ROOT / name, workspace / name)
    for name in FILES:
        shutil.copyfile(ROOT / name, workspace / name)


def try_out(workspace: Path, module: str, endings: list[str]) -> dict[str, dict[str, str]]:
    """What became of the changes of a module, by their names."""
    families, files = TESTS[module]
    answer = workspace / f"{module}.json"
    command = [sys.executable, "-m", "tests.robustness.mutant_trials", module, answer.name]
    # The copy first: the project may well be installed besides.
    environment = {**os.environ, "PYTHONPATH": str(workspace / "src")}
    with (workspace / f"{module}.log").open("w") as log:
        subprocess.run(
            [*command, ",".join(endings), ",".join(families), CASES, *files],
            cwd=workspace,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=True,
        )
    tried: dict[str, dict[str, str]] = json.loads(answer.read_text("utf-8"))
    return tried


def row(name: str, tried: Mapping[str, Mapping[str, str]]) -> str:
    """A line of the table."""
    counts = Counter(told["verdict"] for told in tried.values())
    total = counts.total()
    noticed = total - sum(counts[verdict] for verdict in UNNOTICED)
    cells = [total, *(counts[verdict] for verdict in (*NOTICED, *UNNOTICED))]
    score = f"{100 * noticed / total:.1f} %" if total else "-"
    return f"| {name:<28} | " + " | ".join(f"{cell:>8}" for cell in (*cells, score)) + " |"


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    options.add_argument("--workspace", type=Path, default=ROOT / "mutants")
    options.add_argument("--part", default=string.digits, help="3: one in ten, 37: two in ten")
    options.add_argument("--module", choices=list(TESTS), action="append")
    options.add_argument("--change", action="append", default=[], help="a name that was printed")
    return options.parse_args()


def main() -> int:
    given = _options()
    endings = given.change or list(given.part)
    named = {name.rpartition(".")[0] for name in given.change}
    modules = given.module or [module for module in TESTS if module in named or not named]
    workspace = given.workspace.resolve()
    lay_out(workspace)
    print(HEADING)
    tried: dict[str, dict[str, str]] = {}
    for module in modules:
        try:
            trials = try_out(workspace, module, endings)
        except subprocess.CalledProcessError:
            print(f"{module} could not be tried: see {workspace / module}.log", file=sys.stderr)
            return 1
        print(row(module, trials), flush=True)
        tried |= trials
    if len(modules) > 1:
        print(row("all", tried))
    for name, told in sorted(tried.items()):
        if told["verdict"] in UNNOTICED:
            print(f"\n{told['verdict']}: {name}\n{told['change']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
