"""Declared text becomes safe HTML, whatever it holds."""

from __future__ import annotations

import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from registre import markup

ALLOWED = {"p", "em", "strong", "a", "ul", "ol", "li", "br"}

_SHARED = Path(os.environ.get("REGISTRE_SHARED") or Path(__file__).resolve().parents[3] / "shared")
_BREAKERS = st.sampled_from(
    ["<", ">", '"', "'", "&", "](", "[", ")", "*", "_", "`", "\\", "\n\n", "\n- ", "\n1. ", "![",
     "javascript:", "https://", "mailto:", "<script>", "</p>", "<img src=x onerror=a>", "&#x3c;",
     "\x00", "\u202e", "http://", "data:text/html,", "<https://a.example>", "style=", "|", "# "]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(_BREAKERS, st.text(max_size=12)), max_size=14).map("".join)


class _Seen(HTMLParser):
    """Every element and attribute that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.depth += tag != "br"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


def assert_safe(html: str) -> None:
    seen = _Seen(html)
    assert seen.depth == 0, f"unbalanced: {html!r}"
    for tag, attributes in seen.elements:
        assert tag in ALLOWED, f"{tag} in {html!r}"
        assert set(attributes) <= {"href", "rel", "start"}, f"{attributes} in {html!r}"
        href = attributes.get("href")
        if href is not None:
            assert href.startswith(("https://", "mailto:")), href
            assert attributes["rel"] == "noopener nofollow"


@given(HOSTILE)
def test_block_is_safe(text: str) -> None:
    """No text leaves its element, whatever signs it is made of."""
    assert_safe(markup.block(text))


@given(HOSTILE)
def test_inline_is_safe_and_stays_on_its_line(text: str) -> None:
    html = markup.inline(text)
    assert_safe(html)
    assert not {tag for tag, _ in _Seen(html).elements} & {"p", "ul", "ol", "li"}


@given(HOSTILE)
def test_plain_has_no_line_break(text: str) -> None:
    assert "\n" not in markup.plain(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_filled_escapes_every_value(first: str, second: str) -> None:
    """A template of ours stays whole whatever fills it."""
    html = markup.filled('<a href="{}">{}</a>', first, second)
    assert html.count("<") == 2
    assert html.count('"') == 2


def test_filled_keeps_what_is_html_already() -> None:
    assert markup.filled("<p>{}</p>", Markup("<em>a</em>")) == "<p><em>a</em></p>"


@pytest.mark.parametrize("name", ["xss-payload-list.txt", "blns.json"])
def test_known_attacks_do_nothing(name: str) -> None:
    """The public lists of hostile strings, one by one."""
    path = _SHARED / "corpora" / name
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    content = path.read_text(encoding="utf-8")
    strings = json.loads(content) if name.endswith(".json") else content.splitlines()
    for string in strings:
        assert_safe(markup.block(string))
        assert_safe(markup.inline(string))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un *mot* **fort**.", "<p>Un <em>mot</em> <strong>fort</strong>.</p>"),
        ("Un.\n\nDeux.", "<p>Un.</p>\n<p>Deux.</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        (
            "[la CNIL](https://www.cnil.fr/fr)",
            '<p><a href="https://www.cnil.fr/fr" rel="noopener nofollow">la CNIL</a></p>',
        ),
        (
            "[écrire](mailto:dpo@hopital.example)",
            '<p><a href="mailto:dpo@hopital.example" rel="noopener nofollow">écrire</a></p>',
        ),
    ],
)
def test_the_subset_is_kept(text: str, html: str) -> None:
    assert markup.block(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "# Titre",
        "> citation",
        "![image](https://a.example/b.png)",
        "[a](http://a.example)",
        "[a](javascript:alert(1))",
        "[a](//a.example)",
        "[a](https://moi:secret@a.example)",
        "`code`",
        "<b>gras</b>",
        "| a | b |\n|---|---|",
    ],
)
def test_the_rest_stays_text(text: str) -> None:
    """What the subset leaves out is shown as it was typed."""
    html = markup.block(text)
    assert {tag for tag, _ in _Seen(html).elements} <= {"p", "a"}
    assert "http://" not in [dict(a).get("href") for _, a in _Seen(html).elements]
    assert markup.plain(text).replace(" ", "")


def test_plain_says_the_words_alone() -> None:
    assert markup.plain("Un **mot**,\n\n- [lien](https://a.example) & co") == "Un mot, lien & co"
