"""`registre build`: a fault is told, and the site of before stays whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from registre.cli import main
from tests.conftest import DAY, ROOT

SHELL = ROOT / "tests" / "fixtures" / "shell"


def build(registry: Path, site: Path) -> int:
    return main(
        ["build", "--registry", str(registry), "--site-dir", str(site), "--shell", str(SHELL),
         "--today", DAY.isoformat(), "--lang", "en"]
    )  # fmt: skip


def digest(folder: Path) -> str:
    summed = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        summed.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return summed.hexdigest()


@pytest.fixture
def published(register_copy: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path]:
    """A register, and its site in a plain hand-written shell."""
    site = register_copy.parent / "site"
    assert build(register_copy, site) == 0
    capsys.readouterr()
    return register_copy, site


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("projects/pilotes-2019/hydro.yaml", "id: hydro\n", "SCHEMA-002"),
        ("projects/pilotes-2019/hydro.yaml", "{", "YAML-017"),
        ("register.yaml", "format: 1\n", "SCHEMA-002"),
        ("terms/themes.yaml", "id: themes\n", "SCHEMA-002"),
        ("terms/routes.yaml", "a: [\n", "YAML-017"),
        ("removed.yaml", "a: 1\n", "YAML-015"),
    ],
)
def test_a_fault_is_located_and_the_old_site_stays(
    published: tuple[Path, Path],
    path: str,
    text: str,
    code: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    registry, site = published
    before = digest(site)
    (registry / path).write_text(text, "utf-8")
    assert build(registry, site) == 1
    told = capsys.readouterr().err
    assert path in told
    assert code in told
    assert "Nothing was published" in told
    assert digest(site) == before


def test_the_same_day_gives_the_same_site(published: tuple[Path, Path]) -> None:
    registry, site = published
    before = digest(site)
    assert build(registry, site) == 0
    assert digest(site) == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pages/project.html", "{{ nothing_of_that_name }}"),
        ("pages/project.html", "{% if %}"),
        ("translations/fr.toml", "= 1"),
    ],
)
def test_a_broken_template_is_one_clear_line(
    published: tuple[Path, Path], name: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    registry, site = published
    before = digest(site)
    broken = registry.parent / "overrides" / name
    broken.parent.mkdir(parents=True)
    broken.write_text(text, "utf-8")
    assert build(registry, site) == 2
    told = capsys.readouterr().err
    assert Path(name).name in told
    assert told.count("\n") == 1
    assert digest(site) == before


def test_a_folder_without_register_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(tmp_path, tmp_path / "site") == 2
    assert not (tmp_path / "site").exists()
    assert capsys.readouterr().err.count("\n") == 1


def test_a_shell_that_is_none_is_wrong_usage(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = register_copy.parent / "empty"
    shell.mkdir()
    arguments = ["build", "--registry", str(register_copy), "--shell", str(shell)]
    arguments += ["--site-dir", str(register_copy.parent / "site"), "--lang", "en"]
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_of_other_things_is_never_overwritten(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    precious = register_copy.parent / "documents"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work", "utf-8")
    assert build(register_copy, precious) == 2
    assert (precious / "thesis.txt").read_text("utf-8") == "years of work"
    capsys.readouterr()
