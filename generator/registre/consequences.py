"""What a proposal makes happen: where projects stand, and the days that begin to count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from registre import clock
from registre.clock import ResultsClock
from registre.model import Dataset, Event, PartialDate, Project, Register
from registre.model import Deadline as Delay
from registre.model.reading import Reader
from registre.proposal import Change, Proposal, Side

_Record = TypeVar("_Record")

# Steps by which somebody who may decide opens, changes or ends an access.
_DECIDING = (
    "decision",
    "extended",
    "results-deadline-extended",
    "suspended",
    "resumed",
    "revoked",
    "withdrawn",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a project stands on the day."""

    status: str
    results: ResultsClock
    expiry: PartialDate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day that a change makes count: ``publication``, ``results``, ``expiry``, ``review``.

    It lies ``delay`` after ``basis``: ``decision``, ``last-review``, ``opening``,
    ``entry-into-application``, or what ResultsClock says; None where nothing is counted, as
    when somebody laid down the day. ``applies_from`` is told of a rule that does not bind by
    that day.
    """

    kind: str
    change: Change
    due: date | PartialDate
    delay: Delay | None = None
    basis: str | None = None
    is_presumed: bool = False
    is_past: bool = False
    applies_from: PartialDate | None = None

    @property
    def is_indicative(self) -> bool:
        """Whether nobody can be late by it: its rule binds later, or the day is past."""
        return self.kind != "expiry" and (self.is_past or self.applies_from is not None)


class Consequences:
    """What can be told of a proposal whose declarations satisfy today's schemas.

    Of one that does not, nothing is told: its author is told what is wrong with it.
    """

    def __init__(
        self,
        proposal: Proposal,
        on: date,
        is_working_day: Callable[[Register], Callable[[date], bool]],
    ) -> None:
        self._on = on
        self._proposal = proposal
        sides = (proposal.register, proposal.former_register)
        self._settings = next((side for side in sides if side and side.is_valid), None)
        self.register: Register | None = None
        if self._settings is not None:
            data = self._settings.document.data
            self._reader = Reader(data["languages"][0])
            self.register = self._reader.read(data, Register)
            self._is_working_day = is_working_day(self.register)

    def project(self, side: Side | None) -> Project | None:
        """The project as meant."""
        return self._read(side, Project) if side and side.kind == "project" else None

    def standing(self, side: Side | None) -> Standing | None:
        """Where a project stands with what that side says of it."""
        project = self.project(side)
        if project is None or self.register is None:
            return None
        return Standing(
            status=clock.status(project, self._on),
            results=clock.results(project, self.register, self._on),
            expiry=clock.permit_expiry(project, self._on),
        )

    def decided(self) -> Iterator[tuple[Change, Event]]:
        """The decisions that the proposal makes public."""
        for change in (*self._proposal.added, *self._proposal.continued):
            for event in self.new_events(change):
                if event.type in _DECIDING:
                    yield change, event

    def new_events(self, change: Change) -> Iterator[Event]:
        """The events that the register did not have."""
        project = self.project(change.new)
        events = project.events if project else ()
        if change.old is None:
            yield from events
            return
        for amendment in change.amendments:
            if amendment.is_addition and amendment.old_steps == ("events",):
                place = amendment.steps[1]
                if isinstance(place, int) and place < len(events):
                    yield events[place]

    def deadlines(self) -> Iterator[Deadline]:
        """Every day that begins to count, or that moves."""
        for change in (*self._proposal.added, *self._proposal.continued):
            if change.kind == "project":
                yield from self._of_project(change)
            elif change.kind == "dataset":
                yield from self._of_dataset(change)

    def _of_project(self, change: Change) -> Iterator[Deadline]:
        before, after = self.standing(change.old), self.standing(change.new)
        if after is None or self.register is None:
            return
        for event in self.new_events(change):
            due = None
            if event.type == "decision":
                due = clock.publication_due(event, self.register, self._is_working_day)
            if due:
                yield Deadline(
                    kind="publication",
                    change=change,
                    due=due,
                    delay=self.register.deadlines.publication,
                    basis="decision",
                    is_past=due < self._on,
                )
        expiry = after.expiry
        if expiry and (before is None or before.expiry != expiry):
            yield Deadline(kind="expiry", change=change, due=expiry)
        due = after.results.due
        if (
            due
            and after.results.state != "published"
            and (before is None or before.results.due != due)
        ):
            results = after.results
            yield Deadline(
                kind="results",
                change=change,
                due=due,
                delay=self.register.deadlines.results,
                basis=None if results.extended else results.basis,
                is_presumed=results.presumed and not results.extended,
                is_past=due < self._on,
                applies_from=self._not_before(due),
            )

    def _not_before(self, due: date) -> PartialDate | None:
        """The day from which results are owed, when it is later than the day they were due."""
        assert self.register is not None
        start = self.register.deadlines.results.applies_from
        return start if start and due < start.earliest else None

    def _of_dataset(self, change: Change) -> Iterator[Deadline]:
        before, after = (self._read(side, Dataset) for side in (change.old, change.new))
        if after is None or self.register is None:
            return
        if before is None or before.reviewed_by_holder_on != after.reviewed_by_holder_on:
            due = clock.review_due(after, self.register)
            yield Deadline(
                kind="review",
                change=change,
                due=due,
                delay=self.register.deadlines.dataset_review,
                basis=self._review_basis(after),
                is_past=due < self._on,
            )

    def _review_basis(self, dataset: Dataset) -> str:
        """From what clock.review_due counts: the latest of the days that it knows."""
        assert self.register is not None
        reviewed, start = dataset.reviewed_by_holder_on, self.register.deadlines.dataset_review
        since = (reviewed or self.register.opened_on).latest
        if start.applies_from is not None and start.applies_from.latest > since:
            return "entry-into-application"
        return "last-review" if reviewed else "opening"

    def _read(self, side: Side | None, record: type[_Record]) -> _Record | None:
        if side is None or not side.is_valid or self.register is None:
            return None
        return self._reader.read(side.document.data, record)
