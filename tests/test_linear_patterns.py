"""Our regular expressions take a time in step with the text, whatever the text.

Every pattern of the package and of the schemas is found by itself: a detector looks for
ambiguity in each, then each reads texts of 100,000 characters made to mislead it, in a process
that the system stops when it works for too long.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import signal
import subprocess
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import registre
from registre import package_data
from tests.conftest import ROOT

PACKAGE = Path(registre.__file__).parent
# Seconds of work for all texts of one pattern. A pattern that takes a time in step with the
# square of the text needs a hundred times as long.
ALLOWED = 20
# Methods that try a pattern at every place of a text, not at its beginning alone.
_EVERYWHERE = {"search", "finditer", "findall", "sub", "subn", "split"}
_METHODS = _EVERYWHERE | {"match", "fullmatch", "compile"}


def _modules() -> Iterator[str]:
    for found in pkgutil.walk_packages([str(PACKAGE)], "registre."):
        if not found.name.endswith("__main__"):
            yield found.name


def _compiled(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The patterns that a value of a module is, or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset)) and depth < 4:
        for item in value:
            yield from _compiled(item, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        for item in (*value.keys(), *value.values()):
            yield from _compiled(item, depth + 1)


@cache
def _used_everywhere() -> frozenset[str]:
    """The names of patterns that are tried at every place of a text, in whatever module."""
    return frozenset(
        node.func.value.id
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in _EVERYWHERE
    )


def _of_modules() -> Iterator[tuple[str, int, bool]]:
    for module in _modules():
        for name, value in vars(importlib.import_module(module)).items():
            if name.startswith("__"):
                continue
            alone = isinstance(value, re.Pattern)
            for pattern in _compiled(value):
                if isinstance(pattern.pattern, str):
                    yield pattern.pattern, pattern.flags, not alone or name in _used_everywhere()


def _of_calls() -> Iterator[tuple[str, int, bool]]:
    """``re.search("...", text)``: patterns written where they are used."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                    args=[ast.Constant(value=str(pattern)), *_],
                ) if method in _METHODS:
                    yield pattern, 0, method in _EVERYWHERE


def _of_schemas() -> Iterator[tuple[str, int, bool]]:
    def inside(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            if isinstance(part.get("pattern"), str):
                yield part["pattern"]
            properties = part.get("patternProperties")
            yield from properties if isinstance(properties, dict) else ()
            for value in part.values():
                yield from inside(value)
        elif isinstance(part, list):
            for value in part:
                yield from inside(value)

    for file in package_data.find("schemas").glob("*.schema.json"):
        for pattern in inside(json.loads(file.read_text("utf-8"))):
            yield pattern, 0, True


@cache
def _patterns() -> tuple[tuple[str, int, bool], ...]:
    """Every pattern, its flags, and whether it is tried at every place of a text."""
    everywhere: dict[tuple[str, int], bool] = defaultdict(bool)
    for found in (_of_modules(), _of_calls(), _of_schemas()):
        for pattern, flags, is_everywhere in found:
            everywhere[pattern, flags & ~re.UNICODE] |= is_everywhere
    return tuple((*key, value) for key, value in everywhere.items())


_TRIALS = """
import json, re, resource, sys, time
sys.path.insert(0, {root!r})
from tests.linear_texts import misleading
for number, (pattern, flags, everywhere) in enumerate(json.load(sys.stdin)):
    print(number, flush=True)
    most = int(time.process_time()) + {allowed}
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))
    compiled = re.compile(pattern, flags)
    for text in misleading(pattern):
        compiled.match(text)
        compiled.fullmatch(text)
        if everywhere:
            sum(1 for _ in compiled.finditer(text))
"""


def test_patterns_are_found_in_modules_in_calls_and_in_schemas() -> None:
    for source in (_of_modules, _of_calls, _of_schemas):
        assert len(list(source())) > 10
    known = {pattern for pattern, _, _ in _patterns()}
    assert "^[a-z0-9]+(-[a-z0-9]+)*$" in known


@cache
def _detector() -> tuple[Any, Any]:
    """regexploit's parser and search; it stands on modules that Python 3.13 has no more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            parser = importlib.import_module("regexploit.ast.sre")
        except ImportError:
            pytest.skip("regexploit does not run with this Python")
        return parser.SreOpParser(), importlib.import_module("regexploit.redos").find


def ambiguities(pattern: str, flags: int) -> list[str]:
    parser, find = _detector()
    return [str(redos) for redos in find(parser.parse_sre(pattern, flags)) if redos.starriness > 2]


@pytest.mark.parametrize("bad", [r"(a+)+$", r"(a|[ab])*c+c+c+!", r"\s*\s*\s*x"])
def test_the_detector_sees_what_is_not_linear(bad: str) -> None:
    assert ambiguities(bad, 0)


def test_no_pattern_is_ambiguous() -> None:
    found = {pattern: ambiguities(pattern, flags) for pattern, flags, _ in _patterns()}
    assert {pattern: told for pattern, told in found.items() if told} == {}


def stumbling(patterns: Sequence[tuple[str, int, bool]], allowed: int = ALLOWED) -> str:
    """The first pattern whose trial the system had to stop; empty when none was."""
    done = subprocess.run(
        [sys.executable, "-c", _TRIALS.format(root=str(ROOT), allowed=allowed)],
        input=json.dumps(patterns),
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode in (0, -signal.SIGXCPU), done.stderr
    return patterns[int(done.stdout.splitlines()[-1])][0] if done.returncode else ""


def test_the_trial_stops_a_pattern_that_is_not_linear() -> None:
    assert stumbling([("^a*$", 0, False), (r"\s+$", 0, True)], allowed=1) == r"\s+$"


def test_no_text_of_100_000_characters_holds_a_pattern_up() -> None:
    assert stumbling(_patterns()) == ""
