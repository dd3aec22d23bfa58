"""A strict subset of YAML 1.2: text to JSON-like data, with the place of every value.

The subset: one document; mappings whose keys are text and stand once; sequences; text,
null, true, false, plain decimal numbers. Dates stay text. Anchors, aliases, tags, merge
keys and directives are refused. libyaml (through PyYAML) reads the syntax; what a
scalar means is decided here, as YAML 1.2's core schema does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import yaml

from registre import yaml_quick, yaml_traps
from registre.diagnostic import Diagnostic, Location, finding
from registre.document import Document, Node, Span, Writing
from registre.text import (
    NO_BREAK_SPACES,
    character_name,
    forbidden_places,
    quoted_yaml,
    shortened,
)
from registre.yaml_lenient import Watch
from registre.yaml_scalars import AMBIGUOUS, meaning
from registre.yaml_traps import Explained

MAX_DEPTH = 32
MAX_NODES = 20_000
# Each reading mends one more fault, so that all are told at once.
MAX_READINGS = 31
# Findings of one sort that a text can have by the thousand are told up to this number.
MAX_TOLD = 20
MAX_OF_A_CODE = 100


class _StopError(Exception):
    """The file cannot be read further; what was wrong has been said."""


class _MendedError(Exception):
    """What follows would be misread: the lines to read anew have that place mended."""

    def __init__(self, explained: Explained) -> None:
        self.explained = explained


def parse(path: str, text: str) -> Document:
    """Read one document. Whatever the text, the answer is a Document, never an error.

    A text that is sound beyond doubt is read quickly, any other one carefully.
    """
    sound = yaml_quick.read(text, max_depth=MAX_DEPTH, max_nodes=MAX_NODES)
    if sound is None:
        return parse_carefully(path, text)
    return Document(path=path, data=sound.data, is_sound=True, text=text, writing=sound.writing)


def parse_carefully(path: str, text: str) -> Document:
    """The same, whatever the text, with all that can be said of it."""
    return _Reader(path, text).read()


class _Reader:
    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")
        # What libyaml is given: the text, with the places mended that it stumbled on.
        self.given = _ended(self.lines)
        self.stuck_columns: dict[int, int] = {}
        self.findings: list[Diagnostic] = []
        self.long_scalars: list[range] = []
        self.nodes = 0
        self.read_in_all = 0
        self.last: Any = None
        self.events: Iterator[Any] = iter(())
        self.watch = Watch(path, self.given)
        # Told once libyaml has gone on: of where it stops there is more to say.
        self.suspected: list[Diagnostic] = []

    def read(self) -> Document:
        """Read; after a fault whose mending is certain, mend it and read on, to tell all."""
        root = self._readings()
        odd = yaml_traps.indented_oddly(self.lines, self.long_scalars)
        spaces = [line for line, column in odd if self.lines[line][column] in NO_BREAK_SPACES]
        bullets = yaml_traps.bullets(self.lines, self.long_scalars)
        if spaces or bullets:
            # What YAML made of these signs is not worth telling: read anew without them.
            self.findings, self.stuck_columns = [], {}
            plain = yaml_traps.with_plain_spaces(self.lines, spaces)
            self.given = _ended(yaml_traps.with_hyphens(plain, bullets))
            root = self._readings()
            told = yaml_traps.bullets(self.lines, self.long_scalars) or bullets
            self.findings += [
                yaml_traps.bullet(self.path, self.lines[line], line) for line in told[:MAX_TOLD]
            ]
        self.findings += [
            yaml_traps.indentation(self.path, self.lines[line], line, column)
            for line, column in odd[:MAX_TOLD]
        ]
        if root is None and not self.findings:
            self._say("YAML-001", Span(1, 1, 1, 1))
        writing = Writing(root=root, lines=tuple(self.lines))
        return Document(
            path=self.path,
            data=root.data if root else None,
            findings=_once(self.findings),
            text="\n".join(self.lines),
            writing=lambda: writing,
        )

    def _readings(self) -> Node | None:
        for _ in range(MAX_READINGS):
            self.long_scalars, self.nodes = [], 0
            try:
                return self._document()
            except yaml.MarkedYAMLError as error:
                explained = yaml_traps.explain(self.path, self.given, error, self.last)
                repaired = self._repaired(explained)
            except _MendedError as error:
                repaired = self._repaired(error.explained)
            except (yaml.YAMLError, _StopError):
                return None
            if repaired is None:
                return None
            self.given = repaired
            self.read_in_all += self.nodes
            if self.read_in_all > 2 * MAX_NODES:
                return None
        return None

    def _repaired(self, explained: Explained) -> list[str] | None:
        """The lines to read next; None when the fault cannot be mended, or was in vain."""
        if explained.finding is None:
            return explained.repaired
        told_before = {(f.code, f.where.line) for f in self.findings}
        if (explained.finding.code, explained.finding.where.line) in told_before:
            return None
        found = self._tell(explained.finding)
        if found.code == "YAML-023" and explained.repaired is not None:
            self.stuck_columns[found.where.line] = found.where.column
        return explained.repaired

    def _tell(self, found: Diagnostic) -> Diagnostic:
        """Keep a finding about the mended lines, placed in the lines as written."""
        where = found.where
        line, column = self._as_written(where.line, where.column)
        end_column = self._as_written(where.end_line, where.end_column)[1]
        place = replace(
            where, line=line, column=column, end_line=line, end_column=max(column, end_column)
        )
        self.findings.append(replace(found, where=place))
        return self.findings[-1]

    def _as_written(self, line: int, column: int) -> tuple[int, int]:
        """Line and column in the text as it was written, not as it was mended."""
        if line > len(self.lines):
            return len(self.lines), len(self.lines[-1]) + 1
        if column > self.stuck_columns.get(line, column):
            column -= 1
        return line, min(column, len(self.lines[line - 1]) + 1)

    def _document(self) -> Node | None:
        self.events = yaml.parse("\n".join(self.given), Loader=yaml.CSafeLoader)
        self.watch, self.suspected = Watch(self.path, self.given), []
        self._next()
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            self._say("YAML-016", Span(1, 1, 1, 1))
            return None
        self._directives(event)
        root = self._node(self._next(), 1)
        self._next()
        following = self._next()
        if not isinstance(following, yaml.StreamEndEvent):
            self._say("YAML-006", self._span(following))
        if root.data is None:
            self._say("YAML-016", Span(1, 1, 1, 1))
            return None
        return root

    def _next(self) -> Any:
        self.last = next(self.events)
        for found in self.suspected:
            self._tell(found)
        self.suspected = []
        for explained in self.watch.saw(self.last):
            if explained.repaired is not None:
                raise _MendedError(explained)
            if explained.finding is not None:
                self.suspected.append(explained.finding)
        return self.last

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(*self._place(start), *self._place(end))

    def _place(self, mark: Any) -> tuple[int, int]:
        return self._as_written(mark.line + 1, mark.column + 1)

    def _directives(self, event: Any) -> None:
        if event.version or event.tags:
            self._say("YAML-006", self._span(event))

    def _say(self, code: str, span: Span, **arguments: Any) -> None:
        self.findings.append(finding(code, Location(path=self.path, **span._asdict()), **arguments))

    def _node(self, event: Any, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            limit = {"fr": f"{MAX_NODES:,}".replace(",", "\u202f"), "en": f"{MAX_NODES:,}"}
            self._say("YAML-014", self._span(event), limit=limit)
            raise _StopError
        if depth > MAX_DEPTH:
            self._say("YAML-013", self._span(event), limit=MAX_DEPTH)
            raise _StopError
        if isinstance(event, yaml.AliasEvent):
            self._say("YAML-003", self._span(event), sign=f"*{event.anchor}")
            return Node(f"*{event.anchor}", self._span(event))
        self._decorations(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _decorations(self, event: Any) -> None:
        if event.anchor is not None:
            self._say("YAML-003", self._span(event), sign=f"&{event.anchor}")
        if event.tag is not None:
            tag = self._written(self._span(event)).split(" ")[0]
            self._say("YAML-004", self._span(event), tag=tag)

    def _scalar(self, event: Any) -> Node:
        span = self._span(event)
        if span.end_line > span.line:
            # A block text ends where the next line begins.
            past = span.end_line + (span.end_column > 1)
            self.long_scalars.append(range(span.line + 1, past))
        if event.style:
            self._escapes(event, span)
            return Node(event.value, span)
        self._traps(event)
        return Node(self._meaning(event.value, span), span, plain=True)

    def _escapes(self, event: Any, span: Span) -> None:
        """Characters that no declaration needs, written as escapes."""
        if (place := next(iter(forbidden_places(event.value)), None)) is not None:
            self._say("FILE-015", span, character=character_name(event.value[place]))

    def _traps(self, event: Any) -> None:
        """What YAML silently changes in an unquoted text."""
        start, end = event.start_mark, event.end_mark
        if end.line >= len(self.given):
            return
        column = yaml_traps.cut_by_hash(event.value, end.line, end.column, self.given)
        if column is not None:
            whole = yaml_traps.passage(self.given, start.line, start.column, end.line)
            self._tell(yaml_traps.cut(self.path, event.value, whole, end.line, column))
        joined = yaml_traps.joined_items(self.path, self.given, start.line, end.line)
        for found in islice(joined, MAX_TOLD):
            self._tell(found)

    def _meaning(self, text: str, span: Span) -> Any:
        """What an unquoted scalar means in YAML 1.2; a doubtful number is told."""
        meant = meaning(text)
        if meant is not AMBIGUOUS:
            return meant
        self._say("YAML-012", span, value=shortened(text))
        return text

    def _sequence(self, start: Any, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        span = self._until(start, event, items)
        return Node([item.data for item in items], span, children=items)

    def _until(self, start: Any, end: Any, children: list[Node]) -> Span:
        """A bracket ends with its bracket; a block, with the last thing in it."""
        first, last = self._span(start), self._span(end)
        if not start.flow_style and children:
            last = children[-1].span
        return Span(first.line, first.column, last.end_line, last.end_column)

    def _written(self, span: Span) -> str:
        line = self.lines[span.line - 1]
        end = span.end_column - 1 if span.end_line == span.line else len(line)
        return shortened(line[span.column - 1 : end]) or ":"

    def _mapping(self, start: Any, depth: int) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if start.flow_style and isinstance(event, yaml.ScalarEvent):
                following = self._next()
                mended = self._without_colon(event, following, list(values.values()))
                if mended is not None:
                    values.update(mended)
                    keys.update({name: self._span(event) for name in mended})
                    continue
                key = self._key(event, depth)
                value = self._node(following, depth + 1)
            else:
                key = self._key(event, depth)
                value = self._node(self._next(), depth + 1)
            if key is None:
                continue
            if key in values:
                self._say("YAML-002", self._span(event), key=key, first_line=keys[key].line)
                continue
            values[key], keys[key] = value, self._span(event)
        data = {key: value.data for key, value in values.items()}
        span = self._until(start, event, list(values.values()))
        return Node(data, span, children=values, keys=keys)

    def _without_colon(
        self, event: Any, following: Any, before: list[Node]
    ) -> dict[str, Node] | None:
        """Within braces, text that is no field: ``fr:Text``, or what a comma cut off.

        The field that was meant, when there is one; None when all is well, or not ours to tell.
        """
        end, start = event.end_mark, following.start_mark
        if event.style or not isinstance(following, yaml.ScalarEvent) or following.value:
            return None
        if end.line != start.line or ":" in self.given[end.line][end.column : start.column]:
            return None
        span = self._span(event)
        found = yaml_traps.stuck(self.path, span.line - 1, span.column - 1, event.value)
        if found is not None:
            self.findings.append(found)
            key, _, value = event.value.partition(":")
            return {key: Node(self._meaning(value, span), span, plain=True)}
        if before and before[-1].plain and before[-1].data is not None:
            cut = before[-1].span
            text = self._between(cut, span)
            comma = Span(cut.end_line, cut.end_column, cut.end_line, cut.end_column + 1)
            self._say("YAML-026", comma, text=shortened(text), offer=quoted_yaml(text))
            return {}
        return None

    def _between(self, first: Span, last: Span) -> str:
        """What is written from the one to the other, on one line."""
        lines = list(self.lines[first.line - 1 : last.end_line])
        lines[-1] = lines[-1][: last.end_column - 1]
        lines[0] = lines[0][first.column - 1 :]
        return " ".join(line.strip() for line in lines)

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
            self._say("YAML-007", node.span, key=self._written(node.span))
            return None
        return node.data


def _ended(lines: list[str]) -> list[str]:
    """The lines, the last one ended as well: libyaml reads a text without that otherwise."""
    return [*lines, ""] if lines[-1] else lines


def _once(findings: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    unique = {(f.code, f.where.line, f.where.column): f for f in findings}
    told: Counter[str] = Counter()
    kept = []
    for found in unique.values():
        told[found.code] += 1
        if told[found.code] <= MAX_OF_A_CODE:
            kept.append(found)
    return tuple(kept)
