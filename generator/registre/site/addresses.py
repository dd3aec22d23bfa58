"""Every address of the site, relative to its root: ``projets/hydro/``.

The first language lives at the root, the others under their code; the words come from
the translations (``[slugs]``), so that no address is spelt anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from registre.model import Dataset, Register
from registre.site.translations import TemplateError, Translations

LISTINGS = {"project": "projects", "dataset": "datasets", "organisation": "organisations"}
NOT_FOUND = "404.html"

_ODD = re.compile(r"[^a-z0-9]+")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# File systems bound the length of a name, and readers their patience.
_SLUG_LENGTH = 60


class Addresses:
    """Where each page is, in each language."""

    def __init__(self, register: Register, translations: Mapping[str, Translations]) -> None:
        self.base_url = register.base_url.rstrip("/") + "/"
        self.base_path = urlsplit(self.base_url).path
        self._roots = {
            code: "" if code == register.languages[0] else f"{code}/" for code in register.languages
        }
        self._slugs = {code: self._pages(translations[code]) for code in register.languages}
        self._facets = {
            code: _slugs(translations[code], "facet_slugs.") for code in register.languages
        }
        self.relative = lru_cache(maxsize=65536)(self._relative)
        self.root_from = lru_cache(maxsize=4096)(self._root_from)

    def _pages(self, translations: Translations) -> dict[str, str]:
        root = self._roots[translations.language]
        return {
            key: f"{root}{slug}/" if slug else root
            for key, slug in _slugs(translations, "slugs.").items()
        }

    def page(self, key: str, language: str) -> str:
        """A page of the site by its key: ``home``, ``results``, ``rights``, ..."""
        try:
            return self._slugs[language][key]
        except KeyError:
            raise _missing(language, f"slugs.{key}") from None

    def has_page(self, key: str, language: str) -> bool:
        """Whether a page of that key has an address in that language."""
        return key in self._slugs[language]

    def checks(self, language: str) -> str:
        """The page that lists what is checked."""
        return f"{self.page('declare', language)}{self._facet('check', language)}/"

    def check(self, code: str, language: str) -> str:
        """The page that explains one code; the command and SARIF name it too."""
        return f"{self.checks(language)}{code.lower()}/"

    def form(self, kind: str, language: str) -> str:
        """The form that asks for a record; a project's is the first one."""
        form = f"{self.page('declare', language)}{self._facet('form', language)}/"
        return form if kind == "project" else f"{form}{self._facet(f'form_{kind}', language)}/"

    def fields(self, kind: str, language: str) -> str:
        """The page that explains every field of a kind of record."""
        fields = f"{self.page('declare', language)}{self._facet('fields', language)}/"
        return f"{fields}{self._facet(f'form_{kind}', language)}/"

    def report(self, language: str) -> str:
        """The page of the reports on activity."""
        return f"{self.page('figures', language)}{self._facet('report', language)}/"

    def listing(self, kind: str, language: str) -> str:
        """The list of all records of a kind."""
        return self.page(LISTINGS[kind], language)

    def facet(self, kind: str, facet: str, value: str, language: str) -> str:
        """The list of the records of a kind that have one value of a facet."""
        return f"{self.listing(kind, language)}{self._facet(facet, language)}/{value}/"

    def values(self, kind: str, facet: str, language: str) -> str:
        """Every value of a facet, with the list of each; two folders deep, where no record is."""
        by = self._facet("by", language)
        return f"{self.listing(kind, language)}{by}/{self._facet(facet, language)}/"

    def concerned(self, place: str, theme: str | None, language: str) -> str:
        """Whom it concerns: by the place of care, then by a theme."""
        url = f"{self.page('concerns-me', language)}{self._facet(f'place_{place}', language)}/"
        return f"{url}{theme}/" if theme else url

    def numbered(self, first: str, number: int, language: str) -> str:
        """The address of a further page of a list."""
        return f"{first}{self._facet('page', language)}/{number}/"

    def _facet(self, facet: str, language: str) -> str:
        try:
            return self._facets[language][facet]
        except KeyError:
            raise _missing(language, f"facet_slugs.{facet}") from None

    def url(self, kind: str, id: str, language: str) -> str:
        """The page of one record."""
        return f"{self._slugs[language][LISTINGS[kind]]}{id}/"

    def table(self, dataset: Dataset, table: str, language: str) -> str:
        """The page of one table of a dataset. Raises KeyError for a table it has not."""
        return self.below("dataset", dataset.id, "table", table_slugs(dataset)[table], language)

    def below(self, kind: str, id: str, part: str, value: str, language: str) -> str:
        """A page below a record's own; one folder deeper than any list of records that have
        a facet's value, so that no id can take the place of a facet.
        """
        return f"{self.url(kind, id, language)}{self._facet(part, language)}/{value}/"

    def identifier(self, kind: str, id: str) -> str:
        """The language-neutral identifier of a record, which redirects to its page."""
        return f"id/{kind}/{id}/"

    def absolute(self, url: str) -> str:
        """The address of a page in the world."""
        return self.base_url + url

    def _root_from(self, url: str) -> str:
        """The way from a page up to the root: ``../../``; ends with a slash."""
        if url == NOT_FOUND:
            return self.base_path
        return "../" * url.count("/") or "./"

    def _relative(self, start: str, target: str) -> str:
        """The way from one page to another, which holds under any sub-path."""
        root = self.root_from(start)
        return (root + target).removeprefix("./") or "./"


def _missing(language: str, key: str) -> TemplateError:
    return TemplateError(
        en=f"translations/{language}.toml: there is no address {key}",
        fr=f"translations/{language}.toml : l’adresse {key} manque",
    )


def _slugs(translations: Translations, prefix: str) -> dict[str, str]:
    """Key -> the part of an address. Raises TemplateError for what is none."""
    found: dict[str, str] = {}
    for key, slug in translations.entries.items():
        if not key.startswith(prefix) or not isinstance(slug, str):
            continue
        if slug and not _SLUG.fullmatch(slug):
            raise TemplateError(
                en=f"translations/{translations.language}.toml: {key}: {slug!r} is no part of an "
                "address (small letters, digits and hyphens)",
                fr=f"translations/{translations.language}.toml : {key} : {slug!r} ne peut être "
                "une partie d’adresse (minuscules, chiffres et tirets)",
            )
        found[key.removeprefix(prefix)] = slug
    return found


@lru_cache(maxsize=1024)
def slugs(names: tuple[str, ...]) -> Mapping[str, str]:
    """Name as declared -> a form for addresses and anchors; no two names share one."""
    taken: set[str] = set()
    slugs: dict[str, str] = {}
    for name in names:
        plain = _ODD.sub("-", name.lower())[:_SLUG_LENGTH].strip("-") or "x"
        slug, number = plain, 1
        while slug in taken:
            number += 1
            slug = f"{plain}-{number}"
        taken.add(slug)
        slugs[name] = slug
    return slugs


def table_slugs(dataset: Dataset) -> Mapping[str, str]:
    """Table name -> the last part of its page's address; no two tables share one."""
    return slugs(tuple(table.name for table in dataset.tables))
