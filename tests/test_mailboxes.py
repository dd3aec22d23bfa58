"""PRIVACY: which mailboxes are a person's, and which are a function's."""

from __future__ import annotations

import pytest

from registre.rules.mailboxes import is_of_a_person


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("prenom.nom", "chu.fr"),
        ("p.nom", "chu.fr"),
        ("prenom_nom", "chu.fr"),
        ("prenom.nom2", "chu.fr"),
        ("Prenom.Nom", "CHU.fr"),
        ("prenom.nom+avc", "chu.fr"),
        ("prenom.nom+registre", "chu.fr"),
        ("xyz+contact", "gmail.com"),
        ("prenom-deux.nom", "chu.fr"),
        ("a.b.c.nom", "chu.fr"),
        ("xyz", "gmail.com"),
    ],
)
def test_a_mailbox_of_a_person(name: str, host: str) -> None:
    assert is_of_a_person(name, host)


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("avc", "chu.fr"),
        ("parcours-avc", "chu.fr"),
        ("a.b.c.d.nom", "chu.fr"),
        ("nom.p", "chu.fr"),
        ("prenom.1234", "chu.fr"),
        ("contact", "gmail.com"),
        ("contact2", "chu.fr"),
        ("contact+registre", "chu.fr"),
        ("contact.nom", "chu.fr"),
        ("epi.phare", "epi-phare.fr"),
        (".nom", "chu.fr"),
    ],
)
def test_a_mailbox_of_a_function(name: str, host: str) -> None:
    assert not is_of_a_person(name, host)
