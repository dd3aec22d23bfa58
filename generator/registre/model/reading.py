"""From data that satisfies a schema to records: shorthands end here.

A bare text is in the register's first language; ``lead: id``, ``purpose: text``,
``- dataset-id`` and bare numbers become their long forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn

from registre.model.dates import PartialDate
from registre.model.project import DataUse, Lead, Purpose
from registre.model.shapes import Localised, Quantity

NOT_STATED = "not-stated"

_Record = TypeVar("_Record")


class Reader:
    """Reads records of one register, whose first language bare texts are in."""

    def __init__(self, default_language: str) -> None:
        self._default = default_language
        self._converter = self._make_converter()

    def read(self, data: Mapping[str, Any], record: type[_Record]) -> _Record:
        """The record that ``data`` declares. ``data`` must satisfy its schema."""
        return self._converter.structure(data, record)

    def _make_converter(self) -> Converter:
        converter = Converter(detailed_validation=False, prefer_attrib_converters=False)
        converter.register_structure_hook(Localised, self._localised)
        converter.register_structure_hook(PartialDate, _date)
        converter.register_structure_hook(PartialDate | None, _date_or_none)
        converter.register_structure_hook(str, lambda value, _: str(value))
        converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], _texts)
        converter.register_structure_hook(int | float, lambda value, _: value)
        converter.register_structure_hook(int | float | None, lambda value, _: value)
        _shorthand(converter, Lead, "organisation", str)
        _shorthand(converter, Purpose, "statement", str)
        _shorthand(converter, DataUse, "dataset", str)
        _shorthand(converter, Quantity, "value", int, float)
        return converter

    def _localised(self, value: str | Mapping[str, str], _: type[Localised]) -> Localised:
        if isinstance(value, str):
            return Localised(((self._default, value.strip()),))
        return Localised(tuple((code, text.strip()) for code, text in value.items()))


def _date(value: str | int, _: object) -> PartialDate:
    return PartialDate.parse(value)


def _texts(value: object, _: object) -> tuple[str, ...]:
    """A key of one column may be written without brackets."""
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def _date_or_none(value: str | int | None, _: object) -> PartialDate | None:
    return None if value is None or value == NOT_STATED else PartialDate.parse(value)


def _shorthand(converter: Converter, shape: type[Any], key: str, *bare: type[Any]) -> None:
    """Read a bare value of these types as ``{key: value}``."""
    long_form: Callable[..., Any] = make_dict_structure_fn(shape, converter)

    def structure(value: Any, kind: Any) -> Any:
        return long_form({key: value} if isinstance(value, bare) else value, kind)

    converter.register_structure_hook(shape, structure)
