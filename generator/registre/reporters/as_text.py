"""The report for people: each finding with its line, what it means and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console
from rich.text import Text

from registre.diagnostic import (
    Diagnostic,
    Report,
    Severity,
    cause,
    described_codes,
    message,
    remedy,
)
from registre.reporters.excerpt import excerpt, visible
from registre.reporters.masking import is_private
from registre.reporters.telling import Telling, gravest_first, is_aside
from registre.source import lines_of

STYLES = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.NOTICE: "bold cyan",
}
# As many notices as a person reads without losing the errors among them.
FEW = 20


def show(report: Report, telling: Telling, console: Console) -> None:
    """Print the report; long lines are left to the terminal, so that they can be copied.

    What the screen or the file has no letter for becomes a question mark.
    """
    if console.is_terminal:
        for line in lines(report, telling):
            console.print(line, soft_wrap=True)
        return
    encoding = console.encoding
    console.file.write(plain(report, telling).encode(encoding, "replace").decode(encoding))


def plain(report: Report, telling: Telling) -> str:
    """The report as text without colours."""
    return "".join(f"{line.plain}\n" for line in lines(report, telling))


def lines(report: Report, telling: Telling) -> Iterator[Text]:
    """The findings grouped by file, a line that sums up, and where to learn more.

    Why it is a fault is said the first time only. Notices by the dozen are told once a code,
    with their number.
    """
    report = telling.masked(report)
    folded = _folded(report, telling)
    counted = {id(finding) for finding in folded}
    shown = [finding for finding in report.findings if id(finding) not in counted]
    yield from _by_file(shown, telling)
    yield from _notices(folded, telling)
    yield _summary(report, telling)
    if report.findings:
        code = gravest_first(report)[0].code
        yield Text(telling.words["explain_how"].format(code=code), style="dim")


def _folded(report: Report, telling: Telling) -> list[Diagnostic]:
    """The notices that are only counted: those aside, or all when they are too many."""
    if telling.whole:
        return []
    notices = [f for f in report.findings if f.severity is Severity.NOTICE]
    aside = [f for f in notices if is_aside(report, f)]
    return notices if len(notices) - len(aside) > FEW else aside


def _by_file(findings: Iterable[Diagnostic], telling: Telling) -> Iterator[Text]:
    explained: set[str] = set()
    for path, found in groupby(findings, key=lambda finding: finding.where.path):
        yield Text(visible(path) or ".", style="bold underline")
        # A name that could not be shown as it is was made another, which leads nowhere.
        source = lines_of(telling.root / path) if path.isprintable() else []
        told = list(found)
        secret = _secret_lines(told)
        for finding in told:
            withheld = finding.where.line in secret or _is_private(finding, source, telling)
            yield from _finding(finding, [] if withheld else source, telling)
            if finding.code not in explained:
                explained.add(finding.code)
                yield Text(f"        {cause(finding, telling.language)}", style="dim")
        yield Text()


def _secret_lines(findings: Iterable[Diagnostic]) -> set[int]:
    """The lines of a file that hold what a report must not repeat."""
    return {
        line
        for finding in findings
        if described_codes()[finding.code].secret
        for line in range(finding.where.line, finding.where.end_line + 1)
    }


def _is_private(finding: Diagnostic, source: list[str], telling: Telling) -> bool:
    """Whether the line shows a person's data that no finding told: its file is no YAML."""
    where = finding.where
    lines = source[where.line - 1 : where.line]
    return any(is_private(line, where.column, telling.country) for line in lines)


def _finding(finding: Diagnostic, source: list[str], telling: Telling) -> Iterator[Text]:
    where = finding.where
    style = STYLES[finding.severity]
    title = Text(f"  {where.line}:{where.column}  ")
    title.append(telling.words[finding.severity.value], style=style)
    page = telling.page(finding.code)
    title.append(f"  {finding.code}", style=f"dim link {page}" if page else "dim")
    title.append(f"  {visible(message(finding, telling.language))}")
    yield title
    if shown := excerpt(source, where):
        yield Text(f"{where.line:>5} │ {shown.line}", style="dim")
        yield Text(f"      │ {shown.caret}", style=style)
    advice = visible(remedy(finding, telling.language))
    yield Text(f"      → {advice}".rstrip())


def _notices(folded: list[Diagnostic], telling: Telling) -> Iterator[Text]:
    """How many notices of each code, and one of them; the most frequent first."""
    if not folded:
        return
    yield Text(telling.words["folded_title"], style="bold underline")
    by_code: dict[str, list[Diagnostic]] = {}
    for finding in folded:
        by_code.setdefault(finding.code, []).append(finding)
    for found in sorted(by_code.values(), key=lambda found: (-len(found), found[0].code)):
        yield from _counted(found, telling)
    how = telling.words["folded_how"].format(path=telling.path(folded[0].where))
    yield Text(f"      → {visible(how)}")
    yield Text()


def _counted(found: list[Diagnostic], telling: Telling) -> Iterator[Text]:
    words, first = telling.words, found[0]
    count = words["folded_count"].format(count=len(found))
    line = Text(f"  {first.code}", style=STYLES[Severity.NOTICE])
    line.append(f"  {count if len(found) > 1 else words['folded_once']}", style="default")
    yield line
    place = f"{first.where.path}:{first.where.line}"
    told = message(first, telling.language)
    example = words["folded_example"].format(place=place, message=told)
    yield Text(f"      {visible(example)}", style="dim")


def _summary(report: Report, telling: Telling) -> Text:
    if not report.findings:
        return Text(telling.summary(report), style="bold green")
    return Text(telling.summary(report), style="bold red" if report.has_errors else "bold")
