"""What a rule is given: one valid declaration, and what it may know of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from registre.diagnostic import Location
from registre.document import Document
from registre.model import Dataset, Organisation, Period, Project, Register, Route
from registre.rules.strings import joined
from registre.schema import Passage, Schemas
from registre.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A declaration that satisfies its schema: what it means, and where it says so.

    ``record`` is None for the kinds that are no record: terms, removed, activity.
    """

    kind: str
    id: str
    document: Document
    record: Project | Dataset | Organisation | Register | None = None
    _joined: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def strings(self) -> str:
        """Every string of the declaration, joined once for all the rules that look at them."""
        if not self._joined:
            self._joined.append(joined(self.document.data))
        return self._joined[0]

    @property
    def path(self) -> str:
        return self.document.path

    def place(self, *steps: str | int, key: bool = False) -> Location:
        """Where the value at ``steps`` stands; at the last step there is, if it is left out."""
        return self.document.locate(steps, key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The day, the register, and the few facts of other records that rules look at.

    ``kinds`` is the kind of each organisation, ``coverages`` the period that each dataset
    covers (None when not stated), ``tables`` the result tables by path.
    """

    on: date
    register: Register
    schemas: Schemas
    routes: Mapping[str, Route]
    kinds: Mapping[str, str]
    coverages: Mapping[str, Period | None]
    tables: Mapping[str, Source]
    is_working_day: Callable[[date], bool]

    def passages(self, subject: Subject) -> tuple[Passage, ...]:
        """Every text of the declaration that people read, with its place and language."""
        default = self.register.languages[0]
        return tuple(self.schemas.passages(subject.kind, subject.document.data, default))
