"""Lists of records on a page: a link, a state, a word beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from registre.site.context import SiteContext
from registre.site.states import Pill, pills
from registre.site.voice import Voice

SHOWN = 20


class Entry(NamedTuple):
    """One line: where it leads (from the site's root), what it says."""

    url: str
    title: Markup
    pill: Pill | None = None
    note: Markup | str = ""


class Listed(NamedTuple):
    """The first entries of a list, and where the rest is."""

    entries: tuple[Entry, ...]
    total: int
    all_url: str
    all_label: str


def project_entry(
    id: str, context: SiteContext, voice: Voice, *, note: Markup | str = "", results: bool = False
) -> Entry:
    """A project with its status, or with the state of its results."""
    shown = pills(context.states[id], voice)
    return Entry(
        url=voice.addresses.url("project", id, voice.language),
        title=voice.name("project", id),
        pill=shown[-1] if results else shown[0],
        note=note,
    )


def dataset_entry(id: str, context: SiteContext, voice: Voice) -> Entry:
    """A dataset with the number of projects that use it."""
    uses = len(context.catalogue.projects_of.get(id, ()))
    return Entry(
        url=voice.addresses.url("dataset", id, voice.language),
        title=voice.name("dataset", id),
        note=counted("projects", uses, voice) if uses else "",
    )


def listed(
    entries: Iterable[Entry], total: int, all_url: str, voice: Voice, shown: int = SHOWN
) -> Listed:
    """The first entries; ``all_url`` leads to the whole list when there are more."""
    first = tuple(entries)[:shown]
    label = voice.t("text.more", count=voice.wording.number(total)) if total > len(first) else ""
    return Listed(first, total, all_url if label else "", label)


def counted(noun: str, number: int, voice: Voice) -> str:
    """« 1 234 projets »."""
    return voice.t(f"count.{noun}", count=number, n=voice.wording.number(number))
