"""Addresses that no longer hold a record: tombstones, former ids, identifiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from registre.markup import filled
from registre.model import Removed
from registre.site import history
from registre.site.addresses import LISTINGS
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.page import Page
from registre.site.paths import to_listing


def pages(context: SiteContext) -> Iterator[Page]:
    """Every tombstone, and every redirect."""
    for removed in context.catalogue.removed:
        if removed.kind in LISTINGS:
            yield from _tombstone(removed, context)
            identifier = context.addresses.identifier(removed.kind, removed.id)
            yield _redirect(context, removed.kind, removed.id, identifier)
    for kind in LISTINGS:
        records: Mapping[str, object] = getattr(context.catalogue, LISTINGS[kind])
        for id, record in records.items():
            yield _redirect(context, kind, id, context.addresses.identifier(kind, id))
            for former in getattr(record, "former_ids", ()):
                yield from _former(context, kind, id, former)


def _tombstone(removed: Removed, context: SiteContext) -> Iterator[Page]:
    """The page of a record that was taken down: it says so, when, and why."""
    urls = {
        code: context.addresses.url(removed.kind, removed.id, code) for code in context.languages
    }
    for language in context.languages:
        voice = context.voices[language]
        title = voice.t("removed.title", id=removed.id)
        yield compose(
            context,
            "removed",
            {
                "path": to_listing(removed.kind, voice),
                "title": title,
                "kind": voice.label("record-kind", removed.kind),
                "when": voice.date(removed.removed_on),
                "reason": voice.phrase(removed.reason),
                "history": history.told(removed.kind, removed.id, context, voice, whole=False),
                "listing_url": voice.addresses.listing(removed.kind, language),
                "listing": voice.t(f"pages.{LISTINGS[removed.kind]}"),
            },
            urls=urls,
            language=language,
            section=LISTINGS[removed.kind],
            title=title,
            description=voice.t("removed.description"),
            extra_head=Markup('<meta name="robots" content="noindex">\n'),
        )


def _former(context: SiteContext, kind: str, id: str, former: str) -> Iterator[Page]:
    for language in context.languages:
        here = context.addresses.url(kind, former, language)
        yield _redirect(context, kind, id, here, language)
    yield _redirect(context, kind, id, context.addresses.identifier(kind, former))


def _redirect(
    context: SiteContext, kind: str, id: str, here: str, language: str | None = None
) -> Page:
    """A small page of its own, outside the shell, that leads on at once."""
    language = language or context.languages[0]
    voice, addresses = context.voices[language], context.addresses
    target = addresses.url(kind, id, language)
    title = voice.title(kind, id)
    content = filled(
        _REDIRECT,
        language,
        title,
        addresses.relative(here, target),
        addresses.absolute(target),
        voice.t("moved.text"),
        addresses.root_from(here),
    )
    return Page(
        url=here,
        language=language,
        section="other",
        kind="redirect",
        title=title,
        description="",
        content=content,
        alternates={language: here},
    )


_REDIRECT = """<!doctype html>
<html lang="{0}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{1}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={2}">
<link rel="canonical" href="{3}">
<link rel="icon" href="{5}static/icon.svg" type="image/svg+xml">
</head>
<body>
<main>
<h1>{1}</h1>
<p>{4} <a href="{2}">{1}</a></p>
</main>
</body>
</html>
"""
