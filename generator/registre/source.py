"""The register's folder: which files it holds, in a fixed order, and their bytes."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from registre.diagnostic import Diagnostic, Location, RegisterError, finding
from registre.text import nearest, slug

MAX_BYTES = 1024 * 1024
# More folders within folders than anybody needs; each takes some of the stack.
MAX_FOLDERS = 16
KINDS = {
    "projects": "project",
    "datasets": "dataset",
    "organisations": "organisation",
    "terms": "terms",
    "activity": "activity",
}
RECORD_KINDS = ("project", "dataset", "organisation")
_TOP_FILES = {"register.yaml": "register", "removed.yaml": "removed"}
_FOLDERS = frozenset({*KINDS, "results"})
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RESULT_FILE = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\.csv")
_NEARLY_YAML = re.compile(r"(?i)(?P<stem>.*)\.ya?ml(?:\.txt)?")
_REASONS = {
    errno.EACCES: {"fr": "accès refusé", "en": "access denied"},
    errno.EPERM: {"fr": "accès refusé", "en": "access denied"},
    errno.ENOENT: {"fr": "il n’existe plus", "en": "it no longer exists"},
    errno.EIO: {"fr": "erreur du disque", "en": "disk error"},
}
_LFS = b"version https://git-lfs.github.com/spec/"
_CONFLICT = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file of the register: its path in it, what kind it declares, and its bytes.

    A file whose content cannot be used is there all the same, with ``readable`` False:
    who names it is not to blame.
    """

    path: str
    kind: str
    data: bytes = b""
    readable: bool = True

    @property
    def id(self) -> str:
        return self.path.rsplit("/", 1)[-1].removesuffix(".yaml")

    @property
    def is_named_well(self) -> bool:
        """Whether the file's name can be an id."""
        return is_id(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of the register that is not read yet; ``is_file`` tells it from pipes and links."""

    path: str
    kind: str
    is_file: bool = True

    @property
    def id(self) -> str:
        return self.path.rsplit("/", 1)[-1].removesuffix(".yaml")


def is_id(text: str) -> bool:
    """Whether a file could be named so: small letters, digits and hyphens."""
    return _ID.fullmatch(text) is not None


def read(root: Path) -> Iterator[Source | Diagnostic]:
    """Every file below ``root``, in the order of their paths, or what is wrong with it.

    Raises RegisterError when ``root`` is no register: not a folder, or one without
    ``register.yaml``.
    """
    for item in walk(root):
        if isinstance(item, Diagnostic):
            yield item
        else:
            source, problems = read_entry(root, item)
            yield from problems
            yield source


def walk(root: Path) -> Iterator[Entry | Diagnostic]:
    """Every file below ``root``, unread, in the order of their paths, or what is wrong with it.

    Raises RegisterError when ``root`` is no register.
    """
    _check_root(root)
    yield from _walk(root, "")


def read_entry(root: Path, entry: Entry) -> tuple[Source, list[Diagnostic]]:
    """The bytes of a file, and why they cannot be used."""
    path, kind = entry.path, entry.kind
    if not entry.is_file:
        return Source(path=path, kind=kind, readable=False), []
    data = _bytes(f"{root}/{path}", path)
    if isinstance(data, Diagnostic):
        return Source(path=path, kind=kind, readable=False), [data]
    problems = list(_content_problems(data, path))
    return Source(path=path, kind=kind, data=data, readable=not problems), problems


def _check_root(root: Path) -> None:
    if not (root / "register.yaml").is_file():
        raise RegisterError(
            fr=f"Aucun registre dans « {root} » : le fichier register.yaml est introuvable. "
            "Indiquez le dossier du registre avec --registry.",
            en=f"No register in “{root}”: there is no register.yaml. "
            "Name the register's folder with --registry.",
        )


def _walk(root: Path, folder: str) -> Iterator[Entry | Diagnostic]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError as error:
        yield _unreadable(Location(path=folder), error)
        return
    yield from _case_twins(entries, folder)
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        yield from _entry(root, path, entry)


def _case_twins(entries: list[os.DirEntry[str]], folder: str) -> Iterator[Diagnostic]:
    """Names that differ by case alone; the one in lower case is taken for the right one."""
    seen: dict[str, str] = {}
    for name in sorted((entry.name for entry in entries), key=lambda name: name.swapcase()):
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            path = f"{folder}/{name}" if folder else name
            yield finding("FILE-010", Location(path=_shown(path)), other=_shown(other))


def _entry(root: Path, path: str, entry: os.DirEntry[str]) -> Iterator[Entry | Diagnostic]:
    where = Location(path=_shown(path))
    if not path.isprintable():
        yield finding("FILE-001", where, name=_shown(entry.name))
    elif entry.is_symlink():
        yield finding("FILE-003", where)
        if (kind := kind_of(path)) is not None:
            yield Entry(path=path, kind=kind, is_file=False)
    elif entry.is_dir():
        yield from _folder(root, path, where)
    else:
        yield from _file(path, entry, where)


def _folder(root: Path, path: str, where: Location) -> Iterator[Entry | Diagnostic]:
    parts = path.split("/")
    deepest = {"projects": MAX_FOLDERS, "results": 2}.get(parts[0], 1)
    allowed = parts[0] in _FOLDERS and len(parts) <= deepest
    if not allowed:
        meant = nearest(path, _FOLDERS) if len(parts) == 1 else None
        yield finding("FILE-011", where, suggestion=meant or "")
        return
    yield from _walk(root, path)


def _file(path: str, entry: os.DirEntry[str], where: Location) -> Iterator[Entry | Diagnostic]:
    name = entry.name
    kind = kind_of(path)
    if kind is None:
        # Git cannot keep an empty folder without some such file.
        if name != ".gitkeep":
            yield finding("FILE-011", where, suggestion=_declaration_name(path))
        return
    form = _RESULT_FILE if kind == "result-table" else _ID
    stem = name if kind == "result-table" else name.removesuffix(".yaml")
    if not form.fullmatch(stem):
        meant = _better_name(name)
        yield finding("FILE-001", where, name=_shown(name), suggestion=meant)
    is_file = entry.is_file()
    if not is_file:
        yield finding("FILE-004", where)
    yield Entry(path=path, kind=kind, is_file=is_file)


def _better_name(name: str) -> str:
    """The name that the file was most probably meant to have; empty when nothing is left of it."""
    stem, dot, end = name.rpartition(".")
    meant = slug(stem if dot else name)
    return f"{meant}.{end.lower()}" if meant else ""


def _declaration_name(path: str) -> str:
    """The name of a declaration of which the end alone is wrong: ``.yml``, ``.yaml.txt``."""
    folder, _, name = path.rpartition("/")
    found = _NEARLY_YAML.fullmatch(name)
    stem = slug(found["stem"]) if found else ""
    return f"{stem}.yaml" if stem and kind_of(f"{folder}/{stem}.yaml") else ""


def kind_of(path: str) -> str | None:
    """What a file at that path declares; None for a place where no file is expected."""
    parts = path.split("/")
    if len(parts) == 1:
        return _TOP_FILES.get(path)
    if parts[0] == "results":
        return "result-table" if len(parts) == 3 and path.endswith(".csv") else None
    deep_enough = parts[0] == "projects" or len(parts) == 2
    return KINDS.get(parts[0]) if deep_enough and path.endswith(".yaml") else None


def _unreadable(where: Location, error: OSError) -> Diagnostic:
    reason: str | dict[str, str] = _REASONS.get(error.errno or 0) or str(error.strerror)
    return finding("FILE-006", where, reason=reason)


def lines_of(file: Path) -> list[str]:
    """The lines of a file as people are shown them: none unless the register would read it."""
    data = _bytes(file, file.name)
    if isinstance(data, Diagnostic):
        return []
    return [line.removesuffix("\r") for line in data.decode("utf-8", "replace").split("\n")]


def _bytes(file: Path | str, path: str) -> bytes | Diagnostic:
    """The bytes of a plain file, opened once, so that what was checked is what is read."""
    where = Location(path=path)
    try:
        # O_NONBLOCK: a named pipe that nobody writes to would block for ever.
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return _unreadable(where, error)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return finding("FILE-004", where)
        if status.st_nlink > 1:
            return finding("FILE-005", where)
        data = _all_of(descriptor, status.st_size)
    except OSError as error:
        return _unreadable(where, error)
    finally:
        os.close(descriptor)
    return data if len(data) <= MAX_BYTES else finding("FILE-007", where)


def _all_of(descriptor: int, size: int) -> bytes:
    """What an open file holds, up to one byte more than a declaration may have."""
    parts: list[bytes] = []
    left = MAX_BYTES + 1
    while left and (part := os.read(descriptor, min(left, size + 1))):
        parts.append(part)
        left -= len(part)
        # As much as it was said to hold, and no more: its end, without asking again.
        if len(part) == size:
            break
    return b"".join(parts)


def _content_problems(data: bytes, path: str) -> Iterator[Diagnostic]:
    if data.startswith(_LFS):
        yield finding("FILE-008", Location(path=path))
    elif b"<<<<<<< " in data or b">>>>>>> " in data:
        for mark in islice(_CONFLICT.finditer(data), 1):
            line = data.count(b"\n", 0, mark.start()) + 1
            yield finding("FILE-009", Location(path=path, line=line, end_line=line, end_column=8))


def _shown(name: str) -> str:
    """A name as it can be printed: bytes that are no text become replacement marks."""
    if name.isprintable():
        return name
    printable = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in printable)
