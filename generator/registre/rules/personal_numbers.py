"""Numbers by which somebody is known: social security, bank account, telephone, profession.

A cheap look tells where long numbers stand; only then do libraries judge these, and only
then are they imported. Whatever the text, they are asked for no more than it can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# How many signs of telephone numbers the library is given to judge, the same number once:
# it is slow, and no declaration has as many.
MAX_DIALLED = 20_000

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
_SHORTEST_IBAN = 15
# How far an account number goes before and after its long row of digits: GB29 NWBK 6016...
_BEFORE_DIGITS, _AFTER_DIGITS = 20, 24
# What joins a number to the word before it, as in an address or a decimal.
_JOINED = ("/", "_", ".", "=", "#", "%", ",")
# What may come before a number that would not tell by itself that it is dialled.
_DIALLED = re.compile(r"(?:[Tt][ée]l(?:[ée]phone)?|[Pp]hone|[Mm]obile|[Ff]ax)\b[ .:\u00a0\u202f]*$")
_PROFESSIONAL = re.compile(r"(?:RPPS|rpps)\b[^0-9\n]{0,20}([0-9]{11})(?![0-9])")
_ADDRESS_SIGNS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+,-./:;=?@[]_~"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Something that looks like a person's data; ``seen`` is what may be said of it."""

    code: str
    words: str
    offset: int
    seen: str


def hint(words: str, first: int = 2, last: int = 2) -> str:
    """The ends of what must not be repeated: enough for its author to know it again."""
    return f"{words[:first]}…{words[-last:] if last else ''}"


def long_numbers(text: str) -> list[Span]:
    """Where the long numbers stand, with what is written between their digits."""
    spans = [found.span() for found in _NUMBER.finditer(text)]
    # A whole date, by far the most frequent, is told by its length and its hyphen.
    return [
        (start, end)
        for start, end in spans
        if not (end - start == _DATE and text[start + 4] == "-")
        and sum(map(str.isdigit, text[start:end])) >= SHORTEST
    ]


def _bare(words: str) -> str:
    return "".join(sign for sign in words if sign not in _SPACES)


def _is_in_address(text: str, offset: int) -> bool:
    """Whether what stands there is a part of a web address or of a DOI."""
    before = text[max(0, offset - 200) : offset]
    word = before[len(before.rstrip(_ADDRESS_SIGNS)) :]
    return "://" in word or "10." in word


def security_numbers(text: str, numbers: Sequence[Span], country: str) -> Iterator[Sight]:
    """French social security numbers (NIR) whose key is right."""
    for start, end in numbers:
        for found in _NIR.finditer(text, start, end):
            from stdnum.fr import nir

            words = found.group()
            if nir.is_valid(_bare(words)) and not _is_in_address(text, found.start()):
                seen = hint(words, 1)
                yield Sight(code="PRIVACY-001", words=words, offset=found.start(), seen=seen)


def bank_accounts(text: str, numbers: Sequence[Span], country: str) -> Iterator[Sight]:
    """IBANs whose key is right."""
    for found in _accounts(text, numbers):
        from stdnum import iban

        # Words in capitals may follow: the country says how long its numbers are.
        for words in _keyed(found.group()):
            if iban.is_valid(_bare(words)):
                seen = hint(words, 4)
                yield Sight(code="PRIVACY-002", words=words, offset=found.start(), seen=seen)
                break


def _accounts(text: str, numbers: Sequence[Span]) -> Iterator[re.Match[str]]:
    seen_before = -1
    for start, end in numbers:
        found = _IBAN.search(text, max(0, start - _BEFORE_DIGITS), end + _AFTER_DIGITS)
        if found and found.start() != seen_before:
            seen_before = found.start()
            yield found


def _keyed(words: str) -> list[str]:
    """The beginnings of these words whose key is that of an account (ISO 7064, MOD 97-10).

    The longest first. One pass over the words spares the library most of its work.
    """
    signs = [(place, int(sign, 36)) for place, sign in enumerate(words) if sign not in _SPACES]
    left, head, found = 0, "", list[str]()
    for count, (place, value) in enumerate(signs, 1):
        if count <= len("GB29"):
            head += str(value)
            continue
        left = (left * (10 if value < 10 else 100) + value) % 97
        if count >= _SHORTEST_IBAN and (left * 10 ** len(head) + int(head)) % 97 == 1:
            found.append(words[: place + 1])
    return found[::-1]


def phone_numbers(text: str, numbers: Sequence[Span], country: str) -> Iterator[Sight]:
    """Telephone numbers, but those that belong to a service by their very kind."""
    judged: dict[str, tuple[tuple[int, str], ...]] = {}
    left = MAX_DIALLED
    for start, end in numbers:
        number = text[start:end].rstrip(f"(/{_SPACES}")
        past = start + len(number)
        before, after = text[max(0, start - 16) : start], text[past : past + 1]
        if before[-1:].isalnum() or before[-1:] in _JOINED or after.isalnum():
            continue
        is_dialled = number[0] in "+0" or _DIALLED.search(before)
        if is_dialled and not _is_in_address(text, start):
            if left > 0 and number not in judged:
                judged[number] = tuple(_dialled(number[:left], country))
                left -= len(number)
            for offset, words in judged.get(number, ()):
                seen = hint(words, 3)
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
                seen = hint(words)
                yield Sight(code="PRIVACY-007", words=words, offset=found.start(1), seen=seen)


LOOKS = (security_numbers, bank_accounts, phone_numbers, professional_numbers)
