"""What time has to say of the two registers, and how gravely each oddity is told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from registre.catalogue import load
from registre.diagnostic import Diagnostic, Severity
from registre.schema import Schemas
from tests.conftest import DAY, FICTIVE, GENUINE
from tests.test_cases import CASES, lay_out

CHRONOLOGY = ("DATE", "LIFE")


@pytest.fixture(scope="module")
def told(schemas: Schemas) -> dict[tuple[str, str], Diagnostic]:
    """What is found in the fictive register, by file name and code."""
    _, report = load(FICTIVE, schemas, DAY)
    return {(Path(f.where.path).stem, f.code): f for f in report.findings}


@pytest.mark.parametrize(
    ("record", "code", "pointer"),
    [
        ("decision-publiee-tard", "CLOCK-001", "/events/2/date"),
        ("refus-promotion-medicament", "CLOCK-001", "/events/1/date"),
        ("depistage-intestin-en-retard", "CLOCK-002", "/events/4/date"),
        ("abandon-apres-donnees", "CLOCK-002", "/events/1/date"),
        ("revocation-reutilisation", "CLOCK-002", "/events/5/date"),
        ("permis-prolonge-puis-expire", "CLOCK-002", "/events/3/until"),
        ("test-sanguin", "CLOCK-002", "/calendar/end"),
        ("diabete-bientot-attendu", "CLOCK-003", "/events/2/date"),
        ("fin-non-dite", "CLOCK-004", "/id"),
        ("duree-sejours", "CLOCK-004", "/calendar"),
        ("infarctus-publie-tard", "CLOCK-005", "/results/0/date"),
        ("sejours-hospitaliers-fictifs", "CLOCK-006", "/reviewed_by_holder_on"),
        ("ancienne-base-remboursements", "CLOCK-006", "/reviewed_by_holder_on"),
        ("base-appariee-valombre", "CLOCK-006", "/reviewed_by_holder_on"),
        ("genomes-lumen", "CLOCK-007", "/id"),
        ("reseau-europeen-federe", "CLOCK-008", "/events/2/expires"),
        ("permis-expire", "CLOCK-009", "/events/1/expires"),
    ],
)
def test_what_the_fictive_register_has_late_is_told_where_it_is(
    told: dict[tuple[str, str], Diagnostic], record: str, code: str, pointer: str
) -> None:
    assert told[record, code].where.pointer == pointer
    assert told[record, code].severity is Severity.NOTICE


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ("avant-la-loi", "CLOCK-002"),
        ("delai-prolonge", "CLOCK-002"),
        ("statistiques-pour-le-ministere", "CLOCK-008"),
        ("urgences-en-direct", "CLOCK-006"),
        ("base-remboursements-fictive", "CLOCK-006"),
        ("refus-assurance-tarifs", "CLOCK-004"),
    ],
)
def test_who_is_in_time_is_left_in_peace(
    told: dict[tuple[str, str], Diagnostic], record: str, code: str
) -> None:
    assert (record, code) not in told


@pytest.mark.parametrize("root", [GENUINE, FICTIVE], ids=["genuine", "fictive"])
def test_neither_register_contradicts_itself(root: Path, schemas: Schemas) -> None:
    _, report = load(root, schemas, DAY)
    assert [f for f in report.findings if f.code.startswith(CHRONOLOGY)] == []


def test_the_genuine_register_is_not_timed_before_the_law_applies(schemas: Schemas) -> None:
    for on in (DAY, date(2029, 3, 25)):
        _, report = load(GENUINE, schemas, on)
        assert [f for f in report.findings if f.code.startswith("CLOCK")] == []


def test_the_genuine_register_is_timed_once_the_law_applies(schemas: Schemas) -> None:
    _, report = load(GENUINE, schemas, date(2030, 4, 1))
    found = Counter(f.code for f in report.findings if f.code.startswith("CLOCK"))
    assert found["CLOCK-004"] > 0
    assert found["CLOCK-007"] > 0
    assert found["CLOCK-001"] == 0
    assert found["CLOCK-002"] == 0


@pytest.mark.parametrize(
    ("case", "severity"),
    [
        ("LIFE-003/refused", Severity.ERROR),
        ("LIFE-003/refused-route-not-stated", Severity.WARNING),
        ("LIFE-005/refused-after-revocation", Severity.ERROR),
        ("LIFE-005/refused-after-the-end", Severity.WARNING),
        ("LIFE-006/refused", Severity.ERROR),
        ("LIFE-006/refused-withdrawn-then-revoked", Severity.WARNING),
        ("LIFE-007/refused", Severity.WARNING),
        ("LIFE-007/refused-suspended-later", Severity.ERROR),
    ],
)
def test_a_contradiction_is_an_error_and_an_oddity_a_warning(
    case: str,
    severity: Severity,
    schemas: Schemas,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, report = load(lay_out(CASES / case, tmp_path, monkeypatch), schemas, DAY)
    code = case.split("/")[0]
    assert {f.severity for f in report.findings if f.code == code} == {severity}
