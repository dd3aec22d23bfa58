"""``registre check --links``: whether the pages that a register points at still exist.

The only check that asks the network, and never unasked. It is polite: one request at a time
to a host, with a pause between two, the headers only, an honest name, and what was learnt is
kept for some days. It is no crawler: it asks for nothing but the addresses that a declaration
gives, and where these lead; so it does not consult robots.txt.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from registre import loading
from registre import source as sources
from registre.diagnostic import Diagnostic, Location, finding
from registre.document import Document
from registre.formats import is_web_address
from registre.rules.link import addresses, host_of
from registre.rules.strings import Ways, joined, pinpoint
from registre.schema import KINDS

MAX_HOPS = 5
HOSTS_AT_ONCE = 8
# Seconds between two requests to one host, and the longest that a host may ask us to wait.
PAUSE = 1.0
LONGEST_WAIT = 30
# Seconds after which nothing more is asked for one address, wherever it leads.
LONGEST_VISIT = 60.0
_LONGEST_ADDRESS = 2000
_PERMANENT = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_ELSEWHERE = (*_PERMANENT, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT)
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class NoAnswerError(Exception):
    """No answer was had: ``reason`` is a word of ``shared.toml``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host says of a page: its status, where it sends us, how long we are to wait."""

    status: int
    location: str = ""
    retry_after: int = 0


# A method and an address; raises NoAnswerError.
Fetch = Callable[[str, str], Answer]

STATES = ("fine", "dead", "unknown", "moved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was learnt of an address: ``fine``, ``dead``, ``unknown`` or ``moved``.

    ``reason`` is a status, or a word of ``shared.toml``; ``new`` the address of a moved page.
    """

    state: str
    reason: str = ""
    new: str = ""


class Memory(Protocol):
    """What is known of addresses from other days."""

    def recall(self, url: str, on: date) -> Verdict | None: ...

    def keep(self, learnt: Mapping[str, Verdict], on: date) -> None: ...


def documents(root: Path) -> Iterator[Document]:
    """Every declaration below the folder that can be read, whatever else is wrong with it."""
    for source in sources.read(root):
        if isinstance(source, sources.Source) and source.kind in KINDS:
            document, _ = loading.document(source)
            if isinstance(document.data, (dict, list)):
                yield document


def check(
    declared: Iterable[Document],
    fetch: Fetch,
    memory: Memory,
    wait: Callable[[float], None],
    on: date,
) -> Iterator[Diagnostic]:
    """The findings about every address of the declarations, each at each of its places."""
    places: dict[str, list[tuple[Document, int]]] = defaultdict(list)
    for document in declared:
        for url, offset in addresses(joined(document.data)):
            if is_web_address(url):
                places[url.partition("#")[0]].append((document, offset))
    verdicts = _verdicts(tuple(places), fetch, memory, wait, on)
    ways: dict[str, Ways] = {}
    for url, found in places.items():
        for document, offset in found if verdicts[url].state != "fine" else ():
            known = ways.setdefault(document.path, Ways(document.data))
            where = pinpoint(document, known.at(offset), url)
            yield _told(verdicts[url], where)


def _told(verdict: Verdict, where: Location) -> Diagnostic:
    if verdict.state == "moved":
        return finding("LINK-008", where, new=verdict.new)
    code = "LINK-006" if verdict.state == "dead" else "LINK-007"
    return finding(code, where, reason=_REASONS.get(verdict.reason, verdict.reason))


# Why there was no answer, in words; a status speaks for itself.
_REASONS: Mapping[str, Mapping[str, str]] = {
    "no-host": {"fr": "ce site n’existe plus", "en": "there is no such site any more"},
    "internal": {"fr": "adresse d’un réseau interne", "en": "address of an internal network"},
    "no-connection": {"fr": "pas de réponse", "en": "no answer"},
    "too-slow": {"fr": "réponse trop lente", "en": "answer too slow"},
    "odd-port": {"fr": "port inhabituel", "en": "unusual port"},
    "insecure": {"fr": "certificat refusé", "en": "certificate refused"},
    "no-http": {"fr": "réponse incompréhensible", "en": "answer not understood"},
    "round-and-round": {"fr": "trop de renvois", "en": "too many redirects"},
    "astray": {"fr": "renvoi vers une adresse impossible", "en": "redirect to no valid address"},
}
# Those of a host that did answer.
_ANSWERED = ("round-and-round", "astray")


def is_reason(text: str) -> bool:
    """Whether it says why a page was not seen: a word, or a status."""
    return text in _REASONS or bool(re.fullmatch("[1-9][0-9]{2}", text))


def _verdicts(
    urls: Sequence[str],
    fetch: Fetch,
    memory: Memory,
    wait: Callable[[float], None],
    on: date,
) -> Mapping[str, Verdict]:
    known = {url: verdict for url in urls if (verdict := memory.recall(url, on))}
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        if url not in known:
            by_host[host_of(url)].append(url)

    def visit(host: str) -> Mapping[str, Verdict]:
        learnt: dict[str, Verdict] = {}
        for number, url in enumerate(by_host[host]):
            if number:
                wait(PAUSE)
            learnt[url] = look_up(url, fetch, wait)
        return learnt

    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        learnt = {url: seen for found in pool.map(visit, by_host) for url, seen in found.items()}
    if not any(map(_was_answered, learnt.values())):
        # Nobody at all answered: it is our own network that is missing, and nothing was learnt.
        unknown = Verdict(state="unknown", reason="no-connection")
        dead = [url for url, seen in learnt.items() if seen.state == "dead"]
        return {**known, **learnt, **dict.fromkeys(dead, unknown)}
    memory.keep(learnt, on)
    return {**known, **learnt}


def _was_answered(verdict: Verdict) -> bool:
    is_status = verdict.reason.isdecimal()
    return verdict.state in ("fine", "moved") or is_status or verdict.reason in _ANSWERED


def look_up(
    url: str,
    fetch: Fetch,
    wait: Callable[[float], None],
    clock: Callable[[], float] = time.monotonic,
) -> Verdict:
    """Ask for one address, and follow where it leads, for a minute at most.

    The new address is where permanent redirects alone led; whatever comes after a temporary
    one is the site's own affair.
    """
    here, settled, is_permanent = url, url, True
    fetch = _until(clock() + LONGEST_VISIT, clock, fetch)
    for _ in range(MAX_HOPS + 1):
        try:
            answer = _ask(here, fetch, wait)
            if answer.status not in _ELSEWHERE or not answer.location:
                return _judged(answer.status, url, settled)
            here = _led(here, answer.location)
        except NoAnswerError as error:
            state = "dead" if error.reason == "no-host" and here == url else "unknown"
            return Verdict(state=state, reason=error.reason)
        is_permanent = is_permanent and answer.status in _PERMANENT
        settled = here if is_permanent else settled
        wait(PAUSE)
    return Verdict(state="unknown", reason="round-and-round")


def _until(deadline: float, clock: Callable[[], float], fetch: Fetch) -> Fetch:
    """The same, until then: a host may answer each request soon, and keep us with many."""

    def hurried(method: str, url: str) -> Answer:
        if clock() >= deadline:
            raise NoAnswerError("too-slow")
        return fetch(method, url)

    return hurried


def _led(here: str, location: str) -> str:
    """Where a redirect leads. Raises NoAnswerError when that is no address of the web."""
    try:
        there = urljoin(here, location).partition("#")[0]
        parts = urlsplit(there)
        # A port that is no number raises as well.
        is_sound = parts.scheme in ("https", "http") and parts.hostname and parts.port != 0
    except ValueError as error:
        raise NoAnswerError("astray") from error
    if not is_sound or len(there) > _LONGEST_ADDRESS:
        raise NoAnswerError("astray")
    return there


def _judged(status: int, url: str, settled: str) -> Verdict:
    if status in _GONE:
        return Verdict(state="dead", reason=str(int(status)))
    if status >= HTTPStatus.BAD_REQUEST:
        return Verdict(state="unknown", reason=str(status))
    if settled.rstrip("/") != url.rstrip("/") and is_web_address(settled):
        return Verdict(state="moved", new=settled)
    return Verdict(state="fine")


def _ask(url: str, fetch: Fetch, wait: Callable[[float], None]) -> Answer:
    """Ask for the headers; then, since many a host refuses that, as a reader would."""
    answer = fetch("HEAD", url)
    if answer.status in _BUSY and 0 < answer.retry_after <= LONGEST_WAIT:
        wait(float(answer.retry_after))
        answer = fetch("HEAD", url)
    if answer.status >= HTTPStatus.BAD_REQUEST and answer.status not in _BUSY:
        wait(PAUSE)
        answer = fetch("GET", url)
    return answer
