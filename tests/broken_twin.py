"""The fictive register's deliberately broken twin: mistakes as people make them, laid as data.

``registers/broken/`` describes them, one table a mistake; how they are written is told in
its README. The place where a mistake must be told stands in the text itself, between marks:
``date: ⟦2031-02-03⟧``.
"""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from registre.text import slug
from tests.conftest import FICTIVE

BROKEN = Path(__file__).parent / "registers" / "broken"
_OPEN, _CLOSE = "⟦⟧"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
_ID = re.compile(r"^id: \S+$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """From where to where, counted from 1; the end is that of the marks, if there are any."""

    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake: the ``code`` that must tell it, in which ``file``, and how it is made."""

    code: str
    mistake: str
    file: str
    told: str = ""
    at: str = ""
    pointer: str | None = None
    apart: str = ""
    answer: tuple[Any, ...] = ()
    place: tuple[int, int] | None = None
    edit: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The file in which it is told: the one with the mistake, unless said otherwise."""
        return self.told or self.file

    @property
    def is_unreadable(self) -> bool:
        return bool(self.edit.get("unreadable"))

    @property
    def passage(self) -> str:
        """The text between the marks."""
        marked = self._marked()
        return _MARKS.split(marked)[1] if marked else ""

    def lay(self, root: Path) -> None:
        """Make the mistake in the register at ``root``."""
        file = root / self.file
        if self.edit:
            file.parent.mkdir(parents=True, exist_ok=True)
            _alter(file, self.edit, root)

    def where(self, root: Path) -> Place:
        """Where it stands in the register once all mistakes are made."""
        marked = self._marked()
        if not marked:
            line, column = self.place or (1, 1)
            return Place(line=line, column=column)
        with (root / self.path).open(encoding=_encoding(self.edit), newline="") as stream:
            text = stream.read()
        plain = _MARKS.sub("", marked)
        assert text.count(plain) == 1, f"{self.code}: {text.count(plain)} times: {plain}"
        start = text.index(plain) + marked.index(_OPEN)
        end = start + marked.index(_CLOSE) - marked.index(_OPEN) - len(_OPEN)
        return Place(**_spot(text, start), **_spot(text, end, "end_"))

    def _marked(self) -> str:
        texts = (self.at, *(str(self.edit.get(key, "")) for key in ("with", "append", "new")))
        return next((text for text in texts if _OPEN in text), "")


def _spot(text: str, offset: int, prefix: str = "") -> dict[str, int]:
    before = text[:offset]
    return {
        f"{prefix}line": before.count("\n") + 1,
        f"{prefix}column": len(before) - (before.rfind("\n") + 1) + 1,
    }


def _encoding(edit: Mapping[str, Any]) -> str:
    return str(edit.get("encoding", "utf-8"))


def _alter(file: Path, edit: Mapping[str, Any], root: Path) -> None:
    """Everything that ``registers/broken/README.md`` lists."""
    if "link" in edit:
        file.symlink_to(edit["link"])
    elif "hard_link" in edit:
        file.hardlink_to(root / edit["hard_link"])
    elif "pipe" in edit:
        os.mkfifo(file)
    elif "delete" in edit:
        file.unlink()
    elif "unreadable" not in edit:
        _write(file, edit, root)
    if "instead_of" in edit:
        (root / edit["instead_of"]).unlink()


def _write(file: Path, edit: Mapping[str, Any], root: Path) -> None:
    if "copy" in edit:
        text = _ID.sub(f"id: {slug(file.stem)}", sound_text(edit["copy"]), count=1)
    elif "whole" in edit:
        text = (BROKEN / edit["whole"]).read_text("utf-8")
    else:
        text = edit["new"] if "new" in edit else file.read_text("utf-8")
    for old, new in ((edit.get("replace"), edit.get("with")), *edit.get("also", ())):
        if old is not None and new is not None:
            assert text.count(old) == 1, f"{file}: {text.count(old)} times: {old}"
            text = text.replace(old, new)
    text = _MARKS.sub("", text + edit.get("append", ""))
    with file.open("w", encoding=_encoding(edit), newline="") as stream:
        stream.write(text * edit.get("times", 1))


@cache
def sound_text(path: str) -> str:
    """A file of the sound register."""
    return (FICTIVE / path).read_text("utf-8")


_ABOUT = frozenset({"code", "mistake", "file", "told", "at", "pointer", "apart", "answer", "place"})


def faults(folder: str) -> tuple[Fault, ...]:
    """The mistakes described in a folder of ``registers/broken/``."""
    return tuple(_faults(BROKEN / folder))


def _faults(folder: Path) -> Iterator[Fault]:
    for sheet in sorted(folder.glob("*.toml")):
        described = tomllib.loads(sheet.read_text("utf-8"))
        for table in described["fault"]:
            about = {key: value for key, value in table.items() if key in _ABOUT}
            about |= {key: tuple(about[key]) for key in ("answer", "place") if key in about}
            edit = {key: value for key, value in table.items() if key not in _ABOUT}
            yield Fault(**about, edit=edit)


def twin(root: Path, laid: Iterable[Fault]) -> Path:
    """The sound register, copied to ``root`` with these mistakes in it."""
    shutil.copytree(FICTIVE, root, dirs_exist_ok=True)
    for fault in laid:
        fault.lay(root)
    return root
