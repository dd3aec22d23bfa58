"""Dates, numbers and lists are written as each language writes them."""

from __future__ import annotations

from datetime import date

import pytest

from registre import package_data
from registre.model import PartialDate
from registre.site.translations import load
from registre.site.wording import Wording, direction

FOLDER = package_data.find("site_templates/translations")


@pytest.fixture(scope="module")
def fr() -> Wording:
    return Wording(load([FOLDER], "fr"))


@pytest.fixture(scope="module")
def en() -> Wording:
    return Wording(load([FOLDER], "en"))


@pytest.mark.parametrize(
    ("written", "french", "english"),
    [
        ("2019", "2019", "2019"),
        ("2019-04", "avril 2019", "April 2019"),
        ("2019-04-16", "16 avril 2019", "16 April 2019"),
        ("2019-04-01", "1er avril 2019", "1 April 2019"),
        ("2019-04-11", "11 avril 2019", "11 April 2019"),
        ("0987", "987", "987"),
    ],
)
def test_a_date_is_as_precise_as_it_is(
    fr: Wording, en: Wording, written: str, french: str, english: str
) -> None:
    when = PartialDate.parse(written)
    assert (fr.date(when), en.date(when)) == (french, english)


def test_a_day_of_the_calendar(fr: Wording) -> None:
    assert fr.date(date(2026, 11, 23)) == "23 novembre 2026"


def test_machines_read_dates_too(fr: Wording) -> None:
    expected = '<time datetime="2019-04">avril 2019</time>'
    assert fr.time(PartialDate(year=2019, month=4)) == expected


def test_numbers(fr: Wording, en: Wording) -> None:
    assert fr.number(1234567) == "1\u202f234\u202f567"
    assert en.number(1234567) == "1,234,567"
    assert (fr.number(0.5), en.number(0.5)) == ("0,5", "0.5")


def test_amounts(fr: Wording, en: Wording) -> None:
    assert fr.euros(250000) == "250\u202f000\u00a0€"
    assert en.euros(250000) == "€250,000"
    assert fr.euros(12.5) == "12,50\u00a0€"


def test_shares(fr: Wording, en: Wording) -> None:
    assert (fr.percent(0.85), en.percent(0.85)) == ("85\u00a0%", "85%")


def test_lists(fr: Wording, en: Wording) -> None:
    assert fr.list(["a", "b", "c"]) == "a, b et c"
    assert en.list(["a", "b"]) == "a and b"
    assert fr.list([]) == ""


def test_countries_and_languages(fr: Wording, en: Wording) -> None:
    assert (fr.country("DE"), en.country("DE")) == ("Allemagne", "Germany")
    assert fr.country("FRK2") == "FRK2"
    assert (fr.language("en"), en.language("fr")) == ("anglais", "French")


def test_direction() -> None:
    assert [direction(code) for code in ("fr", "ar", "he", "zz")] == ["ltr", "rtl", "rtl", "auto"]
