"""The links between the pages of one list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

NEIGHBOURS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One link of the pagination; ``number`` is None for a gap, ``url`` for this page."""

    number: int | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """Where a page stands in its list."""

    number: int
    total: int
    steps: tuple[Step, ...]
    previous: str | None
    following: str | None


def pagination(number: int, total: int, url_of: Callable[[int], str]) -> Pagination | None:
    """The links from one page of a list to the others; None when there is one page."""
    if total < 2:
        return None
    near = range(number - NEIGHBOURS, number + NEIGHBOURS + 1)
    numbers = [n for n in range(1, total + 1) if n in (1, total) or n in near]
    return Pagination(
        number=number,
        total=total,
        steps=tuple(_steps(numbers, number, url_of)),
        previous=url_of(number - 1) if number > 1 else None,
        following=url_of(number + 1) if number < total else None,
    )


def _steps(numbers: Iterable[int], current: int, url_of: Callable[[int], str]) -> Iterator[Step]:
    last = 0
    for n in numbers:
        if n - last == 2:
            yield Step(number=n - 1, url=url_of(n - 1))
        elif n - last > 2:
            yield Step(number=None, url=None)
        yield Step(number=n, url=None if n == current else url_of(n))
        last = n
