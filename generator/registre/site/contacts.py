"""Ways out of the site: the mailbox or the page of a function, a licence, a page elsewhere."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup, escape

from registre.markup import filled
from registre.model import Contact
from registre.site.voice import Voice

# The licences that open data are most often published under, by their SPDX identifiers.
_LICENCES = {
    "etalab-2.0": (
        "Licence Ouverte / Open Licence 2.0 (Etalab)",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    ),
    "cc0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "cc-by-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by-sa-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "odbl-1.0": ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
}


def contact(who: Contact | None, voice: Voice) -> Markup | None:
    """The function's name with its mailbox and its page; None when there is no contact."""
    if who is None:
        return None
    parts = [voice.short(who.name)] if who.name else []
    if who.email:
        parts.append(mailbox(who.email))
    if who.url:
        parts.append(web(who.url))
    return Markup(", ").join(parts) if parts else None


def licence_address(licence: str) -> str:
    """The page of a licence; its identifier when no page is known."""
    known = _LICENCES.get(licence.lower())
    return known[1] if known else licence


def licence_of(licence: str) -> Markup:
    """A licence as a link: the page that the register names, or that of a known licence."""
    if licence.startswith("https://"):
        return web(licence)
    known = _LICENCES.get(licence.lower())
    return web(known[1], known[0]) if known else escape(licence)


def address_of(address: str) -> str:
    """A mailbox as an address of the web writes it."""
    return quote(address, safe="@+")


def mailbox(address: str, subject: str = "", label: str | None = None) -> Markup:
    """A link that writes to a mailbox."""
    target = f"mailto:{address_of(address)}"
    if subject:
        target += f"?subject={quote(subject)}"
    return filled('<a href="{}">{}</a>', target, label or address)


def web(url: str, label: str | None = None) -> Markup:
    """A link to a page elsewhere, shown without its scheme unless it has a label."""
    shown = label or url.removeprefix("https://").rstrip("/")
    return filled('<a href="{}" rel="noopener nofollow">{}</a>', url, shown)
