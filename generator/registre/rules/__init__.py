"""What a declaration that satisfies its schema may still get wrong.

One file a family, one plain function a rule; the tuple below lists them all. A rule
sees one declaration and its context, and nothing else: so declarations can be checked in
any order, in several processes, and a verdict can be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from registre.diagnostic import Diagnostic
from registre.rules import (
    clock,
    complete,
    date,
    life,
    link,
    privacy,
    result,
    route,
    route_terms,
    table_schema,
    text,
)
from registre.rules.subject import Context, Subject

Rule = Callable[[Subject, Context], Iterable[Diagnostic]]

RULES: tuple[Rule, ...] = (
    date.not_yet_come,
    date.out_of_order,
    date.upside_down,
    date.expired_when_granted,
    date.extended_backwards,
    date.outside_coverage,
    date.changed_before_it_was,
    date.ages_reversed,
    date.deleted_too_early,
    date.read_before_it_happened,
    life.opinion_too_late,
    life.granted_against_opinion,
    life.before_the_permit,
    life.data_before_opinion,
    life.after_the_end,
    life.two_ends,
    life.resumed_from_nothing,
    life.ended_before_it_began,
    life.before_the_application,
    life.beyond_expiry,
    life.results_before_data,
    life.granted_by_no_permit,
    life.corrected_nothing,
    life.corrected_before_published,
    life.told_twice,
    route.forbidden_steps,
    route.leads,
    route.joint_controllers,
    route.reserved_purposes,
    route.bodies,
    route.datasets,
    route.validity,
    route.needed_steps,
    route.required_roles,
    route_terms.contradictory_steps,
    route_terms.contradictory_kinds,
    result.tables,
    table_schema.dictionaries,
    clock.published_late,
    clock.results_state,
    clock.review_overdue,
    clock.access_ending,
    clock.holidays_known,
    complete.stated,
    text.check,
    privacy.check,
    link.doubtful,
    link.repeated,
)


def check(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """All that the rules find in one declaration."""
    for rule in RULES:
        yield from rule(subject, context)


__all__ = ["RULES", "Context", "Rule", "Subject", "check"]
