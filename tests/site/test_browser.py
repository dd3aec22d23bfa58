"""The site as people meet it: in Chromium, in both languages and palettes, wide and narrow."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from posixpath import normpath
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from registre.site.page import Page
from tests.conftest import FICTIVE
from tests.site.conftest import Visit, one_of_each

KINDS = (
    "home",
    "listing",
    "facet",
    "project",
    "dataset",
    "table",
    "organisation",
    "results",
    "figures",
    "reports",
    "report",
    "refusals",
    "news",
    "rights",
    "concerns",
    "concerns_place",
    "concerns_theme",
    "about",
    "legal",
    "accessibility",
    "open_data",
    "sitemap",
    "removed",
    "not_found",
    "checks",
    "check",
    "form",
    "field_reference",
)
LOOKS = [("fr", "light", 1440), ("en", "dark", 320)]
ALL_LOOKS = [
    (language, scheme, width)
    for language in ("fr", "en")
    for scheme in ("light", "dark")
    for width in (1440, 320)
]


def looked_at() -> list[object]:
    return [
        pytest.param(*look, marks=() if look in LOOKS else pytest.mark.full) for look in ALL_LOOKS
    ]


def test_every_kind_of_page_is_looked_at(fictive_pages: list[Page]) -> None:
    assert {page.kind for page in fictive_pages} - {"redirect"} == set(KINDS)


@pytest.mark.parametrize(("language", "scheme", "width"), looked_at())
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible_silent_and_private(
    built_site: str,
    fictive_pages: list[Page],
    visit: Callable[..., Visit],
    kind: str,
    language: str,
    scheme: str,
    width: int,
) -> None:
    """Zero axe findings, an empty console, no request elsewhere, no sideways scroll."""
    url = one_of_each(fictive_pages, language).get(kind)
    if url is None:
        url = one_of_each(fictive_pages, "fr")[kind]
    seen = visit(built_site + url, width=width, scheme=scheme)
    found = Axe().run(seen.page)
    assert not found.response["violations"], found.generate_report()
    assert seen.messages == []
    origin = urlsplit(built_site).netloc
    assert {urlsplit(request).netloc for request in seen.requests} == {origin}
    scrolled = seen.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert scrolled <= 0
    assert seen.page.locator("h1").count() == 1


@pytest.mark.parametrize(
    "kind", ["home", "project", "dataset", "organisation", "listing", "results"]
)
def test_the_language_switch_lands_on_the_twin_and_back(
    built_site: str, fictive_pages: list[Page], visit: Callable[..., Visit], kind: str
) -> None:
    url = one_of_each(fictive_pages, "fr")[kind]
    twin = next(page.alternates["en"] for page in fictive_pages if page.url == url)
    seen = visit(built_site + url)
    assert seen.page.locator("html").get_attribute("lang") == "fr"
    seen.page.locator('a[hreflang="en"]').first.click()
    seen.page.wait_for_url(built_site + twin)
    assert seen.page.locator("html").get_attribute("lang") == "en"
    seen.page.locator('a[hreflang="fr"]').first.click()
    seen.page.wait_for_url(built_site + url)


def test_hostile_text_is_shown_and_never_run(
    built_site: str, fictive_pages: list[Page], visit: Callable[..., Visit]
) -> None:
    """Whatever a declaration says, no page opens a dialogue, loads a picture or runs a link."""
    hostile = [
        page.url
        for page in fictive_pages
        if page.kind in ("project", "dataset", "organisation")
        and any(sign in page.content for sign in ("&lt;script", "&lt;img", "javascript:"))
    ]
    assert hostile
    for url in hostile:
        seen = visit(built_site + url)
        assert seen.messages == []
        for bad in ('[href^="javascript:" i]', '[href^="data:" i]', "[onerror]", "[onclick]"):
            assert seen.page.locator(bad).count() == 0
        assert seen.page.locator("main script:not([type])").count() == 0
        assert seen.page.locator("main img").count() == 0


def test_everything_is_reachable_without_javascript(
    built_site: str, fictive_folder: Path, visit: Callable[..., Visit]
) -> None:
    """From the home page, by plain links alone, one comes to every project in each language."""
    reached, waiting = set[str](), [""]
    while waiting:
        url = waiting.pop()
        file = fictive_folder / url / "index.html"
        if url in reached or not file.is_file():
            continue
        reached.add(url)
        waiting += _links(file.read_text("utf-8"), url)
    projects = {path.stem for path in FICTIVE.glob("projects/**/*.yaml")}
    assert {f"projets/{id}/" for id in projects} <= reached
    assert {f"en/projects/{id}/" for id in projects} <= reached
    seen = visit(built_site, script=False)
    assert seen.page.locator("main a").count() > 10


def _links(html: str, url: str) -> list[str]:
    found = []
    for link in re.findall(r'<a\b[^>]*\bhref="?([^"#? >]*)', html):
        if link and not link.startswith(("http", "mailto:", "/")):
            path = normpath(f"{url}{link}")
            found.append("" if path == "." else f"{path}/")
    return found


@pytest.mark.parametrize(("day", "warned"), [("2026-11-20", False), ("2026-11-01", True)])
def test_an_old_site_says_so(
    browser: Browser, genuine_folder: Path, genuine_site: str, day: str, warned: bool
) -> None:
    """The day that the site speaks of stands in the footer; after a week, with a warning."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.clock.set_fixed_time("2026-11-23T12:00:00Z")
    said = json.loads((genuine_folder / "build.json").read_text("utf-8")) | {"on": day}
    page.route("**/build.json", lambda route: route.fulfill(json=said))
    page.goto(genuine_site, wait_until="networkidle")
    assert "novembre 2026" in page.locator(".rg-freshness").inner_text()
    assert page.locator(".rg-stale").is_visible() == warned
    context.close()


def test_record_pages_weigh_at_most_40_kb(fictive_folder: Path, genuine_folder: Path) -> None:
    for folder in (fictive_folder, genuine_folder):
        for kind in ("projets", "donnees", "organismes", "en/projects", "en/datasets",
                     "en/organisations"):  # fmt: skip
            for page in (folder / kind).glob("*/index.html"):
                size = page.stat().st_size
                assert size <= 40 * 1024, f"{page.relative_to(folder)}: {size} bytes"


def test_a_giant_word_does_not_stretch_a_table(
    built_site: str, fictive_pages: list[Page], visit: Callable[..., Visit]
) -> None:
    """A title of 300 letters without a space is cut; the other rows keep their height."""
    url = one_of_each(fictive_pages, "fr")["results"]
    for width in (1440, 320):
        seen = visit(built_site + url, width=width)
        heights = seen.page.locator("#unknown tbody tr").evaluate_all(
            "rows => rows.map((row) => row.offsetHeight).sort((a, b) => a - b)"
        )
        assert len(heights) > 3
        assert heights[len(heights) // 2] < 150
        assert heights[-1] < 600


def test_the_menus_say_which_page_is_read(
    built_site: str, fictive_pages: list[Page], visit: Callable[..., Visit]
) -> None:
    seen = visit(built_site + one_of_each(fictive_pages, "fr")["refusals"])
    current = seen.page.locator('.rg-siblings [aria-current="page"]')
    assert current.all_inner_texts() == ["Refus et retraits"]
