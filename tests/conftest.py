"""Fixtures that several tests share: the two registers, and their sites built once."""

from __future__ import annotations

import contextlib
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from registre import package_data
from registre.catalogue import Catalogue, load
from registre.schema import Schemas

ROOT = Path(__file__).resolve().parents[1]
GENUINE = ROOT / "registry"
FICTIVE = ROOT / "tests" / "registers" / "fictive" / "registry"
DAY = date(2026, 11, 23)
# The whole, valid project with which the description of the records begins.
SMALLEST = """\
id: parcours-avc
title: Parcours de soins après un AVC
summary: >-
  Nous étudions ce que deviennent les patients après un accident vasculaire
  cérébral, selon la rapidité de leur prise en charge.
purpose: Mesurer l'effet d'une prise en charge rapide.
themes: [cardiology]
lead: chu-limoges
route: mr-004
data:
  - dataset: pmsi-mco
"""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="every case, at full size")
    parser.addoption("--rewrite-golden", action="store_true", help="write the expected files anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full"):
        return
    skip = pytest.mark.skip(reason="full size: make full")
    for item in items:
        if "full" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes what the person's own checks have kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    return Schemas(package_data.find("schemas"))


def _catalogue(root: Path, schemas: Schemas) -> Catalogue:
    catalogue, report = load(root, schemas, DAY)
    assert catalogue is not None, [f for f in report.findings if f.severity == "error"]
    return catalogue


@pytest.fixture(scope="session")
def genuine(schemas: Schemas) -> Catalogue:
    """The register of this repository."""
    return _catalogue(GENUINE, schemas)


@pytest.fixture(scope="session")
def fictive(schemas: Schemas) -> Catalogue:
    """The invented register that has one of everything."""
    return _catalogue(FICTIVE, schemas)


def _built(root: Path, catalogue: Catalogue, schemas: Schemas, folder: Path) -> Path:
    """The site of a register, built once for all test processes."""
    from registre import building, dressing, publish

    lock, site = folder / "lock", folder / "site"
    with _turn(lock):
        if not site.exists():
            with dressing.shell_for(catalogue.register.languages, root, None, None) as shell:
                publish.publish(
                    site,
                    lambda staging: _ignore(
                        building.fill(staging, catalogue, schemas, shell, on=DAY)
                    ),
                )
    return site


def _ignore(_: object) -> None:
    return None


@contextlib.contextmanager
def _turn(lock: Path) -> Iterator[None]:
    import fcntl

    with lock.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _shared_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    base = factory.getbasetemp()
    # Under pytest-xdist each process has a folder of its own below the run's.
    run = base.parent if base.name.startswith("popen-") else base
    folder = run / name
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def fictive_folder(
    fictive: Catalogue, schemas: Schemas, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of the fictive register's site."""
    return _built(FICTIVE, fictive, schemas, _shared_folder(tmp_path_factory, "fictive"))


@pytest.fixture(scope="session")
def genuine_folder(
    genuine: Catalogue, schemas: Schemas, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of the genuine register's site."""
    return _built(GENUINE, genuine, schemas, _shared_folder(tmp_path_factory, "genuine"))


class Host(http.server.SimpleHTTPRequestHandler):
    """A host that sends the headers that a site asks for, as hosts of static sites do."""

    def end_headers(self) -> None:
        asked = Path(self.directory) / "_headers"
        if asked.is_file():
            for line in asked.read_text("utf-8").splitlines()[1:]:
                name, _, value = line.strip().partition(": ")
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path, host: type[Host] = Host) -> Iterator[str]:
    """The address of a folder, served on this computer alone."""
    handler = functools.partial(host, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def built_site(fictive_folder: Path) -> Iterator[str]:
    """The address of the fictive register's site."""
    with served(fictive_folder) as address:
        yield address


@pytest.fixture(scope="session")
def genuine_site(genuine_folder: Path) -> Iterator[str]:
    """The address of the genuine register's site."""
    with served(genuine_folder) as address:
        yield address


@pytest.fixture
def register_copy(tmp_path: Path) -> Path:
    """A copy of the genuine register that a test may break."""
    shutil.copytree(GENUINE, tmp_path / "registry")
    return tmp_path / "registry"
