"""Every word of the interface, by key, from ``translations/<language>.toml``.

A key is ``table.name``; a value is a text, which may hold ``{named}`` values, or a table
of plural forms (``one``, ``other``, ... as CLDR names them) chosen by ``count``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from registre.diagnostic import RegisterError
from registre.markup import trusted

PLURAL_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})

Entry = str | Mapping[str, str]


class TemplateError(RegisterError):
    """The look of the site is broken: a translation or a template; says which, and where."""


class Translations:
    """The words of one language; asking for one that is not there is a TemplateError."""

    def __init__(self, language: str, entries: Mapping[str, Entry]) -> None:
        self.language = language
        self.entries = MappingProxyType(dict(entries))
        self._texts = {key: text for key, text in entries.items() if isinstance(text, str)}

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under ``key``, its named values filled in; plain text, not HTML."""
        text = self._texts.get(key)
        if text is None:
            text = self._form(key, values.get("count"))
        return self._filled(key, text, **values) if values else text

    def _filled(self, key: str, text: str, /, **values: object) -> str:
        try:
            return str.format(text, **values)
        except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
            raise TemplateError(
                en=f"translations/{self.language}.toml: {key}: no value for {error}",
                fr=f"translations/{self.language}.toml : {key} : pas de valeur pour {error}",
            ) from None

    def html(self, key: str, /, **values: object) -> Markup:
        """The text under ``key`` as HTML; values that are not Markup are escaped."""
        text = self._texts.get(key)
        if text is None:
            text = self._form(key, values.get("count"))
        return trusted(self._filled(key, escape(text), **_escaped(values)))

    def entry(self, key: str) -> str | dict[str, str]:
        """The text under ``key`` with all its forms, for a script to choose from."""
        found = self.entries[key]
        return found if isinstance(found, str) else dict(found)

    def has(self, key: str) -> bool:
        """Whether there is a text under ``key``."""
        return key in self.entries

    @cached_property
    def locale(self) -> Locale:
        """The CLDR locale that writes dates and numbers, from ``language.locale``."""
        try:
            return Locale.parse(self("language.locale"))
        except (ValueError, UnknownLocaleError) as error:
            raise TemplateError(
                en=f"translations/{self.language}.toml: language.locale: {error}",
                fr=f"translations/{self.language}.toml : language.locale : {error}",
            ) from None

    def _form(self, key: str, count: object) -> str:
        entry = self.entries.get(key)
        if entry is None:
            raise TemplateError(
                en=f"translations/{self.language}.toml: there is no text {key}",
                fr=f"translations/{self.language}.toml : le texte {key} manque",
            )
        if isinstance(entry, str):
            return entry
        if not isinstance(count, int | float):
            raise TemplateError(
                en=f"translations/{self.language}.toml: {key} has plural forms: count is missing",
                fr=f"translations/{self.language}.toml : {key} s’accorde : le nombre manque",
            )
        form = self.locale.plural_form(count)
        return entry.get(form, entry["other"])


def _escaped(values: Mapping[str, object]) -> dict[str, Markup]:
    return {name: escape(value) for name, value in values.items()}


def load(folders: Iterable[Path], language: str) -> Translations:
    """Read ``<folder>/<language>.toml`` of each folder, key by key; the last folder's word wins.

    Raises TemplateError when no folder has the language, or a file cannot be read.
    """
    entries: dict[str, Entry] = {}
    found = False
    for folder in folders:
        path = folder / f"{language}.toml"
        if path.is_file():
            found = True
            entries.update(_flattened(_read(path), path))
    if not found:
        raise TemplateError(
            en=f"translations/{language}.toml: not found, so the site cannot speak this language",
            fr=f"translations/{language}.toml : introuvable, le site ne peut parler cette langue",
        )
    return Translations(language, entries)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(en=f"{path}: {error}", fr=f"{path} : {error}") from None


def _flattened(tables: Mapping[str, Any], path: Path, prefix: str = "") -> dict[str, Entry]:
    flat: dict[str, Entry] = {}
    for name, value in tables.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            flat[key] = value
        elif isinstance(value, dict) and "other" in value and set(value) <= PLURAL_FORMS:
            flat[key] = MappingProxyType(value)
        elif isinstance(value, dict):
            flat.update(_flattened(value, path, f"{key}."))
        else:
            raise TemplateError(
                en=f"{path}: {key}: a text was expected", fr=f"{path} : {key} : texte attendu"
            )
    return flat
