"""The page of a project: what is done with health data, by whom, why, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from registre import markup
from registre.markup import filled
from registre.model import Event, Project
from registre.site import history, outcomes, timeline
from registre.site.compose import compose
from registre.site.contacts import contact
from registre.site.context import SiteContext
from registre.site.datause import name_of, uses
from registre.site.facts import Facts, Teller, items
from registre.site.glossary import Terms
from registre.site.legal import basis_of, retention_of
from registre.site.marks import project_marks
from registre.site.page import Page
from registre.site.paths import to_listing
from registre.site.reuse import reuse
from registre.site.sources import citations, field_name, outward
from registre.site.states import explained, pills
from registre.site.structured import project_data
from registre.site.voice import Voice


class View(NamedTuple):
    """What the parts of the page are prepared from."""

    project: Project
    context: SiteContext
    voice: Voice
    root: str
    terms: Terms


class Correction(NamedTuple):
    """A mended mistake: the event, and the name of the field."""

    moment: timeline.Moment
    field: str


def pages(context: SiteContext) -> Iterator[Page]:
    """One page a project, in every language."""
    for project in context.catalogue.projects.values():
        urls = {
            code: context.addresses.url("project", project.id, code) for code in context.languages
        }
        for language in context.languages:
            yield _page(project, context, urls, language)


def _page(project: Project, context: SiteContext, urls: dict[str, str], language: str) -> Page:
    voice = context.voices[language]
    root = context.addresses.root_from(urls[language])
    view = View(project, context, voice, root, Terms(voice, root))
    values = _values(view)
    return compose(
        context,
        "project",
        values,
        urls=urls,
        language=language,
        section="projects",
        title=voice.words(project.title),
        description=markup.plain(voice.words(project.summary)),
        toc=[(anchor, escape(voice.t(f"project.{key}"))) for anchor, key in _contents(values)],
        data=project_data(project, context, voice, urls[language]),
    )


def _contents(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Anchors of the page's parts, and the names of their titles."""
    if values["easy"]:
        yield "easy", "easy"
    yield from (("why", "why"), ("benefit", "benefit"), ("results", "results"))
    yield from (("data", "data"), ("who", "who"), ("protection", "protection"))
    yield from (("law", "law"), ("algorithms", "algorithms"), ("timeline", "timeline"))
    yield from (("incidents", "incidents"), ("method", "method"))


def _values(view: View) -> dict[str, Any]:
    project, context, voice, root, _ = view
    state = context.states[project.id]
    benefit = project.public_benefit
    return {
        "project": project,
        "path": to_listing("project", voice),
        "marks": project_marks(project, context, voice),
        "title": voice.short(project.title),
        "acronym": voice.short(project.acronym) if project.acronym else "",
        "pills": pills(state, voice),
        "summary": voice.prose(project.summary),
        "easy": voice.prose(project.easy_read) if project.easy_read else "",
        "key_facts": _key_facts(view),
        "why": _why(view),
        "statement": voice.phrase(project.purpose.statement),
        "expected": voice.prose(benefit.expected if benefit else None),
        "delivered": voice.prose(benefit.delivered if benefit else None),
        "clock": explained(state.results, context, voice),
        "clock_state": state.results.state,
        "results": outcomes.outcomes(project, context, voice),
        "uses": uses(project, context, voice, root, view.terms),
        "who": _who(view),
        "protection": _protection(view),
        "route": voice.label("route", project.route),
        "route_explanation": _explanation(view),
        "law": _law(view),
        "algorithms": _algorithms(view),
        "timeline": timeline.moments(project, context, voice, root),
        "incidents": _events(view, timeline.INCIDENTS),
        "corrections": _corrections(view),
        "method": voice.prose(project.method),
        "links": outward(project.links, voice),
        "sources": citations(project.sources, voice),
        "history": history.told("project", project.id, context, voice),
        "reuse": reuse("project", project.id, context, voice),
    }


def _key_facts(view: View) -> Facts:
    project, _, voice, root, _ = view
    teller = Teller(voice, view.terms)
    teller.tell("lead", voice.link("organisation", project.lead.organisation, root))
    teller.tell("datasets", _datasets(view))
    teller.code("purpose", "purpose-category", project.purpose.category)
    teller.tell("themes", _themes(view))
    teller.code("route", "route", project.route)
    teller.tell("decision", _decision(view))
    teller.period("calendar", _plan(project))
    teller.tell("results_due", _results_due(view))
    teller.answer("ai", project.ai.used if project.ai else None)
    teller.answer("commercial", project.commercial.involved if project.commercial else None)
    teller.date("published_on", project.published_on)
    teller.date("reviewed_on", project.reviewed_on)
    return teller.told()


def _datasets(view: View) -> Markup | None:
    names = dict.fromkeys(name_of(use, view.voice, view.root) for use in view.project.data)
    return items(tuple(names))


def _themes(view: View) -> Markup:
    voice = view.voice
    return Markup(", ").join(
        voice.facet_link("project", "theme", code, view.root) for code in view.project.themes
    )


def _decision(view: View) -> Markup | None:
    """The last decision: its outcome and its date."""
    decisions = [e for e in view.project.events if e.type == "decision" and e.outcome]
    if not decisions:
        return None
    last = decisions[-1]
    label = view.voice.label("decision-outcome", last.outcome or "")
    if last.date is None:
        return escape(label)
    return filled("{}, {}", label, view.voice.date(last.date))


def _plan(project: Project) -> Any:
    plan = project.calendar
    return plan if plan and (plan.start or plan.end) else None


def _results_due(view: View) -> Markup | None:
    owed = view.context.states[view.project.id].results
    if owed.due is None:
        return None
    when = view.voice.date(owed.due)
    if not owed.presumed:
        return when
    return filled("{} ({})", when, view.voice.t("clock.presumed"))


def _why(view: View) -> Facts:
    purpose, voice = view.project.purpose, view.voice
    teller = Teller(voice, view.terms)
    stated = purpose.category != "not-stated"
    label = voice.label("purpose-category", purpose.category) if stated else None
    if label and purpose.category_by:
        label = f"{label} ({voice.t('project.category_by_register')})"
    teller.tell("purpose", label)
    teller.tell("themes", _themes(view))
    return teller.told()


def _who(view: View) -> Facts:
    project, _, voice, root, _ = view
    teller = Teller(voice, view.terms)
    lead = voice.link("organisation", project.lead.organisation, root)
    teller.tell("lead", lead)
    teller.text("unit", project.lead.unit)
    teller.tell("contact", contact(project.lead.contact, voice))
    teller.tell("partners", items(_partners(view)))
    teller.tell("funders", items(_funders(view)))
    teller.tell("interests", _interests(view))
    teller.tell("commercial", _commercial(view))
    return teller.told()


def _partners(view: View) -> list[Markup]:
    return [
        filled(
            "{} — {}",
            view.voice.link("organisation", partner.organisation, view.root),
            view.voice.label("role", partner.role),
        )
        for partner in view.project.partners
    ]


def _funders(view: View) -> list[Markup]:
    voice, shown = view.voice, []
    for funder in view.project.funders:
        item = voice.link("organisation", funder.organisation, view.root)
        notes = [voice.label("funder-kind", funder.kind)] if funder.kind else []
        if funder.amount_eur is not None:
            notes.append(voice.wording.euros(funder.amount_eur))
        shown.append(filled("{} — {}", item, ", ".join(notes)) if notes else item)
    return shown


def _interests(view: View) -> Markup | None:
    interests, voice = view.project.interests, view.voice
    if interests is None:
        return None
    key = "interests_declared" if interests.declared else "no_interests"
    text = _said(voice.t(f"project.{key}"), interests.statement, voice)
    if interests.url:
        text += filled(
            ' <a href="{}" rel="noopener nofollow">{}</a>',
            interests.url,
            voice.t("project.interests_document"),
        )
    return text


def _commercial(view: View) -> Markup | None:
    commercial = view.project.commercial
    if commercial is None:
        return None
    key = "commercial_yes" if commercial.involved else "commercial_no"
    return _said(view.voice.t(f"project.{key}"), commercial.statement, view.voice)


def _said(sentence: str, statement: Any, voice: Voice) -> Markup:
    """A sentence of ours, then what the declaration says about it."""
    if statement is None:
        return escape(sentence)
    return filled("{} {}", sentence, voice.phrase(statement))


def _protection(view: View) -> Facts:
    project, _, voice, root, _ = view
    place = project.environment
    teller = Teller(voice, view.terms)
    teller.code("environment", "environment-kind", place.kind if place else None)
    operator = place.operator if place else None
    teller.tell("operator", voice.link("organisation", operator, root) if operator else None)
    teller.text("place", place.name if place else None)
    country = place.country if place else None
    teller.tell("country", voice.wording.country(country) if country else None)
    teller.prose("safeguards", place.safeguards if place else None)
    teller.tell("retention", retention_of(project.retention, voice))
    return teller.told()


def _explanation(view: View) -> Markup:
    route = view.context.catalogue.routes.get(view.project.route)
    if route is None or route.explanation is None:
        return Markup()
    return view.voice.prose(route.explanation)


def _law(view: View) -> Facts:
    project, _, voice, root, _ = view
    teller = Teller(voice, view.terms)
    teller.text("route_note", project.route_note)
    teller.tell("legal_basis", items([basis_of(basis, voice) for basis in project.legal_basis]))
    numbers = [
        filled("{} — {}", voice.link("organisation", reference.body, root), reference.number)
        for reference in project.references
    ]
    teller.tell("references", items(numbers))
    return teller.told()


def _algorithms(view: View) -> Facts:
    project, voice = view.project, view.voice
    teller = Teller(voice, view.terms)
    ai, automated = project.ai, project.automated_decision
    sentence = voice.t("project.ai_yes" if ai and ai.used else "project.ai_no")
    teller.tell("ai", _said(sentence, ai.statement, voice) if ai else None)
    if ai is None or ai.used:
        teller.text("oversight", ai.human_oversight if ai else None)
    used = automated is not None and automated.used
    sentence = voice.t("project.automated_yes" if used else "project.automated_no")
    teller.tell(
        "automated_decision",
        _said(sentence, automated.statement, voice) if automated else None,
    )
    return teller.told()


def _events(view: View, types: tuple[str, ...]) -> tuple[timeline.Moment, ...]:
    return tuple(
        timeline.moment(event, view.voice, view.root, view.context.on)
        for event in _of(view.project, types)
    )


def _of(project: Project, types: tuple[str, ...]) -> Iterator[Event]:
    return (event for event in project.events if event.type in types)


def _corrections(view: View) -> tuple[Correction, ...]:
    return tuple(
        Correction(
            timeline.moment(event, view.voice, view.root, view.context.on),
            view.voice.t(
                "project.corrected_field", field=field_name(event.corrects or "", view.voice)
            ),
        )
        for event in _of(view.project, timeline.CORRECTIONS)
    )
