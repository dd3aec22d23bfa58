"""ID: every id names one thing, for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from registre.diagnostic import Diagnostic, finding
from registre.loading import Declaration
from registre.outline import Locate, Outline
from registre.source import RECORD_KINDS, Entry

# Lists whose items carry a name of their own, and the key that holds it.
_NAMED_LISTS = {
    "project": {"events": "id", "results": "id"},
    "dataset": {"tables": "name"},
    "terms": {"terms": "code"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Who is who: by kind, the file of every id; every former id with the present one; every
    removed id."""

    present: dict[str, dict[str, str]]
    former: dict[str, dict[str, str]]
    removed: dict[str, frozenset[str]]


def identities(
    entries: Iterable[Entry], outlines: Iterable[Outline], removed: object
) -> Identities:
    """The ids of all files, the faulty ones included, and the former ids of those outlined.

    A faulty record still exists: whoever names it is not to blame.
    """
    present: dict[str, dict[str, str]] = {kind: {} for kind in RECORD_KINDS}
    former: dict[str, dict[str, str]] = {kind: {} for kind in RECORD_KINDS}
    gone: dict[str, set[str]] = {kind: set() for kind in RECORD_KINDS}
    # A file comes before a link or a pipe of the same name: it is not to blame for them.
    for entry in sorted(entries, key=lambda entry: not entry.is_file):
        if entry.kind in RECORD_KINDS:
            present[entry.kind].setdefault(entry.id, entry.path)
    for outline in outlines:
        for id in outline.former_ids:
            former[outline.kind].setdefault(id, outline.id)
    for item in _list(removed):
        if isinstance(item, dict) and item.get("kind") in RECORD_KINDS:
            gone[item["kind"]].add(str(item.get("id")))
    frozen = {kind: frozenset(ids) for kind, ids in gone.items()}
    return Identities(present=present, former=former, removed=frozen)


def check(outlines: Iterable[Outline], known: Identities, locate: Locate) -> Iterator[Diagnostic]:
    """Ids that two records have, or that one takes again from the past."""
    for outline in outlines:
        if outline.kind in RECORD_KINDS:
            yield from _present(outline, known, locate)
            yield from _former(outline, known, locate)


def _present(outline: Outline, known: Identities, locate: Locate) -> Iterator[Diagnostic]:
    kind, id = outline.kind, outline.id
    first = known.present[kind][id]
    if first != outline.path:
        yield finding("ID-001", locate(outline.path, ("id",)), id=id, other=first)
    owner = known.former[kind].get(id)
    if owner is not None and owner != id:
        other = known.present[kind][owner]
        yield finding("ID-002", locate(outline.path, ("id",)), id=id, other=other)
    if id in known.removed[kind]:
        yield finding("ID-003", locate(outline.path, ("id",)), id=id)


def _former(outline: Outline, known: Identities, locate: Locate) -> Iterator[Diagnostic]:
    kind = outline.kind
    for number, former in enumerate(outline.former_ids):
        steps = ("former_ids", number)
        owner = known.former[kind][former]
        if owner != outline.id:
            other = known.present[kind][owner]
            yield finding("ID-002", locate(outline.path, steps), id=former, other=other)
        elif former == outline.id:
            yield finding("ID-002", locate(outline.path, steps), id=former, other=outline.path)
        elif former in known.removed[kind]:
            yield finding("ID-003", locate(outline.path, steps), id=former)


def within(declaration: Declaration) -> Iterator[Diagnostic]:
    """Names that one declaration gives twice: to two events, two tables, two removed records."""
    if declaration.kind == "removed":
        yield from _removed_twice(declaration)
    if not isinstance(declaration.document.data, dict):
        return
    for key, name in _NAMED_LISTS.get(declaration.kind, {}).items():
        seen: dict[str, int] = {}
        for number, item in enumerate(_list(declaration.document.data.get(key))):
            value = item.get(name) if isinstance(item, dict) else None
            if not isinstance(value, str):
                continue
            if value in seen:
                document = declaration.document
                first = document.locate((key, seen[value], name)).line
                where = document.locate((key, number, name))
                yield finding("ID-004", where, id=value, list=key, first_line=first)
            seen.setdefault(value, number)


def _removed_twice(declaration: Declaration) -> Iterator[Diagnostic]:
    document = declaration.document
    seen: dict[tuple[str, str], int] = {}
    for number, item in enumerate(_list(document.data)):
        if not isinstance(item, dict):
            continue
        identity = str(item.get("kind")), str(item.get("id"))
        if identity in seen:
            first = document.locate((seen[identity], "id")).line
            where = document.locate((number, "id"))
            yield finding("ID-004", where, id=item.get("id"), list="removed", first_line=first)
        seen.setdefault(identity, number)


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
