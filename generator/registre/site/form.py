"""The form: a declaration without Git, asked for in words, made from the schemas.

The page is whole HTML; its script only reads the fields, checks them against the very
schemas, and writes the file. What the script needs lies beside the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from registre.diagnostic import described_codes, shared_words
from registre.explanation import CODES_BY_FORMAT, CODES_BY_KEYWORD
from registre.markup import filled
from registre.package_data import PackageDataError, find
from registre.questions import plan
from registre.schema import Schemas
from registre.site import forge
from registre.site.addresses import LISTINGS
from registre.site.compose import compose
from registre.site.contacts import contact, web
from registre.site.context import SiteContext
from registre.site.form_fields import Fields, Option, Section, Tongue
from registre.site.page import Page
from registre.site.paths import Step
from registre.site.voice import Voice
from registre.site.wording import sort_key
from registre.source import KINDS as SOURCE_KINDS

KINDS = tuple(LISTINGS)
FOLDERS = {kind: folder for folder, kind in SOURCE_KINDS.items()}
SCRIPT = "site_templates/assets/js/form/libraries.js"

# What the script may have to say of a field: the schema's faults, ids and references.
_TOLD = ("SCHEMA-", "ID-001", "ID-003", "REF-001", "REF-002")
# Their remedies speak of the lines of a file, which whoever fills in a form does not see.
_OF_LINES = ("SCHEMA-002", "SCHEMA-003", "SCHEMA-011", "SCHEMA-016", "SCHEMA-025", "ID-", "REF-")
_WORDS = (
    "ready", "remains", "remains_required", "written", "saved", "unsaved", "restored", "erased",
    "copied", "not_copied", "opened", "to_paste", "remove_row", "row", "said_of", "unknown_yet",
    "not_ready", "file", "now_required",
)  # fmt: skip


@cache
def has_script() -> bool:
    """Whether the libraries of the form were made (``generator/form``) when this was installed."""
    try:
        find(SCRIPT)
    except PackageDataError:
        return False
    return True


def pages(context: SiteContext) -> Iterator[Page]:
    """The form for each kind of record, in every language; none without schemas."""
    for kind in KINDS if context.schemas else ():
        urls = {code: context.addresses.form(kind, code) for code in context.languages}
        for language in context.languages:
            yield _page(kind, urls, context, context.voices[language])


def _page(kind: str, urls: Mapping[str, str], context: SiteContext, voice: Voice) -> Page:
    assert context.schemas
    fields = Fields(context.schemas, kind, voice, _tongues(context), _terms(voice, context))
    sections = tuple(fields.sections())
    return compose(
        context,
        "form",
        {
            "kind": kind,
            "path": _way(voice),
            "sections": sections,
            "left": fields.left(),
            "tongues": _tongues(context),
            "lists": _lists(sections, context, voice),
            "others": tuple(_others(kind, voice)),
            "has_script": has_script(),
            "settings": _settings(kind, context, voice),
            "without": tuple(_without(kind, urls[voice.language], context, voice)),
            "without_steps": _steps(urls[voice.language], voice),
            "files_url": context.addresses.form("project", context.languages[0]),
            "organisation_url": voice.addresses.form("organisation", voice.language),
        },
        urls=urls,
        language=voice.language,
        section="declare",
        title=voice.t(f"form.title_{kind}"),
        description=voice.t("form.description"),
        toc=[(part, escape(voice.t(f"form.{part}"))) for part in ("fields", "remaining", "result")],
    )


def _way(voice: Voice) -> tuple[Step, ...]:
    language, page = voice.language, voice.addresses.page
    return (
        (voice.t("text.home"), page("home", language)),
        (voice.t("pages.declare"), page("declare", language)),
    )


def _tongues(context: SiteContext) -> tuple[Tongue, ...]:
    words = context.translations
    return tuple(Tongue(code, words[code]("frame.name")) for code in context.languages)


def _others(kind: str, voice: Voice) -> Iterator[tuple[str, str]]:
    for other in KINDS:
        if other != kind:
            address = voice.addresses.form(other, voice.language)
            yield voice.t(f"form.title_{other}"), address


def _without(kind: str, here: str, context: SiteContext, voice: Voice) -> Iterator[Markup]:
    """How to declare without the form: the template, the forge, the register's mailbox."""
    t, register = voice.t, context.catalogue.register
    root = context.addresses.root_from(here)
    if kind == "project":
        target = f"{root}static/{t('form.template_file')}"
        name = t("form.template")
    else:
        target, name = root + voice.addresses.fields(kind, voice.language), t(f"fields.link_{kind}")
    yield t.html("form.without_template", template=filled('<a href="{}">{}</a>', target, name))
    folder = filled("<code>{}</code>", _folder(kind))
    known = register.forge
    place = web(known.url, t("form.forge")) if known else escape(t("form.forge"))
    yield t.html("form.without_forge", forge=place, folder=folder)
    if told := contact(register.contact, voice):
        yield t.html("form.without_mail", mail=told)


def _steps(here: str, voice: Voice) -> Markup:
    target = voice.addresses.relative(here, voice.addresses.page("declare", voice.language))
    link = filled('<a href="{}">{}</a>', target, voice.t("pages.declare"))
    return voice.t.html("form.without_steps", declare=link)


def _folder(kind: str) -> str:
    return f"{forge.FOLDER}/{FOLDERS[kind]}/"


# What may be chosen ---------------------------------------------------------------


def _terms(voice: Voice, context: SiteContext) -> dict[str, tuple[Option, ...]]:
    catalogue = context.catalogue
    known = {"term:themes": ("theme", catalogue.themes), "term:routes": ("route", catalogue.routes)}
    return {
        target: tuple(Option(code, voice.label(facet, code)) for code in terms)
        for target, (facet, terms) in known.items()
    }


def _lists(
    sections: tuple[Section, ...], context: SiteContext, voice: Voice
) -> dict[str, tuple[Option, ...]]:
    """The names of the records that a form of this kind may name, by what people call them."""
    records = {
        "organisations": ("organisation", context.catalogue.organisations),
        "datasets": ("dataset", context.catalogue.datasets),
    }
    return {
        name: tuple(
            sorted(
                (Option(id, voice.title(kind, id)) for id in known),
                key=lambda option: sort_key(option.label),
            )
        )
        for name, (kind, known) in records.items()
    }


# What the script reads ------------------------------------------------------------


def _settings(kind: str, context: SiteContext, voice: Voice) -> dict[str, Any]:
    """What differs from a register to another, and the words of the script."""
    known = context.catalogue.register.forge
    return {
        "kind": kind,
        "folder": _folder(kind),
        "by_year": kind == "project",
        "named_by": list(plan(kind).named_by),
        "forge": known
        and {"new": forge.new_file(known), "name": forge.name_parameter(known), "kind": known.kind},
        "words": {word: voice.t.entry(f"form.{word}") for word in _WORDS},
    }


def files(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """The schemas, the checker's words in each language, and the ids that are taken."""
    if context.schemas is None:
        return
    folder = context.addresses.form("project", context.languages[0])
    for name in ("definitions", *KINDS):
        yield f"{folder}schemas/{name}.schema.json", _json(context.schemas.schema(name))
    for language in context.languages:
        yield f"{folder}messages.{language}.json", _json(_messages(language, context.schemas))
    for kind in KINDS:
        yield f"{folder}taken.{kind}.json", _json(_taken(kind, context))


def _messages(language: str, schemas: Schemas) -> dict[str, Any]:
    """The checker's own words for what the script finds."""
    told = {
        name: code.words.get(language) or code.words["en"]
        for name, code in described_codes().items()
        if name.startswith(_TOLD)
    }
    return {
        "codes": {
            name: {
                "message": words.message,
                "remedy": "" if name.startswith(_OF_LINES) else words.remedy,
            }
            for name, words in told.items()
        },
        "shared": dict(shared_words(language)),
        "keywords": dict(CODES_BY_KEYWORD),
        "formats": dict(CODES_BY_FORMAT),
    }


def _taken(kind: str, context: SiteContext) -> dict[str, list[str]]:
    """The ids that a record has or had, and those of records that were removed."""
    records = getattr(context.catalogue, LISTINGS[kind])
    former = {id for record in records.values() for id in record.former_ids}
    removed = [gone.id for gone in context.catalogue.removed if gone.kind == kind]
    return {"taken": sorted({*records, *former}), "removed": sorted(removed)}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
