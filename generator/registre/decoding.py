"""From the bytes of a file to its text, with every character that must not be there."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from registre.diagnostic import Diagnostic, Location, finding
from registre.source import Source
from registre.text import character_name, forbidden_places, is_ordinary, shortened

# Told one by one, then as a number: a file of control characters is told in one page.
MAX_TOLD = 20
# As many marks on one letter as any language needs (UAX 15, stream-safe text); Python puts
# them in order in a time that grows with the square of their number.
MAX_MARKS = 30
_PERHAPS_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file; None when it is no text at all. Line ends are ``\\n``."""

    text: str | None
    findings: tuple[Diagnostic, ...] = ()


def decode(source: Source) -> Decoded:
    """Decode UTF-8; tell a byte-order mark, hidden characters and text that is not NFC."""
    findings: list[Diagnostic] = []
    data = source.data
    if data.startswith(codecs.BOM_UTF8):
        findings.append(finding("FILE-013", Location(path=source.path)))
        data = data[len(codecs.BOM_UTF8) :]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        where = _place(source.path, before, len(before), 1)
        byte = f"0x{data[error.start]:02X}"
        return Decoded(text=None, findings=(*findings, finding("FILE-012", where, byte=byte)))
    text = text.replace("\r\n", "\n")
    if is_ordinary(text):
        return Decoded(text=text, findings=tuple(findings))
    findings += _forbidden(source.path, text)
    findings += _not_composed(source.path, text)
    readable = not any(found.code == "FILE-015" for found in findings)
    return Decoded(text=text if readable else None, findings=tuple(findings))


def _forbidden(path: str, text: str) -> list[Diagnostic]:
    return [
        finding("FILE-015", _place(path, text, index, 1), character=character_name(text[index]))
        for index in islice(forbidden_places(text), MAX_TOLD)
    ]


def _not_composed(path: str, text: str) -> list[Diagnostic]:
    """Each line that is not in Unicode's form NFC: é as one character, not as e and ´."""
    if text.isascii():
        return []
    if (piled := piled_marks(text)) is not None:
        return [finding("FILE-014", _place(path, text, piled, 1), text=text[piled])]
    if unicodedata.is_normalized("NFC", text):
        return []
    findings = []
    for number, line in enumerate(text.split("\n"), 1):
        if unicodedata.is_normalized("NFC", line):
            continue
        column = _first_difference(line, unicodedata.normalize("NFC", line))
        where = Location(
            path=path, line=number, column=column, end_line=number, end_column=column + 1
        )
        word = unicodedata.normalize("NFC", _word_at(line, column - 1))
        findings.append(finding("FILE-014", where, text=shortened(word)))
    return findings[:MAX_TOLD]


def piled_marks(text: str) -> int | None:
    """Where the letter is that more marks follow than any language needs."""
    for run in _PERHAPS_MARKS.finditer(text):
        if sum(map(bool, map(unicodedata.combining, run.group()))) > MAX_MARKS:
            return max(0, run.start() - 1)
    return None


def _word_at(line: str, index: int) -> str:
    """The word that the character at ``index`` belongs to."""
    before = line[:index].split(" ")[-1]
    return before + line[index:].split(" ")[0]


def _first_difference(left: str, right: str) -> int:
    same = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        same += 1
    return same + 1


def _place(path: str, text: str, index: int, length: int) -> Location:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return Location(path=path, line=line, column=column, end_line=line, end_column=column + length)
