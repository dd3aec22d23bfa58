"""One request to one public host, with Python's own library, and what is kept of the answers.

Nothing but public addresses is ever connected to: a register's links, and where they redirect
to, are written by others, and must not make this computer knock at its own network's doors.
The address that was looked at is the one connected to, so that no host can change its mind.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import socket
import ssl
from collections.abc import Callable, Mapping
from datetime import date
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from registre.links_online import Answer, NoAnswerError, Verdict

TIMEOUT = 15.0
_PORTS = {"https": 443, "http": 80}
# Days for which an answer holds: what was fine stays so longer than what was not.
DAYS = {"fine": 14, "moved": 7}
DAYS_OTHERWISE = 1


def public_address(host: str, port: int) -> str:
    """The address at which to connect. Raises NoAnswerError for one that is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        gone = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        raise NoAnswerError("no-host" if gone else "no-connection") from error
    except UnicodeError as error:
        raise NoAnswerError("no-host") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(_is_public, addresses)):
        raise NoAnswerError("internal")
    return addresses[0]


def _is_public(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None)
    return known.is_global and not known.is_multicast and (inner is None or inner.is_global)


class Fetcher:
    """Asks as ``name``, which tells whose check this is and where to complain."""

    def __init__(
        self, name: str, find: Callable[[str, int], str] = public_address, timeout: float = TIMEOUT
    ) -> None:
        self._name, self._find, self._timeout = name, find, timeout
        self._security = ssl.create_default_context()

    def __call__(self, method: str, url: str) -> Answer:
        """The status and headers of a page; its body is never read. Raises NoAnswerError."""
        parts = urlsplit(url)
        try:
            port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise NoAnswerError("no-http") from error
        host = parts.hostname or ""
        try:
            return self._answer(method, parts.scheme, host, port, _target(url))
        except TimeoutError as error:
            raise NoAnswerError("too-slow") from error
        except ssl.SSLError as error:
            raise NoAnswerError("insecure") from error
        except OSError as error:
            raise NoAnswerError("no-connection") from error
        except (HTTPException, ValueError) as error:
            raise NoAnswerError("no-http") from error

    def _answer(self, method: str, scheme: str, host: str, port: int, target: str) -> Answer:
        plain = socket.create_connection((self._find(host, port), port), self._timeout)
        connection = HTTPConnection(host, port, timeout=self._timeout)
        with contextlib.closing(connection), plain:
            is_secure = scheme == "https"
            connection.sock = (
                self._security.wrap_socket(plain, server_hostname=host) if is_secure else plain
            )
            headers = {"User-Agent": self._name, "Accept": "*/*", "Connection": "close"}
            if port == _PORTS[scheme]:
                headers["Host"] = host
            connection.request(method, target, headers=headers)
            with connection.getresponse() as answer:
                after = answer.getheader("Retry-After", "")
                return Answer(
                    status=answer.status,
                    location=answer.getheader("Location", ""),
                    retry_after=int(after) if after.isdecimal() and len(after) < 6 else 0,
                )


def _target(url: str) -> str:
    """The path and query of an address, as they are sent."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return "".join(sign if "!" <= sign <= "~" else "%20" for sign in target)


class Notebook:
    """What was learnt of addresses, in a file that anyone may delete at any time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = _read(file)

    def recall(self, url: str, on: date) -> Verdict | None:
        """What is known of the address on that day; None when it is too old to be relied on."""
        try:
            row = self._known[url]
            verdict = Verdict(state=row["state"], reason=row["reason"], new=row["new"])
            age = (on - date.fromisoformat(row["on"])).days
        except (KeyError, TypeError, ValueError):
            return None
        return verdict if 0 <= age < DAYS.get(verdict.state, DAYS_OTHERWISE) else None

    def keep(self, learnt: Mapping[str, Verdict], on: date) -> None:
        """Remember; a file that cannot be written is no reason to fail."""
        for url, seen in learnt.items():
            self._known[url] = {
                "state": seen.state,
                "reason": seen.reason,
                "new": seen.new,
                "on": on.isoformat(),
            }
        text = json.dumps(self._known, ensure_ascii=False, indent=0, sort_keys=True)
        beside = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, "utf-8")
            beside.replace(self._file)


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        known = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
