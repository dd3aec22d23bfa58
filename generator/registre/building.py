"""From a checked register to a folder that holds its site, search included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from registre import __version__, assembly, publish, replaying
from registre.catalogue import Catalogue
from registre.exports import Artifact
from registre.history import OUTSIDE_GIT, History
from registre.schema import Schemas
from registre.search_index import SearchIndex, build_index
from registre.site import SiteContext, prepare
from registre.site.shell import Shell

# Told the name of each step as it begins.
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made."""

    files: int
    index: SearchIndex


def fill(
    folder: Path,
    catalogue: Catalogue,
    schemas: Schemas,
    shell: Shell,
    *,
    on: date,
    overrides: Path | None = None,
    registry: Path | None = None,
    progress: Progress = lambda step: None,
) -> Built:
    """Write the whole site into an empty folder. Raises RegisterError.

    ``registry`` is the folder whose history Git is asked for; without it, none is told.
    """
    progress("writing")
    history = replaying.read(registry, catalogue, schemas) if registry else OUTSIDE_GIT
    context = context_of(catalogue, schemas, on=on, overrides=overrides, history=history)
    counted = _Counted()
    publish.write(counted.passing(assembly.files(context, shell)), folder)
    progress("indexing")
    index = build_index(folder)
    return Built(files=counted.files + index.files, index=index)


def context_of(
    catalogue: Catalogue,
    schemas: Schemas,
    *,
    on: date,
    overrides: Path | None,
    history: History = OUTSIDE_GIT,
) -> SiteContext:
    return prepare(
        catalogue,
        schemas.labels,
        fields=schemas.fields("project"),
        on=on,
        version=__version__,
        overrides=overrides,
        history=history,
        schemas=schemas,
    )


class _Counted:
    def __init__(self) -> None:
        self.files = 0

    def passing(self, files: Iterator[Artifact]) -> Iterator[Artifact]:
        for file in files:
            self.files += 1
            yield file
