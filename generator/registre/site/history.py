"""The history of a declaration as its page tells it: when, by which proposal, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest
from typing import NamedTuple

from markupsafe import Markup

from registre.comparison import Steps
from registre.history import Amended, Origin, Turn
from registre.model import Forge
from registre.site import forge
from registre.site.context import SiteContext
from registre.site.sources import field_name
from registre.site.voice import Voice
from registre.text import shortened

TURNS = 20
"""The last changes of a record that its page tells; the others are counted."""
FIELDS = 24
"""In all these changes together, the fields of which the values are shown."""

_LONG, _BEFORE = 140, 50


class Value(NamedTuple):
    """What a field said; ``language`` is empty where it is the page's own."""

    label: str
    text: str
    language: str


class Field(NamedTuple):
    """A field that changed, as its schema calls it, with what it said before and after."""

    name: str
    values: tuple[Value, ...]


class Line(NamedTuple):
    """One change. ``url`` leads to it on the forge, if there is one."""

    when: Markup
    what: str
    proposal: str
    url: str
    fields: tuple[Field, ...]
    more: str


class Told(NamedTuple):
    """The section of a page; ``note`` says why there is nothing to tell."""

    note: str
    lines: tuple[Line, ...] = ()
    more: str = ""


def told(kind: str, id: str, context: SiteContext, voice: Voice, *, whole: bool = True) -> Told:
    """The history of one record, the newest first; without its fields if not ``whole``."""
    if context.history.absence:
        return Told(voice.t(f"history.{context.history.absence}"))
    turns = context.history.of(kind, id)
    if not turns:
        return Told(voice.t("history.none"))
    left = len(turns) - TURNS
    return Told(
        "",
        tuple(_lines(kind, turns[:TURNS], context, voice, FIELDS if whole else 0)),
        voice.t("history.more_turns", count=left, n=voice.wording.number(left)) if left > 0 else "",
    )


def _lines(
    kind: str, turns: tuple[Turn, ...], context: SiteContext, voice: Voice, room: int
) -> Iterator[Line]:
    """The lines, with as many fields as there is room for on a page."""
    is_whole = room > 0
    for turn in turns:
        shown = turn.amended[:room]
        room -= len(shown)
        left = len(turn.amended) - len(shown) if is_whole else 0
        number, url = where(turn.origin, context.catalogue.register.forge)
        yield Line(
            when=voice.date(turn.origin.when.date()),
            what=what(turn, voice),
            proposal=voice.t("history.proposal", number=number) if number else "",
            url=url,
            fields=fields(kind, shown, context, voice),
            more=voice.t("history.more_fields", count=left, n=voice.wording.number(left))
            if left
            else "",
        )


def what(turn: Turn, voice: Voice) -> str:
    """The change in a few words: « Fiche modifiée »."""
    return voice.t(f"history.turn_{turn.action}", id=turn.former_id or "")


def where(origin: Origin, of: Forge | None) -> tuple[str, str]:
    """The number of the proposal that a change came by, and its page on the forge.

    Without a proposal, that of the commit.
    """
    number = origin.proposal or ""
    if of is None:
        return number, ""
    if page := forge.proposal(of, number):
        return number, page
    return "", forge.commit(of, origin.commit)


def fields(
    kind: str, found: Iterable[Amended], context: SiteContext, voice: Voice
) -> tuple[Field, ...]:
    """What amendments did, in the words of the page's language; a list that gains or loses
    several things is named once.
    """
    told = (_field(kind, amended, context, voice) for amended in found)
    return tuple(
        Field(name, tuple(value for field in same for value in field.values))
        for name, same in groupby(told, key=lambda field: field.name)
    )


def _field(kind: str, amended: Amended, context: SiteContext, voice: Voice) -> Field:
    name, language = _place(kind, amended, context, voice)
    told = amended.amendment
    if amended.is_move:
        return Field(name, (Value(voice.t("history.moved"), "", ""),))
    old = _value(kind, told.old_steps, told.old, context, voice)
    new = _value(kind, told.steps, told.new, context, voice)
    if told.is_addition:
        return Field(name, (Value(voice.t("history.gained"), _cut(new), language),))
    if told.is_removal:
        return Field(name, (Value(voice.t("history.lost"), _cut(old), language),))
    if old == new:
        return Field(name, (Value(voice.t("history.spacing"), "", ""),))
    old, new = _parting(old, new)
    before, after = voice.t("history.before"), voice.t("history.after")
    return Field(name, (Value(before, old, language), Value(after, new, language)))


def names(kind: str, turn: Turn, context: SiteContext, voice: Voice) -> tuple[str, ...]:
    """What its declaration calls the fields that a turn changed: their first step, once each."""
    readable = context.readables[voice.language]
    found = (readable.trail(kind, amended.steps[:1], (None,)) for amended in turn.amended)
    return tuple(dict.fromkeys(found))


def _place(kind: str, amended: Amended, context: SiteContext, voice: Voice) -> tuple[str, str]:
    """The way to the field; and the language of its text, when it is in another one."""
    readable, steps = context.readables[voice.language], amended.steps
    language = str(steps[-1]) if readable.is_language(kind, steps) else ""
    if not language:
        return readable.trail(kind, steps, amended.met), ""
    name = readable.trail(kind, steps[:-1], amended.met)
    shown = voice.t("history.in_language", field=name, language=voice.wording.language(language))
    return shown, "" if language == voice.language else language


def _value(kind: str, steps: Steps, data: object, context: SiteContext, voice: Voice) -> str:
    """The value on one line, as it was written; a pointer by the field that it leads to."""
    readable = context.readables[voice.language]
    said = " ".join(readable.value(kind, steps, data).split())
    is_pointer = any(
        schema.get("x-ref") == "pointer" for schema in readable.schemas.at(kind, steps)
    )
    return field_name(said, voice) if is_pointer else said


def _cut(text: str) -> str:
    return shortened(text, _LONG)


def _parting(old: str, new: str) -> tuple[str, str]:
    """Both texts, from a little before the place where they part when they are long."""
    if min(len(old), len(new)) <= _LONG:
        return _cut(old), _cut(new)
    parted = (n for n, (a, b) in enumerate(zip_longest(old, new)) if a != b)
    start = max(0, next(parted, 0) - _BEFORE)
    lead = "…" if start else ""
    return _cut(lead + old[start:]), _cut(lead + new[start:])
