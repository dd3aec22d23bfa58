"""The history of every record, from one read of Git: its commits, then the files they touched.

Only the published branch is followed (first parents): a merge is one change, the proposal's.
Of a commit its id, its time and its proposal's number are read, and never who made it. A
declaration of the past is compared as data, as one that is proposed.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from registre import plumbing
from registre.catalogue import Catalogue
from registre.comparison import Amendment, compare
from registre.diagnostic import RegisterError
from registre.history import OUTSIDE_GIT, Amended, History, Origin, Turn
from registre.proposal import Key, key_of, read_side
from registre.readable import NAMES, met
from registre.reporters.masking import masked
from registre.schema import Schemas
from registre.source import MAX_BYTES, RECORD_KINDS, Source

# What a person's settings could change in what is printed, or run, is said here.
_LOG = (
    "log", "-z", "--reverse", "--first-parent", "--diff-merges=first-parent", "--root", "--raw",
    "--no-abbrev", "--no-renames", "--no-follow", "--relative", "--no-ext-diff", "--no-textconv",
    "--no-color", "--no-notes", "--no-decorate", "--no-mailmap", "--no-show-signature",
    "--encoding=UTF-8", "--format=tformat:%x00%H %ct%x00%B%x00", "HEAD", "--", ".",
)  # fmt: skip
_COMMIT = re.compile(rb"([0-9a-f]{40,64}) (-?[0-9]{1,20})")
_FILES = (b"100644", b"100755")
_GONE = b"000000"
# As forges write it: a merge made on GitHub, one made on GitLab, a proposal squashed on GitHub.
_PROPOSALS = (
    (re.compile(rb"\AMerge pull request #([0-9]{1,9}) from "), "#"),
    (re.compile(rb"^See merge request [^\s!]{0,500}!([0-9]{1,9})\s*\Z", re.MULTILINE), "!"),
    (re.compile(rb"\A[^\n]{0,5000}\(#([0-9]{1,9})\)\s*(?:\n|\Z)"), "#"),
)
# What names an item of a list: all that is kept of it.
_NAMING = frozenset({"type", "date", *NAMES})

_UNREADABLE = History(absence="unreadable")

# Gives a file of the past its long form; None when it cannot be read.
_Read = Callable[[str, str], Any]


class _Touch(NamedTuple):
    """What a commit, by its place in the log, made of a file: ``blob`` is None when gone,
    empty when it is no plain file."""

    commit: int
    id: str
    path: str
    blob: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Log:
    origins: Sequence[Origin]
    touches: Mapping[Key, Sequence[_Touch]]


def read(registry: Path, catalogue: Catalogue, schemas: Schemas) -> History:
    """The history of the catalogue's records, and of those that have a tombstone.

    Where Git cannot tell it whole, it says why; nothing is raised, for a site is made anyway.
    """
    folder = registry.resolve()
    try:
        head = plumbing.git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if head.returncode:
            # A repository that belongs to another account is refused by Git itself.
            return _UNREADABLE if b"safe.directory" in head.stderr else OUTSIDE_GIT
        plumbing.prefix(folder)
        if plumbing.is_shallow(folder):
            return History(absence="shallow")
    except RegisterError:
        return OUTSIDE_GIT
    try:
        log = _log(plumbing.must(folder, *_LOG), _present_keys(catalogue))
        return History(turns=_replayed(folder, log, catalogue, schemas))
    except RegisterError:
        return _UNREADABLE


def _present_keys(catalogue: Catalogue) -> dict[Key, Key]:
    """Each id that a record has or had -> its present one."""
    known: dict[Key, Key] = {(r.kind, r.id): (r.kind, r.id) for r in catalogue.removed}
    for kind in RECORD_KINDS:
        records: Mapping[str, Any] = getattr(catalogue, f"{kind}s")
        for id, record in records.items():
            known |= {(kind, former): (kind, id) for former in getattr(record, "former_ids", ())}
        known |= {(kind, id): (kind, id) for id in records}
    return known


def _log(printed: bytes, present: Mapping[Key, Key]) -> _Log:
    """What ``git log`` printed: a header, its message, then a line and a path for each file."""
    origins: list[Origin] = []
    touches: dict[Key, list[_Touch]] = defaultdict(list)
    tokens = iter(printed.split(b"\0"))
    for token in tokens:
        if header := _COMMIT.fullmatch(token):
            origins.append(_origin(header, next(tokens, b"")))
        elif token.lstrip(b"\n").startswith(b":"):
            path = os.fsdecode(next(tokens, b""))
            key = key_of(path)
            if key and key in present and plumbing.is_inside(os.fsencode(path)):
                blob = _blob(token.split())
                touches[present[key]].append(_Touch(len(origins) - 1, key[1], path, blob))
    return _Log(origins=origins, touches=touches)


def _origin(header: re.Match[bytes], message: bytes) -> Origin:
    found = ((form.search(message), sign) for form, sign in _PROPOSALS)
    number = next((f"{sign}{int(match[1])}" for match, sign in found if match), None)
    try:
        when = datetime.fromtimestamp(int(header[2]), UTC)
    except (OverflowError, ValueError, OSError):  # A time that no calendar has.
        when = datetime.fromtimestamp(0, UTC)
    return Origin(commit=header[1].decode(), when=when, proposal=number)


def _blob(raw: Sequence[bytes]) -> str | None:
    """``:old_mode mode old_id id status`` -> the id of a plain file's bytes."""
    mode, blob = raw[1], raw[3].decode()
    if mode == _GONE:
        return None
    return blob if mode in _FILES else ""


def _replayed(
    folder: Path, log: _Log, catalogue: Catalogue, schemas: Schemas
) -> dict[Key, tuple[Turn, ...]]:
    language, country = catalogue.register.languages[0], catalogue.register.country
    # A record that one commit made, and none touched since, is not read.
    several = [found for found in log.touches.values() if len({t.commit for t in found}) > 1]
    sizes = plumbing.sizes(folder, sorted({t.blob for found in several for t in found if t.blob}))
    told: dict[Key, tuple[Turn, ...]] = {}
    with plumbing.reader(folder) as bytes_of:

        def read(path: str, blob: str) -> Any:
            if not blob or sizes[blob] > MAX_BYTES:
                return None
            key = key_of(path)
            assert key is not None
            source = Source(path=path, kind=key[0], data=bytes_of(blob))
            return read_side(source, schemas, language).data

        for key, touches in sorted(log.touches.items()):
            turns = _Replay(key[1], log.origins, read, country).turns(touches)
            told[key] = tuple(reversed(list(turns)))
    return told


class _Replay:
    """One record, commit after commit."""

    def __init__(self, id: str, origins: Sequence[Origin], read: _Read, country: str) -> None:
        self._id = id
        self._origins = origins
        self._read = read
        self._country = country
        self._files: dict[str, _Touch] = {}
        self._last: Callable[[], Any] = lambda: None

    def turns(self, touches: Sequence[_Touch]) -> Iterator[Turn]:
        before: _Touch | None = None
        for commit, found in groupby(touches, key=lambda touch: touch.commit):
            for touch in found:
                if touch.blob is None:
                    self._files.pop(touch.path, None)
                else:
                    self._files[touch.path] = touch
            after = self._file(before.id if before else "")
            if turn := self._turn(before, after, self._origins[commit]):
                yield turn
            before = after

    def _file(self, id: str) -> _Touch | None:
        """Where the record is declared: under its present id, else still under ``id``."""
        return min(
            self._files.values(),
            key=lambda touch: (touch.id != self._id, touch.id != id, touch.path),
            default=None,
        )

    def _turn(self, before: _Touch | None, after: _Touch | None, origin: Origin) -> Turn | None:
        if after is None:
            return Turn(action="removed", origin=origin) if before else None
        if before is None:
            self._last = lambda: self._data(after)
            return Turn(action="added", origin=origin)
        if (before.path, before.blob) == (after.path, after.blob):
            return None
        old, new = self._last(), self._data(after)
        if new is not None:
            self._last = lambda: new
        if old is None or new is None:
            return Turn(action="unreadable", origin=origin)
        amended = self._amended(old, new)
        if before.id != after.id:
            return Turn(action="renamed", origin=origin, amended=amended, former_id=before.id)
        return Turn(action="amended", origin=origin, amended=amended) if amended else None

    def _data(self, touch: _Touch) -> Any:
        return self._read(touch.path, touch.blob or "")

    def _amended(self, old: Any, new: Any) -> tuple[Amended, ...]:
        return tuple(self._told(amendment, old, new) for amendment in compare(old, new))

    def _told(self, amendment: Amendment, old: Any, new: Any) -> Amended:
        """The amendment, without what looks like a person's data: it may have been a mistake."""
        told = Amended(
            amendment=replace(
                amendment,
                old=_masked(amendment.old, self._country),
                new=_masked(amendment.new, self._country),
            ),
            is_move=amendment.is_move,
        )
        side = old if told.is_taken_out else new
        way = (_masked(_naming(data), self._country) for data in met(side, told.steps))
        return replace(told, met=tuple(way))


def _naming(data: Any) -> Any:
    """As much of a value as names it."""
    if isinstance(data, dict):
        return {name: data[name] for name in data if name in _NAMING}
    return None


def _masked(data: Any, country: str) -> Any:
    if isinstance(data, str):
        return masked(data, country)
    if isinstance(data, dict):
        return {name: _masked(part, country) for name, part in data.items()}
    return [_masked(part, country) for part in data] if isinstance(data, list) else data
