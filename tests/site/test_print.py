"""What comes out of the printer: whose page it is, and all of its text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from registre.site.page import Page
from tests.site.conftest import Visit, one_of_each

HIDDEN = (".rg-tabs", ".rg-search", ".rg-menu", ".rg-tools", ".rg-siblings", ".rg-toc", ".rg-path")
CUT = """() => [...document.querySelectorAll("table, pre, .rg-scroll")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1
    || getComputedStyle(one).overflow === "auto")
  .map((one) => one.className)"""


@pytest.mark.parametrize("kind", ["project", "results"])
def test_a_printed_page_says_whose_it_is(
    built_site: str, fictive_pages: list[Page], visit: Callable[..., Visit], kind: str
) -> None:
    """Name of the register, address and day on top; no menu; folded parts open; no table cut."""
    url = one_of_each(fictive_pages, "fr")[kind]
    page = visit(built_site + url, width=700, scheme="dark").page
    assert not page.locator(".rg-printed").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".rg-brand > a").inner_text() == "Registre fictif de la Santé"
    printed = page.locator(".rg-printed").inner_text()
    assert f"https://fictif.example/{url}" in printed
    assert "23 novembre 2026" in printed
    for selector in HIDDEN:
        assert not any(one.is_visible() for one in page.locator(selector).all()), selector
    assert page.evaluate(CUT) == []
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    if kind == "project":
        assert all(one.is_visible() for one in page.locator(".rg-expert > :not(summary)").all())
