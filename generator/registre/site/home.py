"""The home page: what the register holds, and where to go from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from registre import markup
from registre.site import overview
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.entries import Entry, counted, project_entry
from registre.site.page import Page
from registre.site.states import not_counted_yet
from registre.site.structured import home_data
from registre.site.voice import Voice
from registre.site.wording import sort_key

LATEST = 5


class Figure(NamedTuple):
    """A number and the list behind it."""

    number: str
    label: str
    url: str


class Theme(NamedTuple):
    label: str
    url: str
    projects: str


def pages(context: SiteContext) -> Iterator[Page]:
    """The home page in every language."""
    urls = {code: context.addresses.page("home", code) for code in context.languages}
    register = context.catalogue.register
    for language in context.languages:
        voice = context.voices[language]
        tagline = register.tagline or register.name
        yield compose(
            context,
            "home",
            _values(context, voice),
            urls=urls,
            language=language,
            section="home",
            title=voice.words(tagline),
            description=markup.plain(voice.words(register.description)),
            data=home_data(context, voice),
        )


def _values(context: SiteContext, voice: Voice) -> dict[str, Any]:
    page, language = voice.addresses.page, voice.language
    register = context.catalogue.register
    return {
        "tagline": voice.short(register.tagline) if register.tagline else "",
        "description": voice.prose(register.description),
        "search_url": page("projects", language),
        "figures": tuple(_figures(context, voice)),
        "approvals": _approvals(context, voice),
        "results": _results(context, voice),
        "themes": tuple(_themes(context, voice)),
        "results_url": page("results", language),
        "news_url": page("news", language),
        "figures_url": page("figures", language),
        "rights_url": page("rights", language),
        "concerned_url": page("concerns-me", language),
        "about_url": page("about", language),
        "today": voice.date(context.on),
        "late_not_yet": not_counted_yet(context, voice),
    }


def _figures(context: SiteContext, voice: Voice) -> Iterator[Figure]:
    """Projects, by status, then data, organisations and results."""
    catalogue, addresses, language = context.catalogue, voice.addresses, voice.language
    statuses, states = overview.statuses(context), overview.results_states(context)
    listing = addresses.listing
    yield _figure("projects", len(catalogue.projects), listing("project", language), voice)
    for status in ("in-progress", "ended"):
        if statuses[status]:
            url = addresses.facet("project", "status", status, language)
            yield _figure(status, statuses[status], url, voice)
    yield _figure("datasets", len(catalogue.datasets), listing("dataset", language), voice)
    yield _figure(
        "organisations", len(catalogue.organisations), listing("organisation", language), voice
    )
    results = addresses.page("results", language)
    reported = sum(states[state] for state in overview.PUBLISHED)
    yield _figure("with_results", reported, f"{results}#latest", voice)
    yield _figure("late", states["late"], f"{results}#late", voice)
    yield _figure("unknown", states["unknown"], f"{results}#unknown", voice)


def _figure(key: str, number: int, url: str, voice: Voice) -> Figure:
    label = voice.t(f"home.figure_{key.replace('-', '_')}", count=number)
    return Figure(voice.wording.number(number), label, url)


def _approvals(context: SiteContext, voice: Voice) -> tuple[Entry, ...]:
    found = overview.latest(overview.approvals(context), LATEST)
    return tuple(
        project_entry(dated.project.id, context, voice, note=voice.date(dated.when))
        for dated in found
    )


def _results(context: SiteContext, voice: Voice) -> tuple[Entry, ...]:
    return tuple(
        result_entry(dated, voice) for dated in overview.latest(overview.published(context), LATEST)
    )


def result_entry(dated: overview.Dated, voice: Voice) -> Entry:
    """A result, which leads to its place on the project's page."""
    result = dated.result
    assert result is not None
    url = voice.addresses.url("project", dated.project.id, voice.language)
    kind = voice.label("result-type", result.type)
    note = markup.filled("{} — {} — {}", kind, voice.date(dated.when), _about(dated, voice))
    return Entry(f"{url}#result-{result.id}", voice.short(result.title), note=note)


def _about(dated: overview.Dated, voice: Voice) -> Markup:
    return voice.name("project", dated.project.id)


def _themes(context: SiteContext, voice: Voice) -> Iterator[Theme]:
    """Every theme that a project has, the most frequent first."""
    counts = Counter(
        code for project in context.catalogue.projects.values() for code in project.themes
    )
    ordered = sorted(counts, key=lambda code: (-counts[code], sort_key(voice.label("theme", code))))
    for code in ordered:
        yield Theme(
            voice.label("theme", code),
            voice.addresses.facet("project", "theme", code, voice.language),
            counted("projects", counts[code], voice),
        )
