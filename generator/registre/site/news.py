"""What happened, month by month: the latest, a page for each month, and one for each year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from registre.site import feeds, happenings
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.happenings import Happening
from registre.site.page import Page
from registre.site.pagination import pagination
from registre.site.voice import Voice

LATEST = 60
PER_PAGE = 200

Months = Mapping[tuple[int, int], tuple[Happening, ...]]


class Item(NamedTuple):
    """A record, and what is said of the fact."""

    record: Markup
    detail: Markup


class Fact(NamedTuple):
    """What happened on one day, to one record or several; ``kind`` as happenings name it."""

    kind: str
    when: Markup
    what: str
    records: tuple[Item, ...]


class Month(NamedTuple):
    """A month of a year, or a whole year where its facts say no month."""

    title: str
    facts: tuple[Fact, ...]


class _Shown(NamedTuple):
    """What one page shows, and where it is: ``path`` below the news, empty for the latest."""

    path: str
    found: Sequence[Happening]
    year: int | None = None
    month: int | None = None


def pages(context: SiteContext) -> Iterator[Page]:
    """The news of late, then every year's and every month's, in every language."""
    found = happenings.of(context)
    months = happenings.by_month(found)
    yield from _in_all(_Shown("", found[:LATEST]), months, context)
    for year in _years(months):
        undated = months.get((year, 0), ())
        yield from _in_all(_Shown(f"{year}/", undated, year), months, context)
    for (year, month), told in months.items():
        if month:
            shown = _Shown(_path(year, month), told, year, month)
            yield from _in_all(shown, months, context)


def year_url(year: int, context: SiteContext, language: str) -> str:
    """The page of one year's news."""
    return f"{context.addresses.page('news', language)}{year}/"


def years_of(context: SiteContext) -> tuple[int, ...]:
    """The years that have news, the newest first."""
    return tuple(_years(happenings.by_month(happenings.of(context))))


def urls_of(context: SiteContext, language: str) -> Iterator[tuple[str, str]]:
    """The title and the address of each year's page and of each month's, the newest first."""
    voice, base = context.voices[language], context.addresses.page("news", language)
    months = happenings.by_month(happenings.of(context))
    for year in _years(months):
        yield str(year), year_url(year, context, language)
        for month in _months_of(year, months):
            yield voice.wording.month(year, month), f"{base}{_path(year, month)}"


def _path(year: int, month: int) -> str:
    return f"{year}/{month:02}/"


def _years(months: Months) -> list[int]:
    return sorted({year for year, _ in months}, reverse=True)


def _months_of(year: int, months: Months) -> list[int]:
    return sorted((month for y, month in months if y == year and month), reverse=True)


def _in_all(shown: _Shown, months: Months, context: SiteContext) -> Iterator[Page]:
    """The page in each language; several pages for a month that is full."""
    total = max(1, -(-len(shown.found) // PER_PAGE))
    for number in range(1, total + 1):
        part = shown.found[(number - 1) * PER_PAGE : number * PER_PAGE]
        for language in context.languages:
            yield _page(shown._replace(found=part), (number, total), months, context, language)


def _page(
    shown: _Shown, place: tuple[int, int], months: Months, context: SiteContext, language: str
) -> Page:
    addresses, voice = context.addresses, context.voices[language]
    number, total = place
    urls = {code: _page_url(shown.path, context, code, number) for code in context.languages}
    root = addresses.root_from(urls[language])
    title = _title(shown, voice)
    steps = partial(_page_url, shown.path, context, language)
    position = voice.t("listing.position", number=number, total=total)
    return compose(
        context,
        "news",
        {
            "title": title,
            "is_latest": not shown.path,
            "months": tuple(_told(shown.found, context, voice, root)),
            "index": tuple(_index(shown.year, months, context, voice)),
            "index_title": voice.t("news.by_month" if shown.year else "news.by_year"),
            "latest_url": addresses.page("news", language),
            "pagination": pagination(number, total, steps),
            "no_history": bool(context.history.absence),
            "feeds": feeds.offered(feeds.ALL, context, language),
        },
        urls=urls,
        language=language,
        section="news",
        title=title if number == 1 else f"{title} — {position}",
        description=voice.t("news.description"),
        extra_head=feeds.links(feeds.ALL, context, language),
    )


def _page_url(path: str, context: SiteContext, language: str, number: int) -> str:
    first = context.addresses.page("news", language) + path
    slug = context.translations[language]("facet_slugs.page")
    return first if number == 1 else f"{first}{slug}/{number}/"


def _title(shown: _Shown, voice: Voice) -> str:
    if shown.year is None:
        return voice.t("pages.news")
    if shown.month is None:
        return voice.t("news.of_year", year=str(shown.year))
    return voice.t("news.of_month", month=voice.wording.month(shown.year, shown.month))


def _index(
    year: int | None, months: Months, context: SiteContext, voice: Voice
) -> Iterator[tuple[str, str, str]]:
    """Where else to look: label, address and number; the years, or the months of one year."""
    base = context.addresses.page("news", voice.language)
    counted: list[tuple[str, str, int]] = []
    if year is None:
        for other in _years(months):
            total = sum(len(found) for (y, _), found in months.items() if y == other)
            counted.append((str(other), year_url(other, context, voice.language), total))
    else:
        for month in _months_of(year, months):
            label = voice.wording.month(year, month)
            counted.append((label, f"{base}{_path(year, month)}", len(months[year, month])))
    for label, url, total in counted:
        yield label, url, voice.wording.number(total)


def _told(
    found: Iterable[Happening], context: SiteContext, voice: Voice, root: str
) -> Iterator[Month]:
    for (year, month), told in groupby(found, key=lambda h: (h.when.year, h.when.month or 0)):
        title = voice.wording.month(year, month) if month else voice.t("news.whole_year")
        yield Month(title, tuple(_grouped(told, context, voice, root)))


def _grouped(
    found: Iterable[Happening], context: SiteContext, voice: Voice, root: str
) -> Iterator[Fact]:
    """The facts of a month; what happened to several records on one day is told once."""
    told: dict[tuple[str, Markup, str], list[Item]] = {}
    for happening in found:
        item = Item(
            happenings.link(happening, voice, root), happenings.detail(happening, context, voice)
        )
        group = happening.kind, voice.date(happening.when), happenings.what(happening, voice)
        told.setdefault(group, []).append(item)
    for (kind, when, what), items in told.items():
        yield Fact(kind, when, what, tuple(items))
