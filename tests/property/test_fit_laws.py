"""Saying more about oneself never brings anything in; what is not stated never leaves it out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from registre.model import (
    Dataset,
    DataUse,
    Localised,
    PartialDate,
    Period,
    Project,
    Quantity,
    Term,
)
from registre.model.dataset import Population
from registre.model.project import Lead, Purpose
from registre.site.fit import KINDS, PLACES, Case, Verdict, dataset_fit, project_fit

WORDS = Localised((("fr", "mots"),))
TERMS = {
    code: Term(code=code, label=WORDS, broader=broader)
    for code, broader in (
        ("general", None),
        ("heart", None),
        ("infections", None),
        ("covid", "infections"),
    )
}

themes = st.sampled_from(sorted(TERMS))
years = st.integers(2000, 2026)
ages = st.integers(0, 100)
dates = st.builds(PartialDate, year=years, month=st.none() | st.integers(1, 12))
periods = st.none() | st.builds(Period, start=st.none() | dates, end=st.none() | dates)
bounds = st.none() | st.builds(Quantity, value=ages)
populations = st.none() | st.builds(Population, min_age=bounds, max_age=bounds)
several = st.lists(themes, min_size=1, max_size=3, unique=True).map(tuple)

cases = st.builds(
    Case,
    place=st.none() | st.sampled_from(PLACES),
    theme=st.none() | themes,
    year=st.none() | years,
    age=st.none() | ages,
)
datasets = st.builds(
    Dataset,
    id=st.just("data"),
    title=st.just(WORDS),
    description=st.just(WORDS),
    kind=st.sampled_from([*KINDS, "other", "linked"]),
    holders=st.just(("holder",)),
    access=st.just("non-public"),
    health_categories=st.just(("a",)),
    themes=several,
    spatial=st.just(("FR",)),
    temporal=periods,
    population=populations,
)
uses = st.builds(
    DataUse,
    dataset=st.sampled_from(["data", None]),
    source_name=st.just(WORDS),
    period=periods,
    population=st.none() | st.just(WORDS),
)
projects = st.builds(
    Project,
    id=st.just("project"),
    title=st.just(WORDS),
    summary=st.just(WORDS),
    purpose=st.just(Purpose(statement=WORDS)),
    themes=several,
    lead=st.just(Lead(organisation="lead")),
    route=st.just("route"),
    data=st.lists(uses, max_size=3).map(tuple),
)
answers = st.sampled_from(["place", "theme", "year", "age"])


def of(case: Case, dataset: Dataset) -> Verdict:
    return dataset_fit(case, dataset, TERMS).verdict


def used(case: Case, project: Project, dataset: Dataset) -> Verdict:
    return project_fit(case, project, {"data": dataset}, TERMS).verdict


@given(cases, datasets, projects, answers)
def test_an_answer_less_never_leaves_more_out(
    case: Case, dataset: Dataset, project: Project, answer: str
) -> None:
    """To narrow is to add an answer: whatever fits a case fits it without any one answer."""
    unsaid: dict[str, Any] = {answer: None}
    wider = replace(case, **unsaid)
    assert bool(of(case, dataset)) <= bool(of(wider, dataset))
    assert bool(used(case, project, dataset)) <= bool(used(wider, project, dataset))


@given(cases, datasets, projects, st.sampled_from(["temporal", "population"]))
def test_what_a_dataset_does_not_state_never_excludes(
    case: Case, dataset: Dataset, project: Project, field: str
) -> None:
    unsaid: dict[str, Any] = {field: None}
    silent = replace(dataset, **unsaid)
    assert bool(of(case, dataset)) <= bool(of(case, silent))
    assert bool(used(case, project, dataset)) <= bool(used(case, project, silent))


@given(cases, datasets)
def test_a_dataset_that_states_nothing_is_never_sure(case: Case, dataset: Dataset) -> None:
    silent = replace(dataset, temporal=None, population=None)
    assert of(case, silent) in (Verdict.NO, Verdict.MAYBE)


@given(cases, datasets, projects)
def test_what_a_use_does_not_state_never_excludes(
    case: Case, dataset: Dataset, project: Project
) -> None:
    silent = replace(project, data=tuple(replace(use, period=None) for use in project.data))
    assert bool(used(case, project, dataset)) <= bool(used(case, silent, dataset))
    nothing = replace(project, data=())
    assert bool(used(case, project, dataset)) <= bool(used(case, nothing, dataset))


@given(cases, datasets, projects)
def test_a_project_without_the_data_concerns_nobody(
    case: Case, dataset: Dataset, project: Project
) -> None:
    assert project_fit(case, project, {"data": dataset}, TERMS, used=False).verdict is Verdict.NO


@given(cases, datasets)
def test_no_is_said_for_a_contradiction_and_nothing_else(case: Case, dataset: Dataset) -> None:
    """Each no can be named: a year or an age outside, another place, another subject."""
    fit = dataset_fit(case, dataset, TERMS)
    if fit.period is Verdict.NO:
        assert case.year is not None
        assert dataset.temporal is not None
        start, end = dataset.temporal.start, dataset.temporal.end
        assert (start and case.year < start.year) or (end and case.year > end.year)
    if fit.ages is Verdict.NO:
        assert case.age is not None
        assert dataset.population is not None
        least, most = dataset.population.min_age, dataset.population.max_age
        assert (least and case.age < least.value) or (most and case.age > most.value)
    if fit.theme is Verdict.NO:
        assert case.theme not in dataset.themes
        assert "general" not in dataset.themes
    if fit.place is Verdict.NO:
        assert case.place not in KINDS[dataset.kind].surely
