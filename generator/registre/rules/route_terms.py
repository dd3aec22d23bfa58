"""ROUTE, in ``terms/routes.yaml`` itself: a route that no project could follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from registre.diagnostic import Diagnostic, finding
from registre.rules.subject import Context, Subject

_BODIES = {"opinion_bodies": "opinion", "decision_bodies": "decision"}


def contradictory_steps(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """A step that a route forbids, and needs or entrusts to somebody all the same."""
    for number, route in _routes(subject):
        forbidden = route.get("forbids", ())
        for at, step in enumerate(route.get("needs", ())):
            if step in forbidden:
                where = subject.place("terms", number, "needs", at)
                yield finding("ROUTE-010", where, step=_label(context, step), key="needs")
        for key, step in _BODIES.items():
            if step in forbidden and route.get(key):
                where = subject.place("terms", number, key, key=True)
                yield finding("ROUTE-010", where, step=_label(context, step), key=key)


def contradictory_kinds(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """A kind of organisation that a route both admits and excludes."""
    for number, route in _routes(subject):
        excluded = route.get("excluded_lead_kinds", ())
        admitted = {
            ("lead_kinds",): route.get("lead_kinds", ()),
            ("purposes_reserved", "lead_kinds"): route.get("purposes_reserved", {}).get(
                "lead_kinds", ()
            ),
        }
        for steps, kinds in admitted.items():
            for at, kind in enumerate(kinds):
                if kind in excluded:
                    where = subject.place("terms", number, *steps, at)
                    label = dict(context.schemas.labels["organisation-kind"][kind].texts)
                    yield finding("ROUTE-011", where, kind=label)


def _routes(subject: Subject) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if subject.kind == "terms" and subject.id == "routes":
        yield from enumerate(subject.document.data["terms"])


def _label(context: Context, step: str) -> Mapping[str, str]:
    return dict(context.schemas.labels["procedure-step"][step].texts)
