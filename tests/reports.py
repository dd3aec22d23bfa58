"""A report that has one of everything, and what each output says when it is read again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from registre.cli.speech import all_words
from registre.diagnostic import Location, Report, Severity, finding
from registre.reporters import Telling
from tests.conftest import DAY

FIXTURES = Path(__file__).parent / "fixtures" / "reports"
SIGNS = "projects/2026/signes.yaml"
LONG = "projects/2026/longue.yaml"
DATASET = "datasets/registre-exemple.yaml"
PAGES = {
    "fr": "https://exemple.org/declarer/controles/",
    "en": "https://exemple.org/en/declare/checks/",
}


def at(path: str, line: int, column: int, length: int = 1, pointer: str = "") -> Location:
    return Location(
        path=path,
        pointer=pointer,
        line=line,
        column=column,
        end_line=line,
        end_column=column + length,
    )


def column_of(path: str, line: int, text: str) -> int:
    lines = (FIXTURES / "register" / path).read_text("utf-8").split("\n")
    return lines[line - 1].index(text) + 1


def rich_report() -> Report:
    """Every severity; letters of every width; text that each output could trip over."""
    block = Location(path=DATASET, pointer="/title", line=2, column=8, end_line=4, end_column=23)
    hostile = "100 % faux, a:b | <b>`code`</b> [x](y) ::error:: @nom #12\nligne 2"
    return Report.of(
        [
            finding(
                "YAML-010",
                at(SIGNS, 2, column_of(SIGNS, 2, " : parcours") + 1, 1),
                text="東京と大阪の脳卒中 : parcours",
                offer='title: "東京と大阪の脳卒中 : parcours"',
            ),
            finding(
                "SCHEMA-005",
                at(SIGNS, 3, column_of(SIGNS, 3, "faute"), 5, "/summary"),
                value=hostile,
                field="summary",
                allowed=["a|b", "c,d"],
                suggestion="%0A",
            ),
            finding(
                "SCHEMA-005", at(LONG, 2, 8, 3, "/title"), value="\x1b[31m", field="t", allowed=[]
            ),
            finding(
                "SCHEMA-005",
                at(LONG, 3, column_of(LONG, 3, "FAUTE"), 5, "/summary"),
                value="FAUTE",
                field="summary",
                allowed=["a", "b"],
            ),
            finding(
                "FILE-006",
                Location(path="projects/2026/perdu é.yaml"),
                reason={"fr": "accès refusé", "en": "access denied"},
            ),
            finding("FILE-011", Location(path="")),
            finding(
                "SCHEMA-005",
                block,
                value="Un titre",
                field="title",
                allowed=["x"],
                severity=Severity.WARNING,
            ),
            finding("REF-011", at(DATASET, 1, 5, 16, "/id"), value="registre-exemple"),
            finding("REF-011", at(DATASET, 1, 5, 16, "/id"), value="registre-exemple"),
        ],
        files=12,
        records=10,
    )


def telling(language: str, *, whole: bool = True, root: Path = FIXTURES / "register") -> Telling:
    return Telling(
        on=DAY,
        language=language,
        words=all_words()[language],
        root=root,
        folder="registry",
        pages=PAGES[language],
        whole=whole,
    )


class Told(NamedTuple):
    """What every output must keep of a finding."""

    line: int
    severity: str
    code: str


def told(report: Report) -> list[Told]:
    """The same, of the report itself."""
    return sorted(Told(f.where.line, f.severity.value, f.code) for f in report.findings)


# Each output read again -----------------------------------------------------------

_TEXT = re.compile(r"^  (\d+):\d+  (\S+)  ([A-Z]+-\d{3})  ", re.MULTILINE)
_COMMAND = re.compile(r"^::(error|warning|notice) (\S.*?)::", re.MULTILINE)
_JUNIT = re.compile(r"^(\d+):\d+ (\w+) ([A-Z]+-\d{3}) ", re.MULTILINE)
_OF_GITLAB = {"major": "error", "minor": "warning", "info": "notice"}
_OF_SARIF = {"error": "error", "warning": "warning", "note": "notice"}


def _from_text(text: str, language: str) -> list[Told]:
    words = all_words()[language]
    severities = {words[severity.value]: severity.value for severity in Severity}
    found = _TEXT.findall(text)
    return [Told(int(line), severities[word], code) for line, word, code in found]


def _from_json(text: str, _: str) -> list[Told]:
    return [Told(f["line"], f["severity"], f["code"]) for f in json.loads(text)["findings"]]


def properties(command: str) -> dict[str, str]:
    """The properties of a workflow command, as GitHub's runner reads them."""
    pairs = (pair.split("=", 1) for pair in command.split(","))
    return {name: unescaped(value) for name, value in pairs}


def unescaped(text: str) -> str:
    for sign, escape in ((":", "%3A"), (",", "%2C"), ("\r", "%0D"), ("\n", "%0A"), ("%", "%25")):
        text = text.replace(escape, sign)
    return text


def _from_github(text: str, _: str) -> list[Told]:
    found = []
    for severity, given in _COMMAND.findall(text):
        read = properties(given)
        found.append(Told(int(read["line"]), severity, read["title"]))
    return found


def _from_gitlab(text: str, _: str) -> list[Told]:
    return [
        Told(i["location"]["lines"]["begin"], _OF_GITLAB[i["severity"]], i["check_name"])
        for i in json.loads(text)
    ]


def _from_sarif(text: str, _: str) -> list[Told]:
    (run,) = json.loads(text)["runs"]
    found = []
    for result in run["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        found.append(Told(region["startLine"], _OF_SARIF[result["level"]], result["ruleId"]))
    return found


def _from_junit(text: str, _: str) -> list[Told]:
    parts = [element.text or "" for element in ET.fromstring(text).iter()]
    found = [match for part in parts for match in _JUNIT.findall(part)]
    return [Told(int(line), severity, code) for line, severity, code in found]


READERS: Mapping[str, Callable[[str, str], list[Told]]] = {
    "text": _from_text,
    "json": _from_json,
    "github": _from_github,
    "gitlab": _from_gitlab,
    "sarif": _from_sarif,
    "junit": _from_junit,
}


def paths(form: str, text: str) -> set[str]:
    """The files that a report for machines names."""
    if form == "json":
        return {finding["path"] for finding in json.loads(text)["findings"]}
    if form == "github":
        return {properties(given)["file"] for _, given in _COMMAND.findall(text)}
    if form == "gitlab":
        return {issue["location"]["path"] for issue in json.loads(text)}
    results = json.loads(text)["runs"][0]["results"]
    places = (result["locations"][0]["physicalLocation"] for result in results)
    return {unquote(place["artifactLocation"]["uri"]) for place in places}
