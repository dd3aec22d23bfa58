"""Git's plumbing, asked safely: of a repository whose contents and settings are not trusted.

Git is asked for objects alone: no hook, filter, textconv nor external program runs, nothing
is fetched, and neither index nor work tree is looked at or locked.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from registre.diagnostic import RegisterError
from registre.text import shortened

# Where Git would be told to look elsewhere, to show things differently, or to write traces.
_MISLEADING = re.compile(
    r"GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|NAMESPACE|GRAFT_FILE"
    r"|REPLACE_REF_BASE|SHALLOW_FILE|INTERNAL_SUPER_PREFIX|EXTERNAL_DIFF|DIFF_OPTS|PAGER"
    r"|[A-Z]+_PATHSPECS|ASKPASS|SSH|SSH_COMMAND|PROXY_COMMAND|TRACE.*)"
)
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
# A clone without all its objects would ask the network for them; older Git knows only this.
_PLAIN = (
    "--no-pager",
    "-c",
    "protocol.allow=never",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    # A proposal's folder may look like a repository without a work tree, and bring settings.
    "-c",
    "safe.bareRepository=explicit",
)


def prefix(folder: Path) -> str:
    """The register's folder in its repository: empty at the top, else with a slash at the end."""
    done = git(folder, "rev-parse", "--is-inside-work-tree")
    if done.returncode or done.stdout.strip() != b"true":
        _refuse_place(folder, done.stderr)
    return os.fsdecode(must(folder, "rev-parse", "--show-prefix").removesuffix(b"\n"))


def _refuse_place(folder: Path, said: bytes) -> NoReturn:
    if b"dubious ownership" in said or b"safe.directory" in said:
        found = re.search(rb"--add safe\.directory (.+)", said)
        place = os.fsdecode(found[1].strip()) if found else shlex.quote(str(folder))
        command = f"git config --global --add safe.directory {place}"
        raise RegisterError(
            fr="Git refuse de lire ce dépôt, qui appartient à un autre compte. "
            f"Si vous lui faites confiance : {command}",
            en="Git refuses to read this repository, which belongs to another account. "
            f"If you trust it: {command}",
        )
    reason = f" ({_first_line(said)})" if b"not a git repository" not in said.lower() else ""
    raise RegisterError(
        fr=f"« {folder} » n’est dans aucun dépôt Git{reason} : --against ne peut rien comparer.",
        en=f"“{folder}” is in no Git repository{reason}: --against has nothing to compare with.",
    )


def is_shallow(folder: Path) -> bool:
    return text(must(folder, "rev-parse", "--is-shallow-repository")) == "true"


def is_inside(path: bytes) -> bool:
    """Whether the path stays below the folder: a tree made by hand can name ``..``."""
    parts = path.split(b"/")
    return not any(part in (b"", b".", b"..") for part in parts)


def sizes(folder: Path, object_ids: list[str]) -> dict[str, int]:
    """How many bytes each object has. Raises RegisterError for one that is not there."""
    told = _asked(folder, "--batch-check", object_ids).splitlines()
    if any(len(line.split()) != 3 for line in told):
        refuse_missing()
    return {oid: int(line.split()[2]) for line, oid in zip(told, object_ids, strict=True)}


def _asked(folder: Path, how: str, object_ids: list[str]) -> bytes:
    asked = "".join(f"{object_id}\n" for object_id in object_ids).encode()
    return must(folder, "cat-file", how, given=asked) if object_ids else b""


def blobs(folder: Path, object_ids: list[str]) -> dict[str, bytes]:
    """The bytes of each object, in one run of Git."""
    if not object_ids:
        return {}
    with reader(folder) as read:
        return {object_id: read(object_id) for object_id in object_ids}


@contextmanager
def reader(folder: Path) -> Iterator[Callable[[str], bytes]]:
    """What gives the bytes of one object at a time, all from one run of Git.

    Raises RegisterError for an object that is not there.
    """
    with subprocess.Popen(  # noqa: S603 - no shell, and no argument from outside
        ["git", *_PLAIN, "cat-file", "--batch"],  # noqa: S607 - whichever Git the person uses
        cwd=folder,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as running:
        asked, told = running.stdin, running.stdout
        assert asked is not None
        assert told is not None

        def read(object_id: str) -> bytes:
            asked.write(f"{object_id}\n".encode())
            asked.flush()
            answer = told.readline().split()
            if len(answer) != 3:
                refuse_missing()
            return told.read(int(answer[2]) + 1)[:-1]

        yield read


def refuse_missing() -> NoReturn:
    """A partial clone has the names of its files, and not all their contents."""
    raise RegisterError(
        fr="Ce clone n’a pas tous les fichiers de son histoire. "
        "Lancez d’abord : git fetch --refetch --no-filter origin",
        en="This clone lacks some of the files of its history. "
        "Run first: git fetch --refetch --no-filter origin",
    )


def must(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What Git prints. Raises RegisterError, with Git's own words, when it fails."""
    done = git(folder, *arguments, given=given)
    if done.returncode:
        if b"lazy fetching" in done.stderr or b"promisor" in done.stderr:
            refuse_missing()
        said = _first_line(done.stderr) or f"code {done.returncode}"
        command = f"git {arguments[0]}"
        raise RegisterError(
            fr=f"Git n’a pas pu lire le dépôt ({command}) : {said}",
            en=f"Git could not read the repository ({command}): {said}",
        )
    return done.stdout


def git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - no shell; a reference never begins with a hyphen
            ["git", *_PLAIN, *arguments],  # noqa: S607 - whichever Git the person uses
            cwd=folder,
            env=_environment(),
            input=given,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError as error:
        if not folder.is_dir():
            _refuse_place(folder, b"not a git repository")
        raise RegisterError(
            fr="--against a besoin de Git, qui est introuvable sur cet ordinateur : installez-le "
            "(https://git-scm.com/downloads).",
            en="--against needs Git, which is not found on this computer: install it "
            "(https://git-scm.com/downloads).",
        ) from error


def _environment() -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not _MISLEADING.fullmatch(k)}
    return {**inherited, **_QUIET}


def text(printed: bytes) -> str:
    return printed.decode("utf-8", "replace").strip()


def _first_line(printed: bytes) -> str:
    lines = text(printed).splitlines()
    return shortened(lines[0], 200) if lines else ""
