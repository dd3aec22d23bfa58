"""A project: a use of health data, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registre.model.dates import PartialDate, Period
from registre.model.shapes import Contact, LegalBasis, Link, Localised, Retention, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The file number that an authority gave to the project."""

    body: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Why the data are used; ``category`` as in EHDS Article 53(1)."""

    statement: Localised
    category: str = "not-stated"
    category_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBenefit:
    """What is promised, beside what came of it."""

    expected: Localised | None = None
    delivered: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The organisation that answers for the project."""

    organisation: str
    unit: Localised | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    organisation: str
    role: str = "not-stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Funder:
    organisation: str
    kind: str | None = None
    amount_eur: int | float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interests:
    declared: bool
    statement: Localised | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commercial:
    involved: bool
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The plan, not what happened."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    recurring: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUse:
    """One source of data as the project uses it: a dataset, or a source with no record."""

    dataset: str | None = None
    source_name: Localised | None = None
    tables: tuple[str, ...] = ()
    period: Period | None = None
    population: Localised | None = None
    categories: tuple[str, ...] = ()
    form: str = "not-stated"
    opt_out: str = "not-stated"
    opt_out_note: Localised | None = None
    linkage: Localised | None = None
    sensitive_variables: Localised | None = None
    professionals_identified: bool | None = None
    justification: Localised | None = None
    granted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where the data are processed, and how they are protected."""

    kind: str = "not-stated"
    operator: str | None = None
    name: Localised | None = None
    country: str | None = None
    safeguards: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtificialIntelligence:
    used: bool
    statement: Localised | None = None
    human_oversight: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomatedDecision:
    """GDPR Article 22."""

    used: bool
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to the project; ``date`` is None when not stated."""

    type: str
    date: PartialDate | None
    id: str | None = None
    body: str | None = None
    reference: str | None = None
    url: str | None = None
    statement: Localised | None = None
    outcome: str | None = None
    reasons: Localised | None = None
    conditions: Localised | None = None
    expires: PartialDate | None = None
    tacit: bool | None = None
    corrects: str | None = None
    was: str | None = None
    until: PartialDate | None = None
    measures: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    kind: str
    x: str
    y: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultTable:
    """A CSV file in ``registry/results/<project id>/``; ``schema`` is a Table Schema."""

    path: str
    title: Localised
    schema: Mapping[str, Any]
    counts: tuple[str, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of the project; ``date`` is None when not stated."""

    id: str
    type: str
    title: Localised
    date: PartialDate | None
    summary: Localised
    doi: str | None = None
    url: str | None = None
    reference: str | None = None
    open_access: bool | None = None
    tables: tuple[ResultTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A declared use of health data."""

    id: str
    title: Localised
    summary: Localised
    purpose: Purpose
    themes: tuple[str, ...]
    lead: Lead
    route: str
    data: tuple[DataUse, ...]
    former_ids: tuple[str, ...] = ()
    acronym: Localised | None = None
    published_on: PartialDate | None = None
    references: tuple[Reference, ...] = ()
    easy_read: Localised | None = None
    public_benefit: PublicBenefit | None = None
    method: Localised | None = None
    partners: tuple[Partner, ...] = ()
    funders: tuple[Funder, ...] = ()
    interests: Interests | None = None
    commercial: Commercial | None = None
    route_note: Localised | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    calendar: Calendar | None = None
    environment: Environment | None = None
    retention: Retention | None = None
    ai: ArtificialIntelligence | None = None
    automated_decision: AutomatedDecision | None = None
    events: tuple[Event, ...] = ()
    results: tuple[Result, ...] = ()
    links: tuple[Link, ...] = ()
    sources: tuple[Source, ...] = ()
    reviewed_on: PartialDate | None = None
