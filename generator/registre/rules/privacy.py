"""PRIVACY: what looks like a natural person's data; a register names functions, never people.

Everything that a declaration says is looked at, comments included, for a declaration is
read as a file as well. A cheap look at the joined strings tells whether anything deserves
a second one; only then do libraries judge, and only then are they imported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, islice

from registre.diagnostic import Diagnostic, Location, finding
from registre.document import Document
from registre.rules.known import known
from registre.rules.mailboxes import is_of_a_person
from registre.rules.strings import BETWEEN, Ways, pinpoint, strings
from registre.rules.subject import Context, Subject

# A file full of one fault is told in part: its author will run the check again.
MAX_TOLD = 20
# How many accounts, and how many signs of telephone numbers, libraries are given to judge:
# they are slow, and no declaration has as many.
_MAX_ACCOUNTS = 2_000
_MAX_DIALLED = 20_000

_SPACES = " .\u00a0\u202f-"
Span = tuple[int, int]

# The digits of the shortest number that somebody could be known by: +376 312 345.
SHORTEST = 9
# Ten signs or more of a number.
_NUMBER = re.compile(rf"[+0-9][0-9AB()/{_SPACES}]{{9,}}")
# Sex, year, month (some are invented for people whose month is not known), department,
# commune, order, key.
_NIR = re.compile(
    r"(?<![\w/.-])[1-478]S[0-9]{2}S(?:0[1-9]|1[0-2]|[235-9][0-9]|4[0-2])S(?:[0-9]{2}|2[AB])S"
    r"[0-9]{3}S[0-9]{3}S[0-9]{2}(?!\w)".replace("S", f"[{_SPACES}]?")
)
_IBAN = re.compile(
    rf"(?<![\w/.-])[A-Z]{{2}}[0-9]{{2}}(?:[{_SPACES}]?[0-9A-Z]){{11,30}}(?![0-9A-Za-z])"
)
_DATE = len("2026-11-23")
_SHORTEST_IBAN = 14
# How far an account number goes before and after its long row of digits: GB29 NWBK 6016...
_BEFORE_DIGITS, _AFTER_DIGITS = 20, 24
# What joins a number to the word before it, as in an address or a decimal.
_JOINED = ("/", "_", ".", "=", "#", "%", ",")
# What may come before a number that would not tell by itself that it is dialled.
_DIALLED = re.compile(r"(?:[Tt][ée]l(?:[ée]phone)?|[Pp]hone|[Mm]obile|[Ff]ax)\b[ .:\u00a0\u202f]*$")
_PROFESSIONAL = re.compile(r"(?:RPPS|rpps)\b[^0-9\n]{0,20}([0-9]{11})(?![0-9])")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Something that looks like a person's data; ``seen`` is what may be said of it."""

    code: str
    words: str
    offset: int
    seen: str


def _masked(words: str, first: int = 2, last: int = 2) -> str:
    return f"{words[:first]}…{words[-last:] if last else ''}"


def _bare(words: str) -> str:
    return "".join(sign for sign in words if sign not in _SPACES)


def _is_in_address(text: str, offset: int) -> bool:
    """Whether what stands there is a part of a web address or of a DOI."""
    before = text[max(0, offset - 200) : offset]
    word = before[len(before.rstrip("!#$%&'*+,-./0123456789:;=?@[]_~" + _MAILBOX_SIGNS)) :]
    return "://" in word or "10." in word


def security_numbers(text: str, numbers: Sequence[Span], country: str) -> Iterator[Sight]:
    """French social security numbers (NIR) whose key is right."""
    for start, end in numbers:
        for found in _NIR.finditer(text, start, end):
            from stdnum.fr import nir

            words = found.group()
            if nir.is_valid(_bare(words)) and not _is_in_address(text, found.start()):
                seen = _masked(words, 1)
                yield Sight(code="PRIVACY-001", words=words, offset=found.start(), seen=seen)


def bank_accounts(text: str, numbers: Sequence[Span], country: str) -> Iterator[Sight]:
    """IBANs whose key is right."""
    for found in islice(_accounts(text, numbers), _MAX_ACCOUNTS):
        from stdnum import iban

        # Words in capitals may follow: the country says how long its numbers are.
        words = found.group()
        while len(words) > _SHORTEST_IBAN and not iban.is_valid(_bare(words)):
            words = words[:-1].rstrip(_SPACES)
        if len(words) > _SHORTEST_IBAN:
            seen = _masked(words, 4)
            yield Sight(code="PRIVACY-002", words=words, offset=found.start(), seen=seen)


def _accounts(text: str, numbers: Sequence[Span]) -> Iterator[re.Match[str]]:
    seen_before = -1
    for start, end in numbers:
        found = _IBAN.search(text, max(0, start - _BEFORE_DIGITS), end + _AFTER_DIGITS)
        if found and found.start() != seen_before:
            seen_before = found.start()
            yield found


def phone_numbers(text: str, numbers: Sequence[Span], country: str) -> Iterator[Sight]:
    """Telephone numbers, but those that belong to a service by their very kind."""
    left = _MAX_DIALLED
    for start, end in numbers:
        number = text[start:end].rstrip(f"(/{_SPACES}")
        before, after = text[max(0, start - 16) : start], text[start + len(number) :][:1]
        if before[-1:].isalnum() or before[-1:] in _JOINED or after.isalnum():
            continue
        is_dialled = number[0] in "+0" or _DIALLED.search(before)
        if is_dialled and not _is_in_address(text, start):
            number, left = number[:left], max(0, left - len(number))
            for offset, words in _dialled(number, country):
                seen = _masked(words, 3)
                yield Sight(code="PRIVACY-003", words=words, offset=start + offset, seen=seen)


def _dialled(words: str, country: str) -> Iterator[tuple[int, str]]:
    import phonenumbers
    from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType

    of_services = {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
    }
    for match in PhoneNumberMatcher(words, country, leniency=Leniency.STRICT_GROUPING):
        if phonenumbers.number_type(match.number) not in of_services:
            yield match.start, match.raw_string


def professional_numbers(text: str, numbers: Sequence[Span], country: str) -> Iterator[Sight]:
    """Numbers of French health professionals (RPPS) whose key is right."""
    for start, end in numbers:
        found = _PROFESSIONAL.search(text, max(0, start - _BEFORE_DIGITS), end)
        if found:
            from stdnum import luhn

            words = found.group(1)
            if luhn.is_valid(words):
                seen = _masked(words)
                yield Sight(code="PRIVACY-007", words=words, offset=found.start(1), seen=seen)


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
                seen=f"{_masked(name, 1, 0)}@{host.group()}",
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
                seen=title + _masked(name, 1, 0),
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


NUMBERS = (security_numbers, bank_accounts, phone_numbers, professional_numbers)
WORDS = (mailboxes, births, titled_persons)
# Fields that hold numbers which some authority gave: they may look like any other.
_NUMBER_FIELDS = frozenset({"number", "reference", "siren", "id"})
_LOOKS_DIALLED = frozenset({"PRIVACY-003"})


def sights(text: str, country: str) -> Iterator[Sight]:
    """All that looks like a person's data in a text."""
    return chain.from_iterable(_sights_by_code(text, country))


def _sights_by_code(text: str, country: str) -> Iterator[Iterator[Sight]]:
    if numbers := _numbers(text):
        for look in NUMBERS:
            yield look(text, numbers, country)
    for read in WORDS:
        yield read(text)


def _numbers(text: str) -> list[Span]:
    """Where the long numbers stand, with what is written between their digits."""
    spans = [found.span() for found in _NUMBER.finditer(text)]
    # A whole date, by far the most frequent, is told by its length and its hyphen.
    return [
        (start, end)
        for start, end in spans
        if not (end - start == _DATE and text[start + 4] == "-")
        and sum(map(str.isdigit, text[start:end])) >= SHORTEST
    ]


def check(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """Persons' data in the values of a declaration, and in its comments."""
    document, country = subject.document, context.register.country
    ways = Ways(document.data)
    for found in _sights_by_code(subject.strings, country):
        yield from islice(_in_values(document, ways, found), MAX_TOLD)
    # The site offers every declaration as a file, comments included.
    if comments := dict(_comments(document.text)):
        places = _Comments(document, comments)
        for found in _sights_by_code(BETWEEN.join(comments.values()), country):
            yield from islice(_in_comments(places, found), MAX_TOLD)


def _in_values(document: Document, ways: Ways, found: Iterator[Sight]) -> Iterator[Diagnostic]:
    for sight in found:
        steps = ways.at(sight.offset)
        if not (sight.code in _LOOKS_DIALLED and steps[-1] in _NUMBER_FIELDS):
            yield finding(sight.code, pinpoint(document, steps, sight.words), seen=sight.seen)


def _in_comments(places: _Comments, found: Iterator[Sight]) -> Iterator[Diagnostic]:
    for sight in found:
        where = places.of(sight)
        if not places.is_in_a_value(where):
            yield finding(sight.code, where, seen=sight.seen)


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """What follows a hash sign at the beginning of a word, and where it begins."""
    at = text.find("#")
    while at >= 0:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        begins = at == 0 or text[at - 1] in " \t\n"
        if begins:
            yield at + 1, text[at + 1 : end]
        at = text.find("#", end if begins else at + 1)


class _Comments:
    """The places of what is seen in the joined comments; all is computed once, when asked."""

    def __init__(self, document: Document, comments: dict[int, str]) -> None:
        self._document = document
        self._starts = list(comments)
        lengths = (len(comment) + len(BETWEEN) for comment in comments.values())
        self._joined_starts = list(accumulate(lengths, initial=0))

    @cached_property
    def _lines(self) -> list[int]:
        """The offsets at which the lines of the file begin."""
        ends = re.finditer("\n", self._document.text)
        return [0, *(end.end() for end in ends)]

    @cached_property
    def _values(self) -> list[tuple[Span, Span]]:
        """Where the texts of the file begin and end, in its order."""
        spans = (self._document.locate(steps) for steps, _ in strings(self._document.data))
        return sorted(((s.line, s.column), (s.end_line, s.end_column)) for s in spans)

    def of(self, sight: Sight) -> Location:
        """Where the sight stands in the file."""
        number = bisect_right(self._joined_starts, sight.offset) - 1
        offset = self._starts[number] + sight.offset - self._joined_starts[number]
        line = bisect_right(self._lines, offset)
        column = offset - self._lines[line - 1] + 1
        end = column + len(sight.words)
        path = self._document.path
        return Location(path=path, line=line, column=column, end_line=line, end_column=end)

    def is_in_a_value(self, where: Location) -> bool:
        """Whether the place belongs to a text that merely has a hash sign."""
        place = (where.line, where.column)
        before = bisect_right(self._values, place, key=lambda span: span[0])
        return before > 0 and place < self._values[before - 1][1]
