"""The whole site as files: pages in their shell, open data, and what the theme brings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from registre import exports
from registre.exports import Artifact
from registre.site import artefacts, hosting, pages, render
from registre.site.context import SiteContext
from registre.site.shell import Shell


def files(context: SiteContext, shell: Shell) -> Iterator[Artifact]:
    """Every file of the site but the search index, each path once."""
    bound = render.bound(shell, context)
    for path, text in render.editorial(bound, context):
        yield Artifact(path=path, data=text.encode())
    for page in pages(context):
        yield Artifact(path=page.file, data=render.html(page, bound, context).encode())
    for path, data in artefacts.artefacts(context):
        yield Artifact(path=path, data=data)
    for path, data in hosting.files(context, shell.policy):
        yield Artifact(path=path, data=data)
    yield from exports.artifacts(context)
    yield from _static(shell.static)


def _static(folder: Path) -> Iterator[Artifact]:
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield Artifact(path=f"static/{file.relative_to(folder).as_posix()}", data=file.read_bytes())
