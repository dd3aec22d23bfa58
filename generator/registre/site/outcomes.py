"""What came of a project: its results, in plain words, with their tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from registre.model import Localised, PartialDate, Project, Result
from registre.model.project import ResultTable
from registre.site.contacts import web
from registre.site.context import SiteContext
from registre.site.voice import Voice

ROWS_SHOWN = 40

# What stays as it is in the address of a DOI, whose own signs may be any.
_DOI = "/:;().,_-!*'+=@"
_COUNTED = frozenset({"integer", "number"})
_NUMERIC = _COUNTED | {"year"}
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A table as shown: the first rows, and whether each column holds numbers."""

    title: Markup
    label: str
    columns: tuple[tuple[Markup, bool], ...]
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One result."""

    id: str
    type: str
    title: Markup
    date: Markup
    summary: Markup
    links: tuple[Markup, ...]
    open_access: str
    tables: tuple[Cells, ...]


def outcomes(project: Project, context: SiteContext, voice: Voice) -> tuple[Outcome, ...]:
    """Every result, in the order of the declaration."""
    return tuple(_outcome(result, project, context, voice) for result in project.results)


def _outcome(result: Result, project: Project, context: SiteContext, voice: Voice) -> Outcome:
    tables = context.catalogue.tables
    return Outcome(
        id=result.id,
        type=voice.label("result-type", result.type),
        title=voice.short(result.title),
        date=_date(result, voice),
        summary=voice.prose(result.summary),
        links=tuple(links(result, voice)),
        open_access=_openness(result, voice),
        tables=tuple(
            _cells(table, tables[project.id, table.path], voice)
            for table in result.tables
            if (project.id, table.path) in tables
        ),
    )


def _date(result: Result, voice: Voice) -> Markup:
    return (
        voice.date(result.date) if result.date else escape(voice.t("project.result_date_unknown"))
    )


def _openness(result: Result, voice: Voice) -> str:
    if result.open_access is None:
        return ""
    return voice.t("project.open_access" if result.open_access else "project.closed_access")


def links(result: Result, voice: Voice) -> list[Markup]:
    """Where the result can be read: its DOI, its page, or its reference."""
    found = []
    if result.doi:
        label = voice.t("project.doi", doi=result.doi)
        found.append(web(f"https://doi.org/{quote(result.doi, safe=_DOI)}", label))
    if result.url:
        found.append(web(result.url))
    if result.reference:
        found.append(escape(voice.t("project.report_reference", reference=result.reference)))
    return found


def _cells(table: ResultTable, data: Any, voice: Voice) -> Cells:
    fields = {field["name"]: field for field in table.schema.get("fields", ())}
    types = [str(fields.get(name, {}).get("type", "")) for name in data.columns]
    numeric = [type in _NUMERIC for type in types]
    shown = data.rows[:ROWS_SHOWN]
    number = voice.wording.number
    total = len(data.rows)
    return Cells(
        title=voice.short(table.title),
        label=voice.t("text.table_region", title=voice.words(table.title)),
        columns=tuple(
            (_heading(fields.get(name, {}), name, voice), is_number)
            for name, is_number in zip(data.columns, numeric, strict=True)
        ),
        rows=tuple(
            tuple(
                (_written(cell, type, voice), is_number)
                for cell, type, is_number in zip(row, types, numeric, strict=False)
            )
            for row in shown
        ),
        note=voice.t("project.rows_shown", shown=number(len(shown)), total=number(total))
        if total > len(shown)
        else "",
    )


def _written(cell: str, type: str, voice: Voice) -> str:
    """A cell as the language writes it; what is no number or date stays as it stands."""
    if type in _COUNTED and _DECIMAL.fullmatch(cell):
        return voice.wording.decimal(cell)
    if type == "date" and _DAY.fullmatch(cell):
        with suppress(ValueError):
            return voice.wording.date(PartialDate.parse(cell))
    return cell


def _heading(field: Mapping[str, Any], name: str, voice: Voice) -> Markup:
    """The title of a column: Table Schema's own, in one language or in several."""
    title = field.get("title")
    if isinstance(title, Mapping) and title:
        return voice.short(Localised(tuple(title.items())))
    return escape(title or name)
