"""What happened, month by month, as the declarations date it; one page a year besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from registre.markup import EMPTY
from registre.site import overview
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.facts import lowered_first
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
    """A project, and what is said of the fact."""

    project: Markup
    detail: Markup


class Fact(NamedTuple):
    """What happened on one day, to one project or several."""

    when: Markup
    what: str
    projects: tuple[Item, ...]


class Month(NamedTuple):
    """A month of a year, or a whole year where its facts say no month."""

    title: str
    facts: tuple[Fact, ...]


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
        yield Month(title, tuple(_grouped(found, voice, root)))


def _grouped(found: Iterable[Dated], voice: Voice, root: str) -> Iterator[Fact]:
    """The facts of a month; what happened to several projects on one day is told once."""
    told: dict[tuple[Markup, str], list[Item]] = {}
    for dated in found:
        item = Item(voice.link("project", dated.project.id, root), _detail(dated, voice))
        told.setdefault((voice.date(dated.when), _what(dated, voice)), []).append(item)
    for (when, what), items in told.items():
        yield Fact(when, what, tuple(items))


def _what(dated: Dated, voice: Voice) -> str:
    label, outcome = voice.t("timeline.published"), ""
    if dated.result:
        label = voice.t("timeline.result")
        outcome = voice.label("result-type", dated.result.type)
    elif dated.event:
        label = voice.label("event-type", dated.event.type)
        code = dated.event.outcome
        outcome = voice.label(f"{dated.event.type}-outcome", code) if code else ""
    if not outcome:
        return label
    return voice.t("timeline.outcome", label=label, outcome=lowered_first(outcome))


def _detail(dated: Dated, voice: Voice) -> Markup:
    if dated.result:
        return voice.short(dated.result.title)
    told = dated.event and (dated.event.statement or dated.event.reasons)
    return voice.phrase(told) if told else EMPTY
