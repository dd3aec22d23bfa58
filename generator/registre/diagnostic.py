"""Findings: what is wrong, where, and what to do about it, in each language.

A finding holds no sentence, only a code and its arguments; the sentences stand in
``findings/<family>.toml``, one table a code and one a language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

# In the order in which a declaration is read, understood and judged.
FAMILIES = (
    "file",
    "yaml",
    "schema",
    "id",
    "ref",
    "date",
    "life",
    "route",
    "text",
    "privacy",
    "result",
    "link",
    "change",
    "clock",
    "complete",
)


class RegisterError(Exception):
    """What the operator must mend: one clear line, in each language (exit code 2)."""

    def __init__(self, **messages: str) -> None:
        super().__init__(messages.get("en") or next(iter(messages.values())))
        self.messages = messages

    def message(self, language: str) -> str:
        return self.messages.get(language, str(self))


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a file of the register. Lines and columns count from 1.

    ``path`` is relative to the register's folder; ``pointer`` is a JSON Pointer.
    """

    path: str
    pointer: str = ""
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. ``arguments`` fill the message of its code."""

    code: str
    where: Location
    severity: Severity
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def sort_key(self) -> tuple[str, int, int, str, str]:
        where = self.where
        return where.path, where.line, where.column, self.code, where.pointer


def finding(
    code: str, where: Location, *, severity: Severity | None = None, **arguments: Any
) -> Diagnostic:
    """A finding, with its code's own severity unless told. KeyError for an undescribed code."""
    return Diagnostic(
        code=code,
        where=where,
        severity=severity or described_codes()[code].severity,
        arguments=arguments,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings of one run, ordered by path, line, column and code.

    ``touched`` are the files that the proposal under examination touches; None when the
    register is looked at as a whole.
    """

    findings: tuple[Diagnostic, ...]
    files: int = 0
    records: int = 0
    touched: frozenset[str] | None = None

    @classmethod
    def of(cls, findings: Iterable[Diagnostic], *, files: int = 0, records: int = 0) -> Report:
        ordered = sorted(findings, key=Diagnostic.sort_key)
        return cls(findings=tuple(ordered), files=files, records=records)

    def concerns(self, finding: Diagnostic) -> bool:
        """Whether a finding is about what is under examination."""
        return self.touched is None or finding.where.path in self.touched

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def has_errors(self) -> bool:
        return self.count(Severity.ERROR) > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one language says of a code. ``message`` and ``remedy`` take arguments."""

    message: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A promise: this code always means this.

    What a ``secret`` code points at is not to be shown again: a person's number, a small count.
    """

    name: str
    severity: Severity
    words: Mapping[str, Words]
    secret: bool = False


@cache
def described_codes() -> Mapping[str, Code]:
    """Every code that the checker can report, in the order of the families."""
    codes: dict[str, Code] = {}
    for family in FAMILIES:
        text = resources.files("registre.findings").joinpath(f"{family}.toml").read_text("utf-8")
        for name, table in tomllib.loads(text).items():
            severity = Severity(table.pop("severity"))
            secret = table.pop("secret", False)
            words = {language: Words(**said) for language, said in table.items()}
            codes[name] = Code(name=name, severity=severity, words=words, secret=secret)
    return codes


@cache
def _shared_words() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("registre.findings").joinpath("shared.toml").read_text("utf-8")
    return tomllib.loads(text)


def shared_words(language: str) -> Mapping[str, str]:
    """Every such word of a language."""
    words = _shared_words()
    return words.get(language, words["en"])


def shared_word(key: str, language: str, *, otherwise: str | None = None) -> str:
    """A word that several messages use: the name of a type, of a kind of record.

    KeyError where there is no such word, and nothing to say ``otherwise``.
    """
    words = _shared_words()
    said = words.get(language, words["en"])
    return said[key] if otherwise is None else said.get(key, otherwise)


def message(diagnostic: Diagnostic, language: str) -> str:
    """What is wrong, in a sentence, with the nearest known word when there is one."""
    said = _fill(_words(diagnostic, language).message, diagnostic.arguments, language)
    if diagnostic.arguments.get("suggestion"):
        suggestion = _fill(shared_word("suggestion", language), diagnostic.arguments, language)
        return f"{said} {suggestion}"
    return said


def remedy(diagnostic: Diagnostic, language: str) -> str:
    """What to do about it."""
    return _fill(_words(diagnostic, language).remedy, diagnostic.arguments, language)


def cause(diagnostic: Diagnostic, language: str) -> str:
    """Why it is a fault."""
    return _words(diagnostic, language).cause


def _words(diagnostic: Diagnostic, language: str) -> Words:
    words = described_codes()[diagnostic.code].words
    return words.get(language) or words["en"]


def _fill(template: str, arguments: Mapping[str, Any], language: str) -> str:
    """``{name}`` is an argument; ``{@name}`` is an argument that names a shared word."""
    shown: dict[str, str] = {}
    for name, value in arguments.items():
        shown[name] = _shown(value, language)
        if isinstance(value, str) and f"{{@{name}}}" in template:
            shown[f"@{name}"] = shared_word(value, language)
    return template.format_map(shown).strip()


def _shown(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get(language) or next(iter(value.values())))
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)
