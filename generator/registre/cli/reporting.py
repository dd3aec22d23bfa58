"""``registre report``: a proposal, told for the page where it is examined."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from registre import package_data, work_tree, working_days
from registre.cli import delivering
from registre.cli.comparing import Compared, compared
from registre.cli.progress import steps
from registre.cli.session import Session
from registre.consequences import Consequences
from registre.diagnostic import RegisterError
from registre.model import Register
from registre.proposal import Files, Reading
from registre.readable import Readable
from registre.reporters import as_proposal
from registre.schema import Schemas
from registre.site.addresses import Addresses
from registre.site.translations import load
from registre.site.wording import Wording


def run(session: Session) -> bool:
    """Tell the proposal; never that there are errors, for it is `check` that decides."""
    output: Path | None = session.options.output
    if output is not None:
        delivering.refuse_impossible(output)
    with steps(session, 2) as step:
        step("reading")
        schemas = session.schemas()
        _, report = session.load(schemas)
        step("comparing")
        found = compared(session, schemas, report)
    told = _told(found, schemas, session)
    if output is None:
        sys.stdout.buffer.write(told.encode())
        sys.stdout.flush()
    else:
        delivering.write(output, told)
    return False


def _told(found: Compared, schemas: Schemas, session: Session) -> str:
    consequences = Consequences(found.proposal, session.on, _working_days)
    folders = package_data.find_all("site_templates/translations", session.overrides)
    readable = Readable(
        language=session.language,
        words=session.words,
        schemas=schemas,
        date=Wording(load(folders, session.language)).date,
        name=_names(found, schemas, session.language),
    )
    folder = session.telling().folder
    telling = as_proposal.Telling(
        readable=readable,
        address=_address(consequences.register, session),
        path=lambda path: posixpath.join(folder, path),
    )
    return as_proposal.render(found.proposal, found.report, consequences, telling)


def _working_days(register: Register) -> Callable[..., bool]:
    return working_days.calendar_of(register.holidays or register.country)


def _names(found: Compared, schemas: Schemas, language: str) -> Callable[[str, str], str]:
    """What a record or a term is called: as proposed, else as published."""
    folder, revision = found.revision.folder, found.revision
    # Git is asked once, and only when a name is not in the proposal.
    former = lru_cache(maxsize=1)(lambda: revision.read(filter(_is_named, revision.entries)))
    sides = (
        Reading(
            Files(paths=work_tree.paths(revision), read=lambda path: work_tree.read(folder, path)),
            schemas,
        ),
        Reading(
            Files(paths=revision.entries.keys(), read=lambda path: former().get(path)),
            schemas,
        ),
    )
    return lru_cache(maxsize=4096)(lambda kind, name: _name(sides, kind, name, language))


def _is_named(path: str) -> bool:
    return path.startswith(("organisations/", "datasets/", "terms/")) or path == "register.yaml"


def _name(sides: tuple[Reading, ...], kind: str, id: str, language: str) -> str:
    for side in sides:
        if label := side.name(kind, id, language):
            return label
    return id


def _address(register: Register | None, session: Session) -> Callable[[str, str], str]:
    """The address of a record's page, in the person's language if the register has it."""
    if register is None:
        return lambda kind, name: f"id/{kind}/{name}/"
    language = session.language if session.language in register.languages else register.languages[0]
    folders = package_data.find_all("site_templates/translations", session.overrides)
    try:
        addresses = Addresses(register, {code: load(folders, code) for code in register.languages})
    except RegisterError:
        # A language that the site cannot speak yet: the identifier leads there in any.
        base = register.base_url.rstrip("/")
        return lambda kind, name: f"{base}/id/{kind}/{name}/"
    return lambda kind, name: addresses.absolute(addresses.url(kind, name, language))
