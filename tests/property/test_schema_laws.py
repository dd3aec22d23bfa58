"""The two validators agree, on every declaration that we have and on spoilt ones."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema.validators import Draft202012Validator

from registre import loading, package_data
from registre import source as sources
from registre.explaining import explain
from registre.explaining_validator import format_checker
from registre.schema import Schemas
from registre.source import Source
from registre.yaml_strict import parse

TESTS = Path(__file__).parents[1]
ROOTS = (TESTS.parent / "registry", TESTS / "registers" / "fictive" / "registry")


@cache
def _schemas() -> Schemas:
    return Schemas(package_data.find("schemas"))


@cache
def _explaining(kind: str) -> Any:
    schemas = _schemas()
    registry: Any = schemas.registry
    return Draft202012Validator(
        schemas.schema(kind), registry=registry, format_checker=format_checker()
    )


@cache
def _declarations() -> tuple[tuple[str, Any], ...]:
    found = []
    for root in ROOTS:
        for item in sources.read(root):
            if isinstance(item, Source) and item.kind != "result-table":
                found.append((item.kind, loading.document(item)[0].data))
    # Large ones make each example slow and teach nothing that small ones do not.
    return tuple((kind, data) for kind, data in found if len(str(data)) < 8_000)


def _agree(kind: str, data: Any) -> None:
    assert _schemas().accepts(kind, data) == _explaining(kind).is_valid(data)


def test_the_validators_agree_on_every_declaration() -> None:
    for kind, data in _declarations()[::5]:
        _agree(kind, data)


@pytest.mark.full
def test_the_validators_agree_on_every_declaration_at_full_size() -> None:
    for kind, data in _declarations():
        _agree(kind, data)


def test_the_validators_agree_on_every_case() -> None:
    for file in sorted((TESTS / "cases").glob("*/*/projects/**/*.yaml")):
        try:
            document = parse("x.yaml", file.read_text("utf-8"))
        except UnicodeDecodeError:
            continue
        if document.root is not None:
            _agree("project", document.data)


ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.0, 2019, 20190416, 10**20, "", " ", "x", "not-stated", "2019-02-30",
    "https://exemple.fr", "http://exemple.fr", "10.1136/bmj.n37", "a" * 400, [], {}, [None],
    ["x", "x"], [1, True], {"fr": "Un texte"}, {"xx": ""}, {"Fr": "Texte"},
    {"a : b": "c"}, "é" * 300,
    "a\nb",
)  # fmt: skip


def _places(data: Any, steps: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = data.items() if isinstance(data, dict) else enumerate(data)
    found = []
    for step, value in members:
        found.append((*steps, step))
        if isinstance(value, (dict, list)):
            found += _places(value, (*steps, step))
    return found


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, Any]:
    """A declaration with a key deleted or misspelt, a value of another type or another code."""
    kind, original = draw(st.sampled_from(_declarations()))
    data = copy.deepcopy(original)
    for _ in range(draw(st.integers(1, 3))):
        places = _places(data)
        if not places:
            break
        *way, last = draw(st.sampled_from(places))
        inside = data
        for step in way:
            inside = inside[step]
        change = draw(st.sampled_from(["delete", "misspell", "odd", "odd", "swap"]))
        if change == "delete":
            del inside[last]
        elif change == "misspell" and isinstance(inside, dict):
            inside[f"{last}x"] = inside.pop(last)
        elif change == "odd":
            inside[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
        else:
            inside[last] = [inside[last]]
    return kind, data


@given(spoilt())
def test_the_validators_agree_on_spoilt_declarations(case: tuple[str, Any]) -> None:
    _agree(*case)


@settings(max_examples=60)
@given(spoilt())
def test_what_is_refused_is_explained_at_a_place_of_the_file(case: tuple[str, Any]) -> None:
    """And never by the last resort, SCHEMA-020."""
    import json

    kind, data = case
    text = json.dumps(data, ensure_ascii=False, indent=1)
    document = parse("x.yaml", text)
    if document.root is None or document.findings or not isinstance(document.data, (dict, list)):
        return
    findings = list(explain(_schemas(), kind, document))
    assert bool(findings) is not _schemas().accepts(kind, document.data)
    lines = text.split("\n")
    for found in findings:
        assert found.code != "SCHEMA-020"
        assert 1 <= found.where.column <= len(lines[found.where.line - 1]) + 1
