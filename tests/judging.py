"""A record as a rule is given it: written as a file, read back with its places."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from registre import package_data
from registre.diagnostic import Diagnostic
from registre.model import (
    Contact,
    Dataset,
    Deadline,
    Localised,
    PartialDate,
    Period,
    Project,
    Register,
    Route,
)
from registre.model.project import Lead, Purpose
from registre.model.register import Accessibility, Deadlines
from registre.model.writing import to_data
from registre.rules import Context, Rule, Subject
from registre.schema import Schemas
from registre.working_days import calendar_of
from registre.yaml_strict import parse
from tests.conftest import DAY

WORDS = Localised((("fr", "Un texte."),))
SCHEMAS = Schemas(Path(package_data.find("schemas")))
ROUTES = {
    "autorisation": Route(code="autorisation", label=WORDS, needs=("opinion", "decision")),
    "not-stated": Route(code="not-stated", label=WORDS),
}


BARE = Project(
    id="projet",
    title=WORDS,
    summary=WORDS,
    purpose=Purpose(statement=WORDS),
    themes=("general",),
    lead=Lead(organisation="chu"),
    route="not-stated",
    data=(),
)


def subject_of(record: Project | Dataset) -> Subject:
    """The record as a declaration of its own, in ``projects/`` or ``datasets/``."""
    kind = "project" if isinstance(record, Project) else "dataset"
    # JSON is YAML, and much faster to write.
    text = json.dumps(to_data(record), ensure_ascii=False, indent=1)
    document = parse(f"{kind}s/{record.id}.yaml", text)
    assert document.findings == ()
    return Subject(kind=kind, id=record.id, document=document, record=record)


def register_with(**deadlines: Deadline) -> Register:
    """A French register opened in 2020, with the usual deadlines unless told otherwise."""
    usual = {
        "publication": Deadline(value=30, unit="working-days"),
        "results": Deadline(value=18, unit="months"),
        "dataset_review": Deadline(value=12, unit="months"),
        "due_soon": Deadline(value=90, unit="days"),
    }
    return Register(
        format=1,
        name=WORDS,
        description=WORDS,
        publisher="agence",
        contact=Contact(email="contact@exemple.fr"),
        base_url="https://registre.example/",
        languages=("fr", "en"),
        country="FR",
        opened_on=PartialDate(year=2020, month=1, day=1),
        legal_framework=WORDS,
        deadlines=Deadlines(**{**usual, **deadlines}),
        rights=WORDS,
        accessibility=Accessibility(status="not-audited"),
        data_licence="etalab-2.0",
    )


def context_of(
    register: Register | None = None,
    on: date = DAY,
    coverages: dict[str, Period | None] | None = None,
) -> Context:
    register = register or register_with()
    return Context(
        on=on,
        register=register,
        schemas=SCHEMAS,
        routes=ROUTES,
        kinds={},
        coverages=coverages or {},
        tables={},
        is_working_day=calendar_of(register.holidays or register.country),
    )


def judged(
    record: Project | Dataset, rules: tuple[Rule, ...], context: Context
) -> tuple[Diagnostic, ...]:
    """What these rules find in the record."""
    subject = subject_of(record)
    return tuple(found for rule in rules for found in rule(subject, context))
