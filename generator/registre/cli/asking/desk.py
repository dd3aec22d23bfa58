"""What is known of the register, and the check of each answer by the very checker.

An answer is tried in a small stand-in of the register, in a folder of its own: its settings,
its terms, and the records that are named. So it is judged by the same schema, references
and rules as a proposal will be, and quickly, however large the register.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from registre import source as sources
from registre.catalogue import load
from registre.cli.asking.choices import Choice
from registre.diagnostic import Diagnostic, Location, Severity, finding
from registre.document import to_pointer
from registre.schema import Schemas, Steps
from registre.source import KINDS, Source
from registre.text import shortened, slug
from registre.writing import plain
from registre.yaml_strict import parse

FOLDERS = {kind: folder for folder, kind in KINDS.items()}
MAX_ID, MIN_ID = 64, 3
# A proposed id stays short enough to be read aloud.
GOOD_ID = 40
LONGEST_NAME = 120
# What a record is called until it has an id.
TRIAL = "essai"
_CLASHES = ("ID-001", "ID-002")
_KEPT = ("register.yaml", "removed.yaml", "terms/")
_NAMED = ("organisations/", "datasets/")


class Desk:
    """The stand-in of one register, in ``folder``, which must be empty."""

    def __init__(self, root: Path, schemas: Schemas, on: date, folder: Path, language: str) -> None:
        self.schemas = schemas
        self.on = on
        self._root = root
        self._folder = folder
        self._language = language
        self.new: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._seen: dict[tuple[tuple[str, str], ...], Sequence[Diagnostic]] = {}
        self._data: dict[str, Any] = {}
        self._owners: dict[tuple[str, str], str] = {}
        for source in sources.read(root):
            if isinstance(source, Source) and source.readable:
                self._take_in(source)

    def _take_in(self, source: Source) -> None:
        """Keep what other records are, and which ids are taken by whom."""
        is_kept = source.path.startswith((*_KEPT, *_NAMED))
        if source.path.startswith(_KEPT):
            self._copy(source.path)
        if source.kind in FOLDERS:
            self._owners[source.kind, source.id] = source.path
        if is_kept or b"former_ids" in source.data:
            data = parse(source.path, source.data.decode("utf-8", "replace")).data
            self._data[source.path] = data if is_kept else None
            for former in _list(data, "former_ids"):
                self._owners.setdefault((source.kind, str(former)), source.path)

    def _copy(self, path: str) -> None:
        copy = self._folder / path
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((self._root / path).read_bytes())

    def _copy_named(self, kind: str, data: Mapping[str, Any]) -> None:
        """Copy the records that are named; all, when one is unknown: some may be near it."""
        named = [r for r in self.schemas.references(kind, data) if r.target in FOLDERS]
        named = [r for r in named if (r.target, r.value) not in self.new]
        paths = {f"{FOLDERS[reference.target]}/{reference.value}.yaml" for reference in named}
        if not paths <= self._data.keys():
            paths |= {path for path in self._data if path.startswith(_NAMED)}
        for path in paths & self._data.keys():
            self._copy(path)

    @property
    def register(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._data.get("register.yaml") or {}
        return found

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(str(code) for code in _list(self.register, "languages")) or ("fr",)

    def path(self, kind: str, record_id: str) -> str:
        """Where a new record goes: projects by year, the others in their folder."""
        year = f"{self.on.year}/" if kind == "project" else ""
        return f"{FOLDERS[kind]}/{year}{record_id}.yaml"

    def owner(self, kind: str, record_id: str) -> str:
        """The file of the record that has or had this id; empty when there is none."""
        return self._owners.get((kind, record_id), "")

    def clash(self, kind: str, data: Mapping[str, Any]) -> list[Diagnostic]:
        """The finding for an id whose very file is there already; none in every other case."""
        path = self.path(kind, str(data.get("id", "")))
        is_there = (self._root / path).exists() or (kind, data.get("id")) in self.new
        where = Location(path=path, pointer="/id")
        return [finding("ID-001", where, id=data["id"], other=path)] if is_there else []

    def is_taken(self, kind: str, record_id: str) -> bool:
        """Whether a record has, had or lost this id."""
        removed = self._data.get("removed.yaml") or []
        gone = any(
            isinstance(item, dict) and (item.get("kind"), item.get("id")) == (kind, record_id)
            for item in removed
        )
        return gone or (kind, record_id) in self._owners or (kind, record_id) in self.new

    def free_id(self, kind: str, name: str) -> str:
        """An id made of the name that nobody has, had or lost; empty when it has no letters."""
        words = short_id(name)
        if len(words) < MIN_ID:
            words = f"{slug(kind)}-{words}" if words else ""
        number, proposed = 2, words
        while proposed and self.is_taken(kind, proposed):
            proposed, number = f"{words[: MAX_ID - 4]}-{number}", number + 1
        return proposed

    def choices(self, target: str) -> tuple[Choice, ...]:
        """What ``x-ref`` may name: organisations, datasets, or terms of a vocabulary."""
        if target.startswith("term:"):
            vocabulary = self._data.get(f"terms/{target[5:]}.yaml")
            terms = [term for term in _list(vocabulary, "terms") if isinstance(term, dict)]
            return tuple(
                Choice(value=str(term.get("code")), names=tuple(self._texts(term.get("label"))))
                for term in terms
            )
        records: list[tuple[str, Mapping[str, Any]]] = [
            (path.rpartition("/")[2].removesuffix(".yaml"), data)
            for path, data in self._data.items()
            if path.startswith(f"{FOLDERS.get(target, '-')}/") and isinstance(data, dict)
        ]
        # New ones come last: what was shown under a number keeps it.
        made = [(id, data) for (kind, id), data in self.new.items() if kind == target]
        return tuple(
            Choice(value=id, names=self._names(data))
            for id, data in (*sorted(records, key=_id), *made)
        )

    def _names(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        fields = (data.get(field) for field in ("title", "name", "acronym"))
        return tuple(text for field in fields for text in self._texts(field))

    def _texts(self, said: object) -> list[str]:
        """A text in every language, the person's own first."""
        if isinstance(said, dict):
            own = [said[self._language]] if self._language in said else []
            return [shortened(text, LONGEST_NAME) for text in (*own, *said.values())]
        return [shortened(said, LONGEST_NAME)] if isinstance(said, str) else []

    def faults(self, kind: str, data: Mapping[str, Any], steps: Steps) -> list[Diagnostic]:
        """What the checker finds at ``steps`` and below, in a record that is not yet whole.

        What must still be asked has the schema's examples meanwhile: the rules judge whole
        records only. Errors come first; what is no more than a notice is left out.
        """
        self._copy_named(kind, data)
        found = self._found(kind, self._filled(kind, data))
        place = to_pointer(steps)
        told = [
            f for f in found if f.where.pointer == place or f.where.pointer.startswith(f"{place}/")
        ]
        return sorted(told, key=lambda f: f.severity is not Severity.ERROR)

    def _filled(self, kind: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        filled = deepcopy(dict(data))
        for key in self.schemas.schema(kind)["required"]:
            words = self.schemas.words(kind, (key,))
            examples = (entry["example"] for entry in words.values() if "example" in entry)
            filled.setdefault(key, TRIAL if key == "id" else next(examples, TRIAL))
        return filled

    def findings(self, kind: str, data: Mapping[str, Any]) -> list[Diagnostic]:
        """All that the checker finds in a record, notices left out."""
        self._copy_named(kind, data)
        return self._found(kind, data)

    def _found(self, kind: str, data: Mapping[str, Any]) -> list[Diagnostic]:
        record_id = str(data.get("id", ""))
        path = self.path(kind, record_id if sources.is_id(record_id) else TRIAL)
        texts = {path: plain(data, self.schemas, kind)}
        for (other, other_id), record in self.new.items():
            texts.setdefault(self.path(other, other_id), plain(record, self.schemas, other))
        owner = self.owner(kind, record_id)
        if owner and not (self._folder / owner).exists():
            texts.setdefault(owner, (self._root / owner).read_text("utf-8"))
        return [
            found
            for found in self._tried(texts)
            if found.severity is not Severity.NOTICE
            and (found.where.path == path or (found.where.path == owner and found.code in _CLASHES))
        ]

    def _tried(self, texts: Mapping[str, str]) -> Sequence[Diagnostic]:
        """The findings of the stand-in with these files; the same ones are tried once."""
        key = tuple(sorted(texts.items()))
        if key not in self._seen:
            self._seen[key] = self._judged(texts)
        return self._seen[key]

    def _judged(self, texts: Mapping[str, str]) -> Sequence[Diagnostic]:
        before = {path: _bytes(self._folder / path) for path in texts}
        try:
            for path, text in texts.items():
                file = self._folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
            return load(self._folder, self.schemas, self.on)[1].findings
        finally:
            for path, data in before.items():
                if data is None:
                    (self._folder / path).unlink(missing_ok=True)
                else:
                    (self._folder / path).write_bytes(data)


def short_id(name: str) -> str:
    """The name as an id, with as many of its words as can be read at a glance."""
    words = slug(name)
    if len(words) > GOOD_ID:
        words = words[:GOOD_ID].rpartition("-")[0] or words[:GOOD_ID]
    return words.strip("-")


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.exists() else None


def _list(data: object, key: str) -> list[Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _id(record: tuple[str, Any]) -> str:
    return record[0]
