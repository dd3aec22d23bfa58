"""What the PRIVACY family finds is not shown: a report is public before anybody has read it."""

from __future__ import annotations

from registre.rules.privacy import sights


def masked(words: str, country: str) -> str:
    """The text, with as much of a person's data as a finding may say of it."""
    told: list[str] = []
    end = 0
    for sight in sorted(
        sights(words, country), key=lambda sight: (sight.offset, -len(sight.words))
    ):
        after = sight.offset + len(sight.words)
        if sight.offset >= end:
            told += [words[end : sight.offset], sight.seen]
        # Of two that overlap, the rest of the second is not shown either.
        end = max(end, after)
    return "".join((*told, words[end:]))
