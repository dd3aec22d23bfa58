"""The register as it stood at a revision: read from Git, without touching anything.

Git is asked for objects alone, by its plumbing: no hook, filter, textconv nor external
program runs, nothing is fetched, and neither index nor work tree is looked at or locked.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from registre.diagnostic import RegisterError
from registre.source import MAX_BYTES
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
        sizes = _sizes(self.folder, sorted(set(wanted.values())))
        blobs = _blobs(self.folder, [oid for oid, size in sizes.items() if size <= MAX_BYTES])
        return {path: blobs[oid] for path, oid in wanted.items() if oid in blobs}


def at(registry: Path, reference: str) -> Revision:
    """The register where the proposal began: the point at which HEAD left ``reference``.

    So what the main branch gained since then is no removal. Raises RegisterError, which
    says what to do, when Git, the repository or that point cannot be found.
    """
    folder = registry.resolve()
    _refuse_odd(reference)
    prefix = _prefix(folder)
    commit = _start(folder, _commit(folder, reference), reference)
    digest = _text(_must(folder, "rev-parse", "--show-object-format"))
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


def _prefix(folder: Path) -> str:
    """The register's folder in its repository: empty at the top, else with a slash at the end."""
    done = _git(folder, "rev-parse", "--is-inside-work-tree")
    if done.returncode or done.stdout.strip() != b"true":
        _refuse_place(folder, done.stderr)
    return os.fsdecode(_must(folder, "rev-parse", "--show-prefix").removesuffix(b"\n"))


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


def _commit(folder: Path, reference: str) -> str:
    """The commit that the reference names."""
    done = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{reference}^{{commit}}")
    found = re.search(rb"^[0-9a-f]{40,64}$", done.stdout, re.MULTILINE)
    if done.returncode == 0 and found:
        return found[0].decode()
    if _is_shallow(folder):
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
    head = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if head.returncode:
        # Nothing is committed on this branch yet: what it will hang on is not known.
        return commit
    done = _git(folder, "merge-base", commit, _text(head.stdout))
    if done.returncode == 0:
        return _text(done.stdout.splitlines()[0])
    if commit in _parents(folder):
        return commit
    if _is_shallow(folder):
        _ask_to_fetch(folder, reference)
    # Whole histories without a common commit: there is no earlier place to compare with.
    return commit


def _parents(folder: Path) -> tuple[str, ...]:
    """The parents that HEAD itself names; a shallow clone lacks them, and hides them."""
    written = _must(folder, "cat-file", "commit", "HEAD").partition(b"\n\n")[0]
    return tuple(found.decode() for found in re.findall(rb"^parent ([0-9a-f]+)$", written, re.M))


def _is_shallow(folder: Path) -> bool:
    return _text(_must(folder, "rev-parse", "--is-shallow-repository")) == "true"


def _ask_to_fetch(folder: Path, reference: str) -> NoReturn:
    """That this clone is too short, and the command that makes it long enough."""
    head = _text(_must(folder, "rev-parse", "HEAD"))
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
    known = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", place)
    tree = f"{_text(known.stdout)}^{{tree}}"
    if known.returncode or _git(folder, "rev-parse", "--verify", "--quiet", tree).returncode:
        return {}
    listed = _must(folder, "ls-tree", "-r", "-z", "--full-tree", tree)
    entries: dict[str, Entry] = {}
    for line in listed.split(b"\0")[:-1]:
        told, _, path = line.partition(b"\t")
        mode, _, object_id = told.decode("ascii").split()
        if _is_inside(path):
            entries[os.fsdecode(path)] = Entry(mode=mode, object_id=object_id)
    return entries


def _is_inside(path: bytes) -> bool:
    """Whether the path stays below the folder: a tree made by hand can name ``..``."""
    parts = path.split(b"/")
    return not any(part in (b"", b".", b"..") for part in parts)


def _sizes(folder: Path, object_ids: list[str]) -> dict[str, int]:
    """How many bytes each object has. Raises RegisterError for one that is not there."""
    told = _asked(folder, "--batch-check", object_ids).splitlines()
    if any(len(line.split()) != 3 for line in told):
        _refuse_missing()
    return {oid: int(line.split()[2]) for line, oid in zip(told, object_ids, strict=True)}


def _asked(folder: Path, how: str, object_ids: list[str]) -> bytes:
    asked = "".join(f"{object_id}\n" for object_id in object_ids).encode()
    return _must(folder, "cat-file", how, given=asked) if object_ids else b""


def _blobs(folder: Path, object_ids: list[str]) -> dict[str, bytes]:
    """The bytes of each object, in one run of Git."""
    told = _asked(folder, "--batch", object_ids)
    blobs: dict[str, bytes] = {}
    place = 0
    for object_id in object_ids:
        end = told.index(b"\n", place)
        length = int(told[place:end].split()[2])
        blobs[object_id] = told[end + 1 : end + 1 + length]
        place = end + 1 + length + 1
    return blobs


def _refuse_missing() -> NoReturn:
    """A partial clone has the names of its files, and not all their contents."""
    raise RegisterError(
        fr="Ce clone n’a pas tous les fichiers de son histoire. "
        "Lancez d’abord : git fetch --refetch --no-filter origin",
        en="This clone lacks some of the files of its history. "
        "Run first: git fetch --refetch --no-filter origin",
    )


def _must(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What Git prints. Raises RegisterError, with Git's own words, when it fails."""
    done = _git(folder, *arguments, given=given)
    if done.returncode:
        if b"lazy fetching" in done.stderr or b"promisor" in done.stderr:
            _refuse_missing()
        said = _first_line(done.stderr) or f"code {done.returncode}"
        command = f"git {arguments[0]}"
        raise RegisterError(
            fr=f"Git n’a pas pu lire le dépôt ({command}) : {said}",
            en=f"Git could not read the repository ({command}): {said}",
        )
    return done.stdout


def _git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    inherited = {k: v for k, v in os.environ.items() if not _MISLEADING.fullmatch(k)}
    try:
        return subprocess.run(  # noqa: S603 - no shell; a reference never begins with a hyphen
            ["git", *_PLAIN, *arguments],  # noqa: S607 - whichever Git the person uses
            cwd=folder,
            env={**inherited, **_QUIET},
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


def _text(printed: bytes) -> str:
    return printed.decode("utf-8", "replace").strip()


def _first_line(printed: bytes) -> str:
    lines = _text(printed).splitlines()
    return shortened(lines[0], 200) if lines else ""
