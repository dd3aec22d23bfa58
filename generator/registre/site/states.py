"""Where a project stands, in words: its two pills, and what its results clock says."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from markupsafe import Markup, escape

from registre.clock import ResultsClock
from registre.markup import EMPTY
from registre.model import Deadline
from registre.site.context import SiteContext, State
from registre.site.voice import Voice


class Pill(NamedTuple):
    """A state as icon and word: ``kind`` is ``status`` or ``results``."""

    kind: str
    code: str
    label: str

    @property
    def icon(self) -> str:
        return f"{self.kind}-{self.code}"


def pills(state: State, voice: Voice) -> tuple[Pill, ...]:
    """The status, and where results matter, their state."""
    known = state.status != "not-stated"
    label = voice.label("status", state.status) if known else voice.t("text.status_not_stated")
    status = Pill("status", state.status, label)
    code = state.results.state
    if code == "not-applicable":
        return (status,)
    return status, Pill("results", code, voice.label("results-state", code))


def delay(deadline: Deadline, voice: Voice) -> str:
    """« 18 mois »."""
    return voice.t(f"deadline.{deadline.unit}", count=deadline.value)


def not_counted_yet(context: SiteContext, voice: Voice) -> Markup:
    """That nobody is late before the law applies; nothing once it does."""
    deadline = context.catalogue.register.deadlines.results
    if deadline.applies_from is None or deadline.applies_from.earliest <= context.on:
        return EMPTY
    return voice.t.html("results.late_not_yet", before=voice.when("before", deadline.applies_from))


def explained(clock: ResultsClock, context: SiteContext, voice: Voice) -> tuple[Markup, ...]:
    """What the clock says, then how it is counted, one sentence each."""
    sentences = [_verdict(clock, context.on, voice)]
    deadline = context.catalogue.register.deadlines.results
    if clock.state == "published" and clock.due:
        sentences.append(voice.t.html("clock.deadline", due=voice.date(clock.due)))
    if clock.due and clock.basis and clock.end and not clock.extended:
        sentences.append(
            voice.t.html(
                f"clock.basis_{clock.basis}",
                delay=delay(deadline, voice),
                end=voice.date(clock.end),
            )
        )
    if clock.extended:
        sentences.append(escape(voice.t("clock.extended")))
    if clock.due and not clock.binding and deadline.applies_from:
        sentences.append(
            voice.t.html(
                "clock.not_binding", starting=voice.when("starting", deadline.applies_from)
            )
        )
    return tuple(sentences)


def _verdict(clock: ResultsClock, on: date, voice: Voice) -> Markup:
    t, days = voice.t, clock.days or 0
    number = voice.wording.number(days)
    if clock.state in ("late", "due-soon"):
        key = clock.state.replace("-", "_")
        return t.html(f"clock.{key}", due=voice.date(clock.due), n=number, count=days)
    if clock.state == "published-late":
        return t.html("clock.published_late", due=voice.date(clock.due))
    if clock.state == "not-due":
        return _not_due(clock, on, voice)
    return escape(t(f"clock.{clock.state.replace('-', '_')}"))


def _not_due(clock: ResultsClock, on: date, voice: Voice) -> Markup:
    if clock.due is None:
        return escape(voice.t("clock.waiting"))
    key = "clock.passed" if clock.due < on else "clock.due"
    return voice.t.html(key, due=voice.date(clock.due))
