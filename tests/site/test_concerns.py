"""The path "Does this concern me?": the plain pages, and the form that narrows what they list."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Shown
from playwright.sync_api import expect

from registre.catalogue import Catalogue
from registre.schema import Schemas
from registre.site import concerns, prepare
from registre.site.concerns_register import ANSWERS, Concerned
from registre.site.context import SiteContext
from registre.site.fit import Case, dataset_fit, project_fit
from registre.site.page import Page
from tests.conftest import DAY
from tests.site.conftest import Visit

HEART = "me-concerne/hopital/cardiology/"
ENTRY = re.compile(
    r'<li class="rg-concern" data-concern="(\w+)".*?(?=<li class="rg-concern"|\Z)', re.S
)
TITLE = re.compile(r'rg-concern-title"><a href="[./]*(?:en/)?\w+/([\w-]+)/"')


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0")


@pytest.fixture(scope="module")
def site(context: SiteContext) -> dict[str, Page]:
    return {page.url: page for page in concerns.pages(context)}


def entries(page: Page) -> dict[tuple[str, str], str]:
    """Kind and id of each record that a page lists, and what it says of it."""
    found = {}
    for match in ENTRY.finditer(page.content):
        title = TITLE.search(match[0])
        assert title, match[0]
        found[match[1], title[1]] = match[0]
    return found


def fitting(case: Case, context: SiteContext) -> set[tuple[str, str]]:
    """What may concern a person in that case, as the rule decides it."""
    catalogue = context.catalogue
    datasets = {
        ("dataset", id)
        for id, dataset in catalogue.datasets.items()
        if dataset_fit(case, dataset, catalogue.themes).verdict
    }
    return datasets | {
        ("project", id)
        for id, project in catalogue.projects.items()
        if context.states[id].results.state != "not-applicable"
        and project_fit(case, project, catalogue.datasets, catalogue.themes).verdict
    }


def test_pages_are_as_many_as_places_and_their_themes(
    site: dict[str, Page], context: SiteContext
) -> None:
    themes = {place: Concerned(context).themes(place) for place in ANSWERS}
    assert all(themes.values())
    expected = 1 + len(ANSWERS) + sum(map(len, themes.values()))
    assert len(site) == expected * len(context.languages)


@pytest.mark.parametrize("place", ["hospital", "town", "death", "anywhere"])
@pytest.mark.parametrize("theme", ["cardiology", "oncology"])
def test_a_page_lists_what_fits_and_nothing_else(
    site: dict[str, Page], context: SiteContext, place: str, theme: str
) -> None:
    case = Case(place=None if place == "anywhere" else place, theme=theme)
    for language in context.languages:
        page = site[context.addresses.concerned(place, theme, language)]
        assert entries(page).keys() == fitting(case, context)


def test_each_entry_says_why_it_is_shown_or_what_is_not_told(site: dict[str, Page]) -> None:
    for page in site.values():
        for (kind, id), html in entries(page).items():
            assert "rg-why" in html, (page.url, id)
            if kind == "project":
                assert "data-use" in html or "rg-untold" in html, (page.url, id)
            if "rg-fit-maybe" in html:
                assert "rg-untold" in html, (page.url, id)


def test_reasons_doubts_and_opting_out_are_in_words(site: dict[str, Page]) -> None:
    said = entries(site[HEART])
    stays = said["dataset", "sejours-hospitaliers-fictifs"]
    for words in ("séjours à l’hôpital", "2010", "de 0 à 118 ans", "Correspond"):
        assert words in stays
    assert "le lieu des soins, les années et les âges" in said["dataset", "biobanque-orme"]
    attacks = said["project", "infarctus-publie-tard"]
    assert "vos données sont écartées de ce projet" in attacks
    assert "Séjours hospitaliers fictifs" in attacks
    remote = entries(site["en/concerns-me/hospital/cardiology/"])["project", "titre-emoji-arabe"]
    assert "the record does not say what this changes" in remote


def test_every_page_leads_to_the_rights_and_to_who_answers(site: dict[str, Page]) -> None:
    for page in site.values():
        assert re.search(r'href="[./]+(droits|en/rights)/"', page.content), page.url
        assert "registre@fictif.example" in page.content, page.url


def test_a_long_list_has_pages_and_loses_nobody(
    context: SiteContext, site: dict[str, Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a place no longer lists, because its data tell no place, stands under any place."""
    monkeypatch.setattr(concerns, "PER_PAGE", 4)
    paged = {page.url: page for page in concerns.pages(context)}
    whole, anywhere = set[str](), set[str]()
    for url, page in paged.items():
        projects = {id for kind, id in entries(page) if kind == "project"}
        assert len(projects) <= 4, url
        if url.startswith(HEART):
            whole |= projects
        if url.startswith("me-concerne/partout/cardiology/"):
            anywhere |= projects
    before = {id for kind, id in entries(site[HEART]) if kind == "project"}
    assert whole < before <= anywhere
    assert 'href="../../../me-concerne/partout/cardiology/"' in paged[HEART].content


def shown(page: Shown, kind: str) -> set[str]:
    links = page.locator(f'[data-concern="{kind}"]:visible .rg-concern-title > a')
    hrefs = links.evaluate_all("links => links.map((link) => link.pathname)")
    return {href.rstrip("/").rsplit("/", 1)[1] for href in hrefs}


def test_hospital_2019_heart_disease_aged_70(
    built_site: str, visit: Callable[..., Visit], context: SiteContext
) -> None:
    """The form leaves the data and projects whose population and period fit, and says how
    many; clearing it brings everything back; the answers follow from page to page.
    """
    seen = visit(f"{built_site}me-concerne/hopital/#year=2019&age=70")
    page = seen.page
    page.get_by_role("link", name=re.compile("^Cœur et vaisseaux")).click()
    page.wait_for_url(re.compile(r"cardiology/#year=2019&age=70$"))
    case = Case(place="hospital", theme="cardiology", year=2019, age=70)
    expected = fitting(case, context)
    for kind in ("dataset", "project"):
        assert shown(page, kind) == {id for each, id in expected if each == kind}
    assert "infarctus-publie-tard" in shown(page, "project")
    remote = page.locator('[data-concern="project"]', has_text="Suivi à distance du cœur")
    expect(remote.locator("[data-use]").nth(0)).to_be_hidden()  # it uses 2020 to 2025
    expect(remote.locator("[data-use]").nth(1)).to_be_visible()  # its years are not stated
    datasets = sum(kind == "dataset" for kind, _ in expected)
    count = page.locator("[data-concern-count]")
    expect(count).to_have_text(f"{datasets} jeux de données · {len(expected) - datasets} projets")
    page.get_by_label("Année des soins").fill("2011")
    assert shown(page, "project") == {
        id for kind, id in fitting(Case(place="hospital", theme="cardiology", year=2011, age=70),
                                   context) if kind == "project"
    }  # fmt: skip
    assert "infarctus-publie-tard" not in shown(page, "project")
    page.get_by_role("button", name="Effacer").click()
    every = fitting(Case(place="hospital", theme="cardiology"), context)
    expect(page.locator("[data-concern]:visible")).to_have_count(len(every))
    assert "#" not in page.url
    assert seen.messages == []


def test_the_same_path_without_javascript(built_site: str, visit: Callable[..., Visit]) -> None:
    """From the home page, by links alone, to entries that say their years and ages."""
    page = visit(built_site, script=False).page
    page.get_by_role("link", name="Voir quelles données et quels projets").click()
    page.get_by_role("link", name=re.compile("^À l’hôpital")).click()
    page.get_by_role("link", name=re.compile("^Cœur et vaisseaux")).click()
    assert page.locator("form[data-concern-form]").is_hidden()
    stays = page.locator("li.rg-concern", has_text="Séjours hospitaliers fictifs").first
    expect(stays).to_contain_text("depuis le 1er janvier 2010 · âges : de 0 à 118 ans")
    ended = page.locator("[data-group]", has_text="s’arrêtent entre 2005 et 2009")
    expect(ended.locator(".rg-concern-title").first).to_contain_text("Ancienne base")
    for excluded in ("Enquête Santé", "Causes de décès à Valombre", "Registre des cancers"):
        assert page.locator("#data .rg-concern-title", has_text=excluded).count() == 0
    page.get_by_role("link", name="Vos droits, et comment les exercer").click()
    expect(page.locator("h1")).to_have_text("Vos droits")
