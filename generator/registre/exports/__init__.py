"""Open data: what the pages show, as files that machines read."""

from __future__ import annotations

from collections.abc import Iterator

from registre.exports import activity, citations, records, tables
from registre.exports.artifact import Artifact
from registre.site.context import SiteContext

__all__ = ["Artifact", "artifacts"]


def artifacts(context: SiteContext) -> Iterator[Artifact]:
    """Every file of open data, in a fixed order."""
    yield from tables.artifacts(context)
    yield from records.artifacts(context)
    yield from citations.artifacts(context)
    yield from activity.artifacts(context)
