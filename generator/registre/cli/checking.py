"""``registre check``: read, judge, tell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from registre.cli import delivering
from registre.cli.progress import steps
from registre.cli.session import Session, UsageError
from registre.diagnostic import Report, Severity


def run(session: Session) -> bool:
    """Check, and deliver the report; whether it forbids publication.

    Raises UsageError for options that do not go together.
    """
    if session.options.allow_shrink and session.options.against is None:
        raise UsageError("shrink_alone")
    outputs = delivering.wanted(session)
    names = _names(session.options.paths, session)
    mended = _mend(session, names)
    report = _only(_checked(session, names), names)
    report = _visited(session, report, names)
    _sum_up(session, mended, report)
    delivering.deliver(report, outputs, session)
    warned = session.options.strict and report.count(Severity.WARNING) > 0
    return report.has_errors or warned


# What an option asks for is imported only then: a check without it starts faster.


def _mend(session: Session, names: tuple[str, ...]) -> Collection[str]:
    """Before the check, what ``--fix`` mends: the paths of these files."""
    if not _is_mending(session):
        return ()
    from registre.cli import mending

    return mending.run(session, lambda path: _is_wanted(path, names))


def _is_mending(session: Session) -> bool:
    return bool(session.options.fix or session.options.dry_run)


def _sum_up(session: Session, mended: Collection[str], report: Report) -> None:
    """After it, how much of that the mends have put right."""
    if _is_mending(session):
        from registre.cli import mending

        mending.sum_up(session, mended, report)


def _checked(session: Session, wanted: tuple[str, ...]) -> Report:
    """What is found, and by what the options ask besides; of a few files, without the others."""
    against = session.options.against is not None
    with steps(session, 1 + against, still=True) as step:
        step("reading")
        schemas = session.schemas()
        report = session.check(schemas, () if against else wanted)
        if against:
            from registre.cli import comparing

            step("comparing")
            report = comparing.compared(session, schemas, report).report
    return report


def _visited(session: Session, report: Report, names: tuple[str, ...]) -> Report:
    """After it, what ``--links`` finds on the web."""
    if not session.options.links:
        return report
    from registre.cli import visiting

    return visiting.visited(session, report, lambda path: _is_wanted(path, names))


def _names(paths: list[Path], session: Session) -> tuple[str, ...]:
    """These files and folders, from the register's. Raises UsageError for one outside."""
    root = session.registry.resolve()
    names: list[str] = []
    for path in paths:
        found = path if path.exists() else session.registry / path
        try:
            names.append(found.resolve(strict=True).relative_to(root).as_posix())
        except OSError as error:
            raise UsageError("absent", path=path) from error
        except ValueError as error:
            raise UsageError("outside", path=path, root=root) from error
    return tuple(names)


def _only(report: Report, names: tuple[str, ...]) -> Report:
    """The findings of these files and folders; all of them when none is named."""
    kept = tuple(f for f in report.findings if _is_wanted(f.where.path, names))
    return replace(report, findings=kept)


def _is_wanted(path: str, names: tuple[str, ...]) -> bool:
    return not names or any(_concerns(name, path) for name in names)


def _concerns(name: str, path: str) -> bool:
    """Whether what was found at ``path`` is about ``name``: in it, or a folder that holds it."""
    return name in (".", path) or path.startswith(f"{name}/") or name.startswith(f"{path}/")
