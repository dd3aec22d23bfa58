"""Which files of the register differ from a revision, by their content alone."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Set
from pathlib import Path

from registre.revision import Entry, Revision
from registre.source import MAX_BYTES

_LINK, _SUBMODULE = "120000", "160000"
_CHUNK = 1 << 20


def touched(revision: Revision, present: Set[str]) -> frozenset[str]:
    """Which paths, of those present and those of the revision, are new, gone or other now.

    A line end that Git translates when it checks out is no difference, nor is a permission.
    """
    changed = {
        path
        for path in present
        if path not in revision.entries
        or not _is_same(revision.folder / path, revision.entries[path], revision.hash)
    }
    return frozenset(changed | (revision.entries.keys() - present - _submodules(revision)))


def paths(revision: Revision) -> frozenset[str]:
    """Every file of the register as it stands, a link included."""
    return frozenset(_files(revision.folder, _submodules(revision)))


def read(root: Path, path: str) -> bytes | None:
    """The bytes of a plain file; None for anything else, and for one that is too large."""
    file = root / path
    try:
        status = file.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
            return b"".join(_chunks(file))
    except OSError:
        pass
    return None


def _submodules(revision: Revision) -> frozenset[str]:
    return frozenset(p for p, entry in revision.entries.items() if entry.mode == _SUBMODULE)


def _files(root: Path, submodules: Set[str]) -> Iterator[str]:
    """Every file and link below the root, but what other repositories hold."""
    for folder, folders, names in os.walk(root):
        inside = os.path.relpath(folder, root)
        paths = {n: n if inside == "." else f"{inside}/{n}" for n in (*folders, *names)}
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = [n for n in folders if n != ".git" and paths[n] not in submodules]
        yield from (paths[name] for name in (*names, *links) if name != ".git")


def _is_same(file: Path, entry: Entry, digest: str) -> bool:
    """Whether the file holds what the revision holds; no, when that cannot be known."""
    try:
        status = file.lstat()
        if stat.S_ISLNK(status.st_mode):
            target = os.fsencode(file.readlink())
            return entry.mode == _LINK and _object_id(target, digest) == entry.object_id
        if not stat.S_ISREG(status.st_mode) or not entry.is_file:
            return False
        if _id_of_file(file, status.st_size, digest) == entry.object_id:
            return True
        if status.st_size > 2 * MAX_BYTES:
            return False
        data = b"".join(_chunks(file))
        return b"\r\n" in data and (
            _object_id(data.replace(b"\r\n", b"\n"), digest) == entry.object_id
        )
    except OSError:
        return False


def _object_id(data: bytes, digest: str) -> str:
    """The name that Git gives to these bytes."""
    header = f"blob {len(data)}\0".encode()
    return hashlib.new(digest, header + data, usedforsecurity=False).hexdigest()


def _id_of_file(file: Path, size: int, digest: str) -> str:
    """The same, of a file of any size."""
    state = hashlib.new(digest, f"blob {size}\0".encode(), usedforsecurity=False)
    for chunk in _chunks(file):
        state.update(chunk)
    return state.hexdigest()


def _chunks(file: Path) -> Iterator[bytes]:
    # As where declarations are read: no link is followed, no named pipe waited for.
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
