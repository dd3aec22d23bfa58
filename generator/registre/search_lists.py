"""Two small lists beside Pagefind's index, fetched only by who needs them.

``records.<language>.json`` tells which record a result is, without fetching the result: the
selection's lines of the published file are found by it. ``words.<language>.json`` has the
words of all titles, and in how many they stand: among them is what a mistyped word meant.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from registre.pagefind_files import MARK

_WORD = re.compile(r"[^\W\d_]{4,}")


def write_lists(bundle: Path, languages: Iterable[str], spelt: Mapping[str, str]) -> None:
    """Write both lists for each language of an index; ``spelt`` turns its spelling back."""
    for language in languages:
        records: dict[str, str] = {}
        words: Counter[str] = Counter()
        for name, page in _pages(bundle, language):
            records[name] = page["url"].rstrip("/").rpartition("/")[2]
            if "title_lang" not in page["meta"]:
                words.update(set(_WORD.findall(_restored(page["meta"]["title"], spelt).lower())))
        _write(bundle / f"records.{language}.json", records)
        _write(bundle / f"words.{language}.json", words)


def _pages(bundle: Path, language: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What each result would show, under the name that Pagefind gives it."""
    for path in (bundle / "fragment").glob(f"{language}_*.pf_fragment"):
        yield path.stem, json.loads(gzip.decompress(path.read_bytes()).removeprefix(MARK))


def _restored(text: str, spelt: Mapping[str, str]) -> str:
    for sign, spelling in spelt.items():
        text = text.replace(spelling, sign)
    return text


def _write(path: Path, value: Mapping[str, object]) -> None:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")
