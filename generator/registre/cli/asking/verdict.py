"""What the checker says of an answer, in its own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from registre.cli.asking import values
from registre.cli.asking.dialogue import RefusedError
from registre.cli.asking.room import Room
from registre.diagnostic import Diagnostic, Severity, message, remedy
from registre.document import to_pointer
from registre.schema import Steps

# As many faults as anybody reads before mending the first.
MAX_SAID = 5


class Verdict:
    """Judges the answers about one record; ``data`` are those given so far."""

    def __init__(self, room: Room, kind: str) -> None:
        self._room = room
        self._kind = kind

    def faults(self, data: Mapping[str, Any], steps: Steps) -> list[Diagnostic]:
        """What the checker finds at ``steps`` and below, the id of another's file included."""
        clash = self._room.desk.clash(self._kind, data) if steps == ("id",) else []
        return [*clash, *self._room.desk.faults(self._kind, data, steps)]

    def errors(self, data: Mapping[str, Any], steps: Steps) -> list[Diagnostic]:
        return [f for f in self.faults(data, steps) if f.severity is Severity.ERROR]

    def needed(self, data: Mapping[str, Any], steps: Steps) -> list[str]:
        """The fields that the schema asks for at ``steps``, given what was answered."""
        place = to_pointer(steps)
        return [
            str(found.arguments["key_name"])
            for found in self.faults(data, steps)
            if found.code == "SCHEMA-002" and found.where.pointer == place
        ]

    def try_out(self, data: Mapping[str, Any], steps: Steps, value: Any) -> None:
        """Try an answer, and tell what is doubtful. Raises RefusedError for an error."""
        tried = deepcopy(dict(data))
        values.put(tried, steps, value)
        faults = [f for f in self.faults(tried, steps) if f.code != "SCHEMA-002"]
        errors = [found for found in faults if found.severity is Severity.ERROR]
        if errors:
            raise RefusedError(*said(errors, self._room.words, self._room.language))
        self.tell(faults)

    def tell(self, faults: Sequence[Diagnostic]) -> None:
        for line in said(faults, self._room.words, self._room.language):
            self._room.dialogue.say(line, "yellow")


def said(faults: Sequence[Diagnostic], words: Mapping[str, str], language: str) -> list[str]:
    """What is wrong and what to do, without a place: the answer is in no file yet."""
    return [
        f"  {words[found.severity.value]} {found.code} – {message(found, language)}"
        f"\n    → {remedy(found, language)}"
        for found in faults[:MAX_SAID]
    ]
