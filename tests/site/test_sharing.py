"""What leaves the site with a page: its address, its twins, its card, its citation."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from jsonschema import Draft202012Validator
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from selectolax.lexbor import LexborHTMLParser

from registre.catalogue import Catalogue
from registre.model import Contact, PartialDate
from registre.schema import Schemas
from registre.site import Page, SiteContext, artefacts, citation, hosting, outcomes, pages, prepare
from tests.conftest import DAY, ROOT
from tests.site.conftest import one_of_each

POLICY = "default-src 'self'"
BUDGET = 100 * 1024
OPEN_GRAPH = {"og:type", "og:title", "og:description", "og:url", "og:site_name", "og:locale"}
DESCRIBED = {
    "home": {"DataCatalog"},
    "project": {"ResearchProject"},
    "dataset": {"Dataset"},
    "organisation": {
        "Organization", "GovernmentOrganization", "Hospital", "CollegeOrUniversity",
        "ResearchOrganization", "Corporation",
    },
}  # fmt: skip
# An item of CSL-JSON 1.0.2, as its documentation describes those members that a citation has.
CSL = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": ["string", "number"]},
            "type": {"enum": ["article", "dataset", "document", "entry", "report", "webpage"]},
            "title": {"type": "string"},
            "container-title": {"type": "string"},
            "publisher": {"type": "string"},
            "URL": {"type": "string", "format": "uri"},
            "language": {"type": "string"},
            "author": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["literal"],
                    "additionalProperties": False,
                    "properties": {"literal": {"type": "string"}},
                },
            },
            "issued": {
                "type": "object",
                "required": ["date-parts"],
                "additionalProperties": False,
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 3,
                            "items": {"type": ["string", "number"]},
                        },
                    }
                },
            },
        },
    },
}


@pytest.fixture(scope="module")
def context(fictive: Catalogue, schemas: Schemas) -> SiteContext:
    return prepare(fictive, schemas.labels, on=DAY, version="0")


def attributes(html: LexborHTMLParser, selector: str, name: str) -> list[str]:
    return [node.attributes[name] or "" for node in html.css(selector)]


# The head of each page


@pytest.mark.parametrize("folder", ["fictive_folder", "genuine_folder"])
def test_each_page_says_its_address_its_twins_and_its_card(
    folder: str, request: pytest.FixtureRequest
) -> None:
    """One canonical address, its own; twins that exist; Open Graph whole and of this page."""
    root: Path = request.getfixturevalue(folder)
    base = json.loads((root / "build.json").read_text("utf-8"))["base_url"]
    for file in root.rglob("*.html"):
        html = LexborHTMLParser(file.read_text("utf-8"))
        path = file.relative_to(root).as_posix().removesuffix("index.html")
        canonical = attributes(html, 'link[rel="canonical"]', "href")
        if html.css_first("meta[http-equiv=refresh]"):
            _leads_on(html, path, canonical, base)
            continue
        assert canonical == [base + path]
        card = {
            node.attributes["property"]: node.attributes["content"]
            for node in html.css("meta[property]")
        }
        assert card.keys() == OPEN_GRAPH, path
        assert card["og:url"] == base + path
        assert all(card.values()), path
        twins = html.css("link[rel=alternate][hreflang]")
        known = {node.attributes["hreflang"]: node.attributes["href"] or "" for node in twins}
        assert len(known) == len(twins)
        language = attributes(html, "html", "lang")[0]
        assert known[language] == base + path
        assert known.get("x-default", known[language]) in known.values()
        for url in known.values():
            target = root / url.removeprefix(base)
            assert (target if target.suffix == ".html" else target / "index.html").is_file(), url


def _leads_on(html: LexborHTMLParser, path: str, canonical: list[str], base: str) -> None:
    """By refresh, by link, and by canonical address: to one and the same page."""
    refresh = attributes(html, "meta[http-equiv=refresh]", "content")[0]
    target = urljoin(base + path, refresh.partition("url=")[2])
    link = urljoin(base + path, attributes(html, "main a", "href")[0])
    assert canonical == [target] == [link]
    assert attributes(html, "meta[name=robots]", "content") == ["noindex"]


def test_machines_are_told_what_each_page_is_about(
    context: SiteContext, fictive_pages: list[Page]
) -> None:
    """A schema.org description that reads as JSON, of the type that the page is about."""
    for page in fictive_pages:
        blocks = LexborHTMLParser(str(page.head)).css('script[type="application/ld+json"]')
        expected = DESCRIBED.get(page.kind, set())
        assert bool(blocks) == bool(expected), page.url
        for block in blocks:
            data = json.loads(block.text())
            assert data["@context"] == "https://schema.org"
            assert data["@type"] in expected
            assert data["name"]
            assert data["url"] == context.addresses.absolute(page.url)


def test_only_an_authority_is_called_one(genuine: Catalogue, schemas: Schemas) -> None:
    """The publisher is of its own type, wherever it is named."""
    context = prepare(genuine, schemas.labels, on=DAY, version="0")
    home = next(page for page in pages(context) if page.kind == "home")
    block = LexborHTMLParser(str(home.head)).css_first('script[type="application/ld+json"]')
    assert block is not None
    data = json.loads(block.text())
    assert genuine.organisations[genuine.register.publisher].kind == "other"
    assert data["publisher"]["@type"] == "Organization"
    assert data["license"].startswith("https://")


# Citations


# Signs that LaTeX's kernel names, and pylatexenc does not (or by their look-alikes).
KERNEL = {
    "textbraceleft": "{", "textbraceright": "}", "textless": "<", "textgreater": ">",
    "textbar": "|", "textasciicircum": "^",
}  # fmt: skip


def decoder() -> LatexNodes2Text:
    names = get_default_latex_context_db()
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in KERNEL.items()]
    names.add_context_category("kernel", prepend=True, macros=macros)
    return LatexNodes2Text(latex_context=names, math_mode="verbatim", keep_braced_groups=False)


def entry_of(text: str) -> dict[str, str]:
    decoding = LatexDecodingMiddleware(decoder=decoder())
    library = parse_string(text, append_middleware=[decoding])
    assert library.failed_blocks == []
    (entry,) = library.entries
    return {"key": entry.key} | {field.key: field.value for field in entry.fields}


def cited(**changes: Any) -> citation.Citation:
    plain = citation.Citation(
        key="project-x",
        title="Une étude",
        author="Une agence",
        register="Un registre",
        url="https://registre.example/id/project/x/",
        language="fr",
        issued=PartialDate(year=2024, month=3),
    )
    return dataclasses.replace(plain, **changes)


@pytest.mark.parametrize(
    "title",
    [
        "100 % des cas & 3 $ #1, a_b",
        r"\input{/etc/passwd} \write18{rm}",
        "}, year = {1}, x = {",
        "une { seule accolade",
        "~ ^ < > | \"citée\" 'ainsi'",
        "@misc{y, title = {z}}",
        "Œuvre : été, ﷽ 心",
    ],
)
def test_a_title_is_what_bibtex_reads(title: str) -> None:
    """Whatever the title, one entry comes out, with that very title and no other field."""
    entry = entry_of(citation.bibtex(cited(title=title, author=title)))
    assert entry["key"] == "project-x"
    assert entry.keys() == {"key", "title", "author", "howpublished", "url", "langid", "year"}
    assert entry["title"] == title
    assert entry["author"] == title
    assert entry["year"] == "2024"


def test_no_command_of_tex_is_left() -> None:
    """Nothing but the names of signs begins with a backslash, and braces balance."""
    text = citation.bibtex(cited(title=r"\input{x} \\ %{ }} $\^^5c"))
    commands = set(re.findall(r"\\([a-z]+|.)", text))
    assert commands <= {"textbackslash", "textbraceleft", "textbraceright", "textasciicircum",
                        *"&%$#_"}  # fmt: skip
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize(
    ("issued", "parts"),
    [
        (None, None),
        (PartialDate(year=2024), [2024]),
        (PartialDate(year=2024, month=3), [2024, 3]),
        (PartialDate(year=2024, month=3, day=9), [2024, 3, 9]),
    ],
)
def test_a_day_is_as_precise_as_it_is_known(
    issued: PartialDate | None, parts: list[int] | None
) -> None:
    (item,) = citation.csl(cited(issued=issued))
    assert item.get("issued") == (parts and {"date-parts": [parts]})
    assert ("year" in entry_of(citation.bibtex(cited(issued=issued)))) == bool(issued)


def test_each_record_lies_beside_its_citations(fictive_folder: Path, context: SiteContext) -> None:
    """Both files of every record, in every language, are what their consumers read."""
    validator = Draft202012Validator(CSL)
    keys = set()
    for kind, records in (
        ("project", context.catalogue.projects),
        ("dataset", context.catalogue.datasets),
        ("organisation", context.catalogue.organisations),
    ):
        for id in records:
            for language, voice in context.voices.items():
                page = fictive_folder / context.addresses.url(kind, id, language)
                entry = entry_of((page / "citation.bib").read_text("utf-8"))
                items = json.loads((page / "citation.json").read_text("utf-8"))
                validator.validate(items)
                assert items[0]["title"] == voice.title(kind, id)
                assert items[0]["URL"] == entry["url"]
                assert urlsplit(entry["url"]).path == f"/id/{kind}/{id}/"
                shown = LexborHTMLParser((page / "index.html").read_text("utf-8"))
                sentence = shown.css_first(".rg-cite")
                assert sentence is not None
                assert items[0]["URL"] in sentence.text()
                keys.add((entry["key"], language))
    assert len(keys) == 2 * sum(
        len(records)
        for records in (
            context.catalogue.projects,
            context.catalogue.datasets,
            context.catalogue.organisations,
        )
    )


def test_a_doi_of_any_signs_is_an_address(context: SiteContext) -> None:
    """A DOI may hold signs that no address may."""
    result = next(
        result
        for project in context.catalogue.projects.values()
        for result in project.results
        if result.doi and "<script>" in result.doi
    )
    html = LexborHTMLParser(str(outcomes.links(result, context.voices["fr"])[0]))
    (address,) = attributes(html, "a", "href")
    assert re.fullmatch(r"https://doi\.org/[A-Za-z0-9/:;().,_'!*+=@%-]+", address)
    assert unquote(address.removeprefix("https://doi.org/")) == result.doi


# What the host reads


def told(context: SiteContext) -> dict[str, str]:
    return {path: data.decode() for path, data in hosting.files(context, POLICY)}


def with_register(context: SiteContext, schemas: Schemas, **changes: Any) -> SiteContext:
    register = dataclasses.replace(context.catalogue.register, **changes)
    catalogue = dataclasses.replace(context.catalogue, register=register)
    return prepare(catalogue, schemas.labels, on=DAY, version="0")


def test_the_sample_of_a_host_sends_what_the_build_asks_for(fictive_folder: Path) -> None:
    """The headers of ``_headers`` are those of the nginx sample: it grows old with a test."""
    asked = (fictive_folder / "_headers").read_text("utf-8").splitlines()[1:]
    sample = (ROOT / "docs" / "hosting" / "nginx.conf").read_text("utf-8")
    sent = re.findall(r'add_header (\S+) "(.*)" always;', sample)
    assert [f"{name}: {value}" for name, value in sent if name != "Cache-Control"] == [
        line.strip() for line in asked
    ]
    assert "unsafe-inline" not in asked[0]
    assert "unsafe-eval" not in asked[0].replace("'wasm-unsafe-eval'", "")


def test_weaknesses_are_told_where_rfc_9116_says(context: SiteContext) -> None:
    lines = told(context)[".well-known/security.txt"].splitlines()
    fields = [tuple(line.split(": ", 1)) for line in lines]
    assert ("Contact", "mailto:registre@fictif.example") in fields
    assert ("Contact", "https://fictif.example/contact") in fields
    assert ("Preferred-Languages", "fr, en") in fields
    assert ("Canonical", "https://fictif.example/.well-known/security.txt") in fields
    (expires,) = [value for name, value in fields if name == "Expires"]
    assert 0 < (date.fromisoformat(expires[:10]) - DAY).days < 366
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", expires)


def test_the_forge_publishes_what_begins_with_a_dot() -> None:
    """GitHub's own action leaves out ``.well-known`` unless it is told otherwise."""
    workflow = (ROOT / ".github" / "workflows" / "publish.yml").read_text("utf-8")
    _, _, after = workflow.partition("actions/upload-pages-artifact@")
    assert "include-hidden-files: true" in after.partition("- name:")[0]


def test_nobody_is_named_who_is_not_known(context: SiteContext, schemas: Schemas) -> None:
    silent = with_register(context, schemas, contact=Contact())
    assert ".well-known/security.txt" not in told(silent)


def test_a_site_in_a_folder_says_nothing_for_its_host(
    context: SiteContext, schemas: Schemas
) -> None:
    below = with_register(context, schemas, base_url="https://fictif.example/registre/")
    files = told(below)
    assert ".well-known/security.txt" not in files
    assert files["_headers"].startswith("/registre/*\n")
    assert all(line.startswith("/registre/") for line in files["_redirects"].splitlines())


def test_redirects_agree_with_the_pages_that_lead_on(
    context: SiteContext, fictive_pages: list[Page]
) -> None:
    """The first rule that fits an address leads where the page at that address leads."""
    rules = [line.split() for line in told(context)["_redirects"].splitlines()]
    moved = [page for page in fictive_pages if page.kind == "redirect"]
    assert len(moved) > 100
    for page in moved:
        canonical = attributes(LexborHTMLParser(str(page.content)), "link", "href")[0]
        assert f"https://fictif.example{_redirected('/' + page.url, rules)}" == canonical


def _redirected(path: str, rules: list[list[str]]) -> str:
    for pattern, target, _ in rules:
        if found := re.fullmatch(pattern.replace(":id", "(?P<id>[^/]+)"), path):
            return target.replace(":id", found.groupdict().get("id", ""))
    raise AssertionError(path)


def test_many_addresses_take_an_index(
    context: SiteContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bound of sitemaps.org, an index names parts that hold every address once."""
    whole = dict(artefacts.artefacts(context))["sitemap.xml"].decode()
    monkeypatch.setattr(artefacts, "SITEMAP_LIMIT", 100)
    files = {path: data.decode() for path, data in artefacts.artefacts(context)}
    parts = re.findall(r"<loc>https://fictif\.example/(sitemap-\d+\.xml)</loc>",
                       files["sitemap.xml"])  # fmt: skip
    assert "<sitemapindex" in files["sitemap.xml"]
    found = [url for part in parts for url in re.findall("<loc>(.*?)</loc>", files[part])]
    assert found == re.findall("<loc>(.*?)</loc>", whole)
    assert max(files[part].count("<loc>") for part in parts) == 100


# Weight


@pytest.mark.parametrize("kind", ["home", "listing", "project", "dataset"])
def test_a_first_visit_weighs_little(
    fictive_folder: Path, fictive_pages: list[Page], kind: str
) -> None:
    """The page and all that it loads, search aside: at most 100 KB as hosts compress it."""
    page = fictive_folder / one_of_each(fictive_pages, "fr")[kind] / "index.html"
    loaded, waiting = set[Path](), [page]
    while waiting:
        file = waiting.pop()
        if file not in loaded:
            loaded.add(file)
            waiting += _loads(file)
    weight = sum(len(gzip.compress(file.read_bytes(), 6)) for file in loaded)
    assert weight <= BUDGET, {file.name: len(gzip.compress(file.read_bytes())) for file in loaded}


def _loads(file: Path) -> list[Path]:
    text = file.read_text("utf-8")
    if file.suffix == ".js":
        named = re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+\.js)"', text)
    elif file.suffix == ".html":
        html = LexborHTMLParser(text)
        named = attributes(html, "script[src]", "src")
        named += attributes(html, 'link[rel="stylesheet"]', "href")
        named += attributes(html, 'link[rel="icon"]', "href")
        named += [found.partition("#")[0] for found in attributes(html, "use", "href")]
    else:
        named = []
    return [path for name in named if (path := (file.parent / name).resolve()).is_file()]
