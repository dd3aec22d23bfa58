"""The schemas hold: JSON Schema's own rules, and ours (docs/adr/0001)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from jsonschema.validators import Draft202012Validator

from registre import package_data
from registre.formats import FORMATS
from registre.schema import KINDS, Schemas
from registre.yaml_strict import parse
from tests.conftest import SMALLEST

FOLDER = package_data.find("schemas")
FILES = sorted(FOLDER.glob("*.schema.json"))
DOCUMENTS = {file.name: json.loads(file.read_text("utf-8")) for file in FILES}
# What the checker writes, not what a person declares.
WRITTEN_BY_US = {"report.schema.json"}
LANGUAGES = ("fr", "en")


def _parts(schema: Any, way: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, with the way to it; values are no schemas."""
    if not isinstance(schema, dict):
        return
    yield way, schema
    for keyword in ("properties", "patternProperties", "$defs"):
        for name, inner in schema.get(keyword, {}).items():
            yield from _parts(inner, f"{way}/{keyword}/{name}")
    for keyword in ("items", "if", "then", "else", "not", "additionalProperties"):
        yield from _parts(schema.get(keyword), f"{way}/{keyword}")
    for number, inner in enumerate(schema.get("allOf", ())):
        yield from _parts(inner, f"{way}/allOf/{number}")


PARTS = [
    (f"{name}{way}", part) for name, document in DOCUMENTS.items() for way, part in _parts(document)
]


def _types(part: dict[str, Any]) -> list[str]:
    types = part.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _in_condition(way: str) -> bool:
    return bool(re.search(r"/(if|then|else|not|allOf)(/|$)", way))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_satisfies_the_meta_schema(name: str) -> None:
    Draft202012Validator.check_schema(DOCUMENTS[name])
    assert DOCUMENTS[name]["$id"] == f"https://registre.example/schemas/v1/{name}"


def test_an_object_admits_no_unknown_field() -> None:
    open_objects = [
        way
        for way, part in PARTS
        if "object" in _types(part)
        and not _in_condition(way)
        and part.get("additionalProperties") is not False
        and way.split("/")[0] not in WRITTEN_BY_US
    ]
    assert open_objects == []


def test_a_text_has_a_greatest_length_and_a_list_a_greatest_number() -> None:
    for way, part in PARTS:
        if way.split("/")[0] in WRITTEN_BY_US:
            continue
        if "string" in _types(part):
            assert {"maxLength", "enum", "const"} & part.keys(), way
        if "array" in _types(part):
            assert "maxItems" in part, way


def test_patterns_are_anchored_and_read_alike_everywhere() -> None:
    for way, part in PARTS:
        for pattern in (part.get("pattern"), *part.get("patternProperties", {})):
            if pattern is not None:
                assert pattern.startswith("^"), way
                assert pattern.endswith("$"), way
                assert not re.search(r"\\[dwsbDWSB]|\(\?", pattern), way


def test_variants_are_told_by_conditions_alone() -> None:
    for way, part in PARTS:
        assert not {"oneOf", "anyOf", "dependentSchemas", "unevaluatedProperties"} & part.keys(), (
            way
        )


def test_formats_are_ours() -> None:
    assert {part["format"] for _, part in PARTS if "format" in part} <= FORMATS.keys()


def test_a_property_is_told_in_both_languages() -> None:
    for way, part in PARTS:
        if way.split("/")[0] in WRITTEN_BY_US or _in_condition(way):
            continue
        for name, inner in part.get("properties", {}).items():
            words = inner.get("x-i18n", {})
            for language in LANGUAGES:
                said = words.get(language, {})
                assert said.keys() >= {"title", "help", "instructions", "example"}, (way, name)
                assert all(said[word] for word in ("title", "help", "instructions")), (way, name)


def test_a_code_has_its_label_in_both_languages() -> None:
    for way, part in PARTS:
        if "x-labels" in part:
            assert list(part["x-labels"]) == part["enum"], way
            for label in part["x-labels"].values():
                assert all(label[language].strip() for language in LANGUAGES), way


def test_the_example_of_a_property_is_accepted_by_that_property() -> None:
    registry = jsonschema_rs.Registry([(d["$id"], d) for d in DOCUMENTS.values()])
    for way, part in PARTS:
        name, _, pointer = way.partition("/")
        if "x-i18n" not in part or _in_condition(way):
            continue
        pointer = f"/{pointer}" if pointer else ""
        pointer = "/".join(
            step.replace("~", "~0").replace("^", "%5E") for step in pointer.split("/")
        )
        validator = jsonschema_rs.validator_for(
            {"$ref": f"{DOCUMENTS[name]['$id']}#{pointer}"},
            registry=registry,
            formats=dict(FORMATS),
            validate_formats=True,
        )
        for language in LANGUAGES:
            example = part["x-i18n"][language]["example"]
            assert validator.is_valid(example), (way, language, example)


def test_the_smallest_declaration_is_accepted(schemas: Schemas) -> None:
    assert len(SMALLEST.splitlines()) == 11
    document = parse("projects/parcours-avc.yaml", SMALLEST)
    assert document.findings == ()
    assert schemas.accepts("project", document.data)


def test_what_names_something_is_told_by_the_schema(schemas: Schemas) -> None:
    document = parse("projects/parcours-avc.yaml", SMALLEST)
    found = {(r.target, r.value) for r in schemas.references("project", document.data)}
    assert found == {
        ("term:themes", "cardiology"),
        ("term:routes", "mr-004"),
        ("organisation", "chu-limoges"),
        ("dataset", "pmsi-mco"),
    }


def test_every_kind_has_its_words(schemas: Schemas) -> None:
    for kind in KINDS:
        assert schemas.words(kind, ())["fr"]["title"], kind
    assert schemas.words("project", ("lead", "contact", "email"))["fr"]["title"]
    assert schemas.words("project", ("no-such-field",)) == {}
