"""The report in words: what each item says, and where its figures come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from registre.markup import EMPTY, filled, trusted
from registre.model import Activity, Localised
from registre.site import news
from registre.site.activity.items import Figure, Item, Measure
from registre.site.activity.periods import Stretch
from registre.site.contacts import web
from registre.site.context import SiteContext
from registre.site.voice import Voice

VOCABULARIES = {
    "applicants": "organisation-kind",
    "purposes": "purpose-category",
    "categories": "health-category",
    "results": "result-type",
}
# Where the list behind a count of the records is.
_LISTS = {"permits_refused": "refusals", "results": "results", "measures": "refusals"}
_SOURCES = ("records", "declared")


class Row(NamedTuple):
    """A line of an item's table; without a source where nothing is stated."""

    label: str
    value: Markup
    source: str


class Told(NamedTuple):
    """One exchange with the public."""

    title: Markup
    date: Markup
    statement: Markup
    link: Markup


def period_title(stretch: Stretch, voice: Voice) -> str:
    """« 2024-2025 », or « du 26 mars 2029 au 31 décembre 2030 »."""
    if stretch.name.replace("-", "").isdigit() and len(stretch.name) <= len("2024-2025"):
        return stretch.name.replace("-", "–")
    day = voice.wording.date
    return voice.t("activity.from_to", start=day(stretch.start), end=day(stretch.end))


def rows(item: Item, context: SiteContext, voice: Voice, root: str) -> tuple[Row, ...]:
    """The measures of an item; one line for each place that speaks of one."""
    return tuple(row for measure in item.measures for row in _rows(measure, voice, root))


def _rows(measure: Measure, voice: Voice, root: str) -> Iterator[Row]:
    label = voice.t(f"activity.{measure.name}")
    if not measure.figures:
        yield Row(label, voice.missing, "")
    for source in _SOURCES:
        figures = [figure for figure in measure.figures if figure.source == source]
        if figures:
            told = voice.t(f"activity.source_{source}")
            yield Row(label, _value(measure.name, figures, voice, root), told)


def _value(name: str, figures: list[Figure], voice: Voice, root: str) -> Markup:
    """The number, which leads to its list where there is one; or one line a category."""
    if figures[0].category is None:
        number = escape(written(name, figures[0].number, voice))
        if name in _LISTS and figures[0].source == "records":
            url = voice.addresses.page(_LISTS[name], voice.language)
            return filled('<a href="{}{}">{}</a>', root, url, number)
        return number
    parts = [
        filled(
            "<li>{}</li>",
            voice.t(
                "activity.part",
                category=_category(name, figure.category, voice),
                number=written(name, figure.number, voice),
            ),
        )
        for figure in sorted(figures, key=lambda figure: -figure.number)
    ]
    return trusted(f"<ul>{''.join(parts)}</ul>")


def _category(name: str, category: str | Localised | None, voice: Voice) -> str:
    if isinstance(category, Localised):
        return voice.words(category)
    return voice.label(VOCABULARIES[name], category or "")


def written(name: str, number: float, voice: Voice) -> str:
    """A number as the language writes it, with its unit if it is no mere count."""
    if name.endswith("_eur"):
        return voice.wording.euros(number)
    shown = voice.wording.number(number)
    return voice.t("activity.days", n=shown, count=number) if name == "average_days" else shown


def engagement(activity: Activity, voice: Voice) -> tuple[Told, ...]:
    """The exchanges that were declared, in their order."""
    return tuple(
        Told(
            voice.short(exchange.title),
            voice.date(exchange.date),
            voice.phrase(exchange.statement) if exchange.statement else EMPTY,
            web(exchange.url) if exchange.url else EMPTY,
        )
        for exchange in activity.engagement
    )


def years_of_news(
    stretch: Stretch, known: tuple[int, ...], context: SiteContext, language: str
) -> tuple[tuple[str, str], ...]:
    """Of the years that have news, those of the period: label and address."""
    return tuple(
        (str(year), news.year_url(year, context, language))
        for year in reversed(known)
        if stretch.start.year <= year <= stretch.end.year
    )
