"""A sample proposal: the fictive register in a Git repository, and a branch that changes it.

The branch adds one record, amends one and removes one. The good variant is as a careful
author would write it; the bad one has the faults that ``--against`` exists to find, beside
a fault of somebody else's that was there before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FICTIVE = Path(__file__).parent / "registers" / "fictive" / "registry"
# No configuration of the machine's own, no clock: two samples have the same commit ids.
ENVIRONMENT = {
    "GIT_AUTHOR_NAME": "Registre fictif",
    "GIT_AUTHOR_EMAIL": "registre@fictif.example",
    "GIT_AUTHOR_DATE": "2026-11-20T09:00:00+01:00",
    "GIT_COMMITTER_NAME": "Registre fictif",
    "GIT_COMMITTER_EMAIL": "registre@fictif.example",
    "GIT_COMMITTER_DATE": "2026-11-20T09:00:00+01:00",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}

ADDED = "projects/2026/bronchite-hiver.yaml"
AMENDED = "projects/2026/accueil-urgences-nuit.yaml"
REMOVED = "projects/2025/demande-chiffres-lunettes.yaml"
# In the bad variant, a record that was faulty before and that the branch leaves alone.
FAULTY_BEFORE = "projects/2025/protheses-genou.yaml"

NEW_PROJECT = """\
id: bronchite-hiver
published_on: 2026-11-20
title: {fr: Les bronchites de l’hiver, en: Winter bronchitis}
summary:
  fr: >-
    Chaque hiver, des milliers d’enfants ont une bronchite. Le projet cherche où et quand
    les soigner plus tôt.
  en: >-
    Every winter, thousands of children have bronchitis. The project looks for where and
    when to treat them earlier.
purpose:
  category: public-health
  statement: {fr: Préparer les soins de l’hiver., en: To prepare the care given in winter.}
themes: [respiratory, child-health]
lead: agence-fictive-veille-sanitaire
route: cnil-authorisation
legal_basis:
  - {gdpr_article_6: e, gdpr_article_9: i}
calendar: {start: 2027-01, end: 2028-12}
data:
  - dataset: urgences-en-direct
    period: {start: 2019, end: 2025}
    form: pseudonymised
    opt_out: applied
events:
  - {type: application-received, date: 2026-09-07, body: registre-fictif-sante}
  - {type: opinion, date: 2026-10-12, body: comite-fictif-ethique, outcome: favourable}
  - type: decision
    date: 2026-11-16
    body: autorite-fictive-donnees
    outcome: granted
    reference: AUT-2026-318
    expires: 2029-11-16
"""

TOMBSTONE = """\
- id: demande-chiffres-lunettes
  kind: project
  removed_on: 2026-11-20
  reason:
    fr: Demande enregistrée deux fois par erreur.
    en: Request recorded twice by mistake.
"""

DECIDED = """\
  - type: corrected
    date: 2026-11-18
    corrects: /events/1/date
    was: "2026-09-01"
    statement:
      fr: Le dossier a été complet un jour plus tard.
      en: The file was complete a day later.
  - type: decision
    date: 2026-11-18
    body: autorite-fictive-donnees
    outcome: granted
    reference: AUT-2026-319
    expires: 2029-11-18
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleProposal:
    """A repository whose branch ``branch`` is checked out; ``base_ref`` is where it began.

    ``added``, ``amended`` and ``removed`` are paths relative to ``registry``.
    """

    repo: Path
    registry: Path
    base_ref: str
    base_commit: str
    branch: str
    head_commit: str
    added: str
    amended: str
    removed: str


def git(repo: Path, *arguments: str) -> str:
    """Run git there as nobody in particular; what it printed."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments],
        cwd=repo,
        env={**inherited, **ENVIRONMENT},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def commit(repo: Path, message: str) -> str:
    """Commit all that stands in the work tree; the commit's id."""
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(repo, "rev-parse", "HEAD")


def edit(file: Path, old: str, new: str) -> None:
    """Replace a passage that stands exactly once in the file."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{file.name}: {old!r}"
    file.write_text(text.replace(old, new), "utf-8")


def repository(folder: Path, register: Path = FICTIVE) -> Path:
    """A new repository in ``folder`` that holds ``registry/``, with nothing committed yet."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    shutil.copytree(register, folder / "registry")
    return folder


def sample_proposal(folder: Path, variant: Literal["good", "bad"] = "good") -> SampleProposal:
    """The sample in ``folder`` (made if need be), its branch checked out and the tree clean.

    A register of five per cent's tolerance, so that one removal needs nobody's permission.
    """
    repo = repository(folder)
    registry = repo / "registry"
    edit(registry / "register.yaml", "max_shrink_percent: 0", "max_shrink_percent: 5")
    if variant == "bad":
        edit(registry / FAULTY_BEFORE, "route: mr-006", "route: mr-600")
    base = commit(repo, "The register as published")
    git(repo, "checkout", "--quiet", "-b", "proposal")
    if variant == "good":
        _good(registry)
    else:
        _bad(registry)
    head = commit(repo, "One record added, one amended, one removed")
    return SampleProposal(
        repo=repo,
        registry=registry,
        base_ref="main",
        base_commit=base,
        branch="proposal",
        head_commit=head,
        added=ADDED,
        amended=AMENDED,
        removed=REMOVED,
    )


def _good(registry: Path) -> None:
    (registry / ADDED).write_text(NEW_PROJECT, "utf-8")
    amended = registry / AMENDED
    edit(amended, "end: 2028-12", "end: 2029-03")
    edit(amended, "date: 2026-09-01", "date: 2026-09-02")
    amended.write_text(amended.read_text("utf-8") + DECIDED, "utf-8")
    (registry / REMOVED).unlink()
    tombstones = registry / "removed.yaml"
    tombstones.write_text(tombstones.read_text("utf-8") + TOMBSTONE, "utf-8")


def _bad(registry: Path) -> None:
    """A date of publication out of time, a source that no record has, history rewritten."""
    stale = NEW_PROJECT.replace("published_on: 2026-11-20", "published_on: 2024-02-05")
    unknown = stale.replace("dataset: urgences-en-direct", "dataset: urgences-en-directe")
    (registry / ADDED).write_text(unknown, "utf-8")
    edit(registry / AMENDED, "outcome: favourable", "outcome: favourable-with-conditions")
    (registry / REMOVED).unlink()
