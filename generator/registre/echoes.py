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


_CAUSES = _ALTERED | _MISREAD | _UNKNOWN


def without_echoes(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings that stand on their own, in the same order."""
    told = list(findings)
    causes: dict[str, list[Diagnostic]] = defaultdict(list)
    for found in told:
        if found.code in _CAUSES:
            causes[found.where.path].append(found)
    return [found for found in told if not _is_echo(found, causes[found.where.path])]


def _is_echo(found: Diagnostic, causes: Iterable[Diagnostic]) -> bool:
    if not found.code.startswith(("SCHEMA", "REF")):
        return False
    return any(_follows(found, cause) for cause in causes if cause is not found)


def _follows(found: Diagnostic, cause: Diagnostic) -> bool:
    if cause.code in _ALTERED:
        return _covers(found, cause)
    if cause.code in _MISREAD:
        below = _is_below(found.where.pointer, cause.where.pointer)
        return below and found.code.startswith("REF")
    same_place = found.where.pointer == cause.where.pointer
    return same_place and found.code in _WRONG_FORM


def _covers(found: Diagnostic, cause: Diagnostic) -> bool:
    """Whether the value that ``found`` speaks of has the cause fault inside it."""
    where = found.where
    place = cause.where.line, cause.where.column
    return (where.line, where.column) <= place <= (where.end_line, where.end_column)


def _is_below(pointer: str, place: str) -> bool:
    return bool(place) and (pointer == place or pointer.startswith(place + "/"))
