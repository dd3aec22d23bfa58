"""LINK: addresses that will not last, that hide where they lead, or that tell on somebody.

Nothing here asks the network: see ``links_online`` for what does, on request only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from registre.diagnostic import Diagnostic, finding
from registre.rules.known import known
from registre.rules.strings import Ways, pinpoint
from registre.rules.subject import Context, Subject

# An address, up to what ends it in a sentence or in Markdown.
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}\[\]]{1,2000}")
# A key that opens something is long; "session=2024" opens nothing.
SHORTEST_KEY = 12
_SENTENCE = ".,;:!?'’»*_"


class Address(NamedTuple):
    """An address as it is written, and where it begins in the text."""

    url: str
    offset: int


class Doubt(NamedTuple):
    """What is doubtful about an address: a code, and the part to show."""

    code: str
    seen: str


def addresses(text: str) -> Iterator[Address]:
    """The web addresses of a text, those in sentences and in Markdown included."""
    for found in _ADDRESS.finditer(text):
        url = found.group().rstrip(_SENTENCE)
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(_SENTENCE)
        yield Address(url, found.start())


def shortened(url: str, host: str) -> Doubt | None:
    """An address that stands for another, which it hides."""
    return Doubt("LINK-001", host) if host in known("shorteners") else None


def tracked(url: str, host: str) -> Doubt | None:
    """An address that tells a third party where the reader came from."""
    names = [name for name, _ in _parameters(url) if _is_tracker(name)]
    return Doubt("LINK-002", ", ".join(names)) if names else None


def personal(url: str, host: str) -> Doubt | None:
    """An address that holds somebody's own visit or key: it ends, or opens too much."""
    names = [
        name
        for name, value in _parameters(url)
        if name.lower() in known("visits") and len(value) >= SHORTEST_KEY
    ]
    return Doubt("LINK-003", ", ".join(names)) if names else None


def shared(url: str, host: str) -> Doubt | None:
    """A document shared among people, and not published."""
    labels = host.split(".")
    above = (".".join(labels[number:]) for number in range(len(labels) - 1))
    return Doubt("LINK-004", host) if known("private_shares").intersection(above) else None


DOUBTS: tuple[Callable[[str, str], Doubt | None], ...] = (shortened, tracked, personal, shared)


def _is_tracker(name: str) -> bool:
    return name.lower().startswith("utm_") or name.lower() in known("trackers")


def _parameters(url: str) -> list[tuple[str, str]]:
    """The parameters and their values, those of the path included (``;jsessionid=``)."""
    if not ("?" in url or ";" in url or "#" in url):
        return []
    try:
        parts = urlsplit(url)
    except ValueError:
        # A host that no browser would look up either.
        return []
    rows = (*parts.path.split(";")[1:], parts.query, parts.fragment)
    return [pair for row in rows for pair in parse_qsl(row, keep_blank_values=True)]


def host_of(url: str) -> str:
    """The host of an address, without its ``www``."""
    after = url.partition("://")[2]
    host = re.split(r"[/?#:]", after, maxsplit=1)[0].lower()
    return host.removeprefix("www.")


def doubtful(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """Every doubtful address, once for each doubt, wherever it is written."""
    ways = Ways(subject.document.data)
    for url, offset in addresses(subject.strings):
        host = host_of(url)
        for doubt in filter(None, (look(url, host) for look in DOUBTS)):
            where = pinpoint(subject.document, ways.at(offset), url)
            yield finding(doubt.code, where, seen=doubt.seen)


def repeated(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """The same page twice among the links of a declaration."""
    links = (
        subject.document.data.get("links", ()) if isinstance(subject.document.data, dict) else ()
    )
    first: dict[str, int] = {}
    for number, link in enumerate(links):
        page = link["url"].rstrip("/")
        if page in first:
            line = subject.place("links", first[page], "url").line
            yield finding("LINK-005", subject.place("links", number, "url"), first_line=line)
        first.setdefault(page, number)
