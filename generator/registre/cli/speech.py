"""What the command says, in the person's language."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

FALLBACK = "en"


@cache
def all_words() -> Mapping[str, Mapping[str, str]]:
    """Language, then key, then text: all that the files of ``words/`` say."""
    words: dict[str, dict[str, str]] = {}
    folder = resources.files("registre.cli").joinpath("words")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            for code, said in tomllib.loads(file.read_text("utf-8")).items():
                words.setdefault(code, {}).update(said)
    return words


def language(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """``--lang`` when it is given, else the system's language when we speak it."""
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or (arguments[position + 1] if position + 1 < len(arguments) else "")
            if value in all_words():
                return value
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if system := environment.get(variable):
            return system[:2] if system[:2] in all_words() else FALLBACK
    return FALLBACK
