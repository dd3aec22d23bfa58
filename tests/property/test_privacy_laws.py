"""What looks like a person's data is found however it is written, and nothing else is."""

from __future__ import annotations

import csv
import os
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir

from registre.document import Document
from registre.rules.mailboxes import is_of_a_person
from registre.rules.privacy import Sight, sights
from registre.rules.strings import joined, pinpoint, steps_at, strings
from registre.yaml_strict import parse
from tests.conftest import ROOT

SHARED = Path(os.environ.get("REGISTRE_SHARED", ROOT.parent / "shared")) / "data"

_departments = st.one_of(
    st.integers(1, 95).map("{:02}".format), st.sampled_from(["2A", "2B", "97"])
)


@st.composite
def security_numbers(draw: st.DrawFn) -> tuple[str, ...]:
    """The parts of a French social security number with the right key."""
    parts = (
        draw(st.sampled_from("1234")),
        f"{draw(st.integers(0, 99)):02}",
        f"{draw(st.integers(1, 12)):02}",
        draw(_departments),
        f"{draw(st.integers(1, 999)):03}",
        f"{draw(st.integers(1, 999)):03}",
    )
    return (*parts, nir.calc_check_digits("".join(parts)))


def _codes(text: str) -> set[str]:
    return {sight.code for sight in sights(text, "FR")}


def _with_separator(parts: tuple[str, ...], separator: str) -> str:
    return separator.join(parts)


_separators = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f"])


@given(parts=security_numbers(), separator=_separators, before=st.sampled_from(["", "NIR : ", "("]))
def test_a_security_number_with_its_key_is_found_in_every_spelling(
    parts: tuple[str, ...], separator: str, before: str
) -> None:
    number = _with_separator(parts, separator)
    found = [s for s in sights(f"avant {before}{number}, après", "FR") if s.code == "PRIVACY-001"]
    assert [sight.words for sight in found] == [number]


@given(parts=security_numbers(), separator=_separators, shift=st.integers(1, 96))
def test_a_number_whose_key_is_wrong_is_no_security_number(
    parts: tuple[str, ...], separator: str, shift: int
) -> None:
    wrong = f"{(int(parts[-1]) + shift - 1) % 97 + 1:02}"
    assert "PRIVACY-001" not in _codes(_with_separator((*parts[:-1], wrong), separator))


@given(parts=security_numbers())
def test_a_number_within_an_address_is_the_address_own_affair(parts: tuple[str, ...]) -> None:
    number = "".join(parts)
    assert not _codes(f"https://exemple.fr/{number} et doi:10.1234/{number}")


@given(parts=security_numbers(), separator=_separators)
def test_a_finding_does_not_repeat_what_it_saw(parts: tuple[str, ...], separator: str) -> None:
    number = _with_separator(parts, separator)
    texts = f"{number} ; 01 99 00 12 34 ; jean.exemple@exemple.fr ; Mme Exemple"
    for sight in sights(texts, "FR"):
        assert sight.words not in sight.seen
        hidden = [sign for sign in sight.words.partition("@")[0] if sign.isalnum()]
        shown = [sign for sign in sight.seen.partition("@")[0] if sign.isalnum()]
        assert len(shown) <= max(6, len(hidden) // 2)


_digits = st.text("0123456789", min_size=1, max_size=12)
_ordinary = st.one_of(
    st.builds("https://exemple.fr/{}/{}?id={}".format, _digits, _digits, _digits),
    st.builds("10.{:04}/s{}-{}".format, st.integers(1000, 9999), _digits, _digits),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map("{:%d/%m/%Y}".format),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map("{:%d.%m.%Y}".format),
    st.builds("{}-{}".format, st.integers(1900, 2100), st.integers(1900, 2100)),
    st.builds("CNIL 9{:05}".format, st.integers(0, 99999)),
    st.builds("DR-{}-{:03}".format, st.integers(2000, 2030), st.integers(0, 999)),
    st.builds("délibération n° {}-{:03}".format, st.integers(1990, 2030), st.integers(0, 999)),
    st.builds("ISBN 978-2-{:04}-{:04}-{}".format, *[st.integers(0, 9999)] * 2, st.integers(0, 9)),
    st.builds("{:,} euros".format, st.integers(0, 10**12)),
    st.integers(0, 10**12)
    .map("{:,} personnes".format)
    .map(lambda text: text.replace(",", "\u202f")),
    st.builds("NCT{:08}".format, st.integers(0, 10**8 - 1)),
    st.builds("p = 0,{} et n = {}".format, _digits, st.integers(0, 10**6)),
    st.sampled_from(
        [
            "contact@exemple.fr",
            "dpo@chu-exemple.fr",
            "secretariat.recherche@exemple.fr",
            "CHU Henri-Exemple",
            "Institut Exemple",
            "hôpital du Dr Exemple",
            "les enfants nés le 1er janvier 2010",
            "DR PMSI MCO",
            "M. tuberculosis",
            "né en 1958",
            "born in 1958",
            "Doctor of Science",
            "SIREN 180 035 024",
        ]
    ),
)


@given(st.lists(_ordinary, max_size=12))
def test_the_figures_and_names_of_a_declaration_are_nobody_s(texts: list[str]) -> None:
    assert list(sights("\n\n".join(texts), "FR")) == []
    assert list(sights(" ; ".join(texts), "FR")) == []


@given(st.text(st.sampled_from("0123456789 .-+()@/aéMDrné:#AB\u00a0\n"), max_size=300))
def test_any_text_is_read_without_a_crash_and_sights_stand_where_they_say(text: str) -> None:
    for sight in sights(text, "FR"):
        assert text[sight.offset :].startswith(sight.words)


_data = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("abc", min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
).filter(lambda data: isinstance(data, (dict, list)))


@given(_data)
def test_joined_strings_lead_back_to_each_string(data: object) -> None:
    whole, offset = joined(data), 0
    for steps, text in strings(data):
        assert whole[offset : offset + len(text)] == text
        assert steps_at(data, offset) == steps
        offset += len(text) + 2


def test_a_place_is_that_of_the_words_when_the_file_writes_them_so() -> None:
    document: Document = parse("a.yaml", "a: >-\n  un\n  deux trois\nb: x\n")
    where = pinpoint(document, ("a",), "trois")
    assert (where.line, where.column, where.end_column) == (3, 8, 13)
    folded = pinpoint(document, ("a",), "un deux")
    assert (folded.line, folded.column) == (1, 4)


@pytest.mark.parametrize(
    ("name", "host", "personal"),
    [
        ("jean.exemple", "chu-exemple.fr", True),
        ("j.exemple", "exemple.fr", True),
        ("jean-paul.exemple2", "exemple.fr", True),
        ("exemple75", "orange.fr", True),
        ("registre.avc", "gmail.com", False),
        ("contact", "exemple.fr", False),
        ("essais.cliniques", "exemple.fr", False),
        ("epi.exemple", "epi-exemple.fr", False),
        ("sante-publique", "exemple.fr", False),
        ("x.y", "exemple.fr", False),
    ],
)
def test_a_mailbox_is_a_person_s_or_a_function_s(name: str, host: str, personal: bool) -> None:
    assert is_of_a_person(name, host) is personal


@pytest.mark.parametrize(
    ("file", "people"), [("cprd-approved-studies.csv", 2), ("slam-cris-approved-projects.csv", 0)]
)
def test_genuine_studies_hold_hardly_a_person(file: str, people: int) -> None:
    """Names were taken out of these 1,319 studies, but for two that stand behind a title."""
    if not (SHARED / file).exists():
        pytest.skip(f"{SHARED / file} is not here")
    with (SHARED / file).open(encoding="utf-8", newline="") as stream:
        texts = [text for row in csv.DictReader(stream) for text in row.values() if text]
    found: list[Sight] = [sight for text in texts for sight in sights(text, "GB")]
    assert [sight.code for sight in found] == ["PRIVACY-006"] * people
    assert all(re.match(r"(?:Prof|Dr) [A-Z]…$", sight.seen) for sight in found)
