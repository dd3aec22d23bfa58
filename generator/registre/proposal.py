"""What a proposal changes, record by record: the register before it, and with it.

A pure function of the files on both sides. An old file may satisfy a schema that is no
longer ours: it is compared as data, and never blamed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from registre.comparison import Amendment, compare, is_same
from registre.decoding import decode
from registre.document import Document
from registre.loading import RECORD_KINDS
from registre.long_form import long_form
from registre.schema import Schemas
from registre.source import Source, kind_of
from registre.yaml_strict import parse

Key = tuple[str, str]

# The language of bare texts where no register.yaml says which (RFC 5646: undetermined).
_UNDETERMINED = "und"
# As much of two records must be the same for one to be the other under a new id.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A declaration before or after: its long form (None when unreadable) and its places.

    ``is_valid`` when it satisfies today's schema.
    """

    path: str
    kind: str
    id: str
    document: Document
    data: Any
    is_valid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one declaration. ``old`` is None for a new one, ``new`` for one gone."""

    kind: str
    id: str
    old: Side | None = None
    new: Side | None = None
    amendments: tuple[Amendment, ...] = ()

    @property
    def path(self) -> str:
        side = self.new or self.old
        return side.path if side else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All that changes. Each tuple is in the order of the paths.

    ``renamed`` are records under another id; ``rewritten`` files that say the same
    otherwise, or elsewhere; ``settings`` the declarations that are no record.
    ``former_records`` counts the records before; ``successors`` leads from a former id to
    the present one; ``removals`` are the tombstones of removed.yaml as proposed.
    """

    added: tuple[Change, ...] = ()
    amended: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    renamed: tuple[Change, ...] = ()
    rewritten: tuple[Change, ...] = ()
    settings: tuple[Change, ...] = ()
    touched: frozenset[str] = frozenset()
    former_records: int = 0
    former_register: Side | None = None
    register: Side | None = None
    removals: Mapping[Key, Mapping[str, Any]] = field(default_factory=dict)
    successors: Mapping[Key, str] = field(default_factory=dict)

    @property
    def continued(self) -> tuple[Change, ...]:
        """The records that were there and still are, under whatever id."""
        return (*self.amended, *self.renamed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """One side of a comparison: every path, and what gives the bytes of one.

    ``read`` gives None for what is no plain file, or larger than a declaration may be.
    """

    paths: Set[str]
    read: Callable[[str], bytes | None]


def propose(old: Files, new: Files, touched: Set[str], schemas: Schemas) -> Proposal:
    """What lies between two states of a register. ``touched`` are the paths that differ."""
    before, after = Reading(old, schemas), Reading(new, schemas)
    olds, news = before.records(touched), after.records(touched)
    gone = {key: side for key, side in olds.items() if key not in after.keys}
    came = {key: side for key, side in news.items() if key not in before.keys}
    removals = after.removals()
    renamed = tuple(_renamed(gone, came, news, removals))
    left = {(change.kind, change.old.id) for change in renamed if change.old}
    taken = {(change.kind, change.id) for change in renamed}
    kept = [_change(olds[key], news[key]) for key in sorted(olds.keys() & news.keys())]
    bodies = (after.side(f"organisations/{id}.yaml") for id in _new_bodies(kept))
    return Proposal(
        added=_sorted(_change(None, side) for key, side in came.items() if key not in taken),
        amended=_sorted(change for change in kept if change.amendments),
        removed=_sorted(_change(side, None) for key, side in gone.items() if key not in left),
        renamed=_sorted(renamed),
        rewritten=_sorted(change for change in kept if not change.amendments),
        settings=_sorted(_settings(before, after, touched)),
        touched=frozenset(touched),
        former_records=len(before.keys),
        former_register=before.register,
        register=after.register,
        removals=removals,
        successors=_successors((*news.values(), *(side for side in bodies if side))),
    )


class Reading:
    """One side, read: each declaration in its long form."""

    def __init__(self, files: Files, schemas: Schemas) -> None:
        self._files = files
        self._schemas = schemas
        self._default = _UNDETERMINED
        self._sides: dict[tuple[str, str], Side | None] = {}
        self._terms: dict[str, dict[str, Any]] = {}
        self.register = self.side("register.yaml")
        languages = _mapping(self.register.data if self.register else None).get("languages")
        if isinstance(languages, list) and isinstance(languages[0], str):
            self.register = self.side("register.yaml", languages[0])
            self._default = languages[0]
        self.keys = {key for path in files.paths if (key := key_of(path))}

    def side(self, path: str, default: str = "") -> Side | None:
        """The declaration at that path; None where there is none that can be looked into."""
        told = path, default or self._default
        if told not in self._sides:
            self._sides[told] = self._read(*told)
        return self._sides[told]

    def _read(self, path: str, default: str) -> Side | None:
        kind = kind_of(path)
        if kind is None or kind == "result-table" or path not in self._files.paths:
            return None
        if (data := self._files.read(path)) is None:
            return None
        return read_side(Source(path=path, kind=kind, data=data), self._schemas, default)

    def name(self, kind: str, id: str, language: str) -> str:
        """What an organisation, a dataset or a term (``term:<vocabulary>``) is called.

        Empty when there is no such thing on this side.
        """
        if kind.startswith("term:"):
            said = self._labels(kind[5:]).get(id)
        else:
            side = self.side(f"{kind}s/{id}.yaml")
            data = _mapping(side.data if side else None)
            said = data.get("title") or data.get("name")
        texts = _mapping(said)
        return str(texts.get(language) or next(iter(texts.values()), ""))

    def _labels(self, vocabulary: str) -> Mapping[str, Any]:
        """The labels of a vocabulary by code; of two terms with one code, the first."""
        if vocabulary not in self._terms:
            terms = self._items(self.side(f"terms/{vocabulary}.yaml"), "terms")
            labels = {str(term.get("code")): term.get("label") for term in reversed(terms)}
            self._terms[vocabulary] = labels
        return self._terms[vocabulary]

    @staticmethod
    def _items(side: Side | None, name: str) -> list[Mapping[str, Any]]:
        found = _mapping(side.data if side else None).get(name)
        return [i for i in found if isinstance(i, dict)] if isinstance(found, list) else []

    def records(self, touched: Set[str]) -> dict[Key, Side]:
        """The records of the touched files; of two with one id, the first by path."""
        found: dict[Key, Side] = {}
        for path in sorted(touched & self._files.paths):
            key = key_of(path)
            if key and key not in found and (side := self.side(path)):
                found[key] = side
        return found

    def removals(self) -> dict[Key, Mapping[str, Any]]:
        """The tombstones, by kind and id."""
        side = self.side("removed.yaml")
        lines = side.data if side and isinstance(side.data, list) else []
        return {
            (str(line.get("kind")), str(line.get("id"))): line
            for line in lines
            if isinstance(line, dict)
        }


def read_side(source: Source, schemas: Schemas, default: str) -> Side:
    """A declaration as it is compared; bare texts are in the ``default`` language."""
    decoded, path = decode(source), source.path
    document = parse(path, decoded.text) if decoded.text is not None else Document(path=path)
    read = document.data if isinstance(document.data, (dict, list)) else None
    return Side(
        path=path,
        kind=source.kind,
        id=source.id,
        document=document,
        data=long_form(source.kind, read, schemas, default),
        is_valid=read is not None and schemas.accepts(source.kind, read),
    )


def key_of(path: str) -> Key | None:
    """The kind and id of the record that a path is of."""
    kind = kind_of(path)
    if kind not in RECORD_KINDS:
        return None
    return kind, Source(path=path, kind=kind).id


def _change(old: Side | None, new: Side | None) -> Change:
    side = new or old
    assert side is not None
    amendments: tuple[Amendment, ...] = ()
    # What cannot be read is said elsewhere; it takes nothing away.
    if old and new and old.data is not None and new.data is not None:
        amendments = compare(old.data, new.data)
    return Change(kind=side.kind, id=side.id, old=old, new=new, amendments=amendments)


def _sorted(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: change.path))


def _renamed(
    gone: Mapping[Key, Side],
    came: Mapping[Key, Side],
    news: Mapping[Key, Side],
    removals: Mapping[Key, Any],
) -> Iterator[Change]:
    """Records under a new id: the one that says so, else the one that is most alike.

    Of a record that has its tombstone, nothing lives on.
    """
    successors = _successors(news.values())
    free = dict(came)
    for (kind, id), old in sorted(gone.items()):
        told = (kind, successors.get((kind, id), ""))
        if told not in news:
            continue
        # A record that takes in another one is not compared with it.
        new = free.pop(told, None)
        yield _change(old, new) if new else Change(kind=kind, id=told[1], old=old, new=news[told])
    for key, old in sorted(gone.items()):
        if key in successors or key in removals:
            continue
        alike = [(_likeness(old, side), name) for name, side in free.items() if name[0] == key[0]]
        if alike and max(alike)[0] >= _ALIKE:
            yield _change(old, free.pop(max(alike)[1]))


def _likeness(old: Side, new: Side) -> float:
    """The share of their fields that say the same, the id aside."""
    left, right = (_mapping(side.data) for side in (old, new))
    fields = (left.keys() | right.keys()) - {"id", "former_ids"}
    same = {name for name in fields if name in left and is_same(left[name], right.get(name))}
    # Two projects of one lead have much in common, but not what they say of themselves.
    return len(same) / len(fields) if same & {"title", "name", "summary"} else 0.0


def _successors(sides: Iterable[Side]) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for side in sides:
        former = _mapping(side.data).get("former_ids")
        for id in former if isinstance(former, list) else ():
            found.setdefault((side.kind, str(id)), side.id)
    return found


def _new_bodies(changes: Iterable[Change]) -> set[str]:
    """The organisations that now stand where another one stood: perhaps the same, renamed."""
    return {
        amendment.new
        for change in changes
        for amendment in change.amendments
        if amendment.steps[-1:] == ("body",) and isinstance(amendment.new, str)
    }


def _settings(before: Reading, after: Reading, touched: Set[str]) -> Iterator[Change]:
    for path in touched:
        if key_of(path) is None:
            old, new = before.side(path), after.side(path)
            if old or new:
                yield _change(old, new)


def _mapping(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}
