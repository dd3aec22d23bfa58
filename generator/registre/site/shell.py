"""The shell: pages of the theme with marked holes, which the register's pages fill.

The shell is an artefact, a folder (`shell.json`, `shells/`, `editorial/`, `static/`) that the theme
made earlier; nothing here knows the theme. Values given to fill are safe HTML already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any

from registre.diagnostic import RegisterError

VERSION = 1
SECTIONS = (
    "home",
    "projects",
    "datasets",
    "organisations",
    "results",
    "news",
    "declare",
    "rights",
    "about",
    "other",
)
REPEATED = frozenset({"base", "canonical", "site_name"})
FRAME = frozenset(
    {
        "accessibility_status",
        "description",
        "footer",
        "head",
        "languages",
        "licence",
        "notice",
        "publisher",
        "tagline",
        "title",
    }
)
BODY = frozenset({"content", "toc"})
INSERT = "insert-"

_HOLE = re.compile(r"@@registre:([a-z][a-z0-9_-]*)@@")
_MARK = "@@registre:"


class ShellError(RegisterError):
    """The shell on disk, or what it is filled with, breaks the contract; says what and where."""


def hole(name: str) -> str:
    """The token that stands for the hole `name` in a shell."""
    return f"{_MARK}{name}@@"


@dataclass(frozen=True, slots=True)
class Template:
    """One page of the shell, split at its holes: filling it is one join."""

    name: str
    parts: tuple[str, ...]
    slots: tuple[tuple[int, str], ...]
    holes: frozenset[str]

    @classmethod
    def parse(cls, name: str, text: str) -> Template:
        """Split `text` at its holes. Raises `ShellError` on a mark that is no hole."""
        parts = tuple(_HOLE.split(text))
        for literal in parts[::2]:
            if _MARK in literal:
                at = literal.index(_MARK)
                near = literal[at : at + 40]
                raise ShellError(
                    en=f"{name}: unreadable hole near {near!r}",
                    fr=f"{name} : emplacement illisible près de {near!r}",
                )
        slots = tuple((at, parts[at]) for at in range(1, len(parts), 2))
        return cls(name, parts, slots, frozenset(hole for _, hole in slots))

    def verify(self, required: frozenset[str]) -> Template:
        """This template, if it has each required hole as often as it may, and no other."""
        found = [hole for _, hole in self.slots]
        for hole in sorted(required - self.holes):
            raise ShellError(
                en=f"{self.name}: hole {hole!r} is missing",
                fr=f"{self.name} : l'emplacement {hole!r} manque",
            )
        for hole in sorted(self.holes - required):
            if not hole.startswith(INSERT):
                raise ShellError(
                    en=f"{self.name}: unknown hole {hole!r}",
                    fr=f"{self.name} : emplacement {hole!r} inconnu",
                )
        for hole in sorted(self.holes - REPEATED):
            times = found.count(hole)
            if times > 1:
                raise ShellError(
                    en=f"{self.name}: hole {hole!r} occurs {times} times",
                    fr=f"{self.name} : l'emplacement {hole!r} figure {times} fois",
                )
        return self

    def fill(self, values: Mapping[str, str]) -> str:
        """The page. Raises `ShellError` when a hole has no value."""
        parts = list(self.parts)
        try:
            for at, hole in self.slots:
                parts[at] = values[hole]
        except KeyError as error:
            raise ShellError(
                en=f"{self.name}: no value for hole {error.args[0]!r}",
                fr=f"{self.name} : aucune valeur pour l'emplacement {error.args[0]!r}",
            ) from None
        return "".join(parts)

    def bind(self, values: Mapping[str, str]) -> Template:
        """The same template with the holes of `values` filled for good."""
        parts, slots = [self.parts[0]], []
        for at, hole in self.slots:
            if hole in values:
                # Not `+`: a Markup value would escape the template that it is added to.
                parts[-1] = "".join((parts[-1], values[hole], self.parts[at + 1]))
            else:
                slots.append((len(parts), hole))
                parts += [hole, self.parts[at + 1]]
        return Template(self.name, tuple(parts), tuple(slots), self.holes - values.keys())


@dataclass(frozen=True, slots=True, kw_only=True)
class Editorial:
    """One editorial page in one language, its content already in place.

    `inserts` names the holes (`insert-...`) that its author left for generated matter.
    """

    key: str
    language: str
    section: str
    url: str
    title: str
    description: str
    inserts: tuple[str, ...]
    template: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the shell says in one language besides its pages."""

    name: str
    direction: str
    words: Mapping[str, str]
    sections: Mapping[str, Template]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Every page of the theme, ready to be filled; ``policy`` is what each lets a browser do."""

    frames: Mapping[str, Frame]
    editorial: Mapping[tuple[str, str], Editorial]
    section_of: Mapping[str, str]
    static: Path
    policy: str

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages, the first language first."""
        return tuple(self.frames)

    def fill(self, language: str, section: str, values: Mapping[str, str]) -> str:
        """The whole HTML of a page of `section`: `values` maps each hole to safe HTML."""
        try:
            template = self.frames[language].sections[section]
        except KeyError:
            raise ShellError(
                en=f"no shell for section {section!r} in {language!r}",
                fr=f"aucune coquille pour la rubrique {section!r} en {language!r}",
            ) from None
        _known(template, values)
        return template.fill(values)

    def fill_editorial(self, language: str, key: str, values: Mapping[str, str]) -> str:
        """The whole HTML of the editorial page `key`."""
        try:
            page = self.editorial[language, key]
        except KeyError:
            raise ShellError(
                en=f"no editorial page {key!r} in {language!r}",
                fr=f"aucune page éditoriale {key!r} en {language!r}",
            ) from None
        _known(page.template, values)
        return page.template.fill(values)

    def bind(self, constants: Mapping[str, Mapping[str, str]]) -> Shell:
        """The same shell with what never changes, per language, filled once for all pages."""
        frames = {
            code: replace(
                frame,
                sections={
                    section: template.bind(constants.get(code, {}))
                    for section, template in frame.sections.items()
                },
            )
            for code, frame in self.frames.items()
        }
        editorial = {
            place: replace(page, template=page.template.bind(constants.get(page.language, {})))
            for place, page in self.editorial.items()
        }
        return replace(self, frames=frames, editorial=editorial)

    def language_switch(self, language: str, addresses: Mapping[str, str]) -> str:
        """Value of the hole `languages`: links to the twins of a page (language -> address)."""
        others = [code for code in self.frames if code != language and code in addresses]
        if not others:
            return ""
        links = "".join(
            f'<a href="{escape(addresses[code])}" hreflang="{code}" lang="{code}">'
            f"{escape(self.frames[code].name)}</a>"
            for code in others
        )
        label = escape(self.frames[language].words["languages"])
        return f'<nav class="rg-languages" aria-label="{label}">{links}</nav>'

    def contents(self, language: str, entries: Iterable[tuple[str, str]]) -> str:
        """Value of the hole `toc`: links to the parts of a page (anchor, title as safe HTML)."""
        items = "".join(
            f'<li><a href="#{escape(anchor)}">{title}</a></li>' for anchor, title in entries
        )
        if not items:
            return ""
        label = escape(self.frames[language].words["contents"])
        return (
            f'<nav class="rg-toc" aria-label="{label}"><details><summary>{label}</summary>'
            f"<ul>{items}</ul></details></nav>"
        )


def load_shell(directory: Path) -> Shell:
    """Read and verify the shell in `directory`. Raises `ShellError`."""
    record = _read_record(directory)
    try:
        return Shell(
            frames={code: _frame(directory, frame) for code, frame in record["languages"].items()},
            editorial={
                (page["language"], page["key"]): _editorial(directory, page)
                for page in record["editorial"]
            },
            section_of=record["pages"],
            static=directory / "static",
            policy=_one_line(record["policy"]),
        )
    except KeyError as error:
        path = directory / "shell.json"
        raise ShellError(
            en=f"{path}: {error.args[0]!r} is missing", fr=f"{path} : {error.args[0]!r} manque"
        ) from None
    except (AttributeError, TypeError) as error:
        path = directory / "shell.json"
        raise ShellError(
            en=f"{path}: not as a shell says it: {error}",
            fr=f"{path} : ce n'est pas la forme d'une coquille : {error}",
        ) from None


def _one_line(policy: Any) -> str:
    """The policy, which becomes a header as it is. Raises TypeError when it cannot be one."""
    if not isinstance(policy, str) or not policy.isprintable():
        raise TypeError("policy")
    return policy


def _read_record(directory: Path) -> dict[str, Any]:
    path = directory / "shell.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ShellError(en=f"{path}: no shell here", fr=f"{path} : pas de coquille ici") from None
    except ValueError as error:
        raise ShellError(
            en=f"{path}: not JSON: {error}", fr=f"{path} : JSON illisible : {error}"
        ) from None
    if not isinstance(record, dict) or record.get("version") != VERSION:
        raise ShellError(
            en=f"{path}: not a shell of version {VERSION}",
            fr=f"{path} : ce n'est pas une coquille de version {VERSION}",
        )
    return record


def _frame(directory: Path, frame: Mapping[str, Any]) -> Frame:
    missing = [section for section in SECTIONS if section not in frame["sections"]]
    if missing:
        path, names = directory / "shell.json", ", ".join(missing)
        raise ShellError(
            en=f"{path}: no shell for {names}", fr=f"{path} : aucune coquille pour {names}"
        )
    return Frame(
        name=frame["name"],
        direction=frame["direction"],
        words=frame["words"],
        sections={
            section: _template(directory, file, FRAME | REPEATED | BODY)
            for section, file in frame["sections"].items()
        },
    )


def _editorial(directory: Path, page: Mapping[str, Any]) -> Editorial:
    template = _template(directory, page["file"], FRAME | REPEATED)
    return Editorial(
        key=page["key"],
        language=page["language"],
        section=page["section"],
        url=page["url"],
        title=page["title"],
        description=page["description"],
        inserts=tuple(sorted(hole for hole in template.holes if hole.startswith(INSERT))),
        template=template,
    )


def _template(directory: Path, file: str, required: frozenset[str]) -> Template:
    if ".." in PurePosixPath(file).parts or PurePosixPath(file).is_absolute():
        path = directory / "shell.json"
        raise ShellError(
            en=f"{path}: {file!r} lies outside the shell",
            fr=f"{path} : {file!r} est en dehors de la coquille",
        )
    try:
        text = (directory / file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ShellError(en=f"{file}: {error}", fr=f"{file} : {error}") from None
    except OSError:
        raise ShellError(
            en=f"{file}: named in shell.json, but not there",
            fr=f"{file} : nommé dans shell.json, mais absent",
        ) from None
    return Template.parse(file, text).verify(required)


def _known(template: Template, values: Mapping[str, str]) -> None:
    for name in values.keys() - template.holes:
        if name not in FRAME | REPEATED | BODY:
            raise ShellError(
                en=f"{template.name}: there is no hole {name!r} to fill",
                fr=f"{template.name} : aucun emplacement {name!r} à remplir",
            )
