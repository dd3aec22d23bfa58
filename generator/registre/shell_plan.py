"""Which pages are asked of the theme, and what each of them is told: values, no theme.

A page is asked for each section (an empty shell), for each editorial text, and for each other page
of the site, so that editorial texts may link to it by its source name (`projects.fr.md`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from babel import Locale

from registre.diagnostic import RegisterError
from registre.package_data import PackageDataError, find, find_all
from registre.site.shell import BODY, FRAME, REPEATED, SECTIONS, ShellError, hole
from registre.yaml_strict import parse

HOME = "home"
OTHER = "other"
SEARCHED = "projects"
POLICY = "policy"


class Kind(StrEnum):
    """Why a page is asked of the theme."""

    SHELL = "shell"
    EDITORIAL = "editorial"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One page asked of the theme; `key` is a section for a shell, else a page's key."""

    kind: Kind
    key: str
    language: str
    section: str
    url: str

    @property
    def source(self) -> str:
        """Name of the page's Markdown file, real or supposed."""
        folder = "shells/" if self.kind is Kind.SHELL else ""
        return f"{folder}{self.key}.{self.language}.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One link of a menu."""

    label: str
    href: str
    current: bool
    pages: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is asked of the theme for one register."""

    languages: tuple[str, ...]
    words: Mapping[str, Mapping[str, Mapping[str, str]]]
    navigation: Mapping[str, Sequence[str]]
    footer: Sequence[str]
    asked: tuple[Asked, ...]

    def section_of(self, key: str) -> str:
        """The section in which the page `key` stands."""
        if key == HOME:
            return HOME
        return next((section for section, keys in self.navigation.items() if key in keys), OTHER)

    def direction(self, language: str) -> str:
        """`ltr` or `rtl`."""
        return str(Locale.parse(language).text_direction)

    def context(self, asked: Asked) -> SimpleNamespace:
        """What the templates of the theme read as `registre`."""
        return SimpleNamespace(
            hole=SimpleNamespace(**{name: hole(name) for name in FRAME | REPEATED | BODY}),
            policy=hole(POLICY),
            language=asked.language,
            direction=self.direction(asked.language),
            words=self.words[asked.language]["frame"],
            locale=self.words[asked.language]["language"]["locale"].replace("_", "-"),
            first_day=self.words[asked.language]["language"]["first_day"],
            editorial=asked.kind is Kind.EDITORIAL,
            home=self._href(HOME, asked.language),
            search=self._href(SEARCHED, asked.language),
            accessibility=self._href("accessibility", asked.language),
            navigation=tuple(self._section(section, asked) for section in self.navigation),
            footer=tuple(self._page(key, asked) for key in self.footer),
        )

    def url(self, key: str, language: str) -> str:
        """Address of the page `key` from the site's root."""
        slug = self.words[language]["slugs"][key]
        folder = "" if language == self.languages[0] else f"{language}/"
        return f"{folder}{slug}/" if slug else folder

    def _href(self, key: str, language: str) -> str:
        return hole("base") + self.url(key, language)

    def _section(self, section: str, asked: Asked) -> Entry:
        keys = self.navigation[section]
        return Entry(
            label=self.words[asked.language]["sections"][section],
            href=self._href(keys[0], asked.language),
            current=section == asked.section,
            pages=tuple(self._page(key, asked) for key in keys),
        )

    def _page(self, key: str, asked: Asked) -> Entry:
        return Entry(
            label=self.words[asked.language]["pages"][key],
            href=self._href(key, asked.language),
            current=asked.kind is Kind.EDITORIAL and key == asked.key,
        )


def make_plan(
    *,
    languages: Iterable[str],
    written: Iterable[tuple[str, str]],
    navigation: Mapping[str, Sequence[str]],
    footer: Sequence[str],
    overrides: Path | None = None,
) -> Plan:
    """The plan for `languages`, of which the editorial texts `written` are (key, language)."""
    codes = tuple(languages)
    words = {code: read_words(code, overrides) for code in codes}
    plan = Plan(languages=codes, words=words, navigation=navigation, footer=footer, asked=())
    texts = {(key, code) for key, code in written if code in codes}
    for key, code in sorted(texts):
        if key not in words[code]["slugs"]:
            raise ShellError(
                en=f"{key}.{code}.md: no address: translations/{code}.toml lacks slugs.{key}",
                fr=f"{key}.{code}.md : slugs.{key} manque à translations/{code}.toml",
            )
    asked = [page for code in codes for page in _asked(plan, code, texts)]
    return Plan(
        languages=codes, words=words, navigation=navigation, footer=footer, asked=tuple(asked)
    )


def read_words(language: str, overrides: Path | None = None) -> dict[str, dict[str, Any]]:
    """The interface's words in `language`, the register's own laid over the shipped ones."""
    name = f"site_templates/translations/{language}.toml"
    try:
        layers = find_all(name, overrides)
    except PackageDataError:
        layers = (find(name, overrides),)
    words: dict[str, dict[str, Any]] = {}
    for path in layers:
        for table, entries in _read_toml(path).items():
            if not isinstance(entries, dict):
                raise ShellError(
                    en=f"{path}: {table}: a table was expected",
                    fr=f"{path} : {table} : une table est attendue",
                )
            words.setdefault(table, {}).update(entries)
    missing = [
        table for table in ("slugs", "sections", "pages", "frame", "language") if table not in words
    ]
    if missing:
        raise ShellError(
            en=f"{name}: table [{missing[0]}] is missing",
            fr=f"{name} : la table [{missing[0]}] manque",
        )
    return words


def register_languages(registry: Path) -> tuple[str, ...]:
    """The languages that the register declares, the first language first."""
    path = registry / "register.yaml"
    try:
        declared = parse(path.name, path.read_text("utf-8")).data
        languages = tuple(str(code) for code in declared["languages"])
    except (OSError, ValueError, KeyError, TypeError):
        languages = ()
    if not languages:
        raise RegisterError(
            en=f"{path}: the register's languages cannot be read",
            fr=f"{path} : les langues du registre ne peuvent être lues",
        )
    return languages


def _asked(plan: Plan, language: str, texts: set[tuple[str, str]]) -> Iterable[Asked]:
    for section in SECTIONS:
        url = f"shells/{language}/{section}/"
        yield Asked(kind=Kind.SHELL, key=section, language=language, section=section, url=url)
    for key in plan.words[language]["slugs"]:
        yield Asked(
            kind=Kind.EDITORIAL if (key, language) in texts else Kind.ADDRESS,
            key=key,
            language=language,
            section=plan.section_of(key),
            url=plan.url(key, language),
        )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ShellError(
            en=f"{path}: not TOML: {error}", fr=f"{path} : TOML illisible : {error}"
        ) from None
