"""Files that one run leaves for the next, in a folder that nobody else can write.

Whatever else stands in their place is as if nothing stood there: a link, a pipe, a file or
a folder of another account. A cache may cost time; it can neither stop a run nor be led to
write elsewhere.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path


def folder(environment: Mapping[str, str]) -> Path | None:
    """Our folder below ``XDG_CACHE_HOME``; None without a home."""
    told, home = environment.get("XDG_CACHE_HOME", ""), environment.get("HOME", "")
    # The standard has a relative path ignored.
    if Path(told).is_absolute():
        return Path(told) / "registre"
    return Path(home) / ".cache" / "registre" if Path(home).is_absolute() else None


def read(file: Path, most: int) -> bytes | None:
    """What a file of ours holds, up to so many bytes; None when it is not ours or larger."""
    try:
        if not _is_ours(file.parent):
            return None
        with open(file, "rb", opener=_open) as stream:
            status = os.fstat(stream.fileno())
            if not (stat.S_ISREG(status.st_mode) and _is_our_own(status)):
                return None
            content = stream.read(most + 1)
    except (OSError, ValueError):
        return None
    return content if len(content) <= most else None


def write(file: Path, content: bytes) -> None:
    """Put the content in the file, whole or not at all.

    Raises OSError when the disk refuses, and where others may write.
    """
    _make(file.parent)
    if not _is_ours(file.parent):
        raise PermissionError(file.parent)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _open(name: str, flags: int) -> int:
    # O_NONBLOCK: a pipe that nobody writes to would block for ever.
    return os.open(name, flags | os.O_NONBLOCK | os.O_NOFOLLOW)


def _make(folder: Path) -> None:
    """Make the folder and those above, each for us alone as the standard asks."""
    for missing in [each for each in (*reversed(folder.parents), folder) if not each.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)


def _is_ours(folder: Path) -> bool:
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and _is_our_own(status)


def _is_our_own(status: os.stat_result) -> bool:
    """Whether it belongs to us, and nobody else may write it."""
    alone = not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return alone and (not hasattr(os, "getuid") or status.st_uid == os.getuid())
