"""The data that a project uses, source by source."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from registre.model import DataUse, Dataset
from registre.site.context import SiteContext
from registre.site.facts import Facts, Teller
from registre.site.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One source of data: its name, whether it has a record, and the facts."""

    name: Markup
    has_record: bool
    facts: Facts


def uses(
    data: tuple[DataUse, ...], context: SiteContext, voice: Voice, root: str
) -> tuple[Use, ...]:
    """Every source of data, in the order of the declaration."""
    return tuple(_use(use, context, voice, root) for use in data)


def _use(use: DataUse, context: SiteContext, voice: Voice, root: str) -> Use:
    dataset = context.catalogue.datasets.get(use.dataset or "")
    return Use(
        name=_name(use, voice, root),
        has_record=dataset is not None,
        facts=_facts(use, dataset, voice, root),
    )


def _name(use: DataUse, voice: Voice, root: str) -> Markup:
    if use.dataset:
        return voice.link("dataset", use.dataset, root)
    return voice.short(use.source_name) if use.source_name else voice.missing


def _facts(use: DataUse, dataset: Dataset | None, voice: Voice, root: str) -> Facts:
    teller = Teller(voice)
    teller.text("population", use.population)
    teller.period("period", use.period)
    teller.tell("data_tables", _tables(use, dataset, voice, root))
    labels = [voice.label("health-category", code) for code in use.categories]
    teller.tell("categories", "\u202f; ".join(labels) if labels else None)
    teller.code("form", "form", use.form)
    teller.tell("opt_out", _opt_out(use, voice))
    teller.text("linkage", use.linkage)
    teller.text("sensitive_variables", use.sensitive_variables)
    teller.answer("professionals_identified", use.professionals_identified)
    teller.text("justification", use.justification)
    teller.tell("granted_by", _granted_by(use, voice))
    return teller.told()


def _tables(use: DataUse, dataset: Dataset | None, voice: Voice, root: str) -> Markup | None:
    if not use.tables:
        return None
    known = {table.name for table in dataset.tables} if dataset else set()
    return Markup(", ").join(
        Markup('<a href="{}{}"><code>{}</code></a>').format(
            root, voice.addresses.table(dataset, name, voice.language), name
        )
        if dataset and name in known
        else Markup("<code>{}</code>").format(name)
        for name in use.tables
    )


def _opt_out(use: DataUse, voice: Voice) -> Markup | None:
    stated = use.opt_out != "not-stated"
    label = escape(voice.label("opt-out", use.opt_out)) if stated else None
    if use.opt_out_note is None:
        return label
    note = voice.phrase(use.opt_out_note)
    return Markup("{} — {}").format(label, note) if label else note


def _granted_by(use: DataUse, voice: Voice) -> Markup | None:
    if not use.granted_by:
        return None
    return Markup(", ").join(
        Markup('<a href="#event-{0}">{0}</a>').format(event) for event in use.granted_by
    )
