"""A person at the terminal, for tests: the questions asked, and the answers given in turn."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from registre.cli import creating
from registre.cli.arguments import parser
from registre.cli.asking import answers
from registre.cli.asking.answers import Given
from registre.cli.asking.desk import Desk
from registre.cli.asking.dialogue import Prompt
from registre.cli.session import Session
from registre.cli.speech import all_words
from tests.conftest import DAY


class Leaves(str):
    """Said instead of an answer: the person presses Ctrl+C."""


LEAVES = Leaves()


class Person:
    """Gives the answers one by one; keeps all that is shown, and every question."""

    def __init__(self, given: Iterable[str]) -> None:
        self._given = iter(given)
        self.shown: list[str] = []
        self.asked: list[Prompt] = []

    def ask(self, prompt: Prompt, *, again: bool = False) -> str:
        self.asked.append(prompt)
        self.shown.append(prompt.title)
        answer = next(self._given, None)
        assert answer is not None, f"no answer left for: {prompt.title}"
        if answer is LEAVES:
            raise KeyboardInterrupt
        return answer

    def say(self, text: str, style: str = "") -> None:
        self.shown.append(text)

    @property
    def told(self) -> str:
        return "\n".join(self.shown)

    @property
    def is_done(self) -> bool:
        return next(self._given, None) is None


def session_for(registry: Path, kind: str, *options: str | Path, spoken: str = "fr") -> Session:
    words = all_words()[spoken]
    given = ["new", kind, "--registry", registry, "--today", DAY.isoformat(), *options]
    read = parser(words).parse_args([str(argument) for argument in given])
    return Session.begin(read, spoken, words, {})


def converse(
    registry: Path,
    kind: str,
    given: Sequence[str],
    *,
    spoken: str = "fr",
    resumed: Path | None = None,
    is_refused: bool = False,
) -> Person:
    """A whole conversation; the person, once all was said."""
    person = Person(given)
    session = session_for(registry, kind, spoken=spoken)
    before = answers.read(resumed) if resumed else Given()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(registry, session.schemas(), session.on, Path(folder), spoken)
        assert creating.converse(session, desk, before, person) is is_refused
    assert person.is_done
    return person
