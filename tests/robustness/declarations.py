"""One declaration in a small register: what is said of it, and the laws that always hold."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from registre import package_data
from registre.catalogue import load
from registre.diagnostic import Report, message, remedy
from registre.schema import Schemas
from tests.conftest import DAY, ROOT

BASE = ROOT / "tests" / "cases" / "base"
PATH = "projects/parcours-avc.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A register of which one file is replaced again and again."""

    root: Path
    schemas: Schemas

    def report(self, data: bytes) -> Report:
        """What the whole check says of the register when the file holds these bytes."""
        (self.root / PATH).write_bytes(data)
        return load(self.root, self.schemas, DAY)[1]

    def seconds(self, data: bytes) -> float:
        """Process time of one check; holds the laws as well."""
        started = time.process_time()
        report = self.report(data)
        taken = time.process_time() - started
        holds(report, data)
        return taken


@contextmanager
def bench() -> Iterator[Bench]:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "registry"
        shutil.copytree(BASE, root)
        yield Bench(root=root, schemas=Schemas(package_data.find("schemas")))


def holds(report: Report, data: bytes) -> None:
    """Findings stand inside the file, and can be said in each language."""
    shown = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    lines = shown.split("\n")
    for found in report.findings:
        for language in ("fr", "en"):
            assert message(found, language)
            assert remedy(found, language)
        where = found.where
        if where.path != PATH:
            continue
        assert 1 <= where.line <= where.end_line <= len(lines), found
        assert 1 <= where.column <= len(lines[where.line - 1]) + 1, found
        assert where.end_column <= len(lines[where.end_line - 1]) + 2, found
