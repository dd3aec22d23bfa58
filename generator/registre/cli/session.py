"""What one run of the command knows: its options, its day, its language, its terminal."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from registre import checking, loading, package_data, verdicts
from registre.catalogue import Catalogue, load
from registre.cli.speech import all_words
from registre.diagnostic import RegisterError, Report
from registre.reporters import Telling, as_text
from registre.rules.privacy import DEFAULT_COUNTRY
from registre.schema import Schemas
from registre.source import Entry, read_entry


class UsageError(RegisterError):
    """The command was not asked rightly; said with a text of ``words/``."""

    def __init__(self, key: str, **arguments: object) -> None:
        super().__init__(
            **{code: words[key].format(**arguments) for code, words in all_words().items()}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    options: argparse.Namespace
    language: str
    words: Mapping[str, str]
    on: date
    out: Console
    err: Console
    environment: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def begin(
        cls,
        options: argparse.Namespace,
        language: str,
        words: Mapping[str, str],
        environment: Mapping[str, str],
    ) -> Session:
        """Raises UsageError for a day that is none."""
        return cls(
            options=options,
            language=language,
            words=words,
            on=_day(getattr(options, "today", None), environment),
            out=Console(highlight=False, markup=False, emoji=False),
            err=Console(stderr=True, highlight=False, markup=False, emoji=False),
            environment=environment,
        )

    @property
    def registry(self) -> Path:
        folder: Path = self.options.registry
        return folder

    @property
    def overrides(self) -> Path | None:
        """The register's own ``overrides/``, beside its folder."""
        folder = self.registry.resolve().parent / "overrides"
        return folder if folder.is_dir() else None

    def schemas(self) -> Schemas:
        return Schemas(package_data.find("schemas", self.overrides))

    def load(self, schemas: Schemas) -> tuple[Catalogue | None, Report]:
        return load(self.registry, schemas, self.on)

    def check(self, schemas: Schemas, only: Collection[str] = ()) -> Report:
        """The whole check, or that of a few files; with the verdicts of the last one."""
        kept = None if self.options.no_cache else verdicts.folder(self.environment)
        return checking.check(self.registry, schemas, self.on, only=only, cache=kept)

    def telling(self) -> Telling:
        """How this run tells a report."""
        return Telling(
            on=self.on,
            language=self.language,
            words=self.words,
            root=self.registry,
            folder=_folder(self.registry, self.environment),
            country=_country(self.registry),
        )

    def show(self, report: Report, console: Console) -> None:
        """The report in words."""
        as_text.show(report, self.telling(), console)


def _folder(registry: Path, environment: Mapping[str, str]) -> str:
    """The register's folder as its repository names it; else as the command was given it.

    A proposal may lie in a repository of its own below the one that checks it, so what
    Git says comes before what the CI says.
    """
    real = registry.resolve()
    homes = [folder for folder in (real, *real.parents) if (folder / ".git").exists()][:1]
    told = (environment.get(name) for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"))
    homes += [Path(name).resolve() for name in told if name]
    for home in (*homes, Path.cwd()):
        if real.is_relative_to(home):
            return real.relative_to(home).as_posix().removeprefix(".")
    return registry.as_posix()


def _country(registry: Path) -> str:
    """The register's country as it is declared, even by a register that fails its schema."""
    source, _ = read_entry(registry, Entry(path="register.yaml", kind="register"))
    data = loading.document(source)[0].data
    told = data.get("country") if isinstance(data, dict) else None
    return told if isinstance(told, str) else DEFAULT_COUNTRY


def _day(given: str | None, environment: Mapping[str, str]) -> date:
    """``--today``, else SOURCE_DATE_EPOCH, else the clock: read here and nowhere below."""
    if given is not None:
        try:
            return date.fromisoformat(given)
        except ValueError as error:
            raise UsageError("bad_day", value=given) from error
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError("bad_epoch", value=epoch) from error
