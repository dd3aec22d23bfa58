"""Try the changes of one module (``mutants`` starts this, inside its copy of the project).

The tests are gathered and run once, which tells what functions each of them enters. Then each
change is tried in a child of its own, by the tests that enter the changed function: those
that noticed an earlier change of it first, then the quickest ones. A trial costs a fork and,
most often, a few tests.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mutmut.mutation import trampoline
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents

# Two changes that show whether trials can be believed: none at all, and every function broken.
NONE, FAIL = "", "fail"
MEMORY = 4 << 30
NOTICED, UNNOTICED = 1, 0


class Trials:
    """A run of pytest that, instead of telling whether tests pass, tells what they notice."""

    def __init__(self, mutants: list[str], families: list[str]) -> None:
        self.mutants = mutants
        self.families = families
        self.verdicts: dict[str, str] = {}
        self._entered: defaultdict[str, list[pytest.Item]] = defaultdict(list)
        self._seconds: dict[pytest.Item, float] = {}
        self._hits: set[str] = set()
        self._has_failed = False
        # When each test last noticed a change of a function.
        self._latest: defaultdict[str, Counter[pytest.Item]] = defaultdict(Counter)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """A failing example is enough: it need not be the smallest one."""
        from hypothesis import Phase, settings  # not earlier: its own plugin comes first

        quick = settings.get_profile(settings.get_current_profile_name())
        settings.register_profile("trials", quick, phases=(Phase.explicit, Phase.generate))
        settings.load_profile("trials")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = tuple(f"[{family}-" for family in self.families)
        items[:] = [
            item
            for item in items
            if item.path.name != "test_cases.py" or any(mark in item.name for mark in kept)
        ]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._has_failed = self._has_failed or report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._learn(session)
        entering = {item for items in self._entered.values() for item in items}
        assert self._trial(NONE, NONE, entering) == "survived", "a test passes only once"
        assert self._trial(FAIL, FAIL, entering) == "killed", "no test runs the spoilt module"
        for mutant in self.mutants:
            function = mutant.partition("__mutmut_")[0]
            self.verdicts[mutant] = self._trial(mutant, function, self._entered[function])
        assert self._trial(NONE, NONE, entering) == "survived", "the tests no longer pass"
        return True

    def _learn(self, session: pytest.Session) -> None:
        """Which functions each test enters, and how long it takes."""
        trampoline.set_mutant_under_test("stats")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(trampoline, "record_trampoline_hit", self._note)
            for item in session.items:
                self._learn_from(item)
        trampoline.set_mutant_under_test("")

    def _learn_from(self, item: pytest.Item) -> None:
        self._hits.clear()
        _forget()
        started = time.perf_counter()
        assert not self._fails(item), f"{item.nodeid} fails before anything is changed"
        self._seconds[item] = time.perf_counter() - started
        for function in self._hits:
            self._entered[function].append(item)

    def _note(self, function: str, caller: str | None = None) -> None:
        self._hits.add(function)

    def _fails(self, item: pytest.Item) -> bool:
        self._has_failed = False
        # The session comes next, so that what it holds for all tests is kept.
        following: Any = item.session
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        return self._has_failed

    def _trial(self, mutant: str, function: str, items: Iterable[pytest.Item]) -> str:
        latest = self._latest[function]
        ordered = sorted(items, key=lambda item: (-latest[item], self._seconds[item]))
        if not ordered:
            return "no tests"
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            self._undergo(mutant, ordered, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            noticing = pipe.read()
        _, status = os.waitpid(child, 0)
        if noticing:
            latest[ordered[int(noticing)]] = len(self.verdicts) + 1
        return _verdict(status)

    def _undergo(self, mutant: str, items: list[pytest.Item], pipe: int) -> None:
        """Run the tests on the change until one fails; never returns."""
        code = NOTICED
        try:
            usual = sum(self._seconds[item] for item in items)
            signal.setitimer(signal.ITIMER_PROF, 3 + 3 * usual)
            signal.setitimer(signal.ITIMER_REAL, 30 + 10 * usual)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            _forget()
            trampoline.set_mutant_under_test(mutant)
            for place, item in enumerate(items):
                if self._fails(item):
                    os.write(pipe, str(place).encode())
                    break
            else:
                code = UNNOTICED
        finally:
            os._exit(code)


def _verdict(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGPROF, -signal.SIGALRM):
        return "timeout"
    return "survived" if code == UNNOTICED else "killed"


def _forget() -> None:
    """Empty what the rules keep in mind: nothing may be answered from before the change."""
    for name, module in list(sys.modules.items()):
        if name.startswith("registre.rules."):
            for value in vars(module).values():
                with contextlib.suppress(AttributeError):
                    value.cache_clear()


@contextlib.contextmanager
def _spoilt(module: str) -> Iterator[tuple[list[str], str]]:
    """The module with all its changes in it: their names, and the text that holds them."""
    path = Path("src", *module.split(".")).with_suffix(".py")
    before = path.read_text("utf-8")
    spoilt = mutate_file_contents(str(path), before)
    path.write_text(spoilt.code, "utf-8")
    try:
        yield [f"{module}.{name}" for name in spoilt.mutant_names], spoilt.code
    finally:
        path.write_text(before, "utf-8")


def _shown(mutant: str, code: str) -> str:
    module = mutant.rpartition(".")[0]
    shown: str = get_diff_for_mutant(mutant, source=code, path=module)
    return shown


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("module")
    options.add_argument("answer", type=Path)
    options.add_argument("endings", help="of the names of the changes, with commas")
    options.add_argument("families", help="of cases, with commas")
    options.add_argument("tests", nargs="+")
    given = options.parse_args()
    with _spoilt(given.module) as (names, code):
        chosen = [name for name in names if name.endswith(tuple(given.endings.split(",")))]
        trials = Trials(chosen, given.families.split(","))
        folder = f"--basetemp={given.answer.stem}.tmp"  # that no other run clears away
        settled = ("-p", "no:xdist", "-o", "tmp_path_retention_policy=failed", folder)
        status = pytest.main([*settled, *given.tests], plugins=[trials])
        where = sys.modules[given.module].__file__ or ""
    assert Path(where).is_relative_to(Path.cwd()), "another copy was tried"
    told = {
        name: {"verdict": verdict, "change": "" if verdict == "killed" else _shown(name, code)}
        for name, verdict in trials.verdicts.items()
    }
    given.answer.write_text(json.dumps(told, indent=1), "utf-8")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
