"""Lists: every record is reached by plain links, and each page stays within bounds."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

import pytest

from registre.catalogue import Catalogue
from registre.schema import Schemas
from registre.site import feeds, list_search, listing, prepare
from registre.site.addresses import LISTINGS
from registre.site.context import SiteContext
from registre.site.facets import FACETS, facets_of
from registre.site.marks import marks
from registre.site.page import Page
from registre.site.pagination import pagination
from registre.site.wording import sort_key
from tests.conftest import DAY

ROOT = "https://registre.example/"
LANGUAGES = ("fr", "en")


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0")


@pytest.fixture(scope="module")
def pages(context: SiteContext) -> dict[str, Page]:
    found = list(listing.pages(context))
    by_url = {page.url: page for page in found}
    assert len(by_url) == len(found), "two pages share one address"
    return by_url


def links(page: Page) -> list[str]:
    """The addresses that a page links, relative to the site's root."""
    hrefs = re.findall(r'href="([^"#]*)"', page.content)
    return [urljoin(ROOT + page.url, href).removeprefix(ROOT) for href in hrefs]


def test_every_link_between_lists_leads_somewhere(
    context: SiteContext, pages: dict[str, Page]
) -> None:
    """Below a listing, what lies deeper than a record is a list of one value."""
    starts = tuple(context.addresses.listing(k, c) for k in LISTINGS for c in LANGUAGES)
    for page in pages.values():
        for link in links(page):
            path = link.partition("?")[0]
            below = next((path.removeprefix(s) for s in starts if path.startswith(s)), "")
            is_feed = path.endswith((feeds.ATOM, feeds.JSON))
            assert below.count("/") < 2 or is_feed or path in pages, path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LISTINGS)
def test_every_record_is_reached_by_plain_links(
    context: SiteContext, pages: dict[str, Page], kind: str, language: str
) -> None:
    start = context.addresses.listing(kind, language)
    seen, queue = set(), [start]
    while queue:
        url = queue.pop()
        seen.add(url)
        if url in pages:
            slug = context.translations[language]("facet_slugs.page")
            queue += [u for u in links(pages[url]) if u not in seen and f"/{slug}/" in u]
            seen.update(links(pages[url]))
    records = getattr(context.catalogue, LISTINGS[kind])
    for id in records:
        assert context.addresses.url(kind, id, language) in seen


@pytest.mark.parametrize("kind", LISTINGS)
def test_each_value_has_its_page_with_exactly_its_records(
    context: SiteContext, pages: dict[str, Page], kind: str
) -> None:
    records = getattr(context.catalogue, LISTINGS[kind])
    for facet in FACETS[kind]:
        expected: dict[str, set[str]] = {}
        for id, record in records.items():
            for code in facets_of(record, context)[facet.key]:
                expected.setdefault(code, set()).add(context.addresses.url(kind, id, "fr"))
        for code, urls in expected.items():
            page = pages[context.addresses.facet(kind, facet.key, code, "fr")]
            cards = re.findall(r'rg-hit-title"><a href="([^"]*)"', page.content)
            shown = {urljoin(ROOT + page.url, href).removeprefix(ROOT) for href in cards}
            assert shown <= urls
            assert len(shown) == min(len(urls), listing.PER_PAGE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LISTINGS)
def test_each_facet_has_a_page_of_all_its_values(
    context: SiteContext, pages: dict[str, Page], kind: str, language: str
) -> None:
    """Linked from the list, from each value's page, and leading to every value's page."""
    whole = links(pages[context.addresses.listing(kind, language)])
    records = getattr(context.catalogue, LISTINGS[kind]).values()
    for facet in FACETS[kind]:
        codes = {code for each in records for code in facets_of(each, context)[facet.key]}
        url = context.addresses.values(kind, facet.key, language)
        assert (url in whole) == bool(codes) == (url in pages)
        for code in codes:
            value = context.addresses.facet(kind, facet.key, code, language)
            assert value in links(pages[url])
            assert url in links(pages[value])


def test_a_list_carries_the_first_values_of_a_facet_and_the_way_to_the_others(
    context: SiteContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Years are all there: one may ask for those between two."""
    monkeypatch.setattr(list_search, "SHOWN_VALUES", 2)
    page = next(iter(listing.pages(context)))
    for name, part in re.findall(r'data-facet="(\w+)"(.*?)</details>', page.content, re.DOTALL):
        total = re.search(r'data-all="(\d+)"', part)
        assert total
        shown = part.count("data-value=")
        assert shown == (int(total[1]) if name == "year" else min(2, int(total[1])))


def test_only_the_first_page_of_a_list_is_for_search_engines(
    context: SiteContext, pages: dict[str, Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 5)
    further = set()
    for page in listing.pages(context):
        number = re.search(r"/page/\d+/$", page.url)
        assert ("noindex, follow" in page.head) == (number is not None), page.url
        further.add(number is not None)
    assert further == {True, False}


def test_twins_point_at_each_other(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert page.alternates[page.language] == page.url
        for url in page.alternates.values():
            assert pages[url].alternates == page.alternates


def test_one_heading_a_page_and_no_inline_script_or_style(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert page.content.count("<h1") == 1
        assert not re.search(r"\sstyle=|\son[a-z]+=", re.sub(r">[^<]*<", "><", page.content))
        for script in re.findall(r"<script[^>]*>", page.content + page.head):
            assert "src=" in script or "json" in script


def test_only_the_first_page_of_a_whole_list_searches(
    context: SiteContext, pages: dict[str, Page]
) -> None:
    whole = {context.addresses.listing(k, c) for k in LISTINGS for c in LANGUAGES}
    assert {u for u, page in pages.items() if "data-search-form" in page.content} == whole
    for url in whole:
        found = re.search(r"data-search-settings>(.*?)</script>", pages[url].content)
        assert found
        settings = json.loads(found[1])
        assert settings["total"] > 0
        assert settings["words"]["found"]


def test_projects_come_newest_first(context: SiteContext, pages: dict[str, Page]) -> None:
    page = pages[context.addresses.listing("project", "fr")]
    days = re.findall(r'<time datetime="([^"]*)"', page.content)
    assert days == sorted(days, key=lambda day: f"{day}-01-01"[:10], reverse=True)


def test_filters_carry_codes_and_every_record_has_its_sort_keys(context: SiteContext) -> None:
    """Pagefind leaves out of a sorted result whatever lacks the key."""
    catalogue = context.catalogue
    for kind, name in LISTINGS.items():
        kinds = set()
        for record in getattr(catalogue, name).values():
            said = {code: marks(kind, record, context, context.voices[code]) for code in LANGUAGES}
            assert said["fr"].filters == said["en"].filters
            assert said["fr"].filters[0] == f"type:{kind}"
            kinds.add(frozenset(sort.partition(":")[0] for sort in said["fr"].sorts))
            assert all(sort.partition(":")[2] for sort in said["fr"].sorts)
        assert kinds == {frozenset(list_search.ORDERS[kind])}


def test_titles_are_ordered_as_people_read_them() -> None:
    titles = ["Zona", "étude", "Œdème", "Eau", "etats", "ocytocine"]
    assert sorted(titles, key=sort_key) == ["Eau", "etats", "étude", "ocytocine", "Œdème", "Zona"]


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 2, "1 2"),
        (1, 20, "1 2 3 … 20"),
        (4, 20, "1 2 3 4 5 6 … 20"),
        (10, 20, "1 … 8 9 10 11 12 … 20"),
        (17, 20, "1 … 15 16 17 18 19 20"),
        (20, 20, "1 … 18 19 20"),
    ],
)
def test_pagination_skips_what_is_far(number: int, total: int, expected: str) -> None:
    made = pagination(number, total, lambda n: f"page/{n}/")
    assert made is not None
    assert " ".join(str(step.number or "…") for step in made.steps) == expected
    assert [step.number for step in made.steps if step.number and not step.url] == [number]
    assert (made.previous is None) == (number == 1)
    assert (made.following is None) == (number == total)


def test_one_page_has_no_pagination() -> None:
    assert pagination(1, 1, str) is None
