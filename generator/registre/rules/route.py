"""ROUTE: what the route of a project forbids, excludes, reserves and needs.

Routes are law as data (``terms/routes.yaml``); this module knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from registre.diagnostic import Diagnostic, Severity, finding
from registre.model import Event, Localised, PartialDate, Project, Route
from registre.rules.subject import Context, Subject

# Whoever works on behalf of another shares its responsibility; the other roles help it.
# A partner whose role is not told may be such a one, so nothing is held against the project.
_PRINCIPALS = frozenset({"joint-controller", "not-stated"})
_GRANTS = frozenset({"granted", "partly-granted"})


def forbidden_steps(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """A step that has no place on the route."""
    project, route = _bound(subject, context)
    if project is None or route is None or not route.forbids:
        return
    for number, event in enumerate(project.events):
        if event.type in route.forbids:
            where = subject.place("events", number, "type")
            step = dict(_labels(context, "procedure-step", event.type).texts)
            yield finding("ROUTE-001", where, step=step, **_told(route))


def leads(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """An organisation that may not lead a project on the route."""
    project, route = _bound(subject, context)
    if project is None or route is None:
        return
    kind = context.kinds.get(project.lead.organisation)
    if kind is None:
        return
    if kind in route.excluded_lead_kinds:
        yield _unfit("ROUTE-002", subject, context, route, kind)
    elif route.lead_kinds and kind not in route.lead_kinds:
        allowed = _listed(context, "organisation-kind", route.lead_kinds)
        yield _unfit("ROUTE-003", subject, context, route, kind, allowed=allowed)


def _unfit(
    code: str, subject: Subject, context: Context, route: Route, kind: str, **more: Any
) -> Diagnostic:
    project = subject.record
    assert isinstance(project, Project)
    label = dict(_labels(context, "organisation-kind", kind).texts)
    where = subject.place("lead", "organisation")
    organisation = project.lead.organisation
    return finding(code, where, organisation=organisation, kind=label, **more, **_told(route))


def joint_controllers(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """Whoever is as responsible as the lead, and is of a kind that may not lead."""
    project, route = _bound(subject, context)
    if project is None or route is None or not route.excluded_lead_kinds:
        return
    for number, partner in enumerate(project.partners):
        kind = context.kinds.get(partner.organisation)
        if partner.role == "joint-controller" and kind in route.excluded_lead_kinds:
            where = subject.place("partners", number, "organisation")
            label = dict(_labels(context, "organisation-kind", str(kind)).texts)
            yield finding(
                "ROUTE-004", where, organisation=partner.organisation, kind=label, **_told(route)
            )


def reserved_purposes(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """A purpose kept for organisations of which neither the lead nor its principal is one."""
    project, route = _bound(subject, context)
    if project is None or route is None or route.purposes_reserved is None:
        return
    reserved = route.purposes_reserved
    category = project.purpose.category
    if category not in reserved.codes or _acts_for(project, context, reserved.lead_kinds):
        return
    yield finding(
        "ROUTE-005",
        subject.place("purpose", "category"),
        purpose=dict(_labels(context, "purpose-category", category).texts),
        kinds=_listed(context, "organisation-kind", reserved.lead_kinds),
        organisation=project.lead.organisation,
        **_told(route),
    )


def _acts_for(project: Project, context: Context, kinds: tuple[str, ...]) -> bool:
    """Whether the project is led by, or on behalf of, one of these kinds, or may be."""
    responsible = [project.lead.organisation]
    responsible += [p.organisation for p in project.partners if p.role in _PRINCIPALS]
    return any(context.kinds.get(name) in (None, *kinds) for name in responsible)


def bodies(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """An opinion or a decision of somebody whom the route does not know."""
    project, route = _bound(subject, context)
    if project is None or route is None:
        return
    competent = {"decision": route.decision_bodies, "opinion": route.opinion_bodies}
    for number, event in enumerate(project.events):
        known = competent.get(event.type)
        if known and event.body is not None and event.body not in known:
            yield finding(
                "ROUTE-006",
                subject.place("events", number, "body"),
                step=dict(_labels(context, "procedure-step", event.type).texts),
                body=event.body,
                known=known,
                **_told(route),
            )


def datasets(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """A dataset that the route does not open."""
    project, route = _bound(subject, context)
    if project is None or route is None or not route.excluded_datasets:
        return
    for number, use in enumerate(project.data):
        if use.dataset in route.excluded_datasets:
            where = subject.place("data", number, "dataset")
            yield finding("ROUTE-012", where, dataset=use.dataset, **_told(route))


def validity(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """What surely happened on a route before it existed, or began after it had ended."""
    project, route = _bound(subject, context)
    if project is None or route is None or route.valid is None:
        return
    start, end = route.valid.start, route.valid.end
    acts = list(_acts(project))
    for steps, on in acts:
        if start is not None and on.surely_before(start):
            where = subject.place(*steps)
            yield finding("ROUTE-007", where, date=str(on), **_period(start, end), **_told(route))
    # What a route allowed in its time may go on after it.
    for steps, on in acts[:1]:
        if end is not None and end.surely_before(on):
            where = subject.place(*steps)
            yield finding("ROUTE-007", where, date=str(on), **_period(start, end), **_told(route))


def _acts(project: Project) -> Iterator[tuple[tuple[str | int, ...], PartialDate]]:
    """What puts the project on its route: decisions, else data available, else the plan."""
    dated = False
    for step in ("decision", "data-available"):
        for number, event in enumerate(project.events):
            if event.type == step and event.date is not None:
                dated = True
                yield ("events", number, "date"), event.date
    if not dated and project.calendar is not None and project.calendar.start is not None:
        yield ("calendar", "start"), project.calendar.start


def _period(start: PartialDate | None, end: PartialDate | None) -> dict[str, Any]:
    """A side that is open is shown as an ellipsis."""
    return {"start": str(start or "…"), "end": str(end or "…")}


def needed_steps(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """A step that the route needs, and that a project which got its data does not show."""
    project, route = _bound(subject, context)
    if project is None or route is None or not route.needs:
        return
    seen = {event.type for event in project.events}
    for step in route.needs:
        if step in seen:
            continue
        reached = _reached(project)
        if reached:
            yield finding(
                "ROUTE-008",
                subject.place("events", reached[0], "type"),
                severity=_severity(project, reached, context),
                step=dict(_labels(context, "procedure-step", step).texts),
                event=dict(_labels(context, "event-type", project.events[reached[0]].type).texts),
                **_told(route),
            )


def required_roles(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """A part that somebody must play on the route, and that nobody plays."""
    project, route = _bound(subject, context)
    if project is None or route is None or not route.required_roles:
        return
    roles = {partner.role for partner in project.partners}
    reached = _reached(project)
    for role in route.required_roles:
        if role in roles or not reached:
            continue
        # A partner whose part is not told may be the one.
        unknown = "not-stated" in roles
        yield finding(
            "ROUTE-009",
            subject.place("partners", key=True) if project.partners else subject.place("route"),
            severity=Severity.NOTICE if unknown else _severity(project, reached, context),
            role=dict(_labels(context, "role", role).texts),
            role_code=role,
            **_told(route),
        )


def _reached(project: Project) -> list[int]:
    """The events that show that the project got its data, or leave to use them."""
    return [
        number
        for number, event in enumerate(project.events)
        if event.type == "data-available" or _is_grant(event)
    ]


def _is_grant(event: Event) -> bool:
    return event.type == "decision" and event.outcome in _GRANTS


def _severity(project: Project, reached: Iterable[int], context: Context) -> Severity:
    """An absence is an error only for what surely happened since the register opened."""
    opened = context.register.opened_on.latest
    dates = [project.events[number].date for number in reached]
    since = all(on is not None and on.earliest >= opened for on in dates)
    return Severity.ERROR if since else Severity.NOTICE


def _bound(subject: Subject, context: Context) -> tuple[Project | None, Route | None]:
    """The project and its route; nothing for other records and for an unknown route."""
    project = subject.record
    if not isinstance(project, Project):
        return None, None
    return project, context.routes.get(project.route)


def _told(route: Route) -> dict[str, Any]:
    """How a message names the route, and the text of law to read."""
    source = route.source
    law = "terms/routes.yaml"
    if source is not None:
        law = f"{source.title} ({source.url})" if source.url else source.title
    return {"route": dict(route.label.texts), "law": law}


def _labels(context: Context, vocabulary: str, code: str) -> Localised:
    return context.schemas.labels[vocabulary][code]


def _listed(context: Context, vocabulary: str, codes: Iterable[str]) -> Mapping[str, str]:
    """The labels of several codes, as one text in each language."""
    labels = [_labels(context, vocabulary, code) for code in codes]
    languages = dict.fromkeys(code for label in labels for code, _ in label.texts)
    return {to: ", ".join(label.text(to).value for label in labels) for to in languages}
