"""What libyaml lets pass and YAML 1.2 does not: others would refuse the file, or misread it.

A ``Watch`` sees libyaml's events go by, beside the lines that libyaml reads. Places are those
of these lines, counted from 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import Any

import yaml

from registre import yaml_traps
from registre.diagnostic import Diagnostic, Location, finding
from registre.text import shortened
from registre.yaml_traps import Explained

# Lines of one value that are told, when all of them stand badly.
MAX_TOLD = 20
_HEADER = re.compile(r"[|>][-+0-9]{0,2}")
_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class Watch:
    """Tells of each event what YAML 1.2 says against it; to be shown all of them, in order."""

    def __init__(self, path: str, lines: Sequence[str]) -> None:
        self.path = path
        self.lines = lines
        self.open: list[Any] = []
        # How far to the right a value must go on; within brackets, as where the first opened.
        self.margin = 0
        self.reached = (0, 0)

    def saw(self, event: Any) -> Iterator[Explained]:
        """What is wrong; with lines mended when libyaml would misread what follows."""
        start, end = _marks(event)
        if not isinstance(event, yaml.DocumentStartEvent):
            yield from map(_told, self._stuck_comments(event))
        self.reached = max(self.reached, (end.line, end.column))
        if isinstance(event, yaml.ScalarEvent):
            yield from self._scalar(event)
        elif isinstance(event, _STARTS):
            self.open.append(event)
            if not event.flow_style:
                self.margin = start.column + 1
        elif isinstance(event, _ENDS):
            yield from map(_told, self._closed(self.open.pop(), event))

    def _line(self, number: int) -> str:
        """The line; none where libyaml counts more lines: it ends them at other signs as well."""
        return self.lines[number] if number < len(self.lines) else ""

    def _in_brackets(self) -> bool:
        return bool(self.open and self.open[-1].flow_style)

    def _closed(self, start: Any, end: Any) -> Iterator[Diagnostic]:
        if not start.flow_style:
            self.margin = self.open[-1].start_mark.column + 1 if self.open else 0
        elif not self._in_brackets():
            yield from islice(self._continued(start.start_mark, end.end_mark, "#"), MAX_TOLD)

    def _scalar(self, event: Any) -> Iterator[Explained]:
        start = event.start_mark
        if self._in_brackets():
            yield from map(_told, self._sign_in_brackets(event))
        if event.style in ("'", '"'):
            found = self._continued(start, event.end_mark)
            yield from map(_told, islice(found, MAX_TOLD))
        elif event.style and (header := _HEADER.match(self._line(start.line), start.column)):
            if self._line(start.line)[header.end() : header.end() + 1] == "#":
                yield _told(self._stuck(start.line, header.end()))
            if not any(sign.isdigit() for sign in header.group()):
                yield from self._swollen(start.line)

    def _stuck_comments(self, event: Any) -> Iterator[Diagnostic]:
        """A # that touches what stands before it, between the last event and this one."""
        (first, column), until = self.reached, event.start_mark
        for number in range(first, min(until.line + 1, len(self.lines))):
            line = self.lines[number]
            end = until.column if number == until.line else len(line)
            place = line.find("#", column if number == first else 0, end)
            if place > 0 and line[place - 1] not in " \t":
                yield self._stuck(number, place)

    def _stuck(self, number: int, column: int) -> Diagnostic:
        line = self.lines[number]
        before, after = line[:column].strip(), line[column:].strip()
        where = _at(self.path, number, column)
        return finding("YAML-028", where, offer=shortened(f"{before} {after}", 120))

    def _sign_in_brackets(self, event: Any) -> Iterator[Diagnostic]:
        """A lone hyphen; and ``?word``, which libyaml takes for a sign and a word."""
        number, column = event.start_mark.line, event.start_mark.column
        if event.value == "-" and not event.style:
            yield finding("YAML-019", _at(self.path, number, column), sign="-")
        elif column and self._line(number)[column - 1 : column] == "?":
            yield finding("YAML-019", _at(self.path, number, column - 1), sign="?")

    def _continued(self, start: Any, end: Any, comment: str = "\n") -> Iterator[Diagnostic]:
        """Lines of a value that do not stand further to the right than what it belongs to."""
        for number in range(start.line + 1, min(end.line + 1, len(self.lines))):
            line = self.lines[number]
            column = len(line) - len(line.lstrip(" "))
            if column >= self.margin or not line.strip() or line[column] == comment:
                continue
            if line[column].isspace():
                yield yaml_traps.indentation(self.path, line, number, column)
                continue
            sign = self._line(start.line)[start.column : start.column + 1]
            yield finding(
                "YAML-029",
                _at(self.path, number, column),
                first_line=start.line + 1,
                sign=sign,
                spaces=self.margin + 1,
            )

    def _swollen(self, opening: int) -> Iterator[Explained]:
        """Blank lines above a text that have more spaces than it: libyaml drops the text."""
        following = (self.lines[n] for n in range(opening + 1, len(self.lines)))
        blank = sum(1 for _ in takewhile(lambda line: not line.strip(" "), following))
        above = range(opening + 1, opening + 1 + blank)
        if above.stop >= len(self.lines):
            return
        text = self.lines[above.stop]
        indent = len(text) - len(text.lstrip(" "))
        swollen = [number for number in above if len(self.lines[number]) > indent]
        if indent < self.margin or not swollen:
            return
        mended = list(self.lines)
        for number in swollen:
            mended[number] = ""
        length = len(self.lines[swollen[0]]) - indent
        where = _at(self.path, swollen[0], indent, length)
        yield Explained(finding=finding("YAML-030", where), repaired=mended)


def _marks(event: Any) -> tuple[Any, Any]:
    return event.start_mark, event.end_mark


def _told(found: Diagnostic) -> Explained:
    return Explained(finding=found)


def _at(path: str, line: int, column: int, length: int = 1) -> Location:
    end = column + 1 + length
    return Location(path=path, line=line + 1, column=column + 1, end_line=line + 1, end_column=end)
