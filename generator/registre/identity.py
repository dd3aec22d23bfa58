"""ID: every id names one thing, for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from registre.diagnostic import Diagnostic, finding
from registre.loading import RECORD_KINDS, Declaration, Loaded

# Lists whose items carry a name of their own, and the key that holds it.
_NAMED_LISTS = {
    "project": {"events": "id", "results": "id"},
    "dataset": {"tables": "name"},
    "terms": {"terms": "code"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Who is who: by kind, every id; every former id with the present one; every removed id."""

    present: dict[str, dict[str, Declaration]]
    former: dict[str, dict[str, str]]
    removed: dict[str, dict[str, int]]


def identities(loaded: Loaded) -> Identities:
    """The ids of all files that could be read, the faulty ones included.

    A faulty record still exists: whoever names it is not to blame.
    """
    found = Identities(
        present={kind: {} for kind in RECORD_KINDS},
        former={kind: {} for kind in RECORD_KINDS},
        removed={kind: {} for kind in RECORD_KINDS},
    )
    for declaration in loaded.declarations.values():
        if declaration.kind in RECORD_KINDS:
            found.present[declaration.kind].setdefault(declaration.id, declaration)
            for former in _texts(declaration, "former_ids"):
                found.former[declaration.kind].setdefault(former, declaration.id)
    for number, item in enumerate(_removed(loaded)):
        if isinstance(item, dict) and item.get("kind") in RECORD_KINDS:
            found.removed[item["kind"]].setdefault(str(item.get("id")), number)
    return found


def check(loaded: Loaded, known: Identities) -> Iterator[Diagnostic]:
    """Ids used twice, taken again from the past, or twice in one list of a record."""
    for declaration in loaded.declarations.values():
        if declaration.kind in RECORD_KINDS:
            yield from _present(declaration, known)
            yield from _former(declaration, known)
        yield from _within(declaration)
    yield from _removed_twice(loaded)


def _present(declaration: Declaration, known: Identities) -> Iterator[Diagnostic]:
    kind, where = declaration.kind, declaration.document.locate(("id",))
    first = known.present[kind][declaration.id]
    if first is not declaration:
        yield finding("ID-001", where, id=declaration.id, other=first.path)
    owner = known.former[kind].get(declaration.id)
    if owner is not None and owner != declaration.id:
        other = known.present[kind][owner].path
        yield finding("ID-002", where, id=declaration.id, other=other)
    if declaration.id in known.removed[kind]:
        yield finding("ID-003", where, id=declaration.id)


def _former(declaration: Declaration, known: Identities) -> Iterator[Diagnostic]:
    kind = declaration.kind
    for number, former in enumerate(_texts(declaration, "former_ids")):
        where = declaration.document.locate(("former_ids", number))
        owner = known.former[kind][former]
        if owner != declaration.id:
            other = known.present[kind][owner].path
            yield finding("ID-002", where, id=former, other=other)
        elif former == declaration.id:
            yield finding("ID-002", where, id=former, other=declaration.path)
        elif former in known.removed[kind]:
            yield finding("ID-003", where, id=former)


def _within(declaration: Declaration) -> Iterator[Diagnostic]:
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


def _removed_twice(loaded: Loaded) -> Iterator[Diagnostic]:
    document = loaded.declarations.get("removed.yaml")
    seen: dict[tuple[Any, Any], int] = {}
    for number, item in enumerate(_removed(loaded)):
        if document is None or not isinstance(item, dict):
            continue
        identity = str(item.get("kind")), str(item.get("id"))
        if identity in seen:
            first = document.document.locate((seen[identity], "id")).line
            where = document.document.locate((number, "id"))
            yield finding("ID-004", where, id=item.get("id"), list="removed", first_line=first)
        seen.setdefault(identity, number)


def _removed(loaded: Loaded) -> list[Any]:
    declaration = loaded.declarations.get("removed.yaml")
    return _list(declaration.document.data) if declaration else []


def _texts(declaration: Declaration, key: str) -> list[str]:
    data = declaration.document.data
    values = _list(data.get(key)) if isinstance(data, dict) else []
    return [value for value in values if isinstance(value, str)]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
