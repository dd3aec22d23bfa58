"""One report, six outputs: what each says, and that all say the same."""

from __future__ import annotations

import json
import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import junitparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing import Registry, Resource
from rich.console import Console
from sarif import loader

from registre import __version__, package_data
from registre.cli.arguments import FORMATS
from registre.cli.delivering import RENDERERS
from registre.diagnostic import (
    Diagnostic,
    Location,
    Report,
    Severity,
    described_codes,
    finding,
    message,
)
from registre.reporters import as_github, as_text
from registre.reporters.excerpt import WINDOW, excerpt, underlined, visible
from registre.reporters.masking import masked_path
from registre.reporters.telling import fingerprints
from tests.reports import (
    FIXTURES,
    LONG,
    READERS,
    SIGNS,
    at,
    paths,
    properties,
    rich_report,
    telling,
    told,
    unescaped,
)

SECRET = [name for name, code in described_codes().items() if code.secret]
LANGUAGES = ("fr", "en")
ENDS = {
    "text": "txt",
    "json": "json",
    "github": "commands.txt",
    "gitlab": "gitlab.json",
    "sarif": "sarif",
    "junit": "xml",
}
EMPTY = Report(findings=(), files=3, records=1)


def render(form: str, report: Report, language: str = "en") -> str:
    return RENDERERS[form](report, telling(language))


def schema(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text("utf-8"))


def same_as_golden(name: str, text: str, language: str, request: pytest.FixtureRequest) -> None:
    golden = FIXTURES / "expected" / language / name
    text = text.replace(f'"{__version__}"', '"VERSION"')
    if request.config.getoption("--rewrite-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", RENDERERS)
def test_a_report_is_rendered_letter_by_letter(
    form: str, language: str, request: pytest.FixtureRequest
) -> None:
    same_as_golden(f"report.{ENDS[form]}", render(form, rich_report(), language), language, request)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_of_a_job_is_rendered_letter_by_letter(
    language: str, request: pytest.FixtureRequest
) -> None:
    text = as_github.summary(rich_report(), telling(language))
    same_as_golden("summary.md", text, language, request)


def test_the_command_offers_the_forms_that_there_are() -> None:
    assert tuple(RENDERERS) == FORMATS == tuple(READERS)


# All outputs tell the same findings -------------------------------------------------

# Whatever a declaration, a file name or a mistake of ours could put into a finding.
TEXTS = st.text(max_size=40)
PATHS = st.text(min_size=1, max_size=30).map(lambda text: text.strip("/") or "x")
VALUES = st.one_of(TEXTS, st.integers(), st.none(), st.lists(TEXTS, max_size=3))


def _arguments(code: str) -> list[str]:
    """The arguments that the words of a code take, in any language."""
    templates = [
        template
        for words in described_codes()[code].words.values()
        for template in (words.message, words.remedy)
    ]
    fields = {name for text in templates for _, name, _, _ in string.Formatter().parse(text)}
    return sorted(name for name in fields if name)


@st.composite
def findings(draw: st.DrawFn) -> Diagnostic:
    code = draw(st.sampled_from(sorted(described_codes())))
    arguments: dict[str, Any] = {}
    for name in _arguments(code):
        if name.startswith("@"):
            arguments[name[1:]] = draw(st.sampled_from(["text", "number", "list"]))
        else:
            arguments.setdefault(name, draw(VALUES))
    line = draw(st.integers(1, 50))
    column = draw(st.integers(1, 200))
    where = Location(
        path=draw(PATHS),
        pointer=draw(st.one_of(st.just(""), TEXTS.map(lambda text: f"/{text}"))),
        line=line,
        column=column,
        end_line=line + draw(st.integers(0, 2)),
        end_column=column + draw(st.integers(0, 30)),
    )
    severity = draw(st.sampled_from(list(Severity)))
    return finding(code, where, severity=severity, **arguments)


REPORTS = st.lists(findings(), max_size=6).map(lambda found: Report.of(found, files=len(found)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", RENDERERS)
@given(report=REPORTS)
@settings(max_examples=40, deadline=None)
def test_whatever_is_found_reads_back_the_same(form: str, language: str, report: Report) -> None:
    text = render(form, report, language)
    assert sorted(READERS[form](text, language)) == told(report)


@pytest.mark.parametrize("form", ["json", "github", "gitlab", "sarif"])
@given(report=REPORTS)
@settings(max_examples=40, deadline=None)
def test_whatever_a_file_is_called_it_reads_back_the_same(form: str, report: Report) -> None:
    prefix = "" if form == "json" else "registry/"
    # A name that looks like a telephone number is masked, as anywhere else.
    named = {f"{prefix}{masked_path(found.where.path, 'FR')}" for found in report.findings}
    assert paths(form, render(form, report)) == named


@pytest.mark.parametrize("form", RENDERERS)
def test_the_rich_report_reads_back_the_same(form: str) -> None:
    assert sorted(READERS[form](render(form, rich_report()), "en")) == told(rich_report())


@given(report=REPORTS)
@settings(max_examples=40, deadline=None)
def test_nothing_that_a_terminal_would_obey_is_printed(report: Report) -> None:
    printed = render("text", report)
    assert not [c for c in printed if unicodedata.category(c) == "Cc" and c != "\n"]


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "sarif", "junit"])
@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x1b", "\x9b", "\u2028"])
def test_no_output_for_people_has_signs_that_hide_or_turn_text(form: str, sign: str) -> None:
    found = finding("REF-001", Location(path="x.yaml"), value=f"a{sign}b")
    written = render(form, Report.of([found]))
    # JSON writes some of them as escapes, which whoever reads it undoes.
    read = str(json.loads(written)) if form in ("gitlab", "sarif") else written
    assert "a\ufffdb" in read
    assert sign not in written
    assert json.dumps(sign)[1:-1] not in written


# Text -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "column", "length", "caret"),
    [
        ("title: faux", 8, 4, "       ^^^^"),
        ("東京: faux", 5, 4, "      ^^^^"),
        ("\tx: faux", 5, 4, "       ^^^^"),
        (unicodedata.normalize("NFD", "é è: faux"), 8, 4, "     ^^^^"),
        ("title: 東京", 8, 2, "       ^^^^"),
        ("court", 90, 4, "     ^"),
        ("\u202efaux", 2, 4, " ^^^^"),
    ],
)
def test_the_caret_stands_below_the_fault(line: str, column: int, length: int, caret: str) -> None:
    assert underlined(line, at("x", 1, column, length)).caret == caret


@pytest.mark.parametrize("column", [1, 49, 50, 51, 300, 598])
def test_a_long_line_is_cut_around_the_fault(column: int) -> None:
    line = "".join(chr(ord("a") + place % 26) for place in range(600))
    shown = underlined(line, at("x", 1, column, 3))
    start = shown.caret.index("^")
    assert shown.line[start : start + 3] == line[column - 1 : column + 2]
    assert len(shown.line) <= WINDOW + 2


@given(
    line=st.text(max_size=300),
    column=st.integers(1, 400),
    length=st.integers(0, 400),
)
@settings(deadline=None)
def test_any_line_has_a_caret(line: str, column: int, length: int) -> None:
    shown = underlined(line, at("x", 1, column, length))
    assert shown.caret.strip(" ").strip("^") == ""
    assert "^" in shown.caret
    assert "\x1b" not in shown.line


def test_a_line_that_is_not_there_or_blank_is_not_shown() -> None:
    assert excerpt(["a", "  "], at("x", 2, 1)) is None
    assert excerpt(["a"], at("x", 2, 1)) is None
    assert excerpt(["a"], at("x", 1, 1)) is not None


def test_text_that_a_terminal_would_obey_is_made_visible() -> None:
    assert visible("a\x1b[31m\r\n  b\x00") == "a\ufffd[31m b\ufffd"


def many(code: str, count: int) -> list[Diagnostic]:
    return [
        finding(code, at(f"organisations/o-{n}.yaml", 1, 1), value=f"o-{n}") for n in range(count)
    ]


def test_many_notices_are_counted_and_the_errors_among_them_shown() -> None:
    error = finding("FILE-011", Location(path="projects/a"))
    report = Report.of([*many("REF-011", 300), error], files=300)
    printed = as_text.plain(report, telling("en", whole=False))
    assert "300 times" in printed
    assert printed.count("o-1") <= 2
    assert "FILE-011" in printed
    assert "registre check --notices" in printed
    assert "1 error, 300 notices." in printed
    assert printed.count("\n") < 20


def test_few_notices_or_those_asked_for_are_shown_whole() -> None:
    few = Report.of(many("REF-011", as_text.FEW), files=300)
    assert as_text.plain(few, telling("en", whole=False)).count("REF-011") == as_text.FEW + 1
    all_of_them = Report.of(many("REF-011", 300), files=300)
    assert as_text.plain(all_of_them, telling("en")).count("o-299.yaml") == 1


def test_how_to_learn_more_is_said_once_and_only_if_there_is_something_to_learn() -> None:
    assert render("text", rich_report()).count("registre explain") == 1
    assert "registre explain" not in render("text", EMPTY)


@pytest.mark.parametrize(
    ("others", "told"),
    [(["CHANGE-013", "FILE-011"], "FILE-011"), (["CHANGE-013"], "CHANGE-013"), ([], "REF-011")],
)
def test_what_to_learn_more_about_is_the_gravest(others: list[str], told: str) -> None:
    """Whatever comes first in the report, whose order is that of the files."""
    found = [*many("REF-011", 2)]
    found += [finding(code, Location(path="z.yaml"), field="", value="") for code in others]
    printed = as_text.plain(Report.of(found, files=3), telling("en"))
    assert printed.splitlines()[-1].endswith(f"registre explain {told}")


def screen(**options: Any) -> str:
    console = Console(force_terminal=True, color_system="standard", width=80, **options)
    with console.capture() as captured:
        as_text.show(rich_report(), telling("en"), console)
    return captured.get()


def test_a_terminal_has_colours_and_codes_that_lead_to_their_pages() -> None:
    assert "\x1b[1;31merror" in screen()
    assert "\x1b]8;" in screen()
    assert "https://exemple.org/en/declare/checks/yaml-010/" in screen()


def test_a_terminal_reads_the_same_words_as_a_file() -> None:
    bare = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", screen())
    assert bare == as_text.plain(rich_report(), telling("en"))


def test_no_color_and_force_color_are_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert ";31m" not in screen()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert Console().is_terminal


# JSON -----------------------------------------------------------------------------


@pytest.mark.parametrize("report", [rich_report(), EMPTY], ids=["rich", "empty"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_json_satisfies_its_published_schema(language: str, report: Report) -> None:
    own = json.loads(package_data.find("schemas/report.schema.json").read_text("utf-8"))
    file = package_data.find("schemas/definitions.schema.json")
    definitions = Resource.from_contents(json.loads(file.read_text("utf-8")))
    base = own["$id"].rsplit("/", 1)[0]
    registry: Registry[Any] = Registry().with_resource(f"{base}/{file.name}", definitions)
    validator = jsonschema.Draft202012Validator(own, registry=registry)
    data = json.loads(render("json", report, language))
    validator.validate(data)
    assert all(found["cause"] for found in data["findings"])


def test_json_says_in_one_language_what_has_a_word_for_each() -> None:
    reasons = {
        language: next(
            f["arguments"]["reason"]
            for f in json.loads(render("json", rich_report(), language))["findings"]
            if f["code"] == "FILE-006"
        )
        for language in LANGUAGES
    }
    assert reasons == {"fr": "accès refusé", "en": "access denied"}


# GitHub ---------------------------------------------------------------------------


def test_the_text_of_an_annotation_is_escaped_as_the_runner_unescapes_it() -> None:
    found = next(f for f in rich_report().findings if "ligne 2" in str(f.arguments))
    (command,) = (
        line for line in render("github", Report.of([found])).splitlines() if line.startswith("::")
    )
    _, given, said = command.split("::", 2)
    assert visible(message(found, "en")) in unescaped(said)
    assert properties(given.split(" ", 1)[1])["file"] == f"registry/{SIGNS}"


@given(report=REPORTS)
@settings(max_examples=40, deadline=None)
def test_no_text_makes_a_command_of_its_own(report: Report) -> None:
    lines = render("github", report).splitlines()
    assert sum(line.startswith("::") for line in lines) == len(report.findings)


def test_the_gravest_come_first_and_what_github_leaves_out_is_counted() -> None:
    errors = [finding("FILE-011", Location(path=f"z-{n}")) for n in range(12)]
    report = Report.of([*many("REF-011", 30), *errors])
    text = render("github", report)
    assert [line[:8] for line in text.splitlines()[:12]] == ["::error "] * 12
    assert "2 errors, 20 notices" in text
    assert "annotations" not in render("github", Report.of(errors[:10]))


def test_columns_are_given_on_one_line_only() -> None:
    commands = render("github", rich_report()).splitlines()
    several = next(line for line in commands if "line=2,endLine=4" in line)
    assert "col=" not in several
    assert all("col=" in line for line in commands if line.startswith("::") and line != several)


def test_the_summary_holds_no_markup_of_the_declarations() -> None:
    text = as_github.summary(rich_report(), telling("en"))
    assert "<b>" not in text
    assert "[x](y)" not in text
    assert "@nom" not in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {5}


def test_a_summary_of_thousands_stays_short() -> None:
    report = Report.of(many("REF-011", 5000), files=5000)
    text = as_github.summary(report, telling("en"))
    assert f"{as_github.ROWS} of 5000" in text
    assert len(text.encode()) < 2**20


# GitLab ---------------------------------------------------------------------------


@pytest.mark.parametrize("report", [rich_report(), EMPTY], ids=["rich", "empty"])
def test_gitlab_has_what_its_documentation_asks_for(report: Report) -> None:
    issues = json.loads(render("gitlab", report))
    jsonschema.Draft202012Validator(schema("gitlab.schema.json")).validate(issues)
    names = [issue["fingerprint"] for issue in issues]
    assert len(set(names)) == len(names)


def test_a_fingerprint_outlives_lines_added_above() -> None:
    before = rich_report()
    moved = tuple(
        replace(f, where=replace(f.where, line=f.where.line + 7, end_line=f.where.end_line + 7))
        for f in before.findings
    )
    assert fingerprints(Report.of(moved)) == fingerprints(before)


@given(report=REPORTS)
@settings(max_examples=40, deadline=None)
def test_no_two_findings_share_a_fingerprint(report: Report) -> None:
    twice = Report.of([*report.findings, *report.findings])
    assert len(set(fingerprints(twice))) == len(twice.findings)


# SARIF ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", [rich_report(), EMPTY], ids=["rich", "empty"])
def test_sarif_satisfies_its_published_schema(language: str, report: Report) -> None:
    validator = jsonschema.Draft4Validator(schema("sarif-2.1.0-rtm.5.json"))
    validator.validate(json.loads(render("sarif", report, language)))


@given(report=REPORTS)
@settings(max_examples=10, deadline=None)
def test_sarif_satisfies_its_published_schema_whatever_is_found(report: Report) -> None:
    validator = jsonschema.Draft4Validator(schema("sarif-2.1.0-rtm.5.json"))
    validator.validate(json.loads(render("sarif", report)))


@pytest.mark.parametrize("report", [rich_report(), EMPTY], ids=["rich", "empty"])
def test_sarif_says_nothing_with_an_empty_value(report: Report) -> None:
    """But that there are no results, which the standard tells from results not looked for."""

    def empty(value: object, name: str) -> Iterator[str]:
        if value in ("", [], {}):
            yield name
        inside = value.items() if isinstance(value, dict) else ()
        listed = enumerate(value) if isinstance(value, list) else ()
        for step, item in (*inside, *listed):
            yield from empty(item, str(step))

    said = json.loads(render("sarif", report))
    assert {*empty(said, "")} <= {"results", "rules"}


def test_sarif_keeps_the_braces_that_are_no_argument() -> None:
    found = finding("RESULT-014", Location(path="x.yaml"), pattern="(a+)+", reason="x")
    (run,) = json.loads(render("sarif", Report.of([found])))["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert "\\[0-9\\]{2}" in rule["help"]["text"]


def test_sarif_never_makes_a_link_of_what_a_file_says() -> None:
    found = finding("YAML-012", Location(path="x.yaml"), value="[click](http://x.example) \\")
    (run,) = json.loads(render("sarif", Report.of([found], files=1)))["runs"]
    told = run["results"][0]["message"]["text"]
    assert "\\[click\\](http://x.example) \\\\" in told


def test_sarif_is_read_by_its_own_tools(tmp_path: Path) -> None:
    file = tmp_path / "found.sarif"
    file.write_text(render("sarif", rich_report()), "utf-8")
    read = loader.load_sarif_file(str(file))
    counts = read.get_report().get_issue_count_for_severity
    assert (counts("error"), counts("warning"), counts("note")) == (6, 1, 2)
    records = read.get_records()
    assert {record["Location"] for record in records} >= {f"registry/{SIGNS}", f"registry/{LONG}"}


def test_sarif_explains_each_rule_in_every_language() -> None:
    (run,) = json.loads(render("sarif", rich_report(), "fr"))["runs"]
    (english,) = run["translations"]
    assert english["language"] == "en"
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rule["id"] for rule in english["rules"]] == names
    for rule in run["tool"]["driver"]["rules"]:
        assert rule["helpUri"] == telling("fr").page(rule["id"])
        assert "Pourquoi" in rule["help"]["markdown"]
    assert all("Why" in rule["help"]["markdown"] for rule in english["rules"])


def test_sarif_of_a_register_outside_any_repository_has_whole_addresses() -> None:
    outside = replace(telling("en"), folder="/srv/registre é")
    (run,) = json.loads(RENDERERS["sarif"](rich_report(), outside))["runs"]
    places = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in run["results"]]
    assert all(place["uri"].startswith("file:///srv/registre%20%C3%A9") for place in places)
    assert all("uriBaseId" not in place for place in places)


# JUnit ----------------------------------------------------------------------------


def test_junit_is_read_by_a_real_reader() -> None:
    suites = junitparser.JUnitXml.fromstring(render("junit", rich_report()).encode())
    (suite,) = suites
    cases = list(suite)
    assert suite.tests == len(cases) == 6
    failed = [case for case in cases if case.result]
    assert suite.failures == len(failed) == 4
    assert {case.name for case in failed} >= {f"registry/{SIGNS}", f"registry/{LONG}"}


# What Jenkins reads (xunit-plugin's junit-10.xsd): attributes, those required first; elements.
# "file" is GitLab's own.
JUNIT = {
    "testsuites": ("", "name time tests failures errors", "testsuite"),
    "testsuite": (
        "name tests failures errors",
        "group time skipped timestamp hostname id package file log url version",
        "testsuite properties testcase system-out system-err",
    ),
    "testcase": ("name", "time classname group file", "skipped failure system-out system-err"),
    "failure": ("", "type message", ""),
    "system-out": ("", "", ""),
}


@pytest.mark.parametrize("report", [rich_report(), EMPTY], ids=["rich", "empty"])
def test_junit_has_the_elements_and_attributes_that_its_readers_know(report: Report) -> None:
    root = ET.fromstring(render("junit", report))
    assert root.tag == "testsuites"
    for element in root.iter():
        required, others, children = (set(names.split()) for names in JUNIT[element.tag])
        assert required <= {*element.keys()} <= required | others
        assert {child.tag for child in element} <= children
        assert not len(element) or not (element.text or "").strip()


def test_a_register_without_findings_passes_a_test() -> None:
    (suite,) = junitparser.JUnitXml.fromstring(render("junit", EMPTY).encode())
    assert (suite.tests, suite.failures) == (1, 0)


@given(report=REPORTS)
@settings(max_examples=40, deadline=None)
def test_junit_is_well_formed_whatever_is_found(report: Report) -> None:
    suites = junitparser.JUnitXml.fromstring(render("junit", report).encode())
    failed = {f.where.path for f in report.findings if f.severity is Severity.ERROR}
    assert sum(suite.failures for suite in suites) == len(failed)


@pytest.mark.parametrize("code", SECRET)
def test_a_line_that_holds_a_secret_is_shown_by_no_finding(code: str, tmp_path: Path) -> None:
    """Not by the finding that tells it, nor by another about the same line."""
    file = tmp_path / "projects" / "avc.yaml"
    file.parent.mkdir()
    file.write_text("id: avc\nsummary: 2690549588157 80\n", "utf-8")
    words = string.Formatter().parse(described_codes()[code].words["en"].message)
    arguments: dict[str, Any] = {name.lstrip("@"): "…" for _, name, _, _ in words if name}
    place = Location(path="projects/avc.yaml", line=2, column=10, end_line=2, end_column=26)
    found = [finding(code, place, **arguments), finding("TEXT-001", place, seen="…")]
    shown = as_text.plain(Report.of(found), replace(telling("en"), root=tmp_path, whole=True))
    assert "avc.yaml" in shown
    assert "58815" not in shown
