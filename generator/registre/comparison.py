"""What differs between two declarations, field by field.

Both are given in their long form (`long_form`). Items of a list are paired by what they
are about, not by where they stand: an event put in the middle is one addition.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Steps = tuple[str | int, ...]

# What tells an item of each list from the others: the first of these keys that it has.
_IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "": ("id",),
    "data": ("dataset", "source_name"),
    "distributions": ("access_url",),
    "events": ("type",),
    "fields": ("name",),
    "former_names": ("name",),
    "funders": ("organisation",),
    "legal_basis": ("gdpr_article_6", "gdpr_article_9", "other"),
    "links": ("url", "title"),
    "partners": ("organisation",),
    "references": ("body",),
    "related": ("dataset",),
    "results": ("id",),
    "sources": ("url", "title"),
    "tables": ("name", "path"),
    "terms": ("code",),
}
# Lists whose order says something: what came first, who answers by law, which column is where.
_ORDERED = frozenset({"events", "holders", "languages", "fields", "primary_key"})
# Beside its type, one of these must be the same for an event to be the same one.
_TELLING = ("id", "date", "body", "reference", "outcome", "statement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """One difference. ``steps`` lead to it in the new declaration, ``old_steps`` in the old.

    ``old`` is None for what was added, ``new`` for what was taken away. A difference that
    has no place on one side has there the steps of the list that it was added to, or
    taken from. Two values that are the same tell an item of an ordered list that moved.
    """

    steps: Steps
    old_steps: Steps
    old: Any = None
    new: Any = None

    @property
    def is_addition(self) -> bool:
        return self.old is None

    @property
    def is_removal(self) -> bool:
        return self.new is None

    @property
    def is_move(self) -> bool:
        return is_same(self.old, self.new)


def compare(old: Any, new: Any) -> tuple[Amendment, ...]:
    """Every difference, in the order of the new declaration; none when both say the same."""
    return tuple(_differences(old, new, (), ()))


def is_same(left: object, right: object) -> bool:
    """Whether two values are one: unlike Python's, ``true`` is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    return left == right


def pairs(name: str, old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """For each item of the new list of that name, its place in the old one, where it has one."""
    found: dict[int, int] = _same_ids(old, new) if name == "events" else {}
    groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for place, item in enumerate(old):
        groups[_identity(name, item)][0].append(place)
    for place, item in enumerate(new):
        groups[_identity(name, item)][1].append(place)
    for places, new_places in groups.values():
        _pair(name, [(old, places), (new, new_places)], found)
    if name == "data":
        _pair_renamed(old, new, found)
    return found


def _pair_renamed(old: Sequence[Any], new: Sequence[Any], found: dict[int, int]) -> None:
    """Uses of a source without a record, whose name is other or gave way to a record.

    They are paired by all else that is said of them, and at last by their place.
    """
    kept = set(found.values())
    unnamed = [place for place, use in enumerate(old) if place not in kept and _is_free(use)]
    came = [place for place in range(len(new)) if place not in found]
    _pair("data", [(old, unnamed), (new, came)], found)
    kept = set(found.values())
    found.update({place: place for place in came if place in unnamed and place not in kept})


def _is_free(use: Any) -> bool:
    """Whether the source is told by its name alone."""
    return isinstance(use, dict) and "dataset" not in use


def _differences(old: Any, new: Any, old_steps: Steps, steps: Steps) -> Iterator[Amendment]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*new, *old)):
            yield from _differences(old.get(key), new.get(key), (*old_steps, key), (*steps, key))
    elif _is_list(old, new):
        yield from _of_lists(old or [], new or [], old_steps, steps)
    elif not is_same(old, new):
        yield Amendment(steps=steps, old_steps=old_steps, old=old, new=new)


def _is_list(old: object, new: object) -> bool:
    """Whether both are lists; one that is left out is empty."""
    kinds = {type(side) for side in (old, new) if side is not None}
    return kinds == {list}


def _of_lists(
    old: list[Any], new: list[Any], old_steps: Steps, steps: Steps
) -> Iterator[Amendment]:
    name = _name(steps)
    paired = pairs(name, old, new)
    moved = _moved(paired) if name in _ORDERED else frozenset()
    for place, item in enumerate(new):
        here, before = (*steps, place), paired.get(place)
        if before is None:
            yield Amendment(steps=here, old_steps=old_steps, new=item)
            continue
        if place in moved:
            yield Amendment(steps=here, old_steps=(*old_steps, before), old=item, new=item)
        yield from _differences(old[before], item, (*old_steps, before), here)
    kept = set(paired.values())
    for place, item in enumerate(old):
        if place not in kept:
            yield Amendment(steps=steps, old_steps=(*old_steps, place), old=item)


def _name(steps: Steps) -> str:
    """The field that a list stands in; empty for a declaration that is a list itself."""
    return next((step for step in reversed(steps) if isinstance(step, str)), "")


def _identity(name: str, item: Any) -> str:
    keys = _IDENTITIES.get(name, ())
    told = (
        next((item[key] for key in keys if key in item), item) if isinstance(item, dict) else item
    )
    return json.dumps(told, sort_keys=True, default=str)


def _same_ids(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """Events that carry the same id; of several, the first."""
    places: dict[str, int] = {}
    for place, item in enumerate(old):
        places.setdefault(_id(item), place)
    found: dict[int, int] = {}
    for place, item in enumerate(new):
        before = places.pop(_id(item), None)
        if before is not None and _id(item):
            found[place] = before
    return found


def _id(item: Any) -> str:
    return str(item.get("id") or "") if isinstance(item, dict) else ""


def _pair(
    name: str, sides: Sequence[tuple[Sequence[Any], list[int]]], found: dict[int, int]
) -> None:
    """Pair what is most alike first; of two that are as alike, the nearest."""
    (old, olds), (new, news) = sides
    taken = set(found.values())
    candidates = [
        (-likeness, abs(i - j), i + j, min(i, j), i, j)
        for j in news
        if j not in found
        for i in olds
        if i not in taken and (likeness := _likeness(name, old[i], new[j]))
    ]
    for *_, i, j in sorted(candidates):
        if i not in taken and j not in found:
            found[j] = i
            taken.add(i)
    left = [i for i in olds if i not in taken], [j for j in news if j not in found]
    if len(left[0]) == len(left[1]) == 1:
        # Nothing else of its sort is new, and nothing else is gone.
        found[left[1][0]] = left[0][0]


def _likeness(name: str, old: Any, new: Any) -> int:
    """How much two items of one identity have in common; 0 for two that are not the same one."""
    if not isinstance(old, dict) or not isinstance(new, dict) or is_same(old, new):
        return 1000
    alike = sum(key in old and is_same(old[key], new[key]) for key in new)
    if name == "events" and not any(
        key in old and is_same(old[key], new.get(key)) for key in _TELLING
    ):
        return 0
    return alike


def _moved(paired: Mapping[int, int]) -> frozenset[int]:
    """The fewest items of the new list that must move for the others to keep their order."""
    ends: list[int] = []
    chains: list[tuple[int, ...]] = []
    for place in sorted(paired):
        length = bisect_left(ends, paired[place])
        chain = (*(chains[length - 1] if length else ()), place)
        if length == len(ends):
            ends.append(paired[place])
            chains.append(chain)
        else:
            ends[length], chains[length] = paired[place], chain
    return frozenset(paired) - frozenset(chains[-1] if chains else ())
