"""The events of a project in time: what surely came before what, and what may have come between.

Dates decide, as far as they are precise. An event whose date is not stated is compared
with nothing: it accuses nobody, and it may always be the one that explains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from registre.clock import GRANTED
from registre.model import Event

# What opens the life of a project anew after it seemed to be over.
REOPENING = frozenset(
    {"selected", "application-received", "application-complete", "amended", "resumed"}
)


class Step(NamedTuple):
    """An event, and its number in the declaration."""

    number: int
    event: Event


def steps(events: Sequence[Event], *types: str) -> tuple[Step, ...]:
    """The events of these types, in the order of the declaration."""
    return tuple(Step(n, event) for n, event in enumerate(events) if event.type in types)


def is_grant(event: Event) -> bool:
    """Whether a decision allows at least part of what was asked."""
    return event.type == "decision" and event.outcome in GRANTED


def is_refusal(event: Event) -> bool:
    return event.type == "decision" and event.outcome == "refused"


def reopens(event: Event) -> bool:
    return event.type in REOPENING or is_grant(event)


def surely_before(first: Event, second: Event) -> bool:
    """Whether no reading of the two dates puts the first event on or after the second."""
    if first.date is None or second.date is None:
        return False
    return first.date.surely_before(second.date)


def precedes(first: Step, second: Step) -> bool:
    """Whether the first came before the second, by its date and by its line.

    Where the two disagree, one of the dates is a slip: DATE-002 says it, and says it alone.
    """
    return first.number < second.number and surely_before(first.event, second.event)


def all_surely_after(events: Iterable[Step], step: Step) -> bool:
    """Whether there are such events, and every one of them came after."""
    found = tuple(events)
    return bool(found) and all(precedes(step, other) for other in found)


def between(
    events: Sequence[Event], first: Step, last: Step, accepts: Callable[[Event], bool]
) -> bool:
    """Whether an accepted event may have come after ``first`` and before ``last``.

    Where dates leave it open, the order of the declaration decides which came first.
    """
    return any(
        accepts(event)
        and number not in (first.number, last.number)
        and _may_follow(number, event, first)
        and not surely_before(last.event, event)
        for number, event in enumerate(events)
    )


def _may_follow(number: int, event: Event, first: Step) -> bool:
    if event.date is None or surely_before(first.event, event):
        return True
    return number > first.number and not surely_before(event, first.event)


def pairs(found: Sequence[Step]) -> Iterator[tuple[Step, Step]]:
    """Each step with each that the declaration puts after it."""
    for number, first in enumerate(found):
        for second in found[number + 1 :]:
            yield first, second
