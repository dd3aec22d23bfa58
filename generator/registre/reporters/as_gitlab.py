"""The report for GitLab: what its Code Quality widget reads.

The fields are those of docs.gitlab.com, "Code Quality", "Code Quality report format".
"""

from __future__ import annotations

import json
from typing import Any

from registre.diagnostic import Diagnostic, Report, Severity, message, remedy
from registre.reporters.excerpt import visible
from registre.reporters.telling import Telling, fingerprints

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def render(report: Report, telling: Telling) -> str:
    """The findings as a JSON list."""
    report = telling.masked(report)
    issues = [
        _issue(finding, fingerprint, telling)
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"


def _issue(finding: Diagnostic, fingerprint: str, telling: Telling) -> dict[str, Any]:
    where = finding.where
    said = message(finding, telling.language), remedy(finding, telling.language)
    return {
        "description": " → ".join(visible(part) for part in said if part),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": telling.path(where),
            "lines": {"begin": where.line, "end": where.end_line},
        },
    }
