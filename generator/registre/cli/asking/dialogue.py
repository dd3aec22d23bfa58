"""Questions one after the other, each answer remembered, so that one can go back.

Going back runs the conversation anew with the answers given so far, the last one left
out: what follows from an answer is never out of step with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from registre.cli.asking.choices import Choice

_Answer = TypeVar("_Answer")

HELP, BACK = "?", "<"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question: its title, a line about it, all that can be said, and what may be answered.

    ``default`` is taken for an empty answer. ``blank_lines`` is 0 for an answer of one line;
    else an answer of several lines ends with that many empty ones. ``several`` tells that
    choices may be given together, with commas.
    """

    title: str
    about: str = ""
    help: Sequence[str] = ()
    default: str = ""
    choices: Sequence[Choice] = ()
    blank_lines: int = 0
    several: bool = False


class Terminal(Protocol):
    """Whoever shows the questions and takes the answers."""

    def ask(self, prompt: Prompt, *, again: bool = False) -> str:
        """The answer as typed; ``again`` when the same question was just introduced.

        Raises KeyboardInterrupt when the person leaves.
        """
        ...

    def say(self, text: str, style: str = "") -> None: ...


class RefusedError(Exception):
    """The answer will not do; each line says why and what to do."""

    def __init__(self, *lines: str) -> None:
        super().__init__(*lines)
        self.lines = lines


class RewindError(Exception):
    """The conversation begins anew, with the answers that are still remembered."""


class Dialogue:
    def __init__(self, terminal: Terminal, words: Mapping[str, str]) -> None:
        self._terminal = terminal
        self._words = words
        self._past: list[Any] = []
        self._position = 0

    def hold(self, conversation: Callable[[], _Answer]) -> _Answer:
        """What the conversation comes to, however often it goes back."""
        while True:
            self._position = 0
            try:
                return conversation()
            except RewindError:
                continue

    @property
    def mark(self) -> int:
        """This point of the conversation, for ``rewind``."""
        return self._position

    def rewind(self, mark: int) -> None:
        """Forget all answers since ``mark``, and begin anew."""
        del self._past[mark:]
        raise RewindError

    @property
    def is_replaying(self) -> bool:
        return self._position < len(self._past)

    def say(self, text: str = "", style: str = "") -> None:
        """Tell something, unless it was told before."""
        if not self.is_replaying:
            self._terminal.say(text, style)

    def ask(self, prompt: Prompt, accept: Callable[[str], _Answer]) -> _Answer:
        """Ask until ``accept`` takes the answer; it raises RefusedError for one it does not."""
        if self.is_replaying:
            answer: _Answer = self._past[self._position]
        else:
            answer = self._asked(prompt, accept)
            self._past.append(answer)
        self._position += 1
        return answer

    def _asked(self, prompt: Prompt, accept: Callable[[str], _Answer]) -> _Answer:
        again = False
        while True:
            typed = self._terminal.ask(prompt, again=again).strip()
            again = True
            if typed == HELP:
                for line in prompt.help or (self._words["new_no_help"],):
                    self._terminal.say(line)
            elif typed == BACK and self._past:
                self._past.pop()
                raise RewindError
            elif typed == BACK:
                self._terminal.say(self._words["new_first"])
            else:
                try:
                    return accept(typed or prompt.default)
                except RefusedError as refused:
                    for line in refused.lines:
                        self._terminal.say(line, "yellow")

    def agree(self, question: str, *, default: bool) -> bool:
        """A question to be answered with yes or no."""
        letters = self._words["new_yes_no" if default else "new_no_yes"]

        def accept(typed: str) -> bool:
            answer = truth(typed)
            if answer is None and typed:
                raise RefusedError(self._words["new_say_yes_or_no"])
            return default if answer is None else answer

        return self.ask(Prompt(title=f"{question} {letters}"), accept)


_TRUE = frozenset(["o", "oui", "y", "yes", "true", "vrai"])
_FALSE = frozenset(["n", "non", "no", "false", "faux"])


def truth(typed: str) -> bool | None:
    """What yes and no mean, in both languages; None for anything else."""
    word = typed.strip().casefold()
    return True if word in _TRUE else False if word in _FALSE else None
