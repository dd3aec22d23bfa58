"""Putting a mended file in the place of the old one: whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path


class NotReplacedError(Exception):
    """The file is no longer the one that was read, or is none that may be replaced."""


def replace_file(file: Path, old: bytes, new: bytes) -> None:
    """Replace the content of ``file``, which must still be ``old``; its mode is kept.

    Raises NotReplacedError for a link, for a file of several names, and for one that
    somebody else has changed since; OSError when the disk refuses.
    """
    status = file.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1 or file.read_bytes() != old:
        raise NotReplacedError(file)
    handle, beside = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".tmp", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(stat.S_IMODE(status.st_mode))
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
