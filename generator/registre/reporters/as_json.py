"""The report for machines: one stable object, as ``schemas/report.schema.json`` says."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from registre import __version__
from registre.diagnostic import Diagnostic, Report, Severity, message, remedy

VERSION = 1


def render(report: Report, *, on: date, language: str) -> str:
    """The report as JSON, with messages in one language and a newline at the end."""
    data = {
        "version": VERSION,
        "tool": "registre",
        "tool_version": __version__,
        "on": on.isoformat(),
        "summary": {
            "files": report.files,
            "records": report.records,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notices": report.count(Severity.NOTICE),
        },
        "findings": [_finding(finding, language) for finding in report.findings],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _finding(diagnostic: Diagnostic, language: str) -> dict[str, Any]:
    where = diagnostic.where
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
        "pointer": where.pointer,
        "message": message(diagnostic, language),
        "remedy": remedy(diagnostic, language),
        "arguments": dict(diagnostic.arguments),
    }
