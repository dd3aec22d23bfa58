"""Every field of a declaration, as the schemas explain it: for whoever writes one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from registre.schema import FieldWords
from registre.site.context import SiteContext
from registre.yaml_writing import in_one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field in one language; ``path`` is its name after those it stands in."""

    path: str
    required: bool
    title: str
    instructions: str
    example: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRows:
    kind: str
    title: str
    rows: tuple[FieldRow, ...]


def insert(context: SiteContext, language: str, here: str) -> Markup:
    """The field reference, one folded table a kind of record."""
    voice = context.voices[language]
    kinds = [
        KindRows(
            kind=kind,
            title=voice.t(f"fields.{kind}"),
            rows=tuple(_rows(fields, language, context)),
        )
        for kind, fields in context.fields.items()
    ]
    template = context.templates.get_template("_field_reference.html")
    return Markup(template.render(kinds=kinds, t=voice.t, language=language))


def _rows(
    fields: tuple[FieldWords, ...], language: str, context: SiteContext
) -> Iterator[FieldRow]:
    above: list[str] = []
    for field in fields:
        above[field.depth :] = [field.name]
        words = _spoken(field.words, language)
        yield FieldRow(
            path=".".join(above),
            required=field.required,
            title=words["title"],
            instructions=words["instructions"],
            example=in_one_line(words["example"]),
            choices=tuple(_choices(field, language, context)),
        )


def _spoken(words: Mapping[str, Mapping[str, Any]], language: str) -> Mapping[str, Any]:
    return words.get(language) or next(iter(words.values()))


def _choices(
    field: FieldWords, language: str, context: SiteContext
) -> Iterator[tuple[str, str]]:
    """Each code with its label, found by the vocabulary that has just these codes."""
    labels = next(
        (found for found in context.labels.values() if tuple(found) == field.choices), {}
    )
    for code in field.choices:
        label = labels.get(code)
        yield code, label.text(language).value if label else ""
