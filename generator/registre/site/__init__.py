"""The public site as values: which pages exist, and what each shows."""

from __future__ import annotations

from collections.abc import Iterator

from registre.site import (
    activity,
    checks,
    concerns,
    datasets,
    editorial,
    field_reference,
    figures,
    form,
    home,
    listing,
    moved,
    news,
    organisations,
    projects,
    refusals,
    results,
)
from registre.site.context import SiteContext, prepare
from registre.site.page import Page

__all__ = ["Page", "SiteContext", "pages", "prepare"]

MAKERS = (
    home.pages,
    listing.pages,
    projects.pages,
    datasets.pages,
    organisations.pages,
    results.pages,
    figures.pages,
    activity.pages,
    refusals.pages,
    concerns.pages,
    news.pages,
    editorial.pages,
    form.pages,
    field_reference.pages,
    checks.pages,
    moved.pages,
)


def pages(context: SiteContext) -> Iterator[Page]:
    """Every page of the site, in every language, in a fixed order."""
    for maker in MAKERS:
        yield from maker(context)
