"""``registre serve``: the site on this computer, made again when something is saved."""

from __future__ import annotations

import functools
import http.server
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from registre import building, dressing, package_data, publish
from registre.cli.session import Session, UsageError
from registre.site.shell import Shell

HOST = "127.0.0.1"
PAUSE = 0.3
MAX_PORT = 65535


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files, says nothing, and never lets a browser keep an old page."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def run(session: Session) -> bool:
    """Serve until Ctrl+C; whether the register had errors at the start. Raises UsageError."""
    if not 1 <= session.options.port <= MAX_PORT:
        raise UsageError("port_range")
    schemas = session.schemas()
    catalogue, report = session.load(schemas)
    if catalogue is None:
        session.show(report, session.err)
        return True
    languages = catalogue.register.languages
    given = session.options.shell
    with (
        tempfile.TemporaryDirectory() as folder,
        dressing.shell_for(languages, session.registry, session.overrides, given) as shell,
    ):
        site = Path(folder) / "site"
        _make(session, shell, site)
        with _server(session, site) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            url = f"http://{HOST}:{session.options.port}/"
            session.out.print(session.words["serving"].format(url=url), soft_wrap=True)
            for _ in _changes(session):
                _make(session, shell, site)
    return False


def _server(session: Session, site: Path) -> http.server.ThreadingHTTPServer:
    handler = functools.partial(_Handler, directory=str(site))
    port = session.options.port
    try:
        return http.server.ThreadingHTTPServer((HOST, port), handler)
    except OSError as error:
        raise UsageError("port_taken", port=port) from error


def _make(session: Session, shell: Shell, site: Path) -> None:
    """Make the site again; with errors, tell them and keep the one on show."""
    started = time.monotonic()
    schemas = session.schemas()
    catalogue, report = session.load(schemas)
    if catalogue is None:
        session.show(report, session.err)
        session.err.print(session.words["kept"], soft_wrap=True)
        return

    def fill(folder: Path) -> None:
        building.fill(
            folder,
            catalogue,
            schemas,
            shell,
            on=session.on,
            overrides=session.overrides,
            registry=session.registry,
        )

    publish.publish(site, fill)
    seconds = f"{time.monotonic() - started:.1f}"
    session.out.print(session.words["rebuilt"].format(seconds=seconds), soft_wrap=True)


def _changes(session: Session) -> Iterator[None]:
    """Each time that a declaration, a template or a word has been saved."""
    known = _state(session)
    while True:
        time.sleep(PAUSE)
        current = _state(session)
        if current != known:
            known = current
            yield


def _state(session: Session) -> dict[str, int]:
    folders = [session.registry, package_data.find("site_templates")]
    folders += [session.overrides] if session.overrides else []
    state: dict[str, int] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                state[str(path)] = path.lstat().st_mtime_ns
            except OSError:
                # Saved by renaming: it is back on the next look.
                continue
    return state
