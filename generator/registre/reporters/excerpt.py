"""A line of a file and a caret under the place, aligned as terminals align."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from registre.diagnostic import Location
from registre.text import is_forbidden

WINDOW = 100
_TAB = "    "
_CUT = "…"
_LINE_END = re.compile(r"[\n\r]")


class Excerpt(NamedTuple):
    """What stands on the line, cut when it is very long; and the carets below it."""

    line: str
    caret: str


def excerpt(source: Sequence[str], where: Location) -> Excerpt | None:
    """The line of a place; None when it is not there, or holds nothing to show."""
    if where.line > len(source) or not source[where.line - 1].strip():
        return None
    return underlined(source[where.line - 1], where)


def underlined(line: str, where: Location) -> Excerpt:
    """A line with its carets. A wide letter has two, a combining mark none of its own."""
    begin = min(where.column - 1, len(line))
    ends_here = where.end_line == where.line
    end = min(max(where.end_column - 1, begin + 1), len(line)) if ends_here else begin + 1
    start = max(0, begin - WINDOW // 2) if len(line) > WINDOW else 0
    stop = min(start + WINDOW, len(line))
    before = (_CUT if start else "") + shown_line(line[start:begin])
    marked = shown_line(line[begin : min(end, stop)])
    after = shown_line(line[min(end, stop) : stop]) + (_CUT if stop < len(line) else "")
    caret = " " * cell_len(before) + "^" * max(1, cell_len(marked))
    return Excerpt(before + marked + after, caret)


def visible(text: str) -> str:
    """The text on one line, with a mark in the place of what a terminal would obey or hide."""
    lines = (line.strip() for line in _LINE_END.split(text))
    return shown_line(" ".join(filter(None, lines))).strip()


def shown_line(text: str) -> str:
    """A line of a file as it can be printed, tabs made of four spaces."""
    return "".join(_TAB if c == "\t" else "\ufffd" if is_forbidden(c) else c for c in text)
