"""What is checked, for whoever declares: a page a code, made from the checker's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from markupsafe import Markup, escape

from registre import codes
from registre.codes import Example
from registre.diagnostic import Code, Location, Severity, Words, described_codes, shared_word
from registre.markup import EMPTY, filled
from registre.site.compose import compose
from registre.site.context import SiteContext
from registre.site.page import Page
from registre.site.paths import Step
from registre.site.voice import Voice
from registre.text import is_forbidden

# The checker speaks English where it does not speak the language of the page.
_LAST_RESORT = "en"


class Entry(NamedTuple):
    """A code in the list of its family."""

    code: str
    url: str
    severity: str
    severity_label: str
    message: Markup


class Family(NamedTuple):
    """What the codes of a family look at, and those codes."""

    anchor: str
    title: Markup
    entries: tuple[Entry, ...]


class Line(NamedTuple):
    """A line of an example: its number, and its text, marked where the fault is."""

    number: int
    text: Markup


class Shown(NamedTuple):
    """An example as the page shows it; ``place`` says in words what the mark shows."""

    place: str
    lines: tuple[Line, ...]
    message: Markup
    remedy: Markup


def pages(context: SiteContext) -> Iterator[Page]:
    """The list of what is checked, then each code, in every language."""
    yield from _index(context)
    for code in described_codes().values():
        yield from _pages(code, context)


def _index(context: SiteContext) -> Iterator[Page]:
    urls = {code: context.addresses.checks(code) for code in context.languages}
    for language in context.languages:
        voice = context.voices[language]
        families = tuple(_families(voice))
        yield compose(
            context,
            "checks",
            {
                "families": families,
                "path": _way(voice)[:2],
                "command": Markup("<code>registre explain</code>"),
            },
            urls=urls,
            language=language,
            section="declare",
            title=voice.t("checks.title"),
            description=voice.t("checks.description"),
            toc=[(family.anchor, family.title) for family in families],
        )


def _families(voice: Voice) -> Iterator[Family]:
    for family, found in codes.by_family().items():
        entries = tuple(_entry(code, voice) for code in found)
        yield Family(family, _title(family, found[0], voice), entries)


def _title(family: str, code: Code, voice: Voice) -> Markup:
    return _said(shared_word(f"family_{family}", voice.language), code, voice)


def _entry(code: Code, voice: Voice) -> Entry:
    return Entry(
        code=code.name,
        url=voice.addresses.check(code.name, voice.language),
        severity=code.severity.value,
        severity_label=voice.t(f"checks.{code.severity.value}"),
        message=_said(codes.in_words(_words(code, voice).message), code, voice),
    )


def _way(voice: Voice) -> tuple[Step, ...]:
    language, page = voice.language, voice.addresses.page
    return (
        (voice.t("text.home"), page("home", language)),
        (voice.t("pages.declare"), page("declare", language)),
        (voice.t("checks.title"), voice.addresses.checks(language)),
    )


# One code ---------------------------------------------------------------------------


def _pages(code: Code, context: SiteContext) -> Iterator[Page]:
    urls = {
        language: context.addresses.check(code.name, language) for language in context.languages
    }
    for language in context.languages:
        voice = context.voices[language]
        words = _words(code, voice)
        message = codes.in_words(words.message)
        yield compose(
            context,
            "check",
            {
                "entry": _entry(code, voice),
                "heading": _said(message.removesuffix("."), code, voice),
                "path": _way(voice),
                "family": _title(codes.family_of(code.name), code, voice),
                "cause": _said(words.cause, code, voice),
                "remedy": _said(codes.in_words(words.remedy), code, voice),
                **_examples(code, voice),
            },
            urls=urls,
            language=language,
            section="declare",
            title=voice.t("checks.of_code", code=code.name, message=message),
            description=words.cause,
        )


def _examples(code: Code, voice: Voice) -> dict[str, object]:
    found = codes.examples(code.name)
    label = "refused" if code.severity is Severity.ERROR else "reported"
    return {
        "refused_label": voice.t(f"checks.{label}"),
        "refused": _shown(found.refused, code, voice) if found.refused else None,
        "accepted": _shown(found.accepted, code, voice) if found.accepted else None,
    }


def _shown(example: Example, code: Code, voice: Voice) -> Shown:
    place, where, words = example.path, example.where, _words(code, voice)
    if where and example.lines:
        place = voice.t("checks.place", path=example.path, line=where.line)
    return Shown(
        place=_visible(place),
        lines=tuple(
            Line(number, _marked(line, number, where))
            for number, line in enumerate(example.lines, example.first)
        ),
        message=_told(example.message, words.message, code, voice),
        remedy=_told(example.remedy, words.remedy, code, voice),
    )


def _told(said: Mapping[str, str], template: str, code: Code, voice: Voice) -> Markup:
    """What the checker says of the example, where that is more than the page says above."""
    text = said.get(_spoken(code, voice), "")
    return _said(text, code, voice) if text != codes.in_words(template) else EMPTY


def _marked(line: str, number: int, where: Location | None) -> Markup:
    """The line, with what is at fault between marks; a space at its end where nothing is."""
    if where is None or number != where.line:
        return escape(_visible(line))
    begin = min(where.column - 1, len(line))
    end = where.end_column - 1 if where.end_line == where.line else len(line)
    fault = line[begin : max(begin + 1, end)] or " "
    rest = line[begin + len(fault) :]
    return filled("{}<mark>{}</mark>{}", *(_visible(part) for part in (line[:begin], fault, rest)))


def _visible(text: str) -> str:
    return "".join("\ufffd" if is_forbidden(sign) else sign for sign in text)


def _spoken(code: Code, voice: Voice) -> str:
    return voice.language if voice.language in code.words else _LAST_RESORT


def _words(code: Code, voice: Voice) -> Words:
    return code.words[_spoken(code, voice)]


def _said(text: str, code: Code, voice: Voice) -> Markup:
    """The checker's words, marked with their language where it is not the page's."""
    language = _spoken(code, voice)
    if language == voice.language:
        return escape(_visible(text))
    return filled('<span lang="{}">{}</span>', language, _visible(text))
