"""Where reports go: to the terminal, to files, in several forms at once."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from registre.cli.code_pages import pages
from registre.cli.session import Session, UsageError
from registre.diagnostic import Report
from registre.reporters import (
    Telling,
    as_github,
    as_gitlab,
    as_json,
    as_junit,
    as_sarif,
    as_text,
)

RENDERERS: Mapping[str, Callable[[Report, Telling], str]] = {
    "text": as_text.plain,
    "json": as_json.render,
    "github": as_github.render,
    "gitlab": as_gitlab.render,
    "sarif": as_sarif.render,
    "junit": as_junit.render,
}
_TERMINAL = "-"
# Where the system keeps what is open: /dev/stdout is a link, and <(...) a name in /dev/fd.
_STREAMS = ("/dev", "/dev/fd", "/proc/self/fd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One form of the report, and the file it goes to: None is the terminal."""

    form: str
    file: Path | None = None


def wanted(session: Session) -> tuple[Output, ...]:
    """The outputs asked for, the terminal's first.

    Raises UsageError for one that cannot be: said before the work, not after it.
    """
    outputs = [_output(text) for text in session.options.output]
    given = session.options.format
    if given or not any(output.file is None for output in outputs):
        outputs.insert(0, Output(form=given or "text"))
    places = [output.file and Path(os.path.realpath(output.file)) for output in outputs]
    for output, place in zip(outputs, places, strict=True):
        if places.count(place) > 1:
            raise UsageError("output_twice", file=output.file or _TERMINAL)
    return tuple(sorted(outputs, key=lambda output: output.file is not None))


def _output(text: str) -> Output:
    form, equals, name = text.partition("=")
    if not equals or not name:
        raise UsageError("output_form", value=text)
    if form not in RENDERERS:
        raise UsageError("output_unknown", value=form, known=", ".join(RENDERERS))
    if name == _TERMINAL:
        return Output(form=form)
    refuse_impossible(Path(name))
    return Output(form=form, file=Path(name))


def refuse_impossible(file: Path) -> None:
    """Raise UsageError for a file that cannot be written, before the work is done for it."""
    if not file.parent.is_dir():
        raise UsageError("output_folder", file=file, folder=file.parent)
    if file.is_dir():
        raise UsageError("output_is_folder", file=file)


def deliver(report: Report, outputs: tuple[Output, ...], session: Session) -> None:
    """Render the report once a form, and put each where it goes. Raises UsageError."""
    options = session.options
    telling = replace(session.telling(), whole=options.notices or bool(options.paths))
    if any(output.form == "sarif" or output.file is None for output in outputs):
        telling = replace(telling, pages=pages(session))
    for output in outputs:
        if output.file is not None:
            write(output.file, RENDERERS[output.form](report, telling))
        elif output.form == "text":
            as_text.show(report, telling, session.out)
        else:
            _print(RENDERERS[output.form](report, telling))
    if any(output.form == "github" for output in outputs):
        _summarise(report, telling, session.environment.get("GITHUB_STEP_SUMMARY"))


def _print(text: str) -> None:
    """What machines read is UTF-8, whatever the terminal speaks."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.flush()


def write(file: Path, text: str) -> None:
    """Put the text in the file: all of it, or the file stays as it was. Raises UsageError.

    A link is replaced, never followed: it may be a stranger's. Those of the system's own
    streams are followed.
    """
    try:
        mode = file.lstat().st_mode if os.path.lexists(file) else None
        if str(file.parent.absolute()) in _STREAMS:
            _pour(file, text, 0)
        elif mode is None or stat.S_ISREG(mode) or stat.S_ISLNK(mode):
            _replace(file, text, mode)
        else:
            # A device or a pipe is written to; a file in its place would be nobody's wish.
            _pour(file, text, os.O_NOFOLLOW)
    except OSError as error:
        raise UsageError("output_unwritable", file=file, reason=error.strerror) from error


def _pour(file: Path, text: str, flags: int) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | flags), "wb") as stream:
        stream.write(text.encode())


def _replace(file: Path, text: str, mode: int | None) -> None:
    """Put a new file in the place of what is there, with the rights that a file there had."""
    # Nobody can lay a link in wait under a name drawn by lot; "x" would refuse it all the same.
    beside = file.with_name(f".registre-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as stream:
            stream.write(text.encode())
            if mode is not None and stat.S_ISREG(mode):
                os.fchmod(stream.fileno(), mode & 0o777)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _summarise(report: Report, telling: Telling, file: str | None) -> None:
    """Add the job's summary to the page that GitHub shows of it."""
    if not file:
        return
    try:
        with Path(file).open("a", encoding="utf-8") as page:
            page.write(as_github.summary(report, telling))
    except OSError as error:
        raise UsageError("output_unwritable", file=file, reason=error.strerror) from error
