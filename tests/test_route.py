"""ROUTE: the law of any country is data; the interpreter knows no route by name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from registre.catalogue import load
from registre.diagnostic import Diagnostic, Severity, message, remedy
from registre.model import Event, PartialDate, Project, Route
from registre.model.project import Partner
from registre.rules import RULES, route, route_terms
from registre.schema import Schemas
from tests import judging
from tests.conftest import DAY
from tests.judging import BARE, WORDS, context_of

BASE = Path(__file__).parent / "cases" / "base"
# A country that does not exist, with bodies, steps and kinds of its own.
ELSEWHERE = """\
id: routes
title: {fr: Voies d'Ailleurs, en: Routes of Elsewhere}
terms:
  - code: grand-sceau
    label: {fr: Grand sceau, en: Great seal}
    jurisdiction: ZZ
    valid: {start: 2020-01-01, end: 2025-12-31}
    needs: [decision]
    decision_bodies: [chancellerie]
    forbids: [opinion]
    required_roles: [patient-representative]
    excluded_lead_kinds: [company]
    source: {title: Charte d'Ailleurs, url: "https://ailleurs.example/charte"}
  - code: petit-sceau
    label: {fr: Petit sceau, en: Small seal}
    needs: [opinion]
    opinion_bodies: [chancellerie, conseil]
    lead_kinds: [university]
    purposes_reserved: {codes: [education], lead_kinds: [association]}
"""
ORGANISATIONS = {
    "chancellerie": "supervisory-authority",
    "conseil": "ethics-committee",
    "faculte": "university",
    "atelier": "company",
    "amicale": "association",
}
PROJECT = """\
id: parcours-avc
title: Parcours de soins après un AVC
summary: Nous étudions ce que deviennent les patients après un accident.
themes: [cardiology]
data: []
"""
PATIENTS = "partners: [{organisation: amicale, role: patient-representative}]\n"
DECISION = "  - {type: decision, date: 2025-03-03, body: chancellerie, outcome: granted}\n"
OPINION = "  - {type: opinion, date: 2025-02-03, body: conseil, outcome: favourable}\n"
AVAILABLE = "  - {type: data-available, date: 2025-06-02}\n"
GREAT = "route: grand-sceau\nlead: faculte\npurpose: Comprendre.\n"
SMALL = "route: petit-sceau\nlead: faculte\npurpose: Comprendre.\n"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A register of that country, without its project."""
    root = tmp_path / "registry"
    shutil.copytree(BASE, root)
    (root / "terms" / "routes.yaml").write_text(ELSEWHERE, "utf-8")
    for name, kind in ORGANISATIONS.items():
        text = f"id: {name}\nname: {name}\nkind: {kind}\ncountry: FR\n"
        (root / "organisations" / f"{name}.yaml").write_text(text, "utf-8")
    return root


def judged(root: Path, project: str, schemas: Schemas) -> list[Diagnostic]:
    """What ROUTE says of a project, in a register that has no other fault."""
    (root / "projects" / "parcours-avc.yaml").write_text(PROJECT + project, "utf-8")
    _, report = load(root, schemas, DAY)
    errors = {f.code for f in report.findings if f.severity is Severity.ERROR}
    assert all(code.startswith("ROUTE") for code in errors), errors
    return [f for f in report.findings if f.code.startswith("ROUTE")]


OBEYED = {
    "the seal is given": GREAT + PATIENTS + "events:\n" + DECISION + AVAILABLE,
    "the seal is awaited": GREAT + "events:\n  - {type: selected, date: 2025-01-06}\n",
    "what the seal allowed goes on after it": GREAT
    + PATIENTS
    + "events:\n"
    + DECISION
    + "  - {type: data-available, date: 2026-06-02}\n",
    "either body may give an opinion": SMALL
    + "events:\n"
    + OPINION
    + OPINION.replace("conseil", "chancellerie")
    + AVAILABLE,
    "another purpose is open to all": SMALL.replace(
        "Comprendre.", "{category: statistics, statement: Compter.}"
    ),
    "a reserved purpose, for whoever it is reserved for": SMALL.replace(
        "Comprendre.", "{category: education, statement: Apprendre.}"
    )
    + "partners: [{organisation: amicale, role: joint-controller}]\n",
}
BROKEN = {
    "forbids": ("ROUTE-001", GREAT + PATIENTS + "events:\n" + OPINION + DECISION),
    "excluded_lead_kinds": ("ROUTE-002", GREAT.replace("faculte", "atelier")),
    "lead_kinds": ("ROUTE-003", SMALL.replace("faculte", "amicale")),
    "excluded_lead_kinds, beside the lead": (
        "ROUTE-004",
        GREAT + "partners: [{organisation: atelier, role: joint-controller}]\n",
    ),
    "purposes_reserved": (
        "ROUTE-005",
        SMALL.replace("Comprendre.", "{category: education, statement: Apprendre.}"),
    ),
    "decision_bodies": (
        "ROUTE-006",
        GREAT + PATIENTS + "events:\n" + DECISION.replace("chancellerie", "conseil"),
    ),
    "opinion_bodies": (
        "ROUTE-006",
        SMALL + "events:\n" + OPINION.replace("conseil", "chu-exemple"),
    ),
    "valid.start": (
        "ROUTE-007",
        GREAT + PATIENTS + "events:\n" + DECISION.replace("2025-03-03", "2019"),
    ),
    "valid.end": (
        "ROUTE-007",
        GREAT + PATIENTS + "events:\n" + DECISION.replace("2025-03-03", "2026-01"),
    ),
    "needs": ("ROUTE-008", SMALL + "events:\n" + AVAILABLE),
    "required_roles": ("ROUTE-009", GREAT + "events:\n" + DECISION),
}


@pytest.mark.parametrize("project", OBEYED.values(), ids=OBEYED)
def test_another_country_is_obeyed_in_data_alone(
    project: str, elsewhere: Path, schemas: Schemas
) -> None:
    assert judged(elsewhere, project, schemas) == []


@pytest.mark.parametrize(("code", "project"), BROKEN.values(), ids=BROKEN)
def test_each_constraint_of_another_country_is_held(
    code: str, project: str, elsewhere: Path, schemas: Schemas
) -> None:
    assert {found.code for found in judged(elsewhere, project, schemas)} == {code}


def test_a_route_that_states_nothing_constrains_nothing(elsewhere: Path, schemas: Schemas) -> None:
    terms = "id: routes\ntitle: Voies\nterms: [{code: grand-sceau, label: Grand sceau}]\n"
    (elsewhere / "terms" / "routes.yaml").write_text(terms, "utf-8")
    for _, project in BROKEN.values():
        if "grand-sceau" in project:
            assert judged(elsewhere, project, schemas) == []


def test_an_absence_is_an_error_only_since_the_register_opened(
    elsewhere: Path, schemas: Schemas
) -> None:
    """The register of the cases opened on 1 January 2025."""
    severities = {
        day: judged(elsewhere, SMALL + f"events:\n  - {{{day}type: data-available}}\n", schemas)[
            0
        ].severity
        for day in (
            "date: 2025-01-01, ",
            "date: 2025-02, ",
            "date: 2025, ",
            "date: 2024-12-31, ",
            "date: 2024, ",
            "date: not-stated, statement: Sans date., ",
        )
    }
    assert list(severities.values()) == [*[Severity.ERROR] * 3, *[Severity.NOTICE] * 3]


def test_the_route_and_its_law_are_named_in_the_language_of_the_reader(
    elsewhere: Path, schemas: Schemas
) -> None:
    found, *_ = judged(elsewhere, GREAT.replace("faculte", "atelier"), schemas)
    assert "Grand sceau" in message(found, "fr")
    assert "Great seal" in message(found, "en")
    for language in ("fr", "en"):
        assert "Charte d'Ailleurs (https://ailleurs.example/charte)" in remedy(found, language)


@pytest.mark.parametrize("key", ["decision_bodies", "opinion_bodies"])
def test_a_body_that_does_not_exist_is_told_in_the_law_itself(
    key: str, elsewhere: Path, schemas: Schemas
) -> None:
    terms = f"id: routes\ntitle: Voies\nterms: [{{code: mr-004, label: Voie, {key}: [personne]}}]\n"
    (elsewhere / "terms" / "routes.yaml").write_text(terms, "utf-8")
    _, report = load(elsewhere, schemas, DAY)
    told = [(f.code, f.where.path, f.where.pointer) for f in report.findings]
    assert ("REF-001", "terms/routes.yaml", f"/terms/0/{key}/0") in told


def test_no_route_and_no_body_is_named_in_the_code() -> None:
    shipped = (Path(__file__).parents[1] / "registry" / "terms" / "routes.yaml").read_text("utf-8")
    codes = [line.split()[-1] for line in shipped.splitlines() if line.startswith("  - code:")]
    assert len(codes) > 10
    for module in (route, route_terms):
        text = Path(str(module.__file__)).read_text("utf-8")
        # "not-stated" is also the role of a partner.
        for code in {*codes, "cnil", "cesrees"} - {"not-stated"}:
            assert code not in text


ROUTE = tuple(rule for rule in RULES if rule.__module__ == "registre.rules.route")


def told(project: Project, **route: Any) -> list[str]:
    """What ROUTE says of a project on a route of these constraints: ``CODE severity``."""
    routes = {"voie": Route(code="voie", label=WORDS, **route)}
    found = judging.judged(project, ROUTE, replace(context_of(), routes=routes))
    return [f"{f.code} {f.severity}" for f in found]


def of_a_kind(*types: str) -> tuple[Event, ...]:
    return tuple(Event(type=name, date=PartialDate(year=2026)) for name in types)


def test_a_route_that_is_not_known_constrains_nothing() -> None:
    assert told(replace(BARE, route="inconnue", events=of_a_kind("data-available"))) == []


def test_each_step_that_is_needed_is_looked_for() -> None:
    events = of_a_kind("opinion", "data-available")
    project = replace(BARE, route="voie", events=events)
    assert told(project, needs=("opinion", "decision")) == ["ROUTE-008 error"]


def test_each_part_that_is_required_is_looked_for() -> None:
    project = replace(
        BARE,
        route="voie",
        events=of_a_kind("data-available"),
        partners=(Partner(organisation="amicale", role="patient-representative"),),
    )
    roles = ("patient-representative", "processor")
    assert told(project, required_roles=roles) == ["ROUTE-009 error"]


def test_a_partner_whose_part_is_not_told_may_be_the_one_that_is_required() -> None:
    project = replace(
        BARE,
        route="voie",
        events=of_a_kind("data-available"),
        partners=(Partner(organisation="amicale", role="not-stated"),),
    )
    assert told(project, required_roles=("processor",)) == ["ROUTE-009 notice"]
