"""The lists of projects, datasets and organisations, whole and for each value of a facet.

Without script, every selection of one value has its page, and every record is reached by
plain links. The first page of a whole list carries what the search needs as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from markupsafe import Markup

from registre.model import Record
from registre.site import facet_values, facets, feeds, list_search
from registre.site.addresses import LISTINGS
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.facets import FACETS, Facet, FacetValue
from registre.site.feeds import Subject
from registre.site.list_search import Offered, facet_title
from registre.site.marks import card, date_key, title_of
from registre.site.page import Page
from registre.site.pagination import pagination
from registre.site.voice import Voice
from registre.site.wording import sort_key

PER_PAGE = 50
NOT_INDEXED = Markup('<meta name="robots" content="noindex, follow">\n')


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
        self.offered = cache(self._every_value)

    def pages(self) -> Iterator[Page]:
        for language in self.context.languages:
            order = _ranks(self.kind, self.records, self.context, self.context.voices[language])
            whole = self._list(language, tuple(sorted(self.records, key=order.__getitem__)))
            yield from self._pages(whole)
            offered = self.offered(language)
            yield from facet_values.pages(self.kind, self.context, offered, language)
            for facet in FACETS[self.kind]:
                for value in offered[facet.key]:
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

    def _every_value(self, language: str) -> Offered:
        """Every facet with its values, as one language offers them."""
        voice, labels = self.context.voices[language], self.context.labels
        return {
            facet.key: facets.offered(facet, self.groups[facet.key], voice, labels)
            for facet in FACETS[self.kind]
        }

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
                "search": self._search(voice, root) if searchable else None,
                "feeds": self._feeds(shown),
            },
            urls=urls,
            language=shown.language,
            section=LISTINGS[self.kind],
            title=title,
            description=voice.t(f"listing.intro_{self.kind}"),
            extra_head=_script(root) if searchable else self._head(shown, number),
        )

    def _subject(self, shown: _List) -> Subject | None:
        """What a feed tells the news of: the projects of a theme."""
        if self.kind == "project" and shown.chosen and shown.chosen[0].key == "theme":
            return Subject("theme", shown.chosen[1].code)
        return None

    def _feeds(self, shown: _List) -> tuple[tuple[str, str, str], ...]:
        subject = self._subject(shown)
        return feeds.offered(subject, self.context, shown.language) if subject else ()

    def _head(self, shown: _List, number: int) -> Markup:
        """A list's further pages only lead on: readers of search engines begin at the first."""
        subject = self._subject(shown)
        links = feeds.links(subject, self.context, shown.language) if subject else Markup()
        return links if number == 1 else links + NOT_INDEXED

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
            "values": self._values_link(facet, language) if facet else None,
        }

    def _values_link(self, facet: Facet, language: str) -> tuple[str, str]:
        """The facet's name, and the page of all its values."""
        title = facet_title(self.kind, facet, self.context.voices[language])
        return title, self.context.addresses.values(self.kind, facet.key, language)

    def _titles(self, shown: _List, number: int, total: int, voice: Voice) -> tuple[str, str]:
        """The title of the window and the heading of the page."""
        heading = voice.t(f"pages.{LISTINGS[self.kind]}")
        if shown.chosen:
            facet, value = shown.chosen
            heading = voice.t(
                "listing.heading",
                list=voice.t(f"sections.{LISTINGS[self.kind]}"),
                facet=facet_title(self.kind, facet, voice),
                value=value.plain,
            )
        if number == 1:
            return heading, heading
        position = voice.t("listing.position", number=number, total=total)
        return f"{heading} — {position}", heading

    def _search(self, voice: Voice, root: str) -> Mapping[str, Any]:
        offered = self.offered(voice.language)
        return list_search.search(self.kind, self.context, voice, offered, root)

    def _card(self, language: str, root: str, id: str) -> Markup:
        """The card of a record; the same on every page that lies as deep."""
        template = self.context.templates.get_template("_card.html")
        voice = self.context.voices[language]
        shown = card(self.kind, self.records[id], self.context, voice)
        html = template.render(card=shown, root=root, voice=voice, t=voice.t)
        return Markup(html)  # noqa: S704 - the template escapes


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
