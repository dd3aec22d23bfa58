"""The form's page: every field of the schema, in the order of ``registre new``, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from lxml import html as lxml_html

from registre.catalogue import Catalogue
from registre.diagnostic import described_codes
from registre.model import Forge
from registre.questions import plan
from registre.schema import Schemas
from registre.site import artefacts, form, page, prepare
from registre.site.context import SiteContext
from registre.site.reuse import reuse
from tests.conftest import DAY


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0", schemas=schemas)


@pytest.fixture(scope="module")
def made(context: SiteContext) -> Mapping[str, page.Page]:
    return {made.url: made for made in form.pages(context)}


def _tree(made: page.Page) -> lxml_html.HtmlElement:
    return lxml_html.fromstring(f"<main>{made.content}</main>")


def _top(tree: lxml_html.HtmlElement) -> list[str]:
    tops = tree.xpath("//*[@data-field][not(ancestor::*[@data-field])]")
    return [field.get("data-field") for field in tops]


def test_there_is_a_form_for_each_kind_in_each_language(made: Mapping[str, page.Page]) -> None:
    assert sorted(made) == [
        "declarer/formulaire/",
        "declarer/formulaire/jeu-de-donnees/",
        "declarer/formulaire/organisme/",
        "en/declare/form/",
        "en/declare/form/dataset/",
        "en/declare/form/organisation/",
    ]


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("project", "declarer/formulaire/"),
        ("dataset", "declarer/formulaire/jeu-de-donnees/"),
        ("organisation", "en/declare/form/organisation/"),
    ],
)
def test_every_field_is_asked_once_the_essentials_first(
    made: Mapping[str, page.Page], schemas: Schemas, kind: str, url: str
) -> None:
    asked = _top(_tree(made[url]))
    assert len(asked) == len(set(asked))
    left = {path for path in plan(kind).left if "." not in path}
    assert set(asked) == set(schemas.properties(kind, ())) - left
    first = list(dict.fromkeys((*plan(kind).first, *schemas.schema(kind)["required"])))
    assert asked[: len(first)] == first


def test_what_the_form_does_not_ask_is_said(made: Mapping[str, page.Page]) -> None:
    assert "Anciens identifiants, Tableaux" in made["declarer/formulaire/"].content


def test_each_input_has_a_label_and_its_help(made: Mapping[str, page.Page]) -> None:
    """Tied by ids that exist and are unique, within what is folded away too."""
    for one in made.values():
        tree = _tree(one)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        named = set(tree.xpath("//label/@for"))
        for control in tree.xpath("//*[@data-input][not(@type='checkbox')]"):
            assert control.get("id") in named
            assert set(control.get("aria-describedby").split()) <= set(ids)


def test_the_schemas_beside_the_page_are_those_of_the_check(
    context: SiteContext, schemas: Schemas
) -> None:
    files = dict(artefacts.artefacts(context))
    for kind in ("project", "dataset", "organisation", "definitions"):
        published = json.loads(files[f"declarer/formulaire/schemas/{kind}.schema.json"])
        assert published == schemas.schema(kind)


def test_the_messages_are_those_of_the_checker(context: SiteContext) -> None:
    files = dict(artefacts.artefacts(context))
    said = json.loads(files["declarer/formulaire/messages.fr.json"])
    codes = {*said["keywords"].values(), *said["formats"].values()}
    assert codes <= said["codes"].keys()
    for name, words in said["codes"].items():
        own = described_codes()[name].words["fr"]
        assert words["message"] == own.message
        assert words["remedy"] in ("", own.remedy)


def test_the_ids_that_are_taken_are_known(context: SiteContext) -> None:
    files = dict(artefacts.artefacts(context))
    taken = json.loads(files["declarer/formulaire/taken.project.json"])
    assert set(context.catalogue.projects) <= set(taken["taken"])
    assert "doublon-cardiologie" in taken["removed"]


def test_without_its_script_the_page_says_so(
    context: SiteContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form, "has_script", lambda: False)
    shown = next(form.pages(context)).content
    assert "n’est pas installé" in shown
    assert "js/form.js" not in shown


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("github", "https://forge.example/a/edit/main/registry/"),
        ("gitlab", "https://forge.example/a/-/edit/main/registry/"),
    ],
)
def test_a_change_is_proposed_on_the_forge(context: SiteContext, kind: str, address: str) -> None:
    """Each record leads to its own file, whatever the forge; without one, nothing is offered."""
    id = next(iter(context.catalogue.projects))
    known = Forge(kind=kind, url="https://forge.example/a/")
    for forge, expected in (
        (known, address + context.catalogue.paths[f"project/{id}"]),
        (None, ""),
    ):
        register = replace(context.catalogue.register, forge=forge)
        other = replace(context, catalogue=replace(context.catalogue, register=register))
        assert reuse("project", id, other, other.voices["fr"]).change == expected
