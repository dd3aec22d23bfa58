"""Feeds of what happened: Atom 1.0 (RFC 4287) and JSON Feed 1.1, in every language.

There is one for all, one for each theme, each dataset and each organisation. An entry keeps
its id (RFC 4151) for ever, and its time is that of the fact or of its commit, never a clock's.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from registre import markup
from registre.markup import filled
from registre.model import Project
from registre.site import happenings, history
from registre.site.context import SiteContext
from registre.site.happenings import Happening
from registre.site.voice import Voice

ENTRIES = 50
ATOM, JSON = "atom.xml", "feed.json"
_TYPES = {ATOM: "application/atom+xml", JSON: "application/feed+json"}
_NAMES = {ATOM: "feeds.atom", JSON: "feeds.json"}
# The year in which entries were first named so: a part of their ids (RFC 4151).
_SINCE = 2026
# A feed must be dated even when nothing has happened.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# XML 1.0 has no sign for these, escaped or not.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_SIGNS = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}


class Subject(NamedTuple):
    """What a feed is about: ``all``, or a ``theme``, a ``dataset``, an ``organisation`` by id."""

    kind: str
    id: str = ""


ALL = Subject("all")


class Entry(NamedTuple):
    """One entry; ``page`` is an absolute address, ``content`` plain text."""

    id: str
    page: str
    title: str
    content: str
    moment: datetime
    kind: str
    label: str


class Feed(NamedTuple):
    """A feed in one language; addresses are absolute."""

    id: str
    page: str
    folder: str
    title: str
    language: str
    author: str
    home: str
    description: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        return max((entry.moment for entry in self.entries), default=_NEVER)


def folder(subject: Subject, context: SiteContext, language: str) -> str:
    """The page that a feed belongs to, beside which its files lie."""
    addresses = context.addresses
    if subject == ALL:
        return addresses.page("news", language)
    if subject.kind == "theme":
        return addresses.facet("project", "theme", subject.id, language)
    return addresses.url(subject.kind, subject.id, language)


def offered(
    subject: Subject, context: SiteContext, language: str
) -> tuple[tuple[str, str, str], ...]:
    """Address from the site's root, media type and name of each of a subject's feeds."""
    base, t = folder(subject, context, language), context.voices[language].t
    return tuple((base + file, type, t(_NAMES[file])) for file, type in _TYPES.items())


def links(subject: Subject, context: SiteContext, language: str) -> Markup:
    """The same for the head of the page, where readers of feeds look."""
    title = _title(subject, context.voices[language], context)
    return Markup().join(
        filled(
            '<link rel="alternate" type="{}" title="{}" href="{}">\n',
            type,
            f"{title} ({name})",
            context.addresses.absolute(url),
        )
        for url, type, name in offered(subject, context, language)
    )


def files(context: SiteContext) -> Iterator[tuple[str, bytes]]:
    """Path and content of every feed."""
    told = _by_subject(context)
    for language in context.languages:
        made: dict[tuple[tuple[str, str], str], Entry] = {}
        for subject, found in told.items():
            entries = []
            for happening in found:
                known = happening.record, happening.key
                if known not in made:
                    made[known] = _entry(happening, context, context.voices[language])
                entries.append(made[known])
            feed = _feed(subject, tuple(entries), context, language)
            base = folder(subject, context, language)
            yield base + ATOM, atom(feed)
            yield base + JSON, json_feed(feed)


def _by_subject(context: SiteContext) -> Mapping[Subject, Sequence[Happening]]:
    """The last happenings of each subject, the newest first; empty where nothing happened."""
    catalogue = context.catalogue
    told: dict[Subject, list[Happening]] = {ALL: []}
    themes = {theme for project in catalogue.projects.values() for theme in project.themes}
    told |= {Subject("theme", theme): [] for theme in sorted(themes)}
    told |= {Subject("dataset", id): [] for id in catalogue.datasets}
    told |= {Subject("organisation", id): [] for id in catalogue.organisations}
    parts = _subjects(context)
    for happening in happenings.of(context):
        for subject in parts[happening.record]:
            if len(told[subject]) < ENTRIES:
                told[subject].append(happening)
    return told


def _subjects(context: SiteContext) -> Mapping[tuple[str, str], tuple[Subject, ...]]:
    """Whom the news of each record concern; everybody, of one that is no more."""
    catalogue = context.catalogue
    found: dict[tuple[str, str], list[Subject]] = defaultdict(lambda: [ALL])
    for project in catalogue.projects.values():
        found["project", project.id] += _subjects_of(project)
    for organisation, parts in catalogue.involvements.items():
        for project_id in dict.fromkeys(part.project for part in parts):
            found["project", project_id].append(Subject("organisation", organisation))
    for dataset in catalogue.datasets.values():
        found["dataset", dataset.id].append(Subject("dataset", dataset.id))
        for holder in dict.fromkeys(dataset.holders):
            found["dataset", dataset.id].append(Subject("organisation", holder))
    for id in catalogue.organisations:
        found["organisation", id].append(Subject("organisation", id))
    return defaultdict(lambda: (ALL,), {key: tuple(told) for key, told in found.items()})


def _subjects_of(project: Project) -> Iterator[Subject]:
    yield from (Subject("theme", theme) for theme in dict.fromkeys(project.themes))
    used = dict.fromkeys(use.dataset for use in project.data if use.dataset)
    yield from (Subject("dataset", dataset) for dataset in used)


def _feed(
    subject: Subject, entries: tuple[Entry, ...], context: SiteContext, language: str
) -> Feed:
    voice, addresses = context.voices[language], context.addresses
    base = addresses.absolute(folder(subject, context, language))
    name = "/".join(part for part in ("feed", *subject) if part)
    return Feed(
        id=_id(f"{name}/{language}", context),
        page=base,
        folder=base,
        title=_title(subject, voice, context),
        language=language,
        author=voice.title("organisation", context.catalogue.register.publisher),
        home=addresses.absolute(addresses.page("home", language)),
        description=voice.t("feeds.description"),
        entries=entries,
    )


def _title(subject: Subject, voice: Voice, context: SiteContext) -> str:
    register = voice.words(context.catalogue.register.name)
    if subject == ALL:
        return voice.t("feeds.all", register=register)
    if subject.kind == "theme":
        return voice.t("feeds.theme", register=register, name=voice.label("theme", subject.id))
    name = voice.title(subject.kind, subject.id)
    return voice.t("feeds.record", register=register, name=name)


def _id(name: str, context: SiteContext) -> str:
    """A tag URI: the register's host and path, then what is named."""
    parts = urlsplit(context.addresses.base_url)
    return f"tag:{parts.hostname},{_SINCE}:{parts.path.strip('/')}/{name}".replace(":/", ":")


def _entry(happening: Happening, context: SiteContext, voice: Voice) -> Entry:
    kind, id = happening.record
    what = happenings.what(happening, voice)
    page = context.addresses.url(kind, id, voice.language)
    return Entry(
        id=_id(f"{kind}/{id}/{happening.key}/{voice.language}", context),
        page=context.addresses.absolute(page),
        title=voice.t("feeds.entry", what=what, record=voice.title(kind, id)),
        content=_content(happening, context, voice) or what,
        moment=happening.moment,
        kind=happening.kind,
        label=voice.t(f"happenings.{happening.kind}"),
    )


def _content(happening: Happening, context: SiteContext, voice: Voice) -> str:
    """What is said of it: each field that changed on its line, or a text without marks."""
    if happening.turn:
        shown = happening.turn.amended[: history.FIELDS]
        fields = history.fields(happening.record[0], shown, context, voice)
        return "\n".join(_line(field, voice) for field in fields)
    said = happening.result.summary if happening.result else None
    if happening.event:
        said = happening.event.statement or happening.event.reasons
    return markup.plain(voice.words(said)) if said else ""


def _line(field: history.Field, voice: Voice) -> str:
    values = ", ".join(
        voice.t("feeds.value", label=value.label, text=value.text) if value.text else value.label
        for value in field.values
    )
    return voice.t("feeds.change", field=field.name, values=values)


def atom(feed: Feed) -> bytes:
    """The feed in Atom 1.0; what XML cannot hold is replaced."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_xml(feed.language)}">',
        f"<id>{_xml(feed.id)}</id>",
        f"<title>{_xml(feed.title)}</title>",
        f"<subtitle>{_xml(feed.description)}</subtitle>",
        f"<updated>{_time(feed.updated)}</updated>",
        f"<author><name>{_xml(feed.author)}</name><uri>{_xml(feed.home)}</uri></author>",
        f'<link rel="self" type="{_TYPES[ATOM]}" href="{_xml(feed.folder + ATOM)}"/>',
        f'<link rel="alternate" type="text/html" href="{_xml(feed.page)}"/>',
        *map(_atom_entry, feed.entries),
        "</feed>\n",
    ]
    return "\n".join(lines).encode()


def _atom_entry(entry: Entry) -> str:
    return "\n".join(
        (
            "<entry>",
            f"<id>{_xml(entry.id)}</id>",
            f"<title>{_xml(entry.title)}</title>",
            f"<updated>{_time(entry.moment)}</updated>",
            f'<link rel="alternate" type="text/html" href="{_xml(entry.page)}"/>',
            f'<category term="{_xml(entry.kind)}" label="{_xml(entry.label)}"/>',
            f"<content>{_xml(entry.content)}</content>",
            "</entry>",
        )
    )


def json_feed(feed: Feed) -> bytes:
    """The feed in JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _sound(feed.title),
        "home_page_url": feed.page,
        "feed_url": feed.folder + JSON,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": _sound(feed.author), "url": feed.home}],
        "items": [
            {
                "id": entry.id,
                "url": entry.page,
                "title": _sound(entry.title),
                "content_text": _sound(entry.content),
                "date_published": _time(entry.moment),
                "tags": [entry.label],
            }
            for entry in feed.entries
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _sound(text: str) -> str:
    """The text with nothing in it that XML 1.0, or UTF-8, cannot hold."""
    return _NO_XML.sub("\ufffd", text)


def _xml(text: str) -> str:
    return _sound(text).translate(_XML_SIGNS)


def _time(moment: datetime) -> str:
    """As RFC 3339 writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
