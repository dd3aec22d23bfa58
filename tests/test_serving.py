"""The site shown on this computer: by the command, and by MkDocs through the plugin."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from registre.cli import main
from tests.conftest import ROOT

PATIENCE = 120
SHELL = ROOT / "tests" / "fixtures" / "shell"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(registry: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """``registre serve``, until the block ends."""
    command = [sys.executable, "-m", "registre", "serve", "--registry", str(registry)]
    command += ["--shell", str(SHELL), "--port", str(port), "--lang", "en"]
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(process: subprocess.Popen[str], words: str) -> str:
    """Read what it says, line by line, until a line has these words."""
    assert process.stdout is not None
    said = ""
    # A program that never says it is a failure, not a wait without end.
    guard = threading.Timer(PATIENCE, process.kill)
    guard.start()
    try:
        for line in process.stdout:
            said += line
            if words in line:
                return said
    finally:
        guard.cancel()
    raise AssertionError(f"it ended without saying {words!r}:\n{said}")


def page(port: int, url: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{url}") as answer:
        text: str = answer.read().decode()
        return text


def test_a_saved_declaration_is_shown_and_a_faulty_one_is_told(register_copy: Path) -> None:
    port = free_port()
    hydro = register_copy / "projects" / "pilotes-2019" / "hydro.yaml"
    declared = hydro.read_text("utf-8")
    with serving(register_copy, port) as process:
        until(process, f"http://127.0.0.1:{port}/")
        assert "HYDRO" in page(port, "projets/hydro/")
        hydro.write_text(declared.replace("HYDRO", "AQUATIQUE"), "utf-8")
        until(process, "Made again")
        assert "AQUATIQUE" in page(port, "projets/hydro/")
        hydro.write_text("id: [", "utf-8")
        told = until(process, "still the one of before")
        assert "hydro.yaml" in told
        assert "AQUATIQUE" in page(port, "projets/hydro/")
        hydro.write_text(declared, "utf-8")
        until(process, "Made again")
        assert "AQUATIQUE" not in page(port, "projets/hydro/")


def test_it_answers_404_with_the_sites_own_page_and_stops_when_asked(register_copy: Path) -> None:
    port = free_port()
    with serving(register_copy, port) as process:
        until(process, f"http://127.0.0.1:{port}/")
        with pytest.raises(urllib.error.HTTPError) as refused:
            page(port, "nowhere/")
        assert refused.value.code == 404
        assert "<h1>" in refused.value.read().decode()
        refused.value.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130


def test_a_port_that_is_taken_is_one_clear_line(register_copy: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(register_copy, port) as process:
            said = until(process, "already taken")
            assert "Traceback" not in said
            assert process.wait(30) == 2


@pytest.mark.parametrize("port", ["-1", "0", "65536", "80000"])
@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Le port va de 1 à 65535."), ("en", "The port goes from 1 to 65535.")],
)
def test_a_port_that_cannot_be_is_said_before_the_work(
    port: str, language: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["serve", "--registry", str(tmp_path), f"--port={port}", "--lang", language]
    assert main(given) == 2
    assert capsys.readouterr().err.strip() == said


def mkdocs(command: str, folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "mkdocs", command, "-f", str(folder / "mkdocs.yml"), *options]


@pytest.fixture
def repository(register_copy: Path) -> Path:
    """A folder like this repository, whose register a test may break."""
    folder = register_copy.parent
    for name in ("mkdocs.yml", "docs", "site_templates"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def test_mkdocs_build_previews_the_site(repository: Path) -> None:
    site = repository / "preview"
    subprocess.run(
        mkdocs("build", repository, "--quiet", "--site-dir", str(site)), check=True, cwd=repository
    )
    for name in ("index.html", "projets/hydro/index.html", "en/projects/hydro/index.html"):
        assert "@@registre:" not in (site / name).read_text("utf-8")
    assert (site / "pagefind" / "pagefind.js").is_file()


def test_mkdocs_build_tells_where_a_declaration_is_wrong(repository: Path) -> None:
    (repository / "registry" / "projects" / "pilotes-2019" / "hydro.yaml").write_text("id: [\n")
    built = subprocess.run(
        mkdocs("build", repository, "--site-dir", str(repository / "preview")),
        cwd=repository,
        capture_output=True,
        text=True,
    )
    assert built.returncode != 0
    assert "projects/pilotes-2019/hydro.yaml:1:5 YAML-017" in built.stderr


def test_mkdocs_serve_shows_the_site(repository: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        mkdocs("serve", repository, "--dev-addr", f"127.0.0.1:{port}"),
        cwd=repository,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until(process, "Serving on")
        assert "HYDRO" in page(port, "projets/hydro/")
    finally:
        process.kill()
        process.communicate()
