"""The order of the questions, as ``plan.toml`` gives it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Of a field made of several: those that are asked, and those that are proposed."""

    ask: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    first: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    offered: tuple[str, ...]
    today: tuple[str, ...]
    named_by: tuple[str, ...]
    left: tuple[str, ...]
    within: Mapping[str, Within] = field(default_factory=dict)


def plan(kind: str) -> Plan:
    """The plan for one kind of record."""
    text = resources.files("registre.questions").joinpath("plan.toml").read_text("utf-8")
    table = tomllib.loads(text)[kind]
    within = {
        path: Within(ask=tuple(keys["ask"]), offer=tuple(keys.get("offer", ())))
        for path, keys in table["within"].items()
    }
    return Plan(
        first=tuple(table["first"]),
        groups=tuple(tuple(group) for group in table["groups"]),
        offered=tuple(table["offered"]),
        today=tuple(table["today"]),
        named_by=tuple(table["named_by"]),
        left=tuple(table["left"]),
        within=within,
    )
