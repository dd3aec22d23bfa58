"""The results page: what is published, what is late, and how it is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from registre.site import overview
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.entries import counted
from registre.site.home import result_entry
from registre.site.page import Page
from registre.site.sources import cited
from registre.site.states import delay, not_counted_yet
from registre.site.voice import Voice

SHOWN = 100
PARTS = ("counting", "latest", "late", "due_soon", "unknown", "published_late", "presumed")


class Row(NamedTuple):
    """A project in a list of deadlines."""

    project: Markup
    lead: Markup
    due: Markup
    days: str
    presumed: bool


class Delays(NamedTuple):
    """A list of projects by deadline; ``more`` leads to the whole list."""

    rows: tuple[Row, ...]
    total: str
    more: str


class Lateness(NamedTuple):
    """An organisation and the late projects that it leads."""

    organisation: Markup
    projects: str
    days: str


def pages(context: SiteContext) -> Iterator[Page]:
    """The results page in every language."""
    urls = {code: context.addresses.page("results", code) for code in context.languages}
    for language in context.languages:
        voice = context.voices[language]
        yield compose(
            context,
            "results",
            _values(context, voice, context.addresses.root_from(urls[language])),
            urls=urls,
            language=language,
            section="results",
            title=voice.t("pages.results"),
            description=voice.t("results.description"),
            toc=[(part, escape(voice.t(f"results.{part}"))) for part in PARTS],
        )


def _values(context: SiteContext, voice: Voice, root: str) -> dict[str, Any]:
    found = overview.latest(overview.published(context), 20)
    late = overview.with_results(context, "late")
    presumed = [
        id
        for id in overview.with_results(context, "not-due", "due-soon")
        if context.states[id].results.presumed and not _passed(id, context)
    ]
    states = overview.results_states(context)
    return {
        "counting": _counting(context, voice),
        "figures": [
            (voice.label("results-state", state), voice.wording.number(states[state]))
            for state in ("published", "published-late", "late", "due-soon", "not-due", "unknown")
        ],
        "latest": [result_entry(dated, voice) for dated in found],
        "late": _delays(_longest(late, context), "late", context, voice, root),
        "late_by_lead": _by_lead(late, context, voice, root),
        "due_soon": _delays(
            _soonest(_in("due-soon", context), context), "due-soon", context, voice, root
        ),
        "unknown": _delays(_in("unknown", context), "unknown", context, voice, root),
        "published_late": _delays(
            _in("published-late", context), "published-late", context, voice, root
        ),
        "presumed": _delays(_soonest(presumed, context), "not-due", context, voice, root),
        "passed": _delays(
            [id for id in _in("not-due", context) if _passed(id, context)],
            "not-due",
            context,
            voice,
            root,
        ),
        "limit": voice.wording.number(SHOWN),
    }


def _in(state: str, context: SiteContext) -> tuple[str, ...]:
    return overview.with_results(context, state)


def _passed(id: str, context: SiteContext) -> bool:
    """Whether the date went by before the rule applied."""
    owed = context.states[id].results
    return owed.due is not None and owed.due < context.on


def _longest(ids: Iterable[str], context: SiteContext) -> list[str]:
    return sorted(ids, key=lambda owing: -(context.states[owing].results.days or 0))


def _soonest(ids: Iterable[str], context: SiteContext) -> list[str]:
    return sorted(ids, key=lambda owing: str(context.states[owing].results.due))


def _counting(context: SiteContext, voice: Voice) -> dict[str, Any]:
    deadline = context.catalogue.register.deadlines.results
    soon = context.catalogue.register.deadlines.due_soon
    return {
        "delay": delay(deadline, voice),
        "soon": delay(soon, voice),
        "source": cited(deadline.source, voice),
        "since": voice.when("since", deadline.applies_from) if deadline.applies_from else "",
        "starting": voice.when("starting", deadline.applies_from) if deadline.applies_from else "",
        "late_not_yet": not_counted_yet(context, voice),
    }


def _delays(
    ids: Iterable[str], state: str, context: SiteContext, voice: Voice, root: str
) -> Delays:
    ids = tuple(ids)
    every = voice.addresses.facet("project", "results", state, voice.language)
    return Delays(
        rows=tuple(_row(id, context, voice, root) for id in ids[:SHOWN]),
        total=counted("projects", len(ids), voice),
        more=every if len(ids) > SHOWN else "",
    )


def _row(id: str, context: SiteContext, voice: Voice, root: str) -> Row:
    owed = context.states[id].results
    days = ""
    if owed.state == "late" and owed.days is not None:
        days = counted("days_late", owed.days, voice)
    elif owed.state == "due-soon" and owed.days is not None:
        days = counted("days_left", owed.days, voice)
    lead = context.catalogue.projects[id].lead.organisation
    return Row(
        project=voice.link("project", id, root),
        lead=voice.link("organisation", lead, root),
        due=voice.date(owed.due),
        days=days,
        presumed=owed.presumed,
    )


def _by_lead(
    late: Iterable[str], context: SiteContext, voice: Voice, root: str
) -> tuple[Lateness, ...]:
    days: dict[str, list[int]] = defaultdict(list)
    for id in late:
        lead = context.catalogue.projects[id].lead.organisation
        days[lead].append(context.states[id].results.days or 0)
    ordered = sorted(days, key=lambda lead: (-sum(days[lead]), lead))
    return tuple(
        Lateness(
            voice.link("organisation", id, root),
            counted("late", len(days[id]), voice),
            counted("days_late", sum(days[id]), voice),
        )
        for id in ordered[:SHOWN]
    )
