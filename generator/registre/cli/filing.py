"""Putting new records into the register: never over another, whole, checked in place."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from registre.cli.asking.answers import NEW_ORGANISATIONS, UNFINISHED, Unfinished
from registre.cli.asking.desk import Desk
from registre.cli.session import Session, UsageError
from registre.diagnostic import Report
from registre.document import to_pointer
from registre.questions import plan
from registre.writing import Notes, commented, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was answered when the person left."""

    kind: str
    data: Mapping[str, Any]
    organisations: Sequence[Mapping[str, Any]] = ()
    unfinished: Unfinished | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The files that were written, as the command names them, and what the checker says."""

    paths: tuple[Path, ...]
    report: Report


def file_records(
    session: Session,
    desk: Desk,
    records: Sequence[tuple[str, Mapping[str, Any]]],
    comments: Mapping[str, Sequence[str]],
) -> Filed:
    """Write the records, the last one with the author's comments; none when one is at fault.

    Raises UsageError when a file is in the way, or the folder leads out of the register.
    """
    written: list[Path] = []
    try:
        for number, (kind, data) in enumerate(records, 1):
            file = session.registry / desk.path(kind, str(data["id"]))
            own = comments if number == len(records) else {}
            _write(
                file, commented(data, desk.schemas, kind, _notes(session, file, kind, own)), session
            )
            written.append(file)
        _, report = session.load(desk.schemas)
    except BaseException:
        _take_back(written)
        raise
    names = {file.relative_to(session.registry).as_posix() for file in written}
    report = replace(report, findings=tuple(f for f in report.findings if f.where.path in names))
    if report.has_errors:
        _take_back(written)
    return Filed(paths=tuple(written), report=report)


def _take_back(written: Sequence[Path]) -> None:
    for file in written:
        file.unlink(missing_ok=True)


def _write(file: Path, text: str, session: Session) -> None:
    """A new file, or none."""
    if not file.parent.resolve().is_relative_to(session.registry.resolve()):
        raise UsageError("outside", path=file, root=session.registry)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError as error:
        raise UsageError("new_exists", path=file) from error
    except OSError as error:
        raise UsageError("new_not_written", path=file, reason=error.strerror) from error
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def _notes(session: Session, file: Path, kind: str, comments: Mapping[str, Sequence[str]]) -> Notes:
    return Notes(
        language=session.language,
        opening=session.words["new_comment_opening"],
        later=session.words["new_comment_later"],
        example=session.words["new_comment_example"],
        offered=plan(kind).offered,
        modeline=_modeline(session.registry, file, kind),
        own=comments,
    )


def _modeline(registry: Path, file: Path, kind: str) -> str:
    """The way from the file to its schema, when the schemas lie in the same repository."""
    name = f"{kind}.schema.json"
    top = registry.resolve()
    for folder in top.parents:
        if (folder / "schemas" / name).is_file():
            way = os.path.relpath(folder / "schemas" / name, file.parent.resolve())
            return Path(way).as_posix()
        if (folder / ".git").exists():
            break
    return ""


def keep_draft(session: Session, draft: Draft) -> Path:
    """A new file of answers beside the register, or where the person is when that is outside."""
    inside = Path.cwd().resolve().is_relative_to(session.registry.resolve())
    folder = session.registry.resolve().parent if inside else Path()
    text = plain(draft.data, session.schemas(), draft.kind)
    if beside := _beside(draft):
        text += plain(beside, session.schemas(), draft.kind)
    opening = session.words["new_draft_comment"]
    for number in range(1, 1000):
        suffix = f"-{number}" if number > 1 else ""
        file = folder / f"{session.words['new_draft']}-{draft.kind}{suffix}.yaml"
        try:
            with file.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(f"# {opening}\n{text}")
        except FileExistsError:
            continue
        return file
    raise UsageError("new_exists", path=file)


def _beside(draft: Draft) -> dict[str, Any]:
    """What a draft holds besides its answers: the organisations of the same conversation."""
    beside: dict[str, Any] = {}
    if draft.organisations:
        beside[NEW_ORGANISATIONS] = [dict(record) for record in draft.organisations]
    if begun := draft.unfinished:
        beside[UNFINISHED] = {"for": to_pointer(begun.place), "answers": dict(begun.data)}
    return beside


def shown(file: Path) -> str:
    """The file as the person would name it from where they are; never like an option."""
    here = Path.cwd().resolve()
    real = file.resolve()
    name = str(real.relative_to(here) if real.is_relative_to(here) else file)
    return f"./{name}" if name.startswith("-") else name


def quoted(name: str) -> str:
    """The name as a shell takes it back, even when it holds what a terminal would not show."""
    if name.isprintable():
        return shlex.quote(name)
    signs = (f"\\x{byte:02x}" if byte < 0x20 or byte > 0x7E else chr(byte) for byte in _bytes(name))
    return f"$'{''.join(signs)}'"


def _bytes(name: str) -> bytes:
    return os.fsencode(name.replace("\\", "\\\\").replace("'", "\\'"))


def command(session: Session, *words: str) -> str:
    """A command about the same register, to be pasted into a shell."""
    is_usual = session.registry.resolve() == Path("registry").resolve()
    given = () if is_usual else ("--registry", shown(session.registry))
    return " ".join(quoted(word) for word in ("registre", *words, *given))


def next_steps(session: Session, filed: Filed) -> Iterator[str]:
    """How to read the files again, check them, and propose them."""
    words = session.words
    names = [shown(file) for file in filed.paths]
    yield words["new_next"]
    yield f"  {words['new_next_read']}"
    yield f"  {command(session, 'check', *names)}"
    if address := _forge_address(session, filed.paths[-1]):
        yield f"  {words['new_next_forge']}"
        yield f"    {address}"
        return
    yield f"  {words['new_next_git']}"
    for line in _git(session, filed):
        yield f"    {line}"


def _git(session: Session, filed: Filed) -> Iterator[str]:
    """The commands of Git, from the repository's folder when the person stands outside."""
    branch = filed.paths[-1].stem
    names = [shown(file) for file in filed.paths]
    home = _home(session.registry)
    if not Path.cwd().resolve().is_relative_to(home):
        yield f"cd {quoted(str(home))}"
        names = [file.resolve().relative_to(home).as_posix() for file in filed.paths]
    said = session.words["new_next_commit"].format(id=branch)
    yield f"git switch -c {quoted(branch)}"
    yield f"git add -- {' '.join(quoted(name) for name in names)}"
    yield f"git commit -m {quoted(said)}"
    yield f"git push -u origin {quoted(branch)}"


def _forge_address(session: Session, file: Path) -> str:
    """Where the forge of the register takes a new file by the web; empty when it has none."""
    from registre.decoding import decode
    from registre.source import Source, read
    from registre.yaml_strict import parse

    register = next(
        (s for s in read(session.registry) if isinstance(s, Source) and s.kind == "register"), None
    )
    text = decode(register).text if register else None
    data = parse("register.yaml", text).data if text is not None else None
    forge = data.get("forge") if isinstance(data, dict) else None
    if not isinstance(forge, dict) or not isinstance(forge.get("url"), str):
        return ""
    folder, name = _in_repository(session.registry, file)
    branch, url = quote(str(forge.get("branch", "main"))), forge["url"].rstrip("/")
    if forge.get("kind") == "gitlab":
        return f"{url}/-/new/{branch}/{quote(folder)}?file_name={quote(name)}"
    return f"{url}/new/{branch}/{quote(folder)}?filename={quote(name)}"


def _in_repository(registry: Path, file: Path) -> tuple[str, str]:
    """The folder of the file from the top of its repository, and its name."""
    folder = file.parent.resolve().relative_to(_home(registry)).as_posix()
    return folder, file.name


def _home(registry: Path) -> Path:
    """The top of the register's repository; the folder that it lies in when there is none."""
    top = registry.resolve()
    return next((f for f in (top, *top.parents) if (f / ".git").exists()), top.parent)
