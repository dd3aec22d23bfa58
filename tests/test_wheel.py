"""What is installed works from any folder: the wheel carries all that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import GENUINE, ROOT

MARK = "Une phrase que seul ce registre écrit."


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the tracked sources."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in ("generator", "schemas", "site_templates", "docs"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "mkdocs.yml", "README.md", "LICENSE", "LICENSE-DATA"):
        shutil.copyfile(ROOT / name, source / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_schemas_templates_words_and_pages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "registre/data/schemas/project.schema.json",
        "registre/data/site_templates/pages/project.html",
        "registre/data/site_templates/translations/fr.toml",
        "registre/data/site_templates/theme/main.html",
        "registre/data/site_templates/assets/js/form/libraries.js",
        "registre/data/site_templates/assets/js/form/libraries.THIRD-PARTY.txt",
        "registre/questions/plan.toml",
        "registre/data/docs/pages/declare.fr.md",
        "registre/data/mkdocs.yml",
        "registre/findings/yaml.toml",
        "registre/findings/examples.json",
        "registre/cli/words/general.toml",
        "registre/py.typed",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "registry/"))]


def lone_register(folder: Path) -> Path:
    """A folder with a registry/, and an overrides/ that changes one template and one word."""
    shutil.copytree(GENUINE, folder / "registry")
    pages = folder / "overrides" / "pages"
    pages.mkdir(parents=True)
    shipped = (ROOT / "site_templates" / "pages" / "about.html").read_text("utf-8")
    (pages / "about.html").write_text(shipped + f"<p>{MARK}</p>\n", "utf-8")
    words = folder / "overrides" / "translations"
    words.mkdir()
    (words / "fr.toml").write_text('[sections]\nprojects = "Nos projets"\n', "utf-8")
    return folder


def check_site(folder: Path) -> None:
    site = folder / "site"
    for page in ("index.html", "en/index.html", "projets/hydro/index.html", "404.html"):
        assert (site / page).is_file(), page
    assert MARK in (site / "a-propos" / "index.html").read_text("utf-8")
    assert "Nos projets" in (site / "index.html").read_text("utf-8")
    assert (site / "pagefind" / "pagefind.js").is_file()
    assert sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) == [
        "overrides",
        "registry",
        "site",
    ]


def test_it_makes_a_site_in_a_folder_that_holds_only_a_register(
    wheel: Path, tmp_path: Path
) -> None:
    """The installed files alone: the repository is out of reach of the imports."""
    installed = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--target", installed, wheel],
        check=True,
    )  # fmt: skip
    folder = lone_register(tmp_path / "agency")
    environment = {**os.environ, "PYTHONPATH": str(installed), "SOURCE_DATE_EPOCH": "1795392000"}
    where = subprocess.run(
        [sys.executable, "-c", "import registre; print(registre.__file__)"],
        cwd=folder, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(installed))
    explained = subprocess.run(
        [sys.executable, "-m", "registre", "explain", "YAML-010", "--lang", "fr"],
        cwd=folder, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "title: AVC : le parcours de soins" in explained.stdout
    subprocess.run(
        [sys.executable, "-m", "registre", "build"], cwd=folder, env=environment, check=True
    )
    check_site(folder)


@pytest.mark.full
def test_it_installs_into_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """As `pip install registre` would: with its dependencies, from nothing."""
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / "bin"
    subprocess.run([programs / "pip", "install", "--quiet", wheel], check=True)
    folder = lone_register(tmp_path / "agency")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    subprocess.run([programs / "registre", "check"], cwd=folder, env=clean, check=True)
    subprocess.run([programs / "registre", "build"], cwd=folder, env=clean, check=True)
    check_site(folder)
