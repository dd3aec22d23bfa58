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
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from registre import schema_plan
from registre.diagnostic import RegisterError
from registre.formats import FORMATS
from registre.model import Localised
from registre.schema_plan import LANGUAGE, Passage, Plan, Reference, Schema, Steps

# Only the explanation of a fault asks for it, and it is long to import.
if TYPE_CHECKING:
    from referencing import Registry

__all__ = [
    "KINDS", "LANGUAGE", "FieldWords", "Labels", "Passage", "Reference", "Schema", "Schemas",
    "Steps",
]  # fmt: skip

Labels = Mapping[str, Mapping[str, Localised]]

KINDS = ("register", "project", "dataset", "organisation", "terms", "removed", "activity")


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
        digest = blake2b(digest_size=16)
        for file in sorted(folder.glob("*.schema.json")):
            schema = _read(file, digest)
            self._by_id[schema["$id"]] = schema
            self._by_kind[file.name.removesuffix(".schema.json")] = schema
        self.digest = digest.digest()
        missing = [kind for kind in (*KINDS, "definitions") if kind not in self._by_kind]
        if missing:
            raise _broken(folder / f"{missing[0]}.schema.json", "no such file")
        self._validators = {kind: self._validator(kind) for kind in KINDS}
        self._flat: dict[int, tuple[Schema, ...]] = {}
        self._plans: dict[str, Plan] = {}
        self._known_plans: dict[tuple[int, ...], Plan] = {}
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
        from referencing import Registry, Resource

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
        plan = self._plan(kind)
        for step in steps:
            plan = plan.below(step)
            described = [schema["x-i18n"] for schema in plan.schemas if "x-i18n" in schema]
            nearest = described[0] if described else (nearest if isinstance(step, int) else {})
        return nearest

    def properties(self, kind: str, steps: Sequence[str | int]) -> Mapping[str, Schema]:
        """The properties that the value at ``steps`` may have in its long form."""
        found: dict[str, Schema] = {}
        for schema in self.at(kind, steps):
            found.update(schema.get("properties", {}))
        return found

    def shapes(self, kind: str, steps: Sequence[str | int]) -> tuple[Schema, ...]:
        """Every schema that applies to the value at ``steps``, whatever it refers to included."""
        return self.at(kind, steps)

    def describes(self, kind: str, steps: Sequence[str | int]) -> bool:
        """Whether the schema knows such a place, in whatever form it is written."""
        numbered = [int(step) if str(step).isdecimal() else step for step in steps]
        return bool(self.at(kind, numbered))

    def at(self, kind: str, steps: Sequence[str | int]) -> tuple[Schema, ...]:
        """The schemas of the value at ``steps``: none for a place that no schema knows."""
        plan = self._plan(kind)
        for step in steps:
            plan = plan.below(step)
        return plan.schemas

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

    def references(self, kind: str, data: object) -> list[Reference]:
        """Everything that a declaration names elsewhere, even a faulty declaration."""
        found: list[Reference] = []
        schema_plan.references(self._plan(kind), data, (), found)
        return found

    def passages(self, kind: str, data: object, default: str) -> list[Passage]:
        """Every text that people read; a bare localised text is in the ``default`` language.

        Codes, ids, dates, addresses and whatever else names something are no passages.
        """
        found: list[Passage] = []
        schema_plan.passages(self._plan(kind), data, (), default, found)
        return found

    def _plan(self, kind: str) -> Plan:
        if kind not in self._plans:
            root = self._by_kind[kind]
            self._plans[kind] = Plan(self._flatten(root, root), self._below, self._known_plans)
        return self._plans[kind]

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


def _read(file: Path, digest: blake2b) -> Schema:
    try:
        content = file.read_text("utf-8")
        digest.update(f"{file.name} {len(content)}\n{content}".encode())
        schema: Schema = json.loads(content)
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
