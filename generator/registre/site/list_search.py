"""What the first page of a list offers besides its cards: filters, orders, words for the script.

Each value of a facet is a link to its page; the script makes boxes to tick of these links.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registre.site import editorial
from registre.site.addresses import LISTINGS
from registre.site.context import SiteContext
from registre.site.facets import FACETS, Facet, FacetValue
from registre.site.states import Pill, pills
from registre.site.voice import Voice

SHOWN_VALUES = 60
"""How many values of a facet the list itself carries; the facet's own page has them all."""

ORDERS: Mapping[str, tuple[str, ...]] = {
    "project": ("date", "title"),
    "dataset": ("title", "uses"),
    "organisation": ("title", "uses"),
}
"""In which orders a list can be put besides relevance; the first is its own."""

TABLES: Mapping[str, str] = {"project": "projects.csv"}
"""The published file whose lines are the records of a list."""

SCRIPT_WORDS = (
    "find_value",
    "more_values",
    "fewer_values",
    "range_from",
    "range_to",
    "range_first",
    "range_last",
    "range_between",
    "range_since",
    "range_until",
    "chosen",
    "remove",
    "clear",
    "without_facet",
    "without_word",
    "without_query",
    "instead",
    "ignored",
    "empty_query",
    "empty_chosen",
    "empty_both",
    "empty_advice",
    "browse",
)

Offered = Mapping[str, tuple[FacetValue, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A facet as a list offers it: its first values, each with its page, and the page of all.

    ``total`` counts all values; ``ranged``: one may ask for the values between two of them.
    """

    key: str
    title: str
    unfolded: bool
    ranged: bool
    values: tuple[tuple[FacetValue, str], ...]
    total: int
    url: str


def search(
    kind: str, context: SiteContext, voice: Voice, offered: Offered, root: str
) -> Mapping[str, Any]:
    """What the template of a list makes its search of; ``offered`` has every facet's values."""
    return {
        "facets": tuple(_choices(kind, context, voice, offered)),
        "orders": ORDERS[kind],
        "pills": _pills(kind, context, voice),
        "others": tuple(
            (other, context.addresses.listing(other, voice.language))
            for other in LISTINGS
            if other != kind
        ),
        "settings": _settings(kind, context, voice, root),
    }


def facet_title(kind: str, facet: Facet, voice: Voice) -> str:
    """What a facet is called in the list of one kind."""
    return voice.t(f"facets.{kind}.{facet.key}")


def _choices(kind: str, context: SiteContext, voice: Voice, offered: Offered) -> Iterator[Choice]:
    addresses, language = context.addresses, voice.language
    for facet in FACETS[kind]:
        values = offered[facet.key]
        ranged = facet.labels == "year"
        shown = values if ranged else values[:SHOWN_VALUES]
        if values:
            yield Choice(
                key=facet.key,
                title=facet_title(kind, facet, voice),
                unfolded=facet.unfolded,
                ranged=ranged,
                values=tuple(
                    (value, addresses.facet(kind, facet.key, value.code, language))
                    for value in shown
                ),
                total=len(values),
                url=addresses.values(kind, facet.key, language),
            )


def _settings(kind: str, context: SiteContext, voice: Voice, root: str) -> Mapping[str, Any]:
    """What the script reads: the whole number, the list's own order, its file, its words."""
    words = {name: voice.t.entries[f"search.{name}"] for name in SCRIPT_WORDS}
    words |= {f"count_{other}": voice.t.entries[f"count.{LISTINGS[other]}"] for other in LISTINGS}
    words["found"] = voice.t.entries[f"search.found_{kind}"]
    table = TABLES.get(kind)
    return {
        "total": len(getattr(context.catalogue, LISTINGS[kind])),
        "sort": ORDERS[kind][0],
        "file": voice.t(f"slugs.{LISTINGS[kind]}"),
        "table": root + editorial.files(context)[table] if table else None,
        "columns": [voice.t(f"search.column_{name}") for name in ("title", "address", "facts")],
        "words": {
            key: text if isinstance(text, str) else dict(text) for key, text in words.items()
        },
    }


def _pills(kind: str, context: SiteContext, voice: Voice) -> tuple[Pill, ...]:
    """Every pill that a card of the list bears."""
    if kind != "project":
        return ()
    found = dict.fromkeys(pill for state in context.states.values() for pill in pills(state, voice))
    return tuple(found)
