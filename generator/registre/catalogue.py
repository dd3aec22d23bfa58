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

from registre import identity, loading, references, rules
from registre.diagnostic import Diagnostic, Report
from registre.echoes import without_echoes
from registre.loading import RECORD_KINDS, Declaration, Loaded
from registre.model import (
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
from registre.rules import Context, Subject
from registre.schema import Schemas
from registre.source import MAX_BYTES
from registre.working_days import calendar_of

_Record = TypeVar("_Record")

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
    loaded = loading.load(root, schemas)
    known = identity.identities(loaded)
    findings = [
        *loaded.findings,
        *identity.check(loaded, known),
        *references.check(loaded, known, schemas),
        *_judged(loaded, schemas, on),
    ]
    findings = without_echoes(findings)
    records = sum(d.kind in RECORD_KINDS for d in loaded.declarations.values())
    report = Report.of(findings, files=loaded.files, records=records)
    return (None if report.has_errors else _catalogue(loaded)), report


def _judged(loaded: Loaded, schemas: Schemas, on: date) -> Iterator[Diagnostic]:
    """What the rules find in the declarations that satisfy their schemas."""
    settings = ("register.yaml", "terms/routes.yaml", "terms/themes.yaml")
    if not all(path in loaded.declarations for path in settings) or not all(
        loaded.declarations[path].valid for path in settings
    ):
        return
    documents = {path: d.document.data for path, d in loaded.declarations.items() if d.valid}
    reader = Reader(documents["register.yaml"]["languages"][0])
    subjects = [_subject(d, reader) for d in loaded.declarations.values() if d.valid]
    register = reader.read(documents["register.yaml"], Register)
    context = Context(
        on=on,
        register=register,
        schemas=schemas,
        routes=_routes(reader, documents["terms/routes.yaml"]),
        kinds={s.id: s.record.kind for s in subjects if isinstance(s.record, Organisation)},
        coverages={s.id: s.record.temporal for s in subjects if isinstance(s.record, Dataset)},
        tables=loaded.result_tables,
        is_working_day=calendar_of(register.holidays or register.country),
    )
    for subject in subjects:
        yield from rules.check(subject, context)


_MEANINGS: Mapping[str, type[Any]] = {
    "project": Project,
    "dataset": Dataset,
    "organisation": Organisation,
    "register": Register,
}


def _subject(declaration: Declaration, reader: Reader) -> Subject:
    meaning = _MEANINGS.get(declaration.kind)
    data = declaration.document.data
    return Subject(
        kind=declaration.kind,
        id=declaration.id,
        document=declaration.document,
        record=reader.read(data, meaning) if meaning else None,
    )


def _catalogue(loaded: Loaded) -> Catalogue:
    documents = {path: d.document.data for path, d in loaded.declarations.items()}
    reader = Reader(documents["register.yaml"]["languages"][0])
    projects = _records(loaded, reader, "project", Project)
    datasets = _records(loaded, reader, "dataset", Dataset)
    removed = documents.get("removed.yaml") or []
    return Catalogue(
        register=reader.read(documents["register.yaml"], Register),
        projects=projects,
        datasets=datasets,
        organisations=_records(loaded, reader, "organisation", Organisation),
        themes=_themes(reader, documents["terms/themes.yaml"]),
        routes=_routes(reader, documents["terms/routes.yaml"]),
        removed=tuple(reader.read(item, Removed) for item in removed),
        projects_of=_projects_of(projects.values()),
        involvements=_involvements(projects.values()),
        datasets_of=_datasets_of(datasets.values()),
        tables={
            (path.split("/")[1], path.split("/")[2]): _result_data(source.data)
            for path, source in loaded.result_tables.items()
        },
        declarations={
            f"{d.kind}/{d.id}": d.data
            for d in loaded.declarations.values()
            if d.kind in RECORD_KINDS
        },
        paths={
            f"{d.kind}/{d.id}": d.path
            for d in loaded.declarations.values()
            if d.kind in RECORD_KINDS
        },
    )


def _records(
    loaded: Loaded, reader: Reader, kind: str, record: type[_Record]
) -> dict[str, _Record]:
    found = sorted(loaded.of_kind(kind), key=lambda declaration: declaration.id)
    return {d.id: reader.read(d.document.data, record) for d in found}


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
