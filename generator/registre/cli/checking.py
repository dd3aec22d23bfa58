"""``registre check``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from registre.cli.progress import steps
from registre.cli.session import Session, UsageError
from registre.diagnostic import Report, Severity
from registre.reporters import as_json


def run(session: Session) -> bool:
    """Check, print the report; whether there are errors."""
    options = session.options
    with steps(session, 1) as step:
        step("reading")
        _, report = session.load(session.schemas())
    if options.paths:
        report = _only(report, options.paths, session)
    if options.format == "json":
        sys.stdout.write(as_json.render(report, on=session.on, language=session.language))
    else:
        session.show(report, session.out)
    return report.has_errors or (options.strict and report.count(Severity.WARNING) > 0)


def _only(report: Report, paths: list[Path], session: Session) -> Report:
    """The findings of these files and folders. Raises UsageError for one outside."""
    root = session.registry.resolve()
    wanted: list[str] = []
    for path in paths:
        found = path if path.exists() else session.registry / path
        try:
            wanted.append(found.resolve(strict=True).relative_to(root).as_posix())
        except OSError as error:
            raise UsageError("absent", path=path) from error
        except ValueError as error:
            raise UsageError("outside", path=path, root=root) from error
    kept = tuple(
        finding
        for finding in report.findings
        if any(_concerns(name, finding.where.path) for name in wanted)
    )
    return replace(report, findings=kept)


def _concerns(name: str, path: str) -> bool:
    """Whether what was found at ``path`` is about ``name``: in it, or a folder that holds it."""
    return name in (".", path) or path.startswith(f"{name}/") or name.startswith(f"{path}/")
