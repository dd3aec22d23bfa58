"""The pages are HTML as its standard has it: the Nu HTML checker finds no error."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.judges import html_errors


@pytest.mark.full
@pytest.mark.parametrize("folder", ["fictive_folder", "genuine_folder"])
def test_no_page_has_an_error(folder: str, request: pytest.FixtureRequest) -> None:
    """Every page of both registers; `make full` brings the checker."""
    root: Path = request.getfixturevalue(folder)
    assert list(html_errors(sorted(root.rglob("*.html")))) == []


@pytest.mark.full
def test_an_error_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<!doctype html><html lang="fr"><title>x</title><p><div></p>', "utf-8")
    (found, *_) = html_errors([page])
    assert "page.html:1:" in found
