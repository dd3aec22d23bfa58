"""The citation of each record, beside its page, for those who keep bibliographies."""

from __future__ import annotations

from collections.abc import Iterator

from registre.exports.artifact import Artifact
from registre.exports.records import encoded
from registre.site import citation
from registre.site.addresses import LISTINGS
from registre.site.context import SiteContext


def artifacts(context: SiteContext) -> Iterator[Artifact]:
    """``citation.bib`` and ``citation.json`` of each record, in every language."""
    for kind, records in LISTINGS.items():
        for id in getattr(context.catalogue, records):
            for language, voice in context.voices.items():
                cited = citation.citation(kind, id, context, voice)
                page = context.addresses.url(kind, id, language)
                bibtex = citation.bibtex(cited).encode()
                yield Artifact(path=f"{page}{citation.BIBTEX}", data=bibtex)
                yield Artifact(path=f"{page}{citation.CSL}", data=encoded(citation.csl(cited)))
