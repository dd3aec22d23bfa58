"""The corpora of hostile and odd input, read from beside the project."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

SHARED = Path(os.environ.get("REGISTRE_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "corpora"
needed = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the corpora are absent: set REGISTRE_SHARED to their folder"
)

# The suite shows invisible characters by signs of its own.
_SIGNS: dict[str, str | int | None] = {
    "␣": " ",
    "»": "\t",
    "—": "",
    "←": "\r",
    "⇔": "\ufeff",
    "↵": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One document of the YAML test suite; ``json`` is what it means, when that is JSON."""

    name: str
    text: str
    invalid: bool
    json: str | None
    tree: str


def yaml_suite() -> list[Case]:
    cases = []
    for file in sorted((FOLDER / "yaml-test-suite" / "src").glob("*.yaml")):
        whole: dict[str, str] = {}
        for number, part in enumerate(yaml.load(file.read_text("utf-8"), yaml.BaseLoader)):
            # What a later case of a file leaves out is as in the one before.
            whole = {**whole, "fail": "false", **part}
            cases.append(
                Case(
                    name=f"{file.stem}-{number}",
                    text=_plain(whole["yaml"]),
                    invalid=whole["fail"] == "true",
                    json=whole.get("json"),
                    tree=whole.get("tree", ""),
                )
            )
    return cases


def _plain(shown: str) -> str:
    return shown.translate(str.maketrans(_SIGNS)).removesuffix("∎\n")


def payloads() -> list[str]:
    """Naughty strings and attacks on web pages, each once."""
    naughty = json.loads((FOLDER / "blns.json").read_text("utf-8"))
    attacks = (FOLDER / "xss-payload-list.txt").read_text("utf-8").splitlines()
    return list(dict.fromkeys(text for text in (*naughty, *attacks) if text.strip()))
