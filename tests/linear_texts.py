"""Texts made to mislead a regular expression. Imported by processes that know nothing else."""

from __future__ import annotations

from collections.abc import Iterator

LENGTH = 100_000


def misleading(pattern: str) -> Iterator[str]:
    """Long texts of the pattern's own signs, each with an end that it may stumble on."""
    literal = [sign for sign in dict.fromkeys(pattern) if sign not in "\\^$*+?{}|()[]"]
    signs = ["a", "A", "0", " ", "\n", "-", "é", *literal]
    rows = [*dict.fromkeys(signs)][:14]
    rows += ["a ", "A ", "0 ", "a-", "a.", "0.", "A\n", "a' ", "[a", "<a ", "](", "@a.", "http://a"]
    for row in rows:
        text = row * (LENGTH // len(row))
        yield text
        yield text[:-1] + "\x00"
