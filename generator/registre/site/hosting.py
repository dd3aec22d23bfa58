"""What the host of the site reads: headers, lasting redirects, whom to tell of a weakness.

``_headers`` and ``_redirects`` are read by hosts of static sites; others are told the same by
``docs/hosting/``. Without them the site works all the same, by its own pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from registre.site.addresses import LISTINGS
from registre.site.contacts import address_of
from registre.site.context import SiteContext

# A register that is no longer built stops promising that somebody reads what it is told.
_SECURITY_LASTS = timedelta(days=180)


def files(context: SiteContext, policy: str) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file; ``policy`` is the Content-Security-Policy of all pages."""
    yield "_headers", _headers(context, policy).encode()
    yield "_redirects", _redirects(context).encode()
    # RFC 9116: at the root of the host, which a site in a folder of another is not.
    if context.addresses.base_path == "/" and (text := _security(context)):
        yield ".well-known/security.txt", text.encode()


def headers(policy: str) -> dict[str, str]:
    """The headers of every answer."""
    return {
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _headers(context: SiteContext, policy: str) -> str:
    lines = [f"  {name}: {value}" for name, value in headers(policy).items()]
    return "\n".join([f"{context.addresses.base_path}*", *lines, ""])


def _redirects(context: SiteContext) -> str:
    """Former ids one by one, before the rules that lead an identifier to its page."""
    former = [
        line
        for kind, records in LISTINGS.items()
        for id, record in getattr(context.catalogue, records).items()
        for old in getattr(record, "former_ids", ())
        for line in _moved(context, kind, old, id)
    ]
    return "".join(f"{line}\n" for line in [*former, *_identified(context)])


def _moved(context: SiteContext, kind: str, old: str, id: str) -> Iterator[str]:
    addresses = context.addresses
    root, first = addresses.base_path, context.languages[0]
    target = addresses.url(kind, id, first)
    yield f"{root}{addresses.identifier(kind, old)} {root}{target} 301"
    for language in context.languages:
        here, there = addresses.url(kind, old, language), addresses.url(kind, id, language)
        yield f"{root}{here} {root}{there} 301"


def _identified(context: SiteContext) -> Iterator[str]:
    """One rule a kind: hosts bound the number of rules."""
    addresses, root = context.addresses, context.addresses.base_path
    for kind in LISTINGS:
        target = addresses.url(kind, ":id", context.languages[0])
        yield f"{root}{addresses.identifier(kind, ':id')} {root}{target} 302"


def _security(context: SiteContext) -> str:
    """RFC 9116; empty when the register names neither a mailbox nor a page to write to."""
    contact = context.catalogue.register.contact
    found = [f"mailto:{address_of(contact.email)}"] if contact.email else []
    found += [contact.url] if contact.url else []
    if not found:
        return ""
    expires = (context.on + _SECURITY_LASTS).isoformat()
    lines = [f"Contact: {way}" for way in found]
    lines += [
        f"Expires: {expires}T00:00:00Z",
        f"Preferred-Languages: {', '.join(context.languages)}",
        f"Canonical: {context.addresses.absolute('.well-known/security.txt')}",
    ]
    return "\n".join([*lines, ""])
