"""Refusals, withdrawals, suspensions and revocations, with their reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup, escape

from registre import clock
from registre.model import Event, Project
from registre.site import timeline
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.page import Page
from registre.site.voice import Voice

GROUPS = ("refused", "withdrawn", "suspended", "revoked")


class Stop(NamedTuple):
    """A project and what stopped it."""

    project: Markup
    lead: Markup
    moment: timeline.Moment


class Group(NamedTuple):
    """All that stopped in the same way."""

    key: str
    title: str
    explanation: str
    empty: str
    stops: tuple[Stop, ...]


def pages(context: SiteContext) -> Iterator[Page]:
    """The page in every language."""
    urls = {code: context.addresses.page("refusals", code) for code in context.languages}
    stopped = {group: _stopped(group, context) for group in GROUPS}
    for language in context.languages:
        voice = context.voices[language]
        root = context.addresses.root_from(urls[language])
        groups = [
            Group(
                key=group,
                title=voice.t(f"refusals.{group}"),
                explanation=voice.t(f"refusals.{group}_means"),
                empty=voice.t(f"refusals.{group}_none"),
                stops=tuple(
                    _stop(project, event, context, voice, root) for project, event in found
                ),
            )
            for group, found in stopped.items()
        ]
        yield compose(
            context,
            "refusals",
            {"groups": groups},
            urls=urls,
            language=language,
            section="projects",
            title=voice.t("pages.refusals"),
            description=voice.t("refusals.description"),
            toc=[(group.key, escape(group.title)) for group in groups],
        )


def _stopped(group: str, context: SiteContext) -> list[tuple[Project, Event]]:
    """Projects and events, the newest first; those whose date is not stated last."""
    found = [
        (project, event)
        for project in context.catalogue.projects.values()
        for event in project.events
        if clock.happened(event, context.on) and _belongs(event, group)
    ]
    return sorted(found, key=lambda pair: str(pair[1].date or ""), reverse=True)


def _belongs(event: Event, group: str) -> bool:
    if group == "refused":
        return event.type == "decision" and event.outcome == "refused"
    return event.type == group


def _stop(project: Project, event: Event, context: SiteContext, voice: Voice, root: str) -> Stop:
    return Stop(
        voice.link("project", project.id, root),
        voice.link("organisation", project.lead.organisation, root),
        timeline.moment(event, voice, root, context.on),
    )
