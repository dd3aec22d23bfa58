"""What pages tell of the past: the history of a declaration, and the news month by month."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from registre.catalogue import Catalogue
from registre.comparison import Amendment
from registre.history import Absence, Amended, History, Origin, Turn
from registre.model import Forge
from registre.replaying import read
from registre.schema import Schemas
from registre.site import Page, SiteContext, history, moved, news, prepare, projects
from tests.conftest import DAY
from tests.histories import loaded, sample_history

PROJECT = "accueil-urgences-nuit"
KEY = ("project", PROJECT)
ORIGIN = Origin(commit="c0ffee" * 6 + "beef", when=datetime(2026, 11, 3, tzinfo=UTC))
HOSTILE = "<script>alert(1)</script>\x1b]8;;\u202e"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, schemas: Schemas) -> SiteContext:
    registry = sample_history(tmp_path_factory.mktemp("pages"))
    catalogue = loaded(registry, schemas)
    return made(catalogue, schemas, read(registry, catalogue, schemas))


def made(catalogue: Catalogue, schemas: Schemas, history: History) -> SiteContext:
    return prepare(catalogue, schemas.labels, on=DAY, version="0", history=history, schemas=schemas)


def with_turns(context: SiteContext, *turns: Turn) -> SiteContext:
    return replace(context, history=History(turns={KEY: turns}))


def amended(*amendments: Amendment, action: str = "amended") -> Turn:
    told = tuple(Amended(amendment=each, met=(None,) * len(each.steps)) for each in amendments)
    return Turn(action=action, origin=ORIGIN, amended=told)  # type: ignore[arg-type]


def titled(old: str | None, new: str | None, language: str = "fr") -> Amendment:
    steps = ("title", language)
    return Amendment(steps=steps, old_steps=steps, old=old, new=new)


def section(context: SiteContext, language: str = "fr", id: str = PROJECT) -> str:
    """The words of the history on a project's page."""
    url = context.addresses.url("project", id, language)
    maker = projects if id in context.catalogue.projects else moved
    page = next(page for page in maker.pages(context) if page.url == url)
    found = re.search(r'<section id="history".*?</section>', page.content, re.DOTALL)
    assert found
    return found[0]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_page_tells_its_history_in_its_language(context: SiteContext) -> None:
    french, english = (words(section(context, language)) for language in ("fr", "en"))
    assert (
        "5 octobre 2026 — Fiche modifiée ( proposition !12 ) "
        "Calendrier prévu › Fin prévue avant décembre 2028 après mars 2029" in french
    )
    assert "5 October 2026 — Record amended ( proposal !12 )" in english
    assert "before December 2028 after March 2029" in english
    assert french.endswith("1er septembre 2026 — Fiche ajoutée ( voir le changement )")


@pytest.mark.parametrize(
    ("kind", "proposal", "expected"),
    [
        ("gitlab", "!12", "https://a.example/r/-/merge_requests/12"),
        ("github", "#12", "https://a.example/r/pull/12"),
        ("gitlab", None, f"https://a.example/r/-/commit/{ORIGIN.commit}"),
        ("github", None, f"https://a.example/r/commit/{ORIGIN.commit}"),
        # On GitLab, this is the number of something else.
        ("gitlab", "#12", f"https://a.example/r/-/commit/{ORIGIN.commit}"),
    ],
)
def test_a_change_leads_to_the_forge(kind: str, proposal: str | None, expected: str) -> None:
    forge = Forge(kind=kind, url="https://a.example/r/")
    assert history.where(replace(ORIGIN, proposal=proposal), forge)[1] == expected


def test_without_a_forge_a_proposal_has_its_number(context: SiteContext) -> None:
    register = replace(context.catalogue.register, forge=None)
    alone = replace(context, catalogue=replace(context.catalogue, register=register))
    assert "proposition !12" in words(section(alone))
    assert "href" not in section(alone)


@pytest.mark.parametrize("absence", ["outside-git", "shallow", "unreadable"])
def test_what_is_not_available_is_said(context: SiteContext, absence: Absence) -> None:
    blind = replace(context, history=History(absence=absence))
    assert "L’historique n’est pas disponible" in words(section(blind))
    page, *_ = news.pages(blind)
    assert "ne sont pas connus ici" in words(page.content)


def test_a_record_that_was_never_committed_says_so(context: SiteContext) -> None:
    blank = replace(context, history=History())
    assert "n’est pas encore enregistrée" in words(section(blank))


def test_a_tombstone_says_when_and_not_what(context: SiteContext) -> None:
    """What a record said that was taken down is not said again."""
    told = section(context, id="demande-chiffres-lunettes")
    assert "20 novembre 2026 — Fiche retirée ( proposition !16 )" in words(told)
    turns = (amended(titled("Secret", "Aveu"), action="removed"),)
    key = ("project", "demande-chiffres-lunettes")
    silent = replace(context, history=History(turns={key: turns}))
    assert "Secret" not in section(silent, id="demande-chiffres-lunettes")


def test_twenty_changes_at_most_are_told_and_the_rest_counted(context: SiteContext) -> None:
    many = with_turns(context, *(amended(titled(str(n), "x")) for n in range(23)))
    html = section(many)
    assert html.count('class="rg-turn"') == history.TURNS
    assert "Et 3 changements plus anciens." in words(html)


def test_a_change_of_everything_is_told_in_part(context: SiteContext) -> None:
    each = (titled("a" * 900, "b" * 900, language) for language in ("fr", "en") * 100)
    wide = with_turns(context, amended(*each))
    html = section(wide)
    assert html.count("<dt>") == history.FIELDS
    assert f"et {200 - history.FIELDS} autres changements." in words(html)
    assert len(html.encode()) < 15_000


def test_long_texts_are_shown_where_they_part(context: SiteContext) -> None:
    old, new = ("mot " * 200 + end + " mot" * 200 for end in ("AVANT", "APRES"))
    html = section(with_turns(context, amended(titled(old, new))))
    assert "AVANT" in html
    assert "APRES" in html
    assert len(html) < 2_500


def test_a_list_that_gains_several_things_is_named_once(context: SiteContext) -> None:
    """And what points at a field is told by the field's name."""
    gained = (
        Amendment(steps=("sources", 0, "supports", n), old_steps=("sources", 0, "supports"), new=to)
        for n, to in enumerate(("/title/fr", "/calendar"))
    )
    html = section(with_turns(context, amended(*gained)))
    assert html.count("<dt>") == 1
    assert "ajouté Titre ajouté Calendrier prévu" in words(html)


def test_a_change_that_nobody_can_see_is_said_to_be_one(context: SiteContext) -> None:
    html = section(with_turns(context, amended(titled("12 juillet", "12\u00a0juillet"))))
    assert "seules des espaces changent" in words(html)
    assert "juillet" not in html


def test_a_mark_that_changed_is_seen(context: SiteContext) -> None:
    html = section(with_turns(context, amended(titled("un *mot*", "un mot"))))
    assert "avant un *mot* après un mot" in words(html)


def test_a_text_of_another_language_bears_it(context: SiteContext) -> None:
    html = section(with_turns(context, amended(titled("Old", "New", "en"))))
    assert "<dt>Titre (anglais)</dt>" in html
    assert '<span lang="en">New</span>' in html


def test_hostile_values_are_text(context: SiteContext) -> None:
    html = section(with_turns(context, amended(titled(HOSTILE, f"{HOSTILE}{{{{ 7*7 }}}}"))))
    assert "<script" not in html
    assert not set("\x1b\u202e") & set(html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.fixture(scope="module")
def told(context: SiteContext) -> Mapping[str, Page]:
    return {page.url: page for page in news.pages(context)}


def test_each_month_has_its_page(told: Mapping[str, Page]) -> None:
    page = told["nouveautes/2026/10/"]
    assert page.title == "Nouveautés\u00a0: octobre 2026"
    kinds = re.findall(r'rg-news-kind rg-news-(\w+)"', page.content)
    assert kinds == ["amended"] * 3
    assert page.alternates["en"] == "en/news/2026/10/"


def test_each_kind_of_news_is_told_by_a_word(told: Mapping[str, Page]) -> None:
    labels = {
        (kind, label)
        for page in told.values()
        if page.language == "fr"
        for kind, label in re.findall(r'rg-news-kind rg-news-(\w+)">([^<]+)<', page.content)
    }
    assert labels == {
        ("added", "Ajout"),
        ("amended", "Modification"),
        ("decided", "Décision"),
        ("published", "Résultat"),
        ("withdrawn", "Retrait"),
        ("examined", "Incident ou contrôle"),
    }


def test_every_month_is_reached_from_the_latest_news(told: Mapping[str, Page]) -> None:
    reached, waiting = set(), ["nouveautes/"]
    while waiting:
        url = waiting.pop()
        reached.add(url)
        up = "../" * url.count("/")
        hrefs = re.findall(rf'href="{re.escape(up)}(nouveautes/[^"]*/)"', told[url].content)
        waiting += set(hrefs) - reached
    assert reached == {url for url, page in told.items() if page.language == "fr"}


def test_what_happened_is_counted_once(told: Mapping[str, Page], context: SiteContext) -> None:
    """The number of each year is that of its months and of what has no month."""
    counts = dict(
        re.findall(r'href="\.\./(nouveautes/\d+/)"[^>]*>\d+ <span[^>]*>\((\d+)\)',
                   told["nouveautes/"].content)
    )  # fmt: skip
    for url, count in counts.items():
        months = re.findall(r'rg-tag-count">\((\d+)\)', told[url].content)
        undated = told[url].content.count("<p><a")
        assert int(count) == sum(map(int, months)) + undated, url


def test_a_full_month_has_several_pages(
    context: SiteContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "PER_PAGE", 2)
    found = {page.url: page for page in news.pages(context)}
    assert {"nouveautes/2026/10/", "nouveautes/2026/10/page/2/"} <= found.keys()
    assert "en/news/2026/10/page/2/" in found
    assert 'rel="next"' in found["nouveautes/2026/10/"].content


def test_the_future_is_no_news(context: SiteContext) -> None:
    early = replace(context, on=date(2026, 10, 4))
    assert "nouveautes/2026/10/" not in {page.url for page in news.pages(early)}


def test_what_declares_its_day_is_not_told_twice(context: SiteContext) -> None:
    """An event that a proposal adds is told on its own day."""
    event = {"type": "decision", "date": "2026-11-16"}
    gained = Amendment(steps=("events", 2), old_steps=("events",), new=event)
    url = "nouveautes/2026/11/"
    before, after = (
        {page.url: page for page in news.pages(each)}[url].content.count("rg-news-amended")
        for each in (
            with_turns(context, amended(gained)),
            with_turns(context, amended(gained, titled("a", "b"))),
        )
    )
    assert (before, after) == (0, 1)
