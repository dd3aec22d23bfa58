"""A declaration as it is written: its data, and the place of every value in the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from registre.diagnostic import Diagnostic, Location


class Span(NamedTuple):
    """From ``line``, ``column`` up to before ``end_line``, ``end_column``; from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


Children = dict[str, "Node"] | list["Node"] | None


class Node:
    """A value as written: its data, its span, and the nodes below it.

    ``keys`` has the span of each key of a mapping; ``plain`` tells unquoted text. All but the
    data may be given as functions, called when their answer is first looked at.
    """

    __slots__ = ("_children", "_grow", "_keys", "_pick", "_span", "data", "plain")

    def __init__(
        self,
        data: Any,
        span: Span | Callable[[], Span],
        *,
        plain: bool = False,
        children: Children = None,
        keys: dict[str, Span] | Callable[[], dict[str, Span]] | None = None,
        grow: Callable[[], Children] | None = None,
        pick: Callable[[str | int], Node | None] | None = None,
    ) -> None:
        self.data = data
        self._span = span
        self.plain = plain
        self._children = children
        self._keys = keys or {}
        self._grow = grow
        self._pick = pick

    @property
    def span(self) -> Span:
        if not isinstance(self._span, Span):
            self._span = self._span()
        return self._span

    @property
    def children(self) -> Children:
        if self._grow is not None:
            self._children, self._grow = self._grow(), None
        return self._children

    def child(self, step: str | int) -> Node | None:
        """The node of one value below; by itself when none of the others was asked for yet."""
        if self._pick is not None and self._grow is not None:
            return self._pick(step)
        return _child(self, step)

    @property
    def keys(self) -> dict[str, Span]:
        if not isinstance(self._keys, dict):
            self._keys = self._keys()
        return self._keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a file writes its data: ``root`` is None when it could not be read at all."""

    root: Node | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a file says: ``data`` is None when it could not be read at all.

    The places of its values are looked up when the first is asked for. ``is_sound`` tells
    a text of which the quick reader was sure: nothing in it can have been misread. ``text``
    is the whole file, comments included.
    """

    path: str
    data: Any = None
    findings: tuple[Diagnostic, ...] = ()
    is_sound: bool = False
    text: str = field(default="", repr=False, compare=False)
    writing: Callable[[], Writing] = field(default=Writing, repr=False, compare=False)

    @property
    def root(self) -> Node | None:
        return self.writing().root

    @property
    def lines(self) -> tuple[str, ...]:
        return self.writing().lines

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """The place of the value at ``pointer``, of its key if asked.

        A step that is not in the document stops at the last one that is.
        """
        node, at_key = self.root, None
        for number, step in enumerate(pointer, 1):
            found = node.child(step) if node is not None else None
            if node is None or found is None:
                break
            if key and number == len(pointer) and isinstance(node.children, dict):
                at_key = node.keys[str(step)]
            node = found
        span = at_key or (node.span if node is not None else Span(1, 1, 1, 1))
        return Location(path=self.path, pointer=to_pointer(pointer), **span._asdict())

    def written(self, pointer: Sequence[str | int]) -> str:
        """The value at ``pointer`` as the file writes it; empty when it is not there."""
        where = self.locate(pointer)
        lines = list(self.lines[where.line - 1 : where.end_line])
        if not lines:
            return ""
        lines[-1] = lines[-1][: where.end_column - 1]
        lines[0] = lines[0][where.column - 1 :]
        return "\n".join(lines)

    def is_short(self, pointer: Sequence[str | int]) -> bool:
        """Whether the value stands on one line."""
        where = self.locate(pointer)
        return where.line == where.end_line

    def opening(self, pointer: Sequence[str | int]) -> Location:
        """Where the mapping at ``pointer`` begins: at its own key, else at its first one."""
        if pointer and isinstance(pointer[-1], str):
            return self.locate(pointer, key=True)
        where = self.locate(pointer)
        first = next(iter(self._node(pointer).keys.values()), None)
        if first is None:
            return replace(where, end_line=where.line, end_column=where.column + 1)
        return replace(where, **first._asdict())

    def _node(self, pointer: Sequence[str | int]) -> Node:
        node = self.root
        for step in pointer:
            node = _child(node, step)
        assert node is not None
        return node


def _child(node: Node | None, step: str | int) -> Node | None:
    if node is None or node.children is None:
        return None
    if isinstance(node.children, dict):
        return node.children.get(str(step))
    is_item = isinstance(step, int) and step < len(node.children)
    return node.children[int(step)] if is_item else None


def to_pointer(steps: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
