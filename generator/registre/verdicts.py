"""Verdicts that were reached before, kept between two runs of the check.

A verdict is kept under the content of its file, in a shelf that belongs to the schemas, the
code, the day and the settings of the register; it holds while what it says of its
neighbours holds. It is kept as JSON: whatever stands in the file, reading it runs nothing.
A shelf that is missing, damaged or not ours is empty, and one that cannot be written is
not: a cache may cost time, never change an answer (docs/adr/0010).
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from registre.diagnostic import Diagnostic, Location, Severity
from registre.outline import Outline
from registre.source import Source

_FORMAT = 2
# One shelf for each state of the code, the day and the settings: the last few are kept.
_MOST_SHELVES = 8
_MOST_BYTES = 512 * 1024 * 1024
_PLAIN = (str, int, float, bool, type(None))


class Verdict(NamedTuple):
    """What was found in a file; ``rests_on`` is what its neighbours said of themselves then."""

    outline: Outline
    rests_on: str
    findings: tuple[Diagnostic, ...]


class Shelf:
    """The verdicts of one shelf. ``keep`` what holds now; ``save`` forgets all the rest."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = folder / f"{name}.json"
        self._stored: dict[str, Any] = _read(self._file)
        self._kept: dict[str, Any] = {}

    def brief(self, key: str) -> tuple[Outline, str] | None:
        """The outline of the file under that key, and what its verdict rests on."""
        stored = self._stored.get(key)
        return None if stored is None else _brief(stored)

    def find(self, key: str) -> Verdict | None:
        """The verdict under that key; None when there is none."""
        stored = self._stored.get(key)
        return None if stored is None else _verdict(stored)

    def keep(self, key: str, verdict: Verdict | None = None) -> None:
        """Keep this verdict, or the one that was found; one with errors is reached anew."""
        if verdict is None:
            self._kept[key] = self._stored[key]
        elif (stored := _stored(verdict)) is not None:
            self._kept[key] = stored

    def save(self) -> None:
        """Write what was kept, whole or not at all."""
        if self._kept.keys() == self._stored.keys() and all(
            self._stored[key] is value for key, value in self._kept.items()
        ):
            return
        # A folder that cannot be written, a full disk: then the next run takes longer.
        with contextlib.suppress(OSError, ValueError):
            _write(self._file, self._kept)
            _prune(self._file.parent)


def key_of(source: Source) -> str:
    """The key of a file: where it stands and what it holds."""
    found = blake2b(source.data, digest_size=16, person=b"registre")
    found.update(b"\0" + source.path.encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def folder(environment: Mapping[str, str]) -> Path | None:
    """Where verdicts are kept: below ``XDG_CACHE_HOME``; None without a home."""
    told, home = environment.get("XDG_CACHE_HOME", ""), environment.get("HOME", "")
    # The standard has a relative path ignored.
    if Path(told).is_absolute():
        return Path(told) / "registre" / "verdicts"
    return Path(home) / ".cache" / "registre" / "verdicts" if Path(home).is_absolute() else None


def _brief(stored: Any) -> tuple[Outline, str] | None:
    try:
        outline, rests_on, _ = stored
        listed: list[Any] = [tuple(v) if v.__class__ is list else v for v in outline]
        return Outline(*listed), rests_on
    except (TypeError, ValueError):
        return None


def _verdict(stored: Any) -> Verdict | None:
    brief = _brief(stored)
    if brief is None:
        return None
    try:
        told = tuple([_diagnostic(brief[0].path, found) for found in stored[2]])
    except (TypeError, ValueError, LookupError, AttributeError):
        return None
    return Verdict(*brief, told)


def _diagnostic(path: str, stored: Any) -> Diagnostic:
    code, severity, elsewhere, pointer, line, column, end_line, end_column, arguments = stored
    where = Location(
        path=path if elsewhere is None else elsewhere,
        pointer=pointer,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
    )
    return Diagnostic(
        code=code,
        where=where,
        severity=Severity(severity),
        arguments=_arguments(arguments),
    )


@lru_cache(maxsize=1 << 12)
def _arguments(stored: str) -> Mapping[str, Any]:
    """Those of a finding. Thousands lack the same fields: they are read once, and shared."""
    return {name: _revived(value) for name, value in json.loads(stored).items()}


def _stored(verdict: Verdict) -> Any:
    """The verdict as JSON writes it; None when it has errors or could not be read back."""
    if any(found.severity is Severity.ERROR for found in verdict.findings):
        return None
    try:
        path = verdict.outline.path
        findings = [_told(path, found) for found in verdict.findings]
    except TypeError:
        return None
    return [list(verdict.outline), verdict.rests_on, findings]


def _told(path: str, found: Diagnostic) -> list[Any]:
    where = found.where
    elsewhere = None if where.path == path else where.path
    place = where.pointer, where.line, where.column, where.end_line, where.end_column
    arguments = {name: _flat(value) for name, value in found.arguments.items()}
    stored = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"))
    return [found.code, found.severity.value, elsewhere, *place, stored]


def _flat(value: Any) -> Any:
    """JSON-like data that tells a list from a tuple. TypeError for anything else."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *map(_flat, value)]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: _flat(item) for key, item in value.items()}
    raise TypeError(type(value).__name__)


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        items = [_revived(item) for item in value[1:]]
        return tuple(items) if value[0] == "tuple" else items
    if isinstance(value, dict):
        return {key: _revived(item) for key, item in value.items()}
    return value


def _read(file: Path) -> dict[str, Any]:
    """What a shelf holds: nothing unless we wrote it, and nobody else changed it since."""
    try:
        # O_NONBLOCK: a pipe that nobody writes to would block for ever.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            if not _is_ours(os.fstat(stream.fileno())):
                return {}
            head, content = stream.readline(200), stream.read(_MOST_BYTES)
        if head != _head(content):
            return {}
        found = json.loads(content)
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_ours(status: os.stat_result) -> bool:
    """Whether a plain file belongs to us, and nobody else may write it."""
    alone = not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return stat.S_ISREG(status.st_mode) and alone and mine


def _head(content: bytes) -> bytes:
    digest = blake2b(content, digest_size=16).hexdigest()
    return f"registre verdicts {_FORMAT} {digest}\n".encode()


def _write(file: Path, kept: Mapping[str, Any]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(_head(content))
            stream.write(content)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _prune(shelves: Path) -> None:
    def written(shelf: Path) -> float:
        return shelf.stat().st_mtime

    for shelf in sorted(shelves.glob("*.json"), key=written)[:-_MOST_SHELVES]:
        shelf.unlink(missing_ok=True)


def name_of(parts: Iterable[bytes]) -> str:
    """The name of the shelf for all that verdicts rest on beside their own files."""
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
