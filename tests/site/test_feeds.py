"""Feeds: valid for those who read them, stable, and found from the pages that they follow."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from registre.catalogue import Catalogue
from registre.history import History
from registre.replaying import read
from registre.schema import Schemas
from registre.site import (
    Page,
    SiteContext,
    datasets,
    feeds,
    listing,
    moved,
    news,
    organisations,
    prepare,
    projects,
)
from tests.conftest import DAY
from tests.histories import SOMEBODY, loaded, sample_history

FOLDER = Path(__file__).parent / "feeds"
ATOM = "{http://www.w3.org/2005/Atom}"
PROJECT = "accueil-urgences-nuit"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, schemas: Schemas) -> SiteContext:
    """Of a register that has a history."""
    registry = sample_history(tmp_path_factory.mktemp("feeds"))
    catalogue = loaded(registry, schemas)
    return context_of(catalogue, schemas, read(registry, catalogue, schemas))


def context_of(catalogue: Catalogue, schemas: Schemas, history: History) -> SiteContext:
    return prepare(catalogue, schemas.labels, on=DAY, version="0", history=history, schemas=schemas)


@pytest.fixture(scope="module")
def files(context: SiteContext) -> Files:
    return dict(feeds.files(context))


@pytest.fixture(scope="module")
def site(context: SiteContext) -> dict[str, Page]:
    makers = (projects, datasets, organisations, listing, news, moved)
    return {page.url: page for maker in makers for page in maker.pages(context)}


def told(files: Files, path: str) -> Any:
    return json.loads(files[path])


def atom_schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(str(FOLDER / "atom.rng")))


def json_schema() -> jsonschema.Draft202012Validator:
    schema = json.loads((FOLDER / "json_feed.schema.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_every_atom_feed_is_valid(files: Files) -> None:
    schema = atom_schema()
    for path, data in files.items():
        if path.endswith(feeds.ATOM):
            document = etree.fromstring(data, PARSER)
            assert schema.validate(document), (path, schema.error_log)


def test_the_schema_of_atom_refuses_what_is_none(files: Files) -> None:
    whole = files["nouveautes/atom.xml"].decode()
    schema = atom_schema()
    for old, new in (("<updated>", "<updated>hier "), ("</author>", ""), ("<id>tag:", "<id>")):
        broken = whole.replace(old, new, 1)
        if new == "":
            broken = re.sub("<author>.*?</name>.*?</uri>", "", broken)
        assert not schema.validate(etree.fromstring(broken.encode(), PARSER))


def test_every_json_feed_is_valid(files: Files) -> None:
    schema = json_schema()
    for path in files:
        if path.endswith(feeds.JSON):
            schema.validate(told(files, path))


def test_there_is_a_feed_for_all_and_for_each_theme_dataset_and_organisation(
    files: Files, context: SiteContext
) -> None:
    catalogue = context.catalogue
    themes = {theme for project in catalogue.projects.values() for theme in project.themes}
    subjects = 1 + len(themes) + len(catalogue.datasets) + len(catalogue.organisations)
    assert len(files) == subjects * len(context.languages) * 2


def test_both_formats_tell_the_same(files: Files) -> None:
    for path, data in files.items():
        if path.endswith(feeds.ATOM):
            items = told(files, path.replace(feeds.ATOM, feeds.JSON))["items"]
            entries = etree.fromstring(data, PARSER).findall(f"{ATOM}entry")
            assert [e.findtext(f"{ATOM}id") for e in entries] == [i["id"] for i in items]
            assert [e.findtext(f"{ATOM}title") for e in entries] == [i["title"] for i in items]
            assert len(items) <= feeds.ENTRIES


def test_ids_are_unique_and_the_newest_comes_first(files: Files) -> None:
    for path in files:
        if path.endswith(feeds.JSON):
            items = told(files, path)["items"]
            assert len({item["id"] for item in items}) == len(items), path
            days = [datetime.fromisoformat(item["date_published"]) for item in items]
            assert days == sorted(days, reverse=True)


def test_a_feed_is_dated_by_what_it_tells(files: Files) -> None:
    """Neither by a clock nor by the day of the build; one that is empty is of no day at all."""
    for path, data in files.items():
        if path.endswith(feeds.ATOM):
            feed = etree.fromstring(data, PARSER)
            days = [day.text for day in feed.iterfind(f"{ATOM}entry/{ATOM}updated")]
            assert feed.findtext(f"{ATOM}updated") == max(days, default="1970-01-01T00:00:00Z")


def test_the_same_commit_and_day_give_the_same_bytes(
    context: SiteContext, schemas: Schemas, files: Files
) -> None:
    again = context_of(context.catalogue, schemas, context.history)
    assert dict(feeds.files(again)) == files


def test_an_entry_keeps_its_id_when_others_come(
    context: SiteContext, schemas: Schemas, files: Files
) -> None:
    """A day earlier, the feed had what it has now, but for what happened since."""
    earlier = prepare(
        context.catalogue,
        schemas.labels,
        on=date(2026, 10, 19),
        version="0",
        history=context.history,
        schemas=schemas,
    )
    path = "donnees/urgences-en-direct/feed.json"
    before = {item["id"]: item for item in told(dict(feeds.files(earlier)), path)["items"]}
    after = {item["id"]: item for item in told(files, path)["items"]}
    assert before.items() <= after.items()
    assert len(before) < len(after)


def test_a_change_is_told_field_by_field_in_the_language_of_the_feed(files: Files) -> None:
    french, english = (
        next(item for item in told(files, path)["items"] if PROJECT in item["url"])
        for path in ("nouveautes/feed.json", "en/news/feed.json")
    )
    assert french["content_text"] == (
        "Calendrier prévu › Fin prévue – avant\u00a0: mars 2029, après\u00a0: juin 2029"
    )
    assert "before: March 2029, after: June 2029" in english["content_text"]
    assert french["tags"] == ["Modification"]


def test_no_person_is_named(files: Files, site: dict[str, Page]) -> None:
    for text in (*files.values(), *(page.content.encode() for page in site.values())):
        assert SOMEBODY.encode() not in text
        assert b"camille" not in text.lower()


def test_pages_lead_to_their_feeds(files: Files, site: dict[str, Page]) -> None:
    """In the head, for those who read feeds; and on the page, for those who read it."""
    found = set()
    for page in site.values():
        heads = re.findall(r'type="application/[a-z]+\+(?:xml|json)"[^>]*href="([^"]+)"', page.head)
        shown = re.findall(r'href="([^"]+(?:atom\.xml|feed\.json))"', page.content)
        base = "https://fictif.example/"
        seen = {urljoin(base + page.url, href) for href in shown}
        assert seen == set(heads), page.url
        found |= {url.removeprefix(base) for url in heads}
    assert found == files.keys()


@given(st.text())
def test_whatever_a_text_says_the_feeds_can_be_read(text: str) -> None:
    """Control characters, halves of signs, markup: a reader gets text, and nothing else."""
    entry = feeds.Entry(
        id="tag:a.example,2026:x", page="https://a.example/", title=text, content=text,
        moment=feeds._NEVER, kind="added", label=text,
    )  # fmt: skip
    feed = feeds.Feed(
        id="tag:a.example,2026:y", page="https://a.example/", folder="https://a.example/",
        title=text, language="fr", author=text, home="https://a.example/", description=text,
        entries=(entry, entry._replace(id="tag:a.example,2026:z")),
    )  # fmt: skip
    document = etree.fromstring(feeds.atom(feed), PARSER)
    assert document.findtext(f"{ATOM}entry/{ATOM}content") == read_as_xml(text)
    items = json.loads(feeds.json_feed(feed))["items"]
    assert items[0]["content_text"] == feeds._sound(text)


def read_as_xml(text: str) -> str:
    """XML 1.0, section 2.11: every end of line is one sign."""
    return feeds._sound(text).replace("\r\n", "\n").replace("\r", "\n")


def test_a_register_without_history_has_its_feeds(fictive: Catalogue, schemas: Schemas) -> None:
    files = dict(feeds.files(context_of(fictive, schemas, History(absence="shallow"))))
    schema = atom_schema()
    assert all(
        schema.validate(etree.fromstring(data, PARSER))
        for path, data in files.items()
        if path.endswith(feeds.ATOM)
    )
    assert told(files, "nouveautes/feed.json")["items"]


def test_a_register_below_a_path_has_whole_ids(context: SiteContext, schemas: Schemas) -> None:
    register = replace(context.catalogue.register, base_url="https://a.example/registre/")
    moved = context_of(replace(context.catalogue, register=register), schemas, context.history)
    feed = etree.fromstring(dict(feeds.files(moved))["nouveautes/atom.xml"], PARSER)
    assert feed.findtext(f"{ATOM}id") == "tag:a.example,2026:registre/feed/all/fr"
