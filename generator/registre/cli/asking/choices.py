"""What may be answered, found as one types: by id, code, title or acronym, in any language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

# How near two writings of a name must be, of 100, for the one to propose the other.
NEAR = 75
MAX_PROPOSED = 12


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A value, what it is called (the first name is the one to show), and all its names."""

    value: str
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return self.names[0] if self.names else ""

    @cached_property
    def bare(self) -> tuple[str, ...]:
        return tuple(bare(name) for name in (self.value, *self.names))


def bare(text: str) -> str:
    """The text without accents, capitals and hyphens, for comparing."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def matching(typed: str, choices: Sequence[Choice]) -> list[Choice]:
    """The choices that ``typed`` may mean, the likeliest first."""
    wanted = bare(typed)
    if not wanted:
        return list(choices)
    ranked = sorted(
        (rank, number)
        for number, choice in enumerate(choices)
        if (rank := _rank(wanted, choice)) is not None
    )
    return [choices[number] for _, number in ranked] or list(_near(wanted, choices))


def numbered(near: Sequence[Choice], choices: Sequence[Choice]) -> list[str]:
    """A line for each of ``near``, under the number that it keeps among all ``choices``."""
    numbers = {choice.value: number for number, choice in enumerate(choices, 1)}
    width = len(str(len(choices)))
    return [
        f"  {numbers[c.value]:>{width}}. {c.value}" + (f" – {c.shown}" if c.shown else "")
        for c in near
    ]


def meant(typed: str, choices: Sequence[Choice]) -> str | None:
    """The one value that ``typed`` means beyond doubt: itself, a name, or the only match."""
    by_value = {choice.value: choice for choice in choices}
    if typed in by_value:
        return typed
    wanted = bare(typed)
    same = {choice.value for choice in choices if wanted and wanted in choice.bare}
    if same:
        return same.pop() if len(same) == 1 else None
    found = [choice for choice in choices if _rank(wanted, choice) is not None] if wanted else []
    return found[0].value if len(found) == 1 and len(wanted) > 2 else None


def _rank(wanted: str, choice: Choice) -> int | None:
    """0 for the very name, then names that begin so, then names that hold every word."""
    words = wanted.split()
    ranks = []
    for name in choice.bare:
        if name == wanted:
            ranks.append(0)
        elif name.startswith(wanted):
            ranks.append(1)
        elif all(any(part.startswith(word) for part in name.split()) for word in words):
            ranks.append(2)
        elif len(wanted) > 2 and wanted in name:
            ranks.append(3)
    return min(ranks, default=None)


def _near(wanted: str, choices: Sequence[Choice]) -> Iterator[Choice]:
    names = {
        f"{number}/{place}": name
        for number, choice in enumerate(choices)
        for place, name in enumerate(choice.bare)
    }
    found = process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=NEAR, limit=20)
    numbers = dict.fromkeys(int(key.split("/")[0]) for _, _, key in found)
    for number in list(numbers)[:MAX_PROPOSED]:
        yield choices[number]
