"""REF: whatever a declaration names must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from registre.diagnostic import Diagnostic, finding
from registre.loading import Declaration
from registre.neighbours import Neighbours, Terms
from registre.outline import Locate, Outline
from registre.schema import Reference, Schemas
from registre.text import nearest, nearest_first, shortened

# A file of nothing but faults is told in part: its author will run the check again.
MAX_TOLD = 200
_RECORDS = {"organisation": "REF-001", "dataset": "REF-002"}
# As many codes as a person looks through, the likeliest first.
_FEW = 8


def check(
    declaration: Declaration, made: Iterable[Reference], known: Neighbours, schemas: Schemas
) -> Iterator[Diagnostic]:
    """References to nothing, and to oneself."""
    # Nearly all name something else that is there.
    present, self = known.identities.present, (declaration.kind, declaration.id)
    doubtful = (
        r for r in made if r.value not in present.get(r.target, ()) or (r.target, r.value) == self
    )
    found = (f for reference in doubtful for f in _check(reference, declaration, known, schemas))
    return islice(found, MAX_TOLD)


def _check(
    reference: Reference, declaration: Declaration, known: Neighbours, schemas: Schemas
) -> Iterator[Diagnostic]:
    target = reference.target
    if target in _RECORDS:
        yield from _record(reference, declaration, known)
    elif target.startswith("term:"):
        yield from _term(reference, declaration, known.terms.get(target[5:]))
    elif target == "table":
        yield from _table(reference, declaration, known)
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
    present: Iterable[str],
    names: Mapping[str, str] | None = None,
    **more: Any,
) -> Diagnostic:
    """``names`` has, beside the ids, what else people call these things."""
    choices = sorted(present)
    # Two records may well be called nearly the same, and both be real: only a slip is guessed.
    edits = min(2, len(reference.value) // 5) if reference.target in _RECORDS else None
    meant = nearest(reference.value, choices, edits=edits)
    if meant is None and names:
        name = nearest(reference.value, sorted(names), edits=edits)
        meant = names[name] if name else None
    more.setdefault("known", choices[:50])
    return finding(
        code,
        declaration.document.locate(reference.steps, key=reference.target == "language"),
        value=shortened(reference.value),
        suggestion=meant or "",
        **more,
    )


def _record(
    reference: Reference, declaration: Declaration, known: Neighbours
) -> Iterator[Diagnostic]:
    kind, value, identities = reference.target, reference.value, known.identities
    if value in identities.present[kind]:
        if declaration.kind == kind and value == declaration.id:
            yield finding("REF-003", declaration.document.locate(reference.steps), value=value)
    elif value in identities.former[kind]:
        where = declaration.document.locate(reference.steps)
        yield finding("REF-009", where, value=value, suggestion=identities.former[kind][value])
    elif value in identities.removed[kind]:
        yield finding("REF-010", declaration.document.locate(reference.steps), value=value)
    else:
        present, titles = identities.present[kind], known.titles(kind)
        yield _unknown(_RECORDS[kind], reference, declaration, present, titles)


def _term(
    reference: Reference, declaration: Declaration, terms: Terms | None
) -> Iterator[Diagnostic]:
    if terms is None or reference.value in terms:
        return
    vocabulary = reference.target.removeprefix("term:")
    names = {label: code for code, said in terms.items() for label in said.values()}
    told = _likeliest(reference.value, terms)
    yield _unknown(
        "REF-004", reference, declaration, terms, names, vocabulary=vocabulary, known=told
    )


def _likeliest(value: str, terms: Terms) -> Mapping[str, str]:
    """A few codes with their labels, in each language that these have."""
    ordered = nearest_first(value, {code: said.values() for code, said in terms.items()})
    languages = dict.fromkeys(language for said in terms.values() for language in said)
    return {
        to: ", ".join(_with_label(code, terms[code], to) for code in ordered[:_FEW])
        for to in languages or ("en",)
    }


def _with_label(code: str, said: Mapping[str, str], language: str) -> str:
    """``cardiology (Cœur et vaisseaux)``; the code alone where it has no label."""
    label = said.get(language) or next(iter(said.values()), "")
    return f"{code} ({label})" if label else code


def _table(
    reference: Reference, declaration: Declaration, known: Neighbours
) -> Iterator[Diagnostic]:
    """A dataset that describes no table contradicts nobody."""
    use = _at(declaration.document.data, reference.steps[:-2])
    dataset = use.get("dataset") if isinstance(use, dict) else None
    described = known.outlines.get(("dataset", dataset)) if isinstance(dataset, str) else None
    if described is None:
        return
    if described.tables and reference.value not in described.tables:
        yield _unknown("REF-005", reference, declaration, described.tables, dataset=dataset)


def _event(reference: Reference, declaration: Declaration) -> Iterator[Diagnostic]:
    ids = values(declaration.document.data, "events", "id")
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


def unnamed(outlines: Sequence[Outline], known: Neighbours, locate: Locate) -> Iterator[Diagnostic]:
    """Organisations that nobody names; none is told while a file that cannot be read may."""
    if not all(outline.is_read for outline in outlines if outline.kind != "result-table"):
        return
    named = {id for outline in outlines for id in outline.organisations}
    for id, path in known.identities.present["organisation"].items():
        if id not in named:
            yield finding("REF-011", locate(path, ("id",)), value=id)


def values(data: object, key: str, name: str) -> tuple[str, ...]:
    """The texts under ``name`` of the items of a list, whatever else stands there."""
    items = data.get(key) if isinstance(data, dict) else None
    listed = items if isinstance(items, list) else []
    found = (item.get(name) for item in listed if isinstance(item, dict))
    return tuple(value for value in found if isinstance(value, str))


def terms(data: object, language: str) -> Terms:
    """The codes of a vocabulary with their labels; a bare label is in that language."""
    listed = data.get("terms") if isinstance(data, dict) else None
    found: dict[str, Mapping[str, str]] = {}
    for term in listed if isinstance(listed, list) else ():
        if isinstance(term, dict) and isinstance(term.get("code"), str):
            found.setdefault(term["code"], _texts(term.get("label"), language))
    return found


def _texts(label: object, language: str) -> dict[str, str]:
    said = label if isinstance(label, dict) else {language: label}
    return {to: text for to, text in said.items() if isinstance(text, str)}


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
