"""``--links`` before hosts that mean ill: an answer or a reason, soon, and none of our doors."""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import itertools
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registre import links_fetch, links_online
from registre.links_fetch import Fetcher, public_address
from registre.links_online import Answer, NoAnswerError, Verdict, look_up

Talk = Callable[[socket.socket], None]
HEAD = b"HTTP/1.1 200 OK\r\n"


@contextlib.contextmanager
def host(talk: Talk) -> Iterator[int]:
    """The port of a host on this computer that treats each connection so."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                talk(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        # Closing alone would leave the thread waiting for a connection.
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def says(*parts: bytes, heard: list[bytes] | None = None) -> Talk:
    """Hears a request, says this, and hangs up."""

    def talk(connection: socket.socket) -> None:
        request = connection.recv(65536)
        if heard is not None:
            heard.append(request)
        for part in parts:
            connection.sendall(part)

    return talk


def goes_on(first: bytes, part: bytes) -> Talk:
    """Says this, then the same for as long as anybody listens."""

    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(first)
        while True:
            connection.sendall(part)

    return talk


def keeps_silent(connection: socket.socket) -> None:
    """Hears whatever is said until the other hangs up."""
    while connection.recv(65536):
        pass


def redirect(location: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n\r\n"


def fetcher(timeout: float = 15.0, clock: Callable[[], float] = lambda: 0.0) -> Fetcher:
    """One that may knock at this computer alone."""
    return Fetcher("registre", lambda *_: "127.0.0.1", timeout, clock)


@functools.cache
def patient() -> Fetcher:
    """One for many visits: it takes a while to learn whom to trust."""
    return fetcher()


def visit(talk: Talk, fetch: Fetcher | None = None) -> Verdict:
    with host(talk) as port:
        return look_up(f"http://exemple.fr:{port}/", fetch or patient(), lambda _: None)


# Where a redirect leads


@pytest.mark.parametrize(
    "location",
    [
        b"http://[::1",
        b"//[",
        b"//]",
        b"http://exemple.fr:port/",
        b"http://exemple.fr:99999/",
        b"http://exemple.fr:-1/",
        b"https:///nowhere",
        b"https://?",
        b"ftp://exemple.fr/",
        b"file:///etc/passwd",
        b"gopher://127.0.0.1:25/_HELO",
        b"javascript:alert(1)",
        b"data:text/html,x",
        b"https://exemple.fr/" + b"a" * 5000,
    ],
)
def test_a_redirect_to_no_address_is_told_and_ends_the_visit(location: bytes) -> None:
    verdict = visit(says(redirect(location)))
    assert verdict == Verdict(state="unknown", reason="astray")


@pytest.mark.parametrize("name", [b"a" * 1500 + b".fr", b"\xff\xfe..fr", b"a..fr", b"xn--\xe9"])
def test_a_redirect_to_a_host_without_a_name_is_told(name: bytes) -> None:
    verdict = visit(says(redirect(b"http://" + name + b"/")))
    assert verdict.state == "unknown"
    assert verdict.reason in ("no-http", "no-connection")


def test_what_a_redirect_smuggles_in_becomes_no_header() -> None:
    heard: list[bytes] = []
    with host(says(redirect(b"/a b\r\n\tX-Evil: 1"), heard=heard)) as port:
        look_up(f"http://exemple.fr:{port}/", fetcher(), lambda _: None)
    assert len(heard) == links_online.MAX_HOPS + 1
    for request in heard:
        names = [line.partition(b":")[0] for line in request.split(b"\r\n")[1:] if line]
        assert sorted(names) == [
            b"Accept",
            b"Accept-Encoding",
            b"Connection",
            b"Host",
            b"User-Agent",
        ]
    assert heard[1].startswith(b"HEAD /a%20bX-Evil:%201 HTTP/1.1\r\n")


def test_an_address_is_asked_for_with_the_letters_that_its_host_wrote() -> None:
    heard: list[bytes] = []
    answers = iter((redirect("/santé".encode()), HEAD + b"\r\n"))

    def talk(connection: socket.socket) -> None:
        heard.append(connection.recv(65536))
        connection.sendall(next(answers))

    assert visit(talk).state == "fine"
    assert heard[1].startswith(b"HEAD /sant%C3%A9 HTTP/1.1\r\n")


def test_a_host_that_leads_round_and_round_is_known_to_have_answered() -> None:
    assert visit(says(redirect(b"/"))) == Verdict(state="unknown", reason="round-and-round")


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "//[", "", "http://", "https:///a", "ftp://a.fr/", "file:///etc/passwd",
     "http://a.fr:port/", "http://a.fr:99999/", f"http://{'a' * 64}.fr/", "http://\x00.fr/",
     "http://a\udc80.fr/", "mailto:a@b.fr"],
)  # fmt: skip
def test_a_malformed_address_is_not_asked_for(url: str) -> None:
    def find(*_: object) -> str:
        raise OSError("looked up")

    with pytest.raises(NoAnswerError) as raised:
        Fetcher("registre", find)("HEAD", url)
    assert raised.value.reason in ("no-http", "no-connection")


# What it says, and how long it takes


@pytest.mark.parametrize(
    "said",
    [
        b"\x00\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 99999 OK\r\n\r\n",
        b"HTTP/1.1 -200 OK\r\n\r\n",
        b"HTTP/9 200 OK\r\n\r\n",
        b"A" * 70_000,
        HEAD + b"a: b\r\n" * 101 + b"\r\n",
        HEAD + b"a" * 65_537 + b"\r\n\r\n",
    ],
)
def test_what_is_no_answer_is_not_understood(said: bytes) -> None:
    assert visit(says(said)) == Verdict(state="unknown", reason="no-http")


def test_a_host_that_hangs_up_gave_no_answer() -> None:
    assert visit(says()).reason == "no-connection"


@pytest.mark.parametrize("length", [b"999999999999", b"-1", b"9" * 5000, b"x", b"5, 6"])
def test_no_length_is_believed_and_no_page_is_read(length: bytes) -> None:
    """Nor is it unpacked: what follows the headers may have no end."""
    first = HEAD + b"Content-Encoding: gzip\r\nContent-Length: " + length + b"\r\n\r\n"
    with host(goes_on(first, b"\x1f\x8b" * 4096)) as port:
        answer = fetcher()("GET", f"http://exemple.fr:{port}/")
    assert answer == Answer(status=200)


@pytest.mark.parametrize(
    "part", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 C\r\na: b\r\n\r\n"]
)
def test_an_answer_without_end_is_left(part: bytes) -> None:
    assert visit(goes_on(b"", part)).reason == "no-http"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_host_that_keeps_silent_is_left(scheme: str) -> None:
    with host(keeps_silent) as port, pytest.raises(NoAnswerError, match="too-slow"):
        fetcher(timeout=0.05)("HEAD", f"{scheme}://exemple.fr:{port}/")


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\na: "])
def test_a_host_that_always_says_a_little_more_is_left(first: bytes) -> None:
    """Each part comes soon enough, the whole never: a second passes at each look at the clock."""
    seconds = itertools.count()
    with host(goes_on(first, b"a")) as port, pytest.raises(NoAnswerError, match="too-slow"):
        fetcher(timeout=8, clock=lambda: float(next(seconds)))("HEAD", f"http://exemple.fr:{port}/")
    # Two to connect and to ask, and the others to hear.
    assert next(seconds) <= 11


def test_a_host_that_is_slow_at_every_step_is_left_after_a_while() -> None:
    """Each request is answered in time; together they would take too long."""
    seconds = itertools.count(step=25)
    asked: list[str] = []

    def fetch(method: str, url: str) -> Answer:
        asked.append(url)
        return Answer(status=302, location=f"/{len(asked)}")

    page = "https://exemple.fr/"
    verdict = look_up(page, fetch, lambda _: None, lambda: float(next(seconds)))
    assert verdict == Verdict(state="unknown", reason="too-slow")
    assert asked == [page, f"{page}1"]


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A host's certificate that nobody but itself vouches for."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem"
    subject = ["-subj", "/CN=exemple.fr", "-addext", "subjectAltName=DNS:exemple.fr"]
    subprocess.run([*command.split(), *subject], cwd=folder, check=True, capture_output=True)
    security = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    security.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return security


def _in_secret(security: ssl.SSLContext, talk: Talk) -> Talk:
    def talk_in_secret(connection: socket.socket) -> None:
        with security.wrap_socket(connection, server_side=True) as secret:
            talk(secret)

    return talk_in_secret


def test_a_certificate_that_nobody_vouches_for_is_refused(self_signed: ssl.SSLContext) -> None:
    heard: list[bytes] = []
    talk = _in_secret(self_signed, says(HEAD + b"\r\n", heard=heard))
    with host(talk) as port, pytest.raises(NoAnswerError, match="insecure"):
        fetcher()("HEAD", f"https://exemple.fr:{port}/")
    assert heard == []


def test_a_certificate_is_that_of_the_host_that_was_asked(
    self_signed: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = ssl.DER_cert_to_PEM_cert(_certificate(self_signed))
    (tmp_path / "trusted.pem").write_text(certificate, "ascii")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "trusted.pem"))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    with host(_in_secret(self_signed, says(HEAD + b"\r\n"))) as port:
        assert fetcher()("HEAD", f"https://exemple.fr:{port}/") == Answer(status=200)
        with pytest.raises(NoAnswerError, match="insecure"):
            fetcher()("HEAD", f"https://autre.fr:{port}/")


def _certificate(security: ssl.SSLContext) -> bytes:
    """What a host shows of itself to whoever connects."""
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    with (
        host(_in_secret(security, keeps_silent)) as port,
        socket.create_connection(("127.0.0.1", port)) as plain,
        blind.wrap_socket(plain) as secret,
    ):
        return secret.getpeercert(binary_form=True) or b""


answers = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=80).map(lambda said: b"HTTP/1.1 " + said),
    st.binary(max_size=80).map(lambda said: HEAD + said + b"\r\n\r\n"),
    st.binary(max_size=80).map(lambda said: redirect(said)),
    st.text(max_size=40).map(lambda said: redirect(said.encode("utf-8", "replace"))),
    st.sampled_from("/:[]@?#%.\\\t ").map(lambda sign: redirect(b"//" + sign.encode() * 3)),
)


@settings(max_examples=150)
@given(answers)
def test_whatever_a_host_says_is_an_answer_or_a_reason(said: bytes) -> None:
    verdict = visit(says(said), patient())
    assert verdict.state in links_online.STATES
    assert verdict.state in ("fine", "moved") or links_online.is_reason(verdict.reason)


# Whom it makes us ask


@pytest.mark.parametrize(
    "address",
    [
        "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254",
        "64:ff9b:1::1", "64:ff9b:1::808:808", "::127.0.0.1", "::8.8.8.8", "::",
        "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8", "::ffff:10.0.0.1", "fec0::1", "fec0:ffff::1",
        "192.88.99.1", "2002:7f00:1::", "2002:a00:1::", "2002:c0a8:101::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:0:7f00:1::1", "2001:10::1", "2001:db8::1",
        "5f00::1", "3fff::1", "100::1", "400::1", "4000::1", "e000::1", "ff02::1", "ff0e::1",
        "fd00::1", "fe80::1", "192.0.0.8", "192.0.0.171", "192.0.2.1", "198.18.0.1",
        "198.51.100.1", "203.0.113.1", "240.0.0.1", "255.255.255.255", "239.1.2.3", "0.1.2.3",
        "172.16.0.1", "100.127.255.255", "2606:4700::1111%eth0",
    ],
)  # fmt: skip
def test_an_address_that_is_not_a_public_host_is_not_asked(address: str) -> None:
    assert not links_fetch._is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "192.0.1.1", "2606:4700::1111", "2a01:e0a::1", "2001:4860::8888",
     "64:ff9b::8.8.8.8", "2002:808:808::1", "::ffff:8.8.8.8"],
)  # fmt: skip
def test_a_public_host_is_asked_even_across_a_translation(address: str) -> None:
    assert links_fetch._is_public(address)


@given(st.ip_addresses(v=6))
def test_no_address_of_version_6_is_public_beyond_those_given_out(
    address: ipaddress.IPv6Address,
) -> None:
    if links_fetch._is_public(str(address)):
        networks = ("2000::/3", "64:ff9b::/96", "::ffff:0:0/96")
        assert any(address in ipaddress.ip_network(network) for network in networks)


@pytest.mark.parametrize("port", [0, 1, 22, 25, 81, 8080, 8443, 6379, 65535])
def test_no_port_but_those_of_the_web_is_asked(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)
    with pytest.raises(NoAnswerError, match="odd-port"):
        public_address("exemple.fr", port)


def test_the_address_that_was_judged_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that means another address the second time is never asked a second time."""
    found = iter(("93.184.216.34", "127.0.0.1", "127.0.0.1"))
    connected: list[object] = []

    def lookup(name: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (next(found), port))]

    def connect(_: socket.socket, address: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(NoAnswerError, match="no-connection"):
        Fetcher("registre")("HEAD", "http://exemple.fr/")
    assert connected == [("93.184.216.34", 80)]
    assert next(found) == "127.0.0.1"


def test_what_a_redirect_leads_to_is_judged_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda name, port, **_: [(2, 1, 6, "", (name, port))]
    )
    real = Fetcher("registre")

    def fetch(method: str, url: str) -> Answer:
        if url == "https://exemple.fr/":
            return Answer(status=302, location="http://169.254.169.254/latest/meta-data/")
        return real(method, url)

    verdict = look_up("https://exemple.fr/", fetch, lambda _: None)
    assert verdict == Verdict(state="unknown", reason="internal")
