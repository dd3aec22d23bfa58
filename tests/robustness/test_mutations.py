"""A valid declaration, spoilt step by step as hands and merges do: only findings come out."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import FICTIVE
from tests.robustness.declarations import Bench, bench, holds

DECLARATIONS = [file.read_text("utf-8") for file in sorted((FICTIVE / "projects").rglob("*.yaml"))]
POSITIONS = st.floats(0, 1, exclude_max=True)
VALUES = st.sampled_from(
    [
        "", " ", "no", "~", "[]", "{}", "- ", "2024-02-30", "not-stated", "9" * 40, "-1", ".nan",
        "1e999", "*a", "&a", "!!python/object:os.system", "<<", "''", '"', "é", "e\u0301", "\u202e",
        "\u00a0", "\t", "a : b", "a #b", "|", ">-", "---", "...", "{fr: a, en: b}", "[a, b", "? a",
    ]
)  # fmt: skip
SIGNS = st.text(alphabet="\n -:#?&*!|>'\"%@`{}[],\\=~<.\t\u00a0\ufeff\x00é0", max_size=4)


class Spoiling(RuleBasedStateMachine):
    """Each step spoils the text a little more; the check is asked after each."""

    bench: ClassVar[Bench]

    def judge(self, data: bytes) -> None:
        """Check, and hold the laws."""
        holds(self.bench.report(data), data)

    @initialize(number=st.integers(0, len(DECLARATIONS) - 1))
    def take(self, number: int) -> None:
        self.lines = DECLARATIONS[number].split("\n")

    def _at(self, position: float) -> int:
        return int(position * len(self.lines))

    @rule(position=POSITIONS)
    def lose_a_line(self, position: float) -> None:
        if len(self.lines) > 1:
            del self.lines[self._at(position)]

    @rule(position=POSITIONS, other=POSITIONS)
    def paste_a_line_elsewhere(self, position: float, other: float) -> None:
        self.lines.insert(self._at(other), self.lines[self._at(position)])

    @rule(position=POSITIONS, other=POSITIONS)
    def swap_two_lines(self, position: float, other: float) -> None:
        a, b = self._at(position), self._at(other)
        self.lines[a], self.lines[b] = self.lines[b], self.lines[a]

    @rule(position=POSITIONS, spaces=st.integers(1, 5))
    def indent(self, position: float, spaces: int) -> None:
        number = self._at(position)
        self.lines[number] = " " * spaces + self.lines[number]

    @rule(position=POSITIONS, spaces=st.integers(1, 5))
    def unindent(self, position: float, spaces: int) -> None:
        number = self._at(position)
        line = self.lines[number]
        self.lines[number] = line[min(spaces, len(line) - len(line.lstrip(" "))) :]

    @rule(position=POSITIONS, value=VALUES)
    def write_another_value(self, position: float, value: str) -> None:
        number = self._at(position)
        key, colon, _ = self.lines[number].partition(":")
        self.lines[number] = f"{key}{colon} {value}"

    @rule(position=POSITIONS, value=VALUES)
    def write_another_key(self, position: float, value: str) -> None:
        number = self._at(position)
        line = self.lines[number]
        space = line[: len(line) - len(line.lstrip(" -"))]
        self.lines[number] = f"{space}{value}:{line.partition(':')[2]}"

    @rule(position=POSITIONS, column=POSITIONS, signs=SIGNS)
    def type_signs(self, position: float, column: float, signs: str) -> None:
        number = self._at(position)
        line = self.lines[number]
        cut = int(column * (len(line) + 1))
        self.lines[number] = line[:cut] + signs + line[cut:]

    @rule(position=POSITIONS)
    def cut_the_end(self, position: float) -> None:
        del self.lines[self._at(position) + 1 :]

    @invariant()
    def only_findings_come_out_and_stand_inside_the_file(self) -> None:
        data = "\n".join(self.lines).encode("utf-8", "surrogatepass")
        self.judge(data)


def _spoil(examples: int, steps: int) -> None:
    limits = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True
    )
    with bench() as Spoiling.bench:
        run_state_machine_as_test(Spoiling, settings=limits)


def test_a_spoilt_declaration_gives_findings_inside_the_file() -> None:
    _spoil(12, 12)


@pytest.mark.full
def test_many_spoilt_declarations_give_findings_inside_the_file() -> None:
    _spoil(250, 20)
