"""Every page of both registers: whole, linked, in its language, and saying what is missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest

from registre.catalogue import Catalogue
from registre.model import Project
from registre.schema import Schemas
from registre.site import Page, SiteContext, pages, prepare
from registre.site.artefacts import addresses, artefacts

DAY = date(2026, 11, 23)
RECORD_KINDS = ("project", "dataset", "organisation")
WRITTEN_BESIDE = re.compile(r"\.(ya?ml|json|bib|csv|svg|jsonld|ttl|xml)$")
EDITORIAL = ("glossary", "declare", "privacy")


def context_of(catalogue: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(catalogue, schemas.labels, on=DAY, version="0.0.0", schemas=schemas)


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return context_of(fictive, schemas)


@pytest.fixture(scope="module")
def site(context: SiteContext) -> dict[str, Page]:
    return {page.url: page for page in pages(context)}


@pytest.fixture(scope="module")
def genuine_site(genuine: Catalogue, schemas: Schemas) -> dict[str, Page]:
    return {page.url: page for page in pages(context_of(genuine, schemas))}


class Outline(HTMLParser):
    """Headings, ids, links and languages of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, attribute: str) -> Iterator[str]:
        return (found[attribute] for _, found in self.tags if attribute in found)

    @property
    def headings(self) -> list[int]:
        return [int(tag[1]) for tag, _ in self.tags if re.fullmatch(r"h[1-6]", tag)]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_no_two_pages_share_an_address(context: SiteContext) -> None:
    counts = Counter(page.file for page in pages(context))
    assert [file for file, number in counts.items() if number > 1] == []


def test_each_page_has_one_h1_and_skips_no_level(site: dict[str, Page]) -> None:
    for page in site.values():
        headings = Outline(page.content).headings
        assert headings.count(1) == 1, page.url
        assert headings[0] == 1, page.url
        steps = pairwise(headings)
        assert all(after <= before + 1 for before, after in steps), (page.url, headings)


def test_ids_are_unique_and_contents_lead_somewhere(site: dict[str, Page]) -> None:
    for page in site.values():
        ids = Counter(Outline(page.content).all("id"))
        assert [id for id, number in ids.items() if number > 1] == [], page.url
        assert [anchor for anchor, _ in page.toc if anchor not in ids] == [], page.url


@pytest.mark.parametrize("which", ["site", "genuine_site"])
def test_every_internal_link_leads_to_a_page(
    which: str, request: pytest.FixtureRequest, context: SiteContext
) -> None:
    """Links are relative, so the site works under any path; none is broken."""
    built: dict[str, Page] = request.getfixturevalue(which)
    others = {
        context.addresses.page(key, language) for key in EDITORIAL for language in context.languages
    }
    known = built.keys() | others
    ids = {url: set(Outline(page.content).all("id")) for url, page in built.items()}
    for page in built.values():
        for href in Outline(page.content).all("href"):
            target = urlsplit(urljoin(f"https://x.example/{page.url}", href))
            if target.netloc != "x.example" or target.scheme != "https":
                continue
            path = target.path.lstrip("/")
            if WRITTEN_BESIDE.search(path):
                continue
            assert path in known, f"{page.url}: {href}"
            if target.fragment and path in ids:
                assert target.fragment in ids[path], f"{page.url}: {href}"


def test_twins_answer_each_other(site: dict[str, Page]) -> None:
    for page in site.values():
        if page.kind in ("redirect", "not_found"):
            continue
        assert page.alternates[page.language] == page.url
        for language, url in page.alternates.items():
            assert site[url].language == language
            assert site[url].alternates == page.alternates


def test_titles_and_descriptions(site: dict[str, Page]) -> None:
    for page in site.values():
        assert page.title.strip(), page.url
        assert len(page.description) <= 200, page.url
        assert "\n" not in page.description, page.url
        assert page.description or page.kind == "redirect", page.url


def test_no_inline_style_nor_script(site: dict[str, Page]) -> None:
    """The content policy forbids them; a data block is no script."""
    for page in site.values():
        for tag, attributes in Outline(page.content + page.head).tags:
            assert not any(name == "style" or name.startswith("on") for name in attributes)
            if tag == "script" and "src" not in attributes:
                assert attributes["type"] in ("application/ld+json", "application/json")


def test_record_pages_are_light(site: dict[str, Page]) -> None:
    """40 KB with the shell, of which the shell takes less than 10."""
    heavy = {
        page.url: len(page.content.encode())
        for page in site.values()
        if page.kind in RECORD_KINDS and len((page.content + page.head).encode()) > 30_000
    }
    assert heavy == {}


OPTIONAL = {
    "ai": "ai",
    "automated_decision": "automated_decision",
    "commercial": "commercial",
    "interests": "interests",
    "funders": "funders",
    "partners": "partners",
    "legal_basis": "legal_basis",
    "references": "references",
    "environment": "environment",
    "retention": "retention",
    "calendar": "calendar",
    "reviewed_on": "reviewed_on",
    "published_on": "published_on",
    "route_note": "route_note",
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_project_names_what_is_missing(
    context: SiteContext, site: dict[str, Page], language: str
) -> None:
    """A field that nobody filled is named beside « Non renseigné », never left out."""
    voice = context.voices[language]
    for project in context.catalogue.projects.values():
        content = site[context.addresses.url("project", project.id, language)].content
        lists = " ".join(re.findall(r'<p class="rg-missing-list"[^>]*>(.*?)</p>', content)).lower()
        for attribute, field in OPTIONAL.items():
            if not getattr(project, attribute):
                label = str(voice.t(f"field.{field}")).lower()
                assert label in lists.replace("&#39;", "'"), (project.id, attribute)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_long_texts_that_are_missing_are_named(
    context: SiteContext, site: dict[str, Page], language: str
) -> None:
    voice = context.voices[language]
    for project in context.catalogue.projects.values():
        content = site[context.addresses.url("project", project.id, language)].content
        expected = _missing_texts(project)
        assert content.count(str(voice.missing)) >= expected, project.id


def _missing_texts(project: Project) -> int:
    benefit = project.public_benefit
    texts = (
        benefit.expected if benefit else None,
        benefit.delivered if benefit else None,
        project.method,
    )
    return sum(text is None for text in texts)


def test_codes_are_shown_by_their_labels(context: SiteContext, site: dict[str, Page]) -> None:
    """No reader meets ``secure-processing-environment``."""
    codes = {
        code
        for vocabulary in ("event-type", "purpose-category", "role", "environment-kind", "opt-out")
        for code in context.labels[vocabulary]
        if "-" in code
    }
    for project in context.catalogue.projects.values():
        page = site[context.addresses.url("project", project.id, "fr")]
        words = set(text_of(page.content).split())
        assert not words & codes, (project.id, words & codes)


def test_foreign_passages_say_their_language(context: SiteContext, site: dict[str, Page]) -> None:
    """A text without translation carries its language, and long ones say so."""
    for project in context.catalogue.projects.values():
        if not project.summary.has("en"):
            page = site[context.addresses.url("project", project.id, "en")]
            assert 'lang="fr"' in page.content, project.id
            assert "rg-untranslated" in page.content, project.id


def test_removed_records_keep_a_page(context: SiteContext, site: dict[str, Page]) -> None:
    for removed in context.catalogue.removed:
        for language in context.languages:
            page = site[context.addresses.url(removed.kind, removed.id, language)]
            assert page.kind == "removed"
            assert 'content="noindex"' in page.head


def test_former_ids_and_identifiers_lead_on(context: SiteContext, site: dict[str, Page]) -> None:
    for project in context.catalogue.projects.values():
        for old in (project.id, *project.former_ids):
            page = site[context.addresses.identifier("project", old)]
            assert page.kind == "redirect"
            target = context.addresses.url("project", project.id, context.languages[0])
            assert f'url=../../../{target}"' in page.content
            assert f'rel="canonical" href="{context.addresses.absolute(target)}"' in page.content
    for removed in context.catalogue.removed:
        page = site[context.addresses.identifier(removed.kind, removed.id)]
        assert context.addresses.url(removed.kind, removed.id, "fr") in page.content


def test_the_sitemap_names_every_lasting_page(context: SiteContext, site: dict[str, Page]) -> None:
    listed = set(addresses(context))
    kinds = {"project", "dataset", "table", "organisation", "home", "results", "news", "rights",
             "form", "figures", "reports", "report"}  # fmt: skip
    lasting = {page.url for page in site.values() if page.kind in kinds}
    assert lasting <= listed
    assert listed <= site.keys()


def test_artefacts(context: SiteContext) -> None:
    files = dict(artefacts(context))
    assert b'"on": "2026-11-23"' in files["build.json"]
    assert files["robots.txt"].endswith(b"/sitemap.xml\n")
    assert files["sitemap.xml"].startswith(b"<?xml")


def test_building_twice_says_the_same(context: SiteContext, site: dict[str, Page]) -> None:
    assert {page.url: page for page in pages(context)} == site


def test_nothing_hostile_becomes_an_element(site: dict[str, Page]) -> None:
    """Whatever declarations hold, pages have only elements and addresses of our own."""
    for page in site.values():
        for tag, attributes in Outline(page.content + page.head).tags:
            assert tag not in ("iframe", "object", "embed", "img", "video", "math", "base")
            for name in ("href", "src"):
                value = attributes.get(name, "")
                scheme = urlsplit(value).scheme
                assert scheme in ("", "https", "mailto"), (page.url, value)
