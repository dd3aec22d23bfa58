"""Tables that open in a spreadsheet: projects, and each use that they make of data."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from registre.exports.artifact import Artifact
from registre.exports.records import open_data
from registre.model import DataUse, Localised, Project
from registre.site.context import SiteContext

# A cell that begins so is run as a formula by spreadsheets (OWASP, CSV injection); where
# lists are written with semicolons, as in French, one begins after each of them.
_FORMULA = re.compile(r"\A(?=[\s\"]*[=+\-@]|[\t\r])")
_FORMULA_WITHIN = re.compile(r";[\s\"]*(?=[=+\-@])")


def artifacts(context: SiteContext) -> Iterator[Artifact]:
    """``projects.csv`` and ``uses.csv``: UTF-8, RFC 4180, one header line."""
    projects = context.catalogue.projects.values()
    rows = [_project(context, project) for project in projects]
    uses = [_use(context, project, use) for project in projects for use in project.data]
    yield _table(context, "projects.csv", _project_columns(context), rows)
    yield _table(context, "uses.csv", _use_columns(context), uses)


def _table(
    context: SiteContext, name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> Artifact:
    return Artifact(path=open_data(context, name), data=csv_bytes(columns, rows))


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file in which no part of a cell is run as a formula: an apostrophe stands before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _safe(cell: str) -> str:
    return _FORMULA_WITHIN.sub(r"\g<0>'", _FORMULA.sub("'", cell))


def _project_columns(context: SiteContext) -> list[str]:
    return [
        "id",
        *_each(context, "title"),
        "status",
        "results_state",
        "results_due",
        "results_due_presumed",
        "route",
        "purpose_category",
        "themes",
        "lead",
        "lead_kind",
        "partners",
        "datasets",
        "start_planned",
        "end_planned",
        "published_on",
        *_each(context, "summary"),
        *_each(context, "page"),
    ]


def _project(context: SiteContext, project: Project) -> list[str]:
    state = context.states[project.id]
    lead = context.catalogue.organisations[project.lead.organisation]
    plan = project.calendar
    return [
        project.id,
        *_texts(context, project.title),
        state.status,
        state.results.state,
        state.results.due.isoformat() if state.results.due else "",
        _yes(state.results.presumed) if state.results.due else "",
        project.route,
        project.purpose.category,
        _list(project.themes),
        lead.id,
        lead.kind,
        _list(partner.organisation for partner in project.partners),
        _list(dict.fromkeys(use.dataset for use in project.data if use.dataset)),
        _text(plan and plan.start),
        _text(plan and plan.end),
        _text(project.published_on),
        *_texts(context, project.summary),
        *_pages(context, "project", project.id),
    ]


def _use_columns(context: SiteContext) -> list[str]:
    return [
        "project",
        *_each(context, "project_title"),
        "dataset",
        *_each(context, "dataset_title"),
        "tables",
        "period_start",
        "period_end",
        *_each(context, "population"),
        "health_categories",
        "form",
        "opt_out",
        "professionals_identified",
        *_each(context, "project_page"),
    ]


def _use(context: SiteContext, project: Project, use: DataUse) -> list[str]:
    title = context.catalogue.datasets[use.dataset].title if use.dataset else use.source_name
    return [
        project.id,
        *_texts(context, project.title),
        use.dataset or "",
        *_texts(context, title),
        _list(use.tables),
        _text(use.period and use.period.start),
        _text(use.period and use.period.end),
        *_texts(context, use.population),
        _list(use.categories),
        use.form,
        use.opt_out,
        "" if use.professionals_identified is None else _yes(use.professionals_identified),
        *_pages(context, "project", project.id),
    ]


def _each(context: SiteContext, column: str) -> list[str]:
    return [f"{column}_{language}" for language in context.languages]


def _texts(context: SiteContext, text: Localised | None) -> list[str]:
    """One cell a language; empty where the text has not been translated."""
    return [
        " ".join(text.text(language).value.split()) if text and text.has(language) else ""
        for language in context.languages
    ]


def _pages(context: SiteContext, kind: str, id: str) -> list[str]:
    addresses = context.addresses
    return [addresses.absolute(addresses.url(kind, id, language)) for language in context.languages]


def _list(values: Iterable[str]) -> str:
    return "; ".join(values)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _yes(value: bool) -> str:
    return "true" if value else "false"
