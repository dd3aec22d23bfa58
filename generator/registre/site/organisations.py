"""The page of an organisation: its projects by role, its data, the results that it owes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from markupsafe import Markup, escape

from registre import markup
from registre.markup import filled
from registre.model import Organisation
from registre.site import feeds, history
from registre.site.compose import compose
from registre.site.contacts import contact, web
from registre.site.context import SiteContext
from registre.site.entries import Entry, Listed, counted, dataset_entry, listed, project_entry
from registre.site.facts import Facts, Teller, items
from registre.site.feeds import Subject
from registre.site.marks import date_key, organisation_marks
from registre.site.page import Page
from registre.site.paths import to_listing, to_record
from registre.site.reuse import reuse
from registre.site.sources import citations
from registre.site.states import not_counted_yet
from registre.site.structured import organisation_data
from registre.site.voice import Voice

FIRST_ROLES = ("lead",)
LAST_ROLES = ("funder", "operator", "opinion", "decision")
PARTS = ("results", "projects", "datasets")

_SHOWN = 20

_REGISTRIES = {
    "ror": "https://ror.org/{}",
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "lei": "https://search.gleif.org/#/record/{}",
    "siren": "https://annuaire-entreprises.data.gouv.fr/entreprise/{}",
}


class Role(NamedTuple):
    """The projects in which the organisation plays one role."""

    label: str
    projects: Listed


class Owed(NamedTuple):
    """Where an organisation stands with the results of the projects that it leads."""

    published: str
    late: str
    first_late: tuple[Entry, ...]
    days_late: str


def pages(context: SiteContext) -> Iterator[Page]:
    """One page an organisation, and one for each long list of its projects."""
    for organisation in context.catalogue.organisations.values():
        roles = roles_of(organisation.id, context)
        urls = _urls(organisation.id, context)
        for language in context.languages:
            yield _page(organisation, roles, context, urls, language)
        for role, ids in roles.items():
            if len(ids) > _SHOWN:
                yield from _role_pages(organisation, role, ids, context)


def _urls(id: str, context: SiteContext) -> dict[str, str]:
    return {code: context.addresses.url("organisation", id, code) for code in context.languages}


def roles_of(id: str, context: SiteContext) -> Mapping[str, tuple[str, ...]]:
    """Role -> ids of projects, the latest first; leading first, deciding last."""
    found: dict[str, list[str]] = defaultdict(list)
    for part in context.catalogue.involvements.get(id, ()):
        found[part.role].append(part.project)
    middle = [role for role in found if role not in (*FIRST_ROLES, *LAST_ROLES)]
    order = [role for role in (*FIRST_ROLES, *middle, *LAST_ROLES) if role in found]
    projects = context.catalogue.projects
    return {
        role: tuple(
            sorted(found[role], key=lambda part: date_key(projects[part], context), reverse=True)
        )
        for role in order
    }


def _page(
    organisation: Organisation,
    roles: Mapping[str, tuple[str, ...]],
    context: SiteContext,
    urls: dict[str, str],
    language: str,
) -> Page:
    voice = context.voices[language]
    root = context.addresses.root_from(urls[language])
    owed = _owed(roles.get("lead", ()), context, voice)
    values = {
        "path": to_listing("organisation", voice),
        "marks": organisation_marks(organisation, context, voice),
        "name": voice.short(organisation.name),
        "acronym": voice.short(organisation.acronym) if organisation.acronym else "",
        "kind": voice.label("organisation-kind", organisation.kind),
        "description": voice.prose(organisation.description) if organisation.description else "",
        "key_facts": _key_facts(organisation, context, voice, root),
        "owed": owed,
        "late_not_yet": not_counted_yet(context, voice),
        "leads": bool(roles.get("lead")),
        "roles": [_role(organisation.id, role, ids, context, voice) for role, ids in roles.items()],
        "datasets": [
            dataset_entry(id, context, voice)
            for id in context.catalogue.datasets_of.get(organisation.id, ())
        ],
        "sources": citations(organisation.sources, voice),
        "history": history.told("organisation", organisation.id, context, voice),
        "feeds": feeds.offered(Subject("organisation", organisation.id), context, language),
        "reuse": reuse("organisation", organisation.id, context, voice),
    }
    return compose(
        context,
        "organisation",
        values,
        urls=urls,
        language=language,
        section="organisations",
        title=voice.words(organisation.name),
        description=_described(organisation, voice),
        toc=[(part, escape(voice.t(f"organisation.{part}"))) for part in PARTS],
        data=organisation_data(organisation, context, voice, urls[language]),
        extra_head=feeds.links(Subject("organisation", organisation.id), context, language),
    )


def _described(organisation: Organisation, voice: Voice) -> str:
    if organisation.description:
        return markup.plain(voice.words(organisation.description))
    return voice.t("organisation.page_description", name=voice.words(organisation.name))


def _key_facts(organisation: Organisation, context: SiteContext, voice: Voice, root: str) -> Facts:
    teller = Teller(voice)
    teller.code("kind", "organisation-kind", organisation.kind)
    teller.tell("country", voice.wording.country(organisation.country))
    parent = organisation.parent
    teller.tell("parent", voice.link("organisation", parent, root) if parent else None)
    teller.tell("homepage", web(organisation.homepage) if organisation.homepage else None)
    teller.tell("contact", contact(organisation.contact, voice))
    teller.tell("identifiers", _identifiers(organisation))
    teller.tell("former_names", items(_former_names(organisation, voice)))
    return teller.told()


def _identifiers(organisation: Organisation) -> Markup | None:
    known = organisation.identifiers
    if known is None:
        return None
    shown = [
        filled("{}{}", f"{name.upper()} ", web(address.format(value), value))
        for name, address in _REGISTRIES.items()
        if (value := getattr(known, name))
    ]
    return items(shown)


def _former_names(organisation: Organisation, voice: Voice) -> list[Markup]:
    return [
        filled(
            "{} ({})",
            voice.short(former.name),
            voice.when("until", former.until),
        )
        if former.until
        else voice.short(former.name)
        for former in organisation.former_names
    ]


def _owed(led: tuple[str, ...], context: SiteContext, voice: Voice) -> Owed:
    clocks = {id: context.states[id].results for id in led}
    late = sorted(
        (id for id, owed in clocks.items() if owed.state == "late"),
        key=lambda owing: -(clocks[owing].days or 0),
    )
    published = sum(owed.state in ("published", "published-late") for owed in clocks.values())
    total = sum(clocks[id].days or 0 for id in late)
    return Owed(
        published=voice.wording.number(published),
        late=voice.wording.number(len(late)),
        first_late=tuple(
            project_entry(
                id,
                context,
                voice,
                note=counted("days_late", clocks[id].days or 0, voice),
                results=True,
            )
            for id in late[:_SHOWN]
        ),
        days_late=counted("days_late", total, voice) if late else "",
    )


def _role(id: str, role: str, ids: tuple[str, ...], context: SiteContext, voice: Voice) -> Role:
    entries = [project_entry(project, context, voice) for project in ids[:_SHOWN]]
    every = role_url(id, role, context, voice.language)
    return Role(role_label(role, voice), listed(entries, len(ids), every, voice, shown=_SHOWN))


def role_label(role: str, voice: Voice) -> str:
    """« Responsable du projet », « A pris la décision »: a role as a title."""
    key = f"organisation.role_{role}"
    return voice.t(key) if voice.t.has(key) else voice.label("role", role)


def role_url(id: str, role: str, context: SiteContext, language: str) -> str:
    """The page that lists all projects of an organisation in one role."""
    return context.addresses.below("organisation", id, "part", role, language)


def _role_pages(
    organisation: Organisation, role: str, ids: tuple[str, ...], context: SiteContext
) -> Iterator[Page]:
    urls = {code: role_url(organisation.id, role, context, code) for code in context.languages}
    for language in context.languages:
        voice = context.voices[language]
        label = role_label(role, voice)
        name = voice.words(organisation.name)
        yield compose(
            context,
            "organisation_role",
            {
                "path": to_record("organisation", organisation.id, voice),
                "title": f"{name} — {label}",
                "count": counted("projects", len(ids), voice),
                "projects": [project_entry(id, context, voice) for id in ids],
            },
            urls=urls,
            language=language,
            section="organisations",
            title=f"{name} — {label}",
            description=voice.t("organisation.role_description", name=name, role=label),
        )
