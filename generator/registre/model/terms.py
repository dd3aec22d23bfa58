"""Vocabularies that belong to the register: themes, and routes as law written as data."""

from __future__ import annotations

from dataclasses import dataclass

from registre.model.dates import Period
from registre.model.shapes import Localised, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    code: str
    label: Localised
    definition: Localised | None = None
    broader: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedPurposes:
    """Purposes that only organisations of these kinds may pursue, or whoever works for one."""

    codes: tuple[str, ...]
    lead_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The legal way by which a project reaches data, and what the law asks of it.

    What is empty constrains nothing: any body, any kind of lead. ``needs`` and ``forbids``
    are types of events.
    """

    code: str
    label: Localised
    explanation: Localised | None = None
    definition: Localised | None = None
    jurisdiction: str | None = None
    valid: Period | None = None
    needs: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    decision_bodies: tuple[str, ...] = ()
    opinion_bodies: tuple[str, ...] = ()
    required_roles: tuple[str, ...] = ()
    lead_kinds: tuple[str, ...] = ()
    excluded_lead_kinds: tuple[str, ...] = ()
    excluded_datasets: tuple[str, ...] = ()
    purposes_reserved: ReservedPurposes | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One file of terms, in the order of the file."""

    id: str
    title: Localised
    terms: tuple[Term, ...]
    description: Localised | None = None
