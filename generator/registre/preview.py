"""The site as MkDocs previews it: the same pages, written straight into MkDocs' folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from registre import building, package_data
from registre.catalogue import load
from registre.diagnostic import RegisterError, Report, Severity, message
from registre.schema import Schemas
from registre.site.shell import load_shell

MAX_TOLD = 20


class FaultyRegisterError(RegisterError):
    """The register has errors; the message lists the first of them."""

    def __init__(self, report: Report) -> None:
        errors = [f for f in report.findings if f.severity is Severity.ERROR]
        self.errors = errors[:MAX_TOLD]
        super().__init__(en=self.message("en"))

    def message(self, language: str) -> str:
        return "\n".join(
            f"{error.where.path}:{error.where.line}:{error.where.column} "
            f"{error.code} {message(error, language)}"
            for error in self.errors
        )


def render_into(shell_dir: Path, site_dir: Path, registry: Path) -> None:
    """Write the whole site of ``registry`` into ``site_dir``. Raises RegisterError."""
    own = registry.resolve().parent / "overrides"
    overrides = own if own.is_dir() else None
    schemas = Schemas(package_data.find("schemas", overrides))
    on = datetime.now().astimezone().date()
    catalogue, report = load(registry, schemas, on)
    if catalogue is None:
        raise FaultyRegisterError(report)
    building.fill(
        site_dir,
        catalogue,
        schemas,
        load_shell(shell_dir),
        on=on,
        overrides=overrides,
        registry=registry,
    )
