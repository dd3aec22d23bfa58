"""The whole register as one immutable value: records, indexes, back-links."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from registre.checking import Gathered, check
from registre.diagnostic import Report
from registre.model import (
    Activity,
    Dataset,
    Organisation,
    Project,
    Register,
    Removed,
    Route,
    Term,
    Vocabulary,
)
from registre.model.reading import Reader
from registre.schema import Schemas
from registre.source import MAX_BYTES

_Record = TypeVar("_Record", Project, Dataset, Organisation)

# A field of a result table may be as long as its file.
csv.field_size_limit(MAX_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Involvement:
    """One organisation's part in one project: ``lead``, a partner's role, ``funder``,
    ``opinion``, ``decision`` or ``operator``."""

    project: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultData:
    """The cells of a published result table, as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A register without errors. Mappings are ordered by id; every reference resolves."""

    register: Register
    projects: Mapping[str, Project]
    datasets: Mapping[str, Dataset]
    organisations: Mapping[str, Organisation]
    themes: Mapping[str, Term]
    routes: Mapping[str, Route]
    removed: tuple[Removed, ...]
    activity: tuple[Activity, ...]
    projects_of: Mapping[str, tuple[str, ...]]
    involvements: Mapping[str, tuple[Involvement, ...]]
    datasets_of: Mapping[str, tuple[str, ...]]
    tables: Mapping[tuple[str, str], ResultData]
    declarations: Mapping[str, bytes]
    paths: Mapping[str, str]


def load(root: Path, schemas: Schemas, on: date) -> tuple[Catalogue | None, Report]:
    """Read the register below ``root`` and check it for that day.

    The catalogue is None when the report has errors. Raises RegisterError when
    ``root`` is no register.
    """
    gathered = Gathered()
    report = check(root, schemas, on, gathered=gathered)
    return (None if report.has_errors else _catalogue(gathered)), report


def _catalogue(gathered: Gathered) -> Catalogue:
    documents = {path: d.document.data for path, d in gathered.settings.items()}
    reader = Reader(documents["register.yaml"]["languages"][0])
    projects = _records(gathered, Project)
    datasets = _records(gathered, Dataset)
    removed = documents.get("removed.yaml") or []
    sources = {path: gathered.sources[path] for path in gathered.records}
    return Catalogue(
        register=reader.read(documents["register.yaml"], Register),
        projects=projects,
        datasets=datasets,
        organisations=_records(gathered, Organisation),
        themes=_themes(reader, documents["terms/themes.yaml"]),
        routes=_routes(reader, documents["terms/routes.yaml"]),
        removed=tuple(reader.read(item, Removed) for item in removed),
        activity=tuple(
            reader.read(said.document.data, Activity)
            for _, said in sorted(gathered.activity.items())
        ),
        projects_of=_projects_of(projects.values()),
        involvements=_involvements(projects.values()),
        datasets_of=_datasets_of(datasets.values()),
        tables={
            (path.split("/")[1], path.split("/")[2]): _result_data(source.data)
            for path, source in gathered.sources.items()
            if source.kind == "result-table"
        },
        declarations={f"{s.kind}/{s.id}": s.data for s in sources.values()},
        paths={f"{s.kind}/{s.id}": s.path for s in sources.values()},
    )


def _records(gathered: Gathered, kind: type[_Record]) -> dict[str, _Record]:
    found = [record for record in gathered.records.values() if isinstance(record, kind)]
    return {record.id: record for record in sorted(found, key=lambda record: record.id)}


def _themes(reader: Reader, data: Mapping[str, Any]) -> dict[str, Term]:
    return {term.code: term for term in reader.read(data, Vocabulary).terms}


def _routes(reader: Reader, data: Mapping[str, Any]) -> dict[str, Route]:
    return {item["code"]: reader.read(item, Route) for item in data["terms"]}


def _projects_of(projects: Iterable[Project]) -> dict[str, tuple[str, ...]]:
    using: dict[str, list[str]] = defaultdict(list)
    for project in projects:
        for dataset in dict.fromkeys(use.dataset for use in project.data if use.dataset):
            using[dataset].append(project.id)
    return {dataset: tuple(ids) for dataset, ids in sorted(using.items())}


def _involvements(projects: Iterable[Project]) -> dict[str, tuple[Involvement, ...]]:
    parts: dict[str, list[Involvement]] = defaultdict(list)
    for project in projects:
        for organisation, role in dict.fromkeys(_parts(project)):
            parts[organisation].append(Involvement(project=project.id, role=role))
    return {organisation: tuple(found) for organisation, found in sorted(parts.items())}


def _parts(project: Project) -> Iterator[tuple[str, str]]:
    yield project.lead.organisation, "lead"
    for partner in project.partners:
        yield partner.organisation, partner.role
    for funder in project.funders:
        yield funder.organisation, "funder"
    if project.environment and project.environment.operator:
        yield project.environment.operator, "operator"
    for event in project.events:
        if event.body and event.type in ("opinion", "decision"):
            yield event.body, event.type


def _datasets_of(datasets: Iterable[Dataset]) -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = defaultdict(list)
    for dataset in datasets:
        for holder in dataset.holders:
            held[holder].append(dataset.id)
    return {holder: tuple(ids) for holder, ids in sorted(held.items())}


def _result_data(data: bytes) -> ResultData:
    """The cells of a CSV file."""
    text = data.decode("utf-8-sig")
    rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline="")) if row]
    return ResultData(columns=rows[0] if rows else (), rows=tuple(rows[1:]))
