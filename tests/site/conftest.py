"""A real browser for the tests of the site, and one page of each kind to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from registre.catalogue import Catalogue
from registre.schema import Schemas
from registre.site import page as site_page
from registre.site import pages, prepare
from tests.conftest import DAY

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; `make test` installs it."""
    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@dataclass
class Visit:
    """A page in the browser, with what the browser said and asked for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens an address: ``visit(url, width=..., scheme=..., script=...)``."""
    contexts = []

    def open_page(
        url: str, *, width: int = 1440, scheme: Any = "light", script: bool = True
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.on("console", lambda message: seen.messages.append(message.text))
        seen.page.on("pageerror", lambda error: seen.messages.append(str(error)))
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.goto(url, wait_until="networkidle")
        return seen

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def fictive_pages(fictive: Catalogue, schemas: Schemas) -> list[site_page.Page]:
    """Every page of the fictive register's site, as values."""
    made = prepare(fictive, schemas.labels, on=DAY, version="0", schemas=schemas)
    return list(pages(made))


def one_of_each(found: list[site_page.Page], language: str) -> dict[str, str]:
    """Kind of page -> address of the fullest page of that kind, in one language."""
    fullest: dict[str, site_page.Page] = {}
    for page in found:
        known = fullest.get(page.kind)
        if page.language == language and (known is None or len(page.content) > len(known.content)):
            fullest[page.kind] = page
    return {kind: page.url for kind, page in fullest.items()}
