"""The register itself: whose it is, in which languages, with which deadlines."""

from __future__ import annotations

from dataclasses import dataclass

from registre.model.dates import PartialDate
from registre.model.shapes import Contact, Localised, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A legal delay and the day from which it binds anybody."""

    value: int
    unit: str
    applies_from: PartialDate | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    publication: Deadline
    results: Deadline
    dataset_review: Deadline
    due_soon: Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessibility:
    status: str
    audited_on: PartialDate | None = None
    rate: int | float | None = None
    non_conformities: tuple[Localised, ...] = ()
    pages_tested: tuple[Localised, ...] = ()
    tools: tuple[Localised, ...] = ()
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    kind: str
    url: str
    branch: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What ``register.yaml`` says; the first language is the default one."""

    format: int
    name: Localised
    description: Localised
    publisher: str
    contact: Contact
    base_url: str
    languages: tuple[str, ...]
    country: str
    opened_on: PartialDate
    legal_framework: Localised
    deadlines: Deadlines
    rights: Localised
    accessibility: Accessibility
    data_licence: str
    tagline: Localised | None = None
    holidays: str | None = None
    small_cell_threshold: int = 11
    max_shrink_percent: int | float = 0
    forge: Forge | None = None
    independence_notice: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """The tombstone of a record that was taken down."""

    id: str
    kind: str
    removed_on: PartialDate
    reason: Localised
