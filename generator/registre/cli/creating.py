"""``registre new``: ask, check, write one commented declaration, and say what is left to do."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.text import Text

from registre.cli.asking import answers, values
from registre.cli.asking.answers import Given
from registre.cli.asking.desk import Desk
from registre.cli.asking.dialogue import Dialogue, Terminal
from registre.cli.asking.interview import Interview, Room
from registre.cli.asking.plan import plan
from registre.cli.filing import Draft, Filed, file_records, keep_draft, next_steps, shown
from registre.cli.session import Session, UsageError
from registre.diagnostic import Diagnostic, Report, Severity
from registre.document import Document
from registre.reporters import as_text


def run(session: Session) -> bool:
    """Make a new record; whether its answers were at fault."""
    options = session.options
    schemas = session.schemas()
    given = answers.read(options.from_) if options.from_ else Given()
    if given.findings:
        _show(session, Report.of(given.findings, files=1))
        return True
    settings = answers.assigned(schemas, options.kind, options.set)
    given = replace(given, data={**given.data, **settings})
    is_asking = sys.stdin.isatty() and not options.minimal
    if not is_asking and not (given.data or options.minimal):
        raise UsageError("new_no_terminal")
    with tempfile.TemporaryDirectory(prefix="registre-") as folder:
        desk = Desk(session.registry, schemas, session.on, Path(folder), session.language)
        if is_asking:
            return converse(session, desk, given, _terminal(session))
        return _complete(session, desk, given)


def _terminal(session: Session) -> Terminal:
    """The plain one for whoever asks for it, and where no other can work."""
    from registre.cli.asking.terminal import FullTerminal, PlainTerminal

    is_dumb = os.environ.get("TERM", "dumb") in ("dumb", "unknown", "")
    if session.options.plain or is_dumb or not sys.stdout.isatty():
        return PlainTerminal(session.words, session.out, sys.stdin)
    return FullTerminal(session.words, session.out)


def converse(session: Session, desk: Desk, given: Given, terminal: Terminal) -> bool:
    """Ask the person, write what they answered; whether something is still at fault.

    Whoever leaves is offered a draft, from which to go on another day.
    """
    words, kind = session.words, session.options.kind
    dialogue = Dialogue(terminal, words)
    room = Room(desk=desk, dialogue=dialogue, words=words, language=session.language)
    interview = _interview(room, kind, given)
    terminal.say(words["new_hello"].format(kind=words[f"new_{kind}"]), "bold")
    terminal.say(words["new_keys"], "dim")

    def conversation() -> Mapping[str, Any] | None:
        nonlocal interview
        interview = _interview(room, kind, given)
        record = interview.run()
        path = desk.path(kind, record["id"])
        dialogue.say()
        is_agreed = dialogue.agree(words["new_write"].format(path=path), default=True)
        return record if is_agreed else None

    try:
        record = dialogue.hold(conversation)
    except KeyboardInterrupt:
        _offer_draft(session, desk, interview.data, terminal, is_leaving=True)
        raise
    if record is None:
        _offer_draft(session, desk, interview.data, terminal, is_leaving=False)
        return False
    return _file(session, desk, record, given)


def _interview(room: Room, kind: str, given: Given) -> Interview:
    room.desk.new.clear()
    for record in given.organisations:
        room.desk.new["organisation", str(record.get("id"))] = record
    return Interview(room, kind, given.data, is_resumed=bool(given.data))


def _offer_draft(
    session: Session, desk: Desk, data: Mapping[str, Any], terminal: Terminal, *, is_leaving: bool
) -> None:
    """Keep what was answered, unless there is nothing or the person does not want it."""
    kind, words = session.options.kind, session.words
    kept = values.without_empty({k: v for k, v in data.items() if k not in plan(kind).today})
    if not kept:
        return
    terminal.say("")
    question = words["new_keep"]
    dialogue = Dialogue(terminal, words)
    try:
        is_kept = dialogue.hold(lambda: dialogue.agree(question, default=True))
    except KeyboardInterrupt:
        # Leaving twice loses nothing either.
        is_kept = is_leaving
    if is_kept:
        organisations = [record for (other, _), record in desk.new.items()]
        file = keep_draft(session, Draft(kind=kind, data=kept, organisations=organisations))
        told = words["new_kept"].format(file=file, kind=kind)
        terminal.say(told, "green")


def _complete(session: Session, desk: Desk, given: Given) -> bool:
    """Without questions: what was given must be enough. Nothing is invented but the id."""
    kind = session.options.kind
    data = dict(given.data)
    for record in given.organisations:
        desk.new["organisation", str(record.get("id"))] = record
    named = Interview(
        Room(desk=desk, dialogue=_silent(session), words=session.words, language=session.language),
        kind,
        data,
    )
    if "id" not in data and (proposed := named.proposed_id()):
        data["id"] = proposed
    for key in plan(kind).today:
        data.setdefault(key, session.on.isoformat())
    return _file(session, desk, values.without_empty(data), given)


def _silent(session: Session) -> Dialogue:
    class Nobody:
        def ask(self, prompt: object, *, again: bool = False) -> str:
            raise AssertionError(prompt)

        def say(self, text: str, style: str = "") -> None:
            return

    return Dialogue(Nobody(), session.words)


def _file(session: Session, desk: Desk, record: Mapping[str, Any], given: Given) -> bool:
    """Check it all, write it, check again in the register itself, say what is left to do."""
    kind = session.options.kind
    clash = desk.clash(kind, record)
    findings = [*clash, *desk.findings(kind, record)]
    if any(found.severity is Severity.ERROR for found in findings):
        _show(session, Report.of(_placed(found, given.document) for found in findings))
        session.err.print(Text(session.words["new_nothing_written"], style="bold"), soft_wrap=True)
        return True
    records = [(other, data) for (other, _), data in desk.new.items()]
    filed = file_records(session, desk, [*records, (kind, record)], given.comments)
    if filed.report.has_errors:
        _show(session, filed.report)
        session.err.print(Text(session.words["new_taken_back"], style="bold"), soft_wrap=True)
        return True
    _tell(session, filed)
    return False


def _tell(session: Session, filed: Filed) -> None:
    """Where the files are, what the checker remarks, and how to propose them."""
    words, out = session.words, session.out
    out.print()
    for path in filed.paths:
        out.print(
            Text(words["new_done"].format(path=shown(path)), style="bold green"), soft_wrap=True
        )
    warnings = filed.report.count(Severity.WARNING)
    if warnings:
        _show(session, filed.report)
    out.print()
    for line in next_steps(session, filed):
        out.print(Text(line), soft_wrap=True)


def _placed(found: Diagnostic, document: Document | None) -> Diagnostic:
    """The finding at its place in the file of answers, when there is one."""
    if document is None or document.data is None:
        return replace(
            found, where=replace(found.where, line=1, column=1, end_line=1, end_column=1)
        )
    steps = _steps(found.where.pointer)
    return replace(found, where=document.locate(steps))


def _steps(pointer: str) -> Sequence[str | int]:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return [int(part) if part.isdecimal() else part for part in parts]


def _show(session: Session, report: Report) -> None:
    """The findings, with the lines of the file of answers."""
    folder = session.options.from_.parent if session.options.from_ else session.registry
    as_text.show(report, replace(session.telling(), root=folder), session.out)
