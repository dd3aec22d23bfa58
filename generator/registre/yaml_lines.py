"""Sound YAML in its plainest forms, read line by line: its data alone, or nothing.

Most declarations need little of YAML: fields one below the other, lists, a few values
within brackets, texts over several lines. These forms mean one thing only. Whatever else
a text holds, nothing is said of it here: ``yaml_quick`` reads it (docs/adr/0010).
"""

from __future__ import annotations

import re
from typing import Any

from registre.document import Span
from registre.yaml_scalars import AMBIGUOUS, CONSTANTS, meaning
from registre.yaml_traps import STUCK_KEY

_KEY = r"[a-z][a-z0-9_]{0,99}"
_QUOTED = r"\"[^\"\\\n]*\"|'[^'\n]*'"
# An empty line or a comment; else a field, an item, or an item that begins with a field.
_LINE = re.compile(
    rf"""
    ^\#.*\n |
    ^(\ *)(-\ )?(?:({_KEY}):(?:\ |(?=\n)))?      # what it begins after; its hyphen; its field
    (?:
        ([>|]-?)\n                              # a text on the lines below, all equally far in
        (\ +)([^\ \n].*(?:\n\5[^\ \n].*|\n(?=\n))*)
        | ([\[{{].*) | ({_QUOTED}) | ([\w/].*)  # brackets; quotes; a plain text
    )?\n
    """,
    re.VERBOSE | re.MULTILINE,
)
# The group of a field's name: the last one where nothing follows it.
_FIELD = 3
_IN_BRACKETS = re.compile(rf"(?:({_KEY}):\ )?(?:([\[{{])|({_QUOTED})|([\w/][^\[\]{{}},:#?\n]*))")
_BREAKS = re.compile(r"\n(\n*)")


class _NotPlainError(Exception):
    """A form that is not read here."""


def read(text: str, *, max_depth: int, max_nodes: int) -> Any:
    """The data of a text that ends with a line break; None for what is not read here.

    The text has passed what ``yaml_quick`` looks for in a text as a whole.
    """
    # Each value takes a sign at least, and a blank or a bracket before it.
    if len(text) > 2 * max_nodes or " #" in text or " \n" in text or "\t" in text:
        return None
    try:
        return _Reading(max_depth - 1).data(text)
    except _NotPlainError:
        return None


def place(text: str, field: str | int) -> Span | None:
    """Where the value of a field of the whole stands, in a text that is read here; None for
    one that is no plain text on the line of its field."""
    found = re.search(rf"^{re.escape(str(field))}: ([\w/].*)$", text, re.MULTILINE)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    start, end = (found.start(1) - found.start(), found.end() - found.start())
    return Span(line, start + 1, line, end + 1)


class _Reading:
    """The mapping or list that is read, ``inside``, and the column where its lines begin;
    those ``around`` it; the field of it whose value is ``awaited`` on the lines below."""

    __slots__ = ("around", "awaited", "column", "inside", "most")

    def __init__(self, most: int) -> None:
        self.inside: Any = {}
        self.column = -1
        self.around: list[tuple[int, Any]] = []
        self.awaited: str | None = ""
        self.most = most

    def data(self, text: str) -> Any:
        root, past = self.inside, 0
        for line in _LINE.finditer(text):
            if line.start() != past:
                raise _NotPlainError
            past = line.end()
            if line.lastindex is None or line[0] == "\n":
                continue
            blank, hyphen, key, *written = line.groups()
            if not (hyphen or key):
                raise _NotPlainError
            self.reach(len(blank), list if hyphen else dict)
            if key is None:
                self.inside.append(_value(written, self.column, self.most - len(self.around)))
                continue
            if hyphen:
                self.inside.append({})
                self.enter(self.inside[-1], self.column + 2)
            self.read_field(key, None if line.lastindex == _FIELD else written)
        if self.awaited is not None or past != len(text):
            raise _NotPlainError
        return root[""]

    def enter(self, member: Any, column: int) -> None:
        if len(self.around) >= self.most:
            raise _NotPlainError
        self.around.append((self.column, self.inside))
        self.inside, self.column = member, column

    def reach(self, column: int, kind: type) -> None:
        """Go where a line belongs that begins at this column, in a mapping or in a list."""
        if self.awaited is not None:
            if column <= self.column:
                raise _NotPlainError
            self.inside[self.awaited] = kind()
            self.enter(self.inside[self.awaited], column)
            self.awaited = None
        while column < self.column:
            self.column, self.inside = self.around.pop()
        if column != self.column or self.inside.__class__ is not kind:
            raise _NotPlainError

    def read_field(self, key: str, written: list[Any] | None) -> None:
        if key in self.inside or key in CONSTANTS:
            raise _NotPlainError
        if written is None:
            self.awaited = key
            self.inside[key] = None
        else:
            self.inside[key] = _value(written, self.column, self.most - len(self.around))


def _value(written: list[Any], column: int, depth: int) -> Any:
    """What is written after a field or a hyphen that stands at ``column``."""
    sign, pad, block, bracketed, quoted, plain = written
    if plain is not None:
        return _plain(plain)
    if block is not None and len(pad) > column:
        return _block(sign, pad, block)
    if quoted is not None:
        return quoted[1:-1]
    if bracketed is not None:
        value, end = _brackets(bracketed, 0, depth)
        if end == len(bracketed):
            return value
    raise _NotPlainError


def _plain(text: str) -> Any:
    if ":" in text and (": " in text or text[-1] == ":" or STUCK_KEY.match(text)):
        raise _NotPlainError
    if (meant := meaning(text)) is AMBIGUOUS:
        raise _NotPlainError
    return meant


def _block(sign: str, pad: str, block: str) -> str:
    text = block.replace(f"\n{pad}", "\n").rstrip("\n")
    if sign[0] == ">":
        text = _BREAKS.sub(_folded, text) if "\n\n" in text else text.replace("\n", " ")
    return text if sign[1:] else f"{text}\n"


def _folded(breaks: re.Match[str]) -> str:
    return breaks[1] or " "


def _brackets(text: str, at: int, depth: int) -> tuple[Any, int]:
    """The value within the bracket at that place, and where what follows it begins."""
    opening = text[at]
    value: Any = [] if opening == "[" else {}
    closing = "]" if opening == "[" else "}"
    at += 1
    while depth:
        found = _IN_BRACKETS.match(text, at)
        if found is None or (found[1] is None) is not (opening == "["):
            break
        key, bracket, quoted, plain = found.groups()
        at = found.end()
        member: Any
        if bracket:
            member, at = _brackets(text, at - 1, depth - 1)
        elif quoted:
            member = quoted[1:-1]
        else:
            member = None if plain[-1] == " " else _plain(plain)
        if member is None or member == "":
            break
        if opening == "[":
            value.append(member)
        elif key in value or key in CONSTANTS:
            break
        else:
            value[key] = member
        if text.startswith(closing, at):
            return value, at + 1
        if not text.startswith(", ", at):
            break
        at += 2
    raise _NotPlainError
