"""Fields and values of a declaration as people call them: titles, labels, names, dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from registre.comparison import Amendment, Steps
from registre.model import PartialDate
from registre.proposal import Change, Side
from registre.schema import LANGUAGE, Schema, Schemas

Words = Mapping[str, str]

# What an item of a list is called by, the first that it has; an event by its type and date.
NAMES = ("dataset", "source_name", "organisation", "body", "code", "name", "title", "path", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """One language's way of telling declared values.

    ``date`` writes a date in words; ``name`` gives what a record is called by kind and id,
    and the label of a term by ``term:<vocabulary>`` and code; the id or code at worst.
    """

    language: str
    words: Words
    schemas: Schemas
    date: Callable[[PartialDate | date], str]
    name: Callable[[str, str], str]

    def title_of(self, side: Side) -> str:
        """What the declaration is called, in this language if it can."""
        data = side.data if isinstance(side.data, dict) else {}
        said = data.get("title") or data.get("name")
        return self.localised(said) or side.id

    def localised(self, said: object) -> str:
        """A text in this language, else in the first one that it has."""
        if isinstance(said, dict) and said:
            return str(said.get(self.language) or next(iter(said.values())))
        return str(said) if isinstance(said, str) else ""

    def label(self, vocabulary: str, code: str) -> str:
        """The label of a fixed code."""
        label = self.schemas.labels.get(vocabulary, {}).get(code)
        return label.text(self.language).value if label else code

    def place(self, change: Change, amendment: Amendment) -> str:
        """Where an amendment is: « Événements › Décision rendue, 3 mai 2026 › Issue »."""
        taken_out = len(amendment.old_steps) > len(amendment.steps)
        steps = amendment.old_steps if taken_out else amendment.steps
        side = change.old if taken_out else change.new
        return self.trail(change.kind, steps, met(side.data if side else None, steps))

    def trail(self, kind: str, steps: Steps, met: Iterable[Any]) -> str:
        """The same of any place, with what is met on the way to it: one value a step."""
        told = [
            self._step(kind, steps[: depth + 1], data)
            for depth, data in enumerate(islice(met, len(steps)))
        ]
        return " › ".join(part for part in told if part)

    def _step(self, kind: str, steps: Steps, data: Any) -> str:
        step = steps[-1]
        if isinstance(step, int):
            return self._item(kind, steps, data)
        words = self.schemas.words(kind, steps)
        said = words.get(self.language) or next(iter(words.values()), {})
        return str(said.get("title", step))

    def _item(self, kind: str, steps: Steps, data: Any) -> str:
        if not isinstance(data, dict):
            return ""
        if steps[0] == "events" and len(steps) == 2:
            return ", ".join(
                self.value(kind, (*steps, key), data[key])
                for key in ("type", "date")
                if key in data
            )
        named = next((key for key in NAMES if key in data), None)
        return self.value(kind, (*steps, named), data[named]) if named else ""

    def value(self, kind: str, steps: Steps, data: Any) -> str:
        """A value in words, on one line."""
        if data is None:
            return self.words["report_not_stated"]
        known = self.schemas.at(kind, steps)
        if isinstance(data, dict):
            return self._mapping(kind, steps, data, known)
        if isinstance(data, list):
            items = (self.value(kind, (*steps, place), item) for place, item in enumerate(data))
            return ", ".join(items)
        if isinstance(data, bool):
            return self.words["report_yes" if data else "report_no"]
        return self._scalar(data, known)

    def is_language(self, kind: str, steps: Steps) -> bool:
        """Whether the last step is the language of a text."""
        return bool(steps) and _is_localised(self.schemas.at(kind, steps[:-1]))

    def _mapping(self, kind: str, steps: Steps, data: Any, known: tuple[Schema, ...]) -> str:
        if _is_localised(known):
            return self.localised(data)
        parts = (
            f"{self._step(kind, (*steps, key), part)}{self.words['report_colon']}"
            f"{self.value(kind, (*steps, key), part)}"
            for key, part in data.items()
        )
        return self.words["report_semicolon"].join(parts)

    def _scalar(self, data: Any, known: tuple[Schema, ...]) -> str:
        for schema in known:
            if label := schema.get("x-labels", {}).get(str(data)):
                return self.localised(label)
            if str(schema.get("format", "")).endswith(("-date", "date-or-not-stated")):
                return self._day(str(data))
            target = str(schema.get("x-ref", ""))
            if target in ("organisation", "dataset") or target.startswith("term:"):
                return self.name(target, str(data))
        return str(data)

    def _day(self, written: str) -> str:
        try:
            return self.date(PartialDate.parse(written))
        except ValueError:
            return written


def _is_localised(known: tuple[Schema, ...]) -> bool:
    return any(LANGUAGE in schema.get("patternProperties", ()) for schema in known)


def met(data: Any, steps: Steps) -> Iterator[Any]:
    """The value at each step of a way into a declaration."""
    for step in steps:
        data = _below(data, step)
        yield data


def _below(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return None
