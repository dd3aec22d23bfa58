"""Judges of the finished site that are not Python's: the Nu HTML checker and Lighthouse.

``tests/install-tools`` brings them; ``python -m tests.site.judges FOLDER`` asks Lighthouse.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.conftest import Host, served
from tests.site.conftest import CHROMIUM, FLAGS

PACKAGES = Path(__file__).parents[1] / "tools" / "node_modules"
CHECKER = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = PACKAGES / "lighthouse" / "cli" / "index.js"
LEAST = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 95}
# The four pages that the figures are promised for, fullest of their kind in the fictive register.
LOOKED_AT = (
    "",
    "projets/",
    "projets/toutes-les-formes/",
    "donnees/base-remboursements-fictive/",
)


def html_errors(pages: Iterable[Path]) -> Iterator[str]:
    """What the Nu HTML checker calls an error in each page."""
    # A long list of files in a file of its own would not be read; a command line has its bound.
    waiting = [str(page) for page in pages]
    while waiting:
        batch, waiting = waiting[:500], waiting[500:]
        command = ["java", "-Xss4m", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
        done = subprocess.run([*command, *batch], capture_output=True, text=True, check=True)
        for told in json.loads(done.stderr)["messages"]:
            if told["type"] != "info":
                yield f"{told.get('url')}:{told.get('lastLine')}: {told['message']}"


def scores(url: str) -> dict[str, Any]:
    """Lighthouse's score of a page in each category, of a hundred, and what it found."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                _node(), str(LIGHTHOUSE), url, "--quiet", "--output=json",
                f"--output-path={report}", f"--only-categories={','.join(LEAST)}",
                f"--chrome-flags={' '.join(['--headless=new', *FLAGS])}",
            ],
            check=True,
            env={**os.environ, "CHROME_PATH": CHROMIUM},
        )  # fmt: skip
        data = json.loads(report.read_text("utf-8"))
    found = [
        f"{audit['id']}: {audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in data["audits"].values()
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    categories = data["categories"]
    return {name: round(100 * categories[name]["score"]) for name in LEAST} | {"found": found}


def _node() -> str:
    if own := shutil.which("node"):
        return own
    return str(Path(sys.executable).with_name("node"))


class Compressing(Host):
    """A host that compresses texts, as hosts do."""

    def send_head(self) -> io.BytesIO | None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() else path
        if not file.is_file():
            self.send_error(404)
            return None
        data = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)


def main(folder: Path) -> int:
    """Print the scores of the four pages of a site; 1 when one is below what is promised."""
    low = False
    with served(folder, Compressing) as root:
        for page in LOOKED_AT:
            judged = scores(root + page)
            found = judged.pop("found")
            print(f"/{page}", ", ".join(f"{name} {score}" for name, score in judged.items()))
            for line in found:
                print(f"  {line}")
            low = low or any(judged[name] < least for name, least in LEAST.items())
    return int(low)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
