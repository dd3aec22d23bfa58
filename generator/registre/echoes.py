"""One fault, one finding: what only follows from another finding is not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from registre.diagnostic import Diagnostic

# Faults by which a value is not what its author wrote.
_ALTERED = frozenset(f"YAML-{number:03}" for number in (3, 4, 5, 7, 11, 12, 19, 24))
# Faults of a place; whatever is said of what stands below it follows from them.
_MISREAD = frozenset({"SCHEMA-017", "SCHEMA-021", "YAML-023"})
# An id of the wrong form is also an unknown one: the unknown one is told, with the nearest.
_UNKNOWN = frozenset({"REF-001", "REF-002", "REF-004"})
_WRONG_FORM = frozenset({"SCHEMA-006", "SCHEMA-007", "SCHEMA-008"})


def without_echoes(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings that stand on their own, in the same order."""
    by_path: dict[str, list[Diagnostic]] = defaultdict(list)
    told = list(findings)
    for found in told:
        by_path[found.where.path].append(found)
    return [found for found in told if not _is_echo(found, by_path[found.where.path])]


def _is_echo(found: Diagnostic, beside: Iterable[Diagnostic]) -> bool:
    if not found.code.startswith(("SCHEMA", "REF")):
        return False
    return any(_follows(found, other) for other in beside if other is not found)


def _follows(found: Diagnostic, other: Diagnostic) -> bool:
    if other.code in _ALTERED:
        return _covers(found, other)
    if other.code in _MISREAD and found.code.startswith("REF"):
        return _is_below(found.where.pointer, other.where.pointer)
    same_place = found.where.pointer == other.where.pointer
    return same_place and found.code in _WRONG_FORM and other.code in _UNKNOWN


def _covers(found: Diagnostic, other: Diagnostic) -> bool:
    """Whether the value that ``found`` speaks of has the other fault inside it."""
    where = found.where
    place = other.where.line, other.where.column
    return (where.line, where.column) <= place <= (where.end_line, where.end_column)


def _is_below(pointer: str, place: str) -> bool:
    return bool(place) and (pointer == place or pointer.startswith(place + "/"))
