"""The validator that explains, in Python: what it says of a fault can be told in words.

It never decides (docs/adr/0001).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
from jsonschema import validators
from jsonschema.validators import Draft202012Validator

from registre.explanation import canonical
from registre.formats import FORMATS
from registre.schema import Schemas


def format_checker() -> jsonschema.FormatChecker:
    """Our own formats, for the explaining validator."""
    checker = jsonschema.FormatChecker(formats=())
    for name, accepts in FORMATS.items():

        def check(value: object, accepts: Any = accepts) -> bool:
            return not isinstance(value, str) or accepts(value)

        checker.checks(name)(check)
    return checker


def _unique_items(
    validator: Any, unique: bool, instance: object, _: object
) -> Iterator[jsonschema.ValidationError]:
    """As jsonschema does, but in one pass however long the list."""
    if unique and isinstance(instance, list):
        seen = {canonical(item) for item in instance}
        if len(seen) < len(instance):
            yield jsonschema.ValidationError("the same item stands twice")


_Validator: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"uniqueItems": _unique_items}
)


def validator_for(schemas: Schemas, kind: str) -> Any:
    """The explaining validator of one kind of declaration."""
    return _Validator(
        schemas.schema(kind), registry=schemas.registry, format_checker=format_checker()
    )
