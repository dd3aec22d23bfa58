"""Which addresses a declaration may give: those that a page can link to as they are."""

from __future__ import annotations

import pytest

from registre.formats import is_web_address


@pytest.mark.parametrize(
    "address",
    [
        "https://a.fr",
        "https://a.fr/b_(c)?d=e&f#g",
        "https://a.fr/a)b%5Bc%5D_d_*e*",
        "https://a.fr:8443/",
    ],
)
def test_a_plain_address_is_accepted(address: str) -> None:
    assert is_web_address(address)


@pytest.mark.parametrize("sign", list('[]<>{}|^`"\\ \n\té'))
def test_a_sign_that_an_address_must_escape_is_refused(sign: str) -> None:
    """RFC 3986 allows it in no path; the Nu HTML checker calls it an error."""
    assert not is_web_address(f"https://a.fr/b{sign}c")
