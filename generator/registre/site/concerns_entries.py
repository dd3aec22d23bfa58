"""What the pages of "Does this concern me?" say of one dataset or of one project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from registre.model import Dataset, DataUse, Project, Quantity
from registre.model.dataset import Population
from registre.site.contacts import contact
from registre.site.context import SiteContext
from registre.site.datause import name_of
from registre.site.entries import counted
from registre.site.facts import items, lowered_first
from registre.site.fit import Fit, ProjectFit, Verdict
from registre.site.legal import basis_of
from registre.site.states import Pill, pills
from registre.site.voice import Voice

OPT_OUT = ("applied", "not-applied", "not-applicable", "not-stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Years and ages beyond which data are about nobody; None where nothing is stated."""

    start: int | None = None
    end: int | None = None
    least: float | None = None
    most: float | None = None

    @property
    def dated(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the script compares a year and an age with."""
        bounds = {"from": self.start, "to": self.end, "min": self.least, "max": self.most}
        return {name: f"{bound:g}" for name, bound in bounds.items() if bound is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """A dataset, or a project's use of one: why it is shown, what is not told, opting out."""

    title: Markup
    verdict: Verdict
    span: Span
    why: tuple[Markup, ...]
    untold: str
    opt_out: Markup
    basis: Markup | None = None
    contact: Markup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A project with the uses of data that may be about the reader."""

    title: Markup
    pill: Pill
    verdict: Verdict
    why: tuple[Markup, ...]
    untold: str
    data: tuple[Data, ...]
    basis: Markup | None


def span_of(dataset: Dataset | None, use: DataUse | None = None) -> Span:
    """Where the periods and the ages of a dataset and of its use all meet."""
    periods = [
        found for found in (use.period if use else None, dataset.temporal if dataset else None)
        if found
    ]  # fmt: skip
    starts = [period.start.year for period in periods if period.start]
    ends = [period.end.year for period in periods if period.end]
    ages = dataset.population if dataset else None
    return Span(
        start=max(starts, default=None),
        end=min(ends, default=None),
        least=_value(ages.min_age) if ages else None,
        most=_value(ages.max_age) if ages else None,
    )


def _value(bound: Quantity | None) -> float | None:
    return bound.value if bound else None


def dataset_entry(
    dataset: Dataset, fit: Fit, uses: Mapping[str, int], voice: Voice, root: str
) -> Data:
    """A dataset; ``uses`` counts the projects that use it by what opting out changes."""
    population = dataset.population
    why = [_contains(dataset, voice), _period(dataset, voice), _ages(population, voice)]
    why.append(_themes(dataset.themes, voice))
    if population and population.coverage:
        why.append(voice.t.html("concerns.people", people=voice.phrase(population.coverage)))
    return Data(
        title=voice.link("dataset", dataset.id, root),
        verdict=fit.verdict,
        span=span_of(dataset),
        why=tuple(part for part in why if part),
        untold=untold(fit, voice),
        opt_out=_opt_out_by_projects(uses, voice),
        basis=items([basis_of(basis, voice) for basis in dataset.legal_basis]),
        contact=contact(dataset.contact, voice),
    )


def project_entry(
    project: Project, fit: ProjectFit, context: SiteContext, voice: Voice, root: str
) -> Use:
    """A project, with each use of data that the case does not contradict."""
    return Use(
        title=voice.link("project", project.id, root),
        pill=pills(context.states[project.id], voice)[0],
        verdict=fit.verdict,
        why=tuple(part for part in (_themes(project.themes, voice),) if part),
        untold=voice.t("concerns.untold", aspects=voice.t("concerns.untold_theme"))
        if fit.theme is Verdict.MAYBE
        else "",
        data=tuple(_use(use, each, context, voice, root) for use, each in fit.uses),
        basis=items([basis_of(basis, voice) for basis in project.legal_basis]),
    )


def _use(use: DataUse, fit: Fit, context: SiteContext, voice: Voice, root: str) -> Data:
    dataset = context.catalogue.datasets.get(use.dataset or "")
    why = [_contains(dataset, voice)] if dataset else []
    if use.period:
        why.append(voice.t.html("concerns.years", period=voice.period(use.period)))
    elif dataset and dataset.temporal:
        why.append(voice.t.html("concerns.years_of_data", period=voice.period(dataset.temporal)))
    why.append(_ages(dataset.population if dataset else None, voice))
    if use.population:
        why.append(voice.t.html("concerns.people", people=voice.phrase(use.population)))
    return Data(
        title=name_of(use, voice, root),
        verdict=fit.verdict,
        span=span_of(dataset, use),
        why=tuple(part for part in why if part),
        untold=untold(fit, voice, worded=use.population is not None),
        opt_out=_opt_out(use, voice),
    )


def untold(fit: Fit, voice: Voice, *, worded: bool = False) -> str:
    """What could not be told, in a sentence; nothing when everything could.

    ``worded``: words that stand beside say who the persons are, ages perhaps included.
    """
    aspects = [
        voice.t(
            "concerns.untold_ages_in_figures"
            if worded and aspect == "ages"
            else f"concerns.untold_{aspect}"
        )
        for aspect in fit.unstated
    ]
    return voice.t("concerns.untold", aspects=voice.wording.list(aspects)) if aspects else ""


def by_opt_out(projects: Iterable[Iterable[DataUse]]) -> Counter[str]:
    """In how many projects, each by its uses of data, opting out has each effect."""
    return Counter(code for uses in projects for code in {use.opt_out for use in uses})


def _contains(dataset: Dataset, voice: Voice) -> Markup:
    """What the data are; nothing when their kind says nothing."""
    if dataset.kind == "other":
        return Markup()
    kind = lowered_first(voice.label("dataset-kind", dataset.kind))
    return voice.t.html("concerns.contains", kind=kind)


def _period(dataset: Dataset, voice: Voice) -> Markup:
    if not span_of(dataset).dated:
        return Markup()
    return voice.t.html("concerns.covers", period=voice.period(dataset.temporal))


def _ages(population: Population | None, voice: Voice) -> Markup:
    """« âges : de 16 à 25 ans », as far as stated."""
    least = _value(population.min_age) if population else None
    most = _value(population.max_age) if population else None
    number = voice.wording.number
    if least is not None and most is not None:
        return escape(voice.t("concerns.ages_between", least=number(least), most=number(most)))
    if least is not None:
        return escape(voice.t("concerns.ages_from", count=least, n=number(least)))
    if most is not None:
        return escape(voice.t("concerns.ages_to", count=most, n=number(most)))
    return Markup()


def _themes(themes: Iterable[str], voice: Voice) -> Markup:
    labels = [voice.label("theme", code) for code in themes]
    return escape(voice.t("concerns.themes", themes=", ".join(labels))) if labels else Markup()


def _opt_out(use: DataUse, voice: Voice) -> Markup:
    said = escape(voice.t(f"concerns.opt_out_{use.opt_out}"))
    if use.opt_out_note is None:
        return said
    return said + Markup(" ") + voice.phrase(use.opt_out_note)


def _opt_out_by_projects(uses: Mapping[str, int], voice: Voice) -> Markup:
    """What opting out changes, as the projects that use the data say."""
    told = [
        voice.t(
            "concerns.opt_out_count",
            label=lowered_first(voice.label("opt-out", code)),
            projects=counted("projects", uses[code], voice),
        )
        for code in OPT_OUT
        if uses.get(code)
    ]
    if not told:
        return escape(voice.t("concerns.opt_out_no_project"))
    return escape(voice.t("concerns.opt_out_projects", counts=voice.wording.list(told)))
