"""``registre check --fix``: mend what is certain, and say file by file what was done."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from rich.text import Text

from registre import fixing
from registre import source as sources
from registre.cli.session import Session
from registre.diagnostic import Diagnostic, Report, Severity
from registre.fixing import Mended, NotReplacedError, Repair
from registre.source import Source

# As many lines as anybody wants to be told of for one sort of mend.
MAX_LINES = 12

Wanted = Callable[[str], bool]


def run(session: Session, wanted: Wanted) -> Collection[str]:
    """Mend the files whose path is wanted; with ``--dry-run``, only show what would change.

    What is done is told on the side, so that the report stays what it is for machines.
    The paths of these files are returned, for ``sum_up``.
    """
    mended: set[str] = set()
    for source, found in _all(session, wanted):
        if session.options.dry_run:
            _show(session, source, found)
        elif not _replace(session, source, found):
            continue
        mended.add(source.path)
        session.err.print(Text(source.path, style="bold underline"))
        for line in _told(session, found.repairs):
            session.err.print(Text(f"  {line}"), soft_wrap=True)
    return mended


def _all(session: Session, wanted: Wanted) -> Iterator[tuple[Source, Mended]]:
    """What each file would become: first its own faults, then the names of others in it."""
    schemas = session.schemas()
    for source in _sources(session, wanted):
        found = fixing.mended(source, schemas)
        if found.repairs:
            yield source, found
    _, report = session.load(schemas)
    named = {f.where.path for f in report.findings if fixing.is_of_name(f)}
    for source in _sources(session, lambda path: path in named and wanted(path)):
        found = fixing.replaced(source.data, (f for f in report.findings if _is_in(f, source)))
        if found.repairs:
            yield source, found


def _is_in(found: Diagnostic, source: Source) -> bool:
    return found.where.path == source.path


def _sources(session: Session, wanted: Wanted) -> list[Source]:
    """The declarations that can be read, as they are at this moment."""
    found = [item for item in sources.read(session.registry) if isinstance(item, Source)]
    return [s for s in found if s.kind != "result-table" and s.readable and wanted(s.path)]


def _replace(session: Session, source: Source, found: Mended) -> bool:
    file = session.registry / Path(source.path)
    try:
        fixing.replace_file(file, source.data, found.data)
    except (NotReplacedError, OSError) as error:
        reason = getattr(error, "strerror", None) or session.words["fix_changed"]
        told = session.words["fix_not_written"].format(path=source.path, reason=reason)
        session.err.print(Text(told, style="bold red"), soft_wrap=True)
        return False
    return True


def _told(session: Session, repairs: tuple[Repair, ...]) -> Iterator[str]:
    """Each sort of mend once, with the lines where it was done."""
    by_name = groupby(sorted(repairs, key=lambda repair: repair.name), lambda r: r.name)
    for name, alike in by_name:
        lines = sorted({repair.line for repair in alike})
        shown = ", ".join(str(line) for line in lines[:MAX_LINES])
        shown += " …" if len(lines) > MAX_LINES else ""
        where = session.words["fix_lines" if len(lines) > 1 else "fix_lines_one"]
        yield f"{session.words[f'fix_{name}']} ({where.format(lines=shown)})"


def _show(session: Session, source: Source, found: Mended) -> None:
    """What would change, as a difference that patch understands."""
    before = source.data.decode("utf-8", "replace").split("\n")
    after = found.data.decode("utf-8").split("\n")
    path = source.path
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for line in difflib.unified_diff(before, after, f"a/{path}", f"b/{path}", lineterm=""):
        session.err.print(
            Text(line.replace("\r", "␍"), style=styles.get(line[:1], "")), soft_wrap=True
        )


def sum_up(session: Session, mended: Collection[str], report: Report) -> None:
    """How many files were mended, and how many errors the check still finds in them."""
    words, count = session.words, len(mended)
    left = [
        found.where.path
        for found in report.findings
        if found.severity is Severity.ERROR and found.where.path in mended
    ]
    partly = len(set(left))
    if not mended:
        told = words["fix_nothing"]
    elif session.options.dry_run:
        told = _counted(words, "fix_would", count)
    elif not left:
        told = _counted(words, "fix_done", count)
    else:
        key = "fix_partly" if partly == count else "fix_some"
        told = _counted(words, key, count).format(
            partly=partly, left=_counted(words, "fix_left", len(left))
        )
    session.err.print(Text(told, style="bold"), soft_wrap=True)


def _counted(words: Mapping[str, str], key: str, count: int) -> str:
    said = words[f"{key}_one" if count == 1 else key]
    return said.replace("{count}", str(count))
