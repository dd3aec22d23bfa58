"""CHANGE: what was published is not undone, and what was wrong is corrected in the open.

These rules look at a proposal (``--against``), never at a register alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registre.comparison import Steps
from registre.diagnostic import Diagnostic, Location, finding
from registre.document import to_pointer
from registre.proposal import Change, Proposal, Side
from registre.rules.rewriting import (
    corrections,
    day_of,
    event_of,
    is_owned_up,
    items,
    promises_changed,
    rewritten_events,
    told,
)
from registre.schema import Schemas
from registre.text import quoted_yaml, shortened

# How long a proposal may wait between its writing, when `registre new` sets the day, and
# its check. A later day than that of the check is DATE's affair.
MAX_WAITING = timedelta(days=30)
# What in register.yaml decides who is late, where pages are, and what is shown of whom.
_WEIGHTY = (
    "base_url",
    "country",
    "deadlines",
    "holidays",
    "languages",
    "max_shrink_percent",
    "opened_on",
    "publisher",
    "small_cell_threshold",
)
# What of a route is said to people and binds nobody.
_SAID_OF_A_ROUTE = ("label", "explanation", "definition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The day, the words of the schemas, and whether the maintainer allows the loss."""

    on: date
    schemas: Schemas
    allow_shrink: bool = False

    def label(self, vocabulary: str, code: object) -> Mapping[str, str] | str:
        """The label of a code, by language; the code itself when it has none."""
        label = self.schemas.labels.get(vocabulary, {}).get(str(code))
        return dict(label.texts) if label else str(code)

    def title(self, kind: str, steps: Steps) -> Mapping[str, str] | str:
        """What the field at that place is called, by language."""
        names = [step for step in steps if isinstance(step, str)]
        for length in range(len(steps), 0, -1):
            words = self.schemas.words(kind, steps[:length])
            if words:
                return {language: str(said["title"]) for language, said in words.items()}
        return str(names[-1]) if names else kind


Rule = Callable[[Proposal, Context], Iterable[Diagnostic]]


def removed_in_silence(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """A record goes, and removed.yaml does not say why."""
    for change in proposal.removed:
        if (change.kind, change.id) not in proposal.removals:
            where = Location(path=change.path)
            yield finding("CHANGE-001", where, id=change.id, kind=change.kind)


def id_changed(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """A record has another id, and the old one no longer leads to it."""
    for change in proposal.renamed:
        if change.old and change.new and change.old.id not in items(change.new, "former_ids"):
            where = change.new.document.locate(("id",))
            yield finding("CHANGE-002", where, old=change.old.id, new=change.id)


def past_edited(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """What was said of a past event is other now, and no `corrected` event says so."""
    for change, amendment in rewritten_events(proposal, context.on):
        if len(amendment.old_steps) == 2 or change.new is None or is_owned_up(change, amendment):
            continue
        yield finding(
            "CHANGE-003",
            change.new.document.locate(amendment.steps),
            field=context.title(change.kind, amendment.steps),
            **_event(event_of(change.old, amendment.old_steps), context),
            was=_shown(amendment.old),
            corrects=to_pointer(amendment.steps),
            quoted=quoted_yaml(_shown(amendment.old)),
        )


def past_removed(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """An event that had happened is gone, and no `corrected` event says so."""
    for change, amendment in rewritten_events(proposal, context.on):
        if len(amendment.old_steps) > 2 or change.new is None or is_owned_up(change, amendment):
            continue
        where = change.new.document.locate(("events",), key=True)
        yield finding("CHANGE-004", where, **_event(amendment.old, context))


def promise_changed(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """What an approved project rests on is other, and no event says why."""
    for change, amendment in promises_changed(proposal, context.on):
        if change.new is None or is_owned_up(change, amendment):
            continue
        was = shortened(" ".join(told(amendment.old)))
        # The lead is spoken of as a whole; the field inside is only called an organisation.
        whole = amendment.steps[:1] if amendment.steps[0] == "lead" else amendment.steps
        yield finding(
            "CHANGE-014",
            change.new.document.locate(amendment.steps, key=amendment.is_removal),
            field=context.title(change.kind, whole),
            was=was,
            corrects=to_pointer(amendment.steps),
            quoted=quoted_yaml(was),
        )


def wrongly_corrected(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """A `corrected` event tells another old value than the one that stood there."""
    for change in proposal.continued:
        for correction in corrections(change) if change.new else ():
            covered = [
                amendment
                for amendment in change.amendments
                if correction.covers(amendment)
                and not amendment.is_addition
                and not amendment.is_move
            ]
            if covered and not any(map(correction.says, covered)):
                assert change.new is not None
                yield finding(
                    "CHANGE-005",
                    change.new.document.locate((*correction.steps, "was")),
                    was=shortened(correction.was),
                    old=_shown(covered[0].old),
                    corrects=to_pointer(correction.corrects),
                )


def result_removed(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """A published result is gone, and no `corrected` event says so."""
    for change in proposal.continued:
        for amendment in change.amendments:
            steps = amendment.old_steps
            is_gone = steps[:1] == ("results",) and len(steps) == 2 and amendment.is_removal
            if is_gone and change.new and not is_owned_up(change, amendment):
                where = change.new.document.locate(("results",), key=True)
                old = amendment.old if isinstance(amendment.old, dict) else {}
                yield finding("CHANGE-006", where, id=_shown(old.get("id")))


def publication_day_changed(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """The day on which the register first showed a project is no longer the one it said."""
    for change in proposal.continued:
        for amendment in change.amendments:
            if amendment.steps == ("published_on",) and not amendment.is_addition and change.new:
                where = change.new.document.locate(("published_on",))
                yield finding("CHANGE-007", where, was=_shown(amendment.old))


def publication_day_far(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """A new project says that the register showed it long ago."""
    for side, day in _new_projects(proposal):
        published = day_of(day)
        if published and published.latest < context.on - MAX_WAITING:
            yield finding(
                "CHANGE-008",
                side.document.locate(("published_on",)),
                value=str(day),
                on=context.on.isoformat(),
                days=MAX_WAITING.days,
            )


def publication_day_absent(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """A new project does not say when the register first shows it."""
    for side, day in _new_projects(proposal):
        if day is None:
            yield finding("CHANGE-009", side.document.locate(("id",)), on=context.on.isoformat())


def _new_projects(proposal: Proposal) -> Iterator[tuple[Side, Any]]:
    for change in proposal.added:
        if change.kind == "project" and change.new and isinstance(change.new.data, dict):
            yield change.new, change.new.data.get("published_on")


def tombstone_removed(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """A line of removed.yaml is gone: the page that said why would go with it."""
    change = _setting(proposal, "removed.yaml")
    if change is None or change.old is None:
        return
    for line in change.old.data if isinstance(change.old.data, list) else ():
        id, kind = str(line.get("id")), str(line.get("kind"))
        if (kind, id) not in proposal.removals:
            yield finding("CHANGE-010", Location(path="removed.yaml"), id=id, kind=kind)


def former_id_dropped(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """An old id no longer leads to the record."""
    for change in proposal.continued:
        for former in items(change.old, "former_ids"):
            if change.new and former not in (change.id, *items(change.new, "former_ids")):
                where = change.new.document.locate(("former_ids",), key=True)
                yield finding("CHANGE-011", where, id=former)


def too_many_lost(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """More records go than the register allows without its maintainer's word."""
    lost, total = len(proposal.removed), proposal.former_records
    # The limit is the one that the proposal found there: none raises its own.
    register = proposal.former_register or proposal.register
    said = register.data if register and isinstance(register.data, dict) else {}
    limit = said.get("max_shrink_percent", 0)
    allowed = limit if isinstance(limit, (int, float)) else 0
    if lost * 100 > allowed * total and not context.allow_shrink:
        where = Location(path="register.yaml")
        yield finding("CHANGE-012", where, lost=lost, total=total, limit=f"{allowed:g}")


def rule_of_the_register_changed(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """What decides for every record is other: the publisher must look, not a reviewer alone."""
    for path, concerns in (("register.yaml", _is_weighty), ("terms/routes.yaml", _binds)):
        change = _setting(proposal, path)
        if change is None or not change.old or not change.new:
            continue
        told_of: set[Steps] = set()
        for amendment in change.amendments:
            whole = amendment.steps[:1] if path == "register.yaml" else amendment.steps[:2]
            if concerns(amendment.steps) and whole not in told_of:
                told_of.add(whole)
                where = change.new.document.locate(amendment.steps)
                field = context.title(change.kind, whole)
                yield finding("CHANGE-013", where, field=_with_code(field, change.new, whole))


def _is_weighty(steps: Steps) -> bool:
    return bool(steps) and steps[0] in _WEIGHTY


def _binds(steps: Steps) -> bool:
    return steps[:1] == ("terms",) and not (len(steps) > 2 and steps[2] in _SAID_OF_A_ROUTE)


def _with_code(field: Any, side: Side, whole: Steps) -> Any:
    """The code of the route that changes, rather than that a term does."""
    terms = items(side, "terms")
    place = whole[1] if len(whole) == 2 else None
    if isinstance(place, int) and place < len(terms) and isinstance(terms[place], dict):
        return str(terms[place].get("code"))
    return field


def _setting(proposal: Proposal, path: str) -> Change | None:
    return next((change for change in proposal.settings if change.path == path), None)


def _event(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The event as messages name it."""
    kind = event.get("type") if isinstance(event, dict) else None
    day = event.get("date") if isinstance(event, dict) else None
    return {"event": context.label("event-type", kind), "date": str(day or "not-stated")}


def _shown(value: Any) -> str:
    return shortened(next(told(value), ""))


RULES: tuple[Rule, ...] = (
    removed_in_silence,
    id_changed,
    past_edited,
    past_removed,
    promise_changed,
    wrongly_corrected,
    result_removed,
    publication_day_changed,
    publication_day_far,
    publication_day_absent,
    tombstone_removed,
    former_id_dropped,
    too_many_lost,
    rule_of_the_register_changed,
)


def check(proposal: Proposal, context: Context) -> Iterator[Diagnostic]:
    """All that the rules find in a proposal."""
    for rule in RULES:
        yield from rule(proposal, context)
