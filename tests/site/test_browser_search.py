"""The search as a reader uses it, in Chromium, on the genuine register's site."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from registre.site.wording import sort_key
from tests.conftest import served
from tests.site.conftest import Visit

Visitor = Callable[..., Visit]

STATUS = "[data-search-count]"
IDLE = "[data-listing]:not([aria-busy])"


def found(page: Page) -> int:
    """The number of results that the page announces, once it has settled."""
    page.wait_for_selector(IDLE)
    said = re.match(r"\d+", page.locator(STATUS).inner_text())
    assert said
    return int(said[0])


def titles(page: Page) -> list[str]:
    page.wait_for_selector(IDLE)
    return page.locator(".rg-hit-title").all_inner_texts()


def value(page: Page, facet: str, code: str) -> Locator:
    return page.locator(f'[data-facet="{facet}"] input[value="{code}"]')


def counted(page: Page, facet: str, code: str) -> int:
    return int(value(page, facet, code).locator("xpath=..").locator(".rg-count").inner_text())


def codes(page: Page, facet: str) -> list[str]:
    boxes = page.locator(f'[data-facet="{facet}"] input[type=checkbox]').all()
    return [box.get_attribute("value") or "" for box in boxes]


def settles_at(page: Page, count: int) -> None:
    expect(page.locator(STATUS)).to_have_text(re.compile(rf"^{count}\D"))
    page.wait_for_selector(IDLE)


def stays_private(seen: Visit, site: str) -> None:
    assert seen.messages == []
    assert {urlsplit(url).netloc for url in seen.requests} == {urlsplit(site).netloc}


@pytest.mark.parametrize(
    "typed", ["méningiome", "meningiome", "MÉNINGIOMES", "meningiomes", "de méningiome"]
)
def test_french_forgives_accents_plurals_and_capitals(
    genuine_site: str, visit: Visitor, typed: str
) -> None:
    seen = visit(genuine_site + "projets/")
    seen.page.get_by_label("Rechercher dans les projets").last.press_sequentially(typed)
    settles_at(seen.page, 3)
    assert all("méningiome" in title for title in titles(seen.page))
    assert seen.page.locator(".rg-hit mark").count() > 0
    stays_private(seen, genuine_site)


@pytest.mark.parametrize("typed", ["meningioma", "meningiomas", "Méningiomas"])
def test_english_finds_the_english_page(genuine_site: str, visit: Visitor, typed: str) -> None:
    seen = visit(f"{genuine_site}en/projects/?q={typed}")
    settles_at(seen.page, 3)
    link = seen.page.locator(".rg-hit-title a").first
    assert "/en/projects/" in (link.get_attribute("href") or "")
    stays_private(seen, genuine_site)


def test_facets_widen_within_and_narrow_across(genuine_site: str, visit: Visitor) -> None:
    """OR within a facet, AND across; a facet's counts are those without its own choice."""
    page = visit(genuine_site + "projets/").page
    first, second = codes(page, "results")[:2]
    one, other = counted(page, "results", first), counted(page, "results", second)
    value(page, "results", first).check()
    settles_at(page, one)
    assert counted(page, "results", second) == other
    value(page, "results", second).check()
    settles_at(page, one + other)
    theme = codes(page, "theme")[0]
    both = counted(page, "theme", theme)
    value(page, "theme", theme).check()
    settles_at(page, both)
    assert both <= one + other
    assert counted(page, "results", first) + counted(page, "results", second) == both


def test_a_selection_has_its_address_and_the_way_back(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/").page
    whole = found(page)
    theme = codes(page, "theme")[0]
    count = counted(page, "theme", theme)
    value(page, "theme", theme).check()
    settles_at(page, count)
    assert parse_qs(urlsplit(page.url).query) == {"theme": [theme]}
    field = page.locator("#rg-query")
    field.fill("zzzz")
    settles_at(page, 0)
    page.go_back()
    settles_at(page, count)
    expect(value(page, "theme", theme)).to_be_checked()
    expect(field).to_have_value("")
    page.go_back()
    settles_at(page, whole)
    expect(value(page, "theme", theme)).not_to_be_checked()
    page.go_forward()
    settles_at(page, count)


def test_chips_take_a_choice_back(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "en/projects/").page
    whole, theme = found(page), codes(page, "theme")[0]
    value(page, "theme", theme).check()
    chip = page.locator(".rg-chip")
    expect(chip).to_have_accessible_name(re.compile("^Remove the filter Theme: "))
    chip.click()
    settles_at(page, whole)
    expect(page.locator(".rg-chips")).to_be_hidden()
    expect(page.locator(STATUS)).to_be_focused()


def test_nothing_found_shows_the_way_on(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/?q=meningiome&theme=covid-19").page
    settles_at(page, 0)
    offer = page.locator("[data-empty] button").first
    offered = re.search(r"\((\d+)\)$", offer.inner_text())
    assert offered
    offer.click()
    settles_at(page, int(offered[1]))


def test_a_word_that_no_page_has_is_left_out_aloud(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/?q=méningiome zzzz").page
    settles_at(page, 3)
    expect(page.locator("[data-search-ignored]")).to_contain_text("zzzz")


def test_words_found_elsewhere_are_offered(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "donnees/?q=meningiome").page
    page.locator("[data-search-also] a[data-kind=project]").click()
    settles_at(page, 3)
    assert urlsplit(page.url).path.endswith("/projets/")


def test_results_come_in_the_asked_order(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/?sort=title").page
    found(page)
    expect(page.locator(".rg-hit mark")).to_have_count(0)
    shown = [sort_key(title.replace("–", "-")) for title in titles(page)]
    assert shown == sorted(shown)
    page.get_by_label("Trier par").select_option("date")
    page.wait_for_url(re.compile(r"/projets/$"))
    assert len(titles(page)) > len(shown)


def test_more_results_come_on_demand(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "organismes/?sort=uses").page
    whole = found(page)
    assert len(titles(page)) == 20
    page.locator("[data-search-more]").click()
    expect(page.locator(".rg-hit")).to_have_count(min(40, whole))
    expect(page.locator(".rg-hit-title a").nth(20)).to_be_focused()


def test_the_selection_can_be_downloaded(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/?q=meningiome").page
    settles_at(page, 3)
    with page.expect_download() as waiting:
        page.locator("[data-search-download]").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    assert header[:2] == ["Titre", "Adresse"]
    assert len(rows) == 3
    assert all(row[1].startswith(genuine_site) and len(row) == len(header) for row in rows)


def test_the_keyboard_is_enough(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/").page
    page.locator("#rg-query").focus()
    page.keyboard.type("meningiome")
    page.keyboard.press("Enter")
    settles_at(page, 3)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".rg-chip")).to_have_count(1)


def test_the_other_language_keeps_the_selection(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/?theme=oncology").page
    count = found(page)
    page.locator(".rg-languages a").first.click()
    settles_at(page, count)
    expect(value(page, "theme", "oncology")).to_be_checked()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
@pytest.mark.parametrize("query", ["?q=meningiome&status=not-stated", "?q=zzzz&theme=oncology"])
def test_a_search_is_accessible(
    genuine_site: str, visit: Visitor, query: str, scheme: str, width: int
) -> None:
    seen = visit(f"{genuine_site}projets/{query}", scheme=scheme, width=width)
    found(seen.page)
    result = Axe().run(seen.page)
    assert not result.response["violations"], result.generate_report()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert seen.page.evaluate(wide) <= 0
    stays_private(seen, genuine_site)


def test_it_works_below_a_sub_path(genuine_folder: Path, tmp_path: Path, visit: Visitor) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "register").symlink_to(genuine_folder)
    with served(tmp_path) as address:
        page = visit(f"{address}deep/register/en/projects/?q=meningiomas").page
        settles_at(page, 3)
        page.locator(".rg-hit-title a").first.click()
        expect(page.locator("h1")).to_contain_text("meningioma")


def test_without_script_every_project_is_reached_by_links(
    genuine_site: str, visit: Visitor
) -> None:
    page = visit(genuine_site + "projets/", script=False).page
    expect(page.locator("noscript p")).to_be_visible()
    reached = {link.get_attribute("href") for link in page.locator(".rg-hit-title a").all()}
    said = re.match(r"\d+", page.locator(STATUS).inner_text())
    assert said
    assert len(reached) == int(said[0])
    value_link = page.locator('[data-facet="theme"] a').first
    count = int(value_link.locator(".rg-count").inner_text())
    value_link.click()
    expect(page.locator(".rg-hit")).to_have_count(count)
    page.locator('.rg-listing-whole a[href*="?theme="]').click()
    assert urlsplit(page.url).query.startswith("theme=")


def test_from_a_disk_the_lists_stay(genuine_folder: Path, visit: Visitor) -> None:
    page = visit((genuine_folder / "projets" / "index.html").as_uri()).page
    expect(page.locator("[data-search-unavailable]")).to_be_visible()
    expect(page.locator('[data-facet="theme"] a').first).to_be_visible()
    assert len(titles(page)) > 0


def test_a_search_that_cannot_start_gives_the_links_back(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/").page
    page.route("**/pagefind/**", lambda route: route.abort())
    page.locator("#rg-query").fill("meningiome")
    expect(page.locator("[data-search-unavailable]")).to_be_visible()
    expect(page.locator('[data-facet="theme"] a').first).to_be_visible()
    assert len(titles(page)) > 3
