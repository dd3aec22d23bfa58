"""A declaration as it is judged while it is mended: its data, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registre.decoding import decode
from registre.diagnostic import Diagnostic
from registre.document import Document, Node
from registre.explaining import explain
from registre.schema import Schemas
from registre.source import Source
from registre.yaml_strict import parse

_UNREADABLE = ("file", "yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text, the document that it is read as, and all that reading and schema find in it."""

    text: str
    document: Document
    findings: tuple[Diagnostic, ...]

    @property
    def data(self) -> Any:
        return self.document.data

    @property
    def is_readable(self) -> bool:
        """Whether nothing but the schema finds fault with it."""
        families = {found.code.partition("-")[0].lower() for found in self.findings}
        return self.document.data is not None and families.isdisjoint(_UNREADABLE)

    def found(self, code: str) -> Iterator[Diagnostic]:
        return (found for found in self.findings if found.code == code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Reads texts that are to be one file of the register."""

    path: str
    kind: str
    schemas: Schemas

    def read(self, text: str) -> Reading:
        source = Source(path=self.path, kind=self.kind, data=text.encode("utf-8", "replace"))
        decoded = decode(source)
        document = Document(path=self.path)
        findings = list(decoded.findings)
        if decoded.text is not None:
            document = parse(self.path, decoded.text)
            findings += document.findings
        if isinstance(document.data, list if self.kind == "removed" else dict):
            findings += explain(self.schemas, self.kind, document)
        return Reading(text=text, document=document, findings=tuple(findings))


def scalars(node: Node | None) -> Iterator[Node]:
    """Every value below that is neither a mapping nor a list, keys left out."""
    if node is None:
        return
    if node.children is None:
        yield node
        return
    below: Sequence[Node] | Mapping[str, Node] = node.children
    for child in below.values() if isinstance(below, Mapping) else below:
        yield from scalars(child)
