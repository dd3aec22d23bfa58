"""The check of a whole register, in two rounds over its files (docs/adr/0010).

The first round asks of every organisation, dataset and result table the little that others
may need to know; the second judges each declaration for itself, with that knowledge. In
both, files are read by whichever process is free, and forgotten once they are judged.
What only all files together can tell comes last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from registre import (
    identity,
    judging,
    loading,
    neighbours,
    processes,
    provenance,
    references,
    verdicts,
)
from registre import source as sources
from registre.diagnostic import Diagnostic, Location, Report
from registre.echoes import without_echoes
from registre.loading import Declaration
from registre.model import Period, Register, Route
from registre.model.reading import Reader
from registre.neighbours import Neighbours
from registre.outline import Outline
from registre.rules import Context, complete, result
from registre.schema import Reference, Schemas, Steps
from registre.source import RECORD_KINDS, Entry, Source
from registre.verdicts import Shelf, Verdict
from registre.working_days import calendar_of

# Read by every process, for they are few and all the others rest on them.
_SETTINGS = ("register", "terms", "removed")
_MISNAMED = ("RESULT-001", "RESULT-002")
_OUTLINED = ("dataset", "organisation", "result-table")


@dataclass(slots=True, kw_only=True)
class Gathered:
    """What whoever makes a catalogue of a register without errors needs of it."""

    settings: dict[str, Declaration] = field(default_factory=dict)
    records: dict[str, judging.Record] = field(default_factory=dict)
    activity: dict[str, Declaration] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


@processes.few_collections()
def check(
    root: Path,
    schemas: Schemas,
    on: date,
    *,
    only: Collection[str] = (),
    cache: Path | None = None,
    process_count: int | None = None,
    gathered: Gathered | None = None,
) -> Report:
    """Everything that is found in the register below ``root``, on that day.

    ``only`` names some of its projects, datasets and organisations: then they alone are
    read, with what they name, and nothing is said that all files together would tell.
    ``cache`` is the folder where verdicts are kept; no answer depends on it. ``gathered``
    is filled with what was read. Raises RegisterError when ``root`` is no register.
    """
    walked = list(sources.walk(root))
    entries = [item for item in walked if isinstance(item, Entry)]
    found = [item for item in walked if isinstance(item, Diagnostic)]
    settings = _Settings(root, entries, schemas)
    wanted = [entry for entry in entries if entry.path in only and entry.kind in RECORD_KINDS]
    is_whole = not only or len(wanted) < len(set(only))
    # A few files are read faster than the shelf of all the others.
    shelf = None
    if cache is not None and gathered is None and is_whole:
        shelf = Shelf(cache, verdicts.name_of(_namespace(schemas, on, settings)))
    count = process_count if process_count is not None else processes.available()
    found += [*settings.findings, *loading.missing_files(settings.declarations)]
    if gathered is not None:
        gathered.settings.update(settings.declarations)
    rounds = _Rounds(
        root=root,
        schemas=schemas,
        on=on,
        entries=entries,
        settings=settings,
        shelf=shelf,
        processes=1 if gathered is not None else count,
        gathered=gathered,
    )
    if not is_whole:
        return _report([*found, *rounds.some(wanted)], wanted)
    findings = [*found, *rounds.whole()]
    if shelf is not None:
        shelf.save()
    return _report(findings, entries)


def _report(findings: Iterable[Diagnostic], entries: Sequence[Entry]) -> Report:
    records = sum(entry.kind in RECORD_KINDS for entry in entries)
    return Report.of(without_echoes(findings), files=len(entries), records=records)


def _namespace(schemas: Schemas, on: date, settings: _Settings) -> Iterator[bytes]:
    """All that every verdict rests upon beside its own file and the neighbours that it names."""
    yield from provenance.code()
    yield schemas.digest
    yield on.isoformat().encode()
    for declaration in settings.declarations.values():
        yield declaration.path.encode()
        yield declaration.data


class _Settings:
    """What the register says of itself: register.yaml, its terms, what was removed."""

    def __init__(self, root: Path, entries: Iterable[Entry], schemas: Schemas) -> None:
        self.declarations: dict[str, Declaration] = {}
        self.findings: list[Diagnostic] = []
        for entry in entries:
            if entry.kind in _SETTINGS:
                source, problems = sources.read_entry(root, entry)
                declaration, found = loading.declaration(source, schemas)
                self.declarations[entry.path] = declaration
                self.findings += problems + found

    def data(self, path: str) -> Any:
        found = self.declarations.get(path)
        return found.document.data if found else None

    @cached_property
    def are_valid(self) -> bool:
        """Whether the rules have what they all look at."""
        needed = ("register.yaml", "terms/routes.yaml", "terms/themes.yaml")
        found = [self.declarations.get(path) for path in needed]
        return all(declaration is not None and declaration.valid for declaration in found)

    @cached_property
    def reader(self) -> Reader | None:
        if not self.are_valid:
            return None
        return Reader(self.data("register.yaml")["languages"][0])

    @property
    def terms(self) -> dict[str, neighbours.Terms]:
        """Each vocabulary that could be read."""
        first = (self.languages or ("en",))[0]
        return {
            declaration.id: references.terms(declaration.document.data, first)
            for declaration in self.declarations.values()
            if declaration.kind == "terms" and isinstance(declaration.document.data, dict)
        }

    @property
    def languages(self) -> tuple[str, ...] | None:
        """The languages of the register; None when they cannot be read."""
        data = self.data("register.yaml")
        languages = data.get("languages") if isinstance(data, dict) else None
        return tuple(str(code) for code in languages) if isinstance(languages, list) else None


@dataclass(slots=True, kw_only=True)
class _Rounds:
    root: Path
    schemas: Schemas
    on: date
    entries: list[Entry]
    settings: _Settings
    shelf: Shelf | None
    processes: int
    gathered: Gathered | None
    known: Neighbours = field(init=False)
    context: Context | None = field(init=False, default=None)

    def whole(self) -> Iterator[Diagnostic]:
        """Both rounds over all files, and what only all of them together can tell."""
        first = [entry for entry in self.entries if entry.kind in _OUTLINED]
        others = (*_SETTINGS, "result-table")
        second = [entry for entry in self.entries if entry.kind not in others]
        tables, found = self._first(first)
        yield from found
        verdicts_ = [*self._of_settings(), *self._second(second)]
        for verdict in verdicts_:
            yield from verdict.findings
        outlines = [*(verdict.outline for verdict in verdicts_), *tables]
        yield from self._together(outlines, _misnaming(verdicts_))
        yield from self._most_missing(verdicts_)

    def _most_missing(self, judged: Sequence[Verdict]) -> Iterator[Diagnostic]:
        """The fields that most records of a kind leave out."""
        records = Counter(verdict.outline.kind for verdict in judged if verdict.outline.is_valid)
        findings = (found for verdict in judged for found in verdict.findings)
        where = Location(path="register.yaml")
        yield from complete.most_missing(findings, records, self.schemas, where)

    def some(self, wanted: Sequence[Entry]) -> Iterator[Diagnostic]:
        """Both rounds over these files alone, and what they name."""
        yield from self._first(self._named_by(wanted))[1]
        for verdict in [*self._of_settings(), *self._second(wanted)]:
            yield from verdict.findings

    def _named_by(self, wanted: Sequence[Entry]) -> list[Entry]:
        """The files that these name; all of them when one is unknown, for what was meant."""
        paths = {(entry.kind, entry.id): entry for entry in reversed(self.entries)}
        found = {entry.path: entry for entry in wanted if entry.kind in _OUTLINED}
        for entry in wanted:
            source, _ = sources.read_entry(self.root, entry)
            _, _, made = self._read(source)
            for reference in made:
                if reference.target in RECORD_KINDS:
                    named = paths.get((reference.target, reference.value))
                    if named is None:
                        return [entry for entry in self.entries if entry.kind in _OUTLINED]
                    found[named.path] = named
        folders = tuple(f"results/{entry.id}/" for entry in wanted)
        tables = [entry for entry in self.entries if entry.path.startswith(folders)]
        return [*found.values(), *tables]

    def _read(self, source: Source) -> tuple[Declaration, list[Diagnostic], list[Reference]]:
        declaration, found = loading.declaration(source, self.schemas)
        data = declaration.document.data
        made = self.schemas.references(declaration.kind, data) if data is not None else []
        return declaration, found, made

    # The first round

    def _first(self, entries: Sequence[Entry]) -> tuple[list[Outline], list[Diagnostic]]:
        """Outline these files; the outlines of the result tables, and what is wrong with them."""
        answers = processes.spread(self._outlined, entries, self.processes)
        outlines = [outline for outline, _ in answers]
        identities = identity.identities(self.entries, outlines, self.settings.data("removed.yaml"))
        self.known = Neighbours(
            identities=identities,
            outlines=neighbours.by_identity(outlines),
            terms=self.settings.terms,
            languages=self.settings.languages,
            tables=neighbours.tables_by_project(outlines),
        )
        tables = [outline for outline in outlines if outline.kind == "result-table"]
        if self.settings.reader is not None:
            self.context = self._context(self.settings.reader, tables)
        return tables, [fault for _, found in answers for fault in found]

    def _outlined(self, entry: Entry) -> tuple[Outline, list[Diagnostic]]:
        source, problems = sources.read_entry(self.root, entry)
        if entry.kind == "result-table":
            if self.gathered is not None:
                self.gathered.sources[entry.path] = source
            return judging.outline_of_table(source), problems + loading.table_faults(source)
        if self.shelf is not None and (stored := self.shelf.brief(verdicts.key_of(source))):
            return stored[0], []
        declaration, _, made = self._read(source)
        return judging.outline(declaration, made), []

    def _context(self, reader: Reader, tables: Sequence[Outline]) -> Context:
        register = reader.read(self.settings.data("register.yaml"), Register)
        routes = self.settings.data("terms/routes.yaml")["terms"]
        known = [outline for outline in self.known.outlines.values() if outline.is_valid]
        return Context(
            on=self.on,
            register=register,
            schemas=self.schemas,
            routes={item["code"]: reader.read(item, Route) for item in routes},
            kinds={o.id: o.fact for o in known if o.kind == "organisation"},
            coverages={
                o.id: reader.read(o.fact, Period) if o.fact else None
                for o in known
                if o.kind == "dataset"
            },
            tables=_Tables(self.root, [table.path for table in tables]),
            is_working_day=calendar_of(register.holidays or register.country),
        )

    # The second round

    def _of_settings(self) -> Iterator[Verdict]:
        for declaration in self.settings.declarations.values():
            data = declaration.document.data
            made = self.schemas.references(declaration.kind, data) if data is not None else []
            record = judging.record(declaration, self.settings.reader)
            found = self._judged(declaration, made, record)
            yield Verdict(judging.outline(declaration, made), "", tuple(found))

    def _second(self, entries: Sequence[Entry]) -> Iterator[Verdict]:
        answers = processes.spread(self._verdict, entries, self.processes)
        for entry, (key, reached) in zip(entries, answers, strict=True):
            kept = self.shelf.find(key) if self.shelf is not None and reached is None else None
            # What the shelf turns out not to hold after all is reached now.
            verdict = reached or kept or self._verdict(entry, anew=True)[1]
            assert verdict is not None
            if self.shelf is not None:
                self.shelf.keep(key, None if verdict is kept else verdict)
            yield verdict

    def _verdict(self, entry: Entry, *, anew: bool = False) -> tuple[str, Verdict | None]:
        """The verdict on a file, and its key; None for one that is on the shelf and holds."""
        source, problems = sources.read_entry(self.root, entry)
        key = ""
        if self.shelf is not None and not anew:
            key = verdicts.key_of(source)
            stored = self.shelf.brief(key)
            if stored and stored[1] == self.known.said_of(stored[0]) and not problems:
                return key, None
        declaration, found, made = self._read(source)
        record = judging.record(declaration, self.settings.reader)
        if self.gathered is not None and declaration.kind == "activity" and declaration.valid:
            self.gathered.activity[entry.path] = declaration
        if self.gathered is not None and record is not None:
            self.gathered.records[entry.path] = record
            self.gathered.sources[entry.path] = source
        outline = judging.outline(declaration, made)
        findings = (*problems, *found, *self._judged(declaration, made, record))
        return key, Verdict(outline, self.known.said_of(outline), findings)

    def _judged(
        self,
        declaration: Declaration,
        made: Sequence[Reference],
        record: judging.Record | None,
    ) -> Iterator[Diagnostic]:
        if declaration.document.data is None:
            return iter(())
        return judging.judge(declaration, made, self.known, self.schemas, self.context, record)

    # All files together

    def _together(
        self, outlines: Sequence[Outline], misnaming: Collection[str]
    ) -> Iterator[Diagnostic]:
        """What no file tells by itself."""
        records = [outline for outline in outlines if outline.kind in RECORD_KINDS]
        identities = identity.identities(self.entries, records, self.settings.data("removed.yaml"))
        locate = partial(_locate, self.root, self.entries)
        yield from identity.check(records, identities, locate)
        yield from references.unnamed(outlines, self.known, locate)
        projects = {
            o.id: None if o.path in misnaming else o.files for o in records if o.kind == "project"
        }
        present = [o.path for o in outlines if o.kind == "result-table"]
        yield from result.unclaimed(present, projects)


def _misnaming(verdicts_: Iterable[Verdict]) -> frozenset[str]:
    """Projects that name a result table wrongly: the file that nothing names may be it."""
    return frozenset(
        verdict.outline.path
        for verdict in verdicts_
        if any(found.code in _MISNAMED for found in verdict.findings)
    )


def _locate(root: Path, entries: Sequence[Entry], path: str, steps: Steps) -> Location:
    """Where a value stands in a file, which is read again for it."""
    source, _ = sources.read_entry(root, next(e for e in entries if e.path == path))
    return loading.document(source)[0].locate(steps)


class _Tables(Mapping[str, Source]):
    """Result tables by path, each read when it is looked at: they can be many, and large."""

    def __init__(self, root: Path, paths: Iterable[str]) -> None:
        self._root = root
        self._paths = dict.fromkeys(paths)

    def __getitem__(self, path: str) -> Source:
        if path not in self._paths:
            raise KeyError(path)
        return sources.read_entry(self._root, Entry(path=path, kind="result-table"))[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
