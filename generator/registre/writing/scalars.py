"""How one value is written in YAML, so that it is read back exactly.

Plain where nobody can be misled, within quotes where French or YAML 1.1 would be (`` : ``,
`` #``, ``no``, numbers), under ``>-`` or ``|-`` where the text is long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from registre.text import quoted_yaml
from registre.yaml_traps import STUCK_KEY

WIDTH = 90

# The first character of a text that needs no quotes: a letter, a digit, an opening « or (.
_PLAIN_START = re.compile(r"[^\W_]|[«“(/]")
# What YAML, its older version or a hurried reader takes for something else than text.
_TRUTHS = ("y", "n", "yes", "no", "on", "off", "oui", "non", "true", "false", "vrai", "faux")
_WORDS = frozenset([*_TRUTHS, "null", "none", "nil", "nan", "inf", "~"])
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9_.,:+/xobaefEABCDF \u00a0\u202f-]*")
_CUTS = re.compile(r":(?:\s|$)|\s#")
_FLOW = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+-]*")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
# A break in a fold stands for one space between two visible characters.
_BREAK = re.compile(r"(?<=\S) (?=\S)")
_INVISIBLE_START = re.compile(r"\s")
# What only an escape can carry: controls, the line ends of Unicode, half characters.
_ESCAPED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def written(value: object, *, room: int = WIDTH, dated: bool = False) -> list[str]:
    """The value as lines: the first stands after the key, the others are indented below it.

    ``room`` is what the line still holds; ``dated`` tells that a date is expected here.
    """
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if not isinstance(value, str):
        return [_number(value)]
    if dated and _DATE.fullmatch(value):
        # A bare year is a number in YAML, and as good a date.
        return [value]
    if "\n" in value:
        return _literal(value)
    line = on_one_line(value)
    if len(line) > room and _folds(value):
        return [">-", *folded(value)]
    return [line]


def is_simple(value: object) -> bool:
    """Whether a value can stand within brackets as it is: a code, a date."""
    return isinstance(value, str) and bool(_FLOW.fullmatch(value)) and not _misleads(value)


def folded(text: str, width: int = WIDTH - 2) -> list[str]:
    """The text on lines of at most ``width``, where words allow; joined by spaces it is whole."""
    lines: list[str] = []
    start = 0
    end = None
    for found in _BREAK.finditer(text):
        if found.start() - start > width and end is not None:
            lines.append(text[start:end])
            start = end + 1
        end = found.start()
    if end is not None and end > start and len(text) - start > width:
        lines.append(text[start:end])
        start = end + 1
    return [*lines, text[start:]]


def _number(value: object) -> str:
    if isinstance(value, float) and "e" in repr(value):
        return f"{value:.15f}".rstrip("0")
    return str(value)


def on_one_line(text: str) -> str:
    """The text on one line, within quotes where it needs them."""
    return text if _is_plain(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Within quotes, on one line."""
    if not _ESCAPED.search(text):
        return quoted_yaml(text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _ESCAPED.sub(_escape, escaped) + '"'


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _is_plain(text: str) -> bool:
    if not _PLAIN_START.match(text) or text[-1:].isspace() or _ESCAPED.search(text):
        return False
    return not (_CUTS.search(text) or STUCK_KEY.match(text) or _misleads(text))


def _misleads(text: str) -> bool:
    return text.casefold() in _WORDS or bool(_NUMBER_LIKE.fullmatch(text))


def _folds(text: str) -> bool:
    """Whether a fold gives the text back: nothing that a block would eat or count anew."""
    is_framed = text[:1].isspace() or text[-1:].isspace()
    return not is_framed and not _ESCAPED.search(text) and bool(_BREAK.search(text))


def _literal(text: str) -> list[str]:
    """Several lines as they are, where no line begins or ends in what cannot be seen."""
    lines = text.split("\n")
    if any(_ESCAPED.search(line) or _is_framed(line) for line in lines) or not _is_closed(lines):
        return [_quoted(text)]
    return ["|-", *lines]


def _is_framed(line: str) -> bool:
    return bool(_INVISIBLE_START.match(line)) or line[-1:].isspace()


def _is_closed(lines: Sequence[str]) -> bool:
    return bool(lines[0] and lines[-1])
