"""Writing a site so that readers see the old one or the new one, never half of one."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from registre.diagnostic import RegisterError
from registre.exports import Artifact

try:
    import fcntl
except ImportError:  # Windows: no advisory locks; two builds at once are not told apart there.
    fcntl = None  # type: ignore[assignment]


class PublishError(RegisterError):
    """The site could not be written; the one of before is whole."""


def publish(site_dir: Path, fill: Callable[[Path], None]) -> None:
    """Let ``fill`` write a whole site into a folder beside, then put it in place.

    ``site_dir`` must be absent, empty, or a site that was published so. Whatever
    happens, the site of before stays whole until the new one is.
    """
    with _told():
        site_dir = _resolved(site_dir)
        _check_target(site_dir)
    with _told(), _locked(site_dir):
        _sweep(site_dir)
        staging = site_dir.with_name(f".{site_dir.name}.staging-{os.getpid()}")
        staging.mkdir(parents=True)
        try:
            fill(staging)
            _swap(staging, site_dir)
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def write(files: Iterable[Artifact], folder: Path) -> int:
    """Write files below ``folder``; the number of bytes.

    Raises PublishError for a path that leaves the folder or comes twice.
    """
    written, seen, made = 0, set[str](), set[str]()
    for file in files:
        if file.path in seen or file.path.startswith("/") or ".." in file.path.split("/"):
            raise PublishError(
                fr=f"Deux pages veulent la même adresse : « {file.path} ».",
                en=f"Two pages want the same address: “{file.path}”.",
            )
        seen.add(file.path)
        target = f"{folder}/{file.path}"
        parent = target.rpartition("/")[0]
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        with open(target, "wb") as stream:
            stream.write(file.data)
        written += len(file.data)
    return written


MARK = "build.json"


def _resolved(site_dir: Path) -> Path:
    """The place itself, links followed. OSError for a name that no file can have."""
    try:
        return site_dir.resolve()
    except (RuntimeError, ValueError) as error:  # A link that leads to itself; a null character.
        raise OSError(str(error)) from error


def _check_target(site_dir: Path) -> None:
    """Never replace a folder that holds something else than a site."""
    if not site_dir.exists():
        return
    if site_dir.is_dir() and (not any(site_dir.iterdir()) or _is_ours(site_dir)):
        return
    raise PublishError(
        fr=f"« {site_dir} » existe et n’est pas un site publié par registre : "
        "choisissez un autre dossier avec --site-dir, ou videz celui-ci.",
        en=f"“{site_dir}” exists and is not a site that registre published: "
        "choose another folder with --site-dir, or empty this one.",
    )


def _is_ours(site_dir: Path) -> bool:
    try:
        mark = json.loads((site_dir / MARK).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(mark, dict) and str(mark.get("generator")).startswith("registre")


@contextlib.contextmanager
def _locked(site_dir: Path) -> Iterator[None]:
    lock = site_dir.with_name(f".{site_dir.name}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    # A link is not followed: whoever put it there would choose which file is emptied.
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(lock, flags, 0o644), "r+") as stream:
        if fcntl is not None:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PublishError(
                    fr=f"Une autre construction de « {site_dir} » est en cours ; attendez sa fin.",
                    en=f"Another build of “{site_dir}” is running; wait for it to end.",
                ) from error
        yield


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = f"{error.strerror}: {error.filename}" if error.filename else str(error)
        raise PublishError(
            fr=f"Le site n’a pas pu être écrit ({reason}). Celui d’avant est intact.",
            en=f"The site could not be written ({reason}). The one of before is whole.",
        ) from error


def _sweep(site_dir: Path) -> None:
    """Finish or clear what an interrupted build left: nothing else holds the lock."""
    previous = _previous(site_dir)
    if previous.exists() and not site_dir.exists():
        previous.rename(site_dir)
    staging = re.compile(re.escape(f".{site_dir.name}.staging-") + "[0-9]+")
    for left in site_dir.parent.iterdir():
        if staging.fullmatch(left.name):
            shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(previous, ignore_errors=True)


def _swap(staging: Path, site_dir: Path) -> None:
    previous = _previous(site_dir)
    if site_dir.exists():
        site_dir.rename(previous)
    try:
        staging.rename(site_dir)
    except BaseException:
        if previous.exists():
            previous.rename(site_dir)
        raise
    shutil.rmtree(previous, ignore_errors=True)


def _previous(site_dir: Path) -> Path:
    return site_dir.with_name(f".{site_dir.name}.previous")
