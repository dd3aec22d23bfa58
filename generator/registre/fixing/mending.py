"""Each mend in turn, kept only when it does what it says and nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
# What names something that the register does not have: an organisation, a dataset, a term.
UNKNOWN_NAMES = ("REF-001", "REF-002", "REF-004")
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
    "case": places.cases,
    "doi": places.dois,
}
# Those that make readable what already says what it should.
_KEEPING_DATA = ("nfc", "indentation", "hyphen", "quotes")
# Those that write a value as the schema offers it, and the faults that they are for. A value
# that is understood at last may well have other faults follow from it.
_AS_OFFERED = {"case": ("SCHEMA-005", "SCHEMA-006"), "doi": ("SCHEMA-015",)}
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
    if own := _AS_OFFERED.get(name):
        return after.is_readable and _count(after, own) < _count(before, own)
    codes_before = [found.code for found in before.findings]
    fewer = len(after.findings) < len(codes_before)
    if not fewer or {found.code for found in after.findings} - set(codes_before):
        return False
    if name not in _KEEPING_DATA:
        return True
    expected = _composed(before.data) if name == "nfc" else before.data
    return bool(before.data is None or after.data == expected)


def _count(reading: Reading, codes: Sequence[str]) -> int:
    return sum(found.code in codes for found in reading.findings)


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
    last = before.count("\n") + 1
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    return next((n for n, (old, new) in enumerate(pairs, 1) if old != new), last)


def replaced(data: bytes, findings: Iterable[Diagnostic]) -> Mended:
    """The file with the names that the register knows in place of those that it does not.

    That is the present id for a former one, and the very code where only capitals differ.
    ``findings`` are of this very file, as the register was checked with it.
    """
    text = data.decode("utf-8")
    repairs = []
    for found in sorted(findings, key=Diagnostic.sort_key, reverse=True):
        name = _of_name(found)
        where, value = found.where, str(found.arguments.get("value", ""))
        line = text.split("\n")[where.line - 1]
        written = line[where.column - 1 : where.end_column - 1]
        if name and where.line == where.end_line and written.strip("\"'") == value:
            new = written.replace(value, str(found.arguments["suggestion"]))
            text = places.put(text, where, len(written), new)
            repairs.append(Repair(name=name, line=where.line))
    return Mended(data=text.encode("utf-8"), repairs=tuple(reversed(repairs)))


def is_of_name(found: Diagnostic) -> bool:
    """Whether ``replaced`` has a mend for this finding."""
    return bool(_of_name(found))


def _of_name(found: Diagnostic) -> str:
    """The mend that this finding about a name calls for; empty when none is certain."""
    if found.code == "REF-009":
        return "former_id"
    value, offered = (str(found.arguments.get(key, "")) for key in ("value", "suggestion"))
    return "case" if found.code in UNKNOWN_NAMES and places.differ_in_case(value, offered) else ""
