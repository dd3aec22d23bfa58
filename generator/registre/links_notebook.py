"""What was learnt of addresses on other days, in a file that anyone may delete at any time."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from registre import cache
from registre.formats import is_web_address
from registre.links_online import STATES, Verdict, is_reason

# Days for which an answer holds: what was fine stays so longer than what was not.
DAYS = {"fine": 14, "moved": 7}
DAYS_OTHERWISE = 1
_MOST_BYTES = 32 * 1024 * 1024


class _Note(NamedTuple):
    verdict: Verdict
    on: date

    def holds(self, on: date) -> bool:
        """Whether it is recent enough to be relied on that day."""
        return 0 <= (on - self.on).days < DAYS.get(self.verdict.state, DAYS_OTHERWISE)


class Notebook:
    """The notes of one file; without a file, or with a spoilt one, none at first."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known = dict(_read(file)) if file else {}

    def recall(self, url: str, on: date) -> Verdict | None:
        """What is known of the address on that day; None when it is too old to be relied on."""
        note = self._known.get(url)
        return note.verdict if note and note.holds(on) else None

    def keep(self, learnt: Mapping[str, Verdict], on: date) -> None:
        """Remember, and forget what is too old; a file that cannot be written stays as it is."""
        self._known |= {url: _Note(seen, on) for url, seen in learnt.items()}
        rows = {url: _row(note) for url, note in self._known.items() if note.holds(on)}
        if self._file:
            with contextlib.suppress(OSError):
                cache.write(self._file, json.dumps(rows, indent=0, sort_keys=True).encode())


def _row(note: _Note) -> Mapping[str, str]:
    seen = note.verdict
    return {"state": seen.state, "reason": seen.reason, "new": seen.new, "on": note.on.isoformat()}


def _read(file: Path) -> Iterator[tuple[str, _Note]]:
    """The notes of the file that we could have written."""
    try:
        rows = json.loads(cache.read(file, _MOST_BYTES) or b"")
    except (ValueError, RecursionError):
        return
    for url, row in rows.items() if isinstance(rows, dict) else ():
        if note := _note(row):
            yield url, note


def _note(row: Any) -> _Note | None:
    try:
        seen = Verdict(state=row["state"], reason=row["reason"], new=row["new"])
        note = _Note(seen, date.fromisoformat(row["on"]))
    except (KeyError, TypeError, ValueError):
        return None
    return note if _is_sound(seen) else None


def _is_sound(seen: Verdict) -> bool:
    """Whether a visit may have led to it."""
    if not all(isinstance(said, str) for said in (seen.state, seen.reason, seen.new)):
        return False
    if seen.state in ("fine", "moved"):
        leads = is_web_address(seen.new) if seen.state == "moved" else not seen.new
        return leads and not seen.reason
    return seen.state in STATES and is_reason(seen.reason) and not seen.new
