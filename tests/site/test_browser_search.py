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
    label = value(page, facet, code).locator("xpath=..")
    return int(label.locator(".rg-count").text_content() or "")


def codes(page: Page, facet: str) -> list[str]:
    wanted = f'[data-facet="{facet}"] input[type=checkbox]'
    page.wait_for_selector(wanted, state="attached")
    boxes = page.locator(wanted).all()
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


def test_a_slip_of_the_pen_is_understood(genuine_site: str, visit: Visitor) -> None:
    """The nearest word of all titles is offered first, then the facets to browse."""
    page = visit(genuine_site + "projets/?q=mninegiome&theme=oncology").page
    settles_at(page, 0)
    offer = page.locator("[data-empty] button").first
    expect(offer).to_have_text(re.compile(r"méningiome\s»\s\(\d+\)$"))
    assert page.locator(".rg-browse a").count() == page.locator("[data-facet]").count()
    offer.click()
    expect(page.locator("#rg-query")).to_have_value("méningiome")
    assert found(page) > 0
    expect(page.locator(STATUS)).to_be_focused()
    page.goto(genuine_site + "projets/?q=zzzz")
    settles_at(page, 0)
    page.locator(".rg-browse a").nth(2).click()
    expect(page.locator("h1")).to_have_text("Projets — Thème")


def test_the_years_between_two_are_one_choice(genuine_site: str, visit: Visitor) -> None:
    """It has an address, a chip, a way back, and unites with ticked years."""
    page = visit(genuine_site + "projets/").page
    whole = found(page)
    years = sorted(code for code in codes(page, "year") if code.isdigit())
    first, last, other = years[-4], years[-2], years[-1]
    page.locator('[data-facet="year"] summary').focus()
    page.keyboard.press("Enter")
    expected = sum(counted(page, "year", year) for year in years[-4:-1])
    alone = counted(page, "year", other)
    page.get_by_label("De", exact=True).select_option(first)
    page.get_by_label("à", exact=True).select_option(last)
    settles_at(page, expected)
    assert parse_qs(urlsplit(page.url).query) == {"year": [f"{first}..{last}"]}
    expect(page.locator(".rg-chip")).to_have_text(f"Année : de {first} à {last}×")
    page.reload()
    settles_at(page, expected)
    expect(page.get_by_label("De", exact=True)).to_have_value(first)
    value(page, "year", other).check()
    settles_at(page, expected + alone)
    page.go_back()
    settles_at(page, expected)
    page.locator(".rg-chips-clear").click()
    settles_at(page, whole)
    expect(page.get_by_label("à", exact=True)).to_have_value("")
    page.goto(f"{genuine_site}en/projects/?year={first}..")
    expect(page.locator(".rg-chip")).to_have_text(f"Year: since {first}×")


def test_everything_chosen_is_cleared_at_once(genuine_site: str, visit: Visitor) -> None:
    page = visit(genuine_site + "projets/?q=meningiome&theme=oncology&sort=title").page
    found(page)
    page.reload()
    expect(value(page, "theme", "oncology")).to_be_checked()
    page.locator(".rg-chips-clear").press("Enter")
    page.wait_for_url(re.compile(r"/projets/$"))
    expect(page.locator("#rg-query")).to_have_value("")
    expect(page.locator(".rg-chips")).to_be_hidden()
    expect(page.locator(STATUS)).to_be_focused()


def test_values_that_the_list_leaves_out_come_when_they_are_needed(
    genuine_site: str, visit: Visitor
) -> None:
    """By a selection that names one, and by who asks for them all."""
    page = visit(genuine_site).page
    whole = page.request.get(genuine_site + "projets/").text()
    part = whole.partition('data-facet="lead"')[2].partition("</details>")[0]
    values = re.findall(r"<li data-value=.*?</li>", part, re.DOTALL)
    leads = [one.split('"')[1] for one in values]
    start, end = part.index(values[3]), part.index("</ul>")
    fewer = whole.replace(part, part[:start] + part[end:])
    page.route("**/projets/?*", lambda route: route.fulfill(body=fewer, content_type="text/html"))
    page.goto(f"{genuine_site}projets/?lead={leads[-1]}")
    assert found(page) > 0
    expect(page.locator(".rg-chip")).not_to_contain_text(leads[-1])
    expect(page.locator('[data-facet="lead"] input[type=checkbox]')).to_have_count(len(leads))
    assert sorted(codes(page, "lead")) == sorted(leads)
    page.goto(f"{genuine_site}projets/?theme=oncology")
    found(page)
    expect(page.locator('[data-facet="lead"] input[type=checkbox]')).to_have_count(3)
    assert codes(page, "lead") == leads[:3]
    page.locator('[data-facet="lead"] summary').click()
    page.locator('[data-facet="lead"] .rg-facet-more').click()
    expect(page.locator('[data-facet="lead"] input[type=checkbox]')).to_have_count(len(leads))


def test_folded_facets_are_counted_when_they_are_opened(genuine_site: str, visit: Visitor) -> None:
    seen = visit(genuine_site + "projets/?theme=oncology")
    page, count = seen.page, found(seen.page)
    before = sum(counted(page, "route", code) for code in codes(page, "route"))
    with page.expect_request("**/filter/*"):
        page.locator('[data-facet="route"] summary').click()
    expect(page.locator('[data-facet="route"] .is-empty')).not_to_have_count(0)
    assert sum(counted(page, "route", code) for code in codes(page, "route")) == count < before
    stays_private(seen, genuine_site)


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


def downloaded(page: Page) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.locator("[data-search-download]").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_selection_is_downloaded_as_the_published_file_has_it(
    built_site: str, fictive_folder: Path, visit: Visitor
) -> None:
    """The same columns and the same lines, hostile ones too, in the order of the results."""
    page = visit(built_site + "projets/?status=announced&sort=title").page
    count = found(page)
    header, *rows = downloaded(page)
    published = fictive_folder / "donnees-ouvertes" / "projects.csv"
    with published.open(encoding="utf-8", newline="") as stream:
        columns, *lines = csv.reader(stream)
    assert header == columns
    links = page.locator(".rg-hit-title a").all()
    shown = [(link.get_attribute("href") or "").rstrip("/").split("/")[-1] for link in links]
    assert [row[0] for row in rows][: len(shown)] == shown
    assert len(rows) == count < len(lines)
    assert all(row in lines for row in rows)
    assert any(cell.startswith("'") for row in rows for cell in row)


def test_a_selection_without_published_file_is_made_of_its_results(
    genuine_site: str, visit: Visitor
) -> None:
    page = visit(genuine_site + "en/organisations/?kind=hospital").page
    count = found(page)
    header, *rows = downloaded(page)
    assert header[:4] == ["Title", "Address", "In short", "Type of organisation"]
    assert len(rows) == count
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
