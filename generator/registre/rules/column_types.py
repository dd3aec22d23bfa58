"""The types of columns as Table Schema has them: constraints, formats, and plain values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

_ALWAYS = frozenset({"required", "unique", "enum"})
_ORDERED = _ALWAYS | {"minimum", "maximum"}
_SIZED = _ALWAYS | {"minLength", "maxLength"}
# Values that no two rows can be compared by.
UNCOMPARED = frozenset({"object", "array", "geojson"})
CONSTRAINTS: Mapping[str, frozenset[str]] = {
    "string": _SIZED | {"pattern"},
    "number": _ORDERED,
    "integer": _ORDERED,
    "boolean": _ALWAYS,
    "object": _SIZED - {"unique"},
    "array": _SIZED - {"unique"},
    "date": _ORDERED,
    "time": _ORDERED,
    "datetime": _ORDERED,
    "year": _ORDERED,
    "yearmonth": _ORDERED,
    "duration": _ALWAYS,
    "geopoint": _ALWAYS,
    # Shapes are not listed one by one.
    "geojson": frozenset({"required"}),
    "any": _ALWAYS,
}
FORMATS: Mapping[str, tuple[str, ...]] = {
    "string": ("default", "email", "uri", "binary", "uuid"),
    "geopoint": ("default", "array", "object"),
    "geojson": ("default", "topojson"),
}
_DATED = frozenset({"date", "time", "datetime"})
_DEFAULT_TRUE = ("true", "True", "TRUE", "1")
_DEFAULT_FALSE = ("false", "False", "FALSE", "0")
# More digits than any figure of health has; Python reads huge ones slowly.
_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(?:\.[0-9]{1,400})?(?:[eE][+-]?[0-9]{1,3})?")
_YEAR = re.compile("[0-9]{4}")
_YEAR_MONTH = re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}")
_DATE_TIME = re.compile(f"{_DATE.pattern}[T ]{_TIME.pattern}")
_DURATION = re.compile("P[0-9.,YMWDTHS]{1,60}")
# A moment whose parts all differ, to try a pattern of dates on.
_MOMENT = datetime(2031, 2, 3, 14, 5, 6)  # noqa: DTZ001 - a pattern has no time zone


_Reader = Callable[[Mapping[str, Any], object], bool]


def has_format(type: str, format: str) -> bool:
    """Whether columns of that type can be written in that format."""
    if type in _DATED and format not in ("default", "any"):
        return _is_date_pattern(format)
    choices = ("default", "any") if type in _DATED else FORMATS.get(type, ("default",))
    return format in choices


def _is_date_pattern(format: str) -> bool:
    """Whether what the pattern writes, it can read."""
    if "%" not in format or format.startswith("fmt:"):
        return False
    try:
        datetime.strptime(_MOMENT.strftime(format), format)  # noqa: DTZ007 - as above
    except (ValueError, re.error, UnicodeError):
        return False
    return True


def reads(field: Mapping[str, Any], value: object) -> bool:
    """Whether ``value``, as a declaration writes it, is one that the column could hold.

    Only for columns whose type has constraints with values.
    """
    return _READERS[field["type"]](field, value)


def _integer(_: Mapping[str, Any], value: object) -> bool:
    if isinstance(value, str):
        return _INTEGER.fullmatch(value.strip()) is not None
    whole = isinstance(value, float) and math.isfinite(value) and value.is_integer()
    return whole or (isinstance(value, int) and not isinstance(value, bool))


def _number(_: Mapping[str, Any], value: object) -> bool:
    if isinstance(value, str):
        return _NUMBER.fullmatch(value.strip()) is not None
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _boolean(field: Mapping[str, Any], value: object) -> bool:
    known = (*field.get("trueValues", _DEFAULT_TRUE), *field.get("falseValues", _DEFAULT_FALSE))
    return isinstance(value, bool) or (isinstance(value, str) and value in known)


def _year(_: Mapping[str, Any], value: object) -> bool:
    if isinstance(value, str):
        return _YEAR.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9999


def _text(_: Mapping[str, Any], value: object) -> bool:
    return isinstance(value, str)


def _geopoint(field: Mapping[str, Any], value: object) -> bool:
    """Longitude, then latitude: ``2.35, 48.85``, or the same two in JSON."""
    format = field.get("format", "default")
    if not isinstance(value, str) or not has_format("geopoint", format):
        return False
    if format == "default":
        parts: Any = value.split(",")
    else:
        parts = _parsed(value, list if format == "array" else dict)
        if isinstance(parts, dict):
            parts = [parts[key] for key in ("lon", "lat") if key in parts and len(parts) == 2]
    if parts is None or len(parts) != 2 or not all(_number({}, part) for part in parts):
        return False
    longitude, latitude = (Decimal(str(part).strip()) for part in parts)
    return abs(longitude) <= 180 and abs(latitude) <= 90


def _anything(_: Mapping[str, Any], __: object) -> bool:
    return True


def _of_form(form: re.Pattern[str]) -> _Reader:
    return lambda _, value: isinstance(value, str) and form.fullmatch(value) is not None


def _parsed(text: str, kind: type) -> Any:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, kind) else None


def _json(kind: type) -> _Reader:
    return lambda _, value: isinstance(value, str) and _parsed(value, kind) is not None


def _moment(parse: Callable[[str], object], form: re.Pattern[str]) -> _Reader:
    def read(field: Mapping[str, Any], value: object) -> bool:
        if not isinstance(value, str):
            return False
        format = field.get("format", "default")
        try:
            if format in ("default", "any"):
                parse(value)
                return form.match(value) is not None
            datetime.strptime(value, format)  # noqa: DTZ007 - a column has no time zone
        except (ValueError, re.error):
            return False
        return True

    return read


_READERS: Mapping[str, _Reader] = {
    "string": _text,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "object": _json(dict),
    "array": _json(list),
    "date": _moment(date.fromisoformat, _DATE),
    "time": _moment(time.fromisoformat, _TIME),
    "datetime": _moment(datetime.fromisoformat, _DATE_TIME),
    "year": _year,
    "yearmonth": _of_form(_YEAR_MONTH),
    "duration": _of_form(_DURATION),
    "geopoint": _geopoint,
    "any": _anything,
}


def is_above(field: Mapping[str, Any], low: object, high: object) -> bool:
    """Whether the one is surely above the other; both are values that the column reads."""
    try:
        return bool(_ordered(field, low) > _ordered(field, high))
    except TypeError:
        # A moment with a time zone and one without.
        return False


def _ordered(field: Mapping[str, Any], value: object) -> Any:
    kind, format = field["type"], field.get("format", "default")
    if not isinstance(value, str):
        return value
    if kind in ("integer", "number", "year"):
        return Decimal(value.strip())
    if kind in _DATED and format not in ("default", "any"):
        return datetime.strptime(value, format)  # noqa: DTZ007 - a column has no time zone
    parse = {"time": time.fromisoformat, "datetime": datetime.fromisoformat}.get(kind)
    return parse(value) if parse else value
