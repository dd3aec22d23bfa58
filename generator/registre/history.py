"""What became of each record, change by change, as Git keeps it: no person is ever named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from registre.comparison import Amendment

Action = Literal["added", "amended", "renamed", "removed", "unreadable"]
Absence = Literal["outside-git", "shallow", "unreadable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The commit by which a change was published, and when (UTC).

    ``proposal`` is its number as the forge writes it: ``#12`` on GitHub, ``!12`` on GitLab.
    """

    commit: str
    when: datetime
    proposal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A field that changed; ``met`` is what names the way to it, one value a step.

    ``is_move`` tells an item that only changed its place in its list.
    """

    amendment: Amendment
    met: tuple[Any, ...] = ()
    is_move: bool = False

    @property
    def is_taken_out(self) -> bool:
        """Whether it is an item that left a list: its way is the one of before."""
        return len(self.amendment.old_steps) > len(self.amendment.steps)

    @property
    def steps(self) -> tuple[str | int, ...]:
        told = self.amendment
        return told.old_steps if self.is_taken_out else told.steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one commit did to one record.

    ``unreadable`` when it cannot be told what changed: the declaration could not be read as
    that commit left it, or as it had been until then. What follows is compared with the last
    one that could. ``former_id`` when the id changed.
    """

    action: Action
    origin: Origin
    amended: tuple[Amended, ...] = ()
    former_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The turns of each record, by kind and present id, the newest first.

    ``absence`` says why nothing is known; None when Git could be read.
    """

    absence: Absence | None = None
    turns: Mapping[tuple[str, str], tuple[Turn, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def of(self, kind: str, id: str) -> tuple[Turn, ...]:
        """Of one record; none when it was never committed."""
        return self.turns.get((kind, id), ())


OUTSIDE_GIT = History(absence="outside-git")
