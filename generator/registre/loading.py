"""From a folder to documents that satisfy their schemas, and all that is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from registre import source as sources
from registre import yaml_traps
from registre.decoding import Decoded, decode
from registre.diagnostic import Diagnostic, Location, finding
from registre.document import Document
from registre.explaining import explain
from registre.schema import Schemas
from registre.source import RECORD_KINDS as RECORD_KINDS
from registre.source import Source
from registre.yaml_strict import parse

_ROOTS = {"removed": list}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A file of the register as read; ``valid`` when it satisfies its schema."""

    kind: str
    id: str
    document: Document
    valid: bool
    data: bytes

    @property
    def path(self) -> str:
        return self.document.path


def table_faults(source: Source) -> list[Diagnostic]:
    """What is no text in a table; spreadsheets begin theirs with a byte-order mark."""
    return [found for found in decode(source).findings if found.code in ("FILE-012", "FILE-015")]


def document(source: Source) -> tuple[Document, list[Diagnostic]]:
    """What a file says, whatever it should say, and what is wrong with its text."""
    decoded = decode(source) if source.readable else Decoded(text=None)
    if decoded.text is None:
        return Document(path=source.path), list(decoded.findings)
    read = parse(source.path, decoded.text)
    return read, [*decoded.findings, *read.findings]


def declaration(source: Source, schemas: Schemas) -> tuple[Declaration, list[Diagnostic]]:
    """What a file declares, and what is wrong with its text or against its schema."""
    read, findings = document(source)
    if read.data is not None:
        findings += _against_schema(source, read, schemas)
    valid = read.data is not None and not findings
    declared = Declaration(
        kind=source.kind, id=source.id, document=read, valid=valid, data=source.data
    )
    return declared, findings


def _against_schema(source: Source, document: Document, schemas: Schemas) -> Iterator[Diagnostic]:
    if not isinstance(document.data, _ROOTS.get(source.kind, dict)):
        yield _wrong_form(source, document)
        return
    yield from explain(schemas, source.kind, document)
    yield from _name(source, document)


def _wrong_form(source: Source, document: Document) -> Diagnostic:
    where = document.locate(())
    if document.root is not None and document.root.plain:
        written = document.lines[where.line - 1]
        found = yaml_traps.stuck(source.path, where.line - 1, where.column - 1, written.strip())
        if found is not None:
            return found
    expected = "list" if source.kind in _ROOTS else "mapping"
    return finding("YAML-015", where, expected=expected)


def _name(source: Source, document: Document) -> Iterator[Diagnostic]:
    if source.kind not in (*RECORD_KINDS, "terms"):
        return
    declared = document.data.get("id")
    # An id that cannot be one is refused by the schema: the file is not to be renamed after it.
    if not isinstance(declared, str) or not sources.is_id(declared):
        return
    if declared != source.id and source.is_named_well:
        yield finding("FILE-002", document.locate(("id",)), id=declared, file_id=source.id)


def missing_files(declarations: Mapping[str, Declaration]) -> Iterator[Diagnostic]:
    for path in ("terms/routes.yaml", "terms/themes.yaml"):
        if path not in declarations:
            yield finding("FILE-016", Location(path=path))
