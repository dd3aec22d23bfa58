"""The report for machines: one stable object, as ``schemas/report.schema.json`` says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from registre import __version__
from registre.diagnostic import Diagnostic, Report, Severity, cause, message, remedy
from registre.reporters.telling import Telling

VERSION = 1


def render(report: Report, telling: Telling) -> str:
    """The report as JSON, with messages in one language and a newline at the end."""
    report = telling.masked(report)
    data = {
        "version": VERSION,
        "tool": "registre",
        "tool_version": __version__,
        "on": telling.on.isoformat(),
        "summary": {
            "files": report.files,
            "records": report.records,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "notices": report.count(Severity.NOTICE),
        },
        "findings": [_finding(finding, telling.language) for finding in report.findings],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _finding(diagnostic: Diagnostic, language: str) -> dict[str, Any]:
    where = diagnostic.where
    arguments = diagnostic.arguments.items()
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
        "cause": cause(diagnostic, language),
        "remedy": remedy(diagnostic, language),
        "arguments": {name: _plain(value, language) for name, value in arguments},
    }


def _plain(value: object, language: str) -> object:
    """The value as JSON has it; words that the program says itself, in the report's language."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return str(value.get(language) or next(iter(value.values())))
    if isinstance(value, list | tuple):
        return [_plain(item, language) for item in value]
    return str(value)
