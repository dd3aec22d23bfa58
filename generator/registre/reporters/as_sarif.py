"""The report as SARIF 2.1.0 (OASIS), which GitHub's code scanning and editors read.

Words of the rules come in every language that the program speaks: in the report's own in
the driver, in the others as translations (section 3.14.9 of the standard).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from registre import __version__
from registre.codes import in_words
from registre.diagnostic import (
    Code,
    Diagnostic,
    Report,
    Severity,
    Words,
    described_codes,
    message,
    remedy,
    shared_word,
)
from registre.reporters.excerpt import visible
from registre.reporters.telling import Telling, fingerprints

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
# What GitHub takes for the root of the repository.
_ROOT = "%SRCROOT%"


def render(report: Report, telling: Telling) -> str:
    """The findings as one run of a SARIF log."""
    report = telling.masked(report)
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, telling)]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _run(report: Report, telling: Telling) -> dict[str, Any]:
    names = dict.fromkeys(sorted(finding.code for finding in report.findings))
    codes = [described_codes()[name] for name in names]
    places = {name: place for place, name in enumerate(names)}
    results = [
        _result(finding, fingerprint, places[finding.code], telling)
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    ]
    translations = [_translation(codes, language) for language in _others(codes, telling)]
    return {
        "tool": {"driver": _driver(codes, telling)},
        "language": telling.language,
        **({"translations": translations} if translations else {}),
        "automationDetails": {"id": f"registre/check/{telling.on.isoformat()}"},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }


def _driver(codes: list[Code], telling: Telling) -> dict[str, Any]:
    return {
        "name": "registre",
        "version": __version__,
        "semanticVersion": __version__,
        "language": telling.language,
        "contents": ["localizedData", "nonLocalizedData"],
        "rules": [_rule(code, telling) for code in codes],
    }


def _rule(code: Code, telling: Telling) -> dict[str, Any]:
    words = code.words.get(telling.language) or code.words["en"]
    rule = {"id": code.name, **_told(words, telling.language)}
    if page := telling.page(code.name):
        rule["helpUri"] = page
    return rule | {"defaultConfiguration": {"level": LEVELS[code.severity]}}


def _told(words: Words, language: str) -> dict[str, Any]:
    """What a code means, as text and as Markdown."""
    advice = in_words(words.remedy)
    return {
        "shortDescription": {"text": _plain(in_words(words.message))},
        "fullDescription": {"text": _plain(words.cause)},
        "help": {
            "text": _plain(f"{words.cause}\n\n{advice}".rstrip()),
            "markdown": f"**{shared_word('cause', language)}** — {_escaped(words.cause)}\n\n"
            f"**{shared_word('remedy', language)}** — {_escaped(advice)}",
        },
    }


def _plain(text: str) -> str:
    """Text without any link: brackets make one (section 3.11.6), even in plain messages."""
    return "".join(f"\\{sign}" if sign in "\\[]" else sign for sign in text)


def _escaped(text: str) -> str:
    """Text that Markdown shows letter by letter."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#|" else sign for sign in text)


def _others(codes: list[Code], telling: Telling) -> list[str]:
    """The languages besides the report's that every one of these codes has words in."""
    spoken = [set(code.words) for code in codes]
    return sorted(set.intersection(*spoken) - {telling.language}) if spoken else []


def _translation(codes: list[Code], language: str) -> dict[str, Any]:
    rules = [{"id": code.name, **_told(code.words[language], language)} for code in codes]
    return {
        "name": "registre",
        "language": language,
        "contents": ["localizedData"],
        "translationMetadata": {
            "name": f"registre ({language})",
            "shortDescription": {"text": f"registre ({language})"},
        },
        "rules": rules,
    }


def _result(finding: Diagnostic, fingerprint: str, rule: int, telling: Telling) -> dict[str, Any]:
    said = message(finding, telling.language), remedy(finding, telling.language)
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": _plain("\n".join(visible(part) for part in said if part))},
        "locations": [_location(finding, telling)],
        "partialFingerprints": {"registre/v1": fingerprint},
    }


def _location(finding: Diagnostic, telling: Telling) -> dict[str, Any]:
    where = finding.where
    path = telling.path(where)
    artifact = {"uri": quote(path)}
    if path.startswith("/"):
        artifact["uri"] = f"file://{quote(path)}"
    else:
        artifact["uriBaseId"] = _ROOT
    region = {
        "startLine": where.line,
        "startColumn": where.column,
        "endLine": where.end_line,
        "endColumn": where.end_column,
    }
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": artifact, "region": region}
    }
    if where.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": where.pointer}]
    return location
