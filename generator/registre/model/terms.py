"""Vocabularies that belong to the register: themes, and routes as law written as data."""

from __future__ import annotations

from dataclasses import dataclass

from registre.model.dates import Period
from registre.model.shapes import Localised


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    code: str
    label: Localised
    definition: Localised | None = None
    broader: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The legal way by which a project reaches data, in a sentence for citizens."""

    code: str
    label: Localised
    explanation: Localised | None = None
    definition: Localised | None = None
    jurisdiction: str | None = None
    valid: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One file of terms, in the order of the file."""

    id: str
    title: Localised
    terms: tuple[Term, ...]
    description: Localised | None = None
