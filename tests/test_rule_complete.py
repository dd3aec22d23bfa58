"""What counts as stated, and what is told of the whole register."""

from __future__ import annotations

import pytest

from registre.diagnostic import Diagnostic, Location, Severity, message
from registre.rules import complete
from tests.judging import SCHEMAS

WHERE = Location(path="register.yaml")


@pytest.mark.parametrize(
    ("value", "is_stated"),
    [
        ("Un texte.", True),
        (False, True),
        (0, True),
        ([{"organisation": "agence"}], True),
        ({"kind": "not-stated", "name": "Bulle"}, True),
        ({"used": False}, True),
        ("not-stated", False),
        ({"kind": "not-stated"}, False),
        ({"until": {}}, False),
        ([], False),
        ("", False),
        (None, False),
    ],
)
def test_a_field_is_stated_when_it_says_something(value: object, is_stated: bool) -> None:
    assert ("environment" not in complete.unstated("project", {"environment": value})) is is_stated


@pytest.mark.parametrize(
    ("purpose", "is_stated"),
    [
        ("Une finalité.", False),
        ({"statement": "Une finalité."}, False),
        ({"statement": "Une finalité.", "category": "not-stated"}, False),
        ({"statement": "Une finalité.", "category": "statistics"}, True),
    ],
)
def test_a_purpose_is_stated_with_its_category(purpose: object, is_stated: bool) -> None:
    assert ("purpose" not in complete.unstated("project", {"purpose": purpose})) is is_stated


def test_saying_why_there_are_no_tables_is_saying_something() -> None:
    assert "tables" in complete.unstated("dataset", {})
    assert "tables" not in complete.unstated("dataset", {"tables_note": "Texte libre."})


def lacking(kind: str, *names: str) -> Diagnostic:
    return Diagnostic(
        code="COMPLETE-001",
        where=Location(path=f"{kind}.yaml"),
        severity=Severity.NOTICE,
        arguments={"kind": kind, "missing": list(names)},
    )


def told(records: dict[str, int], *findings: Diagnostic) -> list[str]:
    found = complete.most_missing(findings, records, SCHEMAS, WHERE)
    return [message(diagnostic, "fr") for diagnostic in found]


def test_the_fields_that_most_records_lack_are_named_with_their_number() -> None:
    findings = (
        lacking("project", "calendar", "ai"),
        lacking("project", "ai"),
        lacking("dataset", "fees"),
    )
    (said,) = told({"project": 2, "dataset": 2}, *findings)
    assert said.endswith(": Intelligence artificielle (2/2).")
    assert "(2 fiches)" in said
    assert said.startswith("«\u00a0Projet\u00a0»")


def test_half_of_the_records_is_not_most_of_them_and_one_record_is_no_register() -> None:
    assert told({"project": 2}, lacking("project", "ai")) == []
    assert told({"project": 1}, lacking("project", "ai")) == []
    assert len(told({"project": 3}, lacking("project", "ai"), lacking("project", "ai"))) == 1
    assert told({}) == []


def test_other_findings_are_not_counted() -> None:
    other = Diagnostic(code="REF-011", where=WHERE, severity=Severity.NOTICE)
    assert told({"project": 1}, other, other) == []


def test_a_kind_without_a_valid_record_is_told_nothing() -> None:
    assert told({}, lacking("project", "ai")) == []


def test_the_finding_carries_the_kind_and_its_names_one_after_the_other() -> None:
    findings = (lacking("project", "calendar", "ai"),) * 2
    (found,) = complete.most_missing(findings, {"project": 2}, SCHEMAS, WHERE)
    assert found.arguments["kind"] == "project"
    assert found.arguments["missing"] == {"calendar": 2, "ai": 2}
    named = "Calendrier prévu (2/2), Intelligence artificielle (2/2)"
    assert found.arguments["fields"]["fr"] == named
