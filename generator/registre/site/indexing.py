"""What the search index reads on a record's page: codes to filter by, values to sort by.

Filters carry codes, never labels, so that they are the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registre import markup
from registre.model import Dataset, Organisation, PartialDate, Project
from registre.site.compose import shortened
from registre.site.context import SiteContext
from registre.site.voice import Voice

EXCERPT = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Pairs ``name:value``, one an element of the page."""

    filters: tuple[str, ...]
    sorts: tuple[str, ...]
    meta: tuple[str, ...]


def project_marks(project: Project, context: SiteContext, voice: Voice) -> Marks:
    """Filters, sort keys and card of a project."""
    state = context.states[project.id]
    lead = voice.title("organisation", project.lead.organisation)
    title = voice.words(project.title)
    return Marks(
        filters=tuple(f"{name}:{value}" for name, value in project_filters(project, context)),
        sorts=(f"date:{sort_date(project)}", f"title:{title}"),
        meta=(
            f"title:{title}",
            f"summary:{excerpt(voice.words(project.summary))}",
            f"status:{voice.label('status', state.status)}",
            f"status_code:{state.status}",
            f"results:{voice.label('results-state', state.results.state)}",
            f"results_code:{state.results.state}",
            f"lead:{lead}",
        ),
    )


def project_filters(project: Project, context: SiteContext) -> Iterator[tuple[str, str]]:
    """Every facet of a project and its values, as codes."""
    state = context.states[project.id]
    organisations = context.catalogue.organisations
    yield "type", "project"
    yield "status", state.status
    yield "results", state.results.state
    yield from (("theme", code) for code in project.themes)
    yield "purpose", project.purpose.category
    yield from (("dataset", id) for id in dict.fromkeys(u.dataset for u in project.data) if id)
    yield "lead", project.lead.organisation
    lead = organisations.get(project.lead.organisation)
    if lead:
        yield "lead_kind", lead.kind
    yield "route", project.route
    yield from (("opt_out", code) for code in dict.fromkeys(u.opt_out for u in project.data))
    yield "ai", answer(project.ai.used if project.ai else None)
    yield "commercial", answer(project.commercial.involved if project.commercial else None)
    year = year_of(project)
    yield "year", str(year) if year else "not-stated"


def answer(value: bool | None) -> str:
    """The code of an answer."""
    return "not-stated" if value is None else "yes" if value else "no"


def first_known(project: Project) -> PartialDate | None:
    """The day that a project is sorted by: its decision, else its first dated event or plan."""
    decisions = [e.date for e in project.events if e.type == "decision" and e.date]
    dated = [e.date for e in project.events if e.date]
    planned = project.calendar.start if project.calendar else None
    candidates = (*decisions[:1], *dated[:1], planned, project.published_on)
    return next((day for day in candidates if day), None)


def year_of(project: Project) -> int | None:
    """The year under which a project is listed."""
    day = first_known(project)
    return day.year if day else None


def sort_date(project: Project) -> str:
    day = first_known(project)
    return day.earliest.isoformat() if day else "0000-00-00"


def excerpt(text: str) -> str:
    """The beginning of a text, as plain words."""
    return shortened(markup.plain(text), EXCERPT)


def dataset_marks(dataset: Dataset, context: SiteContext, voice: Voice) -> Marks:
    """Filters, sort keys and card of a dataset."""
    title = voice.words(dataset.title)
    holder = voice.title("organisation", dataset.holders[0]) if dataset.holders else ""
    filters = [("type", "dataset"), ("kind", dataset.kind), ("access", dataset.access)]
    filters += [("theme", code) for code in dataset.themes]
    filters += [("holder", id) for id in dataset.holders]
    filters += [("health_category", code) for code in dataset.health_categories]
    uses = len(context.catalogue.projects_of.get(dataset.id, ()))
    return Marks(
        filters=tuple(f"{name}:{value}" for name, value in filters),
        sorts=(f"title:{title}", f"projects:{uses}"),
        meta=(
            f"title:{title}",
            f"summary:{excerpt(voice.words(dataset.description))}",
            f"holder:{holder}",
            f"kind:{voice.label('dataset-kind', dataset.kind)}",
        ),
    )


def organisation_marks(organisation: Organisation, context: SiteContext, voice: Voice) -> Marks:
    """Filters, sort keys and card of an organisation."""
    name = voice.words(organisation.name)
    filters = [
        ("type", "organisation"),
        ("kind", organisation.kind),
        ("country", organisation.country),
    ]
    parts = len(context.catalogue.involvements.get(organisation.id, ()))
    return Marks(
        filters=tuple(f"{facet}:{value}" for facet, value in filters),
        sorts=(f"title:{name}", f"projects:{parts}"),
        meta=(f"title:{name}", f"kind:{voice.label('organisation-kind', organisation.kind)}"),
    )
