"""The shell: what `load_shell` accepts, what filling gives, and what both refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from markupsafe import Markup

from registre.site.shell import (
    BODY,
    FRAME,
    REPEATED,
    SECTIONS,
    Shell,
    ShellError,
    Template,
    hole,
    load_shell,
)

FIXTURE = Path(__file__).parents[1] / "fixtures" / "shell"
PAGE = "shells/fr/page.html"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "shell"))


@pytest.fixture
def shell() -> Shell:
    return load_shell(FIXTURE)


def values(**known: str) -> dict[str, str]:
    return {name: f"[{name}]" for name in FRAME | REPEATED | BODY} | known


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_languages_keep_their_order(shell: Shell) -> None:
    """The first language of the register is the first language of the shell."""
    assert shell.languages == ("fr", "en")


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_section_fills(shell: Shell, language: str, section: str) -> None:
    """A filled page has each value, and no hole."""
    html = shell.fill(language, section, values())
    assert "@@" not in html
    assert all(f"[{name}]" in html for name in FRAME | REPEATED | BODY)


def test_a_value_is_never_read_again(shell: Shell) -> None:
    """A value that looks like a hole stays as it is."""
    html = shell.fill("fr", "projects", values(title=hole("content"), content="declared"))
    assert html.count("declared") == 1
    assert hole("content") in html


def test_an_editorial_page_has_its_content_and_asks_for_its_inserts(shell: Shell) -> None:
    page = shell.editorial["fr", "glossary"]
    assert (page.url, page.title, page.section) == ("glossaire/", "Glossaire", "about")
    assert page.inserts == ("insert-fields",)
    html = shell.fill_editorial("fr", "glossary", {**values(), "insert-fields": "<p>SNDS</p>"})
    assert "<h1>Glossaire</h1>\n<p>SNDS</p>" in html


def test_a_missing_value_is_named(shell: Shell) -> None:
    given = values()
    del given["canonical"]
    with pytest.raises(ShellError, match=r"shells/fr/page\.html: no value for hole 'canonical'"):
        shell.fill("fr", "home", given)


def test_a_misspelt_value_is_named(shell: Shell) -> None:
    with pytest.raises(ShellError, match="there is no hole 'titel' to fill"):
        shell.fill("fr", "home", values(titel="x"))


@pytest.mark.parametrize(("language", "section"), [("de", "home"), ("fr", "somewhere")])
def test_an_unknown_place_is_named(shell: Shell, language: str, section: str) -> None:
    with pytest.raises(ShellError, match=f"no shell for section '{section}' in '{language}'"):
        shell.fill(language, section, values())
    with pytest.raises(ShellError, match="no editorial page"):
        shell.fill_editorial(language, section, values())


def test_binding_changes_nothing_but_when(shell: Shell) -> None:
    """Filling at once and binding first give the same page."""
    constants = {name: f"<{name}>" for name in ("site_name", "notice", "licence")}
    rest = {name: text for name, text in values().items() if name not in constants}
    bound = shell.bind({"fr": constants})
    assert bound.fill("fr", "news", rest) == shell.fill("fr", "news", rest | constants)
    assert bound.fill("en", "news", values()) == shell.fill("en", "news", values())


def test_the_switch_leads_to_the_twins_only(shell: Shell) -> None:
    """A page is no link to itself; without twin there is no switch; addresses are escaped."""
    switch = shell.language_switch("fr", {"fr": "./", "en": "../en/?a&b"})
    assert switch.count("<a ") == 1
    assert '<a href="../en/?a&amp;b" hreflang="en" lang="en">English</a>' in switch
    assert shell.language_switch("fr", {"fr": "./"}) == ""


def test_contents_are_absent_when_empty(shell: Shell) -> None:
    assert shell.contents("en", []) == ""
    assert '<a href="#data">Data</a>' in shell.contents("en", [("data", "Data")])


@pytest.mark.parametrize("name", sorted(FRAME | REPEATED | BODY))
def test_a_missing_hole_is_refused(folder: Path, name: str) -> None:
    edit(folder / PAGE, hole(name), "")
    with pytest.raises(ShellError, match=rf"shells/fr/page\.html: hole '{name}' is missing"):
        load_shell(folder)


@pytest.mark.parametrize("name", sorted(FRAME | BODY))
def test_a_doubled_hole_is_refused(folder: Path, name: str) -> None:
    edit(folder / PAGE, "</body>", f"{hole(name)}</body>")
    with pytest.raises(ShellError, match=f"hole '{name}' occurs 2 times"):
        load_shell(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [("@@registre:unheard@@", "unknown hole 'unheard'"), ("@@registre:Tit", "unreadable hole")],
)
def test_a_hole_left_over_is_refused(folder: Path, text: str, message: str) -> None:
    edit(folder / PAGE, "</body>", f"{text}</body>")
    with pytest.raises(ShellError, match=message):
        load_shell(folder)


def test_a_message_is_told_in_french_too(folder: Path) -> None:
    edit(folder / PAGE, hole("title"), "")
    with pytest.raises(ShellError) as caught:
        load_shell(folder)
    assert caught.value.message("fr") == f"{PAGE} : l'emplacement 'title' manque"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "no shell here"),
        ("{", "not JSON"),
        ("[]", "not a shell of version 1"),
        ('{"version": 2}', "not a shell of version 1"),
        ('{"version": 1, "languages": {}}', "'editorial' is missing"),
    ],
)
def test_a_broken_record_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / "shell.json").write_text(text, encoding="utf-8")
    with pytest.raises(ShellError, match=message):
        load_shell(tmp_path)


@pytest.mark.parametrize(
    ("file", "message"), [("shells/fr/none.html", "not there"), ("../x.html", "outside the shell")]
)
def test_a_file_that_is_not_there_is_named(folder: Path, file: str, message: str) -> None:
    record = json.loads((folder / "shell.json").read_text(encoding="utf-8"))
    record["languages"]["fr"]["sections"]["news"] = file
    (folder / "shell.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ShellError, match=message):
        load_shell(folder)


def test_a_section_without_shell_is_named(folder: Path) -> None:
    record = json.loads((folder / "shell.json").read_text(encoding="utf-8"))
    del record["languages"]["en"]["sections"]["rights"]
    (folder / "shell.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ShellError, match="no shell for rights"):
        load_shell(folder)


def test_a_template_splits_at_its_holes() -> None:
    template = Template.parse("x", f"a{hole('title')}b{hole('base')}c")
    assert template.fill({"title": "1", "base": "2"}) == "a1b2c"
    assert template.holes == {"title", "base"}


def test_a_value_that_is_markup_leaves_the_template_as_it_is() -> None:
    """Markup escapes what it is added to; the template around a hole is never escaped."""
    template = Template.parse("t", f"<b>{hole('site_name')}</b>{hole('title')}")
    bound = template.bind({"site_name": Markup("A &amp; B")})
    assert bound.fill({"title": Markup("C")}) == "<b>A &amp; B</b>C"
