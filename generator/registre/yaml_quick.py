"""Sound YAML, quickly: its data alone, or nothing at the slightest suspicion.

The careful reader (``yaml_strict``) finds nothing to say of a text that this one accepts,
and reads the same data (docs/adr/0010). So a sound declaration costs less than to let
libyaml load it, and only a doubtful one is read with the place of every value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.events import (
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from registre import yaml_lines
from registre.document import Children, Node, Span, Writing
from registre.text import has_forbidden
from registre.yaml_scalars import AMBIGUOUS, meaning
from registre.yaml_traps import STUCK_KEY, cut_by_hash, joined_items

# At the start of a line: what looks like an indentation or the hyphen of a list, and is none;
# or nothing but spaces.
_ODD_START = re.compile(
    "\n(?: *(?:[\t\u00a0\u2007\u202f\u2010-\u2015\u2022\u2212\u25aa\u00b7]|-[a-z{])| +\n)"
)
# What libyaml may take for a comment, though it touches the sign before it; what touches a
# bracket or a quote is seen where that ends.
_STUCK_HASH = re.compile(r"#(?:(?<=[,:?|>+-]#)|(?<=[|>][0-9]#)|(?<=[|>][-+][0-9]#))")
# What may stand on a line before the value that begins there.
_BEFORE_VALUES = " \t?:-"


class _SuspectError(Exception):
    """Something that the careful reader should look at."""


@dataclass(slots=True)
class _Collection:
    """A mapping or a list as libyaml tells it; the events have the place of everything."""

    start: Any
    end: Any = None
    keys: dict[str, Any] = field(default_factory=dict)
    members: dict[str, Any] | list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sound:
    """The data of a sound text, and how it is written, worked out when asked for."""

    data: Any
    writing: Callable[[], Writing]


def read(text: str, *, max_depth: int, max_nodes: int) -> Sound | None:
    """What a text says that is sound beyond doubt; None for any other."""
    # libyaml reads a last line that is not ended as it should not.
    ended = text if text.endswith("\n") else f"{text}\n"
    if _ODD_START.search(f"\n{ended}") or _STUCK_HASH.search(text) or has_forbidden(text):
        return None
    data = yaml_lines.read(ended, max_depth=max_depth, max_nodes=max_nodes)
    if data is None:
        return _read_events(text, ended, max_depth, max_nodes)
    return Sound(data, cache(lambda: _writing_of_lines(text, ended, data, max_depth, max_nodes)))


def _read_events(text: str, ended: str, max_depth: int, max_nodes: int) -> Sound | None:
    try:
        data, place = _Reader(ended, max_depth, max_nodes).document()
    except (_SuspectError, yaml.YAMLError):
        return None
    return Sound(data, cache(lambda: _Placing(text).writing(data, place)))


def _writing_of_lines(text: str, ended: str, data: Any, max_depth: int, max_nodes: int) -> Writing:
    """The places of what was read line by line: those of its own fields are seen at once,
    and for any other the text is read again."""

    @cache
    def whole() -> Node:
        sound = _read_events(text, ended, max_depth, max_nodes)
        root = sound.writing().root if sound is not None else None
        assert root is not None, "what is read line by line, libyaml reads"
        return root

    def pick(step: str | int) -> Node | None:
        span = yaml_lines.place(text, step)
        return whole().child(step) if span is None else Node(data[step], span, plain=True)

    root = Node(
        data,
        lambda: whole().span,
        grow=lambda: whole().children,
        pick=pick,
        keys=lambda: whole().keys,
    )
    return Writing(root=root, lines=tuple(text.split("\n")))


class _Reader:
    __slots__ = ("decorated", "escaped", "hashes", "left", "lines", "max_depth", "next", "text")

    def __init__(self, text: str, max_depth: int, max_nodes: int) -> None:
        self.next: Callable[[], Any] = CParser(text).get_event
        self.text = text
        self.lines: Sequence[str] = ()
        # What cannot be in any scalar is looked for once, in the whole text.
        self.hashes = " #" in text or "\t#" in text
        self.decorated = "&" in text or "!" in text
        self.escaped = "\\" in text
        self.max_depth = max_depth
        self.left = max_nodes

    def document(self) -> tuple[Any, _Collection]:
        self.next()
        start = self.next()
        if start.__class__ is StreamEndEvent or start.version or start.tags:
            raise _SuspectError
        read = self.collection(self.next(), 1)
        if self.next().__class__ is not DocumentEndEvent:
            raise _SuspectError
        if self.next().__class__ is not StreamEndEvent:
            raise _SuspectError
        return read

    def collection(self, start: Any, depth: int) -> tuple[Any, _Collection]:
        kind = start.__class__
        if kind is not MappingStartEvent and kind is not SequenceStartEvent:
            raise _SuspectError
        if depth >= self.max_depth:
            raise _SuspectError
        if start.anchor is not None or start.tag is not None:
            raise _SuspectError
        read = self.mapping if kind is MappingStartEvent else self.sequence
        return read(start, depth + 1)

    def sequence(self, start: Any, depth: int) -> tuple[list[Any], _Collection]:
        items: list[Any] = []
        places: list[Any] = []
        following = self.next
        while (event := following()).__class__ is not SequenceEndEvent:
            if event.__class__ is ScalarEvent:
                items.append(self.scalar(event))
                places.append(event)
            else:
                item, place = self.collection(event, depth)
                items.append(item)
                places.append(place)
        if start.flow_style:
            self.enclosed(start, event)
        self.count(len(items))
        return items, _Collection(start, event, {}, places)

    def mapping(self, start: Any, depth: int) -> tuple[dict[str, Any], _Collection]:
        members: dict[str, Any] = {}
        keys: dict[str, Any] = {}
        places: dict[str, Any] = {}
        following = self.next
        while (event := following()).__class__ is not MappingEndEvent:
            # Within braces, libyaml takes the ? of ?word for a sign.
            if start.flow_style and self.text[event.start_mark.index - 1] == "?":
                raise _SuspectError
            key = self.key(event)
            if key in keys:
                raise _SuspectError
            keys[key] = event
            event = following()
            if event.__class__ is ScalarEvent:
                value, places[key] = self.scalar(event), event
            else:
                value, places[key] = self.collection(event, depth)
            # Within braces, a text without its colon looks like a field without a value.
            if start.flow_style and (value is None or value == ""):
                raise _SuspectError
            members[key] = value
        if start.flow_style:
            self.enclosed(start, event)
        self.count(2 * len(members))
        return members, _Collection(start, event, keys, places)

    def count(self, nodes: int) -> None:
        self.left -= nodes
        if self.left < 1:
            raise _SuspectError

    def key(self, event: Any) -> str:
        if event.__class__ is not ScalarEvent:
            raise _SuspectError
        key = self.scalar(event)
        if key.__class__ is not str or key == "<<":
            raise _SuspectError
        return key

    def scalar(self, event: Any) -> Any:
        value = event.value
        if self.decorated and (event.anchor is not None or event.tag is not None):
            raise _SuspectError
        if event.style:
            if self.escaped and has_forbidden(value):
                raise _SuspectError
            if event.style in "\"'":
                self.enclosed(event, event)
            return value
        several = event.end_mark.line != event.start_mark.line
        if (several or self.hashes or ":" in value) and self.is_trap(event, value):
            raise _SuspectError
        if (meant := meaning(value)) is AMBIGUOUS or value == "-":
            raise _SuspectError
        return meant

    def split(self) -> Sequence[str]:
        self.lines = self.lines or self.text.split("\n")
        return self.lines

    def enclosed(self, start: Any, end: Any) -> None:
        """What stands within brackets or quotes: no comment may touch these, and its lines go
        on further to the right than the one begins on which it opens."""
        past = end.end_mark
        text = self.text
        if text.startswith("#", start.end_mark.index) or text.startswith("#", past.index):
            raise _SuspectError
        first = start.start_mark.line
        if past.line == first:
            return
        lines = self.split()
        least = len(lines[first]) - len(lines[first].lstrip(_BEFORE_VALUES)) + 1
        for line in lines[first + 1 : past.line + 1]:
            if line.strip() and len(line) - len(line.lstrip(" ")) < least:
                raise _SuspectError

    def is_trap(self, event: Any, value: str) -> bool:
        """Whether YAML may have changed an unquoted text, or taken a field for text."""
        if ":" in value and STUCK_KEY.match(value):
            return True
        end = event.end_mark
        several = end.line > event.start_mark.line
        if not several and not self.hashes:
            return False
        lines = self.split()
        if several and any(joined_items("", lines, event.start_mark.line, end.line)):
            return True
        return cut_by_hash(value, end.line, end.column, lines) is not None


class _Placing:
    """Nodes of what was read, each made when it is looked at."""

    def __init__(self, text: str) -> None:
        self.lines = tuple(text.split("\n"))

    def writing(self, data: Any, place: _Collection) -> Writing:
        return Writing(root=self.node(data, place), lines=self.lines)

    def node(self, data: Any, place: Any) -> Node:
        if place.__class__ is ScalarEvent:
            return Node(data, partial(self.span, place), plain=not place.style)
        grow = partial(self.grown, data, place)
        return Node(
            data,
            partial(self.span, place),
            grow=grow,
            pick=partial(self.picked, data, place),
            keys=partial(self.keys, place),
        )

    def grown(self, data: Any, place: _Collection) -> Children:
        members = place.members
        if isinstance(members, list):
            return [self.node(item, member) for item, member in zip(data, members, strict=True)]
        return {key: self.node(data[key], member) for key, member in members.items()}

    def picked(self, data: Any, place: _Collection, step: str | int) -> Node | None:
        """One of those alone."""
        members = place.members
        if isinstance(members, list):
            is_item = isinstance(step, int) and step < len(members)
            return self.node(data[step], members[int(step)]) if is_item else None
        key = str(step)
        return self.node(data[key], members[key]) if key in members else None

    def keys(self, place: _Collection) -> dict[str, Span]:
        return {key: self.span(event) for key, event in place.keys.items()}

    def span(self, place: Any) -> Span:
        """A bracket ends with its bracket; a block, with the last thing in it."""
        if place.__class__ is ScalarEvent:
            return Span(*self.at(place.start_mark), *self.at(place.end_mark))
        first, last = self.span_of(place.start), self.span_of(place.end)
        if not place.start.flow_style and place.members:
            members = place.members
            last = self.span(members[-1] if isinstance(members, list) else [*members.values()][-1])
        return Span(first.line, first.column, last.end_line, last.end_column)

    def span_of(self, event: Any) -> Span:
        return Span(*self.at(event.start_mark), *self.at(event.end_mark))

    def at(self, mark: Any) -> tuple[int, int]:
        if mark.line >= len(self.lines):
            return len(self.lines), len(self.lines[-1]) + 1
        return mark.line + 1, min(mark.column + 1, len(self.lines[mark.line]) + 1)
