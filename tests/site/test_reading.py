"""What a reader would stumble on: dates that agree, tables in one's language, honest counts."""

from __future__ import annotations

import re

import pytest

from registre.catalogue import Catalogue
from registre.model import PartialDate, Period
from registre.schema import Schemas
from registre.site import Page, SiteContext, pages, prepare
from registre.site.contacts import licence_of
from registre.site.inserts import insert
from registre.site.outcomes import outcomes
from registre.site.wording import sort_key
from tests.conftest import DAY


@pytest.fixture(scope="module")
def fictive_context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0")


@pytest.fixture(scope="module")
def genuine_context(genuine: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(genuine, schemas.labels, on=DAY, version="0", fields=schemas.fields("project"))


@pytest.fixture(scope="module")
def genuine_pages(genuine_context: SiteContext) -> dict[str, Page]:
    return {page.url: page for page in pages(genuine_context)}


@pytest.mark.parametrize(
    ("start", "end", "french", "english"),
    [
        ("2014", "2018", "de 2014 à 2018", "from 2014 to 2018"),
        ("2014-04", "2018-08", "d’avril 2014 à août 2018", "from April 2014 to August 2018"),
        (
            "2009-01-01",
            "2018-12-31",
            "du 1er janvier 2009 au 31 décembre 2018",
            "from 1 January 2009 to 31 December 2018",
        ),
        ("2016", None, "depuis 2016", "since 2016"),
        ("2016-05-03", None, "depuis le 3 mai 2016", "since 3 May 2016"),
        (None, "2018", "jusqu’en 2018", "until 2018"),
        (None, "2018-10", "jusqu’en octobre 2018", "until October 2018"),
        (None, "2026-12-31", "jusqu’au 31 décembre 2026", "until 31 December 2026"),
    ],
)
def test_a_date_agrees_with_the_word_before_it(
    fictive_context: SiteContext, start: str | None, end: str | None, french: str, english: str
) -> None:
    period = Period(
        start=PartialDate.parse(start) if start else None,
        end=PartialDate.parse(end) if end else None,
    )
    said = {code: voice.period(period) for code, voice in fictive_context.voices.items()}
    assert {code: text.striptags() for code, text in said.items()} == {"fr": french, "en": english}


@pytest.mark.parametrize(
    ("written", "french", "english"),
    [
        ("1.20", "1,20", "1.20"),
        ("-0.5", "-0,5", "-0.5"),
        ("12345", "12\u202f345", "12,345"),
        ("0", "0", "0"),
    ],
)
def test_a_cell_keeps_the_decimals_it_has(
    fictive_context: SiteContext, written: str, french: str, english: str
) -> None:
    voices = fictive_context.voices
    assert voices["fr"].wording.decimal(written) == french
    assert voices["en"].wording.decimal(written) == english


def test_tables_are_written_as_the_language_writes(fictive_context: SiteContext) -> None:
    """Numbers and dates of a result's table; a sign for a hidden value stays as it stands."""
    project = fictive_context.catalogue.projects["petits-nombres"]
    rows = {
        code: outcomes(project, fictive_context, voice)[0].tables[0].rows[:2]
        for code, voice in fictive_context.voices.items()
    }
    shown = {code: [[cell for cell, _ in row] for row in found] for code, found in rows.items()}
    assert shown["fr"][0] == ["Vallée Verte", "2000-2011", "14", "1,2", "oui", "15 janvier 2025"]
    assert shown["en"][0] == ["Vallée Verte", "2000-2011", "14", "1.2", "oui", "15 January 2025"]
    assert shown["fr"][1][2:4] == ["s", "s"]


def test_a_known_licence_has_its_name_and_its_page() -> None:
    shown = licence_of("etalab-2.0")
    assert "etalab-2.0" not in shown.striptags()
    assert shown.startswith('<a href="https://www.etalab.gouv.fr/')
    assert licence_of("A licence <of our own>") == "A licence &lt;of our own&gt;"
    assert 'href="https://x.example/l"' in licence_of("https://x.example/l")


@pytest.mark.parametrize("key", ["home", "results"])
@pytest.mark.parametrize(
    ("language", "said"), [("fr", "avant le 26 mars 2029"), ("en", "before 26 March 2029")]
)
def test_nobody_is_said_to_be_on_time_before_the_law_applies(
    genuine_context: SiteContext, genuine_pages: dict[str, Page], key: str, language: str, said: str
) -> None:
    """« 0 projet en retard » would mislead as long as nothing is counted."""
    page = genuine_pages[genuine_context.addresses.page(key, language)]
    words = re.sub(r"<[^>]+>", "", page.content)
    assert said in words
    assert genuine_context.voices[language].t("results.late_none") not in words


def test_no_sentence_speaks_of_an_empty_list(
    genuine_context: SiteContext, genuine_pages: dict[str, Page]
) -> None:
    content = genuine_pages[genuine_context.addresses.page("results", "fr")].content
    t = genuine_context.voices["fr"].t
    assert (str(t("results.presumed_none")) in content) != (
        str(t("results.presumed_text")) in content
    )


def test_themes_of_the_site_map_are_in_the_order_of_the_alphabet(
    genuine_context: SiteContext, genuine_pages: dict[str, Page]
) -> None:
    """« Économie » comes before « Grossesse », not after « Vieillissement »."""
    content = genuine_pages[genuine_context.addresses.page("sitemap", "fr")].content
    tags = content[content.index('class="rg-tags"') :].split("</ul>")[0]
    labels = re.findall(r">([^<\n]+)</a>", tags)
    assert len(labels) > 5
    assert labels == sorted(labels, key=sort_key)


def test_the_search_does_not_index_what_is_missing(genuine_pages: dict[str, Page]) -> None:
    """Neither pills nor lists of missing fields come up in excerpts."""
    for page in genuine_pages.values():
        for tag in re.findall(r'<p class="rg-(?:pills|missing-list)"[^>]*>', page.content):
            assert "data-pagefind-ignore" in tag, page.url


def test_the_reference_of_fields_folds_what_lies_inside_a_field(
    genuine_context: SiteContext,
) -> None:
    """A declaration has two hundred fields: its first level is read at a glance."""
    html = str(insert("insert-fields", "fr", "declarer/", genuine_context))
    tops = [field for field in genuine_context.fields if field.depth == 0]
    assert html.count("<dt>") == len(genuine_context.fields)
    assert len(re.findall(r'<div class="rg-field">', html)) == len(tops)
    outside = re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)
    assert outside.count("<dt>") == len(tops)


def test_a_register_that_is_not_open_yet_does_not_say_that_it_is(
    genuine_context: SiteContext, fictive_context: SiteContext
) -> None:
    for context in (genuine_context, fictive_context):
        opened = context.catalogue.register.opened_on.earliest <= DAY
        found = next(page for page in pages(context) if page.kind == "about")
        t = context.voices["fr"].t
        assert (str(t("field.opened_on")) in found.content) == opened
        assert (str(t("field.opens_on")) in found.content) != opened
