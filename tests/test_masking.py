"""A person's data is told to be there, and repeated by no output, whoever speaks of it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from registre.catalogue import load
from registre.cli import main
from registre.cli.delivering import RENDERERS
from registre.diagnostic import Diagnostic, Location, Report, finding
from registre.reporters import as_github, masking
from registre.rules.privacy import Sight
from registre.schema import Schemas
from tests.conftest import DAY
from tests.proposals import sample_proposal
from tests.reports import rich_report, telling

# A security number with its key, the standard's own account, a number that is kept for
# fiction, a mailbox at a university that does not exist.
SECRETS = {
    "nir": "1 85 05 78 006 084 91",
    "bare nir": "185057800608491",
    "iban": "FR14 2004 1010 0505 0001 3M02 606",
    "phone": "01 99 00 12 34",
    "mailbox": "jeanne.exemple@chu.example",
}
OUTPUTS = [*RENDERERS, "summary"]


def shown(output: str, report: Report, root: Path | None = None) -> str:
    told = replace(telling("fr"), root=root) if root else telling("fr")
    render = {**RENDERERS, "summary": as_github.summary}[output]
    text = render(report, told)
    # Escapes would hide a secret from a search: those of addresses, of HTML, of Markdown.
    return unquote(html.unescape(text)).replace("\\", "")


def spoken_of(secret: str) -> Mapping[str, Diagnostic]:
    """A secret wherever a finding may repeat it."""
    where = Location(path="projects/2026/avc.yaml", line=3, column=5)
    choice: dict[str, Any] = {"field": "themes", "allowed": ["cancer"]}
    return {
        "a value": finding("REF-001", where, value=secret),
        "within a sentence": finding("SCHEMA-005", where, value=f"dit {secret}, oui", **choice),
        "among others": finding("SCHEMA-005", where, value="x", field="t", allowed=["a", secret]),
        "a reason": finding("FILE-006", where, reason={"fr": secret, "en": secret}),
        "a suggestion": finding("SCHEMA-005", where, value="x", suggestion=secret, **choice),
        "a path": finding("FILE-011", replace(where, path=f"projects/{secret}.yaml")),
        "a folder": finding("FILE-011", replace(where, path=f"projects/{secret}/x.yaml")),
        "a pointer": finding("FILE-011", replace(where, pointer=f"/data/{secret}/0")),
    }


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("place", spoken_of(""))
@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_what_a_finding_repeats_is_masked(secret: str, place: str, output: str) -> None:
    said = spoken_of(secret)[place]
    text = shown(output, Report.of([said], files=1))
    assert secret not in text
    # A word that is no secret is there: the search looks at the right text.
    assert said.code in text


@pytest.mark.parametrize("output", OUTPUTS)
def test_a_number_that_yaml_read_as_one_is_masked(output: str) -> None:
    found = finding("REF-001", Location(path="a.yaml"), value=int(SECRETS["bare nir"]))
    assert SECRETS["bare nir"] not in shown(output, Report.of([found], files=1))


@pytest.mark.parametrize(
    ("cut", "told"),
    [
        ("Le patient 1 85 05 78 006 084…", "Le patient 1…"),
        ("Le compte FR14 2004 1010 05…", "Le compte FR…"),
        ("Écrire à jeanne.exemple@ch…", "Écrire à j…"),
        ("Depuis 2019, rien…", "Depuis 2019, rien…"),
        ("rien…", "rien…"),
    ],
)
def test_what_was_cut_is_not_half_shown(cut: str, told: str) -> None:
    found = finding("REF-001", Location(path="a.yaml"), value=cut)
    masked = masking.masked_finding(found, "FR").arguments["value"]
    assert masked == told


def test_what_has_nothing_to_hide_stays_the_same() -> None:
    assert masking.masked_report(rich_report(), "FR") == rich_report()


def test_ordinary_words_are_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes, ids, paths and dates, of which a large register's findings are made."""
    asked: list[str] = []

    def look(words: str, country: str) -> tuple[Sight, ...]:
        asked.append(words)
        return ()

    monkeypatch.setattr(masking, "sights", look)
    where = Location(path="projects/2026/etude-12.yaml", pointer="/events/0/date")
    found = [
        finding("REF-011", where, value="chu-de-limoges-2"),
        finding("COMPLETE-001", where, field="legal_basis", line=3, day="2026-11-23"),
    ]
    masking.masked_report(Report.of(found), "FR")
    assert asked == []


def test_files_that_a_proposal_touches_are_still_known_once_masked() -> None:
    path = f"projects/{SECRETS['bare nir']}.yaml"
    found = finding("FILE-011", Location(path=path))
    report = replace(Report.of([found]), touched=frozenset({path}))
    masked = masking.masked_report(report, "FR")
    assert masked.findings[0].where.path != path
    assert masked.concerns(masked.findings[0])


# From a declaration to the outputs ---------------------------------------------------

_NIR = SECRETS["bare nir"]
DECLARED = {
    "an id": f"id: {_NIR}\ntitle: x\n",
    "a reference": f"id: avc\nlead: '{_NIR}'\nthemes: ['{SECRETS['phone']}']\n",
    "an unknown key": f"id: avc\n{SECRETS['nir']}: x\n{SECRETS['mailbox']}: y\n",
    "an unknown term": f"id: avc\nroute: {_NIR}\npurpose: {{category: '{SECRETS['iban']}'}}\n",
    "an anchor": f"id: avc\ntitle: *{_NIR}\n",
    "a cut text": f'id: avc\ntitle: dit "oui" : {SECRETS["nir"]} #1 {SECRETS["mailbox"]}\n',
    "no YAML": f"id: [avc\ntitle: ]}} {SECRETS['nir']}\n- {SECRETS['phone']}\n",
    "a text alone": f"{SECRETS['nir']}\n",
}


@pytest.mark.parametrize("name", ["avc", _NIR])
@pytest.mark.parametrize("text", DECLARED.values(), ids=DECLARED)
def test_no_output_repeats_what_a_faulty_file_says(
    text: str, name: str, register_copy: Path, schemas: Schemas
) -> None:
    (register_copy / "projects" / f"{name}.yaml").write_text(text, "utf-8")
    _, report = load(register_copy, schemas, DAY)
    assert [found for found in report.findings if name in found.where.path]
    for output in OUTPUTS:
        told = shown(output, report, register_copy)
        assert [secret for secret in SECRETS.values() if secret in told] == [], output


def test_the_report_of_a_proposal_repeats_neither_names_nor_paths(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    registry = sample_proposal(tmp_path, "good").registry
    (registry / "projects" / "2026" / f"{_NIR}.yaml").write_text(DECLARED["an id"], "utf-8")
    options = ["--registry", str(registry), "--against", "main", "--today", str(DAY)]
    assert main(["report", *options]) == 0
    assert _NIR not in capfd.readouterr().out
