"""Shapes that several kinds of records share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from registre.model.dates import PartialDate


class Text(NamedTuple):
    """A text and the language that it is really in."""

    value: str
    language: str


@dataclass(frozen=True, slots=True)
class Localised:
    """One text in one or several languages, in the order of the declaration."""

    texts: tuple[tuple[str, str], ...]

    def text(self, language: str) -> Text:
        """The text in that language, else in the first language that it has."""
        for code, value in self.texts:
            if code == language:
                return Text(value, code)
        code, value = self.texts[0]
        return Text(value, code)

    def has(self, language: str) -> bool:
        """Whether the text exists in that language."""
        return any(code == language for code, _ in self.texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach a function, never a person."""

    name: Localised | None = None
    email: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page elsewhere."""

    title: Localised
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact was read; ``supports`` are JSON Pointers into the declaration."""

    title: str
    url: str | None = None
    lang: str | None = None
    consulted: PartialDate | None = None
    supports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number and the date that it holds for."""

    value: int | float
    as_of: PartialDate | None = None
    note: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """Letters of GDPR Articles 6(1) and 9(2), or another basis in words."""

    gdpr_article_6: str | None = None
    gdpr_article_9: str | None = None
    other: Localised | None = None
    note: Localised | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    until: PartialDate | None = None
    note: Localised | None = None
