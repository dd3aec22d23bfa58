"""Pages made from what the register says of itself: rights, about, legal notice, and the like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import escape

from registre.markup import filled
from registre.model import Deadline
from registre.site import news
from registre.site.addresses import LISTINGS, NOT_FOUND
from registre.site.compose import compose
from registre.site.contacts import contact, licence_of, web
from registre.site.context import SiteContext
from registre.site.entries import counted
from registre.site.facts import Facts, Teller, items
from registre.site.page import Page
from registre.site.sources import cited
from registre.site.states import delay
from registre.site.voice import Voice
from registre.site.wording import sort_key

Values = dict[str, Any]

FILES = ("projects.csv", "uses.csv", "register.json")
"""The files of the open-data page, below its address in the register's first language."""


class Scope(NamedTuple):
    """One language of one page, as its values are prepared."""

    context: SiteContext
    voice: Voice
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A page of this module: its key, its section, its values, the anchors of its parts."""

    key: str
    section: str
    values: Callable[[Scope], Values]
    parts: tuple[str, ...] = ()


def pages(context: SiteContext) -> Iterator[Page]:
    """Every page of this module, in every language."""
    for kind in KINDS:
        yield from _pages(kind, context)
    yield _not_found(context)


def _pages(kind: Kind, context: SiteContext) -> Iterator[Page]:
    urls = {code: context.addresses.page(kind.key, code) for code in context.languages}
    name = kind.key.replace("-", "_")
    for language in context.languages:
        voice = context.voices[language]
        scope = Scope(context, voice, context.addresses.root_from(urls[language]))
        yield compose(
            context,
            name,
            kind.values(scope),
            urls=urls,
            language=language,
            section=kind.section,
            title=voice.t(f"pages.{kind.key}"),
            description=voice.t(f"{name}.description"),
            toc=[(part, escape(voice.t(f"{name}.{part}"))) for part in kind.parts],
        )


# Rights (EHDS, Article 58(1)) -------------------------------------------------------


def _rights(scope: Scope) -> Values:
    context, voice, root = scope
    register = context.catalogue.register
    page = voice.addresses.page
    return {
        "legal_framework": voice.prose(register.legal_framework),
        "rights": voice.prose(register.rights),
        "publisher": voice.link("organisation", register.publisher, root),
        "contact": contact(register.contact, voice) or voice.missing,
        "environments": tuple(_environments(context, voice)),
        "projects_url": voice.addresses.listing("project", voice.language),
        "results_url": page("results", voice.language),
        "refusals_url": page("refusals", voice.language),
    }


def _environments(context: SiteContext, voice: Voice) -> Iterator[tuple[str, str]]:
    """Where data are processed, and in how many projects."""
    kinds = Counter(
        project.environment.kind if project.environment else "not-stated"
        for project in context.catalogue.projects.values()
    )
    for kind, number in kinds.most_common():
        yield voice.label("environment-kind", kind), counted("projects", number, voice)


# About ----------------------------------------------------------------------------


def _about(scope: Scope) -> Values:
    context, voice, root = scope
    register = context.catalogue.register
    notice = register.independence_notice
    return {
        "description": voice.prose(register.description),
        "legal_framework": voice.prose(register.legal_framework),
        "notice": voice.prose(notice) if notice else "",
        "deadlines": tuple(_deadlines(scope)),
        "facts": _register_facts(scope),
        "links": [
            (voice.t(f"pages.{key}"), voice.addresses.page(key, voice.language))
            for key in ("open-data", "accessibility", "legal", "sitemap")
        ],
        "root": root,
    }


def _deadlines(scope: Scope) -> Iterator[Values]:
    context, voice, _ = scope
    deadlines = context.catalogue.register.deadlines
    for name in ("publication", "results", "dataset_review"):
        deadline: Deadline = getattr(deadlines, name)
        yield {
            "title": voice.t(f"about.deadline_{name}"),
            "delay": delay(deadline, voice),
            "from": voice.date(deadline.applies_from)
            if deadline.applies_from
            else voice.t("about.already"),
            "source": cited(deadline.source, voice),
        }


def _register_facts(scope: Scope) -> Facts:
    context, voice, root = scope
    register = context.catalogue.register
    teller = Teller(voice)
    teller.tell("publisher", voice.link("organisation", register.publisher, root))
    teller.tell("contact", contact(register.contact, voice))
    opened = register.opened_on.earliest <= context.on
    teller.date("opened_on" if opened else "opens_on", register.opened_on)
    teller.tell("spoken_day", voice.date(context.on))
    teller.tell("country", voice.wording.country(register.country))
    teller.tell("licence", licence_of(register.data_licence))
    forge = register.forge
    teller.tell("forge", web(forge.url) if forge else None)
    teller.tell("software", filled("Registre {}", context.version))
    return teller.told()


# Legal notice ---------------------------------------------------------------------


def _legal(scope: Scope) -> Values:
    context, voice, root = scope
    register = context.catalogue.register
    notice = register.independence_notice
    teller = Teller(voice)
    teller.tell("publisher", voice.link("organisation", register.publisher, root))
    teller.tell("contact", contact(register.contact, voice))
    teller.tell("director", None)
    teller.tell("host", None)
    return {
        "facts": teller.told(),
        "licence": licence_of(register.data_licence),
        "notice": voice.prose(notice) if notice else "",
        "privacy_url": voice.addresses.page("privacy", voice.language),
    }


# Accessibility ----------------------------------------------------------------------


def _accessibility(scope: Scope) -> Values:
    context, voice, _ = scope
    declared = context.catalogue.register.accessibility
    teller = Teller(voice)
    teller.date("audited_on", declared.audited_on)
    rate = declared.rate
    teller.tell("rate", voice.wording.percent(rate / 100) if rate is not None else None)
    teller.tell("pages_tested", items([voice.phrase(page) for page in declared.pages_tested]))
    teller.tell("tools", items([voice.phrase(tool) for tool in declared.tools]))
    return {
        "status": voice.t(f"accessibility_status.{declared.status}"),
        "audited": declared.status != "not-audited",
        "facts": teller.told(),
        "non_conformities": [voice.phrase(text) for text in declared.non_conformities],
        "contact": contact(declared.contact or context.catalogue.register.contact, voice)
        or voice.missing,
        "site": voice.words(context.catalogue.register.name),
        "publisher": voice.title("organisation", context.catalogue.register.publisher),
    }


# Open data ------------------------------------------------------------------------


def files(context: SiteContext) -> Mapping[str, str]:
    """Name of each file of the open-data page, and its address from the site's root."""
    folder = context.addresses.page("open-data", context.languages[0])
    return {name: f"{folder}{name}" for name in FILES}


def _open_data(scope: Scope) -> Values:
    context, voice, _ = scope
    return {
        "files": [
            (name, url, voice.t(f"open_data.{name.replace('.', '_')}"))
            for name, url in files(context).items()
        ],
        "licence": licence_of(context.catalogue.register.data_licence),
    }


# Site map -------------------------------------------------------------------------

_MAP: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("projects", ("projects", "refusals", "results", "figures", "news")),
    ("datasets", ("datasets", "organisations")),
    ("rights", ("rights", "concerns-me", "declare")),
    ("about", ("about", "open-data", "glossary", "accessibility", "legal", "privacy")),
)


def _sitemap(scope: Scope) -> Values:
    context, voice, _ = scope
    language = voice.language
    return {
        "groups": [
            (
                voice.t(f"sections.{section}"),
                list(_links(keys, voice)),
            )
            for section, keys in _MAP
        ],
        "themes": [
            (voice.label("theme", code), voice.addresses.facet("project", "theme", code, language))
            for code in sorted(
                _used_themes(context), key=lambda code: sort_key(voice.label("theme", code))
            )
        ],
        "years": list(news.urls_of(context, language)),
        "home_url": voice.addresses.page("home", language),
    }


def _links(keys: tuple[str, ...], voice: Voice) -> Iterator[tuple[str, str]]:
    """Pages by their titles; what is checked, and the forms, stand below the page on declaring."""
    for key in keys:
        yield voice.t(f"pages.{key}"), voice.addresses.page(key, voice.language)
        if key == "figures":
            yield voice.t("activity.title"), voice.addresses.report(voice.language)
        if key == "declare":
            yield voice.t("checks.title"), voice.addresses.checks(voice.language)
            for kind in LISTINGS:
                yield voice.t(f"form.title_{kind}"), voice.addresses.form(kind, voice.language)


def _used_themes(context: SiteContext) -> set[str]:
    return {code for project in context.catalogue.projects.values() for code in project.themes}


# Not found --------------------------------------------------------------------------


def _not_found(context: SiteContext) -> Page:
    """One page for every language: nobody knows which one the visitor reads."""
    language = context.languages[0]
    voice = context.voices[language]
    return compose(
        context,
        "not_found",
        {
            "others": [
                {"voice": other, "language": code}
                for code, other in context.voices.items()
                if code != language
            ],
        },
        urls={language: NOT_FOUND},
        language=language,
        section="other",
        title=voice.t("not_found.title"),
        description=voice.t("not_found.text"),
    )


KINDS = (
    Kind(
        key="rights",
        section="rights",
        values=_rights,
        parts=("who", "why", "exercise", "law", "protection", "body"),
    ),
    Kind(
        key="about", section="about", values=_about, parts=("purpose", "law", "deadlines", "facts")
    ),
    Kind(key="legal", section="about", values=_legal),
    Kind(key="accessibility", section="about", values=_accessibility),
    Kind(key="open-data", section="about", values=_open_data),
    Kind(key="sitemap", section="about", values=_sitemap),
)
