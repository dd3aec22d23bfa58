"""What one declaration may know of the others: who exists, and a few facts about them.

A verdict rests on the declaration itself and on what is said here of those that it names;
so declarations can be judged in any order, in several processes, and a verdict be kept for
as long as both stay the same (docs/adr/0010).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from registre.identity import Identities
from registre.outline import Outline

# The codes of a vocabulary, with the label of each by language.
Terms = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """``terms`` has each vocabulary that could be read, ``languages`` the codes of those of the
    register (None when they cannot be read)."""

    identities: Identities
    outlines: Mapping[tuple[str, str], Outline]
    terms: Mapping[str, Terms]
    languages: tuple[str, ...] | None
    tables: Mapping[str, tuple[Outline, ...]] = field(default_factory=dict)
    _facts: dict[tuple[str, str], str] = field(default_factory=dict, init=False, repr=False)

    def titles(self, kind: str) -> dict[str, str]:
        """Titles, names and acronyms of all records of a kind, with their ids."""
        return {
            title: outline.id
            for outline in self.outlines.values()
            if outline.kind == kind
            for title in outline.titles
        }

    def said_of(self, outline: Outline) -> str:
        """A digest of all that a verdict on this file may rest upon, the file itself aside."""
        facts = self._facts
        named = [("organisation", id) for id in outline.organisations]
        named += [("dataset", id) for id in outline.datasets]
        said = [facts.get(name) or self._fact(*name) for name in named]
        if outline.kind == "project":
            said += [f"{table.path}={table.fact}" for table in self.tables.get(outline.id, ())]
        return blake2b("\n".join(said).encode("utf-8", "replace"), digest_size=16).hexdigest()

    def _fact(self, kind: str, id: str) -> str:
        known = self.identities
        outline = self.outlines.get((kind, id))
        said = (outline.tables, outline.fact) if outline else None
        present, former = id in known.present[kind], known.former[kind].get(id)
        found = repr((kind, id, present, former, id in known.removed[kind], said))
        self._facts[kind, id] = found
        return found


def by_identity(outlines: Iterable[Outline]) -> dict[tuple[str, str], Outline]:
    """Records by kind and id; the first of those that claim the same."""
    found: dict[tuple[str, str], Outline] = {}
    for outline in outlines:
        found.setdefault((outline.kind, outline.id), outline)
    return found


def tables_by_project(outlines: Iterable[Outline]) -> dict[str, tuple[Outline, ...]]:
    """The result tables in the folder of each project."""
    found: dict[str, list[Outline]] = {}
    for outline in outlines:
        if outline.kind == "result-table":
            found.setdefault(outline.path.split("/")[1], []).append(outline)
    return {project: tuple(tables) for project, tables in found.items()}
