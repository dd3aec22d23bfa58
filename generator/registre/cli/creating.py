"""``registre new``: ask, check, write one commented declaration, and say what is left to do."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.text import Text

from registre.cli.asking import answers, values
from registre.cli.asking.answers import Given
from registre.cli.asking.desk import Desk
from registre.cli.asking.dialogue import Dialogue, Terminal
from registre.cli.asking.interview import Interview
from registre.cli.asking.prompts import Prompts
from registre.cli.asking.room import Room
from registre.cli.asking.verdict import said
from registre.cli.filing import (
    Draft,
    Filed,
    command,
    file_records,
    keep_draft,
    next_steps,
    shown,
)
from registre.cli.session import Session, UsageError
from registre.diagnostic import Diagnostic, RegisterError, Report, Severity
from registre.document import Document
from registre.questions import plan
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
        if record is not None:
            return _filed(session, desk, record, given, interview, terminal)
    except KeyboardInterrupt:
        _offer_draft(session, interview, terminal, is_leaving=True)
        raise
    _offer_draft(session, interview, terminal, is_leaving=False)
    return False


def _filed(
    session: Session,
    desk: Desk,
    record: Mapping[str, Any],
    given: Given,
    interview: Interview,
    terminal: Terminal,
) -> bool:
    """Write the record; what cannot be written is kept as a draft, whatever the cause."""
    try:
        is_at_fault = _file(session, desk, record, given)
    except RegisterError:
        _keep(session, interview, terminal)
        raise
    if is_at_fault:
        _keep(session, interview, terminal)
    return is_at_fault


def _interview(room: Room, kind: str, given: Given) -> Interview:
    room.desk.new.clear()
    for record in given.organisations:
        room.desk.new["organisation", str(record["id"])] = record
    return Interview(room, kind, given)


def _offer_draft(
    session: Session, interview: Interview, terminal: Terminal, *, is_leaving: bool
) -> None:
    """Keep what was answered, unless there is nothing or the person does not want it."""
    if not interview.kept and not interview.begun:
        return
    terminal.say("")
    dialogue = Dialogue(terminal, session.words)
    try:
        is_kept = dialogue.hold(lambda: dialogue.agree(session.words["new_keep"], default=True))
    except KeyboardInterrupt:
        # Leaving twice loses nothing either.
        is_kept = is_leaving
    if is_kept:
        _keep(session, interview, terminal)


def _keep(session: Session, interview: Interview, terminal: Terminal) -> None:
    """Write the draft, and say how to take it up again."""
    kind = interview.kind
    made = interview.room.desk.new.items()
    draft = Draft(
        kind=kind,
        data=interview.kept,
        organisations=[record for _, record in made],
        unfinished=interview.begun,
    )
    file = keep_draft(session, draft)
    again = command(session, "new", kind, "--from", shown(file))
    terminal.say(session.words["new_kept"].format(file=shown(file), command=again), "green")


def _complete(session: Session, desk: Desk, given: Given) -> bool:
    """Without questions: what was given must be enough. Nothing is invented but the id."""
    kind = session.options.kind
    data = dict(given.data)
    room = Room(
        desk=desk, dialogue=_silent(session), words=session.words, language=session.language
    )
    named = _interview(room, kind, given)
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
        _tell_faults(session, desk, record, findings, given.document)
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


def _tell_faults(
    session: Session,
    desk: Desk,
    record: Mapping[str, Any],
    findings: Sequence[Diagnostic],
    document: Document | None,
) -> None:
    """What is at fault: in the file of answers when there is one, else field by field."""
    if document is not None and document.data is not None:
        _show(session, Report.of(_placed(found, document) for found in findings))
    else:
        for line in _by_field(session, desk, findings):
            session.out.print(Text(line), soft_wrap=True)
    session.err.print(Text(session.words["new_nothing_written"], style="bold"), soft_wrap=True)
    path = desk.path(session.options.kind, str(record.get("id", "…")))
    where = session.words["new_would_be" if "id" in record else "new_would_be_named"]
    told = where.format(path=shown(session.registry / path))
    session.err.print(Text(told), soft_wrap=True)


def _by_field(session: Session, desk: Desk, findings: Sequence[Diagnostic]) -> Iterator[str]:
    """What is wrong with the answers; then the fields to fill in, in the schema's order."""
    words, kind = session.words, session.options.kind
    missing = {str(f.arguments["key_name"]) for f in findings if _is_missing(f)}
    yield from said([f for f in findings if not _is_missing(f)], words, session.language)
    prompts = Prompts(desk, kind, words, session.language)
    if missing:
        yield words["new_to_fill"]
    for key in (key for key in desk.schemas.properties(kind, ()) if key in missing):
        told = prompts.words((key,)).get("instructions", "")
        yield f"  {key} – {prompts.title((key,))}. {told}".rstrip()


def _is_missing(found: Diagnostic) -> bool:
    """Whether a field of the record itself lacks."""
    return found.code == "SCHEMA-002" and not found.where.pointer


def _placed(found: Diagnostic, document: Document) -> Diagnostic:
    """The finding at its place in the file of answers."""
    return replace(found, where=document.locate(values.steps(found.where.pointer)))


def _show(session: Session, report: Report) -> None:
    """The findings, with the lines of the file of answers."""
    folder = session.options.from_.parent if session.options.from_ else session.registry
    as_text.show(report, replace(session.telling(), root=folder), session.out)
