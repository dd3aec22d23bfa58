"""A declaration with its shorthands written out and what is not stated left out.

Two declarations that mean the same have the same long form. It is made of the data alone,
guided by the schema, and asks for no valid declaration: an old one may satisfy a schema
that is no longer ours.
"""

from __future__ import annotations

from typing import Any

from registre.model.reading import NOT_STATED
from registre.schema import LANGUAGE, Schema, Schemas

_Schemas = tuple[Schema, ...]


def long_form(kind: str, data: Any, schemas: Schemas, default: str) -> Any:
    """The data in their long form; bare texts are in the ``default`` language."""
    return _Writer(kind, schemas, default).written(data, ())


class _Writer:
    def __init__(self, kind: str, schemas: Schemas, default: str) -> None:
        self._kind = kind
        self._schemas = schemas
        self._default = default

    def written(self, data: Any, steps: tuple[str | int, ...]) -> Any:
        """The value at ``steps``; None when it says nothing."""
        known = self._schemas.at(self._kind, steps)
        data = self._spelt_out(data, known)
        if isinstance(data, dict):
            parts = {str(key): self.written(part, (*steps, str(key))) for key, part in data.items()}
            return {key: part for key, part in parts.items() if part is not None} or None
        if isinstance(data, list):
            items = [self.written(item, (*steps, place)) for place, item in enumerate(data)]
            return [item for item in items if item is not None] or None
        if isinstance(data, str):
            data = data.strip()
        return None if data in ("", NOT_STATED) else data

    def _spelt_out(self, data: Any, known: _Schemas) -> Any:
        """A shorthand as its long form; anything else as it is."""
        if data is None or isinstance(data, (dict, list, bool)):
            return data
        if isinstance(data, str) and _is_localised(known):
            return {self._default: data}
        if (key := _shorthand_key(known, data)) is not None:
            return {key: data}
        if _allows(known, "array"):
            return [data]
        return str(data) if isinstance(data, int) and _allows(known, "string") else data


def _is_localised(known: _Schemas) -> bool:
    return any(LANGUAGE in schema.get("patternProperties", ()) for schema in known)


def _shorthand_key(known: _Schemas, data: object) -> str | None:
    """The field that a bare value stands for: the one that is required, else the first."""
    bare = {"string"} if isinstance(data, str) else {"number", "integer"}
    for schema in known:
        fields = schema.get("properties")
        if fields and bare & set(_kinds(schema)):
            return str(next(iter((*schema.get("required", ()), *fields))))
    return None


def _allows(known: _Schemas, kind: str) -> bool:
    return any(kind in _kinds(schema) for schema in known)


def _kinds(schema: Schema) -> tuple[str, ...]:
    kinds = schema.get("type", ())
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)
