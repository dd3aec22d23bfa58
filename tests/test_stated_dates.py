"""Every date of every kind of declaration that cannot lie ahead, and those that can."""

from __future__ import annotations

import json
from typing import Any

import pytest

from registre.model import Dataset, Organisation, Project, Register
from registre.model.reading import Reader
from registre.rules import Subject
from registre.rules import date as date_rules
from registre.rules.stated_dates import periods
from registre.yaml_strict import parse
from tests.judging import context_of

MODELS = {
    "project": Project,
    "dataset": Dataset,
    "organisation": Organisation,
    "register": Register,
}
AHEAD = "2027-01-01"
SOURCE = {"title": "Source", "consulted": AHEAD}
DEADLINE = {"value": 1, "unit": "months", "applies_from": AHEAD, "source": SOURCE}
PERIOD = {"start": AHEAD, "end": AHEAD}
DECLARATIONS: dict[str, Any] = {
    "project": {
        "id": "projet",
        "title": "Projet",
        "summary": "Résumé",
        "purpose": "Finalité",
        "themes": ["general"],
        "lead": "agence",
        "route": "not-stated",
        "data": [{"dataset": "base", "period": PERIOD}],
        "published_on": AHEAD,
        "reviewed_on": AHEAD,
        "calendar": PERIOD,
        "retention": {"until": AHEAD},
        "events": [
            {"type": "decision", "date": "not-stated", "outcome": "granted", "expires": AHEAD},
            {"type": "extended", "date": AHEAD, "until": AHEAD},
        ],
        "results": [{"id": "r", "type": "report", "title": "R", "date": AHEAD, "summary": "R"}],
        "sources": [{"title": "Sans date"}, SOURCE],
    },
    "dataset": {
        "id": "base",
        "title": "Base",
        "description": "Description",
        "kind": "other",
        "holders": ["agence"],
        "access": "public",
        "health_categories": ["e"],
        "themes": ["general"],
        "spatial": ["FR"],
        "temporal": PERIOD,
        "retention": {"until": AHEAD},
        "issued": AHEAD,
        "modified": AHEAD,
        "reviewed_by_holder_on": AHEAD,
        "compared_on": AHEAD,
        "population": {
            name: {"value": 1, "as_of": AHEAD}
            for name in ("records", "individuals", "min_age", "max_age")
        },
        "sources": [SOURCE],
    },
    "organisation": {
        "id": "agence",
        "name": "Agence",
        "kind": "other",
        "country": "FR",
        "former_names": [{"name": "Sans date"}, {"name": "Ancien nom", "until": AHEAD}],
        "sources": [SOURCE],
    },
    "register": {
        "format": 1,
        "name": "Registre",
        "description": "Description",
        "publisher": "agence",
        "contact": {"email": "contact@exemple.fr"},
        "base_url": "https://registre.example/",
        "languages": ["fr"],
        "country": "FR",
        "opened_on": AHEAD,
        "legal_framework": "Droit",
        "deadlines": dict.fromkeys(("publication", "results", "dataset_review"), DEADLINE)
        | {"due_soon": {"value": 1, "unit": "days"}},
        "rights": "Droits",
        "accessibility": {"status": "fully", "audited_on": AHEAD},
        "data_licence": "etalab-2.0",
    },
    "removed": [{"id": "ancien", "kind": "project", "removed_on": AHEAD, "reason": "Doublon."}],
    "terms": {
        "id": "routes",
        "title": "Voies",
        "terms": [
            {"code": "sans-source", "label": "Sans source", "valid": PERIOD},
            {"code": "avec-source", "label": "Avec source", "source": SOURCE},
            {"code": "sans-date", "label": "Sans date", "source": {"title": "Source"}},
        ],
    },
    "activity": {
        "period": PERIOD,
        "engagement": [{"title": "Sans date"}, {"title": "Réunion", "date": AHEAD}],
        "sources": [SOURCE],
    },
}
PAST = {
    "project": [
        "/published_on",
        "/reviewed_on",
        "/events/1/date",
        "/results/0/date",
        "/sources/1/consulted",
    ],
    "dataset": [
        "/issued",
        "/modified",
        "/reviewed_by_holder_on",
        "/compared_on",
        "/population/records/as_of",
        "/population/individuals/as_of",
        "/population/min_age/as_of",
        "/population/max_age/as_of",
        "/sources/0/consulted",
    ],
    "organisation": ["/former_names/1/until", "/sources/0/consulted"],
    "register": [
        "/accessibility/audited_on",
        "/deadlines/publication/source/consulted",
        "/deadlines/results/source/consulted",
        "/deadlines/dataset_review/source/consulted",
    ],
    "removed": ["/0/removed_on"],
    "terms": ["/terms/1/source/consulted"],
    "activity": ["/engagement/1/date", "/sources/0/consulted"],
}
PERIODS = {
    "project": [("calendar",), ("data", 0, "period")],
    "dataset": [("temporal",)],
    "terms": [("terms", 0, "valid")],
    "activity": [("period",)],
}


def subject(kind: str) -> Subject:
    data = DECLARATIONS[kind]
    document = parse(f"{kind}.yaml", json.dumps(data, ensure_ascii=False))
    model = MODELS.get(kind)
    record = Reader("fr").read(data, model) if model else None
    return Subject(kind=kind, id=kind, document=document, record=record)


@pytest.mark.parametrize("kind", DECLARATIONS)
def test_each_date_that_tells_the_past_is_told_and_no_plan_is(kind: str) -> None:
    found = list(date_rules.not_yet_come(subject(kind), context_of()))
    assert [f.where.pointer for f in found] == PAST[kind]
    assert all(f.arguments["value"] == AHEAD for f in found)
    assert all(set(f.arguments["field"]) == {"fr", "en"} for f in found)


@pytest.mark.parametrize("kind", DECLARATIONS)
def test_each_period_is_looked_at(kind: str) -> None:
    found = list(periods(subject(kind)))
    assert [period.steps for period in found] == PERIODS.get(kind, [])
    assert all(str(period.start) == str(period.end) == AHEAD for period in found)
