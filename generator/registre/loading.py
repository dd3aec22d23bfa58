"""From a folder to documents that satisfy their schemas, and all that is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from registre import source as sources
from registre import yaml_traps
from registre.decoding import Decoded, decode
from registre.diagnostic import Diagnostic, Location, finding
from registre.document import Document
from registre.explaining import explain
from registre.schema import Schemas
from registre.source import Source
from registre.yaml_strict import parse

RECORD_KINDS = ("project", "dataset", "organisation")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Every declaration and result table, by path; and what was found on the way."""

    declarations: Mapping[str, Declaration]
    result_tables: Mapping[str, Source]
    findings: tuple[Diagnostic, ...]
    files: int

    def of_kind(self, kind: str) -> Iterator[Declaration]:
        return (d for d in self.declarations.values() if d.kind == kind)


def load(root: Path, schemas: Schemas) -> Loaded:
    """Read all files below ``root``. Raises RegisterError when it is no register."""
    declarations: dict[str, Declaration] = {}
    tables: dict[str, Source] = {}
    findings: list[Diagnostic] = []
    files = 0
    for item in sources.read(root):
        if isinstance(item, Diagnostic):
            findings.append(item)
        elif item.kind == "result-table":
            files += 1
            found = _result_table_faults(item)
            findings += found
            if item.readable and not found:
                tables[item.path] = item
        else:
            files += 1
            declaration, found = _declaration(item, schemas)
            declarations[item.path] = declaration
            findings += found
    findings += _missing_files(declarations)
    return Loaded(
        declarations=declarations, result_tables=tables, findings=tuple(findings), files=files
    )


def _result_table_faults(source: Source) -> list[Diagnostic]:
    """What is no text in a table; spreadsheets begin theirs with a byte-order mark."""
    return [found for found in decode(source).findings if found.code in ("FILE-012", "FILE-015")]


def _declaration(source: Source, schemas: Schemas) -> tuple[Declaration, list[Diagnostic]]:
    decoded = decode(source) if source.readable else Decoded(text=None)
    findings = list(decoded.findings)
    document = Document(path=source.path, root=None)
    if decoded.text is not None:
        document = parse(source.path, decoded.text)
        findings += document.findings
    if document.root is not None:
        findings += _against_schema(source, document, schemas)
    valid = document.root is not None and not findings
    declaration = Declaration(
        kind=source.kind, id=source.id, document=document, valid=valid, data=source.data
    )
    return declaration, findings


def _against_schema(source: Source, document: Document, schemas: Schemas) -> Iterator[Diagnostic]:
    root = document.root
    if root is None or not isinstance(root.data, _ROOTS.get(source.kind, dict)):
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


def _missing_files(declarations: Mapping[str, Declaration]) -> Iterator[Diagnostic]:
    for path in ("terms/routes.yaml", "terms/themes.yaml"):
        if path not in declarations:
            yield finding("FILE-016", Location(path=path))
