"""From what is typed to what a declaration holds, and the short form of what was gathered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from registre.schema import Steps

_SPACES = re.compile(r"[ \u00a0\u202f\u2009']")
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:[.,][0-9]{1,6})?")


def text(typed: str) -> str:
    """The text in Unicode's form NFC, with plain line ends and nothing around it."""
    lines = unicodedata.normalize("NFC", typed).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip(" \t") for line in lines.split("\n")).strip()


def number(typed: str) -> int | float | str:
    """A number as people write it (``250 000``, ``12,5``); the text when it is none."""
    bare = _SPACES.sub("", typed)
    if not _NUMBER.fullmatch(bare):
        return typed
    plain = bare.replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def normal(value: Any) -> Any:
    """Data from a file of answers, every text as ``text`` has it."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        return {text(str(key)): normal(item) for key, item in value.items()}
    return value


def get(data: Any, steps: Steps) -> Any:
    """The value at ``steps``, or None."""
    for step in steps:
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif isinstance(data, Mapping):
            data = data.get(step)
        else:
            return None
    return data


def put(data: Any, steps: Steps, value: Any) -> None:
    """Set the value at ``steps``; what it lies in is made where it is not there yet."""
    *way, last = steps
    for step, following in zip(way, steps[1:], strict=True):
        data = _below(data, step, [] if isinstance(following, int) else {})
    if isinstance(data, list) and last == len(data):
        data.append(value)
    else:
        data[last] = value


def _below(data: Any, step: str | int, empty: Any) -> Any:
    if isinstance(data, list) and step == len(data):
        data.append(empty)
    elif isinstance(data, dict) and step not in data:
        data[step] = empty
    return data[step]


def steps(pointer: str) -> Steps:
    """The way that a JSON Pointer tells, with a number for each place in a list."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return tuple(int(part) if part.isdecimal() else part for part in parts)


def drop(data: Any, steps: Steps) -> None:
    """Take the value at ``steps`` away, if it is there."""
    holder = get(data, steps[:-1])
    last = steps[-1]
    if isinstance(holder, list) and isinstance(last, int) and last < len(holder):
        del holder[last]
    elif isinstance(holder, dict):
        holder.pop(last, None)


def without_empty(value: Any) -> Any:
    """The data without what holds nothing, such as an event of which nothing was said."""
    if isinstance(value, dict):
        kept = {key: without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ({}, None)}
    if isinstance(value, list):
        return [item for item in map(without_empty, value) if item not in ({}, None)]
    return value


def shortened(data: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the shorthands that people like: ``lead: id``, ``purpose: text``."""
    short = without_empty(dict(data))
    for key, only in (("lead", "organisation"), ("purpose", "statement")):
        value = short.get(key)
        is_statement = isinstance(value, dict) and list(value) == [only]
        if is_statement and isinstance(value[only], str):
            short[key] = value[only]
    result: dict[str, Any] = short
    return result
