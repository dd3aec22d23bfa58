"""The activity report that is due every two years (EHDS, Article 59): a page a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import escape

from registre.model import Localised
from registre.site import news
from registre.site.activity.items import Figure, Item, Measure, report
from registre.site.activity.periods import Stretch, periods, report_url
from registre.site.activity.telling import engagement, period_title, rows, years_of_news
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.page import Page
from registre.site.sources import citations
from registre.site.voice import Voice

__all__ = [
    "Figure", "Item", "Measure", "Stretch", "addresses", "pages", "periods", "report",
    "report_file", "report_url",
]  # fmt: skip


def pages(context: SiteContext) -> Iterator[Page]:
    """The page that lists the periods, then one page a period, in every language."""
    told, known = periods(context), news.years_of(context)
    for language in context.languages:
        yield _list(told, context, language)
    for slug, stretch in told.items():
        items = report(stretch, context)
        for language in context.languages:
            years = years_of_news(stretch, known, context, language)
            yield _page(slug, stretch, items, years, context, language)


def addresses(context: SiteContext, language: str) -> Iterator[str]:
    """Every address of this module in one language."""
    yield report_url(context, language)
    yield from (report_url(context, language, slug) for slug in periods(context))


def report_file(context: SiteContext, slug: str, suffix: str) -> str:
    """Where a period's file lies: once, beside the page in the register's first language."""
    return f"{report_url(context, context.languages[0], slug)}report.{suffix}"


def _list(told: Mapping[str, Stretch], context: SiteContext, language: str) -> Page:
    voice = context.voices[language]
    return compose(
        context,
        "reports",
        {
            "path": _path(voice),
            "periods": [
                (
                    report_url(context, language, slug),
                    period_title(stretch, voice),
                    voice.t(f"activity.from_{'declared' if stretch.activity else 'records'}"),
                    stretch.end >= context.on,
                )
                for slug, stretch in told.items()
            ],
        },
        urls={code: report_url(context, code) for code in context.languages},
        language=language,
        section="results",
        title=voice.t("activity.title"),
        description=voice.t("activity.description"),
    )


def _page(
    slug: str,
    stretch: Stretch,
    items: tuple[Item, ...],
    years: tuple[tuple[str, str], ...],
    context: SiteContext,
    language: str,
) -> Page:
    voice = context.voices[language]
    urls = {code: report_url(context, code, slug) for code in context.languages}
    title = voice.t("activity.of_period", period=period_title(stretch, voice))
    return compose(
        context,
        "report",
        {
            "path": [*_path(voice), (voice.t("activity.title"), report_url(context, language))],
            "title": title,
            "undeclared": stretch.activity is None,
            "unfinished": voice.date(context.on) if stretch.end >= context.on else "",
            **_declared(stretch, voice),
            "items": [
                (
                    item.letter,
                    voice.t(f"activity.item_{item.letter}"),
                    rows(item, context, voice, context.addresses.root_from(urls[language])),
                    voice.phrase(item.statement) if item.statement else "",
                )
                for item in items
            ],
            "years": years,
            "files": [
                (suffix.upper(), report_file(context, slug, suffix)) for suffix in ("csv", "json")
            ],
        },
        urls=urls,
        language=language,
        section="results",
        title=title,
        description=voice.t("activity.description"),
        toc=[
            (f"item-{item.letter}", escape(voice.t(f"activity.item_{item.letter}")))
            for item in items
        ],
    )


def _declared(stretch: Stretch, voice: Voice) -> dict[str, Any]:
    """What was declared of the period in words."""
    said = stretch.activity
    summary: Localised | None = said.summary if said else None
    return {
        "summary": voice.prose(summary) if summary else "",
        "engagement": engagement(said, voice) if said else (),
        "sources": citations(said.sources, voice) if said else (),
    }


def _path(voice: Voice) -> list[tuple[str, str]]:
    page, language = voice.addresses.page, voice.language
    return [
        (voice.t("text.home"), page("home", language)),
        (voice.t("figures.title"), page("figures", language)),
    ]
