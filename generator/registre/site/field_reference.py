"""Every field of a dataset's and of an organisation's declaration, made from the schemas.

That of a project stands on the page on declaring itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.inserts import reference
from registre.site.page import Page

KINDS = ("dataset", "organisation")


def pages(context: SiteContext) -> Iterator[Page]:
    """A page a kind and language; none without schemas."""
    if context.schemas is None:
        return
    addresses = context.addresses
    for kind in KINDS:
        fields = context.schemas.fields(kind)
        urls = {code: addresses.fields(kind, code) for code in context.languages}
        for language in context.languages:
            voice = context.voices[language]
            yield compose(
                context,
                "field_reference",
                {
                    "kind": kind,
                    "path": (
                        (voice.t("text.home"), addresses.page("home", language)),
                        (voice.t("pages.declare"), addresses.page("declare", language)),
                    ),
                    "fields": reference(fields, context, language),
                    "form_url": addresses.form(kind, language),
                },
                urls=urls,
                language=language,
                section="declare",
                title=voice.t(f"fields.title_{kind}"),
                description=voice.t(f"fields.about_{kind}"),
            )
