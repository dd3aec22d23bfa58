"""Where the register's site explains the codes of the findings."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from registre import package_data
from registre.cli.session import Session
from registre.decoding import decode
from registre.source import Entry, read_entry
from registre.yaml_strict import parse

# The register may be a stranger's proposal: nothing that Markdown or a terminal would obey.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:/_~%-]{1,500}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def pages(session: Session) -> str:
    """The address of the pages on codes, in the person's language; empty when unknown.

    It is read apart from the register, which may be too broken to make a catalogue of.
    """
    data = _settings(session)
    base, languages = data.get("base_url"), data.get("languages")
    if not isinstance(base, str) or not isinstance(languages, list) or not languages:
        return ""
    if not _ADDRESS.fullmatch(base):
        return ""
    language = session.language if session.language in languages else str(languages[0])
    if not _LANGUAGE.fullmatch(language):
        return ""
    root = "" if language == languages[0] else f"{language}/"
    slugs = _slugs(session, language)
    return f"{base.rstrip('/')}/{root}{'/'.join(slugs)}/" if all(slugs) else ""


def _settings(session: Session) -> Mapping[str, Any]:
    """What the register declares of itself; nothing when its file is no text."""
    source, _ = read_entry(session.registry, Entry(path="register.yaml", kind="register"))
    text = decode(source).text
    data = parse(source.path, text).data if text is not None else None
    return data if isinstance(data, dict) else {}


def _slugs(session: Session, language: str) -> tuple[str, str]:
    """The two words of the address, from the site's translations."""
    declare = check = ""
    for words in _translations(session, language):
        declare = words.get("slugs", {}).get("declare", declare)
        check = words.get("facet_slugs", {}).get("check", check)
    return declare, check


def _translations(session: Session, language: str) -> Iterator[Mapping[str, Mapping[str, str]]]:
    """Each layer of the site's words; a broken one says nothing here: the build tells it."""
    for folder in package_data.find_all("site_templates/translations", session.overrides):
        file = folder / f"{language}.toml"
        with contextlib.suppress(OSError, ValueError):
            yield tomllib.loads(file.read_text("utf-8"))
