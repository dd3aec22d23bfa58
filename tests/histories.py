"""Sample histories: the fictive register in Git, changed by commits as forges write them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from registre.catalogue import Catalogue, load
from registre.schema import Schemas
from tests.conftest import DAY
from tests.proposals import ADDED, ENVIRONMENT, NEW_PROJECT, REMOVED, TOMBSTONE, edit, repository

AMENDED = "projects/2026/accueil-urgences-nuit.yaml"
RENAMED = "projects/2026/bronchites-enfants.yaml"
SOMEBODY = "Camille Dupont"
# As a forge would write it of a proposal whose branch bears a person's name.
HOSTILE = "<script>alert(1)</script> \x1b[31m Camille Dupont \u202e (#7)"


def git(repo: Path, *arguments: str, when: str = "2026-11-01T09:00:00Z") -> str:
    """Run git there as somebody whose name must appear nowhere."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    names = {"GIT_AUTHOR_NAME": SOMEBODY, "GIT_COMMITTER_NAME": SOMEBODY}
    done = subprocess.run(
        ["git", *arguments],
        cwd=repo,
        env={**inherited, **ENVIRONMENT, **names, **dates},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def commit(repo: Path, message: str, when: str) -> str:
    """Commit all that stands in the work tree; the commit's id."""
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "--allow-empty", "-m", message, when=when)
    return git(repo, "rev-parse", "HEAD")


def loaded(registry: Path, schemas: Schemas) -> Catalogue:
    catalogue, report = load(registry, schemas, DAY)
    assert catalogue is not None, [f for f in report.findings if f.severity == "error"]
    return catalogue


def sample_history(folder: Path) -> Path:
    """The register's folder in a repository of one life: a record is added, amended by two
    proposals, broken and mended; another one is renamed, and a third taken down.
    """
    repo = repository(folder)
    registry = repo / "registry"
    edit(registry / "register.yaml", "max_shrink_percent: 0", "max_shrink_percent: 5")
    commit(repo, "The register as published", "2026-09-01T09:00:00Z")

    git(repo, "checkout", "--quiet", "-b", "camille-dupont")
    edit(registry / AMENDED, "end: 2028-12", "end: 2029-02")
    commit(repo, "A step on the way", "2026-09-10T09:00:00Z")
    edit(registry / AMENDED, "end: 2029-02", "end: 2029-03")
    (registry / ADDED).write_text(NEW_PROJECT, "utf-8")
    commit(repo, "Another step (#3)", "2026-09-11T09:00:00Z")
    git(repo, "checkout", "--quiet", "main")
    merge = (
        "Merge branch 'camille-dupont' into 'main'\n\nTitle\n\nSee merge request sante/registre!12"
    )
    git(repo, "merge", "--no-ff", "-m", merge, "camille-dupont", when="2026-10-05T09:00:00Z")

    whole = (registry / AMENDED).read_text("utf-8")
    (registry / AMENDED).write_text("title: [unclosed\n", "utf-8")
    commit(repo, "Broken", "2026-10-10T09:00:00Z")
    (registry / AMENDED).write_text(whole.replace("end: 2029-03", "end: 2029-06"), "utf-8")
    commit(repo, HOSTILE, "2026-10-11T09:00:00Z")

    renamed = NEW_PROJECT.replace("id: bronchite-hiver", "id: bronchites-enfants").replace(
        "published_on:", "former_ids: [bronchite-hiver]\npublished_on:"
    )
    (registry / ADDED).unlink()
    (registry / RENAMED).write_text(renamed.replace("en: Winter bron", "en: Winters and bron"))
    commit(repo, "Merge pull request #15 from camille-dupont/rename", "2026-10-20T09:00:00Z")

    (registry / REMOVED).unlink()
    tombstones = registry / "removed.yaml"
    tombstones.write_text(tombstones.read_text("utf-8") + TOMBSTONE, "utf-8")
    commit(repo, "Taken down\n\nSee merge request sante/registre!16", "2026-11-20T09:00:00Z")
    return registry
