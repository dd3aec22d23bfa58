"""Every language says the same things, and nothing is said for nobody."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import get_args

import pytest

from registre import package_data
from registre.history import Absence, Action
from registre.schema import Schemas
from registre.site.translations import Entry, TemplateError, Translations, load

FOLDER = package_data.find("site_templates/translations")
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml"))

# Tables that are read whole, by name: the frame by the theme, the others by the lists.
READ_WHOLE = {"slugs", "sections", "pages", "frame", "search", "facets", "listing", "facet_slugs"}


# From what the results clock counts (ResultsClock.basis).
BASES = {"actual-end", "revocation", "withdrawal", "permit-expiry", "planned-end"}


def words(language: str) -> Translations:
    return load([FOLDER], language)


def forms(entry: Entry) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


def values_in(entry: Entry) -> set[str]:
    """The named values of a text, in any of its forms."""
    return {
        name for form in forms(entry) for _, name, _, _ in string.Formatter().parse(form) if name
    }


def test_there_are_languages() -> None:
    assert set(LANGUAGES) >= {"en", "fr"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_keys_in_every_language(language: str) -> None:
    assert set(words(language).entries) == set(words(LANGUAGES[0]).entries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_values_in_every_language(language: str) -> None:
    """A text takes the same named values wherever it is said."""
    reference, spoken = words(LANGUAGES[0]).entries, words(language).entries
    differing = [key for key in reference if values_in(reference[key]) != values_in(spoken[key])]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_suit_the_language(language: str) -> None:
    translations = words(language)
    for key, entry in translations.entries.items():
        if not isinstance(entry, str):
            assert set(entry) <= {*translations.locale.plural_form.tags, "other"}, key


def test_no_unused_key() -> None:
    """A key that no template and no module names is a word for nobody."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in _speakers())
    literals = set(re.findall(r"""["']([\w.-]+)["'{ ]""", text))
    prefixes = set(re.findall(r"""["']([a-z_]+\.[\w-]*)(?:\{|["'] ~)""", text))
    suffixes = tuple(re.findall(r"""\{\w+\}([._]\w+)["']""", text))
    tails = {_plain(word) for word in literals | _codes() | _fields()}
    unused = [
        key
        for key in words("fr").entries
        if key.split(".")[0] not in READ_WHOLE
        and key not in literals
        and not key.endswith(suffixes)
        and not any(
            _plain(key.removeprefix(prefix)) in tails
            for prefix in prefixes
            if key.startswith(prefix)
        )
    ]
    assert not unused, " ".join(unused)


def _plain(word: str) -> str:
    return re.sub(r"[-.]", "_", word)


def _codes() -> set[str]:
    """Every code of the fixed vocabularies: keys are made of some."""
    labels = Schemas(package_data.find("schemas")).labels
    told = {*get_args(Action), *get_args(Absence)}
    return {code for codes in labels.values() for code in codes} | BASES | told


def _speakers() -> list[Path]:
    site = Path(str(package_data.__file__)).parent / "site"
    return [*site.rglob("*.py"), *package_data.find("site_templates/pages").glob("*.html")]


def _fields() -> set[str]:
    """Fields that a source may support: their names come from the declarations."""
    schemas = package_data.find("schemas")
    return {
        name
        for kind in ("project", "dataset", "organisation")
        for name in re.findall(r'"(\w+)":', (schemas / f"{kind}.schema.json").read_text("utf-8"))
    }


def test_french_typography() -> None:
    """No-break spaces before high punctuation and inside quotation marks; curly apostrophes."""
    for key, entry in words("fr").entries.items():
        for form in forms(entry):
            assert not re.search(r"(?<=[\w»)]) [:;?!»]|« |\w'\w", form), f"{key}: {form!r}"


def test_missing_key_is_a_clear_error() -> None:
    with pytest.raises(TemplateError, match=r"translations/fr\.toml: there is no text a\.b"):
        words("fr")("a.b")


def test_missing_value_is_a_clear_error() -> None:
    with pytest.raises(TemplateError, match=r"text\.as_of"):
        words("fr")("text.as_of", day="x")


def test_plural_needs_a_count() -> None:
    with pytest.raises(TemplateError, match=r"count\.projects"):
        words("fr")("count.projects", n="2")


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("fr", 0, "0 projet"),
        ("fr", 1, "1 projet"),
        ("fr", 2, "2 projets"),
        ("en", 0, "0 projects"),
        ("en", 1, "1 project"),
    ],
)
def test_plurals_follow_the_language(language: str, count: int, said: str) -> None:
    assert words(language)("count.projects", count=count, n=str(count)) == said


def test_html_escapes_text_and_values() -> None:
    spoken = Translations("fr", {"a.b": "<{x}> & co"})
    assert spoken.html("a.b", x="<i>") == "&lt;&lt;i&gt;&gt; &amp; co"


def test_values_may_have_any_name() -> None:
    spoken = Translations("fr", {"a.b": "{key} {text} {self}"})
    assert spoken("a.b", key="1", text="2", self="3") == "1 2 3"


def test_an_override_wins_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_text('[text]\nyes = "Ouais"\n', encoding="utf-8")
    spoken = load([FOLDER, tmp_path], "fr")
    assert (spoken("text.yes"), spoken("text.no")) == ("Ouais", "Non")


def test_an_unknown_language_is_a_clear_error() -> None:
    with pytest.raises(TemplateError, match=r"translations/xx\.toml"):
        load([FOLDER], "xx")


@pytest.mark.parametrize("content", ["a = ", "[text]\nyes = 1\n"])
def test_a_broken_file_is_a_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "fr.toml").write_text(content, encoding="utf-8")
    with pytest.raises(TemplateError, match=r"fr\.toml"):
        load([FOLDER, tmp_path], "fr")
