"""Look for bytes that break the check, or slow it, for as long as one asks (``make fuzz``).

First atheris, led by what the bytes reach in our code; then the mutations of
``test_mutations.py``, led by what people and merges do to a declaration. Prints the
slowest input of each and its size; an input that breaks the check is kept in ``fuzz-found/``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

FOUND = Path("fuzz-found")
LARGEST = 20_000


@dataclass(slots=True)
class Slowest:
    """The slowest input so far, kept in a file as the fuzzer never returns."""

    keep: Path
    runs: int = 0
    seconds: float = 0.0
    size: int = field(default=0)

    def saw(self, data: bytes, seconds: float) -> None:
        self.runs += 1
        if seconds > self.seconds:
            self.seconds, self.size = seconds, len(data)
            self.keep.with_suffix(".bytes").write_bytes(data)
        if self.runs % 100 == 0 or seconds == self.seconds:
            told = {"runs": self.runs, "seconds": self.seconds, "size": self.size}
            self.keep.write_text(json.dumps(told), "utf-8")


def by_coverage(seconds: int, keep: Path) -> None:
    """Run atheris in this process; it ends the process when the time is over."""
    import atheris

    # Nothing of ours may have been imported before, or it would not be followed.
    with atheris.instrument_imports(include=["registre"]):
        from tests.robustness.declarations import BASE, PATH, bench
    seeds = keep.parent / "seeds"
    seeds.mkdir(exist_ok=True)
    for number, file in enumerate(sorted(BASE.parent.glob("*/*/projects/*.yaml"))):
        (seeds / str(number)).write_bytes(file.read_bytes())
    (seeds / "base").write_bytes((BASE / PATH).read_bytes())
    slowest = Slowest(keep)
    with bench() as register:

        def one(data: bytes) -> None:
            slowest.saw(data, register.seconds(data))

        options = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-timeout=20"]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={FOUND}/", str(seeds)], one)
        atheris.Fuzz()


def by_mutation(seconds: int, keep: Path) -> None:
    """Spoil declarations until the time is over."""
    from hypothesis import settings
    from hypothesis.stateful import run_state_machine_as_test

    from tests.robustness.declarations import bench
    from tests.robustness.test_mutations import Spoiling

    limits = settings(max_examples=50, stateful_step_count=25, deadline=None, database=None)
    until = time.monotonic() + seconds
    slowest = Slowest(keep)
    with bench() as register:

        class Timed(Spoiling):
            def judge(self, data: bytes) -> None:
                slowest.saw(data, register.seconds(data))

        while time.monotonic() < until:
            run_state_machine_as_test(Timed, settings=limits)


WAYS = {"coverage": by_coverage, "mutation": by_mutation}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=120)
    options.add_argument("--only", choices=WAYS, help="one way, in this process")
    options.add_argument("--keep", type=Path, help="where to note the slowest input")
    given = options.parse_args()
    FOUND.mkdir(exist_ok=True)
    if given.only:
        WAYS[given.only](given.seconds, given.keep)
        return 0
    return max(_run(way, given.seconds // len(WAYS)) for way in WAYS)


def _run(way: str, seconds: int) -> int:
    keep = FOUND / f"slowest-{way}.json"
    keep.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.robustness.fuzz", "--only", way]
    code = subprocess.run([*command, "--seconds", str(seconds), "--keep", str(keep)]).returncode
    told = json.loads(keep.read_text("utf-8")) if keep.exists() else {"runs": 0}
    print(f"{way}: {told}; exit code {code}")
    return code


if __name__ == "__main__":
    sys.exit(main())
