"""What happened, month by month, as the declarations date it; one page a year besides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from registre.site import overview
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.overview import Dated
from registre.site.page import Page
from registre.site.voice import Voice

LATEST = 60
TYPES = (
    "selected",
    "decision",
    "amended",
    "corrected",
    "extended",
    "results-deadline-extended",
    "withdrawn",
    "suspended",
    "resumed",
    "revoked",
    "incident",
    "audit",
)


class Item(NamedTuple):
    when: Markup
    what: str
    project: Markup
    detail: Markup


class Month(NamedTuple):
    """A month of a year, or a whole year where its facts say no month."""

    title: str
    entries: tuple[Item, ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """The news of late, then every year's, in every language."""
    facts = sorted(_facts(context), key=lambda dated: dated.order, reverse=True)
    years = sorted({dated.when.year for dated in facts}, reverse=True)
    yield from _pages(facts[:LATEST], None, years, context)
    for year in years:
        yield from _pages([d for d in facts if d.when.year == year], year, years, context)


def _facts(context: SiteContext) -> Iterator[Dated]:
    yield from overview.events(context, *TYPES)
    yield from overview.published(context)
    for project in context.catalogue.projects.values():
        if project.published_on and project.published_on.earliest <= context.on:
            yield Dated(project.published_on, project)


def year_url(year: int, context: SiteContext, language: str) -> str:
    """The page of one year's news."""
    return f"{context.addresses.page('news', language)}{year}/"


def years_of(context: SiteContext) -> tuple[int, ...]:
    """The years that have news, the newest first."""
    return tuple(sorted({dated.when.year for dated in _facts(context)}, reverse=True))


def _pages(
    facts: list[Dated], year: int | None, years: list[int], context: SiteContext
) -> Iterator[Page]:
    addresses = context.addresses
    urls = {
        code: year_url(year, context, code) if year else addresses.page("news", code)
        for code in context.languages
    }
    for language in context.languages:
        voice = context.voices[language]
        title = voice.t("news.of_year", year=str(year)) if year else voice.t("pages.news")
        yield compose(
            context,
            "news",
            {
                "title": title,
                "year": year,
                "months": tuple(_months(facts, voice, addresses.root_from(urls[language]))),
                "years": [(str(other), year_url(other, context, language)) for other in years],
                "latest_url": addresses.page("news", language),
            },
            urls=urls,
            language=language,
            section="news",
            title=title,
            description=voice.t("news.description"),
        )


def _months(facts: list[Dated], voice: Voice, root: str) -> Iterator[Month]:
    for (year, month), found in groupby(facts, key=lambda d: (d.when.year, d.when.month or 0)):
        title = voice.wording.month(year, month) if month else str(year)
        yield Month(title, tuple(_item(dated, voice, root) for dated in found))


def _item(dated: Dated, voice: Voice, root: str) -> Item:
    project = voice.link("project", dated.project.id, root)
    when = voice.date(dated.when)
    if dated.result:
        kind = voice.label("result-type", dated.result.type)
        what = voice.t("timeline.outcome", label=voice.t("timeline.result"), outcome=kind)
        return Item(when, what, project, voice.short(dated.result.title))
    if dated.event is None:
        return Item(when, voice.t("timeline.published"), project, Markup())
    return Item(when, _what(dated, voice), project, _detail(dated, voice))


def _what(dated: Dated, voice: Voice) -> str:
    event = dated.event
    assert event is not None
    label = voice.label("event-type", event.type)
    if not event.outcome:
        return label
    outcome = voice.label(f"{event.type}-outcome", event.outcome)
    return voice.t("timeline.outcome", label=label, outcome=outcome)


def _detail(dated: Dated, voice: Voice) -> Markup:
    event = dated.event
    told = event and (event.statement or event.reasons)
    return voice.phrase(told) if told else Markup()
