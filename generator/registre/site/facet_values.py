"""The page of a facet: all its values, each leading to the list of the records that have it."""

from __future__ import annotations

from collections.abc import Iterator

from registre.site.addresses import LISTINGS
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.facets import FACETS, NOT_STATED, Facet, FacetValue, Order
from registre.site.list_search import Offered, facet_title
from registre.site.page import Page
from registre.site.voice import Voice
from registre.site.wording import sort_key


def pages(kind: str, context: SiteContext, offered: Offered, language: str) -> Iterator[Page]:
    """One page for each facet of a list that has values, in one language."""
    for facet in FACETS[kind]:
        if offered[facet.key]:
            yield _page(kind, facet, offered[facet.key], context, language)


def _page(
    kind: str,
    facet: Facet,
    values: tuple[FacetValue, ...],
    context: SiteContext,
    language: str,
) -> Page:
    voice, addresses = context.voices[language], context.addresses
    title = heading(kind, facet, voice)
    intro = voice.t("listing.values_intro", count=len(values), n=voice.wording.number(len(values)))
    return compose(
        context,
        "facet",
        {
            "heading": title,
            "intro": intro,
            "home_url": addresses.page("home", language),
            "section": LISTINGS[kind],
            "listing_url": addresses.listing(kind, language),
            "values": tuple(
                (value, addresses.facet(kind, facet.key, value.code, language))
                for value in _in_order(facet, values)
            ),
        },
        urls={code: addresses.values(kind, facet.key, code) for code in context.languages},
        language=language,
        section=LISTINGS[kind],
        title=title,
        description=f"{title}. {intro}",
    )


def heading(kind: str, facet: Facet, voice: Voice) -> str:
    """« Projets — Thème »."""
    return voice.t(
        "listing.values_heading",
        list=voice.t(f"sections.{LISTINGS[kind]}"),
        facet=facet_title(kind, facet, voice),
    )


def _in_order(facet: Facet, values: tuple[FacetValue, ...]) -> tuple[FacetValue, ...]:
    """As people look for them: by name where the list puts the most frequent first."""
    if facet.order is not Order.FREQUENCY:
        return values
    return tuple(
        sorted(values, key=lambda each: (each.code == NOT_STATED, sort_key(each.plain), each.code))
    )
