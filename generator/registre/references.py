"""REF: whatever a declaration names must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from registre.diagnostic import Diagnostic, finding
from registre.identity import Identities
from registre.loading import Declaration, Loaded
from registre.schema import Reference, Schemas
from registre.text import nearest, shortened

# A file of nothing but faults is told in part: its author will run the check again.
MAX_TOLD = 200
_RECORDS = {"organisation": "REF-001", "dataset": "REF-002"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What can be named."""

    identities: Identities
    terms: Mapping[str, frozenset[str]]
    languages: tuple[str, ...] | None


def check(loaded: Loaded, identities: Identities, schemas: Schemas) -> Iterator[Diagnostic]:
    """References to nothing and to oneself; organisations that nobody names."""
    known = _Known(identities=identities, terms=_terms(loaded), languages=_languages(loaded))
    named: set[str] = set()
    for declaration in loaded.declarations.values():
        if declaration.document.root is None:
            continue
        made = list(schemas.references(declaration.kind, declaration.document.data))
        named.update(
            reference.value
            for reference in made
            if reference.target == "organisation" and reference.value != declaration.id
        )
        found = (f for reference in made for f in _check(reference, declaration, known, schemas))
        yield from islice(found, MAX_TOLD)
    # A file that cannot be read may name anybody.
    if all(d.document.root is not None for d in loaded.declarations.values()):
        yield from _unnamed(identities, named)


def _check(
    reference: Reference, declaration: Declaration, known: _Known, schemas: Schemas
) -> Iterator[Diagnostic]:
    target = reference.target
    if target in _RECORDS:
        yield from _record(reference, declaration, known.identities)
    elif target.startswith("term:"):
        yield from _term(reference, declaration, known.terms.get(target[5:]))
    elif target == "table":
        yield from _table(reference, declaration, known.identities)
    elif target == "event":
        yield from _event(reference, declaration)
    elif target == "pointer":
        yield from _pointer(reference, declaration, schemas)
    elif target == "language" and known.languages and reference.value not in known.languages:
        yield _unknown("REF-008", reference, declaration, known.languages)


def _unknown(
    code: str,
    reference: Reference,
    declaration: Declaration,
    known: Iterable[str],
    names: Mapping[str, str] | None = None,
    **more: Any,
) -> Diagnostic:
    """``names`` has, beside the ids, what else people call these things."""
    choices = sorted(known)
    meant = nearest(reference.value, choices)
    if meant is None and names and (name := nearest(reference.value, sorted(names))):
        meant = names[name]
    return finding(
        code,
        declaration.document.locate(reference.steps, key=reference.target == "language"),
        value=shortened(reference.value),
        suggestion=meant or "",
        known=choices[:50],
        **more,
    )


def _record(
    reference: Reference, declaration: Declaration, identities: Identities
) -> Iterator[Diagnostic]:
    kind, value = reference.target, reference.value
    where = declaration.document.locate(reference.steps)
    if value in identities.present[kind]:
        if declaration.kind == kind and value == declaration.id:
            yield finding("REF-003", where, value=value)
    elif value in identities.former[kind]:
        yield finding("REF-009", where, value=value, suggestion=identities.former[kind][value])
    elif value in identities.removed[kind]:
        yield finding("REF-010", where, value=value)
    else:
        present = identities.present[kind]
        yield _unknown(_RECORDS[kind], reference, declaration, present, _names(present))


def _names(records: Mapping[str, Declaration]) -> dict[str, str]:
    """Titles, names and acronyms, in each language, with the id of the record."""
    found: dict[str, str] = {}
    for record_id, record in records.items():
        data = record.document.data
        for field in ("title", "name", "acronym"):
            said = data.get(field) if isinstance(data, dict) else None
            texts = said.values() if isinstance(said, dict) else (said,)
            found.update((text, record_id) for text in texts if isinstance(text, str))
    return found


def _term(
    reference: Reference, declaration: Declaration, codes: frozenset[str] | None
) -> Iterator[Diagnostic]:
    vocabulary = reference.target.removeprefix("term:")
    if codes is not None and reference.value not in codes:
        yield _unknown("REF-004", reference, declaration, codes, vocabulary=vocabulary)


def _table(
    reference: Reference, declaration: Declaration, identities: Identities
) -> Iterator[Diagnostic]:
    """A dataset that describes no table contradicts nobody."""
    use = _at(declaration.document.data, reference.steps[:-2])
    dataset = use.get("dataset") if isinstance(use, dict) else None
    described = identities.present["dataset"].get(dataset) if isinstance(dataset, str) else None
    if described is None:
        return
    names = _values(described.document.data, "tables", "name")
    if names and reference.value not in names:
        yield _unknown("REF-005", reference, declaration, names, dataset=dataset)


def _event(reference: Reference, declaration: Declaration) -> Iterator[Diagnostic]:
    ids = _values(declaration.document.data, "events", "id")
    if reference.value not in ids:
        yield _unknown("REF-006", reference, declaration, ids)


def _pointer(
    reference: Reference, declaration: Declaration, schemas: Schemas
) -> Iterator[Diagnostic]:
    """A pointer may also name a place that a shorthand leaves implicit."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in reference.value.split("/")[1:]]
    reached, left = _follow(declaration.document.data, steps)
    if not left:
        return
    implicit = isinstance(reached, (str, int)) and schemas.describes(declaration.kind, steps)
    if not implicit:
        place = declaration.document.locate(reference.steps)
        yield finding("REF-007", place, value=shortened(reference.value))


def _unnamed(identities: Identities, named: set[str]) -> Iterator[Diagnostic]:
    for id, declaration in identities.present["organisation"].items():
        if id not in named:
            yield finding("REF-011", declaration.document.locate(("id",)), value=id)


def _terms(loaded: Loaded) -> dict[str, frozenset[str]]:
    """The codes of each vocabulary that could be read."""
    return {
        declaration.id: frozenset(_values(declaration.document.data, "terms", "code"))
        for declaration in loaded.of_kind("terms")
        if isinstance(declaration.document.data, dict)
    }


def _languages(loaded: Loaded) -> tuple[str, ...] | None:
    """The languages of the register; None when they cannot be read."""
    register = loaded.declarations.get("register.yaml")
    data = register.document.data if register else None
    languages = data.get("languages") if isinstance(data, dict) else None
    return tuple(str(code) for code in languages) if isinstance(languages, list) else None


def _values(data: object, key: str, name: str) -> list[str]:
    items = data.get(key) if isinstance(data, dict) else None
    listed = items if isinstance(items, list) else []
    found = [item.get(name) for item in listed if isinstance(item, dict)]
    return [value for value in found if isinstance(value, str)]


def _at(data: object, steps: Sequence[str | int]) -> Any:
    """The value at a place, or None."""
    reached, left = _follow(data, steps)
    return None if left else reached


def _follow(data: object, steps: Sequence[str | int]) -> tuple[Any, int]:
    """The last value on the way to a place, and how many steps were left."""
    for number, step in enumerate(steps):
        if isinstance(data, dict) and step in data:
            data = data[step]
        elif isinstance(data, list) and str(step).isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return data, len(steps) - number
    return data, 0
