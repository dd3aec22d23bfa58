"""``--links``: polite, never sure of what it cannot see, and never inside our own walls."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from registre import links_online
from registre.catalogue import load
from registre.cli import main, visiting
from registre.links_fetch import Fetcher, public_address
from registre.links_notebook import Notebook
from registre.links_online import Answer, NoAnswerError, Verdict, look_up
from registre.schema import Schemas
from registre.yaml_strict import parse
from tests.conftest import DAY, GENUINE

PAGE = "https://exemple.fr/page"


class _Web:
    """Answers from a table, and remembers what it was asked."""

    def __init__(self, answers: Mapping[str, Answer | str]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []
        self.waited: list[float] = []

    def __call__(self, method: str, url: str) -> Answer:
        self.asked.append((method, url))
        answer = self.answers.get(f"{method} {url}", self.answers.get(url, Answer(status=200)))
        if isinstance(answer, str):
            raise NoAnswerError(answer)
        return answer

    def look_up(self, url: str = PAGE) -> Verdict:
        return look_up(url, self, self.waited.append)


def test_a_page_that_is_there_costs_one_request_for_its_headers() -> None:
    web = _Web({})
    assert web.look_up() == Verdict(state="fine")
    assert web.asked == [("HEAD", PAGE)]


@pytest.mark.parametrize("status", [404, 403, 405, 500])
def test_a_host_that_refuses_to_show_headers_alone_is_asked_as_a_reader_would(status: int) -> None:
    web = _Web({f"HEAD {PAGE}": Answer(status=status)})
    assert web.look_up() == Verdict(state="fine")
    assert web.asked == [("HEAD", PAGE), ("GET", PAGE)]


def test_only_a_page_said_to_be_gone_is_dead() -> None:
    for status, state in ((404, "dead"), (410, "dead"), (403, "unknown"), (500, "unknown")):
        verdict = _Web({PAGE: Answer(status=status)}).look_up()
        assert verdict == Verdict(state=state, reason=str(status))


def test_a_busy_host_is_given_the_time_that_it_asks_for_once() -> None:
    web = _Web({PAGE: Answer(status=429, retry_after=7)})
    assert web.look_up().state == "unknown"
    assert web.waited == [7.0]
    assert web.asked == [("HEAD", PAGE), ("HEAD", PAGE)]


def test_a_host_that_asks_for_an_hour_is_left_alone() -> None:
    web = _Web({PAGE: Answer(status=503, retry_after=3600)})
    assert web.look_up().state == "unknown"
    assert web.asked == [("HEAD", PAGE)]


def test_a_host_that_leads_us_round_and_round_is_left_after_some_turns() -> None:
    web = _Web({PAGE: Answer(status=302, location=PAGE)})
    assert web.look_up().reason == "round-and-round"
    assert len(web.asked) == links_online.MAX_HOPS + 1


def test_a_new_address_is_offered_only_where_a_declaration_may_give_it() -> None:
    web = _Web({PAGE: Answer(status=301, location="http://exemple.fr/page")})
    assert web.look_up() == Verdict(state="fine")


def test_a_missing_host_behind_a_redirect_does_not_make_the_address_dead() -> None:
    elsewhere = "https://ailleurs.fr/"
    web = _Web({PAGE: Answer(status=302, location=elsewhere), elsewhere: "no-host"})
    assert web.look_up() == Verdict(state="unknown", reason="no-host")


def test_hosts_are_asked_once_for_each_page_with_a_pause_between_two(tmp_path: Path) -> None:
    text = "".join(f"- [a](https://exemple.fr/{page})\n" for page in ("un", "deux", "un#partie"))
    document = parse("projects/a.yaml", f"method: |-\n  {text.replace(chr(10), chr(10) + '  ')}")
    web = _Web({"https://exemple.fr/un": Answer(status=404)})
    notebook = Notebook(tmp_path / "links.json")
    found = list(links_online.check([document], web, notebook, web.waited.append, DAY))
    assert [finding.code for finding in found] == ["LINK-006", "LINK-006"]
    assert {url for _, url in web.asked} == {"https://exemple.fr/un", "https://exemple.fr/deux"}
    # Before asking again for the page that is not there, and between the two pages.
    assert web.waited == [links_online.PAUSE] * 2


def test_without_a_network_no_link_is_called_dead_and_nothing_is_remembered(tmp_path: Path) -> None:
    document = parse("a.yaml", f"links: [{{url: '{PAGE}'}}]")
    file = tmp_path / "links.json"
    web = _Web({PAGE: "no-host"})
    found = list(links_online.check([document], web, Notebook(file), web.waited.append, DAY))
    assert [finding.code for finding in found] == ["LINK-007"]
    assert not file.exists()


def test_what_was_learnt_is_not_asked_again_for_some_days(tmp_path: Path) -> None:
    document = parse("a.yaml", f"links: [{{url: '{PAGE}'}}]")
    file = tmp_path / "cache" / "links.json"

    def asked(days: int) -> int:
        web = _Web({})
        list(
            links_online.check(
                [document], web, Notebook(file), lambda _: None, DAY + timedelta(days)
            )
        )
        return len(web.asked)

    assert [asked(days) for days in (0, 1, 13, 14)] == [1, 0, 0, 1]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "224.0.0.1",
    ],
)
def test_no_request_is_sent_inside_a_network(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(*_: object, **__: object) -> list[tuple[object, ...]]:
        public = (2, 1, 6, "", ("93.184.216.34", 443))
        return [public, (2, 1, 6, "", (address, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    with pytest.raises(NoAnswerError, match="internal"):
        public_address("exemple.fr", 443)


class _Handler(http.server.BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str | None]]

    def do_HEAD(self) -> None:
        self.asked.append((self.path, str(self.headers["Host"]), self.headers["User-Agent"]))
        if self.path.startswith("/mute"):
            self.connection.close()
            return
        self.send_response(301 if self.path == "/moved" else 200)
        self.send_header("Location", "/new")
        self.send_header("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[tuple[int, list[tuple[str, str, str | None]]]]:
    """A host on this computer: its port, and what it is asked."""
    asked: list[tuple[str, str, str | None]] = []
    handler = type("Handler", (_Handler,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], asked
        server.shutdown()


def test_a_request_says_who_asks_and_reads_the_headers(
    host: tuple[int, list[tuple[str, str, str | None]]],
) -> None:
    port, asked = host
    fetch = Fetcher("registre/1 (+https://registre.example/)", lambda *_: "127.0.0.1")
    assert fetch("HEAD", f"http://exemple.fr:{port}/moved") == Answer(status=301, location="/new")
    assert fetch("GET", f"http://exemple.fr:{port}/a?b=1#c").status == 200
    name = "registre/1 (+https://registre.example/)"
    where = f"exemple.fr:{port}"
    assert asked == [("/moved", where, name), ("/a?b=1", where, name)]


def test_whatever_a_host_does_is_an_answer_or_a_reason(
    host: tuple[int, list[tuple[str, str, str | None]]],
) -> None:
    port, _ = host
    fetch = Fetcher("registre", lambda *_: "127.0.0.1")
    for url, reason in (
        (f"http://exemple.fr:{port}/mute", "no-"),
        (f"https://exemple.fr:{port}/", "insecure"),
        ("http://exemple.fr:1/", "no-connection"),
        ("ftp://exemple.fr/", "no-http"),
        ("http://exemple.fr:port/", "no-http"),
    ):
        with pytest.raises(NoAnswerError, match=reason):
            fetch("HEAD", url)


def test_a_host_on_this_computer_is_not_asked_without_being_told_to(
    host: tuple[int, list[tuple[str, str, str | None]]],
) -> None:
    port, asked = host
    with pytest.raises(NoAnswerError, match="odd-port"):
        Fetcher("registre")("HEAD", f"http://localhost:{port}/")
    with pytest.raises(NoAnswerError, match="internal"):
        Fetcher("registre")("HEAD", "http://localhost/")
    assert asked == []


def test_a_check_without_the_option_never_touches_the_network(
    schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was asked for")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    load(GENUINE, schemas, DAY)
    with pytest.raises(AssertionError):
        socket.getaddrinfo("exemple.fr", 443)


def test_the_command_tells_dead_links_of_the_files_asked_for(
    register_copy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    names: list[str] = []

    def web(name: str) -> _Web:
        names.append(name)
        return _Web({"https://health-data-hub.fr/": Answer(status=404)})

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(visiting, "Fetcher", web)
    monkeypatch.setattr("time.sleep", lambda _: None)
    given = register_copy / "organisations" / "cnil.yaml"
    given.write_text(
        "id: cnil\nname: CNIL\nkind: supervisory-authority\ncountry: FR\n"
        "homepage: https://health-data-hub.fr/\n",
        "utf-8",
    )
    options = ["--registry", str(register_copy), "--today", "2026-11-23", "--lang", "en"]
    main(["check", "--links", "--format", "json", *options, str(given)])
    assert '"LINK-006"' in capsys.readouterr().out
    assert names[0].endswith("(+https://registre.example/)")
    assert (tmp_path / "cache" / "registre" / "links.json").exists()


def test_a_relative_folder_for_caches_is_ignored(
    tmp_path: Path, register_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    _check_links(register_copy, monkeypatch)
    assert not (tmp_path / "relative").exists()
    assert (tmp_path / "home" / ".cache" / "registre" / "links.json").exists()


@pytest.mark.parametrize("home", ["", "relative"])
def test_without_a_home_nothing_is_kept(
    tmp_path: Path, register_copy: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", home)
    before = sorted(tmp_path.iterdir())
    _check_links(register_copy, monkeypatch)
    assert sorted(tmp_path.iterdir()) == before


def test_no_cache_keeps_no_answer_either(
    tmp_path: Path, register_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _check_links(register_copy, monkeypatch, "--no-cache")
    assert not (tmp_path / "cache").exists()


def _check_links(register: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    """The command, before a web on which every page is there."""
    monkeypatch.setattr(visiting, "Fetcher", lambda _: _Web({}))
    monkeypatch.setattr("time.sleep", lambda _: None)
    main(["check", "--links", "--registry", str(register), "--today", "2026-11-23", *options])
