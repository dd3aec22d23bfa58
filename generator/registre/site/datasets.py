"""The page of a dataset, and one page for each of its tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from registre import markup
from registre.markup import EMPTY, filled
from registre.model import Dataset, Table
from registre.site import feeds, history
from registre.site.addresses import slugs
from registre.site.compose import compose
from registre.site.contacts import contact, web
from registre.site.context import SiteContext
from registre.site.entries import Listed, counted, listed, project_entry
from registre.site.facts import Facts, Teller, items
from registre.site.feeds import Subject
from registre.site.figures.scene import Scene
from registre.site.glossary import Terms
from registre.site.legal import basis_of, retention_of
from registre.site.marks import dataset_marks, date_key
from registre.site.page import Page
from registre.site.paths import to_listing, to_record
from registre.site.reuse import reuse
from registre.site.sources import citations
from registre.site.structured import dataset_data
from registre.site.uses_by_year import uses_by_year
from registre.site.voice import Voice

PARTS = ("description", "access", "coverage", "tables", "quality", "uses")


class View(NamedTuple):
    """What the parts of the page are prepared from."""

    dataset: Dataset
    context: SiteContext
    voice: Voice
    root: str
    terms: Terms


class TableLine(NamedTuple):
    """One table in the list of a dataset's tables."""

    url: str
    name: str
    title: Markup
    variables: str


class Variable(NamedTuple):
    """One line of a table's dictionary."""

    anchor: str
    name: str
    type: str
    title: Markup
    coding: Markup
    description: Markup


def pages(context: SiteContext) -> Iterator[Page]:
    """One page a dataset and one a table, in every language."""
    for dataset in context.catalogue.datasets.values():
        urls = {
            code: context.addresses.url("dataset", dataset.id, code) for code in context.languages
        }
        for language in context.languages:
            yield _page(dataset, context, urls, language)
        for table in dataset.tables:
            yield from _table_pages(dataset, table, context)


def _page(dataset: Dataset, context: SiteContext, urls: dict[str, str], language: str) -> Page:
    voice = context.voices[language]
    root = context.addresses.root_from(urls[language])
    view = View(dataset, context, voice, root, Terms(voice, root))
    return compose(
        context,
        "dataset",
        _values(view),
        urls=urls,
        language=language,
        section="datasets",
        title=voice.words(dataset.title),
        description=markup.plain(voice.words(dataset.description)),
        toc=[(part, escape(voice.t(f"dataset.{part}"))) for part in PARTS],
        data=dataset_data(dataset, context, voice, urls[language]),
        extra_head=feeds.links(Subject("dataset", dataset.id), context, language),
    )


def _values(view: View) -> dict[str, Any]:
    dataset, context, voice, _, _ = view
    return {
        "path": to_listing("dataset", voice),
        "marks": dataset_marks(dataset, context, voice),
        "title": voice.short(dataset.title),
        "acronym": voice.short(dataset.acronym) if dataset.acronym else "",
        "kind": voice.label("dataset-kind", dataset.kind),
        "description": voice.prose(dataset.description),
        "key_facts": _key_facts(view),
        "provenance": voice.prose(dataset.provenance),
        "access": _access(view),
        "conditions": voice.prose(dataset.access_conditions),
        "fees": voice.prose(dataset.fees),
        "coverage": _coverage(view),
        "quality": _quality(view),
        "tables": _tables(view),
        "tables_note": voice.prose(dataset.tables_note) if dataset.tables_note else "",
        "uses": _uses(view),
        "uses_by_year": uses_by_year(dataset.id, Scene(context, voice, view.root)),
        "related": _related(view),
        "sources": citations(dataset.sources, voice),
        "history": history.told("dataset", dataset.id, context, voice),
        "feeds": feeds.offered(Subject("dataset", dataset.id), context, voice.language),
        "reuse": reuse("dataset", dataset.id, context, voice),
    }


def _key_facts(view: View) -> Facts:
    dataset, _, voice, root, _ = view
    teller = Teller(voice, view.terms)
    holders = [voice.link("organisation", id, root) for id in dataset.holders]
    teller.tell("holders", items(holders))
    teller.answer("trusted_holder", dataset.trusted_holder)
    teller.code("access", "access", dataset.access)
    teller.period("temporal", dataset.temporal)
    teller.tell("spatial", voice.wording.list(map(voice.wording.country, dataset.spatial)))
    teller.code("update_frequency", "update-frequency", dataset.update_frequency)
    people = dataset.population
    individuals = people.individuals if people else None
    teller.tell("individuals", voice.quantity(individuals) if individuals else None)
    teller.tell("themes", _themes(view))
    teller.date("modified", dataset.modified)
    teller.date("reviewed_by_holder_on", dataset.reviewed_by_holder_on)
    return teller.told()


def _themes(view: View) -> Markup:
    voice = view.voice
    return Markup(", ").join(
        voice.facet_link("dataset", "theme", code, view.root) for code in view.dataset.themes
    )


def _access(view: View) -> Facts:
    dataset, context, voice, root, _ = view
    teller = Teller(voice, view.terms)
    body = dataset.access_body or context.catalogue.register.publisher
    teller.tell("access_body", voice.link("organisation", body, root))
    teller.tell("contact", contact(dataset.contact, voice))
    publisher = dataset.publisher
    teller.tell("publisher", voice.link("organisation", publisher, root) if publisher else None)
    teller.tell("homepage", web(dataset.homepage) if dataset.homepage else None)
    guide = dataset.documentation
    teller.tell("documentation", web(guide) if guide else None)
    teller.tell("distributions", _distributions(view))
    teller.tell("sample", web(dataset.sample) if dataset.sample else None)
    teller.tell("legal_basis", items(_bases(view)))
    return teller.told()


def _bases(view: View) -> list[Markup]:
    return [basis_of(basis, view.voice) for basis in view.dataset.legal_basis]


def _distributions(view: View) -> Markup | None:
    voice = view.voice
    shown = []
    for distribution in view.dataset.distributions:
        link = web(distribution.access_url, voice.words(distribution.title))
        notes = [note for note in (distribution.format, distribution.licence) if note]
        shown.append(filled("{} — {}", link, ", ".join(notes)) if notes else link)
    return items(shown)


def _coverage(view: View) -> Facts:
    dataset, _, voice, _, _ = view
    people = dataset.population
    teller = Teller(voice, view.terms)
    teller.text("population", people.coverage if people else None)
    for name in ("records", "individuals", "min_age", "max_age"):
        quantity = getattr(people, name) if people else None
        teller.tell(name, voice.quantity(quantity) if quantity else None)
    teller.text("spatial_note", dataset.spatial_note)
    labels = [escape(voice.label("health-category", code)) for code in dataset.health_categories]
    teller.tell("health_categories", items(labels))
    teller.tell("keywords", ", ".join(dataset.keywords.get(voice.language, ())))
    teller.tell("personal_data", items([voice.phrase(text) for text in dataset.personal_data]))
    teller.tell("purposes", items([voice.phrase(text) for text in dataset.purposes]))
    teller.tell("languages", voice.wording.list(map(voice.wording.language, dataset.languages)))
    return teller.told()


def _quality(view: View) -> Facts:
    dataset, _, voice, _, _ = view
    teller = Teller(voice, view.terms)
    quality = dataset.quality
    teller.text("quality_label", quality.label if quality else None)
    notes = quality.annotations if quality else ()
    teller.tell("quality", items([voice.phrase(text) for text in notes]))
    teller.tell("coding_systems", items([voice.phrase(text) for text in dataset.coding_systems]))
    teller.tell("standards", items([voice.phrase(text) for text in dataset.standards]))
    teller.answer("structured", dataset.structured)
    teller.tell("retention", retention_of(dataset.retention, voice))
    teller.date("issued", dataset.issued)
    teller.date("modified", dataset.modified)
    teller.date("compared_on", dataset.compared_on)
    return teller.told()


def _tables(view: View) -> tuple[TableLine, ...]:
    dataset, _, voice, _, _ = view
    return tuple(
        TableLine(
            url=voice.addresses.table(dataset, table.name, voice.language),
            name=table.name,
            title=voice.short(table.title) if table.title else EMPTY,
            variables=counted("variables", len(table.fields), voice),
        )
        for table in dataset.tables
    )


def _uses(view: View) -> Listed:
    dataset, context, voice, _, _ = view
    projects = context.catalogue.projects
    ids = context.catalogue.projects_of.get(dataset.id, ())
    latest = sorted(ids, key=lambda use: date_key(projects[use], context), reverse=True)
    every = voice.addresses.facet("project", "dataset", dataset.id, voice.language)
    entries = [project_entry(id, context, voice) for id in latest[:30]]
    return listed(entries, len(ids), every, voice, shown=30)


def _related(view: View) -> tuple[tuple[str, Markup], ...]:
    voice = view.voice
    return tuple(
        (
            voice.label("relation", relation.relation),
            voice.link("dataset", relation.dataset, view.root),
        )
        for relation in view.dataset.related
    )


def _table_pages(dataset: Dataset, table: Table, context: SiteContext) -> Iterator[Page]:
    urls = {code: context.addresses.table(dataset, table.name, code) for code in context.languages}
    for language in context.languages:
        voice = context.voices[language]
        root = context.addresses.root_from(urls[language])
        title = f"{table.name} — {voice.words(dataset.title)}"
        yield compose(
            context,
            "table",
            _dictionary(dataset, table, voice, root),
            urls=urls,
            language=language,
            section="datasets",
            title=title,
            description=voice.t(
                "table.description", table=table.name, dataset=voice.words(dataset.title)
            ),
        )


def _dictionary(dataset: Dataset, table: Table, voice: Voice, root: str) -> dict[str, Any]:
    anchors = slugs(tuple(field.name for field in table.fields))
    return {
        "path": to_record("dataset", dataset.id, voice),
        "name": table.name,
        "title": voice.short(table.title) if table.title else "",
        "description": voice.prose(table.description) if table.description else "",
        "count": counted("variables", len(table.fields), voice),
        "label": voice.t("text.table_region", title=table.name),
        "key": ", ".join(table.primary_key),
        "joins": tuple(_joins(dataset, table, voice, root)),
        "variables": tuple(
            Variable(
                anchor=f"var-{anchors[field.name]}",
                name=field.name,
                type=voice.label("field-type", field.type),
                title=voice.short(field.title) if field.title else EMPTY,
                coding=voice.short(field.coding_system) if field.coding_system else EMPTY,
                description=voice.phrase(field.description) if field.description else EMPTY,
            )
            for field in table.fields
        ),
    }


def _joins(dataset: Dataset, table: Table, voice: Voice, root: str) -> Iterator[Markup]:
    """How the table is joined to others: « BEN_IDT_ANO → IR_BEN_R (BEN_IDT_ANO) »."""
    names = {other.name for other in dataset.tables}
    for key in table.foreign_keys:
        reference = key.get("reference", {})
        target = str(reference.get("resource") or table.name)
        shown = filled("<code>{}</code>", target)
        if target in names:
            url = voice.addresses.table(dataset, target, voice.language)
            shown = filled('<a href="{}{}">{}</a>', root, url, shown)
        yield filled(
            "<code>{}</code> → {} (<code>{}</code>)",
            _columns(key.get("fields")),
            shown,
            _columns(reference.get("fields")),
        )


def _columns(names: Any) -> str:
    return names if isinstance(names, str) else ", ".join(map(str, names or ()))
