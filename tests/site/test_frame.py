"""The frame in a browser: accessible, silent console, no sideways scroll, usable without script."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from registre.package_data import find
from registre.shell_theme import build_shell
from registre.site.shell import Shell, load_shell

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONTENT = """<h1>Title</h1><p>Text with <a href="https://example.org/">a link</a> and
<code>a-code-long-enough-to-be-wider-than-a-small-screen-if-it-could-not-be-broken</code>.</p>
<h2 id="part">Part</h2><table><thead><tr><th>One</th></tr></thead><tbody><tr><td>1</td></tr></tbody>
</table><div class="admonition warning"><p class="admonition-title">Beware</p><p>Text.</p></div>"""
CONSTANTS = {
    "site_name": "A register with a rather long name, as administrations like them",
    "tagline": "What it is for, in a sentence",
    "notice": "<p>An independent demonstration.</p>",
    "publisher": "Publisher",
    "licence": '<a href="https://example.org/licence">Licence</a>',
    "accessibility_status": "not audited",
    "footer": "",
    "head": "",
    "description": "Description",
}
PAGES = (
    "projets/un/",
    "en/projects/un/",
    "glossaire/",
    "en/glossary/",
    "declarer/",
    "en/declare/",
    "vie-privee/",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def write(site: Path, shell: Shell) -> None:
    bound = shell.bind(dict.fromkeys(shell.languages, CONSTANTS))
    twins = {"fr": "projets/un/", "en": "en/projects/un/"}
    for language, url in twins.items():
        filling = around(bound, language, url, twins) | {
            "title": "Un",
            "content": CONTENT,
            "toc": bound.contents(language, [("part", "Part")]),
        }
        put(site, url, bound.fill(language, "projects", filling))
    for (language, key), page in bound.editorial.items():
        twins = {code: bound.editorial[code, key].url for code in bound.languages}
        filling = around(bound, language, page.url, twins) | {"title": page.title}
        filling |= dict.fromkeys(page.inserts, "<p>Insert</p>")
        put(site, page.url, bound.fill_editorial(language, key, filling))


def around(shell: Shell, language: str, url: str, twins: dict[str, str]) -> dict[str, str]:
    base = "../" * url.count("/")
    switch = shell.language_switch(language, {code: base + twin for code, twin in twins.items()})
    return {"base": base, "canonical": f"https://example.org/{url}", "languages": switch}


def put(site: Path, url: str, html: str) -> None:
    folder = site / url
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(html, encoding="utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site under a sub-path, served."""
    root = tmp_path_factory.mktemp("site")
    build_shell(root / "shell", languages=("fr", "en"), docs_dirs=[find("docs/pages")])
    shell = load_shell(root / "shell")
    site = root / "served" / "sub"
    shutil.copytree(shell.static, site / "static")
    (site / "build.json").write_text(json.dumps({"on": "2026-11-20"}), encoding="utf-8")
    write(site, shell)
    handler = functools.partial(Quiet, directory=str(root / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sub/"
        server.shutdown()


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Any]:
    """Opens a page of the site: `opened(url, width=..., scheme=..., script=..., on=...)`."""
    contexts = []

    def open_page(
        url: str,
        *,
        width: int = 1440,
        scheme: str = "light",
        script: bool = True,
        now: datetime = TODAY,
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        if script:
            page.clock.set_fixed_time(now)
        page.goto(address + url, wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_accessible_and_silent(opened: Any, url: str, width: int, scheme: str) -> None:
    """No axe finding, an empty console (so no breach of the policy), no sideways scroll."""
    page = opened(url, width=width, scheme=scheme)
    found = Axe().run(page).response["violations"]
    assert [(finding["id"], finding["nodes"][0]["html"]) for finding in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.said == []


def test_the_skip_link_is_first_and_leads_to_the_content(opened: Any) -> None:
    page = opened("projets/un/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rg-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_narrow_menu_needs_no_script(opened: Any) -> None:
    """It is closed, opens by keyboard, and holds every section."""
    page = opened("projets/un/", width=320, script=False)
    links = page.locator(".rg-menu nav a")
    assert not links.first.is_visible()
    page.locator(".rg-menu summary").focus()
    page.keyboard.press("Enter")
    assert links.first.is_visible()
    assert links.count() >= 8


def test_the_tabs_are_reached_by_keyboard_without_script(opened: Any) -> None:
    page = opened("projets/un/", script=False)
    assert not page.locator(".rg-menu summary").is_visible()
    page.locator(".rg-tabs a").first.focus()
    page.keyboard.press("Tab")
    assert page.locator(".rg-tabs a").nth(1).evaluate("link => link === document.activeElement")


def test_the_language_switch_needs_no_script(opened: Any) -> None:
    page = opened("projets/un/", script=False)
    page.locator(".rg-languages a").click()
    assert page.url.endswith("/sub/en/projects/un/")


def test_the_palette_follows_the_system_without_script(opened: Any) -> None:
    dark = opened("projets/un/", scheme="dark", script=False)
    assert dark.locator("body").evaluate("body => getComputedStyle(body).colorScheme") == "dark"
    assert not dark.locator(".rg-palette").is_visible()


def test_the_readers_palette_is_kept(opened: Any) -> None:
    """Automatic, light, dark: the choice outlives the page."""
    page = opened("projets/un/")
    button = page.locator(".rg-palette")
    assert button.get_attribute("aria-label") == "Affichage\u00a0: automatique"
    button.click()
    button.click()
    assert button.get_attribute("aria-label") == "Affichage\u00a0: sombre"
    page.reload(wait_until="networkidle")
    assert page.locator("body").evaluate("body => getComputedStyle(body).colorScheme") == "dark"
    page.locator(".rg-palette").click()
    assert page.evaluate("localStorage.length") == 0


def test_the_footer_tells_the_day(opened: Any) -> None:
    page = opened("projets/un/")
    assert page.locator(".rg-freshness").inner_text() == "État du registre au 20 novembre 2026."
    assert not page.locator(".rg-stale").is_visible()
    page = opened("en/projects/un/")
    assert (
        page.locator(".rg-freshness").inner_text() == "State of the register on 20 November 2026."
    )


@pytest.mark.parametrize(("days", "warned"), [(10, False), (11, True)])
def test_a_site_older_than_a_week_says_so(opened: Any, days: int, warned: bool) -> None:
    """Seven whole days after 20 November is no warning yet; eight are."""
    page = opened("projets/un/", now=TODAY.replace(day=17) + timedelta(days=days))
    assert page.locator(".rg-stale").is_visible() is warned


def test_a_site_that_cannot_be_asked_says_nothing(opened: Any, browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/build.json", lambda route: route.fulfill(status=200, body="not JSON"))
    page.goto(f"{address}projets/un/", wait_until="networkidle")
    assert not page.locator(".rg-freshness").is_visible()
    context.close()
