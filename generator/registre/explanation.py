"""One fault that a schema found, told in words that a project lead understands."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from registre.diagnostic import Diagnostic, Location, finding
from registre.document import Document
from registre.meaning import date_meant, doi_meant, web_address_meant
from registre.schema import Schemas, Steps
from registre.text import NO_BREAK_SPACES, nearest, quoted_yaml, shortened, slug

SHORTEST_ID = 3

_YES = frozenset({"y", "yes", "on", "oui", "vrai", "true", "1"})
_NO = frozenset({"n", "no", "off", "non", "faux", "false", "0"})
CODES_BY_FORMAT = {
    "partial-date": "SCHEMA-013",
    "partial-date-or-not-stated": "SCHEMA-013",
    "full-date": "SCHEMA-013",
    "web-address": "SCHEMA-014",
    "site-address": "SCHEMA-023",
    "doi": "SCHEMA-015",
    "mailbox": "SCHEMA-019",
}
# What was most probably meant, told as a suggestion.
_MEANT = {
    "SCHEMA-013": date_meant,
    "SCHEMA-014": web_address_meant,
    "SCHEMA-015": doi_meant,
    "SCHEMA-023": web_address_meant,
}
_TYPES = {
    dict: "mapping",
    list: "list",
    str: "text",
    bool: "truth",
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
_CODES_IN_A_ROW = re.compile(r"[\w-]+(?: *, *[\w-]+)*")
# What people put around a word, and the spaces that go with it.
_QUOTES = "«»“”‘’\"' \u00a0\u202f"
# How a schema refuses a mapping where it expects a text.
_OF_A_CUT = ("type", "additionalProperties")
CODES_BY_KEYWORD = {
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


def canonical(value: object) -> str:
    """The same text for values that JSON Schema holds equal: 1 and 1.0, not 1 and true."""
    if isinstance(value, dict):
        members = sorted((key, canonical(item)) for key, item in value.items())
        return "{" + ",".join(f"{json.dumps(key)}:{item}" for key, item in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value)


class Explanation:
    def __init__(
        self, schemas: Schemas, kind: str, document: Document, error: Any, cut: set[Steps]
    ) -> None:
        self.schemas = schemas
        self.kind = kind
        self.document = document
        self.error = error
        self.steps: Steps = tuple(error.absolute_path)
        self.is_cut = self.steps in cut
        self.value = error.instance
        self.keyword = str(error.validator)
        self.expected = error.validator_value

    def misspelt(self) -> Iterator[Steps]:
        """The fields that unknown names here were most probably meant to be."""
        if self.keyword == "additionalProperties" and not self.is_cut:
            for _, meant in self._unknown():
                if meant is not None:
                    yield (*self.steps, meant)

    def findings(self, misspelt: Collection[Steps] = ()) -> Iterator[Diagnostic]:
        """What to say; nothing of a missing field that stands there under another name."""
        if self.keyword == "required" and self._stands_misspelt(misspelt):
            return
        if self.is_cut:
            # Whatever else the schema says of this place follows from the cut.
            if self.keyword in _OF_A_CUT:
                yield self._cut_sentence()
            return
        explain = {
            "additionalProperties": self._unknown_keys,
            "required": self._missing_key,
            "type": self._type,
            "enum": self._choice,
            "const": self._choice,
            "format": self._format,
            "pattern": self._pattern,
            "not": self._not_together,
        }.get(self.keyword, self._limit)
        yield from explain()

    def _say(
        self,
        code: str,
        steps: Sequence[str | int] | None = None,
        *,
        key: bool = False,
        where: Location | None = None,
        **arguments: Any,
    ) -> Diagnostic:
        at = self.steps if steps is None else tuple(steps)
        words = self.schemas.words(self.kind, at)
        arguments.setdefault("field", _in_each_language(words, "title", self._name(at)))
        arguments.setdefault("instructions", _in_each_language(words, "instructions", ""))
        arguments.setdefault("example", _in_each_language(words, "example", "…"))
        return finding(code, where or self.document.locate(at, key=key), **arguments)

    def _name(self, steps: Sequence[str | int]) -> str:
        return next((str(s) for s in reversed(steps) if isinstance(s, str)), self.kind)

    def _written(self, steps: Sequence[str | int] | None = None) -> str:
        """A value as the file has it: 1.10 is not 1.1 there."""
        at = self.steps if steps is None else steps
        return shortened(self.document.written(at) or _as_yaml(self.value))

    def _written_first_line(self) -> str:
        return self.document.written(self.steps).partition("\n")[0]

    def _cut_sentence(self) -> Diagnostic:
        key, after = next(iter(self.value.items()))
        where = self.document.locate((*self.steps, key), key=True)
        line = self.document.lines[where.end_line - 1]
        column = line.find(":", where.end_column - 1) + 1 or where.end_column
        colon = replace(
            where,
            pointer=self.document.locate(self.steps).pointer,
            line=where.end_line,
            column=column,
            end_column=column + 1,
        )
        before = line[where.column - 1 : column]
        written = self.document.written((*self.steps, key)) if after is not None else ""
        sentence = f"{before} {written}".strip()
        return self._say(
            "SCHEMA-017", where=colon, text=shortened(sentence), offer=quoted_yaml(sentence)
        )

    def _unknown(self) -> Iterator[tuple[str, str | None]]:
        """Each key that has no place here, and the one that was most probably meant."""
        schema = self.error.schema
        known = list(schema.get("properties", ()))
        free = [name for name in known if name not in self.value]
        patterns = [re.compile(p) for p in schema.get("patternProperties", ())]
        for key in self.value:
            if key in known or any(p.search(key) for p in patterns):
                continue
            meant = key.strip().casefold()
            if any(p.search(meant) for p in patterns) and meant not in self.value:
                yield key, meant
            else:
                yield key, self._nearest_field(key, free)

    def _unknown_keys(self) -> Iterator[Diagnostic]:
        known = sorted(self.error.schema.get("properties", ()))
        is_language = bool(self.error.schema.get("patternProperties")) and not known
        for key, meant in self._unknown():
            steps = (*self.steps, key)
            if key[-1:] in NO_BREAK_SPACES and key.strip() == meant:
                yield self._no_break_space(steps, meant)
                continue
            yield self._say(
                "SCHEMA-021" if is_language else "SCHEMA-001",
                steps,
                key=True,
                key_name=shortened(key),
                known=known,
                suggestion=meant or "",
                field=_in_each_language(
                    self.schemas.words(self.kind, self.steps), "title", self._name(self.steps)
                ),
            )

    def _no_break_space(self, steps: Steps, meant: str) -> Diagnostic:
        """``lead :`` with the space that word processors put before a colon."""
        where = self.document.locate(steps, key=True)
        column = where.end_column - 1
        where = replace(where, line=where.end_line, column=column)
        return self._say("SCHEMA-022", where=where, key_name=meant)

    def _nearest_field(self, key: str, free: Sequence[str]) -> str | None:
        """The field that was most probably meant, by its name or by its title."""
        if (name := nearest(key, free)) is not None:
            return name
        titles = {
            entry["title"]: name
            for name in free
            for entry in self.schemas.words(self.kind, (*self.steps, name)).values()
        }
        title = nearest(key, titles)
        return titles[title] if title else None

    def _stands_misspelt(self, misspelt: Collection[Steps]) -> bool:
        """Whether the missing field has another name here, or is asked for because one has."""
        is_conditional = {"then", "else"} & set(self.error.absolute_schema_path)
        return (*self.steps, self._missing()) in misspelt or (
            bool(is_conditional) and any(field[:-1] == self.steps for field in misspelt)
        )

    def _missing(self) -> str:
        missing = re.match(r"'(.+)' is a required property", self.error.message)
        return missing.group(1) if missing else str(self.expected[0])

    def _missing_key(self) -> Iterator[Diagnostic]:
        key = self._missing()
        where = self.document.opening(self.steps)
        inner = (*self.steps, key)
        words = self.schemas.words(self.kind, inner)
        yield self._say(
            "SCHEMA-002",
            inner,
            where=where,
            key_name=key,
            field=_in_each_language(words, "title", key),
        )

    def _not_together(self) -> Iterator[Diagnostic]:
        """Two fields of which one makes the other useless: the second one is shown."""
        names = list(self.expected.get("required", ()))
        if len(names) != 2:
            yield from self._limit()
            return
        steps = (*self.steps, names[1])
        yield self._say("SCHEMA-025", steps, key=True, first=names[0], second=names[1])

    def _type(self) -> Iterator[Diagnostic]:
        types = [self.expected] if isinstance(self.expected, str) else list(self.expected)
        expected = _JSON_TYPES[types[0]]
        found = _TYPES[type(self.value)]
        shown = self._written()
        if self.value is None:
            yield self._say("SCHEMA-016", key=True)
        elif "boolean" in types and (answer := _answer(self.value)):
            yield self._say("SCHEMA-004", value=_word(self.value), answer=answer)
        elif (answer := _answer(self.value)) and (inner := self._only_truth()):
            offer = f"{self._name(self.steps)}: {{{inner}: {answer}}}"
            yield self._say("SCHEMA-024", value=_word(self.value), answer=answer, offer=offer)
        elif "string" in types and found in ("number", "truth"):
            yield self._say("SCHEMA-018", value=shown, found=found)
        else:
            is_short = self.document.is_short(self.steps)
            value = shown if is_short else f"{shortened(self._written_first_line())} …"
            meant = f"[{shown}]" if self._is_bare_item(expected) else ""
            yield self._say(
                "SCHEMA-003", expected=expected, found=found, value=value, suggestion=meant
            )

    def _only_truth(self) -> str | None:
        """The one field that must stand here, when it takes true or false: ``involved``."""
        schema = self.error.schema
        required = schema.get("required", ())
        is_truth = len(required) == 1 and (
            schema.get("properties", {}).get(required[0], {}).get("type") == "boolean"
        )
        return str(required[0]) if is_truth else None

    def _is_bare_item(self, expected: str) -> bool:
        """Whether one code, or several with commas, stand where a list of codes should."""
        is_codes = isinstance(self.value, str) and _CODES_IN_A_ROW.fullmatch(self.value)
        return bool(is_codes) and expected == "list" and "x-ref" in self.error.schema["items"]

    def _choice(self) -> Iterator[Diagnostic]:
        choices = self.expected if self.keyword == "enum" else [self.expected]
        allowed = [_as_yaml(value) for value in choices]
        labels = self._labels(allowed)
        value = shortened(_as_yaml(self.value))
        yield self._say(
            "SCHEMA-005",
            value=value,
            allowed=_with_labels(allowed, labels),
            suggestion=_nearest_choice(value, allowed, labels) or "",
        )

    def _labels(self, allowed: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        labels: Mapping[str, Mapping[str, str]] = self.error.schema.get("x-labels", {})
        return labels if set(allowed) <= labels.keys() else {}

    def _format(self) -> Iterator[Diagnostic]:
        code = CODES_BY_FORMAT.get(str(self.expected), "SCHEMA-006")
        meant = _MEANT[code](self.value) if code in _MEANT else None
        yield self._say(code, value=shortened(self.value), suggestion=meant or "")

    def _pattern(self) -> Iterator[Diagnostic]:
        meant = slug(self.value) if self.steps[-1:] == ("id",) else ""
        fits = re.search(self.expected, meant) and len(meant) >= SHORTEST_ID
        yield self._say("SCHEMA-006", value=shortened(self.value), suggestion=meant if fits else "")

    def _limit(self) -> Iterator[Diagnostic]:
        code = CODES_BY_KEYWORD.get(self.keyword)
        date_form = CODES_BY_FORMAT.get(self.error.schema.get("format", ""))
        if code is None:
            yield self._say("SCHEMA-020", reason=shortened(self.error.message, 200))
        elif code == "SCHEMA-009" and date_form is not None:
            yield self._say(
                date_form, value=self._written(), suggestion=date_meant(self.value) or ""
            )
        elif code == "SCHEMA-012":
            yield self._repeated()
        else:
            measured = self._written() if code == "SCHEMA-009" else len(self.value)
            yield self._say(code, measured=measured, limit=self.expected)

    def _repeated(self) -> Diagnostic:
        """The second of two like items; it is at that one that the hand must be laid."""
        items = [canonical(item) for item in self.value]
        places: dict[str, int] = {}
        second = next(n for n, item in enumerate(items) if places.setdefault(item, n) != n)
        first = places[items[second]]
        line = self.document.locate((*self.steps, first)).line
        where = self.document.locate((*self.steps, second))
        value = shortened(_as_yaml(self.value[second]))
        return self._say("SCHEMA-012", where=where, value=value, first_line=line)


def _word(value: object) -> str:
    """What was written for yes or no, without the quotes around it."""
    return shortened(_as_yaml(value).strip(_QUOTES))


def _answer(value: object) -> str | None:
    """``true`` or ``false`` for a word that says yes or no in one of our languages."""
    word = _word(value).casefold() if isinstance(value, (str, bool, int)) else ""
    return "true" if word in _YES else "false" if word in _NO else None


def _with_labels(
    allowed: Sequence[str], labels: Mapping[str, Mapping[str, str]]
) -> Mapping[str, str] | Sequence[str]:
    """Codes with what they mean, in each language; a long list, or plain codes, as they are."""
    if not labels or len(allowed) > 20:
        return list(allowed)
    languages = labels[allowed[0]].keys()
    return {
        language: ", ".join(f"{code} ({labels[code][language]})" for code in allowed)
        for language in languages
    }


def _nearest_choice(
    value: str, allowed: Sequence[str], labels: Mapping[str, Mapping[str, str]]
) -> str | None:
    """The code that was most probably meant, by its own name or by what it means."""
    if (code := nearest(value, allowed)) is not None:
        return code
    meanings = {label: code for code in allowed for label in labels.get(code, {}).values()}
    meaning = nearest(value, meanings)
    return meanings[meaning] if meaning else None


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
