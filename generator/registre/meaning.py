"""What a date, an address or a DOI in another form was most probably meant to be."""

from __future__ import annotations

import re

from registre.formats import is_doi, is_partial_date, is_web_address
from registre.text import nearest

_NUMBERS = re.compile(r"([0-9]{1,4})[-/. ]([0-9]{1,2})(?:[-/. ]([0-9]{1,4}))?")
_IN_WORDS = re.compile(r"(?:([0-9]{1,2})(?:er|st|nd|rd|th)?\s+)?([^\W\d]{3,9})\.?\s+([0-9]{4})")
_MONTHS = {
    name: number
    for names in (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}


def date_meant(value: object) -> str | None:
    """``16/04/2019``, ``2019-4-16``, ``20190416``, ``16 avril 2019``: 2019-04-16.

    Day before month, as all of Europe writes; None when it is no date even so.
    """
    text = str(value).strip()
    meant = _in_numbers(text) or _in_words(text)
    return meant if meant and is_partial_date(meant) else None


def _in_numbers(text: str) -> str | None:
    if re.fullmatch(r"[0-9]{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = _NUMBERS.fullmatch(text)
    if not found:
        month_first = re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{4})", text)
        return f"{month_first[2]}-{month_first[1].zfill(2)}" if month_first else None
    first, second, third = found.groups()
    if len(first) == 4:
        parts = [first, second, *([third] if third else [])]
    elif third and len(third) == 4:
        parts = [third, second, first]
    else:
        return None
    return "-".join(part.zfill(2) for part in parts)


def _in_words(text: str) -> str | None:
    found = _IN_WORDS.fullmatch(text)
    if not found:
        return None
    day, month, year = found.groups()
    name = nearest(month, _MONTHS)
    if name is None:
        return None
    parts = [year, f"{_MONTHS[name]:02d}", *([day.zfill(2)] if day else [])]
    return "-".join(parts)


def web_address_meant(value: object) -> str | None:
    """The same address with https; None when that is not enough."""
    bare = re.sub(r"(?i)^(?:https?:)?/*", "", str(value).strip()).replace(" ", "%20")
    meant = f"https://{bare}"
    return meant if is_web_address(meant) and meant != value else None


def doi_meant(value: object) -> str | None:
    """The DOI inside an address or after ``doi:``."""
    found = re.search(r"10\.[0-9]{4,9}/\S+", str(value))
    return found.group() if found and is_doi(found.group()) else None
