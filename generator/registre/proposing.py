"""From a register in Git and a reference to what is proposed, and to whose fault a finding is."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from registre import revision as revisions
from registre import work_tree
from registre.catalogue import load
from registre.diagnostic import Diagnostic, RegisterError, Report, Severity
from registre.proposal import Files, Proposal, propose
from registre.revision import Revision
from registre.schema import Schemas
from registre.source import kind_of

_Place = tuple[str, str, str, int, int]


def gather(registry: Path, reference: str, schemas: Schemas) -> tuple[Proposal, Revision]:
    """What the register's folder proposes to change, and what it is compared with.

    Raises RegisterError when there is nothing to compare with.
    """
    revision = revisions.at(registry, reference)
    present = work_tree.paths(revision)
    touched = work_tree.touched(revision, present)
    former = revision.read(path for path in revision.entries if _matters(path, touched))
    proposal = propose(
        Files(paths=revision.entries.keys(), read=former.get),
        Files(paths=present, read=lambda path: work_tree.read(revision.folder, path)),
        touched,
        schemas,
    )
    return proposal, revision


def _matters(path: str, touched: frozenset[str]) -> bool:
    if path in ("register.yaml", "removed.yaml"):
        return True
    return path in touched and kind_of(path) not in (None, "result-table")


def softened(
    report: Report, proposal: Proposal, revision: Revision, schemas: Schemas, on: date
) -> Report:
    """The report, with the errors that others left behind as warnings.

    An error in a file that the proposal does not touch is an earlier one when the revision
    had it too, checked by the same rules for the same day. Otherwise the proposal causes
    it, as by taking away an organisation that the file names, and it stays an error.
    """
    left = [f for f in report.findings if _is_elsewhere(f, proposal)]
    if not left:
        return report
    files = revision.read(revision.entries)
    # A link, a submodule or a giant that was there already is not laid out.
    unread = revision.entries.keys() - files.keys()
    earlier = _earlier(files, schemas, on)
    excused = {id(f) for f in left if _place(f) in earlier or f.where.path in unread}
    findings = (
        replace(f, severity=Severity.WARNING) if id(f) in excused else f for f in report.findings
    )
    return replace(report, findings=tuple(findings))


def _is_elsewhere(found: Diagnostic, proposal: Proposal) -> bool:
    return found.severity is Severity.ERROR and found.where.path not in proposal.touched


def _place(found: Diagnostic) -> _Place:
    where = found.where
    return found.code, where.path, where.pointer, where.line, where.column


def _earlier(files: Mapping[str, bytes], schemas: Schemas, on: date) -> set[_Place]:
    """Where these files have which errors; nowhere when they are no register at all."""
    with tempfile.TemporaryDirectory(prefix="registre-") as folder:
        root = Path(folder)
        for path, data in files.items():
            _lay_out(root, path, data)
        try:
            _, report = load(root, schemas, on)
        except RegisterError:
            return set()
    return {_place(f) for f in report.findings if f.severity is Severity.ERROR}


def _lay_out(root: Path, path: str, data: bytes) -> None:
    """Write one file. A tree made by hand may name a file and a folder alike: one is enough."""
    file = root / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError:
        return
