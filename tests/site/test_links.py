"""Every link inside the site leads somewhere, anchors included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urlsplit

import pytest

ATTRIBUTES = {"href", "src", "action", "data-build"}


class Reader(HTMLParser):
    """The addresses that a page points at, and the anchors that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif name in ATTRIBUTES and value is not None:
                self.links.append(value)
            elif name == "content" and value and (found := re.match(r"0; ?url=(.*)", value)):
                self.links.append(found[1])


def broken(folder: Path) -> Iterator[str]:
    pages = {
        file.relative_to(folder).as_posix(): Reader(file.read_text("utf-8"))
        for file in folder.rglob("*.html")
    }
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or (path == "404.html" and link.startswith("/")):
                continue
            target = _target(path, parts.path)
            if not (folder / target).is_file():
                yield f"{path}: {link}"
            elif parts.fragment and target.endswith(".html"):
                anchor = unquote(parts.fragment)
                if target != "static/icons.svg" and anchor not in pages[target].anchors:
                    yield f"{path}: {link} (no such anchor)"


def _target(path: str, link: str) -> str:
    if not link:
        return path
    folder = path.rpartition("/")[0]
    target = normpath(f"{folder}/{unquote(link)}" if folder else unquote(link))
    if link.endswith(("/", "..", ".")):
        return "index.html" if target == "." else f"{target}/index.html"
    return target


@pytest.mark.parametrize("register", ["fictive_folder", "genuine_folder"])
def test_every_link_of_the_site_leads_somewhere(
    request: pytest.FixtureRequest, register: str
) -> None:
    assert list(broken(request.getfixturevalue(register)))[:20] == []
