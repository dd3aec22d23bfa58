"""The codes as people read about them: families, words without arguments, real examples.

Examples come from ``findings/examples.json``, which the tests write from the accepted and
refused cases of each code, and hold to them: an example that no longer behaves is an error
of the tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from registre.diagnostic import FAMILIES, Code, Location, described_codes
from registre.text import nearest

# Not {{2}}, which is what a template says for {2}.
_ARGUMENT = re.compile(r"(?<!\{)\{@?\w+\}(?!\})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A few lines of a file, the first of which is ``first``; none when no line shows it.

    ``where`` is the place that the code speaks of, ``message`` and ``remedy`` what it says
    there in each language: they are of the refused example alone.
    """

    path: str
    lines: tuple[str, ...]
    first: int
    where: Location | None = None
    message: Mapping[str, str]
    remedy: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What a code refuses, or reports; and the same, accepted."""

    refused: Example | None = None
    accepted: Example | None = None


def by_family() -> Mapping[str, tuple[Code, ...]]:
    """The codes of each family that has some, in the order of the families."""
    codes = described_codes()
    found = {
        family: tuple(code for code in codes.values() if family_of(code.name) == family)
        for family in FAMILIES
    }
    return {family: codes for family, codes in found.items() if codes}


def family_of(code: str) -> str:
    """``yaml``, of ``YAML-010``."""
    return code.partition("-")[0].lower()


def in_words(template: str) -> str:
    """A message or a remedy without its arguments: an ellipsis stands for each."""
    return _ARGUMENT.sub("…", template).replace("{{", "{").replace("}}", "}").strip()


def known(written: str) -> Code | None:
    """The code that somebody wrote: ``yaml-10`` and ``Yaml 010`` are YAML-010."""
    found = re.fullmatch(r"\s*([a-zA-Z]+)[\s_-]*([0-9]+)\s*", written)
    if found is None:
        return None
    return described_codes().get(f"{found[1].upper()}-{found[2]:0>3}")


def near(written: str) -> str | None:
    """The code that was most probably meant by what is none."""
    return nearest(written, described_codes())


def examples(code: str) -> Examples:
    """The refused and the accepted example of a code, where it has some."""
    found = _all_examples().get(code, {})
    return Examples(**{kind: _example(told) for kind, told in found.items()})


@cache
def _all_examples() -> Mapping[str, Mapping[str, Any]]:
    file = resources.files("registre.findings").joinpath("examples.json")
    found: Mapping[str, Mapping[str, Any]] = json.loads(file.read_text("utf-8"))
    return found


def _example(told: Mapping[str, Any]) -> Example:
    where = told.get("where")
    return Example(
        path=told["path"],
        lines=tuple(told["lines"]),
        first=told["first"],
        where=Location(path=told["path"], **where) if where else None,
        message=told.get("message", {}),
        remedy=told.get("remedy", {}),
    )
