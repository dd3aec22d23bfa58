"""LINK: where an address begins and ends in a text, and what its parameters are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registre.rules import link
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
