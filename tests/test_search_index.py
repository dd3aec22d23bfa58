"""The search index: what is indexed, found, kept, and the same bytes each time."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from registre import pagefind_files
from registre.search_index import SearchIndexError, build_index, searchable

PAGE = (
    '<!doctype html><html class="x" lang="{language}"><head><title>t</title></head><body>'
    "<nav>menu</nav><main><article data-pagefind-body><div hidden>{marks}</div>"
    "<h1>{title}</h1><p>{text}</p></article></main><footer>pied</footer></body></html>"
)
TEXTS = {
    "hopital": "Séjours à l’hôpital après un infarctus",
    "insuline": "Prescriptions d’insuline entre 2010–2019",
    "oedeme": "Œdème et cœur, œstrogènes, d’œstradiol",
    "meningiome": "Un méningiome opéré",
    "autre": "Tout autre chose",
}


def write(site: Path, url: str, text: str, language: str = "fr", title: str = "Titre") -> None:
    filters = [("type", "project"), ("theme", "a"), ("theme", "b"), ("year", text[-4:])]
    marks = "".join(f'<span data-pagefind-filter="{k}:{v}"></span>' for k, v in filters)
    folder = site / url
    folder.mkdir(parents=True)
    html = PAGE.format(language=language, title=title, text=text, marks=marks)
    (folder / "index.html").write_text(html, encoding="utf-8")


def made(folder: Path) -> Path:
    """A small site: French pages, an English one, and one that is no record."""
    for name, text in TEXTS.items():
        write(folder, f"projets/{name}", text)
    write(folder, "en/projects/one", "A study of meningioma", language="en")
    (folder / "index.html").write_text(
        '<!doctype html><html lang="fr"><link rel="icon" href="data:,"><p>infarctus', "utf-8"
    )
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return made(tmp_path / "site")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_only_record_pages_are_indexed_each_in_its_language(site: Path) -> None:
    index = build_index(site)
    assert dict(index.pages) == {"en": 1, "fr": len(TEXTS)}
    assert index.files == len(contents(site / "pagefind"))
    assert index.size == sum(map(len, contents(site / "pagefind").values()))


def test_nothing_is_kept_but_what_a_search_needs(site: Path) -> None:
    build_index(site)
    top = {path.name.partition(".")[0] for path in (site / "pagefind").iterdir()}
    assert top == {
        "filter",
        "fragment",
        "index",
        "pagefind",
        "pagefind-entry",
        "pagefind-worker",
        "records",
        "wasm",
        "words",
    }
    assert not list((site / "pagefind").rglob("*ui*"))


def test_every_result_is_known_by_its_record_and_every_word_of_the_titles(site: Path) -> None:
    write(site, "projets/coeur", "a", title="L’œdème du cœur, et d’un cœur")
    write(site, "projets/poumon", "b", title="Poumon d’un enfant, œdème")
    build_index(site)
    records = json.loads((site / "pagefind" / "records.fr.json").read_text("utf-8"))
    fragments = {path.stem for path in (site / "pagefind" / "fragment").glob("fr_*")}
    assert set(records) == fragments
    assert set(records.values()) == {*TEXTS, "coeur", "poumon"}
    words = json.loads((site / "pagefind" / "words.fr.json").read_text("utf-8"))
    assert words == {"cœur": 1, "enfant": 1, "poumon": 1, "titre": len(TEXTS), "œdème": 2}
    assert list(words) == sorted(words)


def test_two_runs_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    for number in range(200):
        write(site, f"projets/p{number}", f"Projet de l’année {2000 + number % 10}")
    copy = tmp_path / "copy"
    shutil.copytree(site, copy)
    build_index(site)
    once = contents(site / "pagefind")
    for _ in range(2):
        build_index(copy)
        assert contents(copy / "pagefind") == once


def test_pages_are_left_as_they_are(site: Path) -> None:
    before = contents(site)
    build_index(site)
    after = contents(site)
    assert {name: after[name] for name in before} == before


def test_settings_around_do_not_bend_it(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pagefind.toml").write_text('force_language = "de"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "de")
    assert set(build_index(site).pages) == {"en", "fr"}


def test_what_is_indexed_is_the_record_alone() -> None:
    page = PAGE.format(language="fr", title="L’œuvre", text="a", marks="")
    cut = searchable(page)
    assert cut is not None
    assert "menu" not in cut
    assert "pied" not in cut
    assert 'lang="fr"' in cut
    assert "L\u034f'o\u034feuvre" in cut
    assert searchable("<html><p>no record</p>") is None


def test_a_missing_pagefind_is_one_clear_line(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    with pytest.raises(SearchIndexError, match=r"^search: Pagefind is not installed") as raised:
        build_index(site)
    assert raised.value.message("fr").startswith("recherche")
    assert "\n" not in str(raised.value)


def test_a_failing_pagefind_is_one_clear_line(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "disk\nfull\n")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(SearchIndexError, match=r"^search: Pagefind failed: disk full$"):
        build_index(site)


def test_a_site_without_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="no page to index"):
        build_index(tmp_path)


def test_an_unknown_form_is_left_alone(site: Path) -> None:
    build_index(site)
    bundle = site / "pagefind"
    for path in (bundle / "filter").iterdir():
        path.write_bytes(b"something new")
    before = contents(bundle)
    pagefind_files.put_in_order(bundle)
    assert contents(bundle) == before
