"""How easy a text is to read: Flesch's measure for English, Kandel and Moles' for French.

- R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32(3), 1948.
- L. Kandel and A. Moles, « Application de l'indice de Flesch à la langue française »,
  Cahiers d'études de radio-télévision 19, 1958.

Both look at two things only, the length of sentences and of words: 100 is very easy, 0 is
very hard. A low figure is a reason to read a text again, and never a judgement of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_VOWELS = "aeiouyàâäéèêëîïôöùûüÿœæ"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A sentence ends at its full stop, and an item of a list or a paragraph at its line.
_END = re.compile(
    r"[.!?…]{1,9}[»\"”)\]*_]{0,9}(?=\s)|\n(?=[ \t]{0,9}(?:\n|[-*+][ \t]|[0-9]{1,3}[.)][ \t]))"
)
_LINK = re.compile(r"\[|\]\([^()\s]{0,2000}\)|<?https?://[^\s>]{1,2000}>?")

_ENGLISH_NUCLEUS = re.compile(r"[aeiouy]+")
_ENGLISH_HIATUS = re.compile(
    r"i[ao](?!u|n\b|ns\b|l\b|nal)|[dnrv]iou|iet|(?<!p)eo(?!u)|ea\b|ua|uou|(?<!q)uen"
    r"|[^aeiou]ying|[bdg][eo]ing|creat|ism\b"
)
_ENGLISH_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)(?:e|es|ed)$|[^aeiouy]l(?:es|ed)$")
_SPOKEN_END = re.compile(r"[td]ed$|(?:[cgsxz]|[cs]h|bet)es$")
_FRENCH_NUCLEUS = re.compile(r"i?é|[ïü]|[aeiouyàâäèêëîôöùûÿœæ]+")
_FRENCH_MUTE_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eéèêi])|(?<=[qg])u$")
_FRENCH_SILENT = re.compile(r"(?<=.)(?:es?|(?<!m)ent)$")
_SPOKEN_ENT = re.compile(
    r"(?:accid|adolesc|ag|arg|c|cli|différ|d|équival|excell|fréqu|inconvéni|par|pati|perman"
    r"|précéd|prés|réc|référ|souv|suffis|tal|urg|v|viol|évid)ent"
)


@lru_cache(maxsize=1 << 16)
def english_syllables(word: str) -> int:
    """The syllables of an English word, as spoken; about one word in twenty is one off."""
    word = word.lower()
    count = len(_ENGLISH_NUCLEUS.findall(word)) + len(_ENGLISH_HIATUS.findall(word))
    if _ENGLISH_SILENT.search(word) and not _SPOKEN_END.search(word):
        count -= 1
    return max(count, 1)


@lru_cache(maxsize=1 << 16)
def french_syllables(word: str) -> int:
    """The syllables of a French word as spoken, its final mute e apart."""
    word = word.lower()
    if not _SPOKEN_ENT.fullmatch(word):
        word = _FRENCH_SILENT.sub("", word)
    return max(len(_FRENCH_NUCLEUS.findall(_FRENCH_MUTE_U.sub("", word))), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A formula: ``origin - sentence x words a sentence - word x syllables a word``."""

    origin: float
    sentence: float
    word: float
    syllables: Callable[[str], int]


MEASURES: Mapping[str, Measure] = {
    "en": Measure(origin=206.835, sentence=1.015, word=84.6, syllables=english_syllables),
    "fr": Measure(origin=207.0, sentence=1.015, word=73.6, syllables=french_syllables),
}


# Hardly any text has fewer letters a syllable: of 1,000 in each language, none below 2.6.
_LETTERS_A_SYLLABLE = 2.6


def is_surely_easy(text: str, language: str, limit: float) -> bool:
    """Whether a look at the length of words and sentences is enough to expect ``limit``.

    It spares most texts the count of their syllables, and is never sure of a hard one.
    """
    measure = MEASURES[language]
    words = text.count(" ") + text.count("\n") + 1
    ends = max(1, text.count(". ") + text.count(".\n") + text.endswith("."))
    syllables = (len(text) - words) / words / _LETTERS_A_SYLLABLE
    return measure.origin - measure.sentence * words / ends - measure.word * syllables >= limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was measured. ``score`` is of the order of 0 (very hard) to 100 (very easy)."""

    score: float
    sentences: tuple[str, ...]
    words: tuple[str, ...]
    syllables: Callable[[str], int]

    @property
    def words_a_sentence(self) -> float:
        return len(self.words) / len(self.sentences)

    @property
    def longest_sentence(self) -> str:
        return max(self.sentences, key=lambda sentence: len(_WORD.findall(sentence)))

    def longest_words(self, most: int) -> tuple[str, ...]:
        unique = sorted(set(self.words), key=lambda w: (-self.syllables(w), -len(w), w))
        return tuple(unique[:most])


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a declared text, without the addresses of its links."""
    parts = _END.split(_LINK.sub(" ", text))
    return tuple(part for part in (" ".join(part.split()) for part in parts) if _WORD.search(part))


def read(text: str, language: str) -> Reading | None:
    """The text, measured; None for a language that has no measure, or without words."""
    measure = MEASURES.get(language)
    parts = sentences(text)
    words = tuple(word for part in parts for word in _WORD.findall(part))
    if measure is None or not words:
        return None
    a_sentence = len(words) / len(parts)
    a_word = sum(map(measure.syllables, words)) / len(words)
    return Reading(
        score=measure.origin - measure.sentence * a_sentence - measure.word * a_word,
        sentences=parts,
        words=words,
        syllables=measure.syllables,
    )
