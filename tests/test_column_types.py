"""RESULT, in descriptions of tables: which values a column of each type could hold."""

from __future__ import annotations

from typing import Any

import pytest

from registre.rules import column_types

READ: dict[str, tuple[object, ...]] = {
    "string": ("", "texte"),
    "integer": (0, -3, 4.0, "12", " +7 "),
    "number": (0, 1.5, "-2.5", "1e3"),
    "boolean": (True, False, "true", "0"),
    "object": ("{}", '{"a": 1}'),
    "array": ("[]", "[1]"),
    "date": ("2024-02-29",),
    "time": ("23:59:59",),
    "datetime": ("2024-02-29T23:59:59", "2024-02-29 23:59:59"),
    "year": (0, 2024, 9999, "0999"),
    "yearmonth": ("2024-12",),
    "duration": ("P1Y", "PT12H"),
    "geopoint": ("2.35, 48.85", "-180,-90", "180,90"),
    "any": (None, "texte", 3),
}
UNREAD: dict[str, tuple[object, ...]] = {
    "string": (1, True),
    "integer": (1.5, float("inf"), True, "1.0", "", "douze"),
    "number": (float("nan"), True, "1,5", ""),
    "boolean": ("vrai", 1, 0, ""),
    "object": ("[]", "{", 1),
    "array": ("{}", "[", 1),
    "date": ("2023-02-29", "20240229", "2024-02", "", 20240229),
    "time": ("24:00:00", "23:59", 2359),
    "datetime": ("2024-02-29", "2023-02-29T00:00:00", 2024),
    "year": (-1, 10000, 2024.0, True, "24", "20240"),
    "yearmonth": ("2024-13", "2024-1", 202412),
    "duration": ("1Y", "P", 1),
    "geopoint": ("2.35", "2.35,48.85,0", "181,0", "0,91", "a,b", "[2.35, 48.85]", 2.35),
}
ORDERED: dict[str, tuple[object, object]] = {
    "integer": ("9", "10"),
    "number": ("9.5", "1e1"),
    "year": ("0999", "1000"),
    "date": ("2024-01-31", "2024-02-01"),
    "time": ("09:59:59", "10:00:00"),
    "datetime": ("2024-01-31T10:00:00", "2024-01-31 10:00:01"),
    "yearmonth": ("2023-12", "2024-01"),
}
PAIRS_READ = [(kind, value) for kind, values in READ.items() for value in values]
PAIRS_UNREAD = [(kind, value) for kind, values in UNREAD.items() for value in values]


def test_every_type_whose_values_are_read_is_tried() -> None:
    with_values = {kind for kind, allowed in column_types.CONSTRAINTS.items() if "enum" in allowed}
    assert set(READ) == with_values
    assert set(UNREAD) == with_values - {"any"}


@pytest.mark.parametrize(("kind", "value"), PAIRS_READ)
def test_a_value_that_the_column_could_hold_is_read(kind: str, value: object) -> None:
    assert column_types.reads({"type": kind}, value)


@pytest.mark.parametrize(("kind", "value"), PAIRS_UNREAD)
def test_a_value_that_it_could_not_hold_is_not(kind: str, value: object) -> None:
    assert not column_types.reads({"type": kind}, value)


@pytest.mark.parametrize(
    ("field", "value", "is_read"),
    [
        ({"type": "date", "format": "%d/%m/%Y"}, "29/02/2024", True),
        ({"type": "date", "format": "%d/%m/%Y"}, "2024-02-29", False),
        ({"type": "date", "format": "%d/%m/%Y"}, "29/02/2023", False),
        ({"type": "date", "format": "any"}, "2024-02-29", True),
        ({"type": "boolean", "trueValues": ["oui"]}, "oui", True),
        ({"type": "boolean", "trueValues": ["oui"]}, "true", False),
        ({"type": "boolean", "trueValues": ["oui"]}, "false", True),
        ({"type": "boolean", "falseValues": ["non"]}, "non", True),
        ({"type": "boolean", "falseValues": ["non"]}, "false", False),
        ({"type": "geopoint", "format": "array"}, "[2.35, 48.85]", True),
        ({"type": "geopoint", "format": "array"}, '{"lon": 2.35, "lat": 48.85}', False),
        ({"type": "geopoint", "format": "array"}, "2.35, 48.85", False),
        ({"type": "geopoint", "format": "object"}, '{"lon": 2.35, "lat": 48.85}', True),
        ({"type": "geopoint", "format": "object"}, '{"lat": 48.85, "lon": 2.35}', True),
        ({"type": "geopoint", "format": "object"}, '{"lon": 2.35, "lat": 48.85, "z": 0}', False),
        ({"type": "geopoint", "format": "object"}, '{"x": 2.35, "lat": 48.85}', False),
        ({"type": "geopoint", "format": "object"}, "[2.35, 48.85]", False),
        ({"type": "geopoint", "format": "inconnu"}, "2.35, 48.85", False),
    ],
)
def test_the_column_itself_may_say_how_its_values_are_written(
    field: dict[str, Any], value: object, is_read: bool
) -> None:
    assert column_types.reads(field, value) is is_read


@pytest.mark.parametrize("kind", ORDERED)
def test_a_value_is_above_a_smaller_one_alone(kind: str) -> None:
    low, high = ORDERED[kind]
    assert column_types.is_above({"type": kind}, high, low)
    assert not column_types.is_above({"type": kind}, low, high)
    assert not column_types.is_above({"type": kind}, low, low)


def test_dates_are_compared_as_they_are_written() -> None:
    first, second = "31/01/2024", "01/02/2024"
    assert column_types.is_above({"type": "date", "format": "%d/%m/%Y"}, second, first)
    assert column_types.is_above({"type": "date", "format": "any"}, "2024-02-01", "2024-01-31")


def test_a_moment_with_a_time_zone_is_not_compared_with_one_without() -> None:
    field = {"type": "datetime"}
    assert not column_types.is_above(field, "2024-02-29T10:00:00+01:00", "2024-01-01T10:00:00")


@pytest.mark.parametrize(
    ("kind", "format", "is_known"),
    [
        ("string", "email", True),
        ("string", "topojson", False),
        ("geojson", "topojson", True),
        ("geopoint", "object", True),
        ("integer", "default", True),
        ("integer", "any", False),
        ("integer", "email", False),
        ("time", "any", True),
        ("datetime", "default", True),
    ],
)
def test_a_type_has_formats_of_its_own(kind: str, format: str, is_known: bool) -> None:
    assert column_types.has_format(kind, format) is is_known
