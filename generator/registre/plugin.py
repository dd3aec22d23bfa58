"""The MkDocs adapter: it asks the theme for the shell, and previews the whole site.

Publishing is the command's (`registre build`); `mkdocs build` and `mkdocs serve` only show.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import clean_directory

from registre import shell_artefact as artefact
from registre.diagnostic import RegisterError
from registre.package_data import find
from registre.shell_plan import Asked, Kind, Plan, make_plan, register_languages


class RegistreConfig(base.Config):  # type: ignore[no-untyped-call]
    """Options in `mkdocs.yml`; `artefact` and `languages` are set by `build_shell`."""

    registry = option.Type(str, default="registry")
    overrides = option.Type(str, default="overrides")
    languages = option.ListOfItems(option.Type(str), default=[])
    artefact = option.Type(str, default="")


class RegistrePlugin(BasePlugin[RegistreConfig]):  # type: ignore[no-untyped-call]
    """Both languages in one run: every page of the plan through the theme, once."""

    registry: Path
    overrides: Path | None
    plan: Plan
    asked: dict[str, Asked]
    rendered: list[artefact.Rendered]
    attached: list[File]
    theme_sheet: str

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        root = Path(config.config_file_path).parent
        self.registry = root / self.config.registry
        overrides = root / self.config.overrides
        self.overrides = overrides if overrides.is_dir() else None
        if (overrides / "theme").is_dir():
            config.theme.dirs.insert(0, str(overrides / "theme"))
        config.theme.static_templates = set()
        self.rendered = []
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        sheet = next(file for file in files if file.src_uri.startswith("assets/stylesheets/main"))
        self.theme_sheet = sheet.content_string
        written = {_key(file): file for file in files if file.src_uri.endswith(".md")}
        with self._told():
            self.plan = make_plan(
                languages=self.config.languages or register_languages(self.registry),
                written=written,
                navigation=config.extra["navigation"],
                footer=config.extra["footer"],
                overrides=self.overrides,
            )
        self.asked = {asked.source: asked for asked in self.plan.asked}
        self.attached = [file for file in files.media_files() if file.src_dir == config.docs_dir]
        for file in self.attached:
            file.dest_uri = f"static/{file.src_uri}"
        pages = [_file(asked, written, config) for asked in self.plan.asked]
        return Files([*pages, *self.attached])

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        return artefact.rebase(html, page.file.url)

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        env.trim_blocks = env.lstrip_blocks = True
        return env

    def on_page_context(self, context: Any, page: Page, config: MkDocsConfig, nav: Any) -> Any:
        asked = self.asked[page.file.src_uri]
        config.theme["language"] = asked.language
        return {**context, "registre": self.plan.context(asked)}

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        asked, text = self.asked[page.file.src_uri], str(page.meta.get("description", ""))
        self.rendered.append(artefact.Rendered(asked, output, str(page.title), text))
        return output

    def on_post_build(self, config: MkDocsConfig) -> None:
        if self.config.artefact:
            self._write_shell(Path(self.config.artefact))
            return
        from registre.preview import render_into

        with tempfile.TemporaryDirectory() as folder, self._told():
            self._write_shell(Path(folder))
            clean_directory(config.site_dir)
            render_into(Path(folder), Path(config.site_dir), self.registry)

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        for folder in (self.registry, self.overrides, find("site_templates")):
            if folder is not None and folder.is_dir():
                server.watch(str(folder))
        return server

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except RegisterError as error:
            if self.config.artefact:
                raise
            raise PluginError(str(error)) from error

    def _write_shell(self, target: Path) -> None:
        artefact.write_artefact(target, self.plan, self.rendered)
        artefact.write_static(target / "static", self.theme_sheet, self.overrides)
        artefact.write_attached(
            target, {file.dest_uri: str(file.abs_src_path) for file in self.attached}
        )


def _key(file: File) -> tuple[str, str]:
    key, _, language = file.src_uri.removesuffix(".md").rpartition(".")
    return key, language


def _file(asked: Asked, written: dict[tuple[str, str], File], config: MkDocsConfig) -> File:
    if asked.kind is Kind.EDITORIAL:
        file = written[asked.key, asked.language]
    else:
        file = File.generated(config, asked.source, content=f"# {asked.key}\n")
    file.inclusion = InclusionLevel.NOT_IN_NAV
    file.dest_uri = f"{asked.url}index.html"
    return file
