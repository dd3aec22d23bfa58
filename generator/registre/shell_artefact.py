"""What the theme rendered becomes the shell artefact: files, list of holes, assets."""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from registre.package_data import find, find_all
from registre.shell_plan import POLICY, Asked, Kind, Plan
from registre.site.shell import INSERT, SECTIONS, VERSION, ShellError, hole, load_shell

# Pagefind compiles WebAssembly; nothing else needs more than the site's own files.
_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_LINK = re.compile(r'(\s(?:href|src|action)=")([^"]*)(")')
_UNSAFE = re.compile(r"\s(style|on[a-z]+)\s*=")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_INSERT = re.compile(rf"<p>\s*({re.escape(hole(INSERT)[:-2])}[a-z0-9-]+@@)\s*</p>")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One page as the theme made it."""

    asked: Asked
    html: str
    title: str
    description: str


def rebase(html: str, url: str) -> str:
    """`html`, made for the page at `url`, with its relative addresses told from the site's root."""

    def told(match: re.Match[str]) -> str:
        before, address, after = match.groups()
        if _stays(address):
            return match.group()
        path, mark, rest = _split(address)
        joined = posixpath.normpath(posixpath.join("/", url, path)).lstrip("/")
        slash = "/" if joined and path.endswith(("/", ".")) else ""
        return f"{before}{hole('base')}{joined}{slash}{mark}{rest}{after}"

    html = _INSERT.sub(r"\1", html)
    return _TAG.sub(lambda tag: _LINK.sub(told, tag.group()), html)


def write_artefact(target: Path, plan: Plan, rendered: Iterable[Rendered]) -> None:
    """Write pages and `shell.json` into the empty folder `target`, and verify them by loading."""
    sections: dict[str, dict[str, str]] = {code: {} for code in plan.languages}
    editorial = []
    kept = [page for page in rendered if page.asked.kind is not Kind.ADDRESS]
    policy = _policy(page.html for page in kept)
    for page in kept:
        asked = page.asked
        folder = "shells" if asked.kind is Kind.SHELL else "editorial"
        file = f"{folder}/{asked.language}/{asked.key}.html"
        _write(target / file, _guard(file, page.html).replace(hole(POLICY), policy))
        if asked.kind is Kind.SHELL:
            sections[asked.language][asked.key] = file
        else:
            editorial.append(_editorial(page, file))
    _write(target / "shell.json", _record(plan, sections, editorial, policy))
    load_shell(target)


def write_static(target: Path, theme_sheet: str, overrides: Path | None = None) -> None:
    """Write the assets: one style sheet, the theme's in a layer below ours; scripts; images."""
    layers = find_all("site_templates/assets", overrides)
    for layer in layers:
        for path in sorted(layer.rglob("*")):
            if path.is_file() and path.suffix != ".css":
                _copy(path, target / path.relative_to(layer))
    sheets = [sheet for layer in layers for sheet in _sheets(layer)]
    theme = theme_sheet.removeprefix('@charset "UTF-8";')
    theme = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", theme)
    parts = ["@layer material{" + theme.strip() + "}"]
    parts += [sheet.read_text(encoding="utf-8") for sheet in sheets]
    _write(target / "site.css", '@charset "UTF-8";\n' + "\n".join(parts))
    _copy(find("site_templates/assets/dark.css", overrides), target / "dark.css")


def write_attached(target: Path, files: Mapping[str, str]) -> None:
    """Copy the files that editorial texts link to (place in the artefact -> file)."""
    for place, source in files.items():
        _copy(Path(source), target / place)


def _sheets(layer: Path) -> list[Path]:
    return sorted(
        (layer / "css").glob("*.css"), key=lambda path: (path.name != "frame.css", path.name)
    )


def _stays(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc) or address.startswith(("#", "?", "/", "@@"))


def _split(address: str) -> tuple[str, str, str]:
    path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", address, re.DOTALL).groups()  # type: ignore[union-attr]
    return path, mark, rest


def _guard(file: str, html: str) -> str:
    """`html`, unless it has what the policy refuses: then `ShellError` is raised."""
    for tag in _TAG.findall(html):
        if unsafe := _UNSAFE.search(tag):
            name = unsafe.group(1)
            raise ShellError(
                en=f"{file}: the site's security policy refuses attribute {name!r}: {tag[:80]}",
                fr=f"{file} : attribut {name!r} refusé par la politique de sécurité : {tag[:80]}",
            )
    return html


def _policy(pages: Iterable[str]) -> str:
    """One Content-Security-Policy for all pages, so that a host may send it with each of them."""
    scripts = {script for html in pages for script in _SCRIPT.findall(html)}
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    hashes = sorted(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return _POLICY.format(hashes="".join(hashes))


def _editorial(page: Rendered, file: str) -> dict[str, str]:
    return {
        "key": page.asked.key,
        "language": page.asked.language,
        "section": page.asked.section,
        "url": page.asked.url,
        "title": page.title,
        "description": page.description,
        "file": file,
    }


def _record(
    plan: Plan,
    sections: Mapping[str, Mapping[str, str]],
    editorial: list[dict[str, str]],
    policy: str,
) -> str:
    languages = {
        code: {
            "name": plan.words[code]["frame"]["name"],
            "direction": plan.direction(code),
            "words": {name: plan.words[code]["frame"][name] for name in ("languages", "contents")},
            "sections": {section: sections[code][section] for section in SECTIONS},
        }
        for code in plan.languages
    }
    keys = sorted({page.key for page in plan.asked if page.kind is not Kind.SHELL})
    record = {
        "version": VERSION,
        "policy": policy,
        "languages": languages,
        "pages": {key: plan.section_of(key) for key in keys},
        "editorial": sorted(editorial, key=lambda page: (page["key"], page["language"])),
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _copy(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, path)
