"""From records back to plain data: the long form, with what is absent left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from registre.model.dates import PartialDate
from registre.model.shapes import Localised

# These fields say "not stated" themselves when nothing is known.
_NOT_STATED_DATES = frozenset({"Event", "Result"})


def to_data(value: object) -> Any:
    """JSON-like data: records become mappings, texts ``{language: text}``, dates text."""
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, Localised):
        return dict(value.texts)
    if is_dataclass(value) and not isinstance(value, type):
        return _members(value)
    if isinstance(value, Mapping):
        return {key: to_data(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_data(item) for item in value]
    return value


def _members(record: Any) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if value is None and field.name == "date" and type(record).__name__ in _NOT_STATED_DATES:
            said[field.name] = "not-stated"
        elif value is None:
            continue
        elif (value != () and value != {}) or field.default is MISSING is field.default_factory:
            # An empty list of a field that must be there says something: no source tells.
            said[field.name] = to_data(value)
    return said
