"""What the records hold of a period: numbers by item, measure and category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from registre import clock
from registre.model import Event, Project, Result
from registre.site.activity.periods import Stretch
from registre.site.context import SiteContext
from registre.site.figures.durations import APPLICATION, application_to_data, first
from registre.site.figures.punctuality import has_passed

Counts = Mapping[tuple[str, str], Mapping[str, int | float]]

_PUBLICATIONS = ("publication", "preprint")
_POLICIES = ("policy", "guideline")
_PRODUCTS = ("software", "model", "product")
_MEASURES = ("suspended", "revoked")


class _Facts(NamedTuple):
    """What happened to one project within the period."""

    project: Project
    events: tuple[Event, ...]
    results: tuple[Result, ...]
    applied: bool


class _Tally:
    """Counts by item and measure, then by category."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Counter[str]] = {}

    def count(self, item: str, measure: str, number: int = 1, category: str = "") -> None:
        self.found.setdefault((item, measure), Counter())[category] += number


def counts(stretch: Stretch, context: SiteContext) -> Counts:
    """(item, measure) -> category -> number; the category is empty where there is none."""
    tally = _Tally()
    for project in context.catalogue.projects.values():
        facts = _facts(project, stretch, context)
        _count_permits(facts, context, tally)
        _count_results(facts, tally)
        tally.count("b", "measures", sum(event.type in _MEASURES for event in facts.events))
        tally.count("c", "carried_out", sum(event.type == "audit" for event in facts.events))
    _count_deadlines(stretch, context, tally)
    found = {key: dict(sorted(numbers.items())) for key, numbers in tally.found.items()}
    return {**found, **_days(stretch, context)}


def _facts(project: Project, stretch: Stretch, context: SiteContext) -> _Facts:
    on = context.on
    applied = first(project, APPLICATION, on)
    return _Facts(
        project,
        tuple(e for e in project.events if clock.happened(e, on) and stretch.holds(e.date)),
        tuple(r for r in clock.published_results(project, on) if stretch.holds(r.date)),
        applied is not None and stretch.holds(applied.date),
    )


def _count_permits(facts: _Facts, context: SiteContext, tally: _Tally) -> None:
    granted, refused = _decisions(facts, clock.GRANTED), _decisions(facts, ("refused",))
    tally.count("a", "access_applications", facts.applied)
    tally.count("a", "permits_granted", granted)
    tally.count("a", "permits_refused", refused)
    if facts.applied or granted or refused:
        project = facts.project
        lead = context.catalogue.organisations[project.lead.organisation]
        tally.count("a", "applicants", category=lead.kind)
        tally.count("a", "purposes", category=project.purpose.category)
        for category in _categories(project, context):
            tally.count("a", "categories", category=category)


def _decisions(facts: _Facts, outcomes: tuple[str, ...]) -> int:
    return sum(e.type == "decision" and e.outcome in outcomes for e in facts.events)


def _categories(project: Project, context: SiteContext) -> set[str]:
    """Categories of data as the project names them, else as its datasets hold them."""
    datasets = context.catalogue.datasets
    return {
        category
        for use in project.data
        for category in use.categories
        or (datasets[use.dataset].health_categories if use.dataset else ())
    }


def _count_results(facts: _Facts, tally: _Tally) -> None:
    for result in facts.results:
        tally.count("a", "results", category=result.type)
        tally.count("j", "publications", result.type in _PUBLICATIONS)
        tally.count("j", "policy_documents", result.type in _POLICIES)
        if result.type in _PRODUCTS:
            tally.count("k", "digital_products")
            tally.count("k", "ai_products", bool(facts.project.ai and facts.project.ai.used))


def _count_deadlines(stretch: Stretch, context: SiteContext, tally: _Tally) -> None:
    """Deadlines for results that fell within the period, and were met or not."""
    for state in context.states.values():
        due = state.results.due
        if due and stretch.start <= due <= stretch.end and has_passed(state.results, context):
            in_time = state.results.state == "published"
            tally.count("b", "results_in_time" if in_time else "results_late")


def _days(stretch: Stretch, context: SiteContext) -> Counts:
    """The average way from application to data, for the data that came in the period."""
    days = application_to_data(context, (stretch.start, stretch.end)).every
    if not days:
        return {}
    return {("h", "average_days"): {"": round(sum(days) / len(days), 1)}}
