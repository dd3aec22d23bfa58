"""Items (a) to (k) of the report (EHDS, Article 59(1)), from the records and from what was
declared of the period. What neither says is not stated: it is never zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from registre.model import Localised
from registre.model.activity import Activity
from registre.site.activity.counts import counts
from registre.site.activity.periods import Stretch
from registre.site.context import SiteContext

Number = int | float

# Item -> the part of ``registry/activity/*.yaml`` that speaks of it, and its measures: a
# measure that a file may state bears the name of its field.
ITEMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "a": (
        "applications",
        (
            "access_applications",
            "data_requests",
            "permits_granted",
            "permits_refused",
            "applicants",
            "purposes",
            "categories",
            "results",
        ),
    ),
    "b": (
        "compliance",
        (
            "commitments_met",
            "results_in_time",
            "results_late",
            "measures",
            "fines",
            "fines_eur",
        ),
    ),
    "c": ("user_audits", ("carried_out", "with_findings")),
    "d": ("environment_audits", ("carried_out", "with_findings")),
    "e": ("individual_requests", ("received", "answered", "opt_outs")),
    "f": ("engagement", ("exchanges",)),
    "g": ("revenues", ("total_eur", "fees_eur")),
    "h": ("access_time", ("average_days",)),
    "i": ("quality_labels", ("labels",)),
    "j": ("outputs", ("publications", "policy_documents", "regulatory_procedures")),
    "k": ("products", ("digital_products", "ai_products")),
}


class Figure(NamedTuple):
    """A number; ``source`` is ``records`` or ``declared``. ``category`` tells apart the
    figures of one measure: a code, or the words of whoever declared it.
    """

    source: str
    number: Number
    category: str | Localised | None = None


class Measure(NamedTuple):
    """One thing that an item asks for; without figures, it is not stated."""

    name: str
    figures: tuple[Figure, ...]


class Item(NamedTuple):
    letter: str
    measures: tuple[Measure, ...]
    statement: Localised | None


def report(stretch: Stretch, context: SiteContext) -> tuple[Item, ...]:
    """Every item of the report on one period."""
    counted = counts(stretch, context)
    return tuple(
        Item(
            letter=letter,
            measures=tuple(
                Measure(name, (*counted_figures(counted, letter, name), *stated))
                for name in names
                for stated in [tuple(_stated(stretch.activity, part, name))]
            ),
            statement=getattr(_part(stretch.activity, part), "statement", None),
        )
        for letter, (part, names) in ITEMS.items()
    )


def counted_figures(
    counted: Mapping[tuple[str, str], Mapping[str, Number]], letter: str, name: str
) -> Iterator[Figure]:
    """What the records hold of a measure; a count of nothing says nothing."""
    for category, number in counted.get((letter, name), {}).items():
        if number:
            yield Figure("records", number, category or None)


def _part(activity: Activity | None, part: str) -> object:
    return getattr(activity, part, None)


def _stated(activity: Activity | None, part: str, name: str) -> Iterator[Figure]:
    if activity is None:
        return
    if name == "exchanges":
        if activity.engagement:
            yield Figure("declared", len(activity.engagement))
    elif name == "labels":
        for label in activity.quality_labels.by_category if activity.quality_labels else ():
            yield Figure("declared", label.count, label.category)
    elif (number := getattr(_part(activity, part), name, None)) is not None:
        yield Figure("declared", number)
