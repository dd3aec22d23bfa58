"""The JSON Schemas: what each kind of declaration may say, and what its parts mean.

jsonschema-rs decides; only a declaration that it refuses is explained, with jsonschema
(docs/adr/0001). The schemas never fetch anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema_rs
from referencing import Registry, Resource

from registre.diagnostic import RegisterError
from registre.formats import FORMATS
from registre.model import Localised

Schema = Mapping[str, Any]
Steps = tuple[str | int, ...]
Labels = Mapping[str, Mapping[str, Localised]]

# The pattern by which the schemas tell a text in several languages.
LANGUAGE = "^[a-z]{2,3}$"
# What a text that is a code, a name of something or an address has in its schema.
_NO_PASSAGE = ("enum", "const", "pattern", "format", "x-ref")
KINDS = ("register", "project", "dataset", "organisation", "terms", "removed", "activity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place in a declaration that names something else (``x-ref`` of the schema)."""

    steps: Steps
    target: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text of a declaration that people read.

    ``steps`` lead to the text itself; ``language`` is the one that it is declared in.
    ``localised`` tells texts that may be given in several languages from the others
    (titles of sources, names of files, numbers of files at an authority).
    """

    steps: Steps
    text: str
    language: str
    localised: bool = True
    markdown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWords:
    """What a field is for, in each language: title, help, instructions, example.

    ``depth`` is 0 at the top of the declaration; ``choices`` names its vocabulary.
    """

    name: str
    depth: int
    required: bool
    words: Mapping[str, Mapping[str, Any]]
    choices: tuple[str, ...] = ()


class Schemas:
    """The schemas of one folder, read once; immutable."""

    def __init__(self, folder: Path) -> None:
        """Raises RegisterError when a schema is missing, is no JSON or no JSON Schema."""
        self._by_id: dict[str, Schema] = {}
        self._by_kind: dict[str, Schema] = {}
        for file in sorted(folder.glob("*.schema.json")):
            schema = _read(file)
            self._by_id[schema["$id"]] = schema
            self._by_kind[file.name.removesuffix(".schema.json")] = schema
        missing = [kind for kind in (*KINDS, "definitions") if kind not in self._by_kind]
        if missing:
            raise _broken(folder / f"{missing[0]}.schema.json", "no such file")
        self._validators = {kind: self._validator(kind) for kind in KINDS}
        self._flat: dict[int, tuple[Schema, ...]] = {}
        self._verify()

    def _verify(self) -> None:
        """Our own conventions, once for all that will rely on them. Raises RegisterError."""
        for kind, root in self._by_kind.items():
            try:
                for part in _parts(root):
                    if isinstance(part, dict):
                        _check_words(part)
                        if "$ref" in part:
                            self._flatten(part, root)
                for _ in self._fields(self._flatten(root, root), 0):
                    pass
            except (AttributeError, KeyError, TypeError, RecursionError) as error:
                reason = f"{type(error).__name__}: {error}"
                raise _broken(Path(f"{kind}.schema.json"), reason) from error

    def _validator(self, kind: str) -> jsonschema_rs.Validator:
        resources: list[tuple[str, Any]] = list(self._by_id.items())
        try:
            return jsonschema_rs.validator_for(
                dict(self._by_kind[kind]),
                registry=jsonschema_rs.Registry(resources),
                formats=dict(FORMATS),
                validate_formats=True,
                offline=True,
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            raise _broken(Path(f"{kind}.schema.json"), str(error).splitlines()[0]) from error

    @cached_property
    def registry(self) -> Registry[bool | Schema]:
        """For the explaining validator; a Registry that is not told how never fetches."""
        resources = [(uri, Resource.from_contents(s)) for uri, s in self._by_id.items()]
        return Registry().with_resources(resources)

    def schema(self, kind: str) -> Schema:
        return self._by_kind[kind]

    def accepts(self, kind: str, data: object) -> bool:
        """The verdict."""
        return self._validators[kind].is_valid(data)

    def faults(self, kind: str, data: object) -> Iterator[tuple[Steps, str]]:
        """What the deciding validator itself says: the place and an English sentence."""
        for error in self._validators[kind].iter_errors(data):
            yield tuple(error.instance_path), error.message

    @cached_property
    def labels(self) -> Labels:
        """The labels of every fixed vocabulary: vocabulary, then code."""
        definitions: Mapping[str, Schema] = self._by_kind["definitions"]["$defs"]
        return {
            name: {
                code: Localised(tuple(label.items()))
                for code, label in definition["x-labels"].items()
            }
            for name, definition in definitions.items()
            if "x-labels" in definition
        }

    def words(self, kind: str, steps: Sequence[str | int]) -> Mapping[str, Mapping[str, Any]]:
        """``x-i18n`` of the property at ``steps``: language, then title, help, ...

        Empty for a place that no property describes.
        """
        nearest: Mapping[str, Mapping[str, Any]] = self._by_kind[kind].get("x-i18n", {})
        current = self._flatten(self._by_kind[kind], self._by_kind[kind])
        for step in steps:
            current = self._below(current, step)
            described = [schema["x-i18n"] for schema in current if "x-i18n" in schema]
            nearest = described[0] if described else (nearest if isinstance(step, int) else {})
        return nearest

    def properties(self, kind: str, steps: Sequence[str | int]) -> Mapping[str, Schema]:
        """The properties that the value at ``steps`` may have in its long form."""
        found: dict[str, Schema] = {}
        for schema in self._at(kind, steps):
            found.update(schema.get("properties", {}))
        return found

    def describes(self, kind: str, steps: Sequence[str | int]) -> bool:
        """Whether the schema knows such a place, in whatever form it is written."""
        numbered = [int(step) if str(step).isdecimal() else step for step in steps]
        return bool(self._at(kind, numbered))

    def _at(self, kind: str, steps: Sequence[str | int]) -> tuple[Schema, ...]:
        current = self._flatten(self._by_kind[kind], self._by_kind[kind])
        for step in steps:
            current = self._below(current, step)
        return current

    def _below(self, schemas: tuple[Schema, ...], step: str | int) -> tuple[Schema, ...]:
        return tuple(
            flat
            for schema in schemas
            for child in _children(schema, step)
            for flat in self._flatten(child, self._root(schema))
        )

    def fields(self, kind: str) -> tuple[FieldWords, ...]:
        """The fields of a declaration in the schema's order, each before those inside it."""
        root = self._by_kind[kind]
        return tuple(self._fields(self._flatten(root, root), 0))

    def _fields(self, schemas: tuple[Schema, ...], depth: int) -> Iterator[FieldWords]:
        required = {name for schema in schemas for name in schema.get("required", ())}
        seen: set[str] = set()
        for schema in schemas:
            for name, child in schema.get("properties", {}).items():
                if name in seen or "x-i18n" not in child:
                    continue
                seen.add(name)
                flat = self._with_items(self._flatten(child, self._root(schema)))
                codes = next((tuple(s["enum"]) for s in flat if "enum" in s), ())
                yield FieldWords(
                    name=name,
                    depth=depth,
                    required=name in required,
                    words=child["x-i18n"],
                    choices=tuple(str(code) for code in codes),
                )
                yield from self._fields(flat, depth + 1)

    def _with_items(self, schemas: tuple[Schema, ...]) -> tuple[Schema, ...]:
        """The schemas, and those of the items when they are lists."""
        items = [
            flat
            for schema in schemas
            if "items" in schema
            for flat in self._flatten(schema["items"], self._root(schema))
        ]
        return (*schemas, *items)

    def references(self, kind: str, data: object) -> Iterator[Reference]:
        """Everything that a declaration names elsewhere, even a faulty declaration."""
        root = self._by_kind[kind]
        yield from self._references(self._flatten(root, root), data, ())

    def _references(
        self, schemas: tuple[Schema, ...], data: object, steps: Steps
    ) -> Iterator[Reference]:
        if isinstance(data, str):
            target = next((s["x-ref"] for s in schemas if "x-ref" in s), None)
            if target is not None:
                yield Reference(steps=steps, target=target, value=data)
            return
        if isinstance(data, dict) and any(
            LANGUAGE in s.get("patternProperties", ()) for s in schemas
        ):
            for key in data:
                yield Reference(steps=(*steps, key), target="language", value=str(key))
        for step, value in _members(data):
            if isinstance(value, (str, dict, list)):
                yield from self._references(self._below(schemas, step), value, (*steps, step))

    def passages(self, kind: str, data: object, default: str) -> Iterator[Passage]:
        """Every text that people read; a bare localised text is in the ``default`` language.

        Codes, ids, dates, addresses and whatever else names something are no passages.
        """
        root = self._by_kind[kind]
        yield from self._passages(self._flatten(root, root), data, (), default)

    def _passages(
        self, schemas: tuple[Schema, ...], data: object, steps: Steps, default: str
    ) -> Iterator[Passage]:
        localised = any(LANGUAGE in s.get("patternProperties", ()) for s in schemas)
        markdown = any(s.get("x-markdown") for s in schemas)
        if isinstance(data, str):
            if localised or not any(k in s for s in schemas for k in _NO_PASSAGE):
                yield Passage(
                    steps=steps,
                    text=data,
                    language=default,
                    localised=localised,
                    markdown=markdown,
                )
            return
        if localised and isinstance(data, dict):
            for language, text in data.items():
                if isinstance(text, str):
                    yield Passage(
                        steps=(*steps, language), text=text, language=language, markdown=markdown
                    )
            return
        for step, value in _members(data):
            if isinstance(value, (str, dict, list)):
                yield from self._passages(
                    self._below(schemas, step), value, (*steps, step), default
                )

    def _root(self, schema: Schema) -> Schema:
        return self._roots[id(schema)]

    @cached_property
    def _roots(self) -> dict[int, Schema]:
        """For each schema object, the document that its ``$ref``s are relative to."""
        return {id(part): root for root in self._by_kind.values() for part in _parts(root)}

    def _flatten(self, schema: Schema, root: Schema) -> tuple[Schema, ...]:
        """The schema, and all that it refers to or that applies beside it."""
        known = self._flat.get(id(schema))
        if known is not None:
            return known
        flat = [schema]
        if "$ref" in schema:
            target, target_root = self._resolve(schema["$ref"], root)
            flat += self._flatten(target, target_root)
        for beside in (
            *schema.get("allOf", ()),
            *(schema[k] for k in ("then", "else") if k in schema),
        ):
            flat += self._flatten(beside, root)
        self._flat[id(schema)] = tuple(flat)
        return self._flat[id(schema)]

    def _resolve(self, reference: str, root: Schema) -> tuple[Schema, Schema]:
        file, _, pointer = reference.partition("#")
        document = self._by_kind[file.removesuffix(".schema.json")] if file else root
        found: Any = document
        for step in pointer.split("/")[1:]:
            found = found[step]
        return found, document


def _read(file: Path) -> Schema:
    try:
        schema: Schema = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(file, str(error)) from error
    if not isinstance(schema, dict) or not isinstance(schema.get("$id"), str):
        raise _broken(file, "no $id")
    return schema


def _broken(file: Path, reason: str) -> RegisterError:
    return RegisterError(
        fr=f"Le schéma {file.name} est absent ou inutilisable : {reason}. Réinstallez registre.",
        en=f"The schema {file.name} is missing or unusable: {reason}. Install registre again.",
    )


def _members(data: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)


def _children(schema: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, int):
        if "items" in schema:
            yield schema["items"]
    elif step in schema.get("properties", ()):
        yield schema["properties"][step]
    else:
        for pattern, child in schema.get("patternProperties", {}).items():
            if re.search(pattern, step):
                yield child


def _check_words(schema: Schema) -> None:
    """TypeError where words and labels do not stand as ours do: by language, by code."""
    for key in ("x-i18n", "x-labels"):
        words = schema.get(key, {})
        if not isinstance(words, dict) or not all(isinstance(w, dict) for w in words.values()):
            raise TypeError(f"{key}: {words!r:.60}")


def _parts(schema: object) -> Iterator[object]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _parts(value)
