"""A recorded walk through the fictive register's site, sent as its host is told to send it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Request

from registre.site.page import Page
from tests.site.conftest import one_of_each

LINKS = """() => ({
  links: [...document.querySelectorAll("[href], [src]")].map((one) =>
    new URL(one.href?.baseVal ?? one.href ?? one.src, document.baseURI).href),
  anchors: [...document.querySelectorAll("[id]")].map((one) => one.id),
})"""


class Walk:
    """The browser goes from page to page; what it says, asks for and keeps is written down."""

    def __init__(self, context: BrowserContext, root: str, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self.context = context
        self.page = context.new_page()
        self.said: list[str] = []
        self.asked = set[str]()
        self.links: dict[str, set[str]] = {}
        self.anchors: dict[str, set[str]] = {}
        self.page.on("console", lambda message: self._note(message.text))
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("request", lambda request: self.asked.add(request.url))
        self.page.on("requestfailed", self._failed)

    def _note(self, text: str) -> None:
        self.said.append(f"{self.page.url}: {text}")

    def _failed(self, request: Request) -> None:
        # A page left while it still loads gives up its requests; nothing else may fail.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"{request.failure}: {request.url}")

    def visit(self, url: str, *, until: Literal["load", "networkidle"] = "load") -> None:
        # A page that leads on is left at once: what counts is the page that it leads to.
        if 'http-equiv="refresh"' in self._file(url).read_text("utf-8"):
            until = "networkidle"
        answer = self.page.goto(url, wait_until=until)
        assert answer is not None
        assert answer.ok, url
        assert "content-security-policy" in answer.headers
        found = self.page.evaluate(LINKS)
        here = urldefrag(self.page.url)[0]
        self.anchors[here] = self.anchors[url] = set(found["anchors"])
        self.links[url] = set(found["links"])

    def inside(self) -> Iterator[str]:
        """Addresses of pages of the site that pages visited so far link to."""
        for links in list(self.links.values()):
            for link in sorted(links):
                url = urldefrag(link)[0]
                if url.startswith(self.root) and url.endswith(("/", ".html")):
                    yield url.partition("?")[0]

    def _file(self, url: str) -> Path:
        path = unquote(urlsplit(url).path).lstrip("/")
        return self.folder / (f"{path}index.html" if not path or path.endswith("/") else path)

    def broken(self) -> Iterator[str]:
        for page, links in self.links.items():
            for link in links:
                url, anchor = urldefrag(link)
                if not url.startswith(self.root):
                    continue
                if not self._file(url).is_file():
                    yield f"{page}: {link}"
                elif anchor and url in self.anchors and anchor not in self.anchors[url]:
                    yield f"{page}: {link} (no such anchor)"


@pytest.fixture
def walk(browser: Browser, built_site: str, fictive_folder: Path) -> Iterator[Walk]:
    context = browser.new_context(reduced_motion="reduce")
    yield Walk(context, built_site, fictive_folder)
    context.close()


def _told(walk: Walk) -> None:
    """No request elsewhere, no cookie, a silent console, no broken link or anchor."""
    assert walk.said == []
    assert {urlsplit(url).netloc for url in walk.asked} == {urlsplit(walk.root).netloc}
    assert walk.context.cookies() == []
    assert walk.page.evaluate("document.cookie") == ""
    assert list(walk.broken()) == []


@pytest.mark.parametrize("kind", ["home", "project", "listing", "redirect"])
def test_a_page_of_the_main_kinds(
    walk: Walk, fictive_pages: list[Page], built_site: str, kind: str
) -> None:
    """The other kinds are walked through at full size, and looked at in ``test_browser``."""
    walk.visit(built_site + one_of_each(fictive_pages, "en")[kind], until="networkidle")
    _told(walk)


@pytest.mark.full
def test_the_whole_site(walk: Walk, fictive_folder: Path, built_site: str) -> None:
    """From the home page, by links alone, then every page that no link leads to."""
    waiting = [built_site]
    every = {file.relative_to(fictive_folder).as_posix() for file in fictive_folder.rglob("*.html")}
    seen = set[str]()
    while waiting:
        url = waiting.pop()
        if url not in seen:
            seen.add(url)
            walk.visit(url)
            waiting += [link for link in dict.fromkeys(walk.inside()) if link not in seen]
    for path in sorted(every):
        url = built_site + re.sub(r"(^|/)index\.html$", r"\1", path)
        if url not in seen:
            walk.visit(url)
    _told(walk)


def test_the_header_forbids_what_a_page_did_not_bring(browser: Browser, built_site: str) -> None:
    """The policy is really sent and really holds: a script that slips in is not run."""
    page = browser.new_context().new_page()
    page.goto(built_site)
    breaches = page.evaluate(
        """async () => {
          const told = [];
          document.addEventListener("securitypolicyviolation", (event) =>
            told.push(event.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.slipped = true";
          document.body.append(script);
          document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='slipped = true'>");
          document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>x</p>");
          await new Promise((done) => setTimeout(done, 300));
          return [...new Set(told), String(window.slipped)];
        }"""
    )
    assert {"script-src-elem", "script-src-attr", "style-src-attr", "undefined"} == set(breaches)
    page.context.close()
