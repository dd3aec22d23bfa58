"""Runs MkDocs Material once, to make the shell artefact."""

from __future__ import annotations

import logging
import shutil
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from registre.diagnostic import RegisterError
from registre.package_data import find
from registre.plugin import RegistrePlugin
from registre.site.shell import ShellError


def build_shell(
    target: Path,
    *,
    languages: Sequence[str],
    docs_dirs: Sequence[Path],
    overrides_dir: Path | None = None,
) -> None:
    """Make the shell in `target`, which is replaced only when the new shell is whole.

    The editorial texts of `docs_dirs` are taken nearest first: a text of an earlier folder stands
    for its namesake in a later one. Raises `RegisterError`.
    """
    _check_target(target)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        made = work / "shell"
        with _failures_told():
            config = _config(work, languages, overrides_dir, made)
            _gather(docs_dirs, work / "docs")
            build(config)
        try:
            if target.exists():
                shutil.rmtree(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(made, target)
        except OSError as error:
            raise _failure([str(error)]) from error


def _check_target(target: Path) -> None:
    """Never replace a folder that holds something else than a shell."""
    if not target.exists():
        return
    if target.is_dir() and (not any(target.iterdir()) or (target / "shell.json").is_file()):
        return
    raise ShellError(
        en=f"“{target}” exists and is not a frame that registre wrote: choose another folder.",
        fr=f"« {target} » existe et n’est pas un cadre écrit par registre : "
        "choisissez un autre dossier.",
    )


def _config(
    work: Path, languages: Sequence[str], overrides_dir: Path | None, made: Path
) -> MkDocsConfig:
    docs, site = work / "docs", work / "site"
    docs.mkdir()
    config = load_config(
        str(find("mkdocs.yml", overrides_dir)), docs_dir=str(docs), site_dir=str(site), plugins=[]
    )
    plugin = RegistrePlugin()
    options = {"languages": list(languages), "artefact": str(made)}
    if overrides_dir is not None:
        options["overrides"] = str(overrides_dir.resolve())
    plugin.load_config(options)
    config.plugins["registre"] = plugin
    return config


def _gather(docs_dirs: Sequence[Path], docs: Path) -> None:
    for folder in reversed(docs_dirs):
        if folder.is_dir():
            shutil.copytree(folder, docs, dirs_exist_ok=True)


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _failures_told() -> Iterator[None]:
    """MkDocs says nothing; what it warned of (a broken link) is raised as a `ShellError`.

    So is whatever stops it: settings, templates and texts may all be the register's own.
    """
    logger, kept = logging.getLogger("mkdocs"), _Kept()
    propagate = logger.propagate
    logger.addHandler(kept)
    logger.propagate = False
    try:
        yield
    except RegisterError:
        raise
    except (Exception, SystemExit) as error:
        raise _failure([*kept.messages, _reason(error)]) from error
    finally:
        logger.removeHandler(kept)
        logger.propagate = propagate
    if kept.messages:
        raise _failure(kept.messages)


def _reason(error: BaseException) -> str:
    """What went wrong on one line, and in which template."""
    said = " ".join(str(error).split())
    if not isinstance(error, MkDocsException):
        said = f"{type(error).__name__}: {said}"
    templates = [
        f"{Path(frame.filename).name}:{frame.lineno}: "
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(".html")
    ]
    return "".join(templates[-1:]) + said


def _failure(messages: Sequence[str]) -> ShellError:
    told = "; ".join(dict.fromkeys(messages))
    return ShellError(
        en=f"the shell cannot be made: {told}", fr=f"la coquille ne peut être faite : {told}"
    )
