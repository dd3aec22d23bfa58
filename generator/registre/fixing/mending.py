"""Each mend in turn, kept only when it does what it says and nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registre.diagnostic import Diagnostic
from registre.fixing import lines, places
from registre.fixing.order import in_schema_order
from registre.fixing.reading import Judge, Reading
from registre.schema import Schemas
from registre.source import Source

# Kinds of which a person writes the fields by hand, one by one.
_ORDERED = ("project", "dataset", "organisation")
# A file with more faults than that is not mended but written anew.
MAX_MENDS = 200

Mends = Callable[[Reading], Iterator[str]]

# Mends of faults: each leaves fewer of them. In this order: lines, then signs, then values.
_REPAIRS: Mapping[str, Mends] = {
    "nfc": lines.composed,
    "indentation": lines.with_plain_indentation,
    "hyphen": lines.with_hyphens,
    "quotes": places.quoted_sentences,
    "colon": places.spaced_colons,
    "number": places.quoted_numbers,
    "colon_space": places.plain_colons,
    "sentence": places.quoted_cuts,
    "truth": places.truths,
    "text": places.texts,
    "list": places.lists,
}
# Mends of what is untidy: each leaves the data as they are.
_TIDYING: Mapping[str, Mends] = {
    "trailing": lines.without_trailing_spaces,
    "newline": lines.with_final_newline,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One mend: its name, and the line (from 1) where it begins."""

    name: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """The bytes of a file after its mends; ``repairs`` is empty when nothing was done."""

    data: bytes
    repairs: tuple[Repair, ...] = ()


def mended(source: Source, schemas: Schemas) -> Mended:
    """Mend what is certain. What could be read keeps its data, Unicode's form apart.

    The same bytes come back when the file stays unreadable, or has no fault to mend.
    """
    untouched = Mended(data=source.data)
    decoded = lines.decoded(source.data) if source.readable else None
    if decoded is None:
        return untouched
    text, gone = decoded
    judge = Judge(path=source.path, kind=source.kind, schemas=schemas)
    repairs = [Repair(name=name, line=1) for name in gone]
    reading = judge.read(text)
    for name, tried in _mends(reading, judge):
        repairs.append(Repair(name=name, line=_first_change(reading.text, tried.text)))
        reading = tried
    if not reading.is_readable or not repairs:
        return untouched
    return Mended(data=reading.text.encode("utf-8"), repairs=tuple(repairs))


def _mends(reading: Reading, judge: Judge) -> Iterator[tuple[str, Reading]]:
    """Each mend that holds, with the file after it."""
    for _ in range(MAX_MENDS):
        found = next(_one(reading, judge), None)
        if found is None:
            return
        yield found
        reading = found[1]


def _one(reading: Reading, judge: Judge) -> Iterator[tuple[str, Reading]]:
    for name, mends in _REPAIRS.items():
        if reading.findings:
            for tried in _tried(mends(reading), reading, judge):
                if _mends_a_fault(name, reading, tried):
                    yield name, tried
    if not reading.is_readable:
        return
    tidying = dict(_TIDYING)
    if judge.kind in _ORDERED:
        tidying["order"] = lambda reading: in_schema_order(reading, judge)
    for name, mends in tidying.items():
        for tried in _tried(mends(reading), reading, judge):
            if tried.data == reading.data and tried.is_readable:
                yield name, tried


def _tried(texts: Iterable[str], reading: Reading, judge: Judge) -> Iterator[Reading]:
    return (judge.read(text) for text in texts if text != reading.text)


def _mends_a_fault(name: str, before: Reading, after: Reading) -> bool:
    """Whether there are fewer faults, no new one, and the data that were understood.

    The reader reads on after a fault that it can mend for itself: what it understood then
    must be what is written now. Values that are mended are the only ones that may change.
    """
    codes_before = [found.code for found in before.findings]
    fewer = len(after.findings) < len(codes_before)
    if not fewer or {found.code for found in after.findings} - set(codes_before):
        return False
    if name in ("number", "sentence", "truth", "text", "list", "colon_space", "colon"):
        return True
    expected = _composed(before.data) if name == "nfc" else before.data
    return bool(before.data is None or after.data == expected)


def _composed(data: Any) -> Any:
    """The data with every text in Unicode's form NFC."""
    if isinstance(data, str):
        return unicodedata.normalize("NFC", data)
    if isinstance(data, dict):
        return {_composed(key): _composed(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_composed(item) for item in data]
    return data


def _first_change(before: str, after: str) -> int:
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    return next((n for n, (old, new) in enumerate(pairs, 1) if old != new), 1)


def replaced(data: bytes, findings: Iterable[Diagnostic]) -> Mended:
    """The file with present ids in place of former ones, as REF-009 offers them.

    ``findings`` are of this very file, as the register was checked with it.
    """
    text = data.decode("utf-8")
    repairs = []
    former = [found for found in findings if found.code == "REF-009"]
    for found in sorted(former, key=Diagnostic.sort_key, reverse=True):
        where, value = found.where, str(found.arguments["value"])
        line = text.split("\n")[where.line - 1]
        written = line[where.column - 1 : where.end_column - 1]
        if where.line == where.end_line and written.strip("\"'") == value:
            new = written.replace(value, str(found.arguments["suggestion"]))
            text = places.put(text, where, len(written), new)
            repairs.append(Repair(name="former_id", line=where.line))
    return Mended(data=text.encode("utf-8"), repairs=tuple(reversed(repairs)))
