"""What the PRIVACY family finds is not shown: a report is public before anybody has read it.

Not where it stands, nor wherever another finding repeats it: an id, a key, a file's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from registre.diagnostic import Diagnostic, Report
from registre.reporters.excerpt import WINDOW
from registre.rules.privacy import sights

# Codes, ids and paths without the digits of any number: nearly all that findings repeat.
_PLAIN = re.compile(r"[a-z_./-]*(?:[0-9][a-z_./-]*){0,8}")
_CUT = "…"
# What a number is written with; so many digits of it before a cut are too many.
_NUMBER_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+()/ .-\u00a0\u202f"
_TOO_MANY = 6
# How far from a place its line could be shown, and as far again as what begins there could go.
_NEAR = 4 * WINDOW


def masked(words: str, country: str) -> str:
    """The text, with as much of a person's data as a finding may say of it."""
    told: list[str] = []
    end = 0
    for sight in sorted(
        sights(words, country), key=lambda sight: (sight.offset, -len(sight.words))
    ):
        after = sight.offset + len(sight.words)
        if sight.offset >= end:
            told += [words[end : sight.offset], sight.seen]
        # Of two that overlap, the rest of the second is not shown either.
        end = max(end, after)
    return "".join((*told, words[end:]))


def is_private(line: str, column: int, country: str) -> bool:
    """Whether a line holds a person's data near a column, from 1: then it is not shown."""
    near = line[max(0, column - _NEAR) : column + _NEAR]
    return masked(near, country) != near


def masked_report(report: Report, country: str) -> Report:
    """The report, with nothing of a person's data in its arguments, its paths, its pointers."""
    found = tuple(masked_finding(finding, country) for finding in report.findings)
    touched = report.touched
    if touched is not None:
        touched = frozenset(masked_path(path, country) for path in touched)
    return replace(report, findings=found, touched=touched)


def masked_finding(finding: Diagnostic, country: str) -> Diagnostic:
    """One of its findings."""
    where, arguments = finding.where, finding.arguments
    path, pointer = masked_path(where.path, country), masked_path(where.pointer, country)
    shown = {name: _masked_value(value, country) for name, value in arguments.items()}
    if (path, pointer) == (where.path, where.pointer) and shown == arguments:
        return finding
    return replace(finding, where=replace(where, path=path, pointer=pointer), arguments=shown)


def masked_path(path: str, country: str) -> str:
    """Each part by itself: what stands between slashes would pass for an address."""
    if _PLAIN.fullmatch(path):
        return path
    return "/".join(_masked_words(part, country) for part in path.split("/"))


def _masked_value(value: Any, country: str) -> Any:
    if isinstance(value, str):
        return _masked_words(value, country)
    if isinstance(value, Mapping):
        return {name: _masked_value(item, country) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)([_masked_value(item, country) for item in value])
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        said = _masked_words(str(value), country)
        return value if said == str(value) else said
    return value


def _masked_words(words: str, country: str) -> str:
    return words if _PLAIN.fullmatch(words) else _masked_once(words, country)


@lru_cache(maxsize=1 << 12)
def _masked_once(words: str, country: str) -> str:
    shown = masked(words, country)
    return _without_half(shown[: -len(_CUT)]) if shown.endswith(_CUT) else shown


def _without_half(words: str) -> str:
    """The words before a cut, without the number or the mailbox of which it took the end."""
    number = words[len(words.rstrip(_NUMBER_SIGNS)) :].lstrip()
    word = words[words.rfind(" ") + 1 :]
    if sum(map(str.isdigit, number)) >= _TOO_MANY:
        return words[: -len(number)] + number[:2].rstrip() + _CUT
    if "@" in word:
        return words[: -len(word)] + word[:1] + _CUT
    return words + _CUT
