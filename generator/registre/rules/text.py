"""TEXT: what a reader would stumble on in the texts of a declaration.

The texts are asked for once. Each check looks at one of them, or at the translations of
one of them, and is cheap until it has a reason to look closer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from registre import readability
from registre.diagnostic import Diagnostic, described_codes, finding, shared_word
from registre.rules.known import known
from registre.rules.strings import pinpoint
from registre.rules.subject import Context, Subject
from registre.schema import Passage, Steps
from registre.text import shortened

# A whole text that says nothing, and one that says nothing as a title only: a table may well
# have a column called "Test".
_LONGEST_PLACEHOLDER = 40
_TITLES = frozenset({"title", "name", "summary", "purpose", "statement", "description"})
_TRIM = " \n\t\u00a0.,;:!?…()[]<>«»“”\"'*_/-"
_NOTHING = " \n\t\u00a0.…?_–—-"
# What nobody writes but for want of a text; in capitals, or within brackets.
_FILLER = re.compile(
    r"(?:\bTODO\b|\bFIXME\b|\bX{4,}\b|\bx{4,}\b|[Ll]orem ipsum|LOREM IPSUM"
    r"|\[[^\[\]\n]{1,40}\](?!\())"
)
_FILLER_SIGNS = ("[", "xxxx", "XXXX", "TODO", "FIXME", "orem ipsum", "OREM IPSUM")
_MARKUP = re.compile(
    r"</?(?:a|b|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|script|span|strong|sub|sup|table"
    r"|td|th|tr|u|ul)(?:\s[^<>]{0,300})?/?>|&(?:amp|nbsp|lt|gt|quot|apos|[a-zA-Z]{1,6}(?:acute"
    r"|grave|circ|uml|cedil|tilde|lig)|rsquo|laquo|raquo|#[0-9]{2,6}|#x[0-9a-fA-F]{2,5});"
)
# Several words of capitals in a row, of which at least two are no acronyms.
_CAPITALS = re.compile(
    r"(?<![\w’'-])[A-ZÀ-ÖØ-Þ]{2,40}(?:[ \u00a0’'-]{1,2}[A-ZÀ-ÖØ-Þ]{2,40}){2,60}(?![\w’'-])"
)
_ROW_OF_CAPITALS = re.compile(
    r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ]{1,40}[ \u00a0’'-]{1,2}[A-ZÀ-ÖØ-Þ]{2,40}[ \u00a0’'-]{1,2}[A-ZÀ-ÖØ-Þ]{2}"
)
_ACRONYM = 4
# Words by which a text is told from a name, and a name from a code.
_SENTENCE_WORDS = 5
# Names stand in the language of whoever bears them; units and codes in none.
_NAMES = frozenset(
    {"acronym", "name", "former_names", "coding_system", "coding_systems", "standards", "unit"}
)
# Below these figures a text that promises plain words does not keep its promise. Measured on
# the genuine register, whose summaries were written for everybody: none is below 58 (French)
# or 31 (English); of 899 summaries for the public of British studies, half are below 32.
HARD: Mapping[str, float] = {"fr": 40.0, "en": 30.0}
EASY: Mapping[str, float] = {"fr": 65.0, "en": 55.0}
_PLAIN = frozenset({"summary", "easy_read", "public_benefit", "results"})
# The fewest words of which an average means anything.
MEASURABLE = 40


def _is_localised(passage: Passage) -> bool:
    """Whether the text may be translated; ``purpose: text`` may, for it is its statement."""
    return passage.localised or passage.steps == ("purpose",)


def placeholder(passage: Passage) -> str:
    """The whole text, when it was never written."""
    text = passage.text
    if len(text) > _LONGEST_PLACEHOLDER or not (
        _is_localised(passage) or passage.steps[-1] == "title"
    ):
        return ""
    bare = text.strip(_TRIM).casefold()
    is_placeholder = (
        bare in known("placeholders")
        or (bare in known("placeholder_titles") and passage.steps[0] in _TITLES)
        or not text.strip(_NOTHING)
    )
    return text if is_placeholder else ""


def filler(passage: Passage) -> str:
    """Words that hold a place within a text that is written for the rest."""
    for found in _FILLER.finditer("" if placeholder(passage) else passage.text):
        words = found.group()
        if words[0] != "[" or words.strip(_TRIM).casefold() in known("placeholders"):
            return words
    return ""


def capitals(passage: Passage) -> str:
    """Words written in capitals where no acronym asks for them."""
    if _is_localised(passage) and not _NAMES.intersection(passage.steps):
        for found in _CAPITALS.finditer(passage.text):
            words = re.split(r"[ \u00a0’'-]+", found.group())
            if sum(len(word) > _ACRONYM for word in words) > 1:
                return found.group()
    return ""


def markup(passage: Passage) -> str:
    """HTML, which would be shown as it is written."""
    found = _MARKUP.search(passage.text) if _is_localised(passage) else None
    return found.group() if found else ""


class Look(NamedTuple):
    """A look at each text, when the signs of what it finds stand in any of them."""

    code: str
    words: Callable[[Passage], str]
    is_worth_it: Callable[[str], object]


LOOKS = (
    Look("TEXT-001", placeholder, lambda whole: True),
    Look("TEXT-001", filler, lambda whole: any(sign in whole for sign in _FILLER_SIGNS)),
    Look("TEXT-005", capitals, _ROW_OF_CAPITALS.search),
    Look("TEXT-006", markup, lambda whole: "<" in whole or "&" in whole),
)


def check(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """Every text by itself, then beside its translations."""
    passages = context.passages(subject)
    whole = "\n".join([passage.text for passage in passages])
    for look in [look for look in LOOKS if look.is_worth_it(whole)]:
        for passage in passages:
            if words := look.words(passage):
                where = pinpoint(subject.document, passage.steps, words)
                yield finding(look.code, where, seen=shortened(words))
    if subject.kind == "project":
        for passage in passages:
            if passage.steps[0] in _PLAIN and len(passage.text) > MEASURABLE:
                yield from hard_to_read(subject, passage)
    texts = _by_field(passages)
    yield from same_text(subject, texts)
    yield from languages_missing(subject, texts, context.register.languages)


def hard_to_read(subject: Subject, passage: Passage) -> Iterator[Diagnostic]:
    """A text for everybody that few can read; in the languages that have a measure."""
    limits = _promise(passage.steps)
    if limits is None or passage.language not in limits:
        return
    if passage.text.count(" ") + passage.text.count("\n") < MEASURABLE - 1:
        return
    limit = limits[passage.language]
    if readability.is_surely_easy(passage.text, passage.language, limit):
        return
    reading = readability.read(passage.text, passage.language)
    if reading and len(reading.words) >= MEASURABLE and reading.score < limit:
        yield finding(
            "TEXT-004",
            subject.place(*passage.steps),
            score=max(0, round(reading.score)),
            limit=round(limit),
            average=round(reading.words_a_sentence),
            sentence=shortened(reading.longest_sentence),
            words=reading.longest_words(4),
        )


def _promise(steps: Steps) -> Mapping[str, float] | None:
    """How easy the text at these steps is to be; None when it is for whom it may concern."""
    match steps:
        case ("easy_read", *_):
            return EASY
        case ("summary" | "public_benefit", *_) | ("results", int(), "summary", *_):
            return HARD
    return None


Texts = Mapping[Steps, Mapping[str, str]]


def _by_field(passages: Sequence[Passage]) -> Texts:
    """The texts of each field that may be translated, by language."""
    texts: dict[Steps, dict[str, str]] = {}
    for passage in passages:
        if _is_localised(passage):
            steps, language = passage.steps, passage.language
            field = steps[:-1] if steps[-1] == language else steps
            texts.setdefault(field, {})[language] = passage.text
    return texts


def same_text(subject: Subject, texts: Texts) -> Iterator[Diagnostic]:
    """A sentence given as its own translation."""
    for field, said in texts.items():
        if len(set(said.values())) == len(said):
            continue
        first: dict[str, str] = {}
        for language, text in said.items():
            other = first.setdefault(text, language)
            if other != language and _is_sentence(text) and not _NAMES.intersection(field):
                yield finding(
                    "TEXT-002", subject.place(*field, language), languages=f"{other}, {language}"
                )


def _is_sentence(text: str) -> bool:
    return sum(word[0].islower() for word in text.split()) >= _SENTENCE_WORDS


def languages_missing(
    subject: Subject, texts: Texts, languages: Sequence[str]
) -> Iterator[Diagnostic]:
    """For each language of the register, the fields that are not told in it: one notice."""
    complete = len(languages)
    partial = [
        (field, said)
        for field, said in texts.items()
        if len(said) < complete and not _NAMES.intersection(field) and not _is_code(said)
    ]
    for language in languages if partial else ():
        fields = [field for field, said in partial if language not in said]
        if fields:
            names = dict.fromkeys("/".join(s for s in f if isinstance(s, str)) for f in fields)
            yield finding(
                "TEXT-003",
                subject.place(*fields[0]),
                language=language,
                language_name=language_names(language),
                count=len(fields),
                fields=_some(tuple(names)),
            )


@cache
def language_names(code: str) -> Mapping[str, str]:
    """What a language is called in each that findings are told in: ``anglais``, ``English``."""
    told = described_codes()["TEXT-003"].words
    return {to: shared_word(f"language_{code}", to, otherwise=code) for to in told}


def _is_code(said: Mapping[str, str]) -> bool:
    """Whether the text is a code or a sign, the same in all languages: CCAM, CIM-10, 2016."""
    return all(not any(map(str.islower, text)) for text in said.values())


def _some(names: Sequence[str], most: int = 8) -> tuple[str, ...]:
    return tuple(names) if len(names) <= most else (*names[:most], "…")
