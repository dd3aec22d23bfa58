"""The pages of codes: all of them, in every language, at the address that the command names."""

from __future__ import annotations

import argparse
import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from registre import codes
from registre.catalogue import Catalogue
from registre.cli.code_pages import pages as command_pages
from registre.cli.session import Session
from registre.cli.speech import all_words
from registre.codes import Example, Examples
from registre.diagnostic import Location, described_codes
from registre.schema import Schemas
from registre.site import Page, SiteContext, prepare
from registre.site.checks import pages
from tests.conftest import DAY, FICTIVE, GENUINE


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0.0.0")


@pytest.fixture(scope="module")
def site(context: SiteContext) -> dict[str, Page]:
    return {page.url: page for page in pages(context)}


def text_of(content: Markup) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", str(content))).split())


@pytest.mark.parametrize("code", described_codes())
def test_a_code_has_its_page_in_every_language(
    code: str, context: SiteContext, site: dict[str, Page]
) -> None:
    for language in context.languages:
        page = site[context.addresses.check(code, language)]
        words = described_codes()[code].words[language]
        assert " ".join(words.cause.split()) in text_of(page.content)
        assert page.title.startswith(f"{code} — ")
        assert set(page.alternates) == set(context.languages)


def test_the_list_leads_to_each_code(context: SiteContext, site: dict[str, Page]) -> None:
    for language in context.languages:
        index = site[context.addresses.checks(language)]
        for code in described_codes():
            assert f'{context.addresses.check(code, language)}">{code}</a>' in index.content
        assert len(index.toc) == len(codes.by_family())


def test_what_is_at_fault_is_marked(context: SiteContext, site: dict[str, Page]) -> None:
    page = site[context.addresses.check("YAML-010", "fr")]
    assert "title: AVC <mark>:</mark> le parcours de soins" in page.content
    assert "ligne 2" in page.content


def hostile(code: str) -> Examples:
    line = '<script>alert(1)</script>\u202e"&'
    return Examples(
        refused=Example(
            path="<b>.yaml",
            lines=(line, ""),
            first=1,
            where=Location(path="<b>.yaml", line=2, column=9, end_line=2, end_column=12),
            message={"en": line, "fr": line},
            remedy={"en": line, "fr": line},
        ),
        accepted=Example(path="a", lines=(line,), first=7, message={}, remedy={}),
    )


def test_no_example_is_markup(context: SiteContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "examples", hostile)
    for page in pages(context):
        assert "<script" not in page.content
        assert "<b>" not in page.content
        assert "\u202e" not in page.content


def test_a_language_that_the_checker_does_not_speak_is_told_in_english_and_marked(
    fictive: Catalogue, schemas: Schemas, tmp_path: Path
) -> None:
    folder = tmp_path / "site_templates" / "translations"
    folder.mkdir(parents=True)
    for name in ("fr", "en", "de"):
        source = "en" if name == "de" else name
        shipped = Path(__file__).parents[2] / "site_templates" / "translations"
        (folder / f"{name}.toml").write_text((shipped / f"{source}.toml").read_text("utf-8"))
    register = replace(fictive.register, languages=("de", "en"))
    german = prepare(
        replace(fictive, register=register),
        schemas.labels,
        on=DAY,
        version="0.0.0",
        overrides=tmp_path,
    )
    page = next(page for page in pages(german) if page.url == "declare/checks/yaml-010/")
    assert page.language == "de"
    assert '<span lang="en">' in page.content


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("registry", [GENUINE, FICTIVE], ids=["genuine", "fictive"])
def test_the_command_and_the_site_name_the_same_address(
    registry: Path, language: str, request: pytest.FixtureRequest, schemas: Schemas
) -> None:
    name = "genuine" if registry == GENUINE else "fictive"
    catalogue = request.getfixturevalue(name)
    addresses = prepare(catalogue, schemas.labels, on=DAY, version="0.0.0").addresses
    options = argparse.Namespace(registry=registry)
    session = Session.begin(options, language, all_words()[language], {})
    assert command_pages(session) == addresses.absolute(addresses.checks(language))
