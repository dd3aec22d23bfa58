"""Mappings and lists as lines of YAML: blocks, but for short lists of codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from registre.schema import Schemas, Steps
from registre.writing.scalars import WIDTH, is_simple, on_one_line, written

_DATES = ("partial-date", "partial-date-or-not-stated", "full-date")


class Layout:
    """Lays out the data of one kind of declaration, in the order of its schema."""

    def __init__(self, schemas: Schemas, kind: str) -> None:
        self._schemas = schemas
        self._kind = kind

    def field(self, steps: Steps, value: object) -> list[str]:
        """The lines of the field at ``steps``, its key first, without indentation."""
        key = on_one_line(str(steps[-1]))
        if isinstance(value, Mapping) and value:
            return [f"{key}:", *_indented(self.mapping(steps, value))]
        if isinstance(value, (list, tuple)) and value:
            flow = _flow(key, value)
            return [flow] if flow else [f"{key}:", *_indented(self._items(steps, value))]
        first, *rest = self._value(steps, value, len(key) + 2)
        return [f"{key}: {first}", *_indented(rest)]

    def mapping(self, steps: Steps, values: Mapping[str, Any]) -> list[str]:
        """The lines of each field, in the schema's order."""
        return [
            line
            for key, value in self.in_order(steps, values).items()
            for line in self.field((*steps, key), value)
        ]

    def in_order(self, steps: Steps, values: Mapping[str, Any]) -> dict[str, Any]:
        """The fields as the schema orders them, then those that it does not know."""
        known = [key for key in self._schemas.properties(self._kind, steps) if key in values]
        return {key: values[key] for key in (*known, *(k for k in values if k not in known))}

    def _items(self, steps: Steps, items: Sequence[Any]) -> Iterator[str]:
        for number, item in enumerate(items):
            first, *rest = self._item((*steps, number), item)
            yield f"- {first}"
            yield from _indented(rest)

    def _item(self, steps: Steps, item: object) -> list[str]:
        if isinstance(item, Mapping) and item:
            return self.mapping(steps, item)
        if isinstance(item, (list, tuple)) and item:
            return list(self._items(steps, item))
        return self._value(steps, item, 2)

    def _value(self, steps: Steps, value: object, taken: int) -> list[str]:
        if isinstance(value, Mapping):
            return ["{}"]
        if isinstance(value, (list, tuple)):
            return ["[]"]
        if value is None:
            return ["null"]
        depth = 2 * (len(steps) - 1)
        return written(value, room=WIDTH - depth - taken, dated=self._is_date(steps))

    def _is_date(self, steps: Steps) -> bool:
        shapes = self._schemas.shapes(self._kind, steps)
        return any(shape.get("format") in _DATES for shape in shapes)


def _flow(key: str, items: Sequence[object]) -> str:
    """A list of codes on one line; empty when it has more than codes, or is too long."""
    if not all(is_simple(item) for item in items):
        return ""
    line = f"{key}: [{', '.join(str(item) for item in items)}]"
    return line if len(line) <= WIDTH else ""


def _indented(lines: Iterator[str] | Sequence[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]
