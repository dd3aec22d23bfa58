"""Which faults of a declaration against its schema are told, each once and at its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from registre.diagnostic import Diagnostic, finding
from registre.document import Document, Node
from registre.explanation import Explanation
from registre.schema import Schemas, Steps
from registre.text import shortened
from registre.yaml_traps import STUCK_KEY, stuck

MAX_TOLD = 200

# At one place, only the first of these is told: the others follow from it.
_ORDER = ("type", "format", "enum", "const", "pattern", "minLength", "maxLength")


def explain(schemas: Schemas, kind: str, document: Document) -> Iterator[Diagnostic]:
    """The faults of a document that the schema refuses, and fields that YAML took for text."""
    looked_at = () if document.is_sound else _swallowed(schemas, kind, document)
    swallowed = dict(islice(looked_at, MAX_TOLD))
    yield from swallowed.values()
    if schemas.accepts(kind, document.data):
        return
    # Late, for most runs have nothing to explain: it takes longer to import than to use.
    from registre.explaining_validator import validator_for

    validator = validator_for(schemas, kind)
    # A file of nothing but faults is told in part: its author will run the check again.
    errors = _told_once(islice(validator.iter_errors(document.data), MAX_TOLD))
    cut = {tuple(error.absolute_path) for error in errors if _is_cut(error, document)}
    told = bool(swallowed)
    explanations = [Explanation(schemas, kind, document, error, cut) for error in errors]
    misspelt = {field for explanation in explanations for field in explanation.misspelt()}
    for explanation in explanations:
        for found in islice(explanation.findings(misspelt), MAX_TOLD):
            told = True
            if not any(_within(found.where.pointer, place) for place in swallowed):
                yield found
    if not told:
        for steps, sentence in schemas.faults(kind, document.data):
            yield finding("SCHEMA-020", document.locate(steps), reason=shortened(sentence, 200))


def _swallowed(schemas: Schemas, kind: str, document: Document) -> Iterator[tuple[str, Diagnostic]]:
    """``lead:`` and below it ``organisation:chu``: a text where a field was meant."""
    lines = document.lines
    for steps, node in _texts(document.root, ()):
        meant = STUCK_KEY.match(node.data)
        if meant is None or meant["key"] not in schemas.properties(kind, steps):
            continue
        line, column = node.span.line - 1, node.span.column - 1
        found = stuck(document.path, line, column, lines[line][column:])
        if found is not None:
            where = replace(found.where, pointer=document.locate(steps).pointer)
            yield where.pointer, replace(found, where=where)


def _texts(node: Node | None, steps: Steps) -> Iterator[tuple[Steps, Node]]:
    """Every unquoted text, with the way to it."""
    if node is None:
        return
    if node.plain and isinstance(node.data, str):
        yield steps, node
    children = node.children
    named = children.items() if isinstance(children, dict) else enumerate(children or ())
    for step, child in named:
        yield from _texts(child, (*steps, step))


def _within(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(place + "/")


def _is_cut(error: Any, document: Document) -> bool:
    """Whether a text was expected, and a colon made it a field of one line.

    A colon is a sentence's when a space comes before it, or words with spaces do.
    """
    value, schema = error.instance, error.schema
    if (
        not isinstance(value, dict)
        or len(value) != 1
        or error.validator not in ("type", "additionalProperties")
    ):
        return False
    types = schema.get("type", ())
    if "string" not in ([types] if isinstance(types, str) else types):
        return False
    key = next(iter(value))
    if key.strip() in schema.get("properties", ()) or not isinstance(
        value[key], (str, int, float, type(None))
    ):
        return False
    return types == "string" or " " in key or _before_colon(document, (*error.absolute_path, key))


def _before_colon(document: Document, steps: Steps) -> bool:
    """Whether a space, of any kind, comes before the colon of this key."""
    where = document.locate(steps, key=True)
    line = document.lines[where.end_line - 1]
    end = where.end_column - 1
    return line[end - 1 : end] in ("\u00a0", "\u202f") or line[end : end + 1] == " "


def _told_once(errors: Iterable[Any]) -> list[Any]:
    """Leaf errors; at one place only the most telling of those about one value."""
    kept: dict[tuple[Steps, str], Any] = {}
    for error in errors:
        steps: Steps = tuple(error.absolute_path)
        keyword = str(error.validator)
        group = "value" if keyword in _ORDER else f"{keyword} {error.message}"
        other = kept.get((steps, group))
        if other is None or (group == "value" and _telling(error) < _telling(other)):
            kept[steps, group] = error
    return list(kept.values())


def _telling(error: Any) -> tuple[int, int]:
    """Lower is more telling; of two lists of choices, the shorter one."""
    choices = len(error.validator_value) if error.validator == "enum" else 0
    return _ORDER.index(str(error.validator)), choices
