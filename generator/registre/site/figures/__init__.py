"""The register in figures: charts with their tables, each leading to the list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import escape

from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.figures.approvals import by_year
from registre.site.figures.completeness import completeness
from registre.site.figures.durations import durations
from registre.site.figures.punctuality import punctuality
from registre.site.figures.scene import Scene
from registre.site.figures.shares import shares
from registre.site.page import Page

PARTS = ("approvals", "kinds", "durations", "on_time", "completeness")


def pages(context: SiteContext) -> Iterator[Page]:
    """The page in every language."""
    urls = {code: context.addresses.page("figures", code) for code in context.languages}
    for language in context.languages:
        voice = context.voices[language]
        scene = Scene(context, voice, context.addresses.root_from(urls[language]))
        yield compose(
            context,
            "figures",
            _values(scene),
            urls=urls,
            language=language,
            section="results",
            title=voice.t("figures.title"),
            description=voice.t("figures.description"),
            toc=[(part, escape(voice.t(f"figures.{part}"))) for part in PARTS],
        )


def _values(scene: Scene) -> dict[str, Any]:
    context, voice, _ = scene
    return {
        "today": voice.date(context.on),
        "approvals": by_year(scene),
        "kinds": tuple(shares(scene)),
        "durations": tuple(durations(scene)),
        "punctuality": punctuality(scene),
        "completeness": tuple(completeness(scene)),
        "report_url": voice.addresses.report(voice.language),
        "results_url": voice.addresses.page("results", voice.language),
    }
