"""What can be done with a record: download it, name it, report a mistake in it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from registre.site import citation as citing
from registre.site import forge
from registre.site.contacts import licence_of
from registre.site.context import SiteContext
from registre.site.voice import Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """Addresses of the record's files from the site's root, its identifier, whom to tell."""

    yaml: str
    json: str
    identifier: str
    mistake: str
    change: str
    licence: Markup
    citation: Markup
    bibtex: str
    csl: str


def files_of(kind: str, id: str, context: SiteContext) -> tuple[str, str]:
    """The YAML and the JSON of a record: beside its page in the register's first language."""
    page = context.addresses.url(kind, id, context.languages[0])
    return f"{page}{kind}.yaml", f"{page}{kind}.json"


def reuse(kind: str, id: str, context: SiteContext, voice: Voice) -> Reuse:
    """The foot of a record's page."""
    yaml, json = files_of(kind, id, context)
    page = context.addresses.url(kind, id, voice.language)
    return Reuse(
        yaml=yaml,
        json=json,
        identifier=context.addresses.absolute(context.addresses.identifier(kind, id)),
        mistake=_mistake(id, context, voice),
        change=_change(kind, id, context),
        licence=licence_of(context.catalogue.register.data_licence),
        citation=citing.sentence(citing.citation(kind, id, context, voice), voice),
        bibtex=f"{page}{citing.BIBTEX}",
        csl=f"{page}{citing.CSL}",
    )


def _change(kind: str, id: str, context: SiteContext) -> str:
    """Where the forge proposes a change to the declaration; empty without a forge."""
    known = context.catalogue.register.forge
    return forge.edit(known, context.catalogue.paths[f"{kind}/{id}"]) if known else ""


def _mistake(id: str, context: SiteContext, voice: Voice) -> str:
    """Where to report a mistake: the register's mailbox, else its contact page."""
    contact = context.catalogue.register.contact
    if contact.email:
        subject = quote(voice.t("reuse.mistake_subject", id=id))
        return f"mailto:{quote(contact.email, safe='@+')}?subject={subject}"
    return contact.url or ""
