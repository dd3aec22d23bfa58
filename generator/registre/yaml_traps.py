"""What YAML refuses, or silently changes, in what people write; told with the remedy.

French puts a space before a colon and numbers things with « #1 »: the first breaks
YAML, the second cuts the sentence without a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from registre.diagnostic import Diagnostic, Location, finding
from registre.text import NO_BREAK_SPACES, quoted_yaml, shortened

if TYPE_CHECKING:
    from registre.yaml_strict import Span

# Readings of one file: each reading mends one more colon, so that all are told at once.
MAX_REPAIRS = 30

_CODE_LIKE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:+-]*")
_ENTRY = re.compile(r"(?P<start>\s*(?:- +)*(?:(?P<key>[A-Za-z_][A-Za-z0-9_-]*):)? +)(?P<value>\S.*)")
_KEY_LINE = re.compile(r"\s+(?:- +)?[a-z_][a-z0-9_]*:(?:\s|$)")
_TAB_OR_SPACE = re.compile(r"[ \t\u00a0\u2007\u202f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why YAML stopped, and the text with that place mended, where it can be."""

    finding: Diagnostic
    repaired: str | None = None


def cut_by_hash(value: str, span: Span, lines: list[str]) -> str | None:
    """What YAML cuts off an unquoted text as a comment, or None for a true comment.

    After a code, a date or a number, `` # `` followed by a space is a comment; after a
    sentence, nobody can tell, and a title that lost its end is a falsified title.
    """
    rest = lines[span.end_line - 1][span.end_column - 1 :]
    comment = rest.lstrip()
    if not value or comment == rest or not comment.startswith("#"):
        return None
    is_comment = comment[1:2] in (" ", "") and not comment[1:3].strip().isdigit()
    return None if _CODE_LIKE.fullmatch(value) and is_comment else comment.rstrip()


def indentation(path: str, lines: list[str], inside: list[range]) -> list[Diagnostic]:
    """Lines that begin with a tab or a no-break space, outside texts of several lines."""
    findings = []
    for number, line in enumerate(lines, 1):
        if not line or line[0] not in "\t \u00a0\u2007\u202f":
            continue
        blank = _TAB_OR_SPACE.match(line)
        if blank is None or blank.end() == len(line) or blank.group().strip(" ") == "":
            continue
        if any(number in lines_of_text for lines_of_text in inside):
            continue
        column = next(i for i, c in enumerate(line, 1) if c == "\t" or c in NO_BREAK_SPACES)
        code = "YAML-008" if line[column - 1] == "\t" else "YAML-009"
        findings.append(finding(code, _at(path, number, column)))
    return findings


def explain(path: str, lines: list[str], text: str, error: yaml.MarkedYAMLError) -> Explained:
    """The finding for what stopped libyaml, in words that name the likely cause."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    written = lines[line] if line < len(lines) else ""
    problem = str(error.problem)
    if "mapping values are not allowed" in problem:
        return _colon(path, lines, text, line, column)
    if "tab" in problem or _tab_before(written, column):
        return Explained(finding=finding("YAML-008", _at(path, line + 1, 1)))
    if (cut := _hash_above(path, lines, line)) is not None:
        return Explained(finding=cut)
    code, arguments = _code(problem, str(error.context), written, column)
    opening = error.context_mark if code == "YAML-017" else None
    if opening is not None:
        line, column = opening.line, opening.column
    return Explained(finding=finding(code, _at(path, line + 1, column + 1), **arguments))


def _colon(path: str, lines: list[str], text: str, line: int, column: int) -> Explained:
    """`` : `` inside unquoted text; or a key that is set too far to the right."""
    written = lines[line]
    entry = _ENTRY.fullmatch(written)
    attached = _KEY_LINE.match(written)
    if line and attached and attached.end() > column and written[column - 1 : column] != " ":
        return Explained(finding=finding("YAML-018", _at(path, line + 1, column + 1)))
    where = _at(path, line + 1, column + 1)
    if entry is None or entry["key"] is None or entry.start("value") > column:
        offer = ">-"
        return Explained(finding=finding("YAML-010", where, offer=offer, text=shortened(written)))
    offer = f"{entry['key']}: {quoted_yaml(entry['value'].rstrip())}"
    current = text.split("\n")
    current[line] = f"{entry['start']}{quoted_yaml(entry['value'].rstrip())}"
    return Explained(
        finding=finding("YAML-010", where, offer=offer, text=shortened(entry["value"])),
        repaired="\n".join(current),
    )


def _tab_before(written: str, column: int) -> bool:
    return "\t" in written[: column + 1] and not written[:column].strip()


def _hash_above(path: str, lines: list[str], line: int) -> Diagnostic | None:
    """A sentence of several lines that ` #` cut: YAML stops on the line after it."""
    above = lines[line - 1] if line else ""
    found = re.fullmatch(r"(?P<kept>\s*[^#\s].*?)\s(?P<cut>#.*)", above)
    if found is None or re.match(r"['\"|>\[{]", found["kept"].split(": ")[-1].strip()):
        return None
    where = _at(path, line, found.start("cut") + 1)
    return finding("YAML-011", where, kept=found["kept"].strip(), cut=found["cut"].rstrip())


def _code(problem: str, context: str, written: str, column: int) -> tuple[str, dict[str, Any]]:
    if "unexpected end of stream" in problem or "expected ',' or" in problem:
        return "YAML-017", {}
    if "cannot start any token" in problem or "expected alphabetic" in problem:
        return "YAML-019", {"sign": written[column : column + 1] or "?"}
    if "alias" in context or "anchor" in context or "tag" in context:
        return "YAML-019", {"sign": written[column : column + 1] or "?"}
    if "could not find expected ':'" in problem:
        return "YAML-020", {}
    if "escape" in problem:
        return "YAML-021", {}
    quote = re.search(r":\s+(['\"])", written)
    if "did not find expected key" in problem and quote and quote.start() < column:
        return "YAML-022", {"quote": quote.group(1)}
    if "did not find expected" in problem or "not allowed in this context" in problem:
        return "YAML-018", {}
    return "YAML-001", {}


def _at(path: str, line: int, column: int) -> Location:
    return Location(
        path=path, line=line, column=column, end_line=line, end_column=column + 1
    )
