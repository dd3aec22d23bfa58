"""Every string of a declaration, joined, so that one look tells what deserves a second one.

Rules that look for something in any text whatever (a number, an address) scan the joined
strings. Only what they find is led back to its value, and to its place in the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from typing import Any

from registre.diagnostic import Location
from registre.document import Document
from registre.schema import Steps

# Stands between two strings: nothing that a rule looks for goes on beyond it.
BETWEEN = "\n\n"


def joined(data: Any) -> str:
    """Every string of the data, in no order that means anything, one after another."""
    if isinstance(data, str):
        return data
    found: list[str] = []
    waiting = [data] if isinstance(data, (dict, list)) else []
    while waiting:
        value = waiting.pop()
        for item in value.values() if type(value) is dict else value:
            kind = type(item)
            if kind is str:
                found.append(item)
            elif kind is dict or kind is list:
                waiting.append(item)
    return BETWEEN.join(found)


def strings(data: Any) -> Iterator[tuple[Steps, str]]:
    """The same strings in the same order, each with the way to it."""
    if isinstance(data, str):
        yield (), data
    waiting: list[tuple[Steps, Any]] = [((), data)] if isinstance(data, (dict, list)) else []
    while waiting:
        way, value = waiting.pop()
        for step, item in value.items() if type(value) is dict else enumerate(value):
            if isinstance(item, str):
                yield (*way, step), item
            elif isinstance(item, (dict, list)):
                waiting.append(((*way, step), item))


def names_and_numbers(data: Any) -> Iterator[tuple[Steps, bool, str]]:
    """Every key and every number, as text, with its way, and whether it is a key."""
    waiting: list[tuple[Steps, Any]] = [((), data)]
    while waiting:
        way, value = waiting.pop()
        if isinstance(value, dict):
            yield from (((*way, name), True, name) for name in value)
            waiting += (((*way, name), item) for name, item in value.items())
        elif isinstance(value, list):
            waiting += (((*way, number), item) for number, item in enumerate(value))
        elif isinstance(value, (int, float)):
            yield way, False, str(value)


class Ways:
    """The ways to the strings that stand at offsets of the joined strings."""

    def __init__(self, data: Any) -> None:
        self._data = data

    @cached_property
    def _ways(self) -> tuple[list[int], list[Steps]]:
        """Where each string ends, what follows it included, and the way to it."""
        found = list(strings(self._data))
        ends = accumulate(len(text) + len(BETWEEN) for _, text in found)
        return list(ends), [steps for steps, _ in found]

    def at(self, offset: int) -> Steps:
        """The way to the string that stands at this offset."""
        ends, ways = self._ways
        return ways[bisect_right(ends, offset)]


def steps_at(data: Any, offset: int) -> Steps:
    """The way to the string that stands at this offset of the joined strings."""
    return Ways(data).at(offset)


def pinpoint(document: Document, steps: Steps, words: str) -> Location:
    """Where the words stand in the file, within the value at ``steps``.

    The place of the whole value when the file does not write them as they are read, as
    with words that are folded over two lines.
    """
    where = document.locate(steps)
    lines = document.lines[where.line - 1 : where.end_line]
    for number, line in enumerate(lines, where.line):
        begin = where.column - 1 if number == where.line else 0
        end = where.end_column - 1 if number == where.end_line else len(line)
        column = line.find(words, begin, end)
        if column >= 0:
            return replace(
                where,
                line=number,
                column=column + 1,
                end_line=number,
                end_column=column + 1 + len(words),
            )
    return where
