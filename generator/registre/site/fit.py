"""Whether data, or a project that uses them, may be about a person: yes, maybe, or no, and why.

Nothing here excludes for want of an answer: what a record does not state leaves a maybe.
Only a contradiction says no: another place, years that do not meet, ages outside, another
subject. A question that the person leaves open excludes nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from registre.model import Dataset, DataUse, Period, Project, Term
from registre.model.dataset import Population
from registre.site.facets import with_broader

PLACES = ("hospital", "town", "laboratory", "imaging", "register", "study", "death")
"""Where a person may have left data, as far as the kinds of datasets tell places apart."""

ASPECTS = ("place", "period", "ages", "theme")

WHOLE_HEALTH = "general"
"""The theme of what is about health as a whole: of data on every condition, of projects
that may look at any."""


class Verdict(IntEnum):
    """Ordered: the verdict of several aspects together is the least of them."""

    NO = 0
    MAYBE = 1
    YES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a person says: ``place`` is one of PLACES, ``age`` the age in that year.

    None where the person says nothing.
    """

    place: str | None = None
    theme: str | None = None
    year: int | None = None
    age: int | None = None


class Fit(NamedTuple):
    """The verdict on each aspect that was looked at."""

    place: Verdict
    period: Verdict
    ages: Verdict
    theme: Verdict = Verdict.YES

    @property
    def verdict(self) -> Verdict:
        """All aspects together."""
        return min(self)

    @property
    def unstated(self) -> tuple[str, ...]:
        """The aspects that the record leaves open."""
        return tuple(name for name in ASPECTS if getattr(self, name) is Verdict.MAYBE)


class ProjectFit(NamedTuple):
    """A project by its theme and by each use of data that the case does not contradict."""

    theme: Verdict
    uses: tuple[tuple[DataUse, Fit], ...]
    verdict: Verdict

    def about(self, theme: Verdict) -> ProjectFit:
        """The same project, when its theme fits no better than that."""
        return self._replace(theme=theme, verdict=min(self.verdict, theme))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Where data of a kind come from. ``everyone``: all persons cared for there are in
    them, so that the record's themes only describe them and never bound them.
    """

    surely: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    everyone: bool = False


KINDS: Mapping[str, Kind] = {
    "hospital-discharge": Kind(surely=("hospital",), everyone=True),
    "claims": Kind(surely=("town",), perhaps=("hospital", "laboratory", "imaging"), everyone=True),
    "laboratory": Kind(surely=("laboratory",), perhaps=("hospital", "town"), everyone=True),
    "imaging": Kind(surely=("imaging",), perhaps=("hospital", "town"), everyone=True),
    "mortality": Kind(surely=("death",), everyone=True),
    "survey": Kind(surely=("study",)),
    "cohort": Kind(surely=("study",), perhaps=("hospital",)),
    "register": Kind(surely=("register",), perhaps=PLACES),
    # Nobody who lives: data made up to resemble real ones.
    "synthetic": Kind(),
}
"""Kinds that tell the place; every other one leaves it open."""

_OPEN = Kind(perhaps=PLACES)


def dataset_fit(case: Case, dataset: Dataset, terms: Mapping[str, Term]) -> Fit:
    """Whether the person may be in the dataset."""
    theme = topic(case.theme, dataset.themes, terms)
    if WHOLE_HEALTH in dataset.themes:
        theme = Verdict.YES
    elif KINDS.get(dataset.kind, _OPEN).everyone:
        theme = max(theme, Verdict.MAYBE)
    return Fit(
        place=_place(case.place, dataset.kind),
        period=_years(case.year, dataset.temporal),
        ages=_ages(case.age, dataset.population),
        theme=theme,
    )


def use_fit(case: Case, use: DataUse, dataset: Dataset | None) -> Fit:
    """Whether the person may be in the part of a dataset that a project uses.

    A population described in words bounds the ages in a way that only a reader can judge.
    """
    if dataset is None:
        own = _years(case.year, use.period)
        return Fit(place=Verdict.MAYBE, period=own, ages=Verdict.MAYBE)
    ages = _ages(case.age, dataset.population)
    period = _years(case.year, use.period)
    if _years(case.year, dataset.temporal) is Verdict.NO:
        period = Verdict.NO
    return Fit(
        place=_place(case.place, dataset.kind),
        period=period,
        ages=min(ages, Verdict.MAYBE) if use.population else ages,
    )


def project_fit(
    case: Case,
    project: Project,
    datasets: Mapping[str, Dataset],
    terms: Mapping[str, Term],
    *,
    used: bool = True,
) -> ProjectFit:
    """Whether a project may use data about the person.

    ``used`` is False for a project that was refused, or given up before it had data.
    """
    theme = topic(case.theme, project.themes, terms)
    fits = [(use, use_fit(case, use, datasets.get(use.dataset or ""))) for use in project.data]
    kept = tuple((use, fit) for use, fit in fits if fit.verdict)
    best = max((fit.verdict for _, fit in kept), default=Verdict.NO)
    if not project.data:
        best = Verdict.MAYBE
    return ProjectFit(theme, kept, min(theme, best) if used else Verdict.NO)


def topic(theme: str | None, themes: Iterable[str], terms: Mapping[str, Term]) -> Verdict:
    """Whether records of these themes are about that one, a broader or a narrower one."""
    declared = tuple(themes)
    if not declared:
        return Verdict.MAYBE
    wider = with_broader((theme,), terms) if theme else declared
    if theme in with_broader(declared, terms) or not set(wider).isdisjoint(declared):
        return Verdict.YES
    return Verdict.MAYBE if WHOLE_HEALTH in declared else Verdict.NO


def _place(place: str | None, kind: str) -> Verdict:
    told = KINDS.get(kind, _OPEN)
    if place is None:
        return Verdict.YES if told.surely else Verdict.MAYBE if told.perhaps else Verdict.NO
    if place in told.surely:
        return Verdict.YES
    return Verdict.MAYBE if place in told.perhaps else Verdict.NO


def _years(year: int | None, period: Period | None) -> Verdict:
    """A period without an end goes on, one without a start has always been."""
    if period is None or not (period.start or period.end):
        return Verdict.MAYBE
    start = period.start.year if period.start else None
    end = period.end.year if period.end else None
    return _within(year, start, end)


def _ages(age: int | None, population: Population | None) -> Verdict:
    least = population.min_age.value if population and population.min_age else None
    most = population.max_age.value if population and population.max_age else None
    if least is None and most is None:
        return Verdict.MAYBE
    return _within(age, least, most)


def _within(value: int | None, least: float | None, most: float | None) -> Verdict:
    if value is None:
        return Verdict.YES
    outside = (least is not None and value < least) or (most is not None and value > most)
    return Verdict.NO if outside else Verdict.YES
