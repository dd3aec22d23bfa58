"""The public site as values: which pages exist, and what each shows."""

from __future__ import annotations

from collections.abc import Iterator

from registre.site.context import SiteContext, prepare
from registre.site.page import Page

__all__ = ["Page", "SiteContext", "pages", "prepare"]


def pages(context: SiteContext) -> Iterator[Page]:
    """Every page of the site, in every language, in a fixed order."""
    yield from ()
