"""The theme run: one run of MkDocs makes both languages into a shell that `load_shell` accepts."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from registre.diagnostic import RegisterError
from registre.package_data import find
from registre.shell_artefact import rebase
from registre.shell_plan import register_languages
from registre.shell_theme import build_shell
from registre.site.shell import BODY, FRAME, REPEATED, SECTIONS, Shell, ShellError, hole, load_shell

BASE = hole("base")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("made") / "shell"
    build_shell(target, languages=("fr", "en"), docs_dirs=[find("docs/pages")])
    return target


@pytest.fixture(scope="module")
def shell(made: Path) -> Shell:
    return load_shell(made)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


def pages(made: Path) -> list[Path]:
    return sorted(made.rglob("*.html"))


def filled(shell: Shell, language: str, section: str) -> str:
    return shell.fill(language, section, dict.fromkeys(FRAME | REPEATED | BODY, ""))


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_has_a_shell_in_each_language(shell: Shell, section: str) -> None:
    for language in ("fr", "en"):
        html = filled(shell, language, section)
        assert f'<html lang="{language}" dir="ltr">' in html
        assert html.count("<main ") == 1


def test_addresses_come_from_the_translations(shell: Shell) -> None:
    assert shell.editorial["fr", "declare"].url == "declarer/"
    assert shell.editorial["en", "declare"].url == "en/declare/"
    assert shell.section_of["refusals"] == "projects"


def test_each_section_shows_where_the_reader_is(shell: Shell) -> None:
    html = filled(shell, "fr", "results")
    assert re.findall(r'href="([^"]*)" aria-current="true"', html) == ["resultats/"] * 2
    assert "aria-current" not in filled(shell, "fr", "other")


def test_every_address_starts_at_the_hole(made: Path) -> None:
    """The same shell serves pages of every depth, under any sub-path."""
    for path in pages(made):
        text = path.read_text(encoding="utf-8")
        for address in re.findall(r'\s(?:href|src|action|data-build)="([^"]*)"', text):
            assert address.startswith(("#", "https://", BASE, hole("canonical"))), (path, address)


def test_links_between_editorial_pages_are_rebased(made: Path) -> None:
    text = (made / "editorial/fr/privacy.html").read_text(encoding="utf-8")
    assert f'<a href="{BASE}mentions-legales/">mentions légales</a>' in text


def test_an_attached_file_is_served_with_the_assets(made: Path) -> None:
    text = (made / "editorial/fr/declare.html").read_text(encoding="utf-8")
    assert f'href="{BASE}static/files/projet.yaml"' in text
    assert (made / "static/files/projet.yaml").is_file()


def test_the_policy_allows_only_what_is_there(made: Path) -> None:
    """No inline style or handler; each inline script is known by its digest."""
    for path in pages(made):
        text = path.read_text(encoding="utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
        assert policy is not None
        assert "unsafe-inline" not in policy.group(1)
        assert policy.group(1).count("'sha256-") == len(re.findall("<script>", text)) == 1
        assert not re.search(r"<[^>]*\s(style|on\w+)=", text)


def test_the_shell_is_light(made: Path) -> None:
    assert all(path.stat().st_size <= 10_000 for path in (made / "shells").rglob("*.html"))


def test_nothing_of_the_theme_is_shipped_but_its_sheet(made: Path) -> None:
    names = {
        path.relative_to(made / "static").as_posix() for path in (made / "static").rglob("*.*")
    }
    assert {"site.css", "dark.css", "icon.svg", "js/frame.js", "js/freshness.js"} <= names
    assert not any(re.search(r"lunr|bundle|worker|\.map$|sitemap", name) for name in names)
    sheet = (made / "static/site.css").read_text(encoding="utf-8")
    assert sheet.index("@layer material{") < sheet.index("--rg-page")


def test_two_runs_make_the_same_shell(made: Path, tmp_path: Path) -> None:
    build_shell(tmp_path / "again", languages=("fr", "en"), docs_dirs=[find("docs/pages")])
    first = {
        path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()
    }
    again = {
        path.relative_to(tmp_path / "again"): path.read_bytes()
        for path in (tmp_path / "again").rglob("*")
        if path.is_file()
    }
    assert first == again


def test_a_register_has_the_languages_it_declares(tmp_path: Path) -> None:
    """One language, and not the first of the demonstration: its pages stand at the root."""
    build_shell(tmp_path / "shell", languages=["en"], docs_dirs=[find("docs/pages")])
    shell = load_shell(tmp_path / "shell")
    assert shell.languages == ("en",)
    assert shell.editorial["en", "glossary"].url == "glossary/"


def test_a_language_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"translations/de\.toml: not found"):
        build_shell(tmp_path / "shell", languages=["de"], docs_dirs=[])


def test_the_registers_own_files_win(tmp_path: Path, docs: Path) -> None:
    """Its editorial texts, its words, its templates and its styles."""
    own = tmp_path / "overrides"
    (own / "translations").mkdir(parents=True)
    (own / "translations/fr.toml").write_text('[slugs]\nglossary = "lexique"\n', encoding="utf-8")
    (own / "theme/partials").mkdir(parents=True)
    (own / "theme/partials/mark.svg").write_text("<svg id='own'></svg>", encoding="utf-8")
    (own / "assets/css").mkdir(parents=True)
    (own / "assets/css/own.css").write_text(".own { color: red; }", encoding="utf-8")
    (docs / "glossary.fr.md").write_text("# Lexique\n", encoding="utf-8")
    build_shell(
        tmp_path / "shell",
        languages=["fr"],
        docs_dirs=[docs, find("docs/pages")],
        overrides_dir=own,
    )
    shell = load_shell(tmp_path / "shell")
    assert shell.editorial["fr", "glossary"].url == "lexique/"
    assert shell.editorial["fr", "glossary"].title == "Lexique"
    assert ("fr", "privacy") in shell.editorial
    assert "<svg id='own'>" in filled(shell, "fr", "home")
    sheet = (tmp_path / "shell/static/site.css").read_text(encoding="utf-8")
    assert sheet.rstrip().endswith(".own { color: red; }")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("glossary.fr.md", "# T\n[x](nowhere.fr.md)\n", "nowhere.fr.md"),
        ("glossary.fr.md", "# T\n[x](#nowhere)\n", "nowhere"),
        ("unheard.fr.md", "# T\n", "lacks slugs.unheard"),
        ("glossary.fr.md", '# T\n<p style="color:red">x</p>\n', "refuses attribute 'style'"),
        ("glossary.fr.md", "# T\n@@registre:title@@\n", "'title' occurs 2 times"),
    ],
)
def test_a_mistake_in_a_text_is_named(
    tmp_path: Path, docs: Path, name: str, text: str, message: str
) -> None:
    (docs / name).write_text(text, encoding="utf-8")
    target = tmp_path / "shell"
    target.mkdir()
    (target / "shell.json").touch()
    (target / "old").touch()
    with pytest.raises(ShellError, match=message):
        build_shell(target, languages=["fr"], docs_dirs=[docs])
    assert (target / "old").exists(), "the old shell stays until the new one is whole"


def test_an_insert_becomes_a_hole(tmp_path: Path, docs: Path) -> None:
    (docs / "rights.fr.md").write_text("# Droits\n\n@@registre:insert-law@@\n", encoding="utf-8")
    build_shell(tmp_path / "shell", languages=["fr"], docs_dirs=[docs])
    page = load_shell(tmp_path / "shell").editorial["fr", "rights"]
    assert page.inserts == ("insert-law",)
    assert f"<p>{hole('insert-law')}" not in "".join(page.template.parts)


@pytest.mark.parametrize(
    ("url", "address", "told"),
    [
        ("glossaire/", "../declarer/", f"{BASE}declarer/"),
        ("glossaire/", "../", BASE),
        ("./", "glossaire/#snds", f"{BASE}glossaire/#snds"),
        ("en/glossary/", "../../static/files/x.yaml", f"{BASE}static/files/x.yaml"),
        ("glossaire/", "#snds", "#snds"),
        ("glossaire/", "https://example.org/a", "https://example.org/a"),
        ("glossaire/", "mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_an_address_is_told_from_the_root(url: str, address: str, told: str) -> None:
    assert (
        rebase(f'<a class="x" href="{address}">y</a>', url) == f'<a class="x" href="{told}">y</a>'
    )


def test_text_that_looks_like_a_link_is_left_alone() -> None:
    assert rebase('<code>href="../x"</code>', "a/") == '<code>href="../x"</code>'


def test_languages_are_read_as_text(tmp_path: Path) -> None:
    """Norwegian is a language, not a boolean."""
    (tmp_path / "register.yaml").write_text("languages: [no, fr]\n", encoding="utf-8")
    assert register_languages(tmp_path) == ("no", "fr")


def test_a_register_without_languages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match=r"register\.yaml: the register's languages"):
        register_languages(tmp_path)


class Preview(ModuleType):
    """Stands for `registre.preview`: notes what the plugin gives it."""

    def __init__(self) -> None:
        super().__init__("registre.preview")
        self.calls: list[tuple[Path, Path]] = []

    def render_into(self, shell_dir: Path, site_dir: Path, registry: Path) -> None:
        load_shell(shell_dir)
        self.calls.append((site_dir, registry))
        (site_dir / "index.html").write_text("whole site", encoding="utf-8")


@pytest.fixture
def preview(monkeypatch: pytest.MonkeyPatch) -> Preview:
    preview = Preview()
    monkeypatch.setitem(sys.modules, "registre.preview", preview)
    return preview


def mkdocs_build(root: Path) -> None:
    text = find("mkdocs.yml").read_text(encoding="utf-8")
    theme = find("site_templates/theme").as_posix()
    (root / "mkdocs.yml").write_text(text.replace("site_templates/theme", theme), encoding="utf-8")
    build(load_config(str(root / "mkdocs.yml"), docs_dir=str(find("docs/pages"))))


def test_mkdocs_build_previews_the_whole_site(tmp_path: Path, preview: Preview) -> None:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry/register.yaml").write_text("languages: [fr]\n", encoding="utf-8")
    mkdocs_build(tmp_path)
    site = tmp_path / "build/site"
    assert preview.calls == [(site, tmp_path / "registry")]
    assert [path.name for path in site.iterdir()] == ["index.html"]


@pytest.mark.usefixtures("preview")
def test_mkdocs_build_stops_on_a_register_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(Abort):
        mkdocs_build(tmp_path)
