"""One language of the site: its words, its labels, and the names that it gives to records.

Everything that leaves here as Markup is safe HTML; a passage that is not in the language
of the page carries its own ``lang``, and says so where it is more than a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from registre import markup
from registre.markup import filled
from registre.model import Localised, PartialDate, Period, Quantity
from registre.site.addresses import Addresses
from registre.site.translations import Translations
from registre.site.wording import Wording, direction

if TYPE_CHECKING:
    from registre.catalogue import Catalogue
    from registre.schema import Labels

# Names of organisations are proper names: nobody owes their translation.
_RECORDS = {"project": "projects", "dataset": "datasets", "organisation": "organisations"}


class Voice:
    """How the site speaks one language about one catalogue."""

    def __init__(
        self,
        translations: Translations,
        catalogue: Catalogue,
        labels: Labels,
        addresses: Addresses,
    ) -> None:
        self.language = translations.language
        self.t = translations
        self.wording = Wording(translations)
        self.addresses = addresses
        self._vowels = tuple(translations("language.vowels"))
        self._catalogue = catalogue
        self._labels = {
            vocabulary: {code: self.words(label) for code, label in codes.items()}
            for vocabulary, codes in labels.items()
        }
        self._labels["theme"] = {c: self.words(t.label) for c, t in catalogue.themes.items()}
        self._labels["route"] = {c: self.words(r.label) for c, r in catalogue.routes.items()}
        self.missing = filled('<span class="rg-missing">{}</span>', translations("text.not_stated"))
        self.name = lru_cache(maxsize=65536)(self._name)
        self.link = lru_cache(maxsize=65536)(self._link)
        self.facet_link = lru_cache(maxsize=8192)(self._facet_link)

    # Labels ---------------------------------------------------------------------

    def label(self, vocabulary: str, code: str) -> str:
        """The label of a code; also of ``theme`` and ``route``. The code if it has none."""
        return self._labels.get(vocabulary, {}).get(code, code)

    def yes_no(self, value: bool | None) -> Markup:
        """« Oui », « Non », or what stands for a missing value."""
        if value is None:
            return self.missing
        return escape(self.t("text.yes" if value else "text.no"))

    # Texts ----------------------------------------------------------------------

    def words(self, text: Localised) -> str:
        """The text as plain words, in this language if it has it."""
        return text.text(self.language).value

    def short(self, text: Localised) -> Markup:
        """A name or title: marked with its language when it is another one."""
        value, language = text.text(self.language)
        if language == self.language:
            return escape(value)
        return filled("<span{}>{}</span>", self._lang(language), value)

    def phrase(self, text: Localised | None) -> Markup:
        """A text on one line, with the note that its translation is missing."""
        if text is None:
            return self.missing
        value, language = text.text(self.language)
        if language == self.language:
            return markup.inline(value)
        passage = filled("<span{}>{}</span>", self._lang(language), markup.inline(value))
        return passage + Markup(" ") + self.untranslated(language)

    def prose(self, text: Localised | None) -> Markup:
        """A text of paragraphs and lists, with the note that its translation is missing."""
        if text is None:
            return filled("<p>{}</p>", self.missing)
        value, language = text.text(self.language)
        if language == self.language:
            return markup.block(value)
        return filled(
            "<p>{}</p><div{}>{}</div>",
            self.untranslated(language),
            self._lang(language),
            markup.block(value),
        )

    def untranslated(self, language: str) -> Markup:
        """The note beside a passage in another language."""
        return filled(
            '<span class="rg-untranslated">{}</span>',
            self.t("text.untranslated", language=self.wording.language(language)),
        )

    def lang_of(self, text: Localised) -> str:
        """The language that the text will be shown in."""
        return text.text(self.language).language

    def _lang(self, language: str) -> Markup:
        way = direction(language)
        return (
            filled(' lang="{}"', language)
            if way == direction(self.language)
            else filled(' lang="{}" dir="{}"', language, way)
        )

    # Dates and numbers ------------------------------------------------------------

    def date(self, when: PartialDate | date | None) -> Markup:
        """A date as a ``time`` element, or what stands for a missing one."""
        return self.wording.time(when) if when else self.missing

    def period(self, period: Period | None) -> Markup:
        """« de 2014 à 2018 », « depuis 2016 », « jusqu’en 2018 »; or missing."""
        if period is None or not (period.start or period.end):
            return self.missing
        if period.start and period.end:
            return self.when("from", period.start) + Markup(" ") + self.when("to", period.end)
        if period.start:
            return self.when("since", period.start)
        assert period.end is not None
        return self.when("until", period.end)

    def when(self, word: str, day: PartialDate) -> Markup:
        """A date after a word that agrees with it: « depuis 2016 », « jusqu’au 3 mai 2018 »."""
        key = f"when.{word}"
        if day.day is not None:
            key = f"when.{word}_day"
        elif self.wording.date(day).startswith(self._vowels) and self.t.has(f"when.{word}_vowel"):
            key = f"when.{word}_vowel"
        return self.t.html(key, date=self.wording.time(day))

    def quantity(self, quantity: Quantity | None) -> Markup:
        """A number, the date that it holds for, and what is said about it."""
        if quantity is None:
            return self.missing
        text = escape(self.wording.number(quantity.value))
        if quantity.as_of:
            text += filled(" ({})", self.when("as_of", quantity.as_of))
        if quantity.note:
            text += Markup(" — ") + self.phrase(quantity.note)
        return text

    # Records ----------------------------------------------------------------------

    def title(self, kind: str, id: str) -> str:
        """The plain name or title of a record; its id if there is no such record."""
        text = self._text_of(kind, id)
        return self.words(text) if text else id

    def _name(self, kind: str, id: str) -> Markup:
        """The name or title of a record, as HTML."""
        text = self._text_of(kind, id)
        return self.short(text) if text else escape(id)

    def _link(self, kind: str, id: str, root: str) -> Markup:
        """A link to a record, by its name; ``root`` leads from the page to the site's root."""
        text = self._text_of(kind, id)
        if text is None:
            return escape(id)
        return filled(
            '<a href="{}{}">{}</a>',
            root,
            self.addresses.url(kind, id, self.language),
            self.name(kind, id),
        )

    def _facet_link(self, kind: str, facet: str, code: str, root: str) -> Markup:
        """A link to the records of a kind that have a theme (or another facet's value)."""
        url = self.addresses.facet(kind, facet, code, self.language)
        return filled('<a href="{}{}">{}</a>', root, url, self.label(facet, code))

    def _text_of(self, kind: str, id: str) -> Localised | None:
        records: Mapping[str, object] = getattr(self._catalogue, _RECORDS[kind])
        record = records.get(id)
        if record is None:
            return None
        found = getattr(record, "name" if kind == "organisation" else "title")
        assert isinstance(found, Localised)
        return found
