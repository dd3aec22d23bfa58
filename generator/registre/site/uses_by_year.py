"""The projects that use a dataset, year by year, as a small chart."""

from __future__ import annotations

from collections import Counter

from registre.site.charts import Chart, Line, columns
from registre.site.entries import counted
from registre.site.facets import listed_date
from registre.site.figures.approvals import all_years
from registre.site.figures.scene import Scene

_HEIGHT = 90
# One project is better said than drawn.
_FEWEST = 2


def uses_by_year(dataset: str, scene: Scene) -> Chart | None:
    """How many projects that use it are listed under each year; None for too few of them."""
    context, voice, _ = scene
    ids = context.catalogue.projects_of.get(dataset, ())
    days = [listed_date(context.catalogue.projects[id], context.on) for id in ids]
    years = Counter(day.year for day in days if day)
    if years.total() < _FEWEST:
        return None
    t, undated = voice.t, days.count(None)
    lines = [Line(str(year), (scene.number(years[year]),)) for year in all_years(years)]
    return columns(
        lines,
        key="uses-by-year",
        title=t("figures.uses_title"),
        description=scene.told("columns", lines),
        columns=(t("figures.year"), t("figures.all_projects")),
        height=_HEIGHT,
        note=t("figures.uses_undated", projects=counted("projects", undated, voice))
        if undated
        else t("figures.uses_note"),
    )
