"""A dataset: what health data exist, who holds them, how to reach them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registre.model.dates import PartialDate, Period
from registre.model.shapes import Contact, LegalBasis, Localised, Quantity, Retention, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A variable; ``type`` is one of Table Schema's."""

    name: str
    type: str
    title: Localised | None = None
    description: Localised | None = None
    coding_system: Localised | None = None
    unit: Localised | None = None
    constraints: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    name: str
    fields: tuple[Field, ...] = ()
    title: Localised | None = None
    description: Localised | None = None
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Whom the data are about."""

    coverage: Localised | None = None
    records: Quantity | None = None
    individuals: Quantity | None = None
    min_age: Quantity | None = None
    max_age: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    label: Localised | None = None
    annotations: tuple[Localised, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    title: Localised
    access_url: str
    format: str | None = None
    media_type: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    dataset: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A described set of health data; the first holder is the legal data holder."""

    id: str
    title: Localised
    description: Localised
    kind: str
    holders: tuple[str, ...]
    access: str
    health_categories: tuple[str, ...]
    themes: tuple[str, ...]
    spatial: tuple[str, ...]
    former_ids: tuple[str, ...] = ()
    acronym: Localised | None = None
    trusted_holder: bool | None = None
    publisher: str | None = None
    access_body: str | None = None
    contact: Contact | None = None
    access_conditions: Localised | None = None
    fees: Localised | None = None
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    purposes: tuple[Localised, ...] = ()
    legal_basis: tuple[LegalBasis, ...] = ()
    languages: tuple[str, ...] = ()
    spatial_note: Localised | None = None
    temporal: Period | None = None
    update_frequency: str | None = None
    provenance: Localised | None = None
    population: Population | None = None
    coding_systems: tuple[Localised, ...] = ()
    standards: tuple[Localised, ...] = ()
    personal_data: tuple[Localised, ...] = ()
    quality: Quality | None = None
    retention: Retention | None = None
    sample: str | None = None
    distributions: tuple[Distribution, ...] = ()
    structured: bool | None = None
    tables: tuple[Table, ...] = ()
    tables_note: Localised | None = None
    issued: PartialDate | None = None
    modified: PartialDate | None = None
    reviewed_by_holder_on: PartialDate | None = None
    compared_on: PartialDate | None = None
    related: tuple[Relation, ...] = ()
    homepage: str | None = None
    documentation: str | None = None
    sources: tuple[Source, ...] = ()
