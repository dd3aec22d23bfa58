"""The comments of a declaration, and the place of words within one of them.

The site offers every declaration as a file, comments included.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from registre.diagnostic import Location
from registre.document import Document
from registre.rules.strings import BETWEEN, strings


def comments(text: str) -> Iterator[tuple[int, str]]:
    """What follows a hash sign at the beginning of a word, and where it begins."""
    at = text.find("#")
    while at >= 0:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        begins = at == 0 or text[at - 1] in " \t\n"
        if begins:
            yield at + 1, text[at + 1 : end]
        at = text.find("#", end if begins else at + 1)


class Places:
    """The places of words seen in the joined comments; all is computed once, when asked."""

    def __init__(self, document: Document, comments: dict[int, str]) -> None:
        self._document = document
        self._starts = list(comments)
        lengths = (len(comment) + len(BETWEEN) for comment in comments.values())
        self._joined_starts = list(accumulate(lengths, initial=0))

    @cached_property
    def _lines(self) -> list[int]:
        """The offsets at which the lines of the file begin."""
        ends = re.finditer("\n", self._document.text)
        return [0, *(end.end() for end in ends)]

    @cached_property
    def _values(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Where the texts of the file begin and end, in its order."""
        spans = (self._document.locate(steps) for steps, _ in strings(self._document.data))
        return sorted(((s.line, s.column), (s.end_line, s.end_column)) for s in spans)

    def of(self, words: str, joined_offset: int) -> Location:
        """Where words stand in the file that begin there in the joined comments."""
        number = bisect_right(self._joined_starts, joined_offset) - 1
        offset = self._starts[number] + joined_offset - self._joined_starts[number]
        line = bisect_right(self._lines, offset)
        column = offset - self._lines[line - 1] + 1
        end = column + len(words)
        path = self._document.path
        return Location(path=path, line=line, column=column, end_line=line, end_column=end)

    def is_in_a_value(self, where: Location) -> bool:
        """Whether the place belongs to a text that merely has a hash sign."""
        place = (where.line, where.column)
        before = bisect_right(self._values, place, key=lambda span: span[0])
        return before > 0 and place < self._values[before - 1][1]
