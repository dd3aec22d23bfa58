"""Thousands of hostile strings in every text that reaches a page, a feed or a file of data.

They are put into the records themselves, behind the schemas' back: what a schema would refuse
today is harmless all the same. A twin register, whose texts are innocent, says which elements and
attributes the templates make; the hostile one must have these, as often, and no other.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bibtexparser.entrypoint import parse_string
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from registre import building, dressing
from registre.catalogue import Catalogue
from registre.model import Localised
from registre.schema import Schemas
from registre.site import (
    Page,
    SiteContext,
    artefacts,
    citation,
    datasets,
    organisations,
    pages,
    prepare,
    projects,
)
from tests.conftest import DAY, FICTIVE, served
from tests.robustness import corpora
from tests.site.conftest import Visit

RECORDS = ("projects", "datasets", "organisations")
INNOCENT = "Un texte"
# Texts that are no Localised, by the record or part that holds them.
PLAIN = {
    "Source": {"title"},
    "Event": {"body", "reference"},
    "Result": {"reference"},
    "Reference": {"number"},
    "Distribution": {"format", "media_type"},
    "Variable": {"name"},
}
# What the small Markdown subset makes of a text: as often as the text has it.
LINKED = "a href rel"
FIXED = {
    "base", "button", "form", "h1", "h2", "head", "iframe", "img", "input", "link", "main", "meta",
    "nav", "object", "script", "section", "select", "style", "svg", "table", "textarea", "title",
}  # fmt: skip
MARKDOWN = {"p", "ul", "ol", "li", "em", "strong", "code", "br", "blockquote"}
# The register has some two thousand texts: four rounds for all strings, others for other places.
ROUNDS = 4
TURNS = [pytest.param(n, marks=pytest.mark.full if n else ()) for n in range(3)]


class Filler:
    """Puts the strings of a supply, one after the other, in place of texts."""

    def __init__(self, strings: Iterator[str]) -> None:
        self.strings = strings
        self.used = 0

    def next(self) -> str:
        self.used += 1
        return next(self.strings)

    def fill(self, value: Any) -> Any:
        if isinstance(value, Localised):
            return Localised(texts=tuple((code, self.next()) for code, _ in value.texts))
        if isinstance(value, tuple):
            return tuple(self.fill(item) for item in value)
        if isinstance(value, Mapping):
            # Key words, in each language; other mappings hold no text.
            return {
                key: tuple(self.next() for _ in held) if isinstance(held, tuple) else held
                for key, held in value.items()
            }
        if not dataclasses.is_dataclass(value) or isinstance(value, type):
            return value
        plain = PLAIN.get(type(value).__name__, set())
        return dataclasses.replace(
            value,
            **{
                field.name: self.next() if field.name in plain and held else self.fill(held)
                for field in dataclasses.fields(value)
                if (held := getattr(value, field.name)) is not None
            },
        )


def filled(catalogue: Catalogue, strings: Iterator[str]) -> tuple[Catalogue, int]:
    """The same register with other texts, and how many were put."""
    filler = Filler(strings)
    changes: dict[str, Any] = {
        kind: {id: filler.fill(record) for id, record in getattr(catalogue, kind).items()}
        for kind in RECORDS
    }
    changes["removed"] = filler.fill(catalogue.removed)
    for kind in ("themes", "routes"):
        held = getattr(catalogue, kind)
        changes[kind] = {code: filler.fill(term) for code, term in held.items()}
    register = catalogue.register
    words = {
        name: filler.fill(getattr(register, name))
        for name in ("name", "tagline", "description", "rights", "legal_framework",
                     "independence_notice", "accessibility")
    }  # fmt: skip
    changes["register"] = dataclasses.replace(register, **words)
    return dataclasses.replace(catalogue, **changes), filler.used


def context_of(catalogue: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(
        catalogue,
        schemas.labels,
        on=DAY,
        version="0",
        fields=schemas.fields("project"),
        schemas=schemas,
    )


@pytest.fixture(scope="module")
def payloads() -> list[str]:
    return corpora.payloads()


def hostile(catalogue: Catalogue, payloads: list[str], turn: int) -> Iterator[Catalogue]:
    """The register full of payloads, until all were put; in each turn, each of them elsewhere."""
    assert len(payloads) > 7_000
    supply = islice(cycle(payloads), turn * len(payloads) // len(TURNS), None)
    put = 0
    for _ in range(ROUNDS):
        made, used = filled(catalogue, supply)
        put += used
        yield made
    assert put >= len(payloads)


@pytest.fixture(scope="module")
def innocent(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return context_of(filled(fictive, cycle([INNOCENT]))[0], schemas)


@pytest.fixture(scope="module")
def own(innocent: SiteContext) -> dict[str, Counter[str]]:
    """What the templates make at each address."""
    return {page.url: elements(page) for page in pages(innocent)}


def fixed(found: Counter[str]) -> Counter[str]:
    """Those of which no text says how many there are."""
    return Counter({name: times for name, times in found.items() if name.split()[0] in FIXED})


def elements(page: Page) -> Counter[str]:
    """How often each element is there, with the names of its attributes."""
    found: Counter[str] = Counter()
    html = f"<!doctype html><head>{page.head}</head><body><main>{page.content}</main></body>"
    for node in LexborHTMLParser(html).css("*"):
        attributes = node.attributes
        if node.tag in MARKDOWN and not attributes.keys() - {"start"}:
            continue
        names = " ".join(sorted(attributes))
        found[f"{node.tag} {names}"] += 1
        for name in ("href", "src", "action"):
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", attributes.get(name) or "", re.I)
            if scheme and scheme[1].lower() not in ("https", "mailto"):
                found[f"scheme {scheme[1]}"] += 1
    return found


@corpora.needed
@pytest.mark.parametrize("turn", TURNS)
def test_no_page_has_an_element_of_a_text(
    fictive: Catalogue,
    schemas: Schemas,
    payloads: list[str],
    innocent: SiteContext,
    own: dict[str, Counter[str]],
    turn: int,
) -> None:
    """Every page, read as browsers read it, is made of what the templates bring, and no more."""
    known: dict[str, set[str]] = defaultdict(lambda: {LINKED})
    for page in pages(innocent):
        known[page.kind] |= own[page.url].keys()
    for number, catalogue in enumerate(hostile(fictive, payloads, turn)):
        context = context_of(catalogue, schemas)
        # Every string reaches the pages of records; the other pages are read once.
        makers = (projects.pages, datasets.pages, organisations.pages) if number else (pages,)
        for page in chain.from_iterable(maker(context) for maker in makers):
            found = elements(page)
            assert found.keys() <= known[page.kind], page.url
            assert fixed(found) == fixed(own[page.url]), page.url


@corpora.needed
def test_every_file_of_data_stays_whole(
    fictive: Catalogue, schemas: Schemas, payloads: list[str], innocent: SiteContext
) -> None:
    """Feeds, descriptions, search data and citations are read back by their own readers."""
    context = context_of(next(hostile(fictive, payloads, 0)), schemas)
    plain = {path: shape(path, data) for path, data in artefacts.artefacts(innocent)}
    for path, data in artefacts.artefacts(context):
        assert shape(path, data) == plain[path], path
    for page in pages(context):
        head = LexborHTMLParser(f"<head>{page.head}</head>")
        for block in head.css('script[type="application/ld+json"]'):
            assert isinstance(json.loads(block.text()), dict)
    voice = context.voices["fr"]
    bibliography = "\n".join(
        citation.bibtex(citation.citation(kind.removesuffix("s"), id, context, voice))
        for kind in RECORDS
        for id in getattr(context.catalogue, kind)
    )
    library = parse_string(bibliography)
    assert library.failed_blocks == []
    assert len(library.entries) == sum(len(getattr(fictive, kind)) for kind in RECORDS)


def shape(path: str, data: bytes) -> object:
    """The elements of a file of XML; that a file of JSON is one."""
    if path.endswith(".xml"):
        return Counter(str(node.tag) for node in etree.fromstring(data).iter())
    if path.endswith(".json"):
        return type(json.loads(data))
    return None


# In the browser


@pytest.fixture(scope="module")
def hostile_site(
    fictive: Catalogue,
    schemas: Schemas,
    payloads: list[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    site = tmp_path_factory.mktemp("strings")
    with dressing.shell_for(fictive.register.languages, FICTIVE, None, None) as shell:
        building.fill(site, next(hostile(fictive, payloads, 0)), schemas, shell, on=DAY)
    return site


def quiet(visit: Callable[..., Visit], root: str, address: str) -> Visit:
    """A visit in which nothing was run, blocked or fetched from elsewhere."""
    seen = visit(root + address)
    assert seen.messages == [], address
    assert all(request.startswith(root) for request in seen.requests)
    assert seen.page.evaluate("document.images.length") == 0
    return seen


@corpora.needed
@pytest.mark.full
def test_a_browser_runs_none_of_it(
    hostile_site: Path, visit: Callable[..., Visit], payloads: list[str]
) -> None:
    """The fullest pages of records, and what the search shows of the strings typed into it."""
    share = 15
    with served(hostile_site) as root:
        for kind in ("projets", "donnees", "organismes"):
            files = sorted(
                (hostile_site / kind).glob("*/index.html"),
                key=lambda file: (-file.stat().st_size, file),
            )
            for file in files[:share]:
                quiet(visit, root, f"{file.parent.relative_to(hostile_site).as_posix()}/")
        for text in payloads[:: len(payloads) // (2 * share)]:
            quiet(visit, root, f"projets/?q={quote(text[:200], safe='')}")
