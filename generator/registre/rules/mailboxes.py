"""Whose a mailbox is: a function's, or a person's.

A name of two or more words that are no words of an office (``forename.surname``,
``f.surname``) is held to be a person's; so is any name at a provider of private mailboxes.
"""

from __future__ import annotations

import re

from registre.rules.known import known

_PARTS = re.compile(r"[._]")
_WORDS = re.compile(r"[._%-]")
# A word of two letters or more, or an initial; a number may tell namesakes apart.
_PERSONAL_PART = re.compile(r"[a-z]+(?:-[a-z]+)*[0-9]{0,3}")


def is_of_a_person(name: str, host: str) -> bool:
    """Whether ``name@host`` looks like somebody's own mailbox."""
    # What follows the sign sorts a person's mail; it does not make it an office's.
    name, host = name.lower().split("+")[0], host.lower()
    words = [word.rstrip("0123456789") for word in _WORDS.split(name)]
    if any(word in known("offices") for word in words):
        return False
    if host in known("private_providers"):
        return True
    parts = [part for part in _PARTS.split(name) if part]
    if not 2 <= len(parts) <= 4 or not all(map(_PERSONAL_PART.fullmatch, parts)):
        return False
    return len(parts[-1]) > 1 and not _names_the_organisation(words, host)


def _names_the_organisation(words: list[str], host: str) -> bool:
    """``epi.phare@epi-phare.fr``: the name is the host's own."""
    return all(word in host.replace(".", "-").split("-") for word in words)
