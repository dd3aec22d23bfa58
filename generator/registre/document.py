"""A declaration as it is written: its data, and the place of every value in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from registre.diagnostic import Diagnostic, Location


class Span(NamedTuple):
    """From ``line``, ``column`` up to before ``end_line``, ``end_column``; from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True)
class Node:
    """A value as written: its data, its span, and the nodes below it.

    ``keys`` has the span of each key of a mapping; ``plain`` tells unquoted text.
    """

    data: Any
    span: Span
    plain: bool = False
    children: dict[str, Node] | list[Node] | None = None
    keys: dict[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a file says: ``root`` is None when it could not be read at all."""

    path: str
    root: Node | None
    findings: tuple[Diagnostic, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def data(self) -> Any:
        return self.root.data if self.root else None

    def locate(self, pointer: Sequence[str | int], *, key: bool = False) -> Location:
        """The place of the value at ``pointer``, of its key if asked.

        A step that is not in the document stops at the last one that is.
        """
        node, span = self.root, Span(1, 1, 1, 1)
        if node is not None:
            span = node.span
        for number, step in enumerate(pointer, 1):
            found = _child(node, step)
            if node is None or found is None:
                break
            is_key = key and number == len(pointer) and isinstance(node.children, dict)
            span = node.keys[str(step)] if is_key else found.span
            node = found
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
