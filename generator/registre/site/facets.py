"""Facets: the sides from which lists of records are looked at, and each record's values.

Values are codes; their labels come with a voice. A record may have several values of one
facet, and has none where the question makes no sense for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from registre import clock
from registre.model import Dataset, Event, Organisation, PartialDate, Period, Project, Record, Term
from registre.site.voice import Voice
from registre.site.wording import sort_key

if TYPE_CHECKING:
    from registre.catalogue import Catalogue
    from registre.schema import Labels
    from registre.site.context import SiteContext, State

NOT_STATED = "not-stated"
YES, NO = "yes", "no"
OLDEST_YEAR = 1900
"""A list has no page for the years before: no health data reach back further."""

Values = Mapping[str, tuple[str, ...]]


class Order(Enum):
    """In which order the values of a facet are offered."""

    VOCABULARY = auto()
    FREQUENCY = auto()
    NEWEST = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One side. ``labels`` says where the labels of its codes come from: a vocabulary of
    the schemas or terms, ``record:<kind>``, ``answer``, ``part``, ``country`` or ``year``.
    """

    key: str
    labels: str
    order: Order = Order.FREQUENCY
    unfolded: bool = False
    """Open from the start; what is folded is not counted, hence not fetched, by the search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value of a facet and the records that have it."""

    code: str
    label: Markup
    plain: str
    ids: tuple[str, ...]


FACETS: Mapping[str, tuple[Facet, ...]] = {
    "project": (
        Facet(key="status", labels="status", order=Order.VOCABULARY, unfolded=True),
        Facet(key="results", labels="results-state", order=Order.VOCABULARY, unfolded=True),
        Facet(key="theme", labels="theme", unfolded=True),
        Facet(key="year", labels="year", order=Order.NEWEST),
        Facet(key="dataset", labels="record:dataset"),
        Facet(key="lead_kind", labels="organisation-kind"),
        Facet(key="lead", labels="record:organisation"),
        Facet(key="purpose", labels="purpose-category", order=Order.VOCABULARY),
        Facet(key="route", labels="route"),
        Facet(key="opt_out", labels="opt-out", order=Order.VOCABULARY),
        Facet(key="commercial", labels="answer", order=Order.VOCABULARY),
        Facet(key="ai", labels="answer", order=Order.VOCABULARY),
    ),
    "dataset": (
        Facet(key="theme", labels="theme", unfolded=True),
        Facet(key="kind", labels="dataset-kind", unfolded=True),
        Facet(key="access", labels="access", order=Order.VOCABULARY, unfolded=True),
        Facet(key="holder", labels="record:organisation"),
        Facet(key="year", labels="year", order=Order.NEWEST),
        Facet(key="country", labels="country"),
        Facet(key="opt_out", labels="opt-out", order=Order.VOCABULARY),
        Facet(key="health_category", labels="health-category", order=Order.VOCABULARY),
    ),
    "organisation": (
        Facet(key="kind", labels="organisation-kind", unfolded=True),
        Facet(key="part", labels="part", order=Order.VOCABULARY, unfolded=True),
        Facet(key="country", labels="country"),
    ),
}

PARTS = ("lead", "partner", "funder", "operator", "opinion", "decision", "holder")


def facets_of(record: Record, context: SiteContext) -> Values:
    """The values of every facet of a record, in the order of FACETS."""
    if isinstance(record, Project):
        return project_facets(record, context.catalogue, context.states[record.id], context.on)
    if isinstance(record, Dataset):
        return dataset_facets(record, context.catalogue, context.on)
    return organisation_facets(record, context.catalogue)


def project_facets(project: Project, catalogue: Catalogue, state: State, on: date) -> Values:
    """What a project can be found by."""
    lead = catalogue.organisations[project.lead.organisation]
    day = listed_date(project, on)
    return {
        "status": (state.status,),
        "results": (state.results.state,),
        "theme": with_broader(project.themes, catalogue.themes),
        "year": (str(day.year) if day else NOT_STATED,),
        "dataset": _unique(use.dataset for use in project.data if use.dataset),
        "lead_kind": (lead.kind,),
        "lead": (lead.id,),
        "purpose": (project.purpose.category,),
        "route": (project.route,),
        "opt_out": _unique(use.opt_out for use in project.data) or (NOT_STATED,),
        "commercial": (_answer(project.commercial.involved if project.commercial else None),),
        "ai": (_answer(project.ai.used if project.ai else None),),
    }


def dataset_facets(dataset: Dataset, catalogue: Catalogue, on: date) -> Values:
    """What a dataset can be found by; of opting out, what the projects that use it say."""
    projects = map(catalogue.projects.__getitem__, catalogue.projects_of.get(dataset.id, ()))
    uses = (use for project in projects for use in project.data if use.dataset == dataset.id)
    return {
        "theme": with_broader(dataset.themes, catalogue.themes),
        "kind": (dataset.kind,),
        "access": (dataset.access,),
        "holder": _unique(dataset.holders),
        "year": years_covered(dataset.temporal, on) or (NOT_STATED,),
        "country": _unique(dataset.spatial),
        "opt_out": _unique(use.opt_out for use in uses) or (NOT_STATED,),
        "health_category": _unique(dataset.health_categories),
    }


def years_covered(period: Period | None, on: date) -> tuple[str, ...]:
    """Each year of a period up to the day's own; none where its beginning is not stated."""
    if period is None or period.start is None:
        return ()
    first = max(period.start.year, OLDEST_YEAR)
    last = min(period.end.year if period.end else on.year, on.year)
    return tuple(map(str, range(first, last + 1)))


def organisation_facets(organisation: Organisation, catalogue: Catalogue) -> Values:
    """What an organisation can be found by."""
    parts = {_part(each.role) for each in catalogue.involvements.get(organisation.id, ())}
    if catalogue.datasets_of.get(organisation.id):
        parts.add("holder")
    return {
        "kind": (organisation.kind,),
        "part": tuple(part for part in PARTS if part in parts),
        "country": (organisation.country,),
    }


def listed_event(project: Project, on: date) -> Event | None:
    """The event that dates a project in lists: its last decision, else its last event."""
    dated = [e for e in project.events if e.date is not None and clock.happened(e, on)]
    decisions = [event for event in dated if event.type == "decision"]
    return next(reversed(decisions or dated), None)


def listed_date(project: Project, on: date) -> PartialDate | None:
    """The day that a project is listed under, see ``listed``."""
    found = listed(project, on)
    return found[1] if found else None


def listed(project: Project, on: date) -> tuple[str, PartialDate] | None:
    """What dates a project in lists, and when: the type of its last event, else
    ``planned``, its start, ``result``, its first result, or ``published``, its page.
    """
    event = listed_event(project, on)
    results = [result.date for result in clock.published_results(project, on) if result.date]
    dated = (
        (event.type if event else "", event.date if event else None),
        ("planned", project.calendar.start if project.calendar else None),
        ("result", min(results, key=lambda day: day.latest, default=None)),
        ("published", project.published_on),
    )
    return next(((what, day) for what, day in dated if day), None)


def with_broader(codes: Iterable[str], terms: Mapping[str, Term]) -> tuple[str, ...]:
    """The codes and all the broader ones that hold them: who looks there finds them too."""
    found: dict[str, None] = {}
    for code in codes:
        current: str | None = code
        while current and current not in found:
            found[current] = None
            current = terms[current].broader if current in terms else None
    return tuple(found)


def grouped(kind: str, values: Mapping[str, Values]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Facet -> code -> the ids that have it, from id -> values; every facet of the kind."""
    groups: dict[str, dict[str, list[str]]] = {
        facet.key: defaultdict(list) for facet in FACETS[kind]
    }
    for id, facets in values.items():
        for key, codes in facets.items():
            for code in codes:
                groups[key][code].append(id)
    return {key: {code: tuple(ids) for code, ids in codes.items()} for key, codes in groups.items()}


def offered(
    facet: Facet, groups: Mapping[str, tuple[str, ...]], voice: Voice, labels: Labels
) -> tuple[FacetValue, ...]:
    """The values of a facet as one language offers them, "not stated" always last."""
    values = [
        FacetValue(
            code=code, label=label(facet, code, voice), plain=plain(facet, code, voice), ids=ids
        )
        for code, ids in groups.items()
    ]
    rank = _ranking(facet, tuple(labels.get(facet.labels, ())))
    return tuple(sorted(values, key=lambda value: (value.code == NOT_STATED, *rank(value))))


def label(facet: Facet, code: str, voice: Voice) -> Markup:
    """The label of a value, marked with its language when it is another one."""
    source, _, kind = facet.labels.partition(":")
    return voice.name(kind, code) if source == "record" else escape(plain(facet, code, voice))


def plain(facet: Facet, code: str, voice: Voice) -> str:
    """The label of a value as plain words."""
    if code == NOT_STATED:
        return voice.t("text.not_stated")
    source, _, kind = facet.labels.partition(":")
    if source == "record":
        return voice.title(kind, code)
    if source in ("answer", "part"):
        return voice.t(f"facets.{source}.{code}")
    if source == "country":
        return voice.wording.country(code)
    return code if source == "year" else voice.label(facet.labels, code)


def _ranking(facet: Facet, codes: tuple[str, ...]) -> Callable[[FacetValue], tuple[object, ...]]:
    if facet.order is Order.NEWEST:
        return lambda value: (-int(value.code) if value.code.isdigit() else 0,)
    if facet.order is Order.FREQUENCY:
        return lambda value: (-len(value.ids), sort_key(value.plain), value.code)
    known = codes or (YES, NO, *PARTS)
    return lambda value: (
        known.index(value.code) if value.code in known else len(known),
        value.code,
    )


def _part(role: str) -> str:
    """Partners of every role are one part."""
    return role if role in PARTS else "partner"


def _answer(value: bool | None) -> str:
    return NOT_STATED if value is None else YES if value else NO


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
