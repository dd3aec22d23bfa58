"""Answers given beforehand: those that hold are kept, those that do not are asked for again.

Between the day when a draft was kept and the day when it is taken up, the register may have
changed: an organisation is gone, an id is taken. Only what this undoes is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from registre.cli.asking import values
from registre.cli.asking.prompts import Prompts
from registre.cli.asking.room import Room
from registre.cli.asking.verdict import Verdict
from registre.diagnostic import Diagnostic
from registre.questions import shape
from registre.schema import Steps

# Asks for the field at a place; whether it was answered.
Asking = Callable[..., bool]
# The same place is asked for again this often before the whole of what it is in.
MAX_TRIES = 2


class Revision:
    """Goes through what was given of a record, and puts right what no longer holds."""

    def __init__(
        self, room: Room, kind: str, data: dict[str, Any], verdict: Verdict, prompts: Prompts
    ) -> None:
        self._room = room
        self._kind = kind
        self._data = data
        self._verdict = verdict
        self._prompts = prompts

    def revise(self, key: str, field: Asking) -> None:
        """Ask, with ``field``, for the places below ``key`` that have an error, one by one."""
        tries: Counter[Steps] = Counter()
        while key in self._data and (errors := self._verdict.errors(self._data, (key,))):
            found = errors[0]
            self._verdict.tell([found])
            if found.code == "SCHEMA-001":
                self._leave_out(values.steps(found.where.pointer))
                continue
            steps = self._place(found)
            while len(steps) > 1 and tries[steps] >= MAX_TRIES:
                steps = steps[:-1]
            tries[steps] += 1
            if tries[steps] > MAX_TRIES:
                self._leave_out(steps)
                return
            title = self._prompts.title(steps)
            self._room.dialogue.say(self._room.words["new_asked_again"].format(title=title))
            field(steps, is_required=self._is_required(steps))

    def _leave_out(self, steps: Steps) -> None:
        told = self._room.words["new_left_out"].format(title=self._prompts.title(steps))
        self._room.dialogue.say(told, "yellow")
        values.drop(self._data, steps)

    def _place(self, found: Diagnostic) -> Steps:
        """The field to ask for: the one that lacks, or the whole text of several languages."""
        steps = values.steps(found.where.pointer)
        if found.code == "SCHEMA-002":
            return (*steps, str(found.arguments["key_name"]))
        for length in range(1, len(steps)):
            if shape(self._room.desk.schemas, self._kind, steps[:length]).form == "localised":
                return steps[:length]
        return steps

    def _is_required(self, steps: Steps) -> bool:
        if len(steps) == 1:
            return steps[0] in self._room.desk.schemas.schema(self._kind)["required"]
        return steps[-1] in shape(self._room.desk.schemas, self._kind, steps[:-1]).required
