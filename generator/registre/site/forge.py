"""Where the forge of the register takes a new file, or a change to one, by the web."""

from __future__ import annotations

from urllib.parse import quote

from registre.model import Forge

FOLDER = "registry"
"""Where a register lies in its repository."""


def new_file(forge: Forge) -> str:
    """The page that makes a new file, up to the name of its folder."""
    return _page(forge, "new")


def name_parameter(forge: Forge) -> str:
    """What that page calls the name of the file."""
    return "file_name" if forge.kind == "gitlab" else "filename"


def edit(forge: Forge, path: str) -> str:
    """The page that edits a file of the register."""
    return f"{_page(forge, 'edit')}{FOLDER}/{quote(path)}"


def _page(forge: Forge, action: str) -> str:
    way = "/-/" if forge.kind == "gitlab" else "/"
    return f"{forge.url.rstrip('/')}{way}{action}/{quote(forge.branch)}/"


def proposal(forge: Forge, number: str) -> str:
    """The page of a proposal, ``#12`` on GitHub and ``!12`` on GitLab.

    Empty for a number that another kind of forge would write: it is that of something else.
    """
    sign, way = ("!", "-/merge_requests") if forge.kind == "gitlab" else ("#", "pull")
    if not number.startswith(sign):
        return ""
    return f"{forge.url.rstrip('/')}/{way}/{number.removeprefix(sign)}"


def commit(forge: Forge, id: str) -> str:
    """The page of a commit."""
    way = "-/commit" if forge.kind == "gitlab" else "commit"
    return f"{forge.url.rstrip('/')}/{way}/{id}"
