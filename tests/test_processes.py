"""Work shared by processes: the same answers in the same order, and no fault passed over."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from registre import processes
from tests.conftest import FICTIVE

BASE = Path(__file__).parent / "cases" / "base"
# What a check of declarations without result tables has no use for.
HEAVY = {
    "babel", "frictionless", "holidays", "jinja2", "jsonschema", "markdown_it", "material",
    "mkdocs", "phonenumbers", "prompt_toolkit", "ruamel", "stdnum",
}  # fmt: skip


def run(code: str, *arguments: str) -> str:
    """What a program of its own prints: a fork is only tried where no other thread runs."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def test_answers_come_in_the_order_of_the_things_whoever_did_the_work() -> None:
    told = run(
        """
        import json, os
        from registre.processes import spread
        for processes in (1, 2, 3):
            found = spread(lambda n: (n * n, os.getpid()), range(1001), processes)
            assert [square for square, _ in found] == [n * n for n in range(1001)]
            print(len({pid for _, pid in found}) <= processes)
        """
    )
    assert told.split() == ["True"] * 3


def test_a_few_things_are_not_worth_a_second_process() -> None:
    pids = processes.spread(lambda _: os.getpid(), range(processes.FEWEST - 1), 2)
    assert set(pids) == {os.getpid()}


def test_a_fault_in_another_process_is_raised_here() -> None:
    told = run(
        """
        import os
        from registre.processes import spread
        parent = os.getpid()
        def work(number):
            if os.getpid() != parent:
                raise ValueError("what went wrong")
        try:
            for _ in range(50):
                spread(work, range(5000), 2)
        except RuntimeError as error:
            print("what went wrong" in str(error))
        """
    )
    assert told.split() == ["True"]


def test_a_process_that_vanishes_is_told() -> None:
    told = run(
        """
        import os
        from registre.processes import spread
        parent = os.getpid()
        def work(number):
            if os.getpid() != parent:
                os._exit(9)
        try:
            for _ in range(50):
                spread(work, range(5000), 2)
        except RuntimeError as error:
            print("ended without an answer" in str(error))
        """
    )
    assert told.split() == ["True"]


def test_beside_another_thread_nothing_is_forked() -> None:
    waiting = threading.Event()
    thread = threading.Thread(target=waiting.wait, daemon=True)
    thread.start()
    try:
        assert processes.available() == 1
    finally:
        waiting.set()
        thread.join()


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A register of more files than one process takes."""
    root = tmp_path / "registry"
    shutil.copytree(BASE, root)
    text = (root / "projects" / "parcours-avc.yaml").read_text("utf-8")
    for number in range(processes.FEWEST + 60):
        id = f"parcours-{number:03}"
        # Some of them wrong, each in its own way.
        wrong = {0: "lead: chu-inconnu", 1: "lead: [chu", 2: "route: mr-4"}.get(number % 40, "")
        key = wrong.partition(":")[0]
        lines = [
            wrong if key and line.startswith(f"{key}:") else line
            for line in text.replace("id: parcours-avc", f"id: {id}").split("\n")
        ]
        (root / "projects" / f"{id}.yaml").write_text("\n".join(lines), "utf-8")
    return root


def test_a_register_is_judged_alike_by_one_process_and_by_two(many: Path, tmp_path: Path) -> None:
    told = run(
        """
        import sys
        from datetime import date
        from pathlib import Path
        from registre import package_data
        from registre.checking import check
        from registre.schema import Schemas
        schemas = Schemas(package_data.find("schemas"))
        root, cache = map(Path, sys.argv[1:])
        alone = check(root, schemas, date(2026, 11, 23), process_count=1)
        print(alone.has_errors)
        for _ in range(2):
            for kept in (None, cache):
                found = check(
                    root, schemas, date(2026, 11, 23), cache=kept, process_count=2
                )
                print(found == alone)
        """,
        str(many),
        str(tmp_path / "cache"),
    )
    assert told.split() == ["True"] * 5


def _imported(root: Path, *options: str) -> set[str]:
    told = run(
        """
        import json, sys
        from registre.cli import main
        main(["check", "--registry", *sys.argv[1:], "--format", "json", "--no-cache"])
        print("\\n" + json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
        """,
        str(root),
        *options,
    )
    return set(json.loads(told.strip().split("\n")[-1]))


def test_without_tables_nor_errors_nothing_heavy_is_imported(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "registry")
    assert _imported(tmp_path / "registry", "--today", "2026-11-23") & HEAVY == set()


def test_tables_bring_what_judges_them() -> None:
    assert "frictionless" in _imported(FICTIVE, "--today", "2026-11-23")
