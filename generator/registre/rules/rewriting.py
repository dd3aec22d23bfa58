"""Which of a proposal's amendments rewrite what was published, and which only add to it.

What was not stated may be filled in at any time, a date told more precisely, an event
put in its place. Anything else that was stated of the past is rewritten; a new `corrected`
event owns up to it when it names the place and says what stood there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registre.clock import GRANTED
from registre.comparison import Amendment, Steps, pairs
from registre.model import PartialDate
from registre.proposal import Change, Proposal, Side

_DATES = ("date", "expires", "until")
# Steps by which a project is openly no longer what it was.
_AMENDING = ("amended", "decision")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A `corrected` event that the proposal adds: its place, what it corrects, what was there."""

    steps: Steps
    corrects: tuple[str, ...]
    was: str

    def covers(self, amendment: Amendment) -> bool:
        """Whether it names the amended place, a part of it or the item around it.

        What was taken out of a list has no place any more: the list is named, and in
        ``was`` the item.
        """
        named_place, place = self.corrects, tuple(str(step) for step in amendment.steps)
        if len(amendment.old_steps) > len(amendment.steps):
            return named_place == place and self.says(amendment)
        is_item = len(place) > 1 and place[1].isdecimal()
        shorter = min(len(named_place), len(place))
        return shorter > is_item and named_place[:shorter] == place[:shorter]

    def says(self, amendment: Amendment) -> bool:
        """Whether ``was`` tells the old value: the very value where it names its place."""
        is_leaf = len(self.corrects) >= len(amendment.steps) and not amendment.is_removal
        was = plain(self.was)
        if is_leaf:
            return any(was == plain(text) for text in told(amendment.old))
        return any(plain(text) in was for text in named(amendment.old))


def rewritten_events(proposal: Proposal, on: date) -> Iterator[tuple[Change, Amendment]]:
    """What was said of an event that had happened, and is no longer said so."""
    for change in proposal.continued:
        for amendment in change.amendments:
            if amendment.old_steps[:1] != ("events",) or amendment.is_addition:
                continue
            if amendment.is_move or not happened(event_of(change.old, amendment.old_steps), on):
                continue
            if not _says_the_same(amendment, change, proposal):
                yield change, amendment


def corrections(change: Change) -> tuple[Correction, ...]:
    """The `corrected` events that the proposal adds to a record."""
    return tuple(
        Correction(
            steps=steps,
            corrects=_pointed(str(event.get("corrects", ""))),
            was=" ".join(told(event.get("was"))),
        )
        for steps, event in _new_events(change)
        if event.get("type") == "corrected"
    )


def _new_events(change: Change) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    """The events that the proposal adds, and their places."""
    for amendment in change.amendments:
        is_event = amendment.is_addition and amendment.old_steps == ("events",)
        if is_event and isinstance(amendment.new, dict):
            yield amendment.steps, amendment.new


def is_owned_up(change: Change, amendment: Amendment) -> bool:
    """Whether a correction names the place, be it with the right words or not."""
    return any(correction.covers(amendment) for correction in corrections(change))


def event_of(side: Side | None, steps: Steps) -> Mapping[str, Any]:
    """The event that the steps lead into; empty where there is none."""
    events = items(side, "events")
    event = events[int(steps[1])] if len(steps) > 1 else None
    return event if isinstance(event, dict) else {}


def items(side: Side | None, name: str) -> list[Any]:
    """A list of the declaration; empty when it is absent or no list."""
    found = side.data.get(name) if side and isinstance(side.data, dict) else None
    return found if isinstance(found, list) else []


def told(value: Any) -> Iterator[str]:
    """Every text of a value, as one would write it."""
    if isinstance(value, dict):
        for part in value.values():
            yield from told(part)
    elif isinstance(value, list):
        for part in value:
            yield from told(part)
    elif value is not None:
        yield str(value).lower() if isinstance(value, bool) else str(value)


def named(value: Any) -> Iterator[str]:
    """What tells a value that was taken away: an item's own id or date, else all its texts."""
    names = [value[k] for k in ("id", "date") if k in value] if isinstance(value, dict) else []
    yield from told(names or value)


def plain(text: str) -> str:
    """The text without what typography alone changes."""
    return " ".join(text.replace("’", "'").split())


def promises_changed(proposal: Proposal, on: date) -> Iterator[tuple[Change, Amendment]]:
    """What a decided project was decided upon, and that is other with no event to say why."""
    for change in proposal.continued:
        if change.kind != "project" or not _is_decided(change.old, on) or _is_amended(change):
            continue
        for amendment in change.amendments:
            if amendment.is_addition or _is_successor(amendment, proposal):
                continue
            if is_promise(amendment):
                yield change, amendment


def _is_decided(side: Side | None, on: date) -> bool:
    """Whether the project was granted its data, or had them, which some routes alone show."""
    return any(
        isinstance(event, dict)
        and happened(event, on)
        and (event.get("type") == "data-available" or event.get("outcome") in GRANTED)
        for event in items(side, "events")
    )


def _is_amended(change: Change) -> bool:
    """Whether an event that the proposal adds tells that the project is other."""
    return any(event.get("type") in _AMENDING for _, event in _new_events(change))


def is_promise(amendment: Amendment) -> bool:
    """Who leads, by which route, on what ground, and what becomes of the persons."""
    match max(amendment.old_steps, amendment.steps, key=len):
        case ("lead", "organisation") | ("route",):
            return True
        case ("legal_basis", int()) | ("legal_basis", int(), "gdpr_article_6" | "gdpr_article_9"):
            return True
        case ("data", int(), "opt_out" | "form"):
            return True
    return False


def _is_successor(amendment: Amendment, proposal: Proposal) -> bool:
    """Whether an organisation is the same one, under a new id."""
    successor = proposal.successors.get(("organisation", str(amendment.old)))
    return successor is not None and successor == amendment.new


def day_of(value: object) -> PartialDate | None:
    """The date that is written so; None when it is none."""
    try:
        return PartialDate.parse(str(value))
    except ValueError:
        return None


def happened(event: Mapping[str, Any], on: date) -> bool:
    """Whether it had; one whose date is not stated did, what is no event did not."""
    day = day_of(event.get("date"))
    return "type" in event and (day is None or day.earliest <= on)


def _says_the_same(amendment: Amendment, change: Change, proposal: Proposal) -> bool:
    """Whether nothing that was stated is other: it is told more precisely, or by a new name."""
    if len(amendment.old_steps) < 3:
        return False
    old, new, field = amendment.old, amendment.new, amendment.old_steps[2]
    # An event's id is for the declaration's own use; REF sees that nothing names it in vain.
    if field == "id":
        return True
    if field in _DATES:
        return _is_within(day_of(new), day_of(old))
    if field == "body":
        return _is_successor(amendment, proposal)
    if field == "corrects":
        return _follows(str(old), str(new), change)
    return isinstance(old, str) and isinstance(new, str) and plain(old) == plain(new)


def _is_within(new: PartialDate | None, old: PartialDate | None) -> bool:
    """Whether the new date only says more precisely what the old one said."""
    if new is None or old is None:
        return False
    return old.earliest <= new.earliest and new.latest <= old.latest


def _follows(old: str, new: str, change: Change) -> bool:
    """Whether a pointer goes with its event to the place where that now stands."""
    before, after = _pointed(old), _pointed(new)
    if before[:1] != ("events",) or (before[:1], before[2:]) != (after[:1], after[2:]):
        return False
    if not (before[1:2] and before[1].isdecimal() and after[1].isdecimal()):
        return False
    places = pairs("events", items(change.old, "events"), items(change.new, "events"))
    return places.get(int(after[1])) == int(before[1])


def _pointed(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON Pointer (RFC 6901)."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
