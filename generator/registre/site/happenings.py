"""What happened in the register: what declarations date, and what the history tells besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from registre.history import Turn
from registre.markup import EMPTY, filled
from registre.model import Event, PartialDate, Project, Result
from registre.site import history, overview
from registre.site.addresses import LISTINGS
from registre.site.context import SiteContext
from registre.site.facts import lowered_first
from registre.site.voice import Voice

KINDS = ("added", "amended", "decided", "published", "withdrawn", "examined")
_EVENTS = {
    "selected": "decided",
    "decision": "decided",
    "extended": "decided",
    "results-deadline-extended": "decided",
    "suspended": "decided",
    "resumed": "decided",
    "amended": "amended",
    "corrected": "amended",
    "withdrawn": "withdrawn",
    "revoked": "withdrawn",
    "incident": "examined",
    "audit": "examined",
}
# Items that a list gains and that tell themselves, on the day that they bear.
_SELF_TOLD = ("events", "results")


class Happening(NamedTuple):
    """One thing that happened to one record; its ``kind`` is one of KINDS.

    ``key`` tells it from all else that ever happens to that record. What it is: an event, a
    result, a turn of the history; none for a record that came or went on a declared day.
    """

    kind: str
    record: tuple[str, str]
    when: PartialDate
    moment: datetime
    key: str
    event: Event | None = None
    result: Result | None = None
    turn: Turn | None = None

    @property
    def order(self) -> tuple[datetime, tuple[str, str], str]:
        return self.moment, self.record, self.key


def of(context: SiteContext) -> tuple[Happening, ...]:
    """All that has happened by the day that the site speaks of, the newest first."""
    found = [h for h in _all(context) if h.when.earliest <= context.on]
    return tuple(sorted(found, key=lambda happening: happening.order, reverse=True))


def _all(context: SiteContext) -> Iterator[Happening]:
    yield from _events(context)
    yield from _results(context)
    for project in context.catalogue.projects.values():
        if project.published_on:
            yield _declared("added", ("project", project.id), project.published_on, "added")
    for removed in context.catalogue.removed:
        if removed.kind in LISTINGS:
            record = removed.kind, removed.id
            yield _declared("withdrawn", record, removed.removed_on, "removed")
    for (kind, id), turns in context.history.turns.items():
        record = getattr(context.catalogue, LISTINGS[kind]).get(id)
        if record is not None:
            yield from _turns((kind, id), record, turns)


def _events(context: SiteContext) -> Iterator[Happening]:
    """The events that have happened; those that nothing else tells apart are numbered."""
    seen: dict[tuple[str, str], int] = {}
    for dated in overview.events(context, *_EVENTS):
        event, project = dated.event, dated.project
        assert event is not None
        key = f"event/{event.id or f'{event.type}/{event.date}'}"
        number = seen[project.id, key] = seen.get((project.id, key), 0) + 1
        key = key if number == 1 else f"{key}/{number}"
        told = _declared(_EVENTS[event.type], ("project", project.id), dated.when, key)
        yield told._replace(event=event)


def _results(context: SiteContext) -> Iterator[Happening]:
    for dated in overview.published(context):
        result = dated.result
        assert result is not None
        record = "project", dated.project.id
        told = _declared("published", record, dated.when, f"result/{result.id}")
        yield told._replace(result=result)


def _declared(kind: str, record: tuple[str, str], when: PartialDate, key: str) -> Happening:
    moment = datetime.combine(when.earliest, time(), UTC)
    return Happening(kind, record, when, moment, key)


def _turns(record: tuple[str, str], now: Any, turns: tuple[Turn, ...]) -> Iterator[Happening]:
    """The turns that nothing declared tells already."""
    is_dated = isinstance(now, Project) and now.published_on is not None
    for turn in turns:
        if turn.action == "added" and not is_dated:
            yield _turned("added", record, turn)
        elif turn.action == "renamed" or (turn.action == "amended" and not _is_self_told(turn)):
            yield _turned("amended", record, turn)


def _turned(kind: str, record: tuple[str, str], turn: Turn) -> Happening:
    moment = turn.origin.when
    when = PartialDate(year=moment.year, month=moment.month, day=moment.day)
    return Happening(kind, record, when, moment, f"commit/{turn.origin.commit}", turn=turn)


def _is_self_told(turn: Turn) -> bool:
    return all(
        amended.amendment.is_addition and len(amended.steps) == 2 and amended.steps[0] in _SELF_TOLD
        for amended in turn.amended
    )


def what(happening: Happening, voice: Voice) -> str:
    """What happened, in a few words: « Décision rendue : accordée »."""
    if happening.turn:
        return history.what(happening.turn, voice)
    if happening.result:
        label = voice.t("timeline.result")
        outcome = voice.label("result-type", happening.result.type)
    elif happening.event:
        type, code = happening.event.type, happening.event.outcome
        label = voice.label("event-type", type)
        outcome = voice.label(f"{type}-outcome", code) if code else ""
    else:
        key = "timeline.published" if happening.kind == "added" else "happenings.removed"
        label, outcome = voice.t(key), ""
    if not outcome:
        return label
    return voice.t("timeline.outcome", label=label, outcome=lowered_first(outcome))


def detail(happening: Happening, context: SiteContext, voice: Voice) -> Markup:
    """What is said of it on a line: the title of a result, a statement, the fields changed."""
    if happening.result:
        return voice.short(happening.result.title)
    if happening.event:
        told = happening.event.statement or happening.event.reasons
        return voice.phrase(told) if told else EMPTY
    if happening.turn and happening.turn.amended:
        names = history.names(happening.record[0], happening.turn, context, voice)
        fields = ", ".join(lowered_first(name) for name in names)
        return escape(voice.t("happenings.fields", fields=fields))
    return EMPTY


def link(happening: Happening, voice: Voice, root: str) -> Markup:
    """A link to its record, or to the tombstone of one that is no more."""
    kind, id = happening.record
    if happening.key != "removed":
        return voice.link(kind, id, root)
    url = voice.addresses.url(kind, id, voice.language)
    return filled('<a href="{}{}">{}</a>', root, url, id)


def by_month(found: tuple[Happening, ...]) -> Mapping[tuple[int, int], tuple[Happening, ...]]:
    """Year and month -> what happened, in the same order; month 0 where only the year is known."""
    months: dict[tuple[int, int], list[Happening]] = {}
    for happening in found:
        when = happening.when
        months.setdefault((when.year, when.month or 0), []).append(happening)
    return {month: tuple(told) for month, told in months.items()}
