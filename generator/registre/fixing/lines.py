"""What is mended in the lines themselves: line ends, spaces, Unicode's form."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator

from registre import yaml_traps
from registre.decoding import piled_marks
from registre.fixing.reading import Reading, scalars
from registre.text import NO_BREAK_SPACES

# A tab in front of a line is as many spaces as make the file readable in one way only.
_TAB_WIDTHS = (2, 4, 8)
_BLANKS = " \t"


def decoded(data: bytes) -> tuple[str, list[str]] | None:
    """The text, without a byte-order mark and with ``\\n`` at line ends; and what went.

    None when the bytes are no UTF-8.
    """
    gone = []
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        gone.append("bom")
    if b"\r\n" in data:
        data = data.replace(b"\r\n", b"\n")
        gone.append("line_ends")
    try:
        return data.decode("utf-8"), gone
    except UnicodeDecodeError:
        return None


def composed(reading: Reading) -> Iterator[str]:
    """The text in Unicode's form NFC."""
    if not reading.text.isascii() and piled_marks(reading.text) is None:
        yield unicodedata.normalize("NFC", reading.text)


def with_plain_indentation(reading: Reading) -> Iterator[str]:
    """Each way to write the indentation with spaces alone."""
    lines = reading.text.split("\n")
    odd = yaml_traps.indented_oddly(lines, _long_scalars(reading))
    breaking = [n for n, column in odd if lines[n][column] in NO_BREAK_SPACES]
    if breaking:
        yield "\n".join(yaml_traps.with_plain_spaces(lines, breaking))
    tabbed = [n for n, column in odd if lines[n][column] == "\t"]
    for width in _TAB_WIDTHS if tabbed else ():
        yield "\n".join(_without_tabs(lines, set(tabbed), width))


def _without_tabs(lines: list[str], numbers: set[int], width: int) -> list[str]:
    spaced = []
    for number, line in enumerate(lines):
        body = line.lstrip(_BLANKS)
        blank = line[: len(line) - len(body)].replace("\t", " " * width)
        spaced.append(blank + body if number in numbers else line)
    return spaced


def with_hyphens(reading: Reading) -> Iterator[str]:
    """A hyphen and a space where a list begins with a long dash, a bullet or a bare hyphen."""
    lines = reading.text.split("\n")
    numbers = yaml_traps.bullets(lines, _long_scalars(reading))
    if numbers:
        yield "\n".join(yaml_traps.with_hyphens(lines, numbers))


def without_trailing_spaces(reading: Reading) -> Iterator[str]:
    """No spaces at the end of a line, texts of several lines left as they are."""
    inside = {number for span in _long_scalars(reading) for number in span}
    lines = reading.text.split("\n")
    yield "\n".join(
        line if number in inside else line.rstrip(_BLANKS) for number, line in enumerate(lines, 1)
    )


def with_final_newline(reading: Reading) -> Iterator[str]:
    """The text with the line break that ends its last line."""
    if reading.text and not reading.text.endswith("\n"):
        yield f"{reading.text}\n"


def _long_scalars(reading: Reading) -> list[range]:
    """The lines, from 1, that hold a text of several lines, but for the line it begins on."""
    spans = (node.span for node in scalars(reading.document.root))
    return [
        range(span.line + 1, span.end_line + (span.end_column > 1))
        for span in spans
        if span.end_line > span.line
    ]
