"""Laws of the history: replayed from its first version, it gives what stands there now."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from registre.catalogue import Catalogue
from registre.comparison import is_same
from registre.history import Turn
from registre.long_form import long_form
from registre.replaying import read
from registre.schema import Schemas
from tests.histories import git
from tests.property.test_comparison_laws import applied, declarations, in_order

PROJECT = "accueil-urgences-nuit"
# A version that nobody can read; a register's folder has known many.
BROKEN = "title: [unclosed"


def imported(versions: Sequence[Any]) -> Iterator[bytes]:
    """What ``git fast-import`` makes a commit a version of."""
    for number, version in enumerate(versions):
        text = (version if version is BROKEN else json.dumps(version)).encode()
        yield f"commit refs/heads/main\ncommitter A <a@b.example> {number} +0000\n".encode()
        yield b"data 1\nx\n"
        yield f"M 100644 inline registry/projects/{number % 2}/{PROJECT}.yaml\n".encode()
        yield f"data {len(text)}\n".encode() + text + b"\n"
        yield f"D registry/projects/{1 - number % 2}/{PROJECT}.yaml\n".encode()


@pytest.fixture(scope="module")
def tell(fictive: Catalogue, schemas: Schemas) -> Callable[[Path], tuple[Turn, ...]]:
    """The turns of the project in the repository of a register's folder."""
    return lambda registry: read(registry, fictive, schemas).of("project", PROJECT)


# Each example is a repository: a few, and what fails is told as it is.
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.just(BROKEN) | declarations, min_size=1, max_size=8), declarations)
def test_the_history_replayed_gives_the_present_record(
    tell: Callable[[Path], tuple[Turn, ...]], schemas: Schemas, middle: list[Any], last: Any
) -> None:
    first = {"id": "first"}
    versions = [first, *middle, last]
    with tempfile.TemporaryDirectory() as folder:
        registry = Path(folder) / "registry"
        registry.mkdir()
        git(registry, "init", "--quiet", "--initial-branch", "main", "..")
        given = b"".join(imported(versions))
        importing = ["git", "fast-import", "--quiet"]
        subprocess.run(importing, cwd=registry, input=given, check=True)
        turns = tell(registry)
    data = long_form("project", first, schemas, "fr")
    for turn in reversed(turns[:-1]):
        data = applied((amended.amendment for amended in turn.amended), data)
    assert turns[-1].action == "added"
    assert is_same(in_order(data), in_order(long_form("project", last, schemas, "fr")))
