"""The lists of projects, datasets and organisations, whole and for each value of a facet.

Without script, every selection of one value has its page, and every record is reached by
plain links. The first page of a whole list carries what the search needs as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from markupsafe import Markup

from registre.model import Record
from registre.site import facets
from registre.site.addresses import LISTINGS
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.facets import FACETS, Facet, FacetValue
from registre.site.marks import card, date_key, title_of
from registre.site.page import Page
from registre.site.states import Pill, pills
from registre.site.voice import Voice
from registre.site.wording import sort_key

PER_PAGE = 50
NEIGHBOURS = 2

ORDERS: Mapping[str, tuple[str, ...]] = {
    "project": ("date", "title"),
    "dataset": ("title", "uses"),
    "organisation": ("title", "uses"),
}
"""In which orders a list can be put besides relevance; the first is its own."""

SCRIPT_WORDS = (
    "find_value",
    "more_values",
    "fewer_values",
    "chosen",
    "remove",
    "clear",
    "without_facet",
    "without_word",
    "without_query",
    "ignored",
    "empty_query",
    "empty_chosen",
    "empty_both",
    "empty_advice",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One link of the pagination; ``number`` is None for a gap, ``url`` for this page."""

    number: int | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """Where a page stands in its list."""

    number: int
    total: int
    steps: tuple[Step, ...]
    previous: str | None
    following: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A facet as a list offers it: each value with the address of its page."""

    key: str
    title: str
    unfolded: bool
    values: tuple[tuple[FacetValue, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """One list in one language: which records, and where its pages are in each language."""

    kind: str
    language: str
    ids: tuple[str, ...]
    urls: Mapping[str, str]
    chosen: tuple[Facet, FacetValue] | None = None


def pages(context: SiteContext) -> Iterator[Page]:
    """Every page of every list, in every language."""
    for kind in LISTINGS:
        yield from _Listings(kind, context).pages()


class _Listings:
    """The lists of one kind of record."""

    def __init__(self, kind: str, context: SiteContext) -> None:
        self.kind = kind
        self.context = context
        self.records = _records(kind, context)
        self.groups = facets.grouped(
            kind,
            {id: facets.facets_of(record, context) for id, record in self.records.items()},
        )
        self.card = cache(self._card)

    def pages(self) -> Iterator[Page]:
        for language in self.context.languages:
            order = _ranks(self.kind, self.records, self.context, self.context.voices[language])
            whole = self._list(language, tuple(sorted(self.records, key=order.__getitem__)))
            yield from self._pages(whole)
            for facet in FACETS[self.kind]:
                for value in self._offered(facet, language):
                    ids = tuple(sorted(value.ids, key=order.__getitem__))
                    yield from self._pages(self._list(language, ids, (facet, value)))

    def _list(
        self, language: str, ids: tuple[str, ...], chosen: tuple[Facet, FacetValue] | None = None
    ) -> _List:
        return _List(
            kind=self.kind,
            language=language,
            ids=ids,
            urls={code: self._address(code, chosen) for code in self.context.languages},
            chosen=chosen,
        )

    def _address(self, language: str, chosen: tuple[Facet, FacetValue] | None) -> str:
        addresses = self.context.addresses
        if chosen is None:
            return addresses.listing(self.kind, language)
        return addresses.facet(self.kind, chosen[0].key, chosen[1].code, language)

    def _offered(self, facet: Facet, language: str) -> tuple[FacetValue, ...]:
        context = self.context
        return facets.offered(
            facet, self.groups[facet.key], context.voices[language], context.labels
        )

    def _pages(self, shown: _List) -> Iterator[Page]:
        total = max(1, -(-len(shown.ids) // PER_PAGE))
        for number in range(1, total + 1):
            ids = shown.ids[(number - 1) * PER_PAGE : number * PER_PAGE]
            yield self._page(shown, ids, number, total)

    def _page(self, shown: _List, ids: tuple[str, ...], number: int, total: int) -> Page:
        voice = self.context.voices[shown.language]
        urls = {code: self._page_url(url, number, code) for code, url in shown.urls.items()}
        root = self.context.addresses.root_from(urls[shown.language])
        searchable = shown.chosen is None and number == 1
        title, heading = self._titles(shown, number, total, voice)
        first, card_at = shown.urls[shown.language], partial(self.card, voice.language, root)
        return compose(
            self.context,
            "listing",
            {
                **self._place(shown),
                "heading": heading,
                "count": len(shown.ids),
                "cards": Markup("\n").join(map(card_at, ids)),
                "pagination": pagination(
                    number, total, lambda n: self._page_url(first, n, voice.language)
                ),
                "search": self._search(voice) if searchable else None,
            },
            urls=urls,
            language=shown.language,
            section=LISTINGS[self.kind],
            title=title,
            description=voice.t(f"listing.intro_{self.kind}"),
            extra_head=_script(root) if searchable else Markup(),
        )

    def _page_url(self, first: str, number: int, language: str) -> str:
        """The address of one page of a list; the first page has the list's own."""
        slug = self.context.translations[language]("facet_slugs.page")
        return first if number == 1 else f"{first}{slug}/{number}/"

    def _place(self, shown: _List) -> Mapping[str, Any]:
        """Where the page stands, and how to search from here what it shows."""
        addresses, language = self.context.addresses, shown.language
        facet, value = shown.chosen or (None, None)
        return {
            "kind": self.kind,
            "section": LISTINGS[self.kind],
            "home_url": addresses.page("home", language),
            "listing_url": addresses.listing(self.kind, language),
            "chosen": f"?{facet.key}={value.code}" if facet and value else None,
        }

    def _titles(self, shown: _List, number: int, total: int, voice: Voice) -> tuple[str, str]:
        """The title of the window and the heading of the page."""
        heading = voice.t(f"pages.{LISTINGS[self.kind]}")
        if shown.chosen:
            facet, value = shown.chosen
            heading = voice.t(
                "listing.heading",
                list=voice.t(f"sections.{LISTINGS[self.kind]}"),
                facet=self._facet_title(facet, voice),
                value=value.plain,
            )
        if number == 1:
            return heading, heading
        position = voice.t("listing.position", number=number, total=total)
        return f"{heading} — {position}", heading

    def _facet_title(self, facet: Facet, voice: Voice) -> str:
        return voice.t(f"facets.{self.kind}.{facet.key}")

    def _search(self, voice: Voice) -> Mapping[str, Any]:
        """What the page of the whole list offers besides its cards."""
        return {
            "facets": tuple(self._choices(voice)),
            "orders": ORDERS[self.kind],
            "pills": self._pills(voice),
            "others": tuple(
                (kind, self.context.addresses.listing(kind, voice.language))
                for kind in LISTINGS
                if kind != self.kind
            ),
            "settings": self._settings(voice),
        }

    def _choices(self, voice: Voice) -> Iterator[Choice]:
        address = self.context.addresses.facet
        for facet in FACETS[self.kind]:
            values = tuple(
                (value, address(self.kind, facet.key, value.code, voice.language))
                for value in self._offered(facet, voice.language)
            )
            if values:
                title = self._facet_title(facet, voice)
                yield Choice(key=facet.key, title=title, unfolded=facet.unfolded, values=values)

    def _settings(self, voice: Voice) -> Mapping[str, Any]:
        """What the script reads: the whole number, the list's own order, its words."""
        words = {name: voice.t.entries[f"search.{name}"] for name in SCRIPT_WORDS}
        words |= {f"count_{kind}": voice.t.entries[f"count.{LISTINGS[kind]}"] for kind in LISTINGS}
        words["found"] = voice.t.entries[f"search.found_{self.kind}"]
        return {
            "total": len(self.records),
            "sort": ORDERS[self.kind][0],
            "file": voice.t(f"slugs.{LISTINGS[self.kind]}"),
            "columns": [voice.t(f"search.column_{name}") for name in ("title", "address", "facts")],
            "words": {
                key: text if isinstance(text, str) else dict(text) for key, text in words.items()
            },
        }

    def _pills(self, voice: Voice) -> tuple[Pill, ...]:
        """Every pill that a card of the list bears."""
        found = dict.fromkeys(
            pill
            for id in self.records
            if self.kind == "project"
            for pill in pills(self.context.states[id], voice)
        )
        return tuple(found)

    def _card(self, language: str, root: str, id: str) -> Markup:
        """The card of a record; the same on every page that lies as deep."""
        template = self.context.templates.get_template("_card.html")
        voice = self.context.voices[language]
        shown = card(self.kind, self.records[id], self.context, voice)
        html = template.render(card=shown, root=root, voice=voice, t=voice.t)
        return Markup(html)  # noqa: S704 - the template escapes


def pagination(number: int, total: int, url_of: Callable[[int], str]) -> Pagination | None:
    """The links from one page of a list to the others; None when there is one page."""
    if total < 2:
        return None
    near = range(number - NEIGHBOURS, number + NEIGHBOURS + 1)
    numbers = [n for n in range(1, total + 1) if n in (1, total) or n in near]
    return Pagination(
        number=number,
        total=total,
        steps=tuple(_steps(numbers, number, url_of)),
        previous=url_of(number - 1) if number > 1 else None,
        following=url_of(number + 1) if number < total else None,
    )


def _steps(numbers: Iterable[int], current: int, url_of: Callable[[int], str]) -> Iterator[Step]:
    last = 0
    for n in numbers:
        if n - last == 2:
            yield Step(number=n - 1, url=url_of(n - 1))
        elif n - last > 2:
            yield Step(number=None, url=None)
        yield Step(number=n, url=None if n == current else url_of(n))
        last = n


def _records(kind: str, context: SiteContext) -> Mapping[str, Record]:
    records: Mapping[str, Record] = getattr(context.catalogue, LISTINGS[kind])
    return records


def _ranks(
    kind: str, records: Mapping[str, Record], context: SiteContext, voice: Voice
) -> Mapping[str, int]:
    """The place of each record in a list's own order: newest first, else by title."""

    def title(id: str) -> tuple[str, str]:
        return sort_key(voice.words(title_of(records[id]))), id

    ordered = sorted(records, key=title)
    if kind == "project":
        days = {
            id: date_key(project, context) for id, project in context.catalogue.projects.items()
        }
        ordered.sort(key=days.__getitem__, reverse=True)
    return {id: rank for rank, id in enumerate(ordered)}


def _script(root: str) -> Markup:
    return Markup('<script src="{}static/js/search-start.js" defer></script>\n').format(root)
