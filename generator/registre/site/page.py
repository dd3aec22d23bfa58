"""A page as a value: everything about it but the shell around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from registre.markup import EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the site; its file is ``url`` + ``index.html`` (``404.html`` stays).

    ``title`` and ``description`` (at most 200 characters) are plain text; ``content``
    goes inside ``main`` and brings the one ``h1``; ``toc`` lists anchors and titles;
    ``alternates`` maps each language to the address of this page's twin, itself included.
    """

    url: str
    language: str
    section: str
    kind: str
    title: str
    description: str
    content: Markup
    head: Markup = EMPTY
    toc: tuple[tuple[str, Markup], ...] = ()
    alternates: Mapping[str, str]

    @property
    def file(self) -> str:
        """Where the page lies in the tree."""
        return self.url if self.url.endswith(".html") else self.url + "index.html"
