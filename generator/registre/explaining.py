"""Why a declaration does not satisfy its schema, in words that a project lead understands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import jsonschema
from jsonschema.validators import Draft202012Validator

from registre.diagnostic import Diagnostic, finding
from registre.formats import FORMATS
from registre.schema import Schemas, Steps
from registre.text import nearest, shortened
from registre.yaml_strict import Document

_BOOLEAN_WORDS = re.compile(r"(?i)y|yes|n|no|on|off|oui|non|vrai|faux")
_FORMAT_CODES = {
    "partial-date": "SCHEMA-013",
    "partial-date-or-not-stated": "SCHEMA-013",
    "full-date": "SCHEMA-013",
    "web-address": "SCHEMA-014",
    "doi": "SCHEMA-015",
    "mailbox": "SCHEMA-019",
}
_TYPES = {
    dict: "mapping",
    list: "list",
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "nothing",
}
_JSON_TYPES = {
    "object": "mapping",
    "array": "list",
    "string": "text",
    "boolean": "boolean",
    "integer": "number",
    "number": "number",
    "null": "nothing",
}
# At one place, only the first of these is told: the others follow from it.
_ORDER = ("type", "format", "enum", "const", "pattern", "minLength", "maxLength")
_CODES = {
    "minLength": "SCHEMA-007",
    "maxLength": "SCHEMA-008",
    "minimum": "SCHEMA-009",
    "maximum": "SCHEMA-009",
    "exclusiveMinimum": "SCHEMA-009",
    "exclusiveMaximum": "SCHEMA-009",
    "maxItems": "SCHEMA-010",
    "maxProperties": "SCHEMA-010",
    "minItems": "SCHEMA-011",
    "minProperties": "SCHEMA-011",
    "uniqueItems": "SCHEMA-012",
}


def _checker() -> jsonschema.FormatChecker:
    checker = jsonschema.FormatChecker(formats=())
    for name, accepts in FORMATS.items():

        def check(value: object, accepts: Any = accepts) -> bool:
            return not isinstance(value, str) or accepts(value)

        checker.checks(name)(check)
    return checker


def explain(schemas: Schemas, kind: str, document: Document) -> Iterator[Diagnostic]:
    """The faults of a document that the schema refuses; none for one that it accepts."""
    if schemas.accepts(kind, document.data):
        return
    validator = Draft202012Validator(
        schemas.schema(kind), registry=schemas.registry, format_checker=_checker()
    )
    told = 0
    for error in _told_once(validator.iter_errors(document.data)):
        for found in _Explanation(schemas, kind, document, error).findings():
            told += 1
            yield found
    if not told:
        for steps, sentence in schemas.faults(kind, document.data):
            yield finding("SCHEMA-020", document.locate(steps), reason=shortened(sentence, 200))


def _told_once(errors: Iterable[Any]) -> list[Any]:
    """Leaf errors; at one place only the most telling of those about one value."""
    kept: dict[tuple[Steps, str], Any] = {}
    for error in errors:
        steps: Steps = tuple(error.absolute_path)
        keyword = str(error.validator)
        group = "value" if keyword in _ORDER else f"{keyword} {error.message}"
        other = kept.get((steps, group))
        if other is None or (
            group == "value" and _ORDER.index(keyword) < _ORDER.index(other.validator)
        ):
            kept[steps, group] = error
    return list(kept.values())


class _Explanation:
    def __init__(self, schemas: Schemas, kind: str, document: Document, error: Any) -> None:
        self.schemas = schemas
        self.kind = kind
        self.document = document
        self.error = error
        self.steps: Steps = tuple(error.absolute_path)
        self.value = error.instance
        self.keyword = str(error.validator)
        self.expected = error.validator_value

    def findings(self) -> Iterator[Diagnostic]:
        explain = {
            "additionalProperties": self._unknown_keys,
            "required": self._missing_key,
            "type": self._type,
            "enum": self._choice,
            "const": self._choice,
            "format": self._format,
            "pattern": self._pattern,
        }.get(self.keyword, self._limit)
        yield from explain()

    def _say(self, code: str, steps: Sequence[str | int] | None = None, *, key: bool = False,
             **arguments: Any) -> Diagnostic:
        at = self.steps if steps is None else tuple(steps)
        words = self.schemas.words(self.kind, at)
        arguments.setdefault("field", _in_each_language(words, "title", self._name(at)))
        arguments.setdefault("instructions", _in_each_language(words, "instructions", ""))
        arguments.setdefault("example", _in_each_language(words, "example", "…"))
        return finding(code, self.document.locate(at, key=key), **arguments)

    def _name(self, steps: Sequence[str | int]) -> str:
        return next((str(s) for s in reversed(steps) if isinstance(s, str)), self.kind)

    def _unknown_keys(self) -> Iterator[Diagnostic]:
        schema = self.error.schema
        known = list(schema.get("properties", ()))
        patterns = [re.compile(p) for p in schema.get("patternProperties", ())]
        for key in self.value:
            if key in known or any(p.search(key) for p in patterns):
                continue
            suggestion = nearest(key, [k for k in known if k not in self.value])
            code = "SCHEMA-021" if patterns and not known else "SCHEMA-001"
            if known == [] and " " in key and len(self.value) == 1:
                code = "SCHEMA-017"
            yield self._say(
                code,
                (*self.steps, key),
                key=True,
                key_name=shortened(key),
                known=sorted(known),
                suggestion=suggestion or "",
                field=_in_each_language(
                    self.schemas.words(self.kind, self.steps), "title", self._name(self.steps)
                ),
            )

    def _missing_key(self) -> Iterator[Diagnostic]:
        missing = re.match(r"'(.+)' is a required property", self.error.message)
        key = missing.group(1) if missing else str(self.expected[0])
        inner = (*self.steps, key)
        words = self.schemas.words(self.kind, inner)
        place = self.document.locate(self.steps, key=True)
        yield finding(
            "SCHEMA-002",
            place,
            key_name=key,
            field=_in_each_language(words, "title", key),
            instructions=_in_each_language(words, "instructions", ""),
            example=_in_each_language(words, "example", "…"),
        )

    def _type(self) -> Iterator[Diagnostic]:
        types = [self.expected] if isinstance(self.expected, str) else list(self.expected)
        expected = _JSON_TYPES[types[0]]
        found = _TYPES[type(self.value)]
        shown = shortened(self.value)
        if self.value is None:
            yield self._say("SCHEMA-016", key=True)
        elif "boolean" in types and _BOOLEAN_WORDS.fullmatch(shown):
            yield self._say("SCHEMA-004", value=shown)
        elif "string" in types and _is_colon_trap(self.value):
            yield self._say("SCHEMA-017", key_name=shortened(next(iter(self.value))))
        elif "string" in types and found in ("number", "boolean"):
            yield self._say("SCHEMA-018", value=_as_yaml(self.value), found=found)
        else:
            yield self._say("SCHEMA-003", expected=expected, found=found, value=shown)

    def _choice(self) -> Iterator[Diagnostic]:
        allowed = [_as_yaml(v) for v in (self.expected if self.keyword == "enum" else [self.expected])]
        value = _as_yaml(self.value) if not isinstance(self.value, (dict, list)) else shortened(self.value)
        yield self._say(
            "SCHEMA-005",
            value=shortened(value),
            allowed=allowed,
            suggestion=nearest(str(value), allowed) or "",
        )

    def _format(self) -> Iterator[Diagnostic]:
        code = _FORMAT_CODES.get(str(self.expected), "SCHEMA-006")
        yield self._say(code, value=shortened(self.value))

    def _pattern(self) -> Iterator[Diagnostic]:
        yield self._say("SCHEMA-006", value=shortened(self.value))

    def _limit(self) -> Iterator[Diagnostic]:
        code = _CODES.get(self.keyword)
        if code is None:
            yield self._say("SCHEMA-020", reason=shortened(self.error.message, 200))
            return
        measured = self.value if code == "SCHEMA-009" else len(self.value)
        yield self._say(code, measured=measured, limit=self.expected)


def _in_each_language(
    words: Mapping[str, Mapping[str, Any]], part: str, otherwise: str
) -> Mapping[str, str]:
    said = {language: _as_yaml(entry[part]) for language, entry in words.items() if part in entry}
    return said or {"en": otherwise}


def _as_yaml(value: object) -> str:
    """A small value as it is written in YAML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_as_yaml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_as_yaml(item)}" for key, item in value.items()) + "}"
    return str(value)


def _is_colon_trap(value: object) -> bool:
    """A sentence with `` : `` in a list becomes a mapping of one key, with spaces in it."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    key = next(iter(value))
    return " " in key or key.endswith("\u00a0")
