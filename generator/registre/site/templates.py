"""The Jinja environment that speaks ``pages/*.html``, and the pictures that it may use.

A file of the register's own ``overrides/`` wins over the one of the same name in
``site_templates/``.
"""

from __future__ import annotations

import traceback
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from registre import package_data


def environment(overrides: Path | None = None) -> Environment:
    """The environment of the page templates: escapes everything, refuses what is undefined."""
    folders = package_data.find_all("site_templates/pages", overrides)
    made = Environment(
        loader=FileSystemLoader([str(folder) for folder in reversed(folders)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals["icon"] = icon
    return made


def own_template(environment: Environment, name: str, error: Exception) -> str | None:
    """The line of the register's own templates where an error arose, while ``name`` was being
    filled; None when only the shipped ones were at work.
    """
    assert isinstance(environment.loader, FileSystemLoader)
    own = tuple(environment.loader.searchpath[:-1])
    places = [
        f"pages/{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if own and frame.filename.startswith(own)
    ]
    if own and isinstance(error, UnicodeDecodeError):
        places.append(f"pages/{name}")
    return places[-1] if places else None


@lru_cache(maxsize=1024)
def icon(root: str, name: str) -> Markup:
    """A picture of the sprite, for the eye only: the word stands beside it."""
    return Markup(
        '<svg class="rg-icon" aria-hidden="true" focusable="false">'
        '<use href="{}static/icons.svg#{}"></use></svg>'
    ).format(root, name)
