"""What the two-yearly report of an access body says and no record holds (EHDS, Article 59)."""

from __future__ import annotations

from dataclasses import dataclass

from registre.model.dates import PartialDate
from registre.model.shapes import Localised, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPeriod:
    """From ``start`` to ``end``, both included."""

    start: PartialDate
    end: PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Applications:
    access_applications: int | None = None
    data_requests: int | None = None
    permits_granted: int | None = None
    permits_refused: int | None = None
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    commitments_met: int | None = None
    measures: int | None = None
    fines: int | None = None
    fines_eur: int | float | None = None
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audits:
    carried_out: int | None = None
    with_findings: int | None = None
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndividualRequests:
    received: int | None = None
    answered: int | None = None
    opt_outs: int | None = None
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One exchange with patients, professionals and others concerned."""

    title: Localised
    date: PartialDate | None = None
    statement: Localised | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revenues:
    total_eur: int | float | None = None
    fees_eur: int | float | None = None
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTime:
    average_days: int | float | None = None
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelCount:
    category: Localised
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityLabels:
    by_category: tuple[LabelCount, ...] = ()
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    publications: int | None = None
    policy_documents: int | None = None
    regulatory_procedures: int | None = None
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Products:
    digital_products: int | None = None
    ai_products: int | None = None
    statement: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One file of ``registry/activity/``: items (a) to (k), each as far as it is stated."""

    period: ReportPeriod
    summary: Localised | None = None
    applications: Applications | None = None
    compliance: Compliance | None = None
    user_audits: Audits | None = None
    environment_audits: Audits | None = None
    individual_requests: IndividualRequests | None = None
    engagement: tuple[Exchange, ...] = ()
    revenues: Revenues | None = None
    access_time: AccessTime | None = None
    quality_labels: QualityLabels | None = None
    outputs: Outputs | None = None
    products: Products | None = None
    sources: tuple[Source, ...] = ()
