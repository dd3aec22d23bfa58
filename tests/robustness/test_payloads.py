"""Every naughty string and every attack, through every field that holds text."""

from __future__ import annotations

import copy
import json
import shutil
import unicodedata
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from registre import loading
from registre.catalogue import load
from registre.diagnostic import message, remedy
from registre.schema import Schemas
from registre.source import Entry, read_entry
from registre.text import forbidden_places
from registre.yaml_strict import parse
from tests.conftest import DAY, FICTIVE
from tests.robustness import corpora

KINDS = {"project": "projects", "dataset": "datasets", "organisation": "organisations"}


def _richest(kind: str, schemas: Schemas) -> dict[str, Any]:
    """The declaration of the fictive register that has the most texts."""
    found = [
        parse(file.name, file.read_text("utf-8")).data
        for file in sorted((FICTIVE / KINDS[kind]).rglob("*.yaml"))
    ]
    return max(found, key=lambda data: len(list(schemas.passages(kind, data, "fr"))))


def _put(data: Any, steps: tuple[str | int, ...], text: str) -> None:
    for step in steps[:-1]:
        data = data[step]
    data[steps[-1]] = text


def _filled(
    kind: str, schemas: Schemas, texts: list[str]
) -> Iterator[tuple[dict[str, Any], dict[tuple[str | int, ...], str]]]:
    """Declarations whose texts are the payloads, until each field had as many as the others."""
    model = _richest(kind, schemas)
    places = [passage.steps for passage in schemas.passages(kind, model, "fr")]
    rounds = max(1, -(-len(texts) // len(places)))
    supply = cycle(texts)
    for number in range(rounds):
        data = copy.deepcopy(model)
        data["id"] = f"charge-{number}"
        put = dict(zip(places, islice(supply, len(places)), strict=True))
        for steps, text in put.items():
            _put(data, steps, text)
        yield data, put


def _read_back(kind: str, schemas: Schemas, root: Path, texts: list[str]) -> int:
    """How many texts came back as they were; in a file that was refused, it was said where."""
    written = list(_filled(kind, schemas, texts))
    for data, _ in written:
        # JSON is YAML, and puts every text in quotes.
        text = json.dumps(data, ensure_ascii=False, indent=1)
        (root / KINDS[kind] / f"{data['id']}.yaml").write_text(text + "\n", "utf-8")
    told = {found.where.path for found in load(root, schemas, DAY)[1].findings}
    same = 0
    for data, put in written:
        entry = Entry(path=f"{KINDS[kind]}/{data['id']}.yaml", kind=kind)
        document, _ = loading.document(read_entry(root, entry)[0])
        if document.root is None:
            assert document.path in told
            continue
        for steps, text in put.items():
            assert _at(document.data, steps) == text
            same += 1
    return same


def _at(data: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        data = data[step]
    return data


def _sound(texts: list[str]) -> list[str]:
    """Those that a declaration may hold: composed, without hidden characters."""
    return [
        text
        for text in texts
        if unicodedata.is_normalized("NFC", text)
        and next(iter(forbidden_places(text)), None) is None
    ]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The fictive register, to which payloads are added."""
    shutil.copytree(FICTIVE, tmp_path / "registry")
    return tmp_path / "registry"


@corpora.needed
@pytest.mark.parametrize("kind", KINDS)
def test_some_payloads_are_read_back_exactly(kind: str, schemas: Schemas, root: Path) -> None:
    texts = _sound(corpora.payloads())[::40]
    assert _read_back(kind, schemas, root, texts) >= len(texts)


@corpora.needed
@pytest.mark.full
@pytest.mark.parametrize("kind", KINDS)
def test_every_payload_is_read_back_exactly(kind: str, schemas: Schemas, root: Path) -> None:
    texts = _sound(corpora.payloads())
    assert len(texts) > 6_000
    assert _read_back(kind, schemas, root, texts) >= len(texts)


@corpora.needed
@pytest.mark.parametrize("kind", KINDS)
def test_what_no_declaration_may_hold_is_told(kind: str, schemas: Schemas, root: Path) -> None:
    every = corpora.payloads()
    texts = sorted(set(every) - set(_sound(every)))
    assert texts
    _read_back(kind, schemas, root, texts)
    assert load(root, schemas, DAY)[1].has_errors


@corpora.needed
def test_a_register_of_payloads_is_checked_to_the_end(schemas: Schemas, root: Path) -> None:
    for kind in KINDS:
        _read_back(kind, schemas, root, corpora.payloads()[::15])
    _, report = load(root, schemas, DAY)
    for found in report.findings:
        for language in ("fr", "en"):
            assert message(found, language)
            assert remedy(found, language)


@corpora.needed
def test_a_payload_without_quotes_is_read_or_told_inside_the_file() -> None:
    for payload in corpora.payloads():
        text = f"title: {payload}\nsummary: |\n  {payload}\n"
        lines = text.split("\n")
        document = parse("x.yaml", text)
        assert document.root is not None or document.findings
        for found in document.findings:
            where = found.where
            assert 1 <= where.line <= where.end_line <= len(lines)
            assert 1 <= where.column <= len(lines[where.line - 1]) + 1
