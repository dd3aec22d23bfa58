"""The report for people: each finding with its line, what it means and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.text import Text

from registre.diagnostic import Diagnostic, Report, Severity, cause, message, remedy
from registre.source import lines_of
from registre.text import is_forbidden

_STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.NOTICE: "bold cyan",
}
_WINDOW = 100

Words = Mapping[str, str]


def render(report: Report, *, root: Path, language: str, words: Words, console: Console) -> None:
    """Print the findings grouped by file, and a line that sums up.

    Why it is a fault is said the first time only.
    ``words`` has the labels of the severities and of the summary in that language.
    """
    explained: set[str] = set()
    for path, findings in groupby(report.findings, key=lambda finding: finding.where.path):
        console.print(Text(path, style="bold underline"))
        lines = lines_of(root / path)
        for finding in findings:
            for part in _finding(finding, lines, language, words):
                console.print(part, soft_wrap=True)
            if finding.code not in explained:
                explained.add(finding.code)
                console.print(
                    Text(f"        {cause(finding, language)}", style="dim"), soft_wrap=True
                )
        console.print()
    console.print(_summary(report, words), soft_wrap=True)


def _finding(finding: Diagnostic, lines: list[str], language: str, words: Words) -> Iterator[Text]:
    where = finding.where
    title = Text(f"  {where.line}:{where.column}  ")
    title.append(words[finding.severity.value], style=_STYLES[finding.severity])
    title.append(f"  {finding.code}  ", style="dim")
    title.append(message(finding, language))
    yield title
    yield from _source(finding, lines)
    yield Text(f"      → {remedy(finding, language)}".rstrip())


def _source(finding: Diagnostic, lines: list[str]) -> Iterator[Text]:
    """The line at fault with a caret under the place, cut when it is very long."""
    where = finding.where
    if where.line > len(lines) or not lines[where.line - 1].strip():
        return
    line = lines[where.line - 1]
    start = max(0, where.column - _WINDOW // 2) if len(line) > _WINDOW else 0
    shown = "".join("\ufffd" if is_forbidden(c) else c for c in line[start : start + _WINDOW])
    length = where.end_column - where.column if where.end_line == where.line else 1
    length = max(1, min(length, len(shown) - (where.column - 1 - start)))
    number = f"{where.line:>5} │ "
    yield Text(number + shown.replace("\t", " "), style="dim")
    caret = " " * (where.column - 1 - start) + "^" * length
    yield Text("      │ " + caret, style=_STYLES[finding.severity])


def _summary(report: Report, words: Words) -> Text:
    counts = [
        f"{report.count(severity)} {words[_number(severity, report.count(severity))]}"
        for severity in Severity
        if report.count(severity)
    ]
    checked = words["checked"].format(files=report.files, records=report.records)
    if not counts:
        return Text(f"{checked} {words['nothing_found']}", style="bold green")
    style = "bold red" if report.has_errors else "bold"
    return Text(f"{checked} {', '.join(counts)}.", style=style)


def _number(severity: Severity, count: int) -> str:
    return severity.value if count == 1 else f"{severity.value}s"
