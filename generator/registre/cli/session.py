"""What one run of the command knows: its options, its day, its language, its terminal."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console

from registre import package_data
from registre.catalogue import Catalogue, load
from registre.cli.speech import all_words
from registre.diagnostic import RegisterError, Report
from registre.reporters import as_text
from registre.schema import Schemas


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

    def show(self, report: Report, console: Console) -> None:
        """The report in words."""
        as_text.render(
            report, root=self.registry, language=self.language, words=self.words, console=console
        )


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
