"""Words as people type them, and what a browser fetches to find them, in Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from registre import package_data
from registre.search_index import build_index
from tests.conftest import served
from tests.site.conftest import Visit
from tests.test_search_index import TEXTS, made, write


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site with the site's own scripts, not yet indexed."""
    folder = made(tmp_path / "site")
    shutil.copytree(package_data.find("site_templates/assets/js"), folder / "static" / "js")
    return folder


@pytest.fixture
def engine(site: Path, visit: Callable[..., Visit]) -> Iterator[Callable[[str], list[str]]]:
    """Asks the site's own search module; the ids of what it finds."""
    build_index(site)
    ask = """async (query) => {
        const { load } = await import("/static/js/search/engine.js");
        const engine = await load("project");
        const found = await engine.find({ query, chosen: new Map(), sort: "" }, "");
        return Promise.all(found.results.map(async (one) => (await one.data()).url));
    }"""
    with served(site) as address:
        seen = visit(address)
        yield lambda query: [url.split("/")[-2] for url in seen.page.evaluate(ask, query)]
        assert seen.messages == []


def test_browsing_does_not_fetch_the_whole_index(
    site: Path,
    visit: Callable[..., Visit],
) -> None:
    """Asked for everything, Pagefind 1.5 would; a word that every page has spares it."""
    for number in range(300):
        words = " ".join(f"mot{number * 40 + n}" for n in range(40))
        write(site, f"projets/p{number}", words)
    build_index(site)
    ask = """async () => {
        const { load } = await import("/static/js/search/engine.js");
        const engine = await load("project");
        const nothing = { query: "", chosen: new Map(), sort: "" };
        const { theme } = await engine.counts(nothing, ["theme"], await engine.find(nothing, ""));
        return [await engine.count(nothing), theme.a];
    }"""
    with served(site) as address:
        seen = visit(address)
        assert seen.page.evaluate(ask) == [300 + len(TEXTS)] * 2
        fetched = [url for url in seen.requests if url.endswith(".pf_index")]
        assert len(fetched) == 1
        assert len(list((site / "pagefind" / "index").glob("fr_*"))) > 1


def test_the_word_that_every_page_has_is_never_found_by_chance(
    engine: Callable[[str], list[str]],
) -> None:
    assert engine("registre") == engine("registretout") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hopital", "hopital"),
        ("l'hôpital", "hopital"),
        ("à l’hôpital", "hopital"),
        ("HÔPITAUX", "hopital"),
        ("insuline", "insuline"),
        ("d'insuline", "insuline"),
        ("2019", "insuline"),
        ("2010", "insuline"),
        ("oedème", "oedeme"),
        ("œdèmes", "oedeme"),
        ("coeur", "oedeme"),
        ("cœur", "oedeme"),
        ("oestrogene", "oedeme"),
        ("oestradiol", "oedeme"),
        ("l’œdème", "oedeme"),
        ("méningiomes", "meningiome"),
        ("« méningiome opéré »", "meningiome"),
    ],
)
def test_words_are_found_however_they_are_typed(
    engine: Callable[[str], list[str]], query: str, expected: str
) -> None:
    assert engine(query) == [expected]
