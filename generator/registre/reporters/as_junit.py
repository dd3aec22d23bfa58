"""The report for whatever reads JUnit's XML: a test a file, failed when it has errors.

The elements are those that Jenkins, GitLab and junitparser share. All errors of a file
stand in one failure, a line each, because most readers show one failure a test;
warnings and notices stand in ``system-out``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

from registre.diagnostic import Diagnostic, Report, Severity, message, remedy
from registre.reporters.excerpt import visible
from registre.reporters.telling import Telling

# What XML 1.0 has no way to write (production 2).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, telling: Telling) -> str:
    """The findings as XML, with a newline at the end."""
    report = telling.masked(report)
    cases = list(_cases(report, telling))
    failed = sum(case.find("failure") is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failed), "errors": "0"}
    name = telling.words["junit_suite"]
    root = ET.Element("testsuites", {"name": name, **counts})
    suite = ET.SubElement(root, "testsuite", {"name": name, **counts, "skipped": "0"})
    suite.extend(cases)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _cases(report: Report, telling: Telling) -> Iterator[ET.Element]:
    told = 0
    for _, found in groupby(report.findings, key=lambda finding: finding.where.path):
        told += 1
        yield _case(list(found), telling)
    others = max(0, report.files - told)
    if others or not told:
        words = telling.words["junit_others_one" if others == 1 else "junit_others"]
        yield ET.Element("testcase", {"classname": "registre", "name": words.format(count=others)})


def _case(found: list[Diagnostic], telling: Telling) -> ET.Element:
    path = _legal(telling.path(found[0].where))
    case = ET.Element("testcase", {"classname": "registre", "name": path, "file": path})
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    others = [finding for finding in found if finding.severity is not Severity.ERROR]
    if errors:
        said = telling.counted(Severity.ERROR, len(errors))
        failure = ET.SubElement(case, "failure", {"message": said, "type": errors[0].code})
        failure.text = _lines(errors, telling)
    if others:
        ET.SubElement(case, "system-out").text = _lines(others, telling)
    return case


def _lines(found: list[Diagnostic], telling: Telling) -> str:
    return "\n".join(_line(finding, telling) for finding in found)


def _line(finding: Diagnostic, telling: Telling) -> str:
    """``12:3 error SCHEMA-005 What is wrong. → What to do.``"""
    where = finding.where
    head = f"{where.line}:{where.column} {finding.severity.value} {finding.code}"
    said = f"{message(finding, telling.language)} → {remedy(finding, telling.language)}"
    return f"{head} {_legal(said)}"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", visible(text))
