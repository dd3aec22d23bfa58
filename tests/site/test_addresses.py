"""Addresses: the first language at the root, links that hold under any path."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registre import package_data
from registre.catalogue import Catalogue
from registre.model import Dataset, Localised, Table
from registre.site.addresses import Addresses, slugs, table_slugs
from registre.site.translations import TemplateError, load

FOLDER = package_data.find("site_templates/translations")


@pytest.fixture(scope="module")
def addresses(genuine: Catalogue) -> Addresses:
    register = genuine.register
    return Addresses(register, {code: load([FOLDER], code) for code in register.languages})


def test_the_first_language_is_at_the_root(addresses: Addresses) -> None:
    assert addresses.url("project", "hydro", "fr") == "projets/hydro/"
    assert addresses.url("project", "hydro", "en") == "en/projects/hydro/"
    assert (addresses.page("home", "fr"), addresses.page("home", "en")) == ("", "en/")


def test_facets(addresses: Addresses) -> None:
    assert addresses.facet("project", "status", "ended", "fr") == "projets/etat/ended/"


def test_an_unknown_page_is_a_clear_error(addresses: Addresses) -> None:
    with pytest.raises(TemplateError, match=r"slugs\.nowhere"):
        addresses.page("nowhere", "fr")
    with pytest.raises(TemplateError, match=r"facet_slugs\.nowhere"):
        addresses.facet("project", "nowhere", "x", "fr")


def test_the_page_that_is_not_found_links_from_the_top(addresses: Addresses) -> None:
    """It is served at any depth, so its links cannot be relative."""
    assert addresses.root_from("404.html") == "/"


_URL = st.lists(st.from_regex(r"[a-z0-9-]{1,8}", fullmatch=True), max_size=4).map(
    lambda parts: "".join(f"{part}/" for part in parts)
)


@given(start=_URL, target=_URL)
def test_relative_links_arrive(start: str, target: str) -> None:
    """Whatever sub-path the site lies under."""
    relative = "../" * start.count("/") + target or "./"
    base = "https://x.example/sub/"
    assert urljoin(base + start, relative) == base + target


@pytest.mark.parametrize(
    ("start", "target", "link"),
    [
        ("", "projets/hydro/", "projets/hydro/"),
        ("projets/hydro/", "", "../../"),
        ("", "", "./"),
        ("a/", "b/", "../b/"),
    ],
)
def test_relative(addresses: Addresses, start: str, target: str, link: str) -> None:
    assert addresses.relative(start, target) == link


@given(st.lists(st.text(max_size=8), unique=True).map(tuple))
def test_slugs_are_never_shared(names: tuple[str, ...]) -> None:
    found = slugs(names)
    assert len(set(found.values())) == len(names)
    assert all(slug and slug == slug.lower() and "/" not in slug for slug in found.values())


def test_tables_that_differ_by_case_have_two_pages() -> None:
    text = Localised((("fr", "Un texte"),))
    dataset = Dataset(
        id="jeu",
        title=text,
        description=text,
        kind="other",
        holders=("x",),
        access="public",
        health_categories=("e",),
        themes=("general",),
        spatial=("FR",),
        tables=(Table(name="ER_PRS_F"), Table(name="er_prs_f"), Table(name="ER-PRS-F-2")),
    )
    assert list(table_slugs(dataset).values()) == ["er-prs-f", "er-prs-f-2", "er-prs-f-2-2"]
