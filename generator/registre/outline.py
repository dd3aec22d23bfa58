"""What the rest of a register may need to know of one file, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from registre.diagnostic import Location
from registre.schema_plan import Steps

# Where a value of a file stands, for the few findings that only all files together can give.
Locate = Callable[[str, Steps], Location]


class Outline(NamedTuple):
    """A file in brief: small enough to keep for each of 100,000.

    ``is_read`` tells that something could be read, ``is_valid`` that it satisfies its schema.
    ``organisations`` and ``datasets`` are those that it names, itself aside; ``files`` the
    result tables, None when it may name any. ``fact`` is what rules look at: the kind of an
    organisation, the period that a dataset covers, the digest of a result table.
    """

    path: str
    kind: str
    id: str
    is_read: bool = False
    is_valid: bool = False
    organisations: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    files: tuple[str, ...] | None = ()
    fact: Any = None
