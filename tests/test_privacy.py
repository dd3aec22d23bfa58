"""PRIVACY at its limits: what is seen twice, beside something else, or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from typing import Any

import phonenumbers
import pytest
from stdnum import iban

from registre.rules import personal_numbers, privacy
from registre.yaml_strict import parse
from tests.conftest import ROOT
from tests.judging import BARE, context_of, subject_of

# The account that the standard itself gives as its example.
ACCOUNT = "FR14 2004 1010 0505 0001 3M02 606"
# Of the numbers that are kept for fiction.
NUMBER = "01 99 00 12 34"
OTHER = "01 99 00 12 35"


def seen(text: str) -> list[str]:
    """Each sight as ``CODE words``, once its place is known to be right."""
    found = list(privacy.sights(text, "FR"))
    assert all(text.startswith(sight.words, sight.offset) for sight in found)
    return [f"{sight.code} {sight.words}" for sight in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Voir contact@chu.fr, prenom.nom@chu.fr, p.nom@chu.fr.",
            ["PRIVACY-004 prenom.nom@chu.fr", "PRIVACY-004 p.nom@chu.fr"],
        ),
        ("Écrire à --prenom.nom@chu.fr", ["PRIVACY-004 prenom.nom@chu.fr"]),
        (
            "Elle est née le 3 mars 1980 ; lui, né le 4 mai 1981, comme elle, née le 5 mai 1981.",
            [
                "PRIVACY-005 né le 4 mai 1981",
                "PRIVACY-005 née le 3 mars 1980",
                "PRIVACY-005 née le 5 mai 1981",
            ],
        ),
        ("L’hôpital répond : Mme Exemple.", ["PRIVACY-006 Mme Exemple"]),
        ("L’hôpital Mme Exemple.", []),
        ("Appeler le +376 312 345.", ["PRIVACY-003 +376 312 345"]),
        (f"{NUMBER}, ou {OTHER}", [f"PRIVACY-003 {NUMBER}", f"PRIVACY-003 {OTHER}"]),
        (f"Le lot {NUMBER}x.", []),
        (f"Le lot -x{NUMBER}", []),
        ("Le lot 01 9900 123 4", []),
        ("https://exemple.fr/page-0199001234", []),
        ("10.1000/revue-0199001234", []),
        (f"Compte {ACCOUNT} A", [f"PRIVACY-002 {ACCOUNT}"]),
        (f"Compte {ACCOUNT}A", [f"PRIVACY-002 {ACCOUNT}"]),
        (f"Compte {ACCOUNT} AB", [f"PRIVACY-002 {ACCOUNT}"]),
        (f"{ACCOUNT}, {ACCOUNT}", [f"PRIVACY-002 {ACCOUNT}"] * 2),
        ("Dossier 123 456 789 012. RPPS 10001234565", ["PRIVACY-007 10001234565"]),
        ("Le 2026-11-23, puis 2026 et 2027-2028.", []),
    ],
)  # fmt: skip
def test_what_is_seen_in_a_text(text: str, found: list[str]) -> None:
    assert seen(text) == found


def told(text: str) -> list[tuple[str, int, int, int, int]]:
    """What is told of a declaration: each code and its place, from where to where."""
    subject = replace(subject_of(BARE), document=parse("projects/projet.yaml", text))
    found = privacy.check(subject, context_of())
    places = ((f.code, f.where) for f in found)
    return [(code, w.line, w.column, w.end_line, w.end_column) for code, w in places]


def test_every_comment_is_read_to_its_end_and_no_further() -> None:
    text = (
        "id: projet  # rien\n"
        "#prenom.nom@chu.fr\n"
        "title: un#deux\n"
        "summary: a  # Mme Exemple\n"
        "# p.nom@chu.fr"
    )
    assert sorted(told(text), key=lambda place: place[1]) == [
        ("PRIVACY-004", 2, 2, 2, 19),
        ("PRIVACY-006", 4, 15, 4, 26),
        ("PRIVACY-004", 5, 3, 5, 15),
    ]


def test_what_looks_like_a_comment_within_a_value_is_told_once() -> None:
    assert told('id: projet\ntitle: "a # prenom.nom@chu.fr"\n') == [("PRIVACY-004", 2, 13, 2, 30)]


def test_the_same_words_in_several_comments_are_each_told_where_they_stand() -> None:
    text = "# Mme Exemple\nid: projet  # Mme Exemple, Mme Exemple\n"
    assert [place[1:3] for place in told(text)] == [(1, 3), (2, 15), (2, 28)]


def test_a_file_full_of_one_fault_is_told_in_part() -> None:
    text = "id: projet\ntitle: >-\n" + "  Mme Exemple,\n" * 30 + "# p.nom@chu.fr\n" * 30
    codes = [place[0] for place in told(text)]
    assert codes == ["PRIVACY-006"] * privacy.MAX_TOLD + ["PRIVACY-004"] * privacy.MAX_TOLD


def unruly(text: str) -> list[tuple[str, str, int, int]]:
    """What is told of a file that no schema accepts: each code, its pointer and its place."""
    found = privacy.check_unruly(parse("projects/projet.yaml", text))
    return [(f.code, f.where.pointer, f.where.line, f.where.column) for f in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("title: Mme Exemple\n", [("PRIVACY-006", "/title", 1, 8)]),
        ("- [p.nom@chu.fr]\n", [("PRIVACY-004", "/0/0", 1, 4)]),
        ("p.nom@chu.fr: 1\n", [("PRIVACY-004", "/p.nom@chu.fr", 1, 1)]),
        ("a: {b: [1, 185057800608491]}\n", [("PRIVACY-001", "/a/b/1", 1, 12)]),
        ("185057800608491\n", [("PRIVACY-001", "", 1, 1)]),
        ("Mme Exemple\n", [("PRIVACY-006", "", 1, 1)]),
        ("a: 1 # Mme Exemple\n", [("PRIVACY-006", "", 1, 8)]),
        (f"siren: '{NUMBER}'\nid: '{NUMBER}'\n", []),
        ("a: 2026\nb: true\nc: null\n", []),
        ("a: [\n", []),
    ],
)
def test_what_no_schema_accepts_is_looked_at_whole(
    text: str, found: list[tuple[str, str, int, int]]
) -> None:
    assert unruly(text) == found


# How often the libraries are asked ---------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that a library is given to judge."""
    texts: list[str] = []

    def heard(module: Any, name: str) -> None:
        judge = getattr(module, name)

        def hear(text: str, *more: Any, **options: Any) -> Any:
            texts.append(text)
            return judge(text, *more, **options)

        monkeypatch.setattr(module, name, hear)

    heard(phonenumbers, "PhoneNumberMatcher")
    heard(iban, "is_valid")
    return texts


def test_the_same_number_is_judged_once_and_told_wherever_it_stands(asked: list[str]) -> None:
    assert seen(f"{NUMBER}; " * 5000) == [f"PRIVACY-003 {NUMBER}"] * 5000
    assert asked == [NUMBER]


def test_numbers_without_end_are_judged_up_to_a_limit(asked: list[str]) -> None:
    numbers = (f"01 99 00 {number // 100:02} {number % 100:02}" for number in range(10_000))
    found = seen("; ".join(numbers))
    assert len(found) > 1000
    assert sum(map(len, asked)) <= personal_numbers.MAX_DIALLED
    # Beyond the limit nobody is asked, not even about nothing.
    assert "" not in asked


def test_an_account_behind_thousands_that_are_none_is_found(asked: list[str]) -> None:
    """One pass over each tells the lengths at which its key is right: few are left to ask about."""
    others = [f"MT84{number:010d}ABCDEFGHIJKLMNOP" for number in range(5_000)]
    assert seen("; ".join([*others, ACCOUNT])) == [f"PRIVACY-002 {ACCOUNT}"]
    assert 1 <= len(asked) <= len(others) // 2


# Seconds of work for 1 MiB. What takes a time in step with the square needs minutes.
ALLOWED = 12
_TRIAL = """
import resource, sys
sys.path.insert(0, {root!r})
from tests.test_privacy import told
text = sys.stdin.read()
resource.setrlimit(resource.RLIMIT_CPU, ({allowed}, resource.RLIM_INFINITY))
told(text)
"""


@pytest.mark.parametrize("before", ["# ", "- "])
@pytest.mark.parametrize(
    "words",
    [
        "Dr X{0:04x}",
        "jean.exemple@a{0:04x}.fr",
        "GB29NWBK60161331926819",
        "GB29NWBK60161331926818",
        "01 2345678",
        "01 99 00 12 3456",
        "00 1 2345678",
    ],
)
def test_a_file_of_1_mib_is_read_in_a_time_in_step_with_its_length(before: str, words: str) -> None:
    lines = (f"{before}{words.format(number)}\n" for number in range(2**20 // len(words)))
    text = "".join(lines)[: 2**20].rpartition("\n")[0] + "\n"
    done = subprocess.run(
        [sys.executable, "-c", _TRIAL.format(root=str(ROOT), allowed=ALLOWED)],
        input=text,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode in (0, -signal.SIGXCPU), done.stderr
    assert done.returncode == 0
