"""The register as it stood at a revision: read from Git, without touching anything."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from registre import plumbing
from registre.diagnostic import RegisterError
from registre.plumbing import git, is_shallow, must, text
from registre.source import MAX_BYTES
from registre.text import shortened

_FILE = ("100644", "100755")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of the register at that revision; ``mode`` as Git writes it, six digits."""

    mode: str
    object_id: str

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file: neither a link nor a submodule."""
        return self.mode in _FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What the register's folder held at a commit. Paths are relative to that folder.

    ``hash`` names the digest by which the repository knows its objects.
    """

    folder: Path
    commit: str
    hash: str
    entries: Mapping[str, Entry]

    def read(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The bytes of these files: of plain ones, no larger than any declaration may be."""
        wanted = {p: self.entries[p].object_id for p in paths if self.entries[p].is_file}
        sizes = plumbing.sizes(self.folder, sorted(set(wanted.values())))
        blobs = plumbing.blobs(
            self.folder, [oid for oid, size in sizes.items() if size <= MAX_BYTES]
        )
        return {path: blobs[oid] for path, oid in wanted.items() if oid in blobs}


def at(registry: Path, reference: str) -> Revision:
    """The register where the proposal began: the point at which HEAD left ``reference``.

    So what the main branch gained since then is no removal. Raises RegisterError, which
    says what to do, when Git, the repository or that point cannot be found.
    """
    folder = registry.resolve()
    _refuse_odd(reference)
    prefix = plumbing.prefix(folder)
    commit = _start(folder, _commit(folder, reference), reference)
    digest = text(must(folder, "rev-parse", "--show-object-format"))
    return Revision(
        folder=folder, commit=commit, hash=digest, entries=_entries(folder, commit, prefix)
    )


def _refuse_odd(reference: str) -> None:
    """A name that Git could take for an option, or that no revision can have."""
    if not reference or reference.startswith("-") or not reference.isprintable():
        shown = shortened(reference.encode("utf-8", "replace").decode())
        raise RegisterError(
            fr=f"« {shown} » n’est pas le nom d’une révision de Git : écrivez une branche, "
            "une étiquette ou un commit, par exemple --against origin/main.",
            en=f"“{shown}” is no name of a Git revision: write a branch, a tag or a commit, "
            "for instance --against origin/main.",
        )


def _commit(folder: Path, reference: str) -> str:
    """The commit that the reference names."""
    done = git(folder, "rev-parse", "--verify", "--end-of-options", f"{reference}^{{commit}}")
    found = re.search(rb"^[0-9a-f]{40,64}$", done.stdout, re.MULTILINE)
    if done.returncode == 0 and found:
        return found[0].decode()
    if is_shallow(folder):
        _ask_to_fetch(folder, reference)
    remote, _, branch = reference.partition("/")
    fetch = f"git fetch {shlex.quote(remote)} {shlex.quote(branch)}" if branch else "git fetch"
    shown = shortened(reference)
    raise RegisterError(
        fr=f"Git ne connaît pas de révision « {shown} » ici. Corrigez le nom ; si elle existe "
        f"sur le serveur, allez d’abord la chercher : {fetch}",
        en=f"Git knows no revision “{shown}” here. Correct the name; if it exists on the "
        f"server, fetch it first: {fetch}",
    )


def _start(folder: Path, commit: str, reference: str) -> str:
    """The last commit that HEAD and the revision have in common."""
    head = git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if head.returncode:
        # Nothing is committed on this branch yet: what it will hang on is not known.
        return commit
    done = git(folder, "merge-base", commit, text(head.stdout))
    if done.returncode == 0:
        return text(done.stdout.splitlines()[0])
    if commit in _parents(folder):
        return commit
    if is_shallow(folder):
        _ask_to_fetch(folder, reference)
    # Whole histories without a common commit: there is no earlier place to compare with.
    return commit


def _parents(folder: Path) -> tuple[str, ...]:
    """The parents that HEAD itself names; a shallow clone lacks them, and hides them."""
    written = must(folder, "cat-file", "commit", "HEAD").partition(b"\n\n")[0]
    return tuple(found.decode() for found in re.findall(rb"^parent ([0-9a-f]+)$", written, re.M))


def _ask_to_fetch(folder: Path, reference: str) -> NoReturn:
    """That this clone is too short, and the command that makes it long enough."""
    head = text(must(folder, "rev-parse", "HEAD"))
    wanted = [head]
    branch = reference.removeprefix("refs/remotes/").removeprefix("origin/")
    if branch != reference:
        wanted.append(shlex.quote(f"+refs/heads/{branch}:refs/remotes/origin/{branch}"))
    elif re.fullmatch("[0-9a-f]{40,64}", reference):
        wanted.append(reference)
    command = f"git fetch --unshallow origin {' '.join(wanted)}"
    shown = shortened(reference)
    raise RegisterError(
        fr=f"Ce clone est trop court pour comparer avec « {shown} » : le commit d’où part la "
        f"proposition n’y est pas. Lancez d’abord : {command}",
        en=f"This clone is too short to compare with “{shown}”: the commit where the proposal "
        f"begins is not in it. Run first: {command}",
    )


def _entries(folder: Path, commit: str, prefix: str) -> dict[str, Entry]:
    """Every file below the register's folder; none when the revision has no such folder."""
    place = f"{commit}:{prefix.removesuffix('/')}"
    known = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", place)
    tree = f"{text(known.stdout)}^{{tree}}"
    if known.returncode or git(folder, "rev-parse", "--verify", "--quiet", tree).returncode:
        return {}
    listed = must(folder, "ls-tree", "-r", "-z", "--full-tree", tree)
    entries: dict[str, Entry] = {}
    for line in listed.split(b"\0")[:-1]:
        told, _, path = line.partition(b"\t")
        mode, _, object_id = told.decode("ascii").split()
        if plumbing.is_inside(path):
            entries[os.fsdecode(path)] = Entry(mode=mode, object_id=object_id)
    return entries
