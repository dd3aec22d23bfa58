"""The search index of a built site: Pagefind's program, run on the pages.

What the reader sees stays as it is; what is indexed is a copy in which ligatures and
typographic signs are spelt so that Pagefind splits words where the reader does:
« l’hôpital » is found by "hopital", « œdème » by "oedeme". Pagefind itself forgives
accents and plurals. `search/text.js` turns the spelling back in excerpts.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from registre.diagnostic import RegisterError
from registre.pagefind_files import put_in_order
from registre.search_lists import write_lists

FOLDER = "pagefind"
INDEXED = "data-pagefind-body"

# Combining grapheme joiner: invisible, no part of a word for Pagefind, and never declared.
JOINER = "\u034f"
SPELT = {
    "’": f"{JOINER}'",
    "–": f"{JOINER}-",
    "œ": f"o{JOINER}e",
    "Œ": f"O{JOINER}e",
    "æ": f"a{JOINER}e",
    "Æ": f"A{JOINER}e",
}
SPELLING = str.maketrans(SPELT)

# A word that every indexed page has: Pagefind 1.5 fetches its whole index when asked for
# everything, and one small part of it when asked for a word. Of letters that nobody types
# here, for a search also finds the words that begin like the one asked for; they come after
# all others in the index. `search/engine.js` knows it too.
EVERY = "\u044a\u044a\u044a"

_LANGUAGE = re.compile(r'<html[^>]*?\blang="?([A-Za-z0-9-]+)')
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json")
_NEEDED_FOLDERS = ("index", "filter", "fragment")


class SearchIndexError(RegisterError):
    """The search index cannot be made: Pagefind is missing, or it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchIndex:
    """What was indexed: pages per language, and the weight of the files on disk."""

    pages: Mapping[str, int]
    files: int
    size: int


def build_index(site_dir: Path) -> SearchIndex:
    """Index the pages of a built site that carry ``data-pagefind-body``.

    Writes ``<site_dir>/pagefind/`` anew, with nothing in it but what a search needs, the
    same bytes for the same pages. Raises SearchIndexError.
    """
    program = _program()
    bundle = site_dir / FOLDER
    shutil.rmtree(bundle, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="registre-search-") as folder:
        copies = Path(folder) / "pages"
        copies.mkdir()
        if not _copy_pages(site_dir, copies):
            raise _error("no page to index", "aucune page à indexer")
        _run(program, copies, bundle, Path(folder))
    _prune(bundle)
    put_in_order(bundle)
    write_lists(bundle, _languages(bundle), SPELT)
    return _measured(bundle)


def _program() -> Path:
    try:
        import pagefind_bin  # type: ignore[import-untyped]

        return Path(pagefind_bin.get_executable())
    except (ImportError, FileNotFoundError):
        raise _error(
            "Pagefind is not installed (pip install 'pagefind[bin]')",
            "Pagefind n’est pas installé (pip install 'pagefind[bin]')",
        ) from None


def _copy_pages(site_dir: Path, copies: Path) -> int:
    """Copy what is to be indexed of each page, respelt; the number of pages."""
    count = 0
    for path, text in _indexed_pages(site_dir):
        copy = copies / path.relative_to(site_dir)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        count += 1
    return count


def _indexed_pages(site_dir: Path) -> Iterator[tuple[Path, str]]:
    for folder, folders, files in os.walk(site_dir):
        folders.sort()
        for name in sorted(files):
            path = Path(folder, name)
            text = searchable(path.read_text(encoding="utf-8")) if path.suffix == ".html" else None
            if text is not None:
                yield path, text


def searchable(page: str) -> str | None:
    """The page cut down to what Pagefind is to read, respelt; None if it is not indexed."""
    mark = page.find(INDEXED)
    if mark < 0:
        return None
    language = _LANGUAGE.search(page)
    opening = f'<html lang="{language[1]}">' if language else "<html>"
    body = page[page.rfind("<", 0, mark) :].partition("</main>")[0].translate(SPELLING)
    tag, _, content = body.partition(">")
    return (
        f'<!doctype html>{opening}<head><meta charset="utf-8"></head><body>{tag}>'
        f'<span data-pagefind-meta="every:{EVERY}"></span>{content}'
    )


def _run(program: Path, pages: Path, bundle: Path, folder: Path) -> None:
    """Run Pagefind away from any settings file or variable that could bend it."""
    command = [
        str(program),
        "--site",
        str(pages),
        "--output-path",
        str(bundle.resolve()),
        "--silent",
    ]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_")}
    try:
        done = subprocess.run(  # noqa: S603 - our own program, on our own folders
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise _error(
            f"Pagefind cannot run: {error}", f"Pagefind ne démarre pas : {error}"
        ) from None
    if done.returncode != 0 or not (bundle / "pagefind-entry.json").is_file():
        said = " ".join((done.stderr or done.stdout).split()) or f"exit code {done.returncode}"
        raise _error(f"Pagefind failed: {said}", f"Pagefind a échoué : {said}")


def _prune(bundle: Path) -> None:
    """Remove Pagefind's own interface, which the site does not use."""
    languages = _languages(bundle)
    needed = {*_NEEDED}
    for language in languages.values():
        needed |= {f"pagefind.{language['hash']}.pf_meta"}
        needed |= {f"wasm.{language.get('wasm') or 'unknown'}.pagefind"}
    for path in bundle.iterdir():
        if path.is_file() and path.name not in needed:
            path.unlink()
        elif path.is_dir() and path.name not in _NEEDED_FOLDERS:
            shutil.rmtree(path)


def _languages(bundle: Path) -> dict[str, dict[str, str]]:
    entry = json.loads((bundle / "pagefind-entry.json").read_text(encoding="utf-8"))
    languages: dict[str, dict[str, str]] = entry["languages"]
    return languages


def _measured(bundle: Path) -> SearchIndex:
    sizes = [path.stat().st_size for path in bundle.rglob("*") if path.is_file()]
    pages = {code: int(found["page_count"]) for code, found in sorted(_languages(bundle).items())}
    return SearchIndex(pages=pages, files=len(sizes), size=sum(sizes))


def _error(english: str, french: str) -> SearchIndexError:
    return SearchIndexError(en=f"search: {english}", fr=f"recherche : {french}")
