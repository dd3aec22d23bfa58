"""Dates, numbers and lists as a language writes them (CLDR, through Babel)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from markupsafe import Markup

from registre.markup import filled
from registre.model import PartialDate
from registre.site.translations import Translations

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})


class Wording:
    """How one language writes what is not a sentence."""

    def __init__(self, translations: Translations) -> None:
        self.locale = translations.locale
        self._first_day = translations("language.first_day")
        self.date = lru_cache(maxsize=8192)(self._date)
        self.number = lru_cache(maxsize=2048)(self._number)
        self.time = lru_cache(maxsize=8192)(self._time)

    def _date(self, when: PartialDate | date) -> str:
        """``16 avril 2019``, ``avril 2019`` or ``2019``: never more precise than it is."""
        if isinstance(when, PartialDate) and when.month is None:
            return str(when.year)
        first = when.earliest if isinstance(when, PartialDate) else when
        if isinstance(when, PartialDate) and when.day is None:
            return format_skeleton("yMMMM", first, locale=self.locale)
        text = format_date(first, "long", locale=self.locale)
        if first.day == 1 and self._first_day and text.startswith("1 "):
            return self._first_day + text[1:]
        return text

    def _time(self, when: PartialDate | date) -> Markup:
        """The date as a ``time`` element, for people and for machines."""
        return filled('<time datetime="{}">{}</time>', str(when), self.date(when))

    def month(self, year: int, month: int) -> str:
        """``avril 2019``."""
        return self.date(PartialDate(year=year, month=month))

    def _number(self, value: int | float) -> str:
        """``1 234`` or ``0,5``, with the language's own separators."""
        return format_decimal(value, locale=self.locale)

    def decimal(self, written: str) -> str:
        """``1,20`` for ``1.20``: the language's own signs, and as many decimals as written."""
        _, _, decimals = written.partition(".")
        pattern = f"#,##0.{'0' * len(decimals)}" if decimals else "#,##0"
        return format_decimal(Decimal(written), format=pattern, locale=self.locale)

    def percent(self, share: float) -> str:
        """``85 %``, from 0.85."""
        return format_percent(share, locale=self.locale)

    def euros(self, amount: int | float) -> str:
        """An amount in euros, without cents when there are none."""
        pattern = str(self.locale.currency_formats["standard"].pattern)
        whole = pattern if amount % 1 else pattern.replace(".00", "")
        return format_currency(
            amount, "EUR", format=whole, locale=self.locale, currency_digits=False
        )

    def list(self, items: Iterable[str]) -> str:
        """``a, b et c``."""
        return format_list(tuple(items), locale=self.locale)

    def country(self, code: str) -> str:
        """The name of a country, else the code itself (a NUTS code, say)."""
        return str(self.locale.territories.get(code.upper(), code))

    def language(self, code: str) -> str:
        """The name of a language in this one: ``anglais``."""
        return str(self.locale.languages.get(code, code))


@lru_cache(maxsize=64)
def direction(language: str) -> str:
    """``ltr`` or ``rtl``: which way a language is written."""
    if language in get_global("language_aliases"):
        language = str(get_global("language_aliases")[language])
    try:
        return Locale.parse(language).text_direction
    except (ValueError, UnknownLocaleError):
        return "auto"


def sort_key(text: str) -> str:
    """The text as lists order it: no accent, no capital, no ligature."""
    parts = unicodedata.normalize("NFD", text.translate(_LIGATURES))
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()
