"""Words that rules know by heart; ``known.toml`` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    text = resources.files("registre.rules").joinpath("known.toml").read_text("utf-8")
    lists = tomllib.loads(text)
    texts = lists.pop("texts")
    return {
        **{name: frozenset(words.split()) for name, words in lists.items()},
        **{name: frozenset(texts) for name, texts in texts.items()},
    }


def known(name: str) -> frozenset[str]:
    """The words, or the texts, of one list."""
    return _lists()[name]
