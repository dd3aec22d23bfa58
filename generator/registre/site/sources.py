"""Where facts were read: the sources of a record, and what each supports."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup, escape

from registre.markup import filled
from registre.model import Link, Source
from registre.site.facts import lowered_first
from registre.site.voice import Voice
from registre.site.wording import direction


class Citation(NamedTuple):
    """One source: its title, marked with its language, its address, and what it is for."""

    title: Markup
    url: str
    consulted: Markup
    supports: str


def citations(sources: tuple[Source, ...], voice: Voice) -> tuple[Citation, ...]:
    """Every source, in the order of the declaration."""
    return tuple(_citation(source, voice) for source in sources)


def cited(source: Source | None, voice: Voice) -> Markup:
    """One source on a line: its title, which leads to it where its address is known."""
    if source is None:
        return voice.missing
    title = _title(source, voice)
    return (
        filled('<a href="{}" rel="noopener nofollow">{}</a>', source.url, title)
        if source.url
        else title
    )


def _title(source: Source, voice: Voice) -> Markup:
    if source.lang is None or source.lang == voice.language:
        return escape(source.title)
    return filled(
        '<span lang="{}" dir="{}">{}</span>', source.lang, direction(source.lang), source.title
    )


def _citation(source: Source, voice: Voice) -> Citation:
    read = Markup()
    if source.consulted:
        read = voice.when("read", source.consulted)
    return Citation(_title(source, voice), source.url or "", read, _supports(source, voice))


def _supports(source: Source, voice: Voice) -> str:
    fields = dict.fromkeys(field_name(pointer, voice) for pointer in source.supports)
    names = [lowered_first(name) for name in fields if name]
    return voice.t("source.supports", fields=", ".join(names)) if names else ""


def field_name(pointer: str, voice: Voice) -> str:
    """The label of the field that a JSON Pointer leads to: ``/data/0/period`` -> « Données »."""
    first = pointer.lstrip("/").split("/", 1)[0]
    key = f"field.{first}"
    return voice.t(key) if voice.t.has(key) else first


def outward(links: tuple[Link, ...], voice: Voice) -> tuple[tuple[Markup, str], ...]:
    """Links to pages elsewhere: title and address."""
    return tuple((voice.short(link.title), link.url) for link in links)
