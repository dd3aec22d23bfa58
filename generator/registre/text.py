"""Small truths about text: nearest words, characters that hide, quoting, shortening."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

# Unicode's own list (UAX 9): characters that change the order in which text is shown.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NO_BREAK_SPACES = frozenset("\u00a0\u2007\u202f")
_ALLOWED_CONTROLS = frozenset("\t\n\r")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most probably meant, or None when none is near."""
    if len(word) > 100:
        return None
    allowed = max(1, len(word) // 3)
    found = process.extractOne(
        word.casefold().replace("_", "-"),
        list(known),
        processor=lambda text: str(text).casefold().replace("_", "-"),
        scorer=DamerauLevenshtein.distance,
        score_cutoff=allowed,
    )
    return str(found[0]) if found else None


def is_forbidden(character: str) -> bool:
    """Whether a character is a control or bidi character that no declaration needs."""
    if character in _ALLOWED_CONTROLS:
        return False
    return character in BIDI_CONTROLS or unicodedata.category(character) == "Cc"


def character_name(character: str) -> str:
    """``U+202E RIGHT-TO-LEFT OVERRIDE``: a character that cannot be shown, told."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL CHARACTER')}"


def shortened(value: object, limit: int = 60) -> str:
    """A value on one line, no longer than ``limit`` characters, with nothing invisible."""
    text = " ".join(str(value).split())
    text = "".join("\ufffd" if is_forbidden(character) else character for character in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted_yaml(text: str) -> str:
    """The text as YAML reads it back whatever it holds: within double quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
