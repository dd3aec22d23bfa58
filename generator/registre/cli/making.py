"""``registre build`` and ``registre shell``."""

from __future__ import annotations

import os
from pathlib import Path

from registre import building, dressing, publish
from registre.building import Built
from registre.catalogue import Catalogue
from registre.cli.progress import steps
from registre.cli.session import Session, UsageError
from registre.schema import Schemas
from registre.site import form


def build(session: Session) -> bool:
    """Check, then publish; whether errors forbade it."""
    _apart(session.registry, session.options.site_dir)
    schemas = session.schemas()
    with steps(session, 4) as step:
        step("reading")
        catalogue, report = session.load(schemas)
        built = _publish(session, catalogue, schemas, step) if catalogue else None
    if built is None:
        session.show(report, session.err)
        session.err.print(session.words["not_published"], soft_wrap=True)
        return True
    site = session.options.site_dir
    pages = sum(built.index.pages.values())
    said = session.words["published"].format(site=site, pages=pages, files=built.files)
    session.out.print(said, soft_wrap=True)
    session.out.print(session.words["open_next"], soft_wrap=True)
    if not form.has_script():
        session.err.print(session.words["no_form"], soft_wrap=True)
    return False


def _apart(registry: Path, site: Path) -> None:
    """Raises UsageError when one of the two folders lies in the other."""
    source, target = os.path.realpath(registry), os.path.realpath(site)
    if os.path.commonpath([source, target]) in (source, target):
        raise UsageError("one_in_the_other", site=site, registry=registry)


def _publish(
    session: Session, catalogue: Catalogue, schemas: Schemas, step: building.Progress
) -> Built:
    made: list[Built] = []
    step("dressing")
    languages = catalogue.register.languages
    given = session.options.shell
    with dressing.shell_for(languages, session.registry, session.overrides, given) as shell:

        def fill(folder: Path) -> None:
            made.append(
                building.fill(
                    folder,
                    catalogue,
                    schemas,
                    shell,
                    on=session.on,
                    overrides=session.overrides,
                    registry=session.registry,
                    progress=step,
                )
            )

        publish.publish(session.options.site_dir, fill)
    return made[0]


def shell(session: Session) -> bool:
    """Write the theme's shell into a folder; whether errors in register.yaml forbade it."""
    catalogue, report = session.load(session.schemas())
    if catalogue is None:
        session.show(report, session.err)
        return True
    with steps(session, 1) as step:
        step("dressing")
        languages = catalogue.register.languages
        dressing.make_shell(session.options.target, languages, session.registry, session.overrides)
    said = session.words["shell_written"].format(target=session.options.target)
    session.out.print(said, soft_wrap=True)
    return False
