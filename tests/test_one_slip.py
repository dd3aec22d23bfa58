"""One slip of the pen is told once: what only follows from it would send its author astray."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from registre.checking import check
from registre.diagnostic import Severity
from registre.schema import Schemas
from tests.conftest import DAY, FICTIVE
from tests.proposals import edit

ASTHMA = "projects/2022/asthme-enfants.yaml"
TELECARE = "projects/2026/avis-reserve-telesuivi.yaml"
CORRECTED = "projects/2024/corrections-et-anciens-noms.yaml"
CANCERS = "projects/2024/cancers-vingt-ans.yaml"
EXPIRED = "projects/2024/permis-expire.yaml"
EXTENDED = "projects/2024/permis-prolonge-puis-expire.yaml"
STAYS = "datasets/sejours-hospitaliers-fictifs.yaml"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(FICTIVE, tmp_path_factory.mktemp("slip") / "registry")


def told(root: Path, schemas: Schemas, path: str, old: str, new: str) -> list[str]:
    """The errors and warnings about the file with that slip in it."""
    file = root / path
    before = file.read_bytes()
    edit(file, old, new)
    try:
        findings = check(root, schemas, DAY, only=[path], process_count=1).findings
    finally:
        file.write_bytes(before)
    mine = [found for found in findings if found.where.path == path]
    return [found.code for found in mine if found.severity is not Severity.NOTICE]


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        # A wrong year: the line and the date disagree, and which is right nobody knows.
        (ASTHMA, "received, date: 2021-06-01", "received, date: 2022-06-01", "DATE-002"),
        (ASTHMA, "opinion, date: 2021-07-12", "opinion, date: 2022-01-12", "DATE-002"),
        (ASTHMA, "decision, date: 2021-10-04", "decision, date: 2022-10-04", "DATE-002"),
        (ASTHMA, "available, date: 2022-02-01", "available, date: 2021-02-01", "DATE-002"),
        (ASTHMA, "ended, date: 2024-06-30", "ended, date: 2021-11-30", "DATE-002"),
        (ASTHMA, "opinion, date: 2021-07-12", "opinion, date: 2027-07-12", "DATE-001"),
        # A period, or a permit, with its ends the wrong way round.
        (ASTHMA, "end: 2022}", "end: 2012}", "DATE-003"),
        (EXPIRED, "expires: 2026-03-01", "expires: 2016-03-01", "DATE-004"),
        (EXTENDED, "until: 2025-02-28", "until: 2024-02-28", "DATE-005"),
        # A colon forgotten, in each place where it may stand.
        (CORRECTED, "published_on: 2024-05-06", "published_on 2024-05-06", "YAML-020"),
        (CORRECTED, "    corrects: /events", "    corrects /events", "YAML-020"),
        (TELECARE, "    amount_eur: 240000", "    amount_eur 240000", "YAML-020"),
        (STAYS, "update_frequency: ANNUAL", "update_frequency ANNUAL", "YAML-020"),
        (STAYS, "spatial: [FR]", "spatial [FR]", "YAML-020"),
        (ASTHMA, "{type: opinion,", "{type opinion,", "SCHEMA-001"),
        # A list item that begins otherwise than with a hyphen and a space.
        (ASTHMA, "- {type: opinion,", "• {type: opinion,", "YAML-027"),
        (ASTHMA, "- {type: opinion,", "-{type: opinion,", "YAML-027"),
        # A field with a capital, to which a source points.
        (CANCERS, "route: cnil-auth", "Route: cnil-auth", "SCHEMA-001"),
        # A brace forgotten, before several fields.
        (ASTHMA, "  - {type: application", "  - type: application", "YAML-010"),
        (ASTHMA, "    period: {start", "    period: start", "YAML-010"),
        (EXPIRED, "  - {dataset: base", "  - dataset: base", "YAML-010"),
        # A sign that YAML takes for its own.
        (CORRECTED, "  fr: Le registre", "  fr: *Le registre", "YAML-003"),
        (
            CORRECTED,
            "received, date: 2024-05-02, body: registre-fictif-sante}",
            "received, date: 2024-05-02, body: registre-fictif-sante",
            "YAML-017",
        ),
    ],
)
def test_it_is_told_once(
    register: Path, schemas: Schemas, path: str, old: str, new: str, code: str
) -> None:
    assert told(register, schemas, path, old, new) == [code]


@pytest.mark.parametrize(
    ("path", "old", "new", "codes"),
    [
        # Another field is missing, and not for the want of a colon.
        (TELECARE, "summary:\n", "abstract:\n", ["SCHEMA-002", "SCHEMA-001"]),
        # The brace was forgotten, and a date too.
        (
            ASTHMA,
            "  - {type: opinion, date: 2021-07-12,",
            "  - type: opinion,",
            ["SCHEMA-002", "YAML-010"],
        ),
        # A source points to nothing, and not to the field that is misspelt.
        (
            CANCERS,
            "supports: [/route, /events/4/date, /data/0/form]",
            "Supports: [/route]\n    supports: [/rout, /events/4/date]",
            ["SCHEMA-001", "REF-007"],
        ),
        # A second value of the file is wrong, and not because of the first.
        (
            STAYS,
            "update_frequency: ANNUAL\npopulation:\n  coverage:",
            "update_frequency ANNUAL\npopulation:\n  covers:",
            ["YAML-020", "SCHEMA-001"],
        ),
    ],
)
def test_what_does_not_follow_from_it_is_told_too(
    register: Path, schemas: Schemas, path: str, old: str, new: str, codes: list[str]
) -> None:
    assert told(register, schemas, path, old, new) == codes
