"""Lists of facts: what is stated, row by row, then the names of what is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from registre.markup import trusted
from registre.model import Localised, PartialDate, Period
from registre.site.glossary import Terms
from registre.site.voice import Voice


class Fact(NamedTuple):
    label: Markup | str
    value: Markup


class Facts(NamedTuple):
    """Rows for a definition list; ``missing`` names the fields that nobody filled."""

    rows: tuple[Fact, ...]
    missing: str


class Teller:
    """Gathers facts of one language: ``tell("lead", value)``; None means not stated.

    ``terms`` are the page's, when its labels lead to the glossary.
    """

    def __init__(self, voice: Voice, terms: Terms | None = None) -> None:
        self._voice = voice
        self._terms = terms
        self._rows: list[Fact] = []
        self._missing: list[str] = []

    def tell(self, field: str, value: Markup | str | None) -> None:
        """One fact, under the label of its field."""
        if value is None or value == "":
            self._missing.append(self._voice.t(f"field.{field}"))
        elif self._terms:
            self._rows.append(Fact(self._terms.label(field), escape(value)))
        else:
            self._rows.append(Fact(self._voice.t(f"field.{field}"), escape(value)))

    def text(self, field: str, text: Localised | None) -> None:
        """A declared text on one line."""
        self.tell(field, self._voice.phrase(text) if text else None)

    def prose(self, field: str, text: Localised | None) -> None:
        """A declared text of several paragraphs."""
        self.tell(field, self._voice.prose(text) if text else None)

    def code(self, field: str, vocabulary: str, code: str | None) -> None:
        """A code by its label; ``not-stated`` is no answer."""
        stated = code is not None and code != "not-stated"
        self.tell(field, self._voice.label(vocabulary, code) if stated and code else None)

    def date(self, field: str, when: PartialDate | None) -> None:
        self.tell(field, self._voice.date(when) if when else None)

    def period(self, field: str, period: Period | None) -> None:
        stated = period is not None and (period.start or period.end)
        self.tell(field, self._voice.period(period) if stated else None)

    def answer(self, field: str, answer: bool | None) -> None:
        self.tell(field, None if answer is None else self._voice.yes_no(answer))

    def told(self) -> Facts:
        """Everything told so far."""
        voice = self._voice
        lowered = [lowered_first(name) for name in self._missing]
        missing = voice.t("text.not_stated_list", fields=", ".join(lowered)) if lowered else ""
        return Facts(tuple(self._rows), missing)


def items(shown: Sequence[Markup]) -> Markup | None:
    """One thing as it is, several as a list; None when there is nothing."""
    if len(shown) < 2:
        return shown[0] if shown else None
    return trusted(f"<ul>{''.join(f'<li>{item}</li>' for item in shown)}</ul>")


def lowered_first(text: str) -> str:
    """The text as it stands inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
