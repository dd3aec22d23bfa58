"""``registre check --links``: the findings about the pages that a register points at."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from registre import __version__, cache, links_online
from registre.cli.progress import steps
from registre.cli.session import Session
from registre.diagnostic import Report
from registre.document import Document
from registre.links_fetch import Fetcher
from registre.links_notebook import Notebook


def visited(session: Session, report: Report, concerns: Callable[[str], bool]) -> Report:
    """The report, with what the network says of the links of the files concerned."""
    with steps(session, 1) as step:
        step("visiting")
        declared = tuple(links_online.documents(session.registry))
        found = links_online.check(
            [document for document in declared if concerns(document.path)],
            Fetcher(_name(declared)),
            Notebook(_notebook(session)),
            time.sleep,
            session.on,
        )
        return Report.of((*report.findings, *found), files=report.files, records=report.records)


def _name(declared: tuple[Document, ...]) -> str:
    """Who asks, and where the asked may find out more."""
    for document in declared:
        if document.path == "register.yaml" and isinstance(document.data, dict):
            address = str(document.data.get("base_url", ""))
            if address.isascii() and address.isprintable():
                return f"registre/{__version__} (+{address})"
    return f"registre/{__version__}"


def _notebook(session: Session) -> Path | None:
    """Where answers are kept; None when nothing is to be kept, or nowhere."""
    folder = None if session.options.no_cache else cache.folder(session.environment)
    return folder and folder / "links.json"
