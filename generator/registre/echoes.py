"""One fault, one finding: what only follows from another finding is not told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from registre.diagnostic import Diagnostic

# Faults by which a value is not what its author wrote.
_ALTERED = frozenset(f"YAML-{number:03}" for number in (3, 4, 5, 7, 10, 11, 12, 19, 20, 24))
# Faults of a place; whatever is said of what stands below it follows from them.
_MISREAD = frozenset({"SCHEMA-017", "SCHEMA-021", "YAML-023"})
# Faults that take a field away: what holds it then lacks it.
_LOSING = frozenset({"SCHEMA-001", "YAML-020"})
# Faults after which YAML no longer knows where it is: on that line, or on those that follow.
_DERAILING = frozenset({"YAML-003", "YAML-020"})
_OPEN = "YAML-017"
# A colon within a text; or the brace before several fields was forgotten.
_CUT = "YAML-010"
# An id of the wrong form is also an unknown one: the unknown one is told, with the nearest.
_UNKNOWN = frozenset({"REF-001", "REF-002", "REF-004"})
_WRONG_FORM = frozenset({"SCHEMA-006", "SCHEMA-007", "SCHEMA-008"})
# What is no file of its own has no id of its own either.
_NO_FILE = frozenset({"FILE-003", "FILE-004", "FILE-005"})

# A day that has not come puts the events after it out of order.
_TO_COME = "DATE-001"

# A pointer leads nowhere once what it led to is taken out.
_TAKEN_OUT = frozenset({"CHANGE-004", "CHANGE-006"})
# What a field that is lost was compared with, or pointed at.
_OF_A_FIELD = frozenset(
    {"REF-006", "REF-007", "CHANGE-004", "CHANGE-006", "CHANGE-007", "CHANGE-011"}
)
# A record that goes in silence is told by itself; so is a register that loses too many.
_GONE, _TOO_MANY = "CHANGE-001", "CHANGE-012"

_CAUSES = _ALTERED | _MISREAD | _UNKNOWN | _LOSING | _NO_FILE | _TAKEN_OUT | {_OPEN, _TO_COME}


def without_echoes(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings that stand on their own, in the same order."""
    told = list(findings)
    silent = sum(found.code == _GONE for found in told)
    told = [f for f in told if f.code != _TOO_MANY or f.arguments["lost"] > silent]
    causes: dict[str, list[Diagnostic]] = defaultdict(list)
    for found in told:
        if found.code in _CAUSES:
            causes[found.where.path].append(found)
    if not causes:
        return told
    return [found for found in told if not _is_echo(found, causes[found.where.path])]


def _is_echo(found: Diagnostic, causes: Iterable[Diagnostic]) -> bool:
    if found.code in ("YAML-018", "YAML-024"):
        return any(_derails(cause, found) for cause in causes)
    if found.code == "DATE-002":
        days = {cause.arguments["value"] for cause in causes if cause.code == _TO_COME}
        return found.arguments["previous_value"] in days
    if found.code == "ID-001":
        return any(cause.code in _NO_FILE for cause in causes)
    if found.code in _OF_A_FIELD and any(_lost_the_field(found, cause) for cause in causes):
        return True
    if not found.code.startswith(("SCHEMA", "REF")):
        return False
    return any(_follows(found, cause) for cause in causes if cause is not found)


def _derails(cause: Diagnostic, found: Diagnostic) -> bool:
    """Whether YAML no longer knew what a line was, after the cause."""
    if cause.code == _OPEN:
        return cause.where.line < found.where.line
    return cause.code in _DERAILING and cause.where.line == found.where.line


def _follows(found: Diagnostic, cause: Diagnostic) -> bool:
    if found.code == "SCHEMA-002" and cause.code in _LOSING:
        return _was_lost(found, cause)
    if found.code == "SCHEMA-002" and cause.code == _CUT:
        return _was_swallowed(found, cause)
    if cause.code in _ALTERED:
        return _covers(found, cause)
    if cause.code in _MISREAD:
        below = _is_below(found.where.pointer, cause.where.pointer)
        return below and found.code.startswith("REF")
    same_place = found.where.pointer == cause.where.pointer
    return same_place and found.code in _WRONG_FORM


def _lost_the_field(found: Diagnostic, cause: Diagnostic) -> bool:
    """Whether the field that ``found`` speaks of stands there under a name that is none.

    Or whether what a pointer leads to was taken out of its list.
    """
    place = "/events" if found.code == "REF-006" else found.where.pointer
    if found.code == "REF-007":
        place = str(found.arguments["value"])
        if cause.code in _TAKEN_OUT:
            return place.startswith(cause.where.pointer + "/")
    if cause.code == "SCHEMA-001" and cause.arguments["suggestion"]:
        holder = cause.where.pointer.rpartition("/")[0]
        return _is_below(place, f"{holder}/{cause.arguments['suggestion']}")
    return False


def _was_lost(found: Diagnostic, cause: Diagnostic) -> bool:
    """Whether a field is missing because its colon is: its line, or its key, says too much."""
    if cause.code == "YAML-020":
        written = str(cause.arguments["text"]).lstrip('"')
        return written.startswith(str(found.arguments["key_name"]))
    holder = cause.where.pointer.rpartition("/")[0]
    return found.where.pointer == holder and " " in str(cause.arguments["key_name"])


def _was_swallowed(found: Diagnostic, cause: Diagnostic) -> bool:
    """Whether a field is missing because the line before it took it for a part of its text."""
    is_there = f" {found.arguments['key_name']}:" in str(cause.arguments["offer"])
    return is_there and found.where.line == cause.where.line


def _covers(found: Diagnostic, cause: Diagnostic) -> bool:
    """Whether the value that ``found`` speaks of has the cause fault inside it."""
    where = found.where
    place = cause.where.line, cause.where.column
    return (where.line, where.column) <= place <= (where.end_line, where.end_column)


def _is_below(pointer: str, place: str) -> bool:
    return bool(place) and (pointer == place or pointer.startswith(place + "/"))
