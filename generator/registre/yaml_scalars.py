"""What an unquoted scalar means: the core schema of YAML 1.2 (10.3.2), less what is doubtful."""

from __future__ import annotations

import re
from typing import Any, Final

MAX_DIGITS = 15

# The answer for a number that readers of YAML do not all read alike.
AMBIGUOUS: Final = object()

CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_LIKE = frozenset("-+.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_AMBIGUOUS = re.compile(
    r"[-+]?0[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_INFINITE = (float("inf"), float("-inf"))


def meaning(text: str) -> Any:
    """None, a truth value, a number or the text itself; AMBIGUOUS for a doubtful number."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    return _number(text) if text[0] in _NUMBER_LIKE else text


def _number(text: str) -> Any:
    if _AMBIGUOUS.fullmatch(text):
        return AMBIGUOUS
    if not _FLOAT.fullmatch(text):
        return text
    if len(text.lstrip("+-")) > MAX_DIGITS:
        return AMBIGUOUS
    if _INTEGER.fullmatch(text):
        return int(text)
    number = float(text)
    return AMBIGUOUS if number in _INFINITE else number
