"""The report for GitHub Actions: an annotation a finding, and a summary of the job.

Workflow commands and their escapes: docs.github.com, "Workflow commands for GitHub Actions",
and ``packages/core/src/command.ts`` of actions/toolkit. GitHub shows the first ten
annotations of each level that a step makes, so the gravest findings come first; the step's
log keeps them all.
"""

from __future__ import annotations

import re
from collections import Counter

from registre.diagnostic import Diagnostic, Report, Severity, message, remedy
from registre.reporters.excerpt import visible
from registre.reporters.telling import Telling, gravest_first, is_aside

SHOWN = 10
# A summary may weigh 1 MiB; nobody reads as many rows.
ROWS = 200
_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_DATA, ":": "%3A", ",": "%2C"}
# All that Markdown or HTML may obey, and what GitHub makes links of (@name, #12).
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def render(report: Report, telling: Telling) -> str:
    """Workflow commands, one a line, the gravest first; then what they do not show."""
    report = telling.masked(report)
    commands = [_command(finding, telling) for finding in _annotated(report)]
    return "".join(f"{line}\n" for line in (*commands, *_closing(report, telling)))


def _annotated(report: Report) -> tuple[Diagnostic, ...]:
    """All but the notices about what a proposal does not touch: its page is not theirs."""
    return tuple(f for f in gravest_first(report) if not is_aside(report, f))


def _command(finding: Diagnostic, telling: Telling) -> str:
    where = finding.where
    properties = {"file": telling.path(where), "line": where.line, "endLine": where.end_line}
    if where.line == where.end_line:
        # Of columns on two lines GitHub makes nothing.
        properties |= {"col": where.column, "endColumn": where.end_column}
    properties["title"] = finding.code
    given = ",".join(
        f"{name}={_escaped(str(value), _IN_PROPERTIES)}" for name, value in properties.items()
    )
    words = message(finding, telling.language), remedy(finding, telling.language)
    said = "\n".join(visible(text) for text in words).rstrip()
    return f"::{finding.severity.value} {given}::{_escaped(said, _IN_DATA)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)


def _closing(report: Report, telling: Telling) -> tuple[str, ...]:
    """Sums up; a line of the log, where nothing can be taken for a command."""
    left = _not_shown(report, telling)
    return (telling.summary(report), left) if left else (telling.summary(report),)


def _not_shown(report: Report, telling: Telling) -> str:
    """How many findings of each severity have no annotation; empty when all have one."""
    annotated = Counter(finding.severity for finding in _annotated(report))
    beyond = {s: report.count(s) - min(annotated[s], SHOWN) for s in Severity}
    counts = ", ".join(telling.counted(severity, n) for severity, n in beyond.items() if n > 0)
    words = telling.words["github_not_shown"]
    return words.format(limit=SHOWN, counts=counts) if counts else ""


def summary(report: Report, telling: Telling) -> str:
    """The job's summary, in Markdown; text of declarations is only ever text in it."""
    report = telling.masked(report)
    words = telling.words
    shown = _annotated(report)[:ROWS]
    parts = [f"## {words['github_title']}", telling.summary(report)]
    if shown:
        names = [words[f"column_{name}"] for name in ("severity", "place", "code", "message")]
        head = [f"| {' | '.join(names)} |", "|---|---|---|---|"]
        parts.append("\n".join([*head, *(_row(finding, telling) for finding in shown)]))
    if len(shown) < len(report.findings):
        total = len(report.findings)
        parts.append(words["github_more"].format(shown=len(shown), total=total))
    return "\n\n".join(parts) + "\n"


def _row(finding: Diagnostic, telling: Telling) -> str:
    where = finding.where
    page = telling.page(finding.code)
    cells = (
        telling.words[finding.severity.value],
        _text(f"{telling.path(where)}:{where.line}:{where.column}"),
        f"[{finding.code}]({page})" if page else finding.code,
        _text(message(finding, telling.language)),
    )
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    """Text as Markdown and HTML show it letter by letter."""
    line = _BREAKS.sub(" ", text).strip()
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", line)
