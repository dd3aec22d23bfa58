"""What the schemas say of each place of a declaration, worked out once and then looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Schema = Mapping[str, Any]
Schemas = tuple[Schema, ...]
Steps = tuple[str | int, ...]
Below = Callable[[Schemas, str | int], Schemas]

# The pattern by which the schemas tell a text in several languages.
LANGUAGE = "^[a-z]{2,3}$"
# What a text that is a code, a name of something or an address has in its schema.
_NO_PASSAGE = ("enum", "const", "pattern", "format", "x-ref")
_TELLING = frozenset({str, dict, list})
# Fields that no schema describes are looked up anew, that none may fill the memory.
_MOST_FIELDS = 200


class Reference(NamedTuple):
    """A place in a declaration that names something else (``x-ref`` of the schema)."""

    steps: Steps
    target: str
    value: str


class Passage(NamedTuple):
    """A text of a declaration that people read.

    ``steps`` lead to the text itself; ``language`` is the one that it is declared in.
    ``localised`` tells texts that may be given in several languages from the others
    (titles of sources, names of files, numbers of files at an authority).
    """

    steps: Steps
    text: str
    language: str
    localised: bool = True
    markdown: bool = False


class Plan:
    """All the schemas that apply at one place, and the plans of the places below it."""

    __slots__ = (
        "_below",
        "_fields",
        "_items",
        "_known",
        "_names",
        "_says",
        "is_localised",
        "is_markdown",
        "is_passage",
        "naming",
        "schemas",
        "target",
        "telling",
    )

    def __init__(self, schemas: Schemas, below: Below, known: dict[tuple[int, ...], Plan]) -> None:
        self.schemas = schemas
        self.target: str | None = next((s["x-ref"] for s in schemas if "x-ref" in s), None)
        self.is_localised = any(LANGUAGE in s.get("patternProperties", ()) for s in schemas)
        self.is_markdown = any(s.get("x-markdown") for s in schemas)
        self.is_passage = not any(key in s for s in schemas for key in _NO_PASSAGE)
        self._below = below
        self._known = known
        self._fields: dict[str, Plan] = {}
        # The plans of the fields in which something else may be named; a text be told.
        self.naming: Mapping[str, Plan | None] = _Fields(self, lambda below: below.names)
        self.telling: Mapping[str, Plan | None] = _Fields(self, lambda below: below.says)
        self._items: Plan | None = None
        self._names: bool | None = None
        self._says: bool | None = None

    def below(self, step: str | int) -> Plan:
        """The plan of a field, or of the items of a list."""
        if not isinstance(step, str):
            self._items = self._items or self._plan(step)
            return self._items
        found = self._fields.get(step)
        if found is None:
            found = self._plan(step)
            if len(self._fields) < _MOST_FIELDS:
                self._fields[step] = found
        return found

    def _plan(self, step: str | int) -> Plan:
        schemas = self._below(self.schemas, step)
        key = tuple(map(id, schemas))
        if key not in self._known:
            self._known[key] = Plan(schemas, self._below, self._known)
        return self._known[key]

    def _described(self) -> Iterator[Plan]:
        """The plans of all that the schemas describe below; of one language for any."""
        for schema in self.schemas:
            yield from (self.below(name) for name in schema.get("properties", ()))
            if "items" in schema:
                yield self.below(0)
        if self.is_localised:
            yield self.below("xx")

    @property
    def names(self) -> bool:
        """Whether anything here or below may name something else."""
        if self._names is None:
            # While it is worked out, a schema that comes back to itself adds nothing.
            self._names = self.target is not None or self.is_localised
            self._names = self._names or any(plan.names for plan in list(self._described()))
        return self._names

    @property
    def says(self) -> bool:
        """Whether anything here or below may be a text that people read."""
        if self._says is None:
            self._says = self.is_localised or self.is_passage
            self._says = self._says or any(plan.says for plan in list(self._described()))
        return self._says


class _Fields(dict[str, Plan | None]):
    """The plans of the fields that are of use, None for any other; found out when asked for."""

    __slots__ = ("_is_of_use", "_plan")

    def __init__(self, plan: Plan, is_of_use: Callable[[Plan], bool]) -> None:
        super().__init__()
        self._plan = plan
        self._is_of_use = is_of_use

    def __missing__(self, key: str) -> Plan | None:
        below = self._plan.below(key)
        found = below if self._is_of_use(below) else None
        if len(self) < _MOST_FIELDS:
            self[key] = found
        return found


def references(plan: Plan, data: object, steps: Steps, found: list[Reference]) -> None:
    """Add to ``found`` all that the data at a place names elsewhere."""
    if isinstance(data, str):
        if plan.target is not None:
            found.append(Reference(steps, plan.target, data))
    elif isinstance(data, dict) and plan.is_localised:
        found += [Reference((*steps, key), "language", key) for key in data]
    elif isinstance(data, dict):
        naming = plan.naming
        for key, value in data.items():
            # A number or a truth value names nothing.
            if (below := naming[key]) is not None and value.__class__ in _TELLING:
                references(below, value, (*steps, key), found)
    elif isinstance(data, list) and (below := plan.below(0)).names:
        for number, value in enumerate(data):
            references(below, value, (*steps, number), found)


def passages(plan: Plan, data: object, steps: Steps, default: str, found: list[Passage]) -> None:
    """Add to ``found`` every text of a place; a bare one is in the ``default`` language."""
    if isinstance(data, str):
        if plan.is_localised or plan.is_passage:
            found.append(Passage(steps, data, default, plan.is_localised, plan.is_markdown))
    elif isinstance(data, dict) and plan.is_localised:
        found += [
            Passage((*steps, language), text, language, True, plan.is_markdown)
            for language, text in data.items()
            if isinstance(text, str)
        ]
    elif isinstance(data, dict):
        telling = plan.telling
        for key, value in data.items():
            # A number or a truth value says nothing in words.
            if (below := telling[key]) is not None and value.__class__ in _TELLING:
                passages(below, value, (*steps, key), default, found)
    elif isinstance(data, list) and (below := plan.below(0)).says:
        for number, value in enumerate(data):
            passages(below, value, (*steps, number), default, found)
