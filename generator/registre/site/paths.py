"""The way back up from a page: home, the list, the record."""

from __future__ import annotations

from registre.site.addresses import LISTINGS
from registre.site.voice import Voice

Step = tuple[str, str]


def to_listing(kind: str, voice: Voice) -> tuple[Step, ...]:
    """Home, then the list of all records of a kind: labels and addresses from the root."""
    language = voice.language
    return (
        (voice.t("text.home"), voice.addresses.page("home", language)),
        (voice.t(f"pages.{LISTINGS[kind]}"), voice.addresses.listing(kind, language)),
    )


def to_record(kind: str, id: str, voice: Voice) -> tuple[Step, ...]:
    """The same, and the record itself: for the pages below it."""
    record = (voice.title(kind, id), voice.addresses.url(kind, id, voice.language))
    return (*to_listing(kind, voice), record)
