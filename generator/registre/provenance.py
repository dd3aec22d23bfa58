"""Which program this is: a digest of its own code and of what decides beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).parent
# Whatever reads, validates or judges; a new version may judge otherwise.
_LIBRARIES = (
    "cattrs",
    "frictionless",
    "holidays",
    "jsonschema",
    "jsonschema-rs",
    "phonenumbers",
    "python-stdnum",
    "pyyaml",
    "rapidfuzz",
)


def code() -> Iterator[bytes]:
    """The parts of which the digest tells this program from any other."""
    yield sys.version.encode()
    for name in _LIBRARIES:
        try:
            yield f"{name} {version(name)}".encode()
        except PackageNotFoundError:
            yield name.encode()
    for file in sorted(_PACKAGE.rglob("*")):
        if file.suffix in (".py", ".toml", ".json", ".txt") and file.is_file():
            yield file.relative_to(_PACKAGE).as_posix().encode()
            yield file.read_text("utf-8").encode()
