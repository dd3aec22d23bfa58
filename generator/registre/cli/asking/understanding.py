"""What a typed answer means for its field, and how what was chosen is said back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registre.cli.asking import values
from registre.cli.asking.choices import Choice, matching, meant, numbered
from registre.cli.asking.dialogue import RefusedError, truth
from registre.questions import Shape

# As many choices as are read at a glance, when several may be meant.
FEW = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An organisation that has no record yet, as the person called it."""

    name: str


def understood(
    found: Shape, typed: str, choices: Sequence[Choice], words: Mapping[str, str]
) -> Any:
    """The value for a field of this form. Raises RefusedError when it is not clear which."""
    if found.form == "list" and found.item:
        whole = meant(typed, choices)
        parts = [whole] if whole else [p.strip() for p in typed.split(",") if p.strip()]
        return [understood(found.item, part, choices, words) for part in parts]
    if found.form == "truth":
        said = truth(typed)
        if said is None:
            raise RefusedError(words["new_say_yes_or_no"])
        return said
    if found.form == "number":
        return values.number(typed)
    if not choices:
        return values.text(typed)
    return _chosen(found, typed, choices, words)


def _chosen(
    found: Shape, typed: str, choices: Sequence[Choice], words: Mapping[str, str]
) -> str | Unknown:
    """The choice that is meant; an organisation that nobody knows may get its record."""
    value = by_number(typed, choices) or meant(typed, choices)
    if value is not None:
        return value
    if found.target == "organisation":
        return Unknown(name=typed)
    near = matching(typed, choices)
    if near:
        raise RefusedError(words["new_which"], *listed(near, choices, words))
    return values.text(typed)


def by_number(typed: str, choices: Sequence[Choice]) -> str | None:
    """The choice of this number, unless the digits are themselves the value of one."""
    if not (typed.isascii() and typed.isdecimal()) or any(c.value == typed for c in choices):
        return None
    return choices[int(typed) - 1].value if 1 <= int(typed) <= len(choices) else None


def listed(
    near: Sequence[Choice], choices: Sequence[Choice], words: Mapping[str, str]
) -> list[str]:
    """The likeliest ones, each under the number that it has among all, and how many more."""
    more = len(near) - FEW
    told = words["new_which_more" if more > 1 else "new_which_more_one"].format(count=more)
    return [*numbered(near[:FEW], choices), *([told] if more > 0 else [])]


def echoed(value: Any, choices: Sequence[Choice]) -> list[str]:
    """What was taken, with its code and its name: one sees whether it was meant."""
    names = {choice.value: choice.shown for choice in choices}
    taken = [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str)]
    return [f"  → {v} – {names[v]}" if names[v] else f"  → {v}" for v in taken if v in names]


def named(answer: Any) -> Any:
    """The answer, with the name of each organisation that has no record yet."""
    if isinstance(answer, list):
        return [named(item) for item in answer]
    return answer.name if isinstance(answer, Unknown) else answer
