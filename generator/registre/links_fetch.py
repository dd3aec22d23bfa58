"""One request to one public host, with Python's own library.

Nothing but public addresses is ever connected to: a register's links, and where they redirect
to, are written by others, and must not make this computer knock at its own network's doors.
The address that was looked at is the one connected to, so that no host can change its mind.
"""

from __future__ import annotations

import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from registre.links_online import Answer, NoAnswerError

# Seconds for a whole request, and the bytes of an answer that are read: its headers fit in.
TIMEOUT = 15.0
MOST_BYTES = 64 * 1024
_AT_ONCE = 4096
_PORTS = {"https": 443, "http": 80}
_AS_IS = "".join(map(chr, range(0x21, 0x7F)))

# Addresses that stand for one of IPv4, and the bits that follow it: mapped, NAT64, 6to4.
_CARRIERS = (("::ffff:0:0/96", 0), ("64:ff9b::/96", 0), ("2002::/16", 80))
# The part of IPv6 that is given out to hosts.
_UNICAST = "2000::/3"
# Not of hosts, whatever this version of ``ipaddress`` says of them: IETF protocols (Teredo
# among them), 6to4 relays, groups, documentation.
_NO_HOSTS = ("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3", "2001::/23", "3fff::/20")


def public_address(host: str, port: int) -> str:
    """The address at which to connect.

    Raises NoAnswerError for one that is not public, and for a port that is not the web's.
    """
    if port not in _PORTS.values():
        raise NoAnswerError("odd-port")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        gone = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
        raise NoAnswerError("no-host" if gone else "no-connection") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(map(_is_public, addresses)):
        raise NoAnswerError("internal")
    return addresses[0]


def _is_public(address: str) -> bool:
    """Whether it is that of a host that anybody may reach; an address with a zone is not."""
    known = ipaddress.ip_address(address)
    if "%" in address:
        return False
    if isinstance(known, ipaddress.IPv6Address):
        for carrier, bits in _CARRIERS:
            if _is_in(known, carrier):
                return _is_public(str(ipaddress.IPv4Address(int(known) >> bits & 0xFFFFFFFF)))
        if not _is_in(known, _UNICAST):
            return False
    return known.is_global and not any(_is_in(known, network) for network in _NO_HOSTS)


def _is_in(known: ipaddress.IPv4Address | ipaddress.IPv6Address, network: str) -> bool:
    return known in ipaddress.ip_network(network)


class _Page(NamedTuple):
    scheme: str
    host: str
    port: int
    target: str


def _page(url: str) -> _Page:
    """What an address asks of whom. Raises ValueError when it is none of the web."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    if parts.scheme not in _PORTS or not host:
        raise ValueError(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # Headers are read as Latin-1: written so, a redirect is what its host meant.
    sent = quote(target, safe=_AS_IS, encoding="latin-1", errors="replace")
    return _Page(parts.scheme, host, parts.port or _PORTS[parts.scheme], sent)


class Fetcher:
    """Asks as ``name``, which tells whose check this is and where to complain."""

    def __init__(
        self,
        name: str,
        find: Callable[[str, int], str] = public_address,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._find, self._timeout, self._clock = name, find, timeout, clock
        self._security = ssl.create_default_context()

    def __call__(self, method: str, url: str) -> Answer:
        """The status and headers of a page; its body is never read. Raises NoAnswerError."""
        try:
            return self._answer(method, _page(url))
        except TimeoutError as error:
            raise NoAnswerError("too-slow") from error
        except ssl.SSLError as error:
            raise NoAnswerError("insecure") from error
        except OSError as error:
            raise NoAnswerError("no-connection") from error
        except (HTTPException, ValueError) as error:
            raise NoAnswerError("no-http") from error

    def _answer(self, method: str, page: _Page) -> Answer:
        headers = {"User-Agent": self._name, "Accept": "*/*", "Connection": "close"}
        if page.port == _PORTS[page.scheme]:
            headers["Host"] = page.host
        with self._connected(page) as line:
            asking = HTTPConnection(page.host, page.port)
            asking.sock = line
            asking.request(method, page.target, headers=headers)
            with HTTPResponse(line, method=method) as answer:  # type: ignore[arg-type]
                answer.begin()
                after = answer.getheader("Retry-After", "")
                return Answer(
                    status=answer.status,
                    location=answer.getheader("Location", ""),
                    retry_after=int(after) if after.isdecimal() and len(after) < 6 else 0,
                )

    def _connected(self, page: _Page) -> _Line:
        deadline = self._clock() + self._timeout

        def left() -> float:
            if (seconds := deadline - self._clock()) <= 0:
                raise TimeoutError
            return seconds

        address = self._find(page.host, page.port)
        plain = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        try:
            plain.settimeout(left())
            plain.connect((address, page.port))
            if page.scheme == "http":
                return _Line(plain, left)
            plain.settimeout(left())
            return _Line(self._security.wrap_socket(plain, server_hostname=page.host), left)
        except BaseException:
            plain.close()
            raise


class _Line(io.RawIOBase):
    """A connection over which little is heard, and soon, or nothing; as ``http.client`` uses it.

    A limit on each reading alone would let a host keep us for hours, a byte at a time.
    """

    def __init__(self, connected: socket.socket, left: Callable[[], float]) -> None:
        self._socket, self._left, self._room = connected, left, MOST_BYTES

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._left())
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, _AT_ONCE)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._socket.settimeout(self._left())
        count = self._socket.recv_into(buffer)
        self._room -= count
        if self._room < 0:
            raise HTTPException("an answer without end")
        return count

    def close(self) -> None:
        super().close()
        self._socket.close()
