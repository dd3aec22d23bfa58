"""PRIVACY: what looks like a natural person's data; a register names functions, never people.

Everything that a declaration says is looked at, comments included, for a declaration is
read as a file as well. A cheap look at the joined strings tells whether anything deserves
a second one; only then do libraries judge, and only then are they imported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, chain, islice

from registre.diagnostic import Diagnostic, finding
from registre.document import Document
from registre.rules import comments, personal_numbers
from registre.rules.known import known
from registre.rules.mailboxes import is_of_a_person
from registre.rules.personal_numbers import Sight as Sight
from registre.rules.personal_numbers import hint
from registre.rules.strings import BETWEEN, Ways, joined, names_and_numbers, pinpoint
from registre.rules.subject import Context, Subject

# A file full of one fault is told in part: its author will run the check again.
MAX_TOLD = 20
_MAILBOX_SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-"
_HOST = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_DAY = (
    r"(?:[0-9]{1,2}[/. -][0-9]{1,2}[/. -](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2}(?:er|st|nd|rd|th)? [^\W\d_]{3,9}\.? (?:19|20)[0-9]{2}"
    r"|[^\W\d_]{3,9} [0-9]{1,2}(?:st|nd|rd|th)?,? (?:19|20)[0-9]{2})"
)
# Without the first letters of those that may begin a sentence.
_BIRTHS = ("né le", "née le", "aissance", "irth", "orn on", "DOB", "DDN")
_WORD_BEGINS = re.compile(r"(?:\A|\W)((?:[Dd]ate (?:de n|of b)|[Bb])?)\Z")
_BIRTHDAY = re.compile(
    rf"(?: est le| is)?[ :\u00a0\u202f]{{1,4}}(?:the )?({_DAY})(?! (?:ou|or|et|and) )"
)
# People of whom a date of birth tells no more than their age: those of a study.
_ANYONE = re.compile(
    r"(?:\b(?:tout|toute|chaque|any|each|every|all|those|children|patients|people|persons|women"
    r"|men|individuals|participants|infants|babies|births?|were|are|who)\b[ \w]{0,20})$"
)
_TITLED = re.compile(
    r"(?:Dre?|Pre?|Prof|Mme|Mlle|Mrs?|Ms|Docteure?|Professeure?|Madame|Monsieur|Professor|Doctor"
    r"|M(?=\.))\.?[ \u00a0\u202f]((?:[A-ZÀ-Þ]\.[ \u00a0\u202f]?|[A-ZÀ-Þ][\w’'-]+ ){0,2}"
    r"[A-ZÀ-Þ][^\W\d_][\w’'-]*)"
)


def mailboxes(text: str) -> Iterator[Sight]:
    """Mailboxes that bear a person's name."""
    at = text.find("@")
    while at >= 0:
        before = text[max(0, at - 64) : at]
        name = before[len(before.rstrip(_MAILBOX_SIGNS)) :].lstrip(".%+-_")
        host = _HOST.match(text, at + 1)
        if name and host and is_of_a_person(name, host.group()):
            words = f"{name}@{host.group()}"
            yield Sight(
                code="PRIVACY-004",
                words=words,
                offset=at - len(name),
                seen=f"{hint(name, 1, 0)}@{host.group()}",
            )
        at = text.find("@", at + 1)


def births(text: str) -> Iterator[Sight]:
    """A day on which one person was born; those of whole groups tell of nobody."""
    for words in _BIRTHS:
        at = text.find(words)
        while at >= 0:
            if found := _BIRTHDAY.match(text, at + len(words)):
                before = text[max(0, at - 40) : at].rpartition("\n")[2]
                begins = _WORD_BEGINS.search(before)
                if begins and not _ANYONE.search(before):
                    start = at - len(begins.group(1))
                    said, seen = text[start : found.end()], text[start : found.start(1)] + "…"
                    yield Sight(code="PRIVACY-005", words=said, offset=start, seen=seen)
            at = text.find(words, at + 1)


def titled_persons(text: str) -> Iterator[Sight]:
    """A person's name behind a title: Dr, Prof., Mme."""
    for found in _TITLED.finditer(text):
        before = text[max(0, found.start() - 60) : found.start()].rpartition("\n")[2]
        title, name = found.group()[: found.start(1) - found.start()], found.group(1)
        if before and (before[-1].isalnum() or before[-1] in ".'’-_/@"):
            continue
        if not (title.startswith("M.") and not _may_be_monsieur(before, name)) and not (
            _is_named_after(before)
        ):
            yield Sight(
                code="PRIVACY-006",
                words=found.group(),
                offset=found.start(),
                seen=title + hint(name, 1, 0),
            )


def _may_be_monsieur(before: str, name: str) -> bool:
    """``M.`` is an initial too, a bacterium's or an author's."""
    sign = before.rstrip()[-1:]
    opens = sign == "" or sign.islower() or sign in "(:«"
    return opens and len(name) > 2 and name.casefold() not in known("species")


def _is_named_after(before: str) -> bool:
    clause = re.split(r"[.,;:()]", before)[-1]
    return any(
        word.casefold() in known("named_after") for word in re.split(r"[\s'’-]", clause)[-6:]
    )


WORDS = (mailboxes, births, titled_persons)
# Whose numbers are looked for when the register does not tell its country.
DEFAULT_COUNTRY = "FR"
# Fields that hold numbers which some authority gave: they may look like any other.
_NUMBER_FIELDS = frozenset({"number", "reference", "siren", "id"})
_LOOKS_DIALLED = frozenset({"PRIVACY-003"})


def sights(text: str, country: str) -> Iterator[Sight]:
    """All that looks like a person's data in a text."""
    return chain.from_iterable(_sights_by_code(text, country))


def _sights_by_code(text: str, country: str) -> Iterator[Iterator[Sight]]:
    if numbers := personal_numbers.long_numbers(text):
        for look in personal_numbers.LOOKS:
            yield look(text, numbers, country)
    for read in WORDS:
        yield read(text)


def check(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """Persons' data in the values of a declaration, and in its comments."""
    country = context.register.country
    yield from _in_values(subject.document, subject.strings, country)
    yield from _in_comments(subject.document, country)


def check_unruly(document: Document, country: str = DEFAULT_COUNTRY) -> Iterator[Diagnostic]:
    """The same in a declaration of which no schema tells what it may hold.

    So its keys and its numbers are looked at as well.
    """
    yield from _in_values(document, joined(document.data), country)
    yield from _in_names_and_numbers(document, country)
    yield from _in_comments(document, country)


def _in_values(document: Document, text: str, country: str) -> Iterator[Diagnostic]:
    ways = Ways(document.data)
    for found in _sights_by_code(text, country):
        yield from islice(_told(document, ways, found), MAX_TOLD)


def _told(document: Document, ways: Ways, found: Iterator[Sight]) -> Iterator[Diagnostic]:
    for sight in found:
        steps = ways.at(sight.offset)
        if not (sight.code in _LOOKS_DIALLED and steps[-1:] and steps[-1] in _NUMBER_FIELDS):
            yield finding(sight.code, pinpoint(document, steps, sight.words), seen=sight.seen)


def _in_names_and_numbers(document: Document, country: str) -> Iterator[Diagnostic]:
    written = list(names_and_numbers(document.data))
    starts = list(accumulate((len(words) + len(BETWEEN) for _, _, words in written), initial=0))
    for found in _sights_by_code(BETWEEN.join(words for _, _, words in written), country):
        for sight in islice(found, MAX_TOLD):
            steps, is_name, _ = written[bisect_right(starts, sight.offset) - 1]
            yield finding(sight.code, document.locate(steps, key=is_name), seen=sight.seen)


def _in_comments(document: Document, country: str) -> Iterator[Diagnostic]:
    found = dict(comments.comments(document.text))
    if not found:
        return
    places = comments.Places(document, found)
    for seen in _sights_by_code(BETWEEN.join(found.values()), country):
        yield from islice(_told_of_comments(places, seen), MAX_TOLD)


def _told_of_comments(places: comments.Places, found: Iterator[Sight]) -> Iterator[Diagnostic]:
    for sight in found:
        where = places.of(sight.words, sight.offset)
        if not places.is_in_a_value(where):
            yield finding(sight.code, where, seen=sight.seen)
