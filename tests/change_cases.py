"""The cases of the CHANGE family: ``before/`` is what was published, ``after/`` what is proposed.

Both are laid over ``cases/base``, and ``after`` over ``before`` as well: it holds the files
that change. ``case.toml`` names those that go (``delete``), and says whether the maintainer
allows the loss (``allow_shrink``).
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

from registre.diagnostic import Report
from registre.proposal import Files, Proposal, propose
from registre.rules import change
from registre.schema import Schemas
from tests.conftest import DAY

BASE = Path(__file__).parent / "cases" / "base"


def is_change(case: Path) -> bool:
    return case.parent.name.startswith("CHANGE-")


def lay_out(case: Path, folder: Path) -> Path:
    """The register as proposed, in ``folder/registry``; as published, in ``folder/before``."""
    before, after = folder / "before", folder / "registry"
    for root, layers in ((before, ("before",)), (after, ("before", "after"))):
        shutil.copytree(BASE, root)
        for layer in layers:
            if (case / layer).is_dir():
                shutil.copytree(case / layer, root, dirs_exist_ok=True)
    for path in _sheet(case).get("delete", ()):
        (after / path).unlink()
    return after


def judged(case: Path, root: Path, schemas: Schemas) -> Report:
    """What is found in the proposal that was laid out at ``root``."""
    context = change.Context(
        on=DAY, schemas=schemas, allow_shrink=_sheet(case).get("allow_shrink", False)
    )
    return Report.of(change.check(proposed(root.parent / "before", root, schemas), context))


def proposed(before: Path, after: Path, schemas: Schemas) -> Proposal:
    """What lies between two folders."""
    old, new = _contents(before), _contents(after)
    touched = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
    return propose(
        Files(paths=old.keys(), read=old.get),
        Files(paths=new.keys(), read=new.get),
        touched,
        schemas,
    )


def _contents(root: Path) -> dict[str, bytes]:
    files = (file for file in root.rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


def _sheet(case: Path) -> dict[str, Any]:
    sheet = case / "case.toml"
    return tomllib.loads(sheet.read_text("utf-8")) if sheet.exists() else {}
