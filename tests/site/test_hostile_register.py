"""Every free text of a register made hostile at once: nothing of it is ever more than text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from registre import building, dressing
from registre.catalogue import load
from registre.schema import Schemas
from registre.source import Source, read
from registre.yaml_strict import parse
from tests.conftest import DAY, FICTIVE, served
from tests.site.conftest import Visit

# The longest that a field accepts is taken.
ATTACKS = (
    (
        "\"><script>alert(1)</script><img src=x onerror=alert(1)>'{{7*7}}{% raw %}"
        "@@registre:content@@</main></title></textarea></script><!-- [a](javascript:alert(1)) "
        "<javascript:alert(1)> [b](data:text/html,x) ![i](https://evil.example/i.png) "
        "&lt;img src=x onerror=alert(2)&gt; <mark>x</mark> data-pagefind-body "
        '[ok](https://ok.example/"onclick=alert(1))'
    ),
    '"><svg onload=alert(1)>{{7*7}}&lt;b&gt;__proto__',
    '"><b onx=1>',
    '"><i>',
)
# Names that other places of a declaration repeat, and values that are no words.
# What must go on naming something else of its file, or be of a certain form.
KEPT = {"lang", "supports", "corrects", "path", "schema", "counts", "x", "y"}
ATTACKED = '"' + ATTACKS[1].replace('"', '""')
KEYS = ("primary_key", "foreign_keys")
TYPED = quote('"><img src=x onerror=alert(1)><script>alert(2)</script>')


def texts(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every text in a declaration."""
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for step, member in members:
        if isinstance(member, (dict, list)):
            yield from texts(member, (*place, step))
        elif isinstance(member, str) and not KEPT & {*place, step}:
            yield (*place, step)


def attacked(source: Source, schemas: Schemas) -> bytes:
    """The declaration with every text replaced that its schema lets be replaced."""
    data = parse(source.path, source.data.decode()).data
    for use in data.get("data", ()) if source.kind == "project" else ():
        if isinstance(use, dict):
            use.pop("tables", None)
    for table in data.get("tables", ()) if source.kind == "dataset" else ():
        for key in KEYS:
            table.pop(key, None)
    for number, place in enumerate(list(texts(data))):
        holder = data
        for step in place[:-1]:
            holder = holder[step]
        kept = holder[place[-1]]
        for attack in ATTACKS:
            holder[place[-1]] = f"{attack}{number}"
            if schemas.accepts(source.kind, data):
                break
        else:
            holder[place[-1]] = kept
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


@pytest.fixture(scope="module")
def hostile(schemas: Schemas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the hostile register."""
    folder = tmp_path_factory.mktemp("hostile")
    for source in read(FICTIVE):
        assert isinstance(source, Source)
        file = folder / "registry" / source.path
        file.parent.mkdir(parents=True, exist_ok=True)
        if source.kind == "result-table":
            header, _, rows = source.data.decode().partition("\n")
            # The words of the first column: a table that breaks its schema is not published.
            words = re.compile(r'^([^,\n"]*[A-Za-z][^,\n"]*)(?=,)', re.MULTILINE)
            rows = words.sub(lambda found: f'{ATTACKED}{found[1]}"', rows)
            file.write_text(f"{header}\n{rows}", "utf-8")
        else:
            file.write_bytes(attacked(source, schemas))
    catalogue, report = load(folder / "registry", schemas, DAY)
    assert catalogue is not None, report.findings
    site = folder / "site"
    site.mkdir()
    with dressing.shell_for(catalogue.register.languages, FICTIVE, None, None) as shell:
        building.fill(site, catalogue, schemas, shell, on=DAY)
    return site


class _Faults(HTMLParser):
    """What no page of ours has: handlers, odd attributes, foreign scripts and pictures."""

    void = frozenset({"meta", "link", "br", "img", "input", "hr", "use", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            odd = name.startswith("on") or name == "style" or not re.fullmatch("[a-z0-9:-]+", name)
            scheme = re.match(r"\s*(?!https:|mailto:)[a-z]+:", value or "", re.IGNORECASE)
            foreign = name == "src" and "//" in (value or "")
            leads = name in ("href", "src", "action")
            if odd or foreign or (leads and scheme):
                self.found.append(f"{tag} {name}={value}")
        is_ours = tag == "textarea" and {"data-input", "data-yaml"} & dict(attrs).keys()
        if tag in ("img", "iframe", "object", "embed", "base", "textarea", "math") and not is_ours:
            self.found.append(tag)
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.void and (not self.open or self.open.pop() != tag):
            self.found.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")


def test_no_page_has_anything_but_text_of_it(hostile: Path) -> None:
    for file in hostile.rglob("*.html"):
        parser = _Faults()
        parser.feed(file.read_text("utf-8"))
        assert parser.found == [], file
        assert parser.open == [], file


def test_nothing_is_run_as_a_template(hostile: Path) -> None:
    page = max(hostile.glob("projets/*/index.html"), key=lambda file: file.stat().st_size)
    text = page.read_text("utf-8")
    assert "{{7*7}}" in text
    assert "@@registre:content@@" in text


@pytest.mark.parametrize(
    "address",
    [
        "projets/?q=alert",
        f"projets/?q={TYPED}",
        f"projets/?theme={TYPED}&status=__proto__&sort=__proto__",
        "en/datasets/?q=script",
        "organismes/?q=onerror&sort=constructor",
        "resultats/",
        "404.html",
    ],
)
def test_a_browser_runs_and_fetches_nothing_of_it(
    hostile: Path, visit: Callable[..., Visit], address: str
) -> None:
    with served(hostile) as root:
        seen = visit(root + address)
        assert seen.messages == []
        assert all(request.startswith(root) for request in seen.requests)
        assert seen.page.evaluate("document.images.length") == 0


def test_an_unknown_order_is_passed_over(hostile: Path, visit: Callable[..., Visit]) -> None:
    with served(hostile) as root:
        page = visit(f"{root}projets/?sort=__proto__").page
        assert page.locator("[data-cards] > li").count() > 0
