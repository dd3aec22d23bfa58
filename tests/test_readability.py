"""The measures count as people do, and texts that were written plainly pass them."""

from __future__ import annotations

import csv
import os
import statistics
from pathlib import Path

import pytest

from registre.catalogue import Catalogue
from registre.readability import (
    english_syllables,
    french_syllables,
    is_surely_easy,
    read,
    sentences,
)
from registre.rules.text import HARD, MEASURABLE
from tests.conftest import ROOT

SHARED = Path(os.environ.get("REGISTRE_SHARED", ROOT.parent / "shared")) / "data"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "le de que vie eau langue prise risque jours cœur mère elles œuvre guerre"),
        (2, "données patient patients après pratique santé âgées diabète cancer maïs guider"),
        (3, "maladie assurance hôpital traitement accident cérébral mesurer étudient médecine"),
        (4, "rapidité population médicament remboursement européen réalité vaccination"),
        (6, "épidémiologie hospitalisation"),
    ],
)
def test_french_syllables_are_those_that_are_spoken(count: int, words: str) -> None:
    assert {word: french_syllables(word) for word in words.split()} == dict.fromkeys(
        words.split(), count
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "health used one some risk stroke strokes lived years called placed child"),
        (2, "table data study studies patients disease people measured needed social"),
        (3, "diseases insurance area created medicine various influence radio idea database"),
        (4, "variable population situation diabetes society obesity evaluate"),
    ],
)
def test_english_syllables_are_those_that_are_spoken(count: int, words: str) -> None:
    assert {word: english_syllables(word) for word in words.split()} == dict.fromkeys(
        words.split(), count
    )


def test_the_formula_is_flesch_s_and_kandel_and_moles() -> None:
    english = read("The cat sat on the mat. The dog ran.", "en")
    french = read("Le chat dort. Il fait beau.", "fr")
    assert english is not None
    assert french is not None
    assert english.score == pytest.approx(206.835 - 1.015 * 9 / 2 - 84.6 * 9 / 9)
    assert french.score == pytest.approx(207 - 1.015 * 6 / 2 - 73.6 * 6 / 6)


def test_a_language_without_a_measure_and_a_text_without_words_have_no_reading() -> None:
    assert read("Wir messen, wie schnell Hilfe kommt.", "de") is None
    assert read("2019 – 2024 !", "fr") is None


def test_sentences_end_at_stops_paragraphs_and_items_but_not_within_numbers() -> None:
    text = "Un essai de 1.5 an. Vraiment ?\n\nDeux mots\n- un\n- deux\nsuite [lien](https://a.fr)."
    assert sentences(text) == (
        "Un essai de 1.5 an",
        "Vraiment",
        "Deux mots",
        "- un",
        "- deux suite lien .",
    )


def _plain(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [
        (language, text)
        for project in catalogue.projects.values()
        for localised in (project.summary, *(result.summary for result in project.results))
        for language, text in localised.texts
    ]


def test_what_was_written_plainly_is_measured_as_plain(
    genuine: Catalogue, fictive: Catalogue
) -> None:
    read_at_all = 0
    for language, text in (*_plain(genuine), *_plain(fictive)):
        reading = read(text, language)
        if reading and len(reading.words) >= MEASURABLE:
            read_at_all += 1
            assert reading.score >= HARD[language]
    assert read_at_all > 30


def test_the_quick_look_is_never_sure_of_a_text_that_is_hard() -> None:
    file = SHARED / "cprd-approved-studies.csv"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    scores = []
    for row in rows:
        for field in ("lay_summary", "technical_summary"):
            reading = read(row[field], "en")
            if reading is not None and len(reading.words) >= MEASURABLE:
                scores.append((field, reading.score))
                sure = is_surely_easy(row[field], "en", HARD["en"])
                assert not (sure and reading.score < HARD["en"])
    lay = statistics.median(score for field, score in scores if field == "lay_summary")
    technical = statistics.median(score for field, score in scores if field == "technical_summary")
    assert lay > technical + 10
