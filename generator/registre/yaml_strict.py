"""A strict subset of YAML 1.2: text to JSON-like data, with the place of every value.

The subset: one document; mappings whose keys are text and stand once; sequences; text,
null, true, false, plain decimal numbers. Dates stay text. Anchors, aliases, tags, merge
keys and directives are refused. libyaml (through PyYAML) reads the syntax; what a
scalar means is decided here, as YAML 1.2's core schema does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from registre import yaml_traps
from registre.diagnostic import Diagnostic, Location, finding

MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_DIGITS = 15

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_AMBIGUOUS = re.compile(
    r"[-+]?0[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


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
        for step in pointer:
            found = _child(node, step)
            if node is None or found is None:
                break
            is_key = key and step == pointer[-1] and isinstance(node.children, dict)
            span = node.keys[str(step)] if is_key else found.span
            node = found
        return Location(path=self.path, pointer=to_pointer(pointer), **span._asdict())


def _child(node: Node | None, step: str | int) -> Node | None:
    if node is None or node.children is None:
        return None
    if isinstance(node.children, dict):
        return node.children.get(str(step))
    return node.children[int(step)] if int(step) < len(node.children) else None


def to_pointer(steps: Sequence[str | int]) -> str:
    """A JSON Pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


class _Stop(Exception):
    """The file cannot be read further; what was wrong has been said."""


def parse(path: str, text: str) -> Document:
    """Read one document. Whatever the text, the answer is a Document, never an error."""
    reader = _Reader(path, text)
    return reader.read()


class _Reader:
    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")
        self.text = text
        self.findings: list[Diagnostic] = []
        self.long_scalars: list[range] = []
        self.nodes = 0
        self.events: Iterator[Any] = iter(())

    def read(self) -> Document:
        """Read, and after a colon that YAML refuses, read on as if it had been quoted."""
        root = None
        for _ in range(yaml_traps.MAX_REPAIRS):
            found, self.long_scalars, self.nodes = list(self.findings), [], 0
            try:
                root = self._document()
                break
            except yaml.MarkedYAMLError as error:
                # What was found before the fault is found again on the next reading.
                self.findings = [f for f in found if f.code == "YAML-010"]
                repaired = self._explain(error)
                if repaired is None:
                    break
                self.text = repaired
            except (yaml.YAMLError, _Stop):
                break
        self.findings += yaml_traps.indentation(self.path, self.lines, self.long_scalars)
        return Document(path=self.path, root=root, findings=_once(self.findings))

    def _explain(self, error: yaml.MarkedYAMLError) -> str | None:
        explained = yaml_traps.explain(self.path, self.lines, self.text, error)
        self.findings.append(explained.finding)
        return explained.repaired

    def _document(self) -> Node | None:
        self.events = yaml.parse(self.text, Loader=yaml.CSafeLoader)
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            self._say("YAML-016", Span(1, 1, 1, 1))
            return None
        self._directives(event)
        root = self._node(next(self.events), 1)
        next(self.events)
        following = next(self.events)
        if not isinstance(following, yaml.StreamEndEvent):
            self._say("YAML-006", _span(following))
        if root.data is None:
            self._say("YAML-016", Span(1, 1, 1, 1))
            return None
        return root

    def _directives(self, event: Any) -> None:
        if event.version or event.tags:
            self._say("YAML-006", _span(event))

    def _say(self, code: str, span: Span, **arguments: Any) -> None:
        self.findings.append(
            finding(code, Location(path=self.path, **span._asdict()), **arguments)
        )

    def _node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._say("YAML-014", _span(event), limit=MAX_NODES)
            raise _Stop
        if depth > MAX_DEPTH:
            self._say("YAML-013", _span(event), limit=MAX_DEPTH)
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self._say("YAML-003", _span(event), sign="*" + event.anchor)
            return Node(None, _span(event))
        self._decorations(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _decorations(self, event: Any) -> None:
        if event.anchor is not None:
            self._say("YAML-003", _span(event), sign="&" + event.anchor)
        if event.tag is not None:
            self._say("YAML-004", _span(event), tag=event.tag)

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        span = _span(event)
        if span.end_line > span.line:
            self.long_scalars.append(range(span.line + 1, span.end_line + 1))
        plain = event.style is None or event.style == ""
        if not plain:
            return Node(event.value, span)
        if (cut := yaml_traps.cut_by_hash(event.value, span, self.lines)) is not None:
            self._say("YAML-011", span, kept=event.value, cut=cut)
        return Node(self._meaning(event.value, span), span, plain=True)

    def _meaning(self, text: str, span: Span) -> Any:
        """What an unquoted scalar means in YAML 1.2."""
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text[0] not in "-+.0123456789":
            return text
        if _AMBIGUOUS.fullmatch(text) or (_FLOAT.fullmatch(text) and len(text) > MAX_DIGITS):
            self._say("YAML-012", span, value=text[:MAX_DIGITS])
            return text
        if _INTEGER.fullmatch(text):
            return int(text)
        if not _FLOAT.fullmatch(text):
            return text
        if (number := float(text)) in (float("inf"), float("-inf")):
            self._say("YAML-012", span, value=text)
            return text
        return number

    def _sequence(self, start: Any, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        span = _until(start, event)
        return Node([item.data for item in items], span, children=items)

    def _mapping(self, start: Any, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, depth)
            value = self._node(next(self.events), depth + 1)
            if key is None:
                continue
            if key in values:
                self._say("YAML-002", _span(event), key=key, first_line=keys[key].line)
                continue
            values[key], keys[key] = value, _span(event)
        data = {key: value.data for key, value in values.items()}
        return Node(data, _until(start, event), children=values, keys=keys)

    def _key(self, event: Any, depth: int) -> str | None:
        """The key as text, or None when it is not one that a declaration may have."""
        before = len(self.findings)
        node = self._node(event, depth + 1)
        if len(self.findings) > before:
            return None
        if node.plain and node.data == "<<":
            self._say("YAML-005", node.span)
            return None
        if not isinstance(node.data, str):
            written = event.value if isinstance(event, yaml.ScalarEvent) else "?"
            self._say("YAML-007", node.span, key=written)
            return None
        return node.data


def _once(findings: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    unique = {(f.code, f.where.line, f.where.column): f for f in findings}
    return tuple(unique.values())


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _until(start: Any, end: Any) -> Span:
    first, last = _span(start), _span(end)
    # A block ends where the next token begins, often lines further down.
    if last.line > first.line and last.column == last.end_column == 1:
        return first
    return Span(first.line, first.column, last.end_line, last.end_column)
