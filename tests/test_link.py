"""LINK: where an address begins and ends in a text, and what its parameters are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from registre.rules import link, strings
from registre.schema import Steps
from registre.yaml_strict import parse
from tests.judging import BARE, context_of, subject_of


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Voir https://exemple.fr/a.", ["https://exemple.fr/a"]),
        ("Voir « https://exemple.fr/a » ; puis http://b.fr !", ["https://exemple.fr/a", "http://b.fr"]),
        ("[La page](https://exemple.fr/a).", ["https://exemple.fr/a"]),
        ("(voir https://exemple.fr/a)", ["https://exemple.fr/a"]),
        ("((https://exemple.fr/a.).)", ["https://exemple.fr/a"]),
        ("https://exemple.fr/a_(b)", ["https://exemple.fr/a_(b)"]),
        ("*https://exemple.fr/a*", ["https://exemple.fr/a"]),
        ("https://", []),
    ],
)  # fmt: skip
def test_an_address_ends_where_the_sentence_goes_on(text: str, urls: list[str]) -> None:
    found = list(link.addresses(text))
    assert [address.url for address in found] == urls
    assert all(text.startswith(address.url, address.offset) for address in found)


@pytest.mark.parametrize("url", ["https://a℀b.fr/?utm_source=a", "https://exemple.fr：80/?sid=1"])
def test_an_address_that_cannot_be_taken_apart_raises_no_doubt(url: str) -> None:
    (address,) = link.addresses(f"Voir {url}")
    assert [look(address.url, link.host_of(url)) for look in link.DOUBTS] == [None] * 4


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Exemple.fr/a", "exemple.fr"),
        ("https://exemple.fr:8080/a", "exemple.fr"),
        ("https://exemple.fr?retour=https://autre.fr/", "exemple.fr"),
        ("https://exemple.fr#a", "exemple.fr"),
    ],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert link.host_of(url) == host


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("https://exemple.fr/?utm_source=", "utm_source"),
        ("https://exemple.fr/#utm_source=a", "utm_source"),
        ("https://exemple.fr/?a=1&FBCLID=b&utm_medium=c", "FBCLID, utm_medium"),
    ],
)
def test_a_parameter_counts_wherever_it_stands_and_even_when_it_is_empty(
    url: str, seen: str
) -> None:
    assert link.tracked(url, link.host_of(url)) == link.Doubt("LINK-002", seen)


def repeated(text: str) -> list[str]:
    subject = replace(subject_of(BARE), document=parse("projects/projet.yaml", text))
    return [found.where.pointer for found in link.repeated(subject, context_of())]


def test_a_page_is_the_same_but_for_the_slash_at_its_end() -> None:
    pages = "links: [{url: https://a.fr/X}, {url: https://a.fr/X/}, {url: https://a.fr/}]\n"
    assert repeated(pages) == ["/links/1/url"]
    assert repeated("links: [{url: https://a.fr/X}, {url: https://a.fr/}]\n") == []


def test_a_declaration_that_is_a_list_has_no_links() -> None:
    assert repeated("- {id: projet}\n") == []


def test_the_strings_are_gone_through_once_however_many_links_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone_through: list[object] = []
    read = strings.strings

    def counted(data: object) -> Iterator[tuple[Steps, str]]:
        gone_through.append(data)
        return read(data)

    monkeypatch.setattr(strings, "strings", counted)
    links = "".join(f"- https://bit.ly/{number}\n" for number in range(50))
    subject = replace(subject_of(BARE), document=parse("projects/projet.yaml", links))
    places = [found.where.pointer for found in link.doubtful(subject, context_of())]
    assert places == [f"/{number}" for number in range(50)]
    assert len(gone_through) == 1
