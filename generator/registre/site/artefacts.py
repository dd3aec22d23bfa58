"""Files of the site that are no pages: the day it speaks of, and what robots read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from registre.site import activity, editorial, feeds, form, news
from registre.site.addresses import LISTINGS
from registre.site.context import SiteContext

SITEMAP_LIMIT = 50_000
"""Addresses in one sitemap, as sitemaps.org bounds it; more take an index."""

_FIXED = ("home", "results", "refusals", "news", "figures")
_LISTS = ("projects", "datasets", "organisations")
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def artefacts(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file."""
    yield "build.json", _build(context)
    yield "robots.txt", _robots(context)
    yield from _sitemaps(context)
    yield from feeds.files(context)
    yield from form.files(context)


def _build(context: SiteContext) -> bytes:
    """What the site speaks of; the footer reads ``on`` from here, and the home page links it."""
    catalogue = context.catalogue
    facts = {
        "on": context.on.isoformat(),
        "generator": f"registre {context.version}",
        "base_url": context.addresses.base_url,
        "languages": list(context.languages),
        "projects": len(catalogue.projects),
        "datasets": len(catalogue.datasets),
        "organisations": len(catalogue.organisations),
    }
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()


def _robots(context: SiteContext) -> bytes:
    sitemap = context.addresses.absolute("sitemap.xml")
    return f"User-agent: *\nAllow: /\nSitemap: {sitemap}\n".encode()


def addresses(context: SiteContext) -> Iterator[str]:
    """Every page that a search engine should know, from the site's root."""
    keys = (*_FIXED, *_LISTS, *(kind.key for kind in editorial.KINDS))
    for language in context.languages:
        yield from (context.addresses.page(key, language) for key in keys)
        yield from (url for _, url in news.urls_of(context, language))
        yield from activity.addresses(context, language)
        yield from (context.addresses.form(kind, language) for kind in form.KINDS)
        yield from _records(context, language)


def _records(context: SiteContext, language: str) -> Iterator[str]:
    for kind in LISTINGS:
        for id in getattr(context.catalogue, LISTINGS[kind]):
            yield context.addresses.url(kind, id, language)
    for dataset in context.catalogue.datasets.values():
        for table in dataset.tables:
            yield context.addresses.table(dataset, table.name, language)


def _sitemaps(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    found = [context.addresses.absolute(url) for url in addresses(context)]
    if len(found) <= SITEMAP_LIMIT:
        yield "sitemap.xml", _xml("urlset", "url", found)
        return
    parts = []
    for start in range(0, len(found), SITEMAP_LIMIT):
        name = f"sitemap-{start // SITEMAP_LIMIT + 1}.xml"
        parts.append(context.addresses.absolute(name))
        yield name, _xml("urlset", "url", found[start : start + SITEMAP_LIMIT])
    yield "sitemap.xml", _xml("sitemapindex", "sitemap", parts)


def _xml(root: str, item: str, found: list[str]) -> bytes:
    rows = "".join(f"<{item}><loc>{escape(url)}</loc></{item}>\n" for url in found)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<{root} xmlns="{_XMLNS}">\n{rows}</{root}>\n'.encode()
