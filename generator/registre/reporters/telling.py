"""How a report is told: what every output knows besides the findings."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from registre.diagnostic import Diagnostic, Location, Report, Severity
from registre.reporters.masking import masked_report
from registre.rules.privacy import DEFAULT_COUNTRY

# Arguments that say where another thing stands: they move with every line added above.
_MOVING = frozenset({"line", "first_line", "byte"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """In which language a report is told, for which day, and from where its paths count.

    ``root`` is the register's folder on this computer, ``folder`` the same folder as its
    repository names it: empty when the register is the repository. ``words`` are those of
    the command, in that language. ``pages`` is the address of the site's pages on codes, with
    a slash at its end; empty when nobody knows it. ``whole`` shows people every notice.
    ``country`` is the one whose numbers are looked for, and masked.
    """

    on: date
    language: str
    words: Mapping[str, str]
    root: Path
    folder: str = ""
    pages: str = ""
    whole: bool = False
    country: str = DEFAULT_COUNTRY

    def masked(self, report: Report) -> Report:
        """The report without what it must not repeat: every output begins with it."""
        return masked_report(report, self.country)

    def path(self, where: Location) -> str:
        """The file as its repository names it."""
        return "/".join(part for part in (self.folder, where.path) if part) or "."

    def page(self, code: str) -> str:
        """The address of the page that explains a code; empty when there is none."""
        return f"{self.pages}{code.lower()}/" if self.pages else ""

    def counted(self, severity: Severity, count: int) -> str:
        """``2 errors``."""
        word = severity.value if count == 1 else f"{severity.value}s"
        return f"{count} {self.words[word]}"

    def _number(self, key: str, count: int) -> str:
        """``No file read``, ``1 file read``, ``2 files read``."""
        rare = {0: "_none", 1: "_one"}
        return self.words[f"{key}{rare.get(count, '')}"].format(count=count)

    def summary(self, report: Report) -> str:
        """What was read and what was found, in a sentence."""
        files = self._number("files_read", report.files)
        records = self._number("records_read", report.records)
        read = self.words["checked"].format(files=files, records=records)
        counts = {severity: report.count(severity) for severity in Severity}
        told = ", ".join(self.counted(severity, n) for severity, n in counts.items() if n)
        return f"{read} {told}." if told else f"{read} {self.words['nothing_found']}"


def gravest_first(report: Report) -> tuple[Diagnostic, ...]:
    """The findings, errors first, then warnings, then notices; each as the report orders them.

    Within a severity, those that the proposal under examination can do something about.
    """
    order = {severity: place for place, severity in enumerate(Severity)}

    def rank(finding: Diagnostic) -> tuple[int, bool]:
        return order[finding.severity], not report.concerns(finding)

    return tuple(sorted(report.findings, key=rank))


def is_aside(report: Report, finding: Diagnostic) -> bool:
    """Whether a finding is a notice about what the proposal under examination leaves as it is."""
    return finding.severity is Severity.NOTICE and not report.concerns(finding)


def fingerprints(report: Report) -> tuple[str, ...]:
    """One name a finding, that lines added elsewhere do not change; no two are the same.

    So a finding of yesterday is known again today: it is made of the code, the file, the
    field and what the message speaks of, and of no line number.
    """
    seen: Counter[str] = Counter()
    names: list[str] = []
    for finding in report.findings:
        told = _fingerprint(finding)
        seen[told] += 1
        names.append(told if seen[told] == 1 else _digest([told, seen[told]]))
    return tuple(names)


def _fingerprint(finding: Diagnostic) -> str:
    arguments = {k: str(v) for k, v in finding.arguments.items() if k not in _MOVING}
    return _digest([finding.code, finding.where.path, finding.where.pointer, arguments])


def _digest(parts: object) -> str:
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
