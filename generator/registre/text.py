"""Small truths about text: nearest words, characters that hide, quoting, shortening."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

# Unicode's own list (UAX 9): characters that change the order in which text is shown.
BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
NO_BREAK_SPACES = frozenset("\u00a0\u2007\u202f")
# Controls but tab and line feed; Unicode's own line ends, which nobody sees and which
# parsers count differently; the byte-order mark and what is no character at all.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(1 << 16, 17 << 16, 1 << 16)
    )
    + "".join(sorted(BIDI_CONTROLS))
    + "]"
)
# Beyond, what was written is no word of which another could be meant.
LONGEST_WORD = 100
# Latin letters and the signs of our typography: none is forbidden, none combines with another.
_ORDINARY = re.compile("[\t\n\x20-\x7e\xa0-\u02ff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]*")
_NAMES = {0x00: "NULL", 0x0D: "CARRIAGE RETURN", 0x1B: "ESCAPE", 0x7F: "DELETE", 0x85: "NEXT LINE"}


def nearest(word: str, known: Iterable[str], *, edits: int | None = None) -> str | None:
    """The known word that was most probably meant, or None when none is near.

    Capitals, accents, spaces and underscores do not count. ``edits`` is how many letters may be
    other: one in three unless told.
    """
    if len(word) > LONGEST_WORD:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    found = process.extractOne(
        _bare(word),
        list(known),
        processor=lambda text: _bare(str(text)),
        scorer=DamerauLevenshtein.distance,
        score_cutoff=max(1, len(word) // 3) if edits is None else edits,
    )
    return str(found[0]) if found else None


def nearest_first(word: str, known: Mapping[str, Iterable[str]]) -> list[str]:
    """The known words from the most to the least like ``word``; each has other names of its own."""
    if len(word) > LONGEST_WORD:
        return sorted(known)
    from rapidfuzz.distance import DamerauLevenshtein

    def distance(name: str) -> tuple[int, str]:
        names = (name, *known[name])
        return min(DamerauLevenshtein.distance(_bare(word), _bare(n)) for n in names), name

    return sorted(known, key=distance)


def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"[\s_'’-]+", "-", letters.strip())


def slug(text: str) -> str:
    """The text as an id may be written: ``Accès aux soins`` is acces-aux-soins."""
    letters = unicodedata.normalize("NFKD", text.casefold()).replace("œ", "oe").replace("æ", "ae")
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def is_forbidden(character: str) -> bool:
    """Whether no declaration needs this character: a control, a bidi control, no character."""
    return _FORBIDDEN.fullmatch(character) is not None


def is_ordinary(text: str) -> bool:
    """Whether nothing can be wrong with the characters of a text; tells most texts in a glance."""
    return _ORDINARY.fullmatch(text) is not None


def has_forbidden(text: str) -> bool:
    """Whether ``text`` has characters that no declaration needs."""
    return not is_ordinary(text) and _FORBIDDEN.search(text) is not None


def forbidden_places(text: str) -> Iterable[int]:
    """Where ``text`` has characters that no declaration needs, in order."""
    return (found.start() for found in _FORBIDDEN.finditer(text))


def character_name(character: str) -> str:
    """``U+202E RIGHT-TO-LEFT OVERRIDE``: a character that cannot be shown, told."""
    code = ord(character)
    name = unicodedata.name(character, _NAMES.get(code, "CONTROL CHARACTER"))
    return f"U+{code:04X} {name}"


def shortened(value: object, limit: int = 60) -> str:
    """A value on one line, no longer than ``limit`` characters, with nothing invisible."""
    text = " ".join(str(value)[: 40 * limit].split())
    text = _FORBIDDEN.sub("\ufffd", text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def quoted_yaml(text: str) -> str:
    """The text as YAML reads it back whatever it holds, within quotes, on one line."""
    if ('"' in text or "\\" in text) and "'" not in text and "\n" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
