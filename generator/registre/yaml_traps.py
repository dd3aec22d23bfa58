"""What YAML refuses, or silently changes, in what people write; told with the remedy.

French puts a space before a colon and numbers things with « #1 »: the first breaks
YAML, the second cuts the sentence without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from registre.diagnostic import Diagnostic, Location, finding
from registre.text import NO_BREAK_SPACES, quoted_yaml, shortened

# A field's name and its colon, with the value stuck to it: ``title:My title``.
STUCK_KEY = re.compile(r"(?P<key>[a-z][a-z0-9_]*):(?=[^\s:/])")

_CODE_LIKE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:+-]*")
_KEY_LINE = re.compile(r" +(?:- +)*[a-z][a-z0-9_]*:(?:\s|$)")
_PREFIX = re.compile(r"(?P<dashes>[ ]*(?:- +)*)(?P<key>.*)")
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*:[ \t]+")
_SPACED_KEY = re.compile(r"[a-z][a-z0-9_]* +:[ \t]+")
# The long dash or the bullet that word processors make of a hyphen; a hyphen without a space.
_BULLET = re.compile(
    r"(?P<indent> *)(?P<sign>[\u2010-\u2015\u2022\u2212\u25aa\u00b7][ \u00a0\u202f]?|-)"
    r"(?=\{?[a-z][a-z_]*:(?:\s|$))"
)
# What double quotes must not hold as it is; and the same, unless it is escaped already.
_SIGN = re.compile(r"[\\\"]")
_SIGN_OR_ESCAPE = re.compile(r"\\[\\\"]|[\\\"]")
# Nobody writes as many of these signs in one text: only mending it again and again makes them.
MOST_SIGNS = 1_000
_BLANK = re.compile(r"[ \t\u00a0\u2007\u202f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text as written: from ``column`` of ``line`` to the end of ``last``; all from 0."""

    lines: Sequence[str]
    line: int
    column: int
    last: int

    @property
    def text(self) -> str:
        """What the passage says, lines joined as YAML joins them."""
        written = [self.lines[self.line][self.column :], *self.lines[self.line + 1 : self.last + 1]]
        paragraphs: list[list[str]] = [[]]
        for line in written:
            if line.strip():
                paragraphs[-1].append(line.strip())
            else:
                paragraphs.append([])
        return "\n".join(" ".join(words) for words in paragraphs)

    def offer(self, text: str) -> str:
        """The field or the item with its text in quotes, on one line."""
        return self.lines[self.line][: self.column].lstrip() + quoted_yaml(text)

    def quoted(self) -> list[str]:
        """All lines, this passage within double quotes where it stands.

        Beyond some thousand signs to escape, those escaped by an earlier mending are left as
        they are: a text that is mended again and again would be twice as long each time.
        """
        lines = list(self.lines)
        signs = sum(len(_SIGN.findall(line)) for line in lines[self.line : self.last + 1])
        to_escape = _SIGN if signs <= MOST_SIGNS else _SIGN_OR_ESCAPE
        for number in range(self.line, self.last + 1):
            start = self.column if number == self.line else 0
            escaped = to_escape.sub(_escaped, lines[number][start:])
            lines[number] = lines[number][:start] + escaped
        lines[self.line] = _inserted(lines[self.line], self.column, '"')
        lines[self.last] = lines[self.last].rstrip() + '"'
        return lines


def _escaped(found: re.Match[str]) -> str:
    signs = found.group()
    return signs if len(signs) > 1 else f"\\{signs}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why YAML stopped; and the lines with that place mended, where it can be.

    ``finding`` is None when it has been told already.
    """

    finding: Diagnostic | None
    repaired: list[str] | None = None


def passage(lines: Sequence[str], line: int, column: int, last: int) -> Passage:
    """The whole text that begins at ``line`` and ``column`` and reaches at least ``last``.

    It takes in what stands before it when that is no field name but part of the sentence.
    """
    prefix = _PREFIX.fullmatch(lines[line][:column])
    dashes, key = (prefix["dashes"], prefix["key"]) if prefix else (lines[line][:column], "")
    if key and not _is_field(dashes, key):
        column, key = len(dashes), ""
    parent = len(dashes) if key else dashes.rfind("-") if "-" in dashes else column - 1
    end = last
    for number in range(last + 1, len(lines)):
        blank = len(lines[number]) - len(lines[number].lstrip(" "))
        if lines[number].strip() and blank <= parent:
            break
        if lines[number].strip():
            end = number
    return Passage(lines=lines, line=line, column=column, last=end)


def _is_field(dashes: str, key: str) -> bool:
    """Whether it is a field's name; ``- word : `` begins a sentence, ``word : `` does not."""
    return bool(_KEY.fullmatch(key) or (_SPACED_KEY.fullmatch(key) and not dashes.strip()))


def cut_by_hash(value: str, last_line: int, last_column: int, lines: Sequence[str]) -> int | None:
    """The column (from 0) of what YAML cuts off an unquoted text; None for a true comment.

    After a code, a date or a number, `` # `` followed by a space is a comment; after a
    sentence, nobody can tell, and a title that lost its end is a falsified title.
    """
    rest = lines[last_line][last_column:]
    comment = rest.lstrip()
    if not value or comment == rest or not comment.startswith("#"):
        return None
    is_comment = comment[1:2] in (" ", "") and not comment[1:3].strip().isdigit()
    if _CODE_LIKE.fullmatch(value) and is_comment:
        return None
    return last_column + len(rest) - len(comment)


def cut(path: str, value: str, found: Passage, last_line: int, column: int) -> Diagnostic:
    """The finding for a text of which YAML drops the end, from ``column`` on."""
    dropped = found.lines[last_line][column:].rstrip()
    where = _at(path, last_line, column, len(dropped))
    kept, offer = shortened(value), found.offer(found.text)
    return finding("YAML-011", where, kept=kept, cut=shortened(dropped), offer=offer)


def joined_items(path: str, lines: Sequence[str], first: int, last: int) -> Iterator[Diagnostic]:
    """Lines of a text (from 0) that begin with a dash: items that YAML takes for text."""
    for number in range(first + 1, last + 1):
        column = len(lines[number]) - len(lines[number].lstrip())
        if lines[number][column : column + 2].rstrip() == "-":
            text = shortened(lines[number])
            yield finding("YAML-024", _at(path, number, column), text=text)


def stuck(path: str, line: int, column: int, written: str) -> Diagnostic | None:
    """A field whose colon has no space after it, at the start of ``written``."""
    found = STUCK_KEY.match(written)
    if found is None:
        return None
    key = found["key"]
    offer = shortened(f"{key}: {written[found.end() :]}", 120)
    return finding("YAML-023", _at(path, line, column + len(key)), key=key, offer=offer)


def indented_oddly(lines: Sequence[str], inside: Sequence[range]) -> list[tuple[int, int]]:
    """Where (from 0) a tab or a no-break space begins a line, outside texts of several lines."""
    texts = {number for lines_of_text in inside for number in lines_of_text}
    odd = []
    for number, line in enumerate(lines):
        blank = _BLANK.match(line)
        if blank is None or blank.end() == len(line) or not blank.group().strip(" "):
            continue
        if number + 1 not in texts:
            odd.append((number, len(line) - len(line.lstrip(" "))))
    return odd


def indentation(path: str, line: str, number: int, column: int) -> Diagnostic:
    """The finding for a line that a tab or a no-break space begins."""
    code = "YAML-009" if line[column] in NO_BREAK_SPACES else "YAML-008"
    return finding(code, _at(path, number, column))


def with_plain_spaces(lines: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """The lines, with the no-break spaces that begin these ones (from 0) made plain."""
    changed = list(lines)
    for number in numbers:
        blank = _BLANK.match(changed[number])
        end = blank.end() if blank else 0
        changed[number] = " " * end + changed[number][end:]
    return changed


def bullets(lines: Sequence[str], inside: Sequence[range]) -> list[int]:
    """Lines (from 0) of a list whose hyphen is a long dash, a bullet, or lacks its space."""
    texts = {number for lines_of_text in inside for number in lines_of_text}
    return [n for n, line in enumerate(lines) if _BULLET.match(line) and n + 1 not in texts]


def bullet(path: str, line: str, number: int) -> Diagnostic:
    """The finding for such a line."""
    found = _BULLET.match(line)
    assert found is not None
    offer = f"- {line[found.end() :]}".rstrip()
    place = _at(path, number, found.start("sign"))
    return finding("YAML-027", place, text=shortened(line), offer=shortened(offer, 120))


def with_hyphens(lines: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """The lines, with a hyphen and a space where these ones (from 0) begin a list badly."""
    changed = list(lines)
    for number in numbers:
        if found := _BULLET.match(changed[number]):
            changed[number] = f"{found['indent']}- {changed[number][found.end() :]}"
    return changed


def explain(path: str, lines: Sequence[str], error: yaml.MarkedYAMLError, last: Any) -> Explained:
    """Why libyaml stopped, in words that name the likely cause; ``last`` is its last event."""
    return _Fault(path, lines, error, last).explained()


class _Fault:
    def __init__(
        self, path: str, lines: Sequence[str], error: yaml.MarkedYAMLError, last: Any
    ) -> None:
        mark = error.problem_mark or error.context_mark
        self.path = path
        self.lines = lines
        self.line, self.column = (mark.line, mark.column) if mark else (0, 0)
        opening = error.context_mark
        self.opening = (opening.line, opening.column) if opening else (self.line, self.column)
        self.problem, self.context = str(error.problem), str(error.context)
        self.last = last
        self.start: Any = getattr(last, "start_mark", None)
        self.end: Any = getattr(last, "end_mark", None)
        self.written = lines[self.line] if self.line < len(lines) else ""

    def explained(self) -> Explained:
        for explain in (
            self._tab,
            self._cut_text,
            self._colon,
            self._after_quote,
            self._stuck_or_loose,
            self._sign,
            self._bracket,
            self._block_text,
            self._directive,
        ):
            if (explained := explain()) is not None:
                return explained
        return Explained(finding=self._other())

    def _say(self, code: str, line: int, column: int, **arguments: Any) -> Diagnostic:
        return finding(code, _at(self.path, line, column), **arguments)

    def _tab(self) -> Explained | None:
        before = self.written[: self.column + 1]
        if "tab" not in self.problem and ("\t" not in before or before.strip()):
            return None
        column = self.written.find("\t")
        return Explained(finding=self._say("YAML-008", self.line, max(column, 0)))

    def _plain(self) -> bool:
        return isinstance(self.last, yaml.ScalarEvent) and not self.last.style

    def _cut_text(self) -> Explained | None:
        """A text of several lines, which a hash cut: YAML stops at the lines that follow."""
        if not self._plain():
            return None
        start, end = self.start, self.end
        if end.line >= self.line or end.line >= len(self.lines):
            return None
        if cut_by_hash(self.last.value, end.line, end.column, self.lines) is None:
            return None
        following = next(
            (n for n in range(end.line + 1, len(self.lines)) if self.lines[n].strip()), 0
        )
        if following not in (self.line, self.opening[0]):
            return None
        whole = passage(self.lines, start.line, start.column, end.line)
        return Explained(finding=None, repaired=whole.quoted())

    def _colon(self) -> Explained | None:
        """`` : `` inside an unquoted text; or a key that is set too far to the right."""
        if "mapping values are not allowed" not in self.problem or not self._plain():
            return self._colon_in_brackets()
        start = self.start
        missing = self._missing_space(start.line, start.column)
        if missing is not None:
            return missing
        if start.line < self.line and _KEY_LINE.match(self.written):
            indent = len(self.written) - len(self.written.lstrip())
            return Explained(finding=self._say("YAML-018", self.line, indent))
        whole = passage(self.lines, start.line, start.column, self.line)
        return Explained(finding=self._sentence(whole), repaired=whole.quoted())

    def _sentence(self, whole: Passage) -> Diagnostic:
        text = whole.text
        offer = whole.offer(text)
        return self._say("YAML-010", self.line, self.column, offer=offer, text=shortened(text))

    def _colon_in_brackets(self) -> Explained | None:
        if not self._plain() or self.written[self.column : self.column + 1] != ":":
            return None
        start = self.start
        on_one_line = start.line == self.line == self.opening[0]
        if "expected ',' or" not in self.problem or not on_one_line:
            return None
        item = re.split(r"[,\]}]", self.written[start.column :])[0].strip()
        offer, text = quoted_yaml(item), shortened(item)
        return Explained(
            finding=self._say("YAML-010", self.line, self.column, offer=offer, text=text)
        )

    def _missing_space(self, line: int, column: int) -> Explained | None:
        written = self.lines[line]
        if written[:column].strip(" -"):
            return None
        found = stuck(self.path, line, column, written[column:])
        if found is None:
            return None
        lines = list(self.lines)
        lines[line] = _inserted(written, found.where.column, " ")
        return Explained(finding=found, repaired=lines)

    def _stuck_or_loose(self) -> Explained | None:
        """A line without a colon: the rest of a text, or a field without its space."""
        if "could not find expected ':'" not in self.problem:
            return None
        line, column = self.opening
        missing = self._missing_space(line, column)
        if missing is not None:
            return missing
        lines = list(self.lines)
        above = max((n for n in range(line) if lines[n].strip()), default=0)
        lines[line] = (
            " " * (len(lines[above]) - len(lines[above].lstrip()) + 2) + lines[line].lstrip()
        )
        text = shortened(self.lines[line])
        return Explained(finding=self._say("YAML-020", line, column, text=text), repaired=lines)

    def _after_quote(self) -> Explained | None:
        """Words after a closing quote: the text had a quote or an apostrophe inside."""
        if not isinstance(self.last, yaml.ScalarEvent) or self.last.style not in ("'", '"'):
            return None
        end = self.end
        if end.line != self.line or self.written[end.column : self.column].strip():
            return None
        if "expected" not in self.problem and "not allowed" not in self.problem:
            return None
        return Explained(
            finding=self._say(
                "YAML-022",
                self.line,
                end.column - 1,
                quote=self.last.style,
                first_line=self.start.line + 1,
            )
        )

    def _sign(self) -> Explained | None:
        """A value that begins with a sign which YAML keeps for itself."""
        reference = any(kind in self.context for kind in ("an alias", "an anchor"))
        tag = "tag" in self.context or "tag handle" in self.problem
        starting = any(
            part in self.problem
            for part in (
                "cannot start any token",
                "entries are not allowed",
                "keys are not allowed",
            )
        )
        if not (reference or tag or starting):
            return None
        line, column = self.opening if reference or tag else (self.line, self.column)
        word = self.lines[line][column:].split(" ")[0].rstrip() or "?"
        if reference:
            found = self._say("YAML-003", line, column, sign=shortened(word))
        elif tag:
            found = self._say("YAML-004", line, column, tag=shortened(word))
        else:
            found = self._say("YAML-019", line, column, sign=word[0])
        return Explained(finding=found, repaired=self._quoted_line(line, column))

    def _quoted_line(self, line: int, column: int) -> list[str] | None:
        prefix = _PREFIX.fullmatch(self.lines[line][:column])
        if prefix is None or (prefix["key"] and not _is_field(prefix["dashes"], prefix["key"])):
            return None
        return passage(self.lines, line, column, line).quoted()

    def _bracket(self) -> Explained | None:
        """A bracket that begins a sentence, or one that is not closed."""
        ends = (yaml.SequenceEndEvent, yaml.MappingEndEvent)
        prefix = _PREFIX.fullmatch(self.written)
        value = prefix and re.match(r"(?:[A-Za-z_][A-Za-z0-9_-]*:[ \t]+)?(?=[\[{])", prefix["key"])
        if isinstance(self.last, ends) and prefix and value and "expected" in self.problem:
            column = len(prefix["dashes"]) + value.end()
            closes = self.written[self.column : self.column + 1] in ("]", "}")
            if self.end.line == self.line and column < self.column and not closes:
                found = self._say("YAML-019", self.line, column, sign=self.written[column])
                return Explained(finding=found, repaired=self._quoted_line(self.line, column))
        if "unexpected end of stream" in self.problem or "expected ',' or" in self.problem:
            return Explained(finding=self._say("YAML-017", *self.opening))
        starts = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
        at_the_end = not self.written[self.column :].strip() and self.line >= len(self.lines) - 1
        if "expected node content" in self.problem and at_the_end and isinstance(self.last, starts):
            return Explained(finding=self._say("YAML-017", self.start.line, self.start.column))
        return None

    def _block_text(self) -> Explained | None:
        if "block scalar" not in self.context or "comment or line break" not in self.problem:
            return None
        sign = self.lines[self.opening[0]][self.opening[1] :].split(" ")[0]
        return Explained(finding=self._say("YAML-025", self.line, self.column, sign=sign))

    def _directive(self) -> Explained | None:
        if "directive" in self.context or "expected <document start>" in self.problem:
            line = self.opening[0] if "directive" in self.context else self.line
            return Explained(finding=self._say("YAML-006", line, 0))
        return None

    def _other(self) -> Diagnostic:
        if self.written[self.column : self.column + 1] in ("]", "}"):
            return self._say("YAML-001", self.line, self.column)
        if "escape" in self.problem or "hexdecimal" in self.problem:
            return self._say("YAML-021", self.line, self.column)
        if "expected node content" in self.problem:
            sign = self.written[self.column : self.column + 1] or "?"
            return self._say("YAML-019", self.line, self.column, sign=sign)
        if self.written.lstrip().startswith(": ") and "expected key" in self.problem:
            return self._say("YAML-007", self.line, self.column, key=":")
        if "did not find expected" in self.problem or "not allowed" in self.problem:
            return self._say("YAML-018", self.line, self.column)
        return self._say("YAML-001", self.line, self.column)


def _inserted(line: str, column: int, sign: str) -> str:
    return line[:column] + sign + line[column:]


def _at(path: str, line: int, column: int, length: int = 1) -> Location:
    """A place counted from 0, told counting from 1."""
    end = column + 1 + length
    return Location(path=path, line=line + 1, column=column + 1, end_line=line + 1, end_column=end)
