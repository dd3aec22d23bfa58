"""Whom data and projects may concern: the verdicts that the laws leave open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registre.catalogue import Catalogue
from registre.schema import Schemas
from registre.site.fit import KINDS, PLACES, Case, Verdict, dataset_fit, project_fit, topic

HEART_2019 = Case(place="hospital", theme="cardiology", year=2019, age=70)


def verdict(case: Case, id: str, register: Catalogue) -> Verdict:
    return dataset_fit(case, register.datasets[id], register.themes).verdict


def used(case: Case, id: str, register: Catalogue) -> Verdict:
    project = register.projects[id]
    return project_fit(case, project, register.datasets, register.themes).verdict


def test_kinds_and_places_are_those_of_the_schemas(schemas: Schemas) -> None:
    assert set(KINDS) <= set(schemas.labels["dataset-kind"])
    assert {place for kind in KINDS.values() for place in kind.surely} == set(PLACES)


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("sejours-hospitaliers-fictifs", Verdict.YES),
        ("base-remboursements-fictive", Verdict.MAYBE),  # reimbursed wherever care was given
        ("biologie-valombre", Verdict.MAYBE),  # neither years nor ages
        ("ancienne-base-remboursements", Verdict.NO),  # ended in 2007
        ("cohorte-collines-donnees", Verdict.NO),  # up to 25 years of age
        ("enquete-sante-valombre", Verdict.NO),  # a survey, no place of care
        ("deces-valombre", Verdict.NO),  # of the dead alone
        ("registre-cancers-donnees", Verdict.NO),  # people with cancer
        ("jumeaux-synthetiques", Verdict.NO),  # about nobody
    ],
)
def test_datasets_for_heart_disease_in_hospital_in_2019_at_70(
    fictive: Catalogue, id: str, said: Verdict
) -> None:
    assert verdict(HEART_2019, id, fictive) is said


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (HEART_2019, Verdict.YES),
        (replace(HEART_2019, theme=None), Verdict.YES),
        (replace(HEART_2019, year=2011), Verdict.NO),  # the project uses 2012 to 2022
        (replace(HEART_2019, year=2023), Verdict.NO),  # the data go on, the project's do not
        (replace(HEART_2019, theme="oncology"), Verdict.NO),
        (replace(HEART_2019, place="town"), Verdict.NO),
        (replace(HEART_2019, age=119), Verdict.NO),  # the dataset stops at 118
    ],
)
def test_a_project_by_its_uses(fictive: Catalogue, case: Case, said: Verdict) -> None:
    assert used(case, "infarctus-publie-tard", fictive) is said


def test_a_population_in_words_is_for_the_reader_to_judge(fictive: Catalogue) -> None:
    project = fictive.projects["infarctus-publie-tard"]
    use = replace(project.data[0], population=project.title)
    worded = replace(project, data=(use,))
    fit = project_fit(HEART_2019, worded, fictive.datasets, fictive.themes)
    assert fit.verdict is Verdict.MAYBE
    assert fit.uses[0][1].unstated == ("ages",)


def test_the_uses_that_a_case_contradicts_are_left_out(fictive: Catalogue) -> None:
    """A project of many data is shown with those that may be about the person."""
    project = fictive.projects["toutes-les-formes"]
    fit = project_fit(HEART_2019, project, fictive.datasets, fictive.themes)
    kept = {use.dataset for use, _ in fit.uses}
    assert "sejours-hospitaliers-fictifs" in kept
    assert not kept & {"enquete-sante-valombre", "ancienne-base-remboursements"}


def test_broader_and_narrower_themes_meet(genuine: Catalogue) -> None:
    terms = genuine.themes
    assert topic("covid-19", ("infectious-diseases",), terms) is Verdict.YES
    assert topic("infectious-diseases", ("covid-19",), terms) is Verdict.YES
    assert topic("covid-19", ("cardiology",), terms) is Verdict.NO
    assert topic("covid-19", ("general",), terms) is Verdict.MAYBE
