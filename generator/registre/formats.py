"""Forms of text that JSON Schema leaves to us: dates, addresses, DOIs, mailboxes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from registre.model.dates import PartialDate

_DOI = re.compile(r"10\.[0-9]{4,9}/[!-~]+")
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_POINTER = re.compile(r"(?:/(?:[^/~]|~[01])*)*")
_HOST = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
# No part may be empty nor made of dots: browsers would read "//" as another host.
_SITE = re.compile(r"https://[^/?#]+(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?")
# Most addresses: a name that no number can be taken for, and a path without anything odd.
_ORDINARY = re.compile(
    r"https://((?:[A-Za-z0-9-]{1,63}\.){1,20}[A-Za-z]{2,63})(?:/[A-Za-z0-9._~/?=&#-]*)?"
)
_LOCAL = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


# The same days come again and again in a register.
@lru_cache(maxsize=1 << 13)
def is_partial_date(value: str) -> bool:
    """YYYY, YYYY-MM or YYYY-MM-DD, of the calendar."""
    try:
        PartialDate.parse(value)
    except ValueError:
        return False
    return True


def is_partial_date_or_not_stated(value: str) -> bool:
    return value == "not-stated" or is_partial_date(value)


def is_full_date(value: str) -> bool:
    """YYYY-MM-DD, of the calendar."""
    return bool(_FULL_DATE.fullmatch(value)) and is_partial_date(value)


def is_web_address(value: str) -> bool:
    """https, a public host name, no credentials, nothing that needs escaping."""
    if ordinary := _ORDINARY.fullmatch(value):
        return not ordinary.group(1).lower().endswith(_LOCAL)
    if not re.fullmatch(r"https://[!-~]+", value) or re.search(r'[][\\"<>^`{|}]', value):
        return False
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        parts.port  # noqa: B018  (raises ValueError when it is no port)
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        return False
    return bool(_HOST.fullmatch(host)) and not host.endswith(_LOCAL) and not _is_ip(host)


def is_site_address(value: str) -> bool:
    """A web address of a plain folder, below which every page of a site has its own."""
    return is_web_address(value) and bool(_SITE.fullmatch(value))


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # A last label of digits alone is an address in disguise: 0x7f.1, 127.1.
        return host.rsplit(".", 1)[-1].isdigit()
    return True


def is_doi(value: str) -> bool:
    return bool(_DOI.fullmatch(value))


def is_mailbox(value: str) -> bool:
    return bool(_MAILBOX.fullmatch(value))


def is_json_pointer(value: str) -> bool:
    return bool(_POINTER.fullmatch(value))


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "partial-date": is_partial_date,
    "partial-date-or-not-stated": is_partial_date_or_not_stated,
    "full-date": is_full_date,
    "web-address": is_web_address,
    "site-address": is_site_address,
    "doi": is_doi,
    "mailbox": is_mailbox,
    "json-pointer": is_json_pointer,
}
