"""TEXT at its very limits: the longest, the shortest, one more and one less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registre.model import Localised, PartialDate, Project, Result
from registre.model.project import PublicBenefit
from registre.rules import text
from registre.schema import Passage
from tests.judging import BARE, context_of, judged, register_with, subject_of

# Fifteen words of many syllables, none of which anybody needs.
ARDUOUS = (
    "investigation observationnelle rétrospective multicentrique pluridisciplinaire "
    "institutionnelle administrative thérapeutique fonctionnelle neurologique "
    "hospitalisations pseudonymisées enregistrements universitaires interrégionaux "
)


def passage(words: str, *steps: str, localised: bool = True, language: str = "fr") -> Passage:
    steps = steps or ("method",)
    return Passage(steps=steps, text=words, language=language, localised=localised, markdown=False)


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("." * 40, "." * 40),
        ("." * 41, ""),
        ("PARCOURS SOINS AVC", "PARCOURS SOINS AVC"),
        ("PARCOURS AVC MCO", ""),
        ("PARCOURS SOINS", ""),
        ("Le <b>soin</b>", "<b>"),
        ("a < b > c", ""),
    ],
)
def test_each_look_finds_what_it_looks_for_and_no_more(words: str, seen: str) -> None:
    found = passage(words)
    assert (text.placeholder(found) or text.capitals(found) or text.markup(found)) == seen


def test_what_is_no_text_for_readers_is_left_alone() -> None:
    for look in (text.placeholder, text.capitals, text.markup):
        for words in ("...", "PARCOURS SOINS AVC", "<b>soin</b>"):
            assert look(passage(words, "code", localised=False)) == ""


def languages(*texts: str) -> list[str]:
    """What is told of texts given in French, English, German: ``CODE languages``."""
    subject = subject_of(BARE)
    field: text.Texts = {("title",): dict(zip(("fr", "en", "de"), texts, strict=False))}
    return [f"{f.code} {f.arguments['languages']}" for f in text.same_text(subject, field)]


def test_a_sentence_has_five_words_without_a_capital() -> None:
    assert languages("un texte de cinq mots", "un texte de cinq mots") == ["TEXT-002 fr, en"]
    assert languages("Un texte de cinq mots", "Un texte de cinq mots") == []
    assert languages("un texte de cinq mots", "another one", "un texte de cinq mots") == [
        "TEXT-002 fr, de"
    ]


@pytest.mark.parametrize(("count", "shown"), [(8, 8), (9, 9)])
def test_of_the_fields_that_lack_a_language_eight_are_named(count: int, shown: int) -> None:
    fields: text.Texts = {(f"champ-{n}",): {"fr": "Un texte."} for n in range(count)}
    (found,) = text.languages_missing(subject_of(BARE), fields, ("fr", "en"))
    assert found.arguments["count"] == count
    assert len(found.arguments["fields"]) == shown
    assert (found.arguments["fields"][-1] == "…") is (count > 8)


def hard(project: Project) -> list[str]:
    """Where a project is told to be hard to read."""
    found = judged(project, (text.check,), context_of(register_with()))
    return [f.where.pointer for f in found if f.code == "TEXT-004"]


def said(*texts: tuple[str, str]) -> Localised:
    return Localised(texts or (("fr", ARDUOUS * 3),))


def test_what_is_written_for_everybody_is_easy_to_read() -> None:
    assert hard(replace(BARE, summary=said())) == ["/summary/fr"]
    assert hard(replace(BARE, easy_read=said())) == ["/easy_read/fr"]
    benefit = PublicBenefit(expected=said())
    assert hard(replace(BARE, public_benefit=benefit)) == ["/public_benefit/expected/fr"]


def test_what_is_written_for_the_trade_is_not_measured() -> None:
    assert hard(replace(BARE, method=said())) == []


def test_a_language_without_a_measure_is_not_measured() -> None:
    assert hard(replace(BARE, summary=said(("fr", "Un texte."), ("de", ARDUOUS * 3)))) == []


def test_an_average_of_few_words_means_nothing_however_many_signs_stand_between() -> None:
    assert hard(replace(BARE, summary=said(("fr", ARDUOUS * 2)))) == []
    assert hard(replace(BARE, summary=said(("fr", ARDUOUS.replace(" ", " — ") * 2)))) == []


def test_the_title_of_a_result_need_not_be_easy() -> None:
    plain = said(("fr", "Un texte."))
    result = Result(id="r", type="report", title=plain, date=PartialDate(year=2024), summary=said())
    assert hard(replace(BARE, results=(result,))) == ["/results/0/summary/fr"]
    result = replace(result, title=said(), summary=plain)
    assert hard(replace(BARE, results=(result,))) == []


def test_a_missing_language_is_called_by_its_name() -> None:
    assert text.language_names("en") == {"fr": "anglais", "en": "English"}
    assert text.language_names("fr") == {"fr": "français", "en": "French"}
    # A code is better than nothing.
    assert text.language_names("br") == {"fr": "br", "en": "br"}
