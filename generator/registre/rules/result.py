"""RESULT: the tables of figures that projects publish, and the files that hold them.

The declaration is judged first, then the file as text, its cells, and its rows against the
schema. File names are judged here, before any library sees them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from registre.diagnostic import Diagnostic, Location, finding
from registre.model import Project
from registre.model.project import ResultTable as DeclaredTable
from registre.rules import result_cells, result_peer, result_tables
from registre.rules.subject import Context, Subject
from registre.rules.table_schema import Described, Steps, faults
from registre.text import nearest, shortened, slug

# A file of nothing but faults is told in part: its author will run the check again.
MAX_TOLD = 50
_FILE_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\.csv")
_NUMERIC = frozenset({"integer", "number"})


def tables(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """Everything about the result tables of a project."""
    if not isinstance(subject.record, Project):
        return
    lines: dict[str, int] = {}
    for number, result in enumerate(subject.record.results):
        for at, table in enumerate(result.tables):
            steps = ("results", number, "tables", at)
            yield from _declaration(subject, steps, table)
            of_schema = list(_of_schema(subject, steps, table))
            yield from of_schema
            if table.path in lines:
                yield _named_again(subject, steps, table, lines[table.path])
                continue
            lines[table.path] = subject.place(*steps, "path").line
            yield from _file(subject, steps, table, context, is_described=not of_schema)


def _named_again(subject: Subject, steps: Steps, table: DeclaredTable, line: int) -> Diagnostic:
    """A file is one table: it is read once, against the first that names it."""
    where = subject.place(*steps, "path")
    return finding("RESULT-035", where, value=shortened(table.path), first_line=line)


def _declaration(subject: Subject, steps: Steps, table: DeclaredTable) -> Iterator[Diagnostic]:
    """Columns that counts and charts name, and how counts are to be written."""
    types = {field["name"]: field["type"] for field in table.schema["fields"]}
    named: list[tuple[Steps, str]] = [(("counts", at), n) for at, n in enumerate(table.counts)]
    if table.chart is not None:
        named += [(("chart", "x"), table.chart.x), (("chart", "y"), table.chart.y)]
    for place, name in named:
        where = subject.place(*steps, *place)
        if name not in types:
            meant = nearest(name, types) or ""
            known = [shortened(column) for column in types]
            yield finding("RESULT-003", where, value=shortened(name), suggestion=meant, known=known)
        elif place[0] == "counts" and types[name] not in _NUMERIC:
            yield finding("RESULT-004", where, column=shortened(name), type=types[name])


def _file(
    subject: Subject,
    steps: Steps,
    table: DeclaredTable,
    context: Context,
    *,
    is_described: bool,
) -> Iterator[Diagnostic]:
    where = subject.place(*steps, "path")
    if not _FILE_NAME.fullmatch(table.path):
        meant = _file_name(table.path)
        yield finding("RESULT-001", where, value=shortened(table.path), suggestion=meant)
        return
    path = f"results/{subject.id}/{table.path}"
    source = context.tables.get(path)
    if source is None:
        yield finding("RESULT-002", where, path=path)
        return
    read = result_tables.read(source, [field["name"] for field in table.schema["fields"]])
    if isinstance(read, Diagnostic):
        yield read
    elif read is not None:
        yield from _rows(read, table, context, is_described=is_described)


def _of_schema(subject: Subject, steps: Steps, table: DeclaredTable) -> Iterator[Diagnostic]:
    return faults(
        Described(
            subject=subject,
            steps=(*steps, "schema"),
            fields=table.schema["fields"],
            primary_key="primaryKey",
            foreign_keys="foreignKeys",
            others={},
        )
    )


def _rows(
    read: result_tables.ResultTable, table: DeclaredTable, context: Context, *, is_described: bool
) -> Iterator[Diagnostic]:
    threshold = context.register.small_cell_threshold
    judged = [
        result_cells.small_cells(read, table.schema, table.counts, threshold),
        result_cells.formulas(read),
    ]
    if is_described:
        judged.append(result_cells.patterns(read, table.schema))
        judged.append(result_peer.disagreements(read, table.schema))
    for found in judged:
        yield from islice(found, MAX_TOLD)


def _file_name(path: str) -> str:
    """The name that was most probably meant; empty when nothing is left of it."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    meant = slug(re.sub(r"(?i)\.csv$", "", name))
    return f"{meant}.csv" if meant else ""


def named(data: object) -> frozenset[str]:
    """The files of result tables that a project names, even a faulty declaration."""
    found = set()
    for result in _listed(data, "results"):
        for table in _listed(result, "tables"):
            path = table.get("path") if isinstance(table, dict) else None
            if isinstance(path, str):
                found.add(path)
    return frozenset(found)


def _listed(data: object, key: str) -> list[object]:
    items = data.get(key) if isinstance(data, dict) else None
    return items if isinstance(items, list) else []


def unclaimed(
    present: Iterable[str], projects: Mapping[str, Collection[str] | None]
) -> Iterator[Diagnostic]:
    """Files below ``results/`` that no result names, and folders of no project.

    ``present`` are paths; ``projects`` has, by id, the files that each names, or None for a
    project whose declaration cannot be read and which may name any.
    """
    folders: dict[str, list[str]] = defaultdict(list)
    for path in present:
        folders[path.split("/")[1]].append(path)
    for folder, paths in folders.items():
        if folder not in projects:
            meant = nearest(folder, projects) or ""
            where = Location(path=paths[0])
            yield finding("RESULT-006", where, folder=shortened(folder), suggestion=meant)
            continue
        files = projects[folder]
        for path in paths:
            name = path.split("/")[2]
            # A file that no result could name is told for its name.
            if files is not None and name not in files and _FILE_NAME.fullmatch(name):
                yield finding("RESULT-005", Location(path=path), project=folder)
