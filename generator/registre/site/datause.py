"""The data that a project uses, source by source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from registre.markup import filled
from registre.model import Dataset, DataUse, Event, Project
from registre.site.context import SiteContext
from registre.site.facts import Facts, Teller
from registre.site.glossary import Terms
from registre.site.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One source of data: its name, whether it has a record, and the facts."""

    name: Markup
    has_record: bool
    facts: Facts


def uses(
    project: Project, context: SiteContext, voice: Voice, root: str, terms: Terms
) -> tuple[Use, ...]:
    """Every source of data of a project, in the order of the declaration."""
    events = {event.id: event for event in project.events if event.id}
    datasets = context.catalogue.datasets
    return tuple(
        _use(use, datasets.get(use.dataset or ""), events, voice, root, terms)
        for use in project.data
    )


def _use(
    use: DataUse,
    dataset: Dataset | None,
    events: Mapping[str, Event],
    voice: Voice,
    root: str,
    terms: Terms,
) -> Use:
    teller = Teller(voice, terms)
    teller.text("population", use.population)
    teller.period("period", use.period)
    teller.tell("data_tables", _tables(use, dataset, voice, root))
    labels = [voice.label("health-category", code) for code in use.categories]
    teller.tell("categories", " · ".join(labels))
    teller.code("form", "form", use.form)
    teller.tell("opt_out", _opt_out(use, voice))
    teller.text("linkage", use.linkage)
    teller.text("sensitive_variables", use.sensitive_variables)
    teller.answer("professionals_identified", use.professionals_identified)
    teller.text("justification", use.justification)
    granted = [_granted(events[id], voice) for id in use.granted_by if id in events]
    teller.tell("granted_by", Markup(", ").join(granted))
    return Use(name=name_of(use, voice, root), has_record=dataset is not None, facts=teller.told())


def name_of(use: DataUse, voice: Voice, root: str) -> Markup:
    """The source of data: a link to its record, or its name."""
    if use.dataset:
        return voice.link("dataset", use.dataset, root)
    return voice.short(use.source_name) if use.source_name else voice.missing


def _tables(use: DataUse, dataset: Dataset | None, voice: Voice, root: str) -> Markup | None:
    if not use.tables:
        return None
    known = {table.name for table in dataset.tables} if dataset else set()
    return Markup(", ").join(
        filled(
            '<a href="{}{}"><code>{}</code></a>',
            root,
            voice.addresses.table(dataset, name, voice.language),
            name,
        )
        if dataset and name in known
        else filled("<code>{}</code>", name)
        for name in use.tables
    )


def _opt_out(use: DataUse, voice: Voice) -> Markup | None:
    stated = use.opt_out != "not-stated"
    label = escape(voice.label("opt-out", use.opt_out)) if stated else None
    if use.opt_out_note is None:
        return label
    note = voice.phrase(use.opt_out_note)
    return filled("{} — {}", label, note) if label else note


def _granted(event: Event, voice: Voice) -> Markup:
    """A link to the decision in the timeline."""
    label = voice.label("event-type", event.type)
    link = filled('<a href="#event-{}">{}</a>', event.id, label)
    return filled("{} ({})", link, voice.date(event.date)) if event.date else link
