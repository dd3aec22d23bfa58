"""Approvals, year by year."""

from __future__ import annotations

from collections import Counter

from registre import clock
from registre.site import news, overview
from registre.site.charts import Chart, Line, columns
from registre.site.context import SiteContext
from registre.site.figures.scene import Scene

# More years than these are shown without the empty ones.
_SPAN = 40


def by_year(scene: Scene) -> Chart | None:
    """How many decisions granted access in each year; None while none is dated."""
    context, voice, _ = scene
    t = voice.t
    years = Counter(dated.when.year for dated in overview.approvals(context))
    if not years:
        return None
    known = news.years_of(context)
    lines = [
        Line(str(year), (scene.number(years[year]),), _head(year, known, scene))
        for year in all_years(years)
    ]
    return columns(
        lines,
        key="approvals-chart",
        title=t("figures.approvals_title"),
        description=scene.told("columns", lines),
        columns=(t("figures.year"), t("figures.approvals_column")),
        note=_note(_undated(context), scene),
    )


def all_years(years: Counter[int]) -> list[int]:
    """Every year from the first to the last, in their order."""
    first, last = min(years), max(years)
    return list(range(first, last + 1)) if last - first < _SPAN else sorted(years)


def _head(year: int, known: tuple[int, ...], scene: Scene) -> str:
    """The year, which leads to its news where it has some."""
    if year not in known:
        return str(year)
    url = news.year_url(year, scene.context, scene.voice.language)
    return scene.link(url, str(year))


def _note(undated: int, scene: Scene) -> str:
    if not undated:
        return ""
    t, n = scene.voice.t, scene.voice.wording.number(undated)
    return t("figures.undated", decisions=t("figures.decisions", count=undated, n=n))


def _undated(context: SiteContext) -> int:
    """Grants whose date is not stated."""
    return sum(
        event.type == "decision" and event.outcome in clock.GRANTED and event.date is None
        for project in context.catalogue.projects.values()
        for event in project.events
    )
