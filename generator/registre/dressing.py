"""The shell that a site is dressed in: one of a folder, or one that the theme makes now."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registre import package_data
from registre.site.shell import Shell, load_shell


def docs_folders(registry: Path) -> list[Path]:
    """Editorial pages, nearest first: the register's own ``docs/pages``, then the shipped ones."""
    own = registry.resolve().parent / "docs" / "pages"
    shipped = package_data.find("docs/pages")
    return [own, shipped] if own.is_dir() and own != shipped else [shipped]


def make_shell(
    target: Path, languages: tuple[str, ...], registry: Path, overrides: Path | None
) -> None:
    """Write the theme's shell into a folder. Raises RegisterError."""
    # MkDocs takes a third of a second to import, and a given shell does without it.
    from registre.shell_theme import build_shell

    build_shell(
        target, languages=languages, docs_dirs=docs_folders(registry), overrides_dir=overrides
    )


@contextmanager
def shell_for(
    languages: tuple[str, ...], registry: Path, overrides: Path | None, given: Path | None
) -> Iterator[Shell]:
    """The shell of a folder, or one that the theme makes now, for as long as it is needed."""
    if given is not None:
        yield load_shell(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "shell"
        make_shell(target, languages, registry, overrides)
        yield load_shell(target)
