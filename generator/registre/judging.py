"""One declaration at a time: its outline for the others, and the verdict on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from registre import identity, references, rules
from registre.diagnostic import Diagnostic
from registre.loading import Declaration
from registre.model import Dataset, Organisation, Project, Register
from registre.model.reading import Reader
from registre.neighbours import Neighbours
from registre.outline import Outline
from registre.rules import Context, Subject, privacy, result
from registre.schema import Reference, Schemas
from registre.source import Source

Record = Project | Dataset | Organisation | Register

_MEANINGS: Mapping[str, type[Any]] = {
    "project": Project,
    "dataset": Dataset,
    "organisation": Organisation,
    "register": Register,
}
_TITLES = ("title", "name", "acronym")


def outline(declaration: Declaration, made: Iterable[Reference]) -> Outline:
    """What the others may need to know of a declaration, even a faulty one."""
    kind, id, data = declaration.kind, declaration.id, declaration.document.data
    named: dict[str, dict[str, None]] = {"organisation": {}, "dataset": {}}
    for reference in made:
        target, value = reference.target, reference.value
        if target in named and (target, value) != (kind, id):
            named[target][value] = None
    is_described = kind in ("dataset", "organisation")
    return Outline(
        path=declaration.path,
        kind=kind,
        id=id,
        is_read=data is not None,
        is_valid=declaration.valid,
        organisations=tuple(named["organisation"]),
        datasets=tuple(named["dataset"]),
        former_ids=_texts(data, "former_ids") if kind in _MEANINGS else (),
        titles=tuple(_titles(data)) if is_described else (),
        tables=references.values(data, "tables", "name") if kind == "dataset" else (),
        files=_files(kind, data),
        fact=_fact(kind, data) if declaration.valid else None,
    )


def outline_of_table(source: Source) -> Outline:
    """A result table in brief: its digest stands for its content."""
    digest = blake2b(source.data, digest_size=16).hexdigest()
    return Outline(
        path=source.path,
        kind=source.kind,
        id=source.id,
        is_read=source.readable,
        fact=f"{source.readable} {digest}",
    )


def _files(kind: str, data: object) -> tuple[str, ...] | None:
    if kind != "project" or (isinstance(data, dict) and "results" not in data):
        return ()
    return tuple(sorted(result.named(data))) if data is not None else None


def _fact(kind: str, data: Any) -> Any:
    if kind == "organisation":
        return data.get("kind")
    return data.get("temporal") if kind == "dataset" else None


def _titles(data: object) -> Iterator[str]:
    for field in _TITLES:
        said = data.get(field) if isinstance(data, dict) else None
        texts = said.values() if isinstance(said, dict) else (said,)
        yield from (text for text in texts if isinstance(text, str))


def _texts(data: object, key: str) -> tuple[str, ...]:
    values = data.get(key) if isinstance(data, dict) else None
    listed = values if isinstance(values, list) else []
    return tuple(value for value in listed if isinstance(value, str))


def judge(
    declaration: Declaration,
    made: Iterable[Reference],
    known: Neighbours,
    schemas: Schemas,
    context: Context | None,
    record: Record | None,
) -> Iterator[Diagnostic]:
    """What is wrong with a declaration beyond its schema.

    The rules need a declaration that satisfies its schema, and the ``context``. What looks
    like a person's data is told of any that could be read.
    """
    yield from identity.within(declaration)
    yield from references.check(declaration, made, known, schemas)
    if context is None or not declaration.valid:
        yield from privacy.check_unruly(declaration.document, _country(context))
        return
    document = declaration.document
    subject = Subject(kind=declaration.kind, id=declaration.id, document=document, record=record)
    yield from rules.check(subject, context)


def _country(context: Context | None) -> str:
    return context.register.country if context else privacy.DEFAULT_COUNTRY


def record(declaration: Declaration, reader: Reader | None) -> Record | None:
    """What a valid declaration means; None for the kinds that are no record."""
    meaning = _MEANINGS.get(declaration.kind)
    if meaning is None or reader is None or not declaration.valid:
        return None
    found: Record = reader.read(declaration.document.data, meaning)
    return found
