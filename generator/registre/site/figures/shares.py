"""Projects by theme, purpose, route and kind of lead, and how many of them were approved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from registre import clock
from registre.model import Project
from registre.site.charts import Chart, Line, bars
from registre.site.context import SiteContext
from registre.site.facets import FACETS, Facet, grouped, offered, project_facets
from registre.site.figures.scene import Scene

_SHOWN = ("theme", "purpose", "route", "lead_kind")


def shares(scene: Scene) -> Iterator[Chart]:
    """A chart for each of these sides of a project."""
    context = scene.context
    catalogue = context.catalogue
    values = {
        id: project_facets(project, catalogue, context.states[id], context.on)
        for id, project in catalogue.projects.items()
    }
    groups = grouped("project", values)
    approved = {id for id, project in catalogue.projects.items() if is_approved(project, context)}
    for facet in FACETS["project"]:
        if facet.key in _SHOWN and groups[facet.key]:
            yield _share(facet, groups[facet.key], approved, scene)


def is_approved(project: Project, context: SiteContext) -> bool:
    """Whether a decision granted access, on whatever day."""
    return any(
        event.type == "decision"
        and event.outcome in clock.GRANTED
        and clock.happened(event, context.on)
        for event in project.events
    )


def _share(
    facet: Facet, ids: Mapping[str, tuple[str, ...]], approved: set[str], scene: Scene
) -> Chart:
    context, voice, _ = scene
    t, address = voice.t, voice.addresses.facet
    lines = [
        Line(
            value.plain,
            (scene.number(len(value.ids)), scene.number(len(approved.intersection(value.ids)))),
            scene.link(address("project", facet.key, value.code, voice.language), value.plain),
        )
        for value in offered(facet, ids, voice, context.labels)
    ]
    series = (t("figures.all_projects"), t("figures.approved_projects"))
    return bars(
        lines,
        key=f"by-{facet.key.replace('_', '-')}",
        title=t(f"figures.by_{facet.key}"),
        description=scene.told("bars", lines),
        columns=(t(f"facets.project.{facet.key}"), *series),
        series=series,
        note=t("figures.several_themes") if facet.key == "theme" else "",
    )
