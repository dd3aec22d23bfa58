"""What is mended at the place of a finding, as its remedy says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import yaml

from registre import yaml_traps
from registre.diagnostic import Diagnostic, Location
from registre.fixing.reading import Reading, scalars

_TRUE = frozenset(["y", "yes", "on", "oui", "vrai", "true"])
_FALSE = frozenset(["n", "no", "off", "non", "faux", "false"])
_QUOTES = "«»“”‘’\"' \u00a0\u202f"
# ``n° #1``: a number, which no comment begins with.
_NUMBER_SIGN = re.compile(r"#[0-9]")
# In a text that is put into quotes, such lines would be fields or items swallowed by it.
_STRUCTURE = re.compile(r"\s*(?:- |-$|[A-Za-z_][A-Za-z0-9_]*\s*:(?:\s|$))")
# A country or a language, with or without quotes.
_SHORT_CODE = re.compile(r"[\"']?[A-Za-z]{2,3}[\"']?")
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi: *)", re.IGNORECASE)
# What an address writes otherwise than the DOI in it, or adds to it.
_OF_ADDRESSES = re.compile(r"[%?#]")
_QUOTED_BY = ("YAML-010", "YAML-019")


def quoted_sentences(reading: Reading) -> Iterator[str]:
    """The text on which YAML stumbles, within quotes; a field's colon with its space."""
    lines = reading.text.split("\n")
    explained = _stumble(reading.document.path, lines)
    if explained is None or explained.repaired is None or explained.finding is None:
        return
    code = explained.finding.code
    if code == "YAML-023" or (code in _QUOTED_BY and _is_one_text(lines, explained.repaired)):
        yield "\n".join(explained.repaired)


def _stumble(path: str, lines: Sequence[str]) -> yaml_traps.Explained | None:
    """Why libyaml stops, if it does."""
    last = None
    try:
        for event in yaml.parse("\n".join(lines), Loader=yaml.CSafeLoader):
            last = event
    except yaml.MarkedYAMLError as error:
        return yaml_traps.explain(path, lines, error, last)
    except yaml.YAMLError:
        return None
    return None


def _is_one_text(lines: Sequence[str], quoted: Sequence[str]) -> bool:
    """Whether the quotes hold one sentence, and no line that was a field or an item."""
    changed = [n for n, line in enumerate(lines) if line != quoted[n]]
    inside = range(changed[0] + 1, changed[-1] + 1) if changed else ()
    return not any(_STRUCTURE.match(lines[number]) for number in inside)


def quoted_numbers(reading: Reading) -> Iterator[str]:
    """A sentence that a number sign cuts, within quotes; a comment is never taken for text."""
    lines = reading.text.split("\n")
    for found in reading.found("YAML-011"):
        where = found.where
        if not _NUMBER_SIGN.match(lines[where.line - 1], where.column - 1):
            continue
        for node in scalars(reading.document.root):
            if node.plain and node.span.end_line == where.line:
                start = node.span
                yield _quoted(lines, start.line, start.column, where.line)


def quoted_cuts(reading: Reading) -> Iterator[str]:
    """A sentence that its colon made a field of, within quotes."""
    lines = reading.text.split("\n")
    for found in reading.found("SCHEMA-017"):
        where = found.where
        column = len(lines[where.line - 1]) - len(lines[where.line - 1].lstrip(" -")) + 1
        yield _quoted(lines, where.line, column, where.line)


def _quoted(lines: Sequence[str], line: int, column: int, last: int) -> str:
    passage = yaml_traps.passage(lines, line - 1, column - 1, last - 1)
    quoted = passage.quoted()
    return "\n".join(quoted if _is_one_text(lines, quoted) else lines)


def spaced_colons(reading: Reading) -> Iterator[str]:
    """A space after the colon of a field, where YAML took both for one word."""
    for found in reading.found("YAML-023"):
        where = found.where
        after = Location(path=where.path, line=where.line, column=where.column + 1)
        yield put(reading.text, after, 0, " ")


def plain_colons(reading: Reading) -> Iterator[str]:
    """No no-break space between a field and its colon."""
    for found in reading.found("SCHEMA-022"):
        yield put(reading.text, found.where, 1, "")


def truths(reading: Reading) -> Iterator[str]:
    """``true`` for yes and oui, ``false`` for no and non."""

    def meant(written: str, _: Diagnostic) -> str | None:
        word = written.strip(_QUOTES).casefold()
        return "true" if word in _TRUE else "false" if word in _FALSE else None

    yield from _rewritten(reading, "SCHEMA-004", meant)


def texts(reading: Reading) -> Iterator[str]:
    """Quotes around what is read as a number, or as true, where a text is expected."""
    yield from _rewritten(reading, "SCHEMA-018", lambda written, _: f'"{written}"')


def lists(reading: Reading) -> Iterator[str]:
    """Brackets around a code that stands where a list of codes is expected."""

    def meant(written: str, found: Diagnostic) -> str | None:
        offered = found.arguments.get("suggestion")
        return f"[{written}]" if offered == f"[{written}]" else None

    yield from _rewritten(reading, "SCHEMA-003", meant)


def cases(reading: Reading) -> Iterator[str]:
    """A code in the letters that the schema knows, where only capitals differ."""

    def known(written: str, found: Diagnostic) -> str | None:
        value, offered = (str(found.arguments.get(key, "")) for key in ("value", "suggestion"))
        return written.replace(value, offered) if differ_in_case(value, offered) else None

    for code in ("SCHEMA-005", "SCHEMA-006"):
        yield from _rewritten(reading, code, known)
    # A country is all capitals and a language all small letters; the schema takes one of them.
    for letters in (str.upper, str.lower):
        yield from _rewritten(reading, "SCHEMA-006", partial(_in_letters, letters))


def _in_letters(letters: Callable[[str], str], written: str, _: Diagnostic) -> str | None:
    return letters(written) if _SHORT_CODE.fullmatch(written) else None


def differ_in_case(value: str, offered: str) -> bool:
    """Whether both are the same word, but for its capitals."""
    return value != offered and value.casefold() == offered.casefold()


def dois(reading: Reading) -> Iterator[str]:
    """A DOI without the address or the word that people put before it."""

    def meant(written: str, found: Diagnostic) -> str | None:
        offered = str(found.arguments.get("suggestion", ""))
        bare = _DOI_PREFIX.sub("", str(found.arguments["value"]), count=1)
        is_plain = bare == offered and not _OF_ADDRESSES.search(bare)
        return written.replace(str(found.arguments["value"]), offered) if is_plain else None

    yield from _rewritten(reading, "SCHEMA-015", meant)


def _rewritten(
    reading: Reading, code: str, meant: Callable[[str, Diagnostic], str | None]
) -> Iterator[str]:
    for found in reading.found(code):
        where = found.where
        if where.line != where.end_line:
            continue
        line = reading.text.split("\n")[where.line - 1]
        written = line[where.column - 1 : where.end_column - 1]
        new = meant(written, found)
        if new is not None and new != written:
            yield put(reading.text, where, len(written), new)


def put(text: str, where: Location, length: int, new: str) -> str:
    """The text with ``length`` characters at that place replaced."""
    lines = text.split("\n")
    line, column = lines[where.line - 1], where.column - 1
    lines[where.line - 1] = line[:column] + new + line[column + length :]
    return "\n".join(lines)
