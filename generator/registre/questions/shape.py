"""What a field can hold, told from its schema: so it is known how to ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registre.model import Localised
from registre.schema import LANGUAGE, Schema, Schemas, Steps

# A longer text than this is written on several lines.
ONE_LINE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A field: its ``form``, and what belongs to it.

    Forms: ``localised``, ``mapping``, ``list``, ``truth``, ``number``, ``choice``,
    ``reference`` and ``line``. ``item`` is the shape of a list's items.
    """

    form: str
    required: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    labels: Mapping[str, Localised | None] | None = None
    target: str = ""
    is_long: bool = False
    is_markdown: bool = False
    item: Shape | None = None

    @property
    def is_simple(self) -> bool:
        """Whether it is answered on one line, by one word."""
        return self.form in ("choice", "reference", "line")


def shape(schemas: Schemas, kind: str, steps: Steps) -> Shape:
    """The shape of the field at ``steps``, in its longest form."""
    found = schemas.shapes(kind, steps)
    types = {name for schema in found for name in _types(schema)}
    if any(LANGUAGE in schema.get("patternProperties", ()) for schema in found):
        return _localised(found)
    if "array" in types:
        return Shape(form="list", item=shape(schemas, kind, (*steps, 0)))
    if "object" in types:
        return _mapping(schemas, kind, steps, found)
    if target := next((schema["x-ref"] for schema in found if "x-ref" in schema), ""):
        return Shape(form="reference", target=target)
    if codes := _codes(found):
        return Shape(form="choice", labels=codes)
    if "boolean" in types and "string" not in types:
        return Shape(form="truth")
    if types & {"number", "integer"} and "string" not in types:
        return Shape(form="number")
    return Shape(form="line")


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _localised(found: tuple[Schema, ...]) -> Shape:
    texts: list[Any] = [s["patternProperties"][LANGUAGE] for s in found if "patternProperties" in s]
    longest = max(text.get("maxLength", 0) for text in texts)
    return Shape(
        form="localised" if any(text.get("type") == "string" for text in texts) else "line",
        is_long=longest > ONE_LINE,
        is_markdown=any(schema.get("x-markdown") for schema in found),
    )


def _mapping(schemas: Schemas, kind: str, steps: Steps, found: tuple[Schema, ...]) -> Shape:
    # What is asked for under a condition alone does not close the list of properties.
    own = [schema for schema in found if "additionalProperties" in schema]
    required = tuple(dict.fromkeys(name for s in own for name in s.get("required", ())))
    properties = tuple(schemas.properties(kind, steps))
    return Shape(form="mapping", required=required, properties=properties)


def _codes(found: tuple[Schema, ...]) -> Mapping[str, Localised | None]:
    """The codes to choose from, with their labels; what a condition narrows is checked later."""
    lists = [schema for schema in found if "enum" in schema]
    if not lists:
        return {}
    schema = lists[0]
    labels = schema.get("x-labels", {})
    return {
        str(code): Localised(tuple(labels[code].items())) if code in labels else None
        for code in schema["enum"]
    }
