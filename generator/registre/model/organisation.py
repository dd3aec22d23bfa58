"""An organisation: whoever leads, holds, decides, advises or pays."""

from __future__ import annotations

from dataclasses import dataclass

from registre.model.dates import PartialDate
from registre.model.shapes import Contact, Localised, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    ror: str | None = None
    siren: str | None = None
    lei: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    name: Localised
    until: PartialDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    id: str
    name: Localised
    kind: str
    country: str
    former_ids: tuple[str, ...] = ()
    acronym: Localised | None = None
    identifiers: Identifiers | None = None
    homepage: str | None = None
    contact: Contact | None = None
    parent: str | None = None
    former_names: tuple[FormerName, ...] = ()
    description: Localised | None = None
    sources: tuple[Source, ...] = ()
