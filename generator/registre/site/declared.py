"""Declared fields and values in the words of the site, for what a declaration said of old."""

from __future__ import annotations

from registre.readable import Readable
from registre.schema import Schemas
from registre.site.voice import Voice

_TERMS = {"term:themes": "theme", "term:routes": "route"}


def readable(voice: Voice, schemas: Schemas) -> Readable:
    """How one language of the site tells a value of any field, as people call it."""
    t = voice.t
    return Readable(
        language=voice.language,
        words={
            "report_yes": t("text.yes"),
            "report_no": t("text.no"),
            "report_not_stated": t("text.not_stated"),
            "report_colon": t("history.colon"),
            "report_semicolon": t("history.semicolon"),
        },
        schemas=schemas,
        date=voice.wording.date,
        name=lambda kind, name: _name(kind, name, voice),
    )


def _name(kind: str, id: str, voice: Voice) -> str:
    """What a record or a term is called; the id or the code when it is no more."""
    return voice.label(_TERMS[kind], id) if kind in _TERMS else voice.title(kind, id)
