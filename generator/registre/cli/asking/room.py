"""Where the conversation takes place: the register, the person, the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registre.cli.asking.desk import Desk
from registre.cli.asking.dialogue import Dialogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The register, the person and the language that a conversation is held in."""

    desk: Desk
    dialogue: Dialogue
    words: Mapping[str, str]
    language: str
