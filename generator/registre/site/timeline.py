"""The life of a project, oldest first: what was declared, and the dates that the law adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from registre import clock
from registre.markup import EMPTY, filled
from registre.model import Event, PartialDate, Project, Result
from registre.site.context import SiteContext
from registre.site.facts import Fact, lowered_first
from registre.site.voice import Voice

# Shown in sections of their own besides.
INCIDENTS = ("incident", "audit")
CORRECTIONS = ("corrected",)

_TONES = {
    "refused": "bad",
    "revoked": "bad",
    "unfavourable": "bad",
    "incident": "bad",
    "suspended": "bad",
    "withdrawn": "bad",
    "granted": "good",
    "partly-granted": "good",
    "favourable": "good",
    "favourable-with-conditions": "good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry of the timeline.

    ``origin`` is ``declared``, ``result``, ``plan`` (the register's and the project's own
    dates) or ``clock`` (a date that the register works out from the law).
    """

    date: Markup
    label: str
    origin: str = "declared"
    tone: str = ""
    future: bool = False
    anchor: str = ""
    body: Markup = EMPTY
    reference: str = ""
    document: str = ""
    notes: tuple[Markup, ...] = ()
    details: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class _Dated:
    when: date
    moment: Moment


def moments(project: Project, context: SiteContext, voice: Voice, root: str) -> tuple[Moment, ...]:
    """Every entry, in order; an event whose date is not stated stays where it was declared."""
    latest = date.min
    dated: list[_Dated] = []
    for event in project.events:
        if event.date:
            latest = max(latest, event.date.earliest)
        dated.append(_Dated(latest, moment(event, voice, root, context.on)))
    dated += _results(project, context, voice)
    dated += _calculated(project, context, voice)
    return tuple(entry.moment for entry in sorted(dated, key=lambda entry: entry.when))


def moment(event: Event, voice: Voice, root: str, on: date) -> Moment:
    """A declared event, told."""
    label = voice.label("event-type", event.type)
    if event.outcome:
        outcome = voice.label(f"{event.type}-outcome", event.outcome)
        label = voice.t("timeline.outcome", label=label, outcome=lowered_first(outcome))
    return Moment(
        date=_date(event.date, voice),
        label=label,
        tone=_TONES.get(event.outcome or event.type, ""),
        future=bool(event.date and event.date.earliest > on),
        anchor=f"event-{event.id}" if event.id else "",
        body=voice.link("organisation", event.body, root) if event.body else EMPTY,
        reference=event.reference or "",
        document=event.url or "",
        notes=tuple(_notes(event, voice)),
        details=tuple(_details(event, voice)),
    )


def _date(when: PartialDate | date | None, voice: Voice) -> Markup:
    return voice.date(when) if when else escape(voice.t("timeline.undated"))


def _notes(event: Event, voice: Voice) -> Iterator[Markup]:
    if event.statement:
        yield voice.phrase(event.statement)
    if event.tacit:
        yield escape(voice.t("timeline.tacit"))
    if event.expires:
        yield voice.when("valid", event.expires)
    if event.until:
        yield voice.when("ending", event.until)


def _details(event: Event, voice: Voice) -> Iterator[Fact]:
    texts = (
        ("reasons", event.reasons),
        ("conditions", event.conditions),
        ("measures", event.measures),
    )
    for key, text in texts:
        if text:
            yield Fact(voice.t(f"timeline.{key}"), voice.phrase(text))
    if event.was:
        yield Fact(voice.t("timeline.was"), escape(event.was))


def _results(project: Project, context: SiteContext, voice: Voice) -> Iterator[_Dated]:
    for result in project.results:
        if result.date:
            yield _Dated(result.date.earliest, _result(result, voice, context.on))


def _result(result: Result, voice: Voice, on: date) -> Moment:
    link = filled('<a href="#result-{}">{}</a>', result.id, voice.short(result.title))
    return Moment(
        date=_date(result.date, voice),
        label=voice.t("timeline.result"),
        origin="result",
        tone="good",
        future=bool(result.date and result.date.earliest > on),
        notes=(link,),
    )


def _calculated(project: Project, context: SiteContext, voice: Voice) -> Iterator[_Dated]:
    """The register's own dates: first publication, the plan, the permit's end, the deadline."""
    declared = {event.type for event in project.events}
    if project.published_on:
        yield _plain("published", project.published_on, context, voice)
    plan = project.calendar
    if plan and plan.start and "data-available" not in declared:
        yield _plain("planned_start", plan.start, context, voice)
    if plan and plan.end and "processing-ended" not in declared:
        yield _plain("planned_end", plan.end, context, voice, latest=True)
    expiry = clock.permit_expiry(project, context.on)
    if expiry:
        yield _plain("permit_expiry", expiry, context, voice, latest=True)
    yield from _deadline(project, context, voice)


def _plain(
    key: str, when: PartialDate, context: SiteContext, voice: Voice, *, latest: bool = False
) -> _Dated:
    place = when.latest if latest else when.earliest
    moment = Moment(
        date=voice.date(when),
        label=voice.t(f"timeline.{key}"),
        origin="plan",
        future=place > context.on,
    )
    return _Dated(place, moment)


def _deadline(project: Project, context: SiteContext, voice: Voice) -> Iterator[_Dated]:
    owed = context.states[project.id].results
    if owed.due is None:
        return
    key = "results_due_presumed" if owed.presumed else "results_due"
    note = "not_in_force" if owed.due < context.on else "not_in_force_yet"
    notes = () if owed.binding else (escape(voice.t(f"timeline.{note}")),)
    moment = Moment(
        date=voice.date(owed.due),
        label=voice.t(f"timeline.{key}"),
        origin="clock",
        tone="bad" if owed.state == "late" else "",
        future=owed.due > context.on,
        notes=notes,
    )
    yield _Dated(owed.due, moment)
