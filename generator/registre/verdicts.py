"""Verdicts that were reached before, kept between two runs of the check.

A verdict is kept under the content of its file, in a shelf that belongs to the schemas, the
code, the day and the settings of the register; it holds while what it says of its
neighbours holds. It is kept as JSON: whatever stands in the file, reading it runs nothing,
and what we could not have written there is passed over.
A shelf that is missing, damaged or not ours is empty, and one that cannot be written is
not: a cache may cost time, never change an answer (docs/adr/0010).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from registre import cache
from registre.diagnostic import (
    Diagnostic,
    Location,
    Severity,
    described_codes,
    message,
    remedy,
)
from registre.formats import is_partial_date_or_not_stated
from registre.outline import Outline
from registre.source import RECORD_KINDS, Entry, Source, kind_of

_FORMAT = 3
# One shelf for each state of the code, the day and the settings: the last few are kept.
_MOST_SHELVES = 8
_MOST_BYTES = 512 * 1024 * 1024
_WORDS = frozenset((str,))
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
        return None if stored is None else _brief(key, stored)

    def find(self, key: str) -> Verdict | None:
        """The verdict under that key; None when there is none."""
        stored = self._stored.get(key)
        return None if stored is None else _verdict(key, stored)

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
            content = json.dumps(self._kept, ensure_ascii=False, separators=(",", ":")).encode()
            cache.write(self._file, _head(self._file.stem, content) + content)
            _prune(self._file.parent)


def key_of(source: Source) -> str:
    """The key of a file: what it holds and where it stands."""
    digest = blake2b(source.data, digest_size=16, person=b"registre").hexdigest()
    return f"{digest} {source.path}"


def folder(environment: Mapping[str, str]) -> Path | None:
    """Where verdicts are kept; None without a home."""
    ours = cache.folder(environment)
    return ours and ours / "verdicts"


def _brief(key: str, stored: Any) -> tuple[Outline, str] | None:
    """What was kept of the file under that key, whose path tells its kind and its id."""
    path = key.partition(" ")[2]
    kind = kind_of(path)
    try:
        kept, rests_on, _ = stored
        listed: list[Any] = [tuple(v) if v.__class__ is list else v for v in kept]
        outline = Outline(path, str(kind), Entry(path=path, kind=str(kind)).id, *listed)
    except (TypeError, ValueError):
        return None
    is_ours = kind in RECORD_KINDS and isinstance(rests_on, str) and _is_sound(outline)
    return (outline, rests_on) if is_ours else None


def _is_sound(read: Outline) -> bool:
    """Whether it is such as we write them: others look at it without a second thought."""
    listed = read.organisations, read.datasets, read.former_ids, read.titles, read.tables
    return (
        type(read.is_read) is type(read.is_valid) is bool
        and all(map(_are_words, listed))
        and (read.files is None or _are_words(read.files))
        and (read.fact is None or _is_fact(read.kind, read.fact))
    )


def _are_words(read: Any) -> bool:
    return type(read) is tuple and _WORDS.issuperset(map(type, read))


def _is_fact(kind: str, fact: Any) -> bool:
    """The kind of an organisation, or the period of a dataset."""
    if kind != "dataset":
        return type(fact) is str
    return type(fact) is dict and all(
        day is None or is_partial_date_or_not_stated(str(day)) for day in fact.values()
    )


def _verdict(key: str, stored: Any) -> Verdict | None:
    brief = _brief(key, stored)
    if brief is None:
        return None
    try:
        told = tuple([_diagnostic(brief[0].path, found) for found in stored[2]])
    except (TypeError, ValueError, LookupError, AttributeError, StopIteration, RecursionError):
        return None
    return Verdict(*brief, told)


def _diagnostic(path: str, stored: Any) -> Diagnostic:
    """The finding. Raises an error when it could not be told, or would never have been kept."""
    code, severity, elsewhere, pointer, *place, arguments = stored
    line, column, end_line, end_column = place
    path = path if elsewhere is None else elsewhere
    if {type(path), type(pointer)} != {str} or {*map(type, place)} != {int}:
        raise TypeError(stored)
    if (kept := Severity(severity)) is Severity.ERROR:
        raise ValueError(severity)
    where = Location(
        path=path,
        pointer=pointer,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
    )
    return Diagnostic(code=code, where=where, severity=kept, arguments=_arguments(code, arguments))


@lru_cache(maxsize=1 << 12)
def _arguments(code: str, stored: str) -> Mapping[str, Any]:
    """Those of a finding. Thousands lack the same fields: they are read once, and shared."""
    arguments = {name: _revived(value) for name, value in json.loads(stored).items()}
    told = Diagnostic(
        code=code, where=Location(path=""), severity=Severity.NOTICE, arguments=arguments
    )
    for language in described_codes()[code].words:
        message(told, language), remedy(told, language)
    return arguments


def _stored(verdict: Verdict) -> Any:
    """The verdict as JSON writes it; None when it has errors or could not be read back."""
    if any(found.severity is Severity.ERROR for found in verdict.findings):
        return None
    try:
        path = verdict.outline.path
        findings = [_told(path, found) for found in verdict.findings]
    except TypeError:
        return None
    # What the path tells is not told again.
    return [list(verdict.outline[3:]), verdict.rests_on, findings]


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
    """What a shelf holds: nothing unless we wrote it so, under that name."""
    head, _, content = (cache.read(file, _MOST_BYTES) or b"").partition(b"\n")
    if head + b"\n" != _head(file.stem, content):
        return {}
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _head(name: str, content: bytes) -> bytes:
    """What a shelf begins with; its name, so that no day or register is taken for another."""
    digest = blake2b(content, digest_size=16).hexdigest()
    return f"registre verdicts {_FORMAT} {name} {digest}\n".encode()


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
