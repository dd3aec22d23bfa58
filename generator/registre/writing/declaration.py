"""A whole declaration: its fields in order, explained, and those that may come later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registre.schema import Schemas
from registre.writing.block import Layout
from registre.writing.scalars import WIDTH, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a commented declaration says beside its data, in one language.

    ``opening`` tells what the comments are, ``later`` announces the fields of ``offered``,
    which are shown with an example behind a ``#``; ``example`` says so. ``modeline`` is for
    editors.
    ``own`` has the comments that the author wrote above a field: they take the place of ours.
    """

    language: str
    opening: str
    later: str
    example: str = ""
    offered: Sequence[str] = ()
    modeline: str = ""
    own: Mapping[str, Sequence[str]] = field(default_factory=dict)


def plain(data: Mapping[str, Any], schemas: Schemas, kind: str) -> str:
    """The declaration, and nothing else. It is read back as ``data``, in the schema's order."""
    return "\n".join([*Layout(schemas, kind).mapping((), data), ""])


def commented(data: Mapping[str, Any], schemas: Schemas, kind: str, notes: Notes) -> str:
    """The declaration with each field explained, and what may be added shown behind a ``#``."""
    layout = Layout(schemas, kind)
    parts = [list(_opening(notes))]
    for key, value in layout.in_order((), data).items():
        parts.append([*_explanation(schemas, kind, key, notes), *layout.field((key,), value)])
    offered = [key for key in layout.in_order((), dict.fromkeys(notes.offered)) if key not in data]
    if offered:
        parts.append([f"# --- {notes.later} ---", *_comment(notes.example)])
        parts += [list(_offer(layout, schemas, kind, key, notes.language)) for key in offered]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _opening(notes: Notes) -> Iterator[str]:
    if notes.modeline:
        yield f"# yaml-language-server: $schema={notes.modeline}"
    yield from _comment(notes.opening)


def _explanation(schemas: Schemas, kind: str, key: str, notes: Notes) -> Iterator[str]:
    if key in notes.own:
        yield from notes.own[key]
        return
    words = _words(schemas, kind, key, notes.language)
    if words:
        yield from _comment(f"{words['title']}. {words.get('instructions', '')}".strip())


def _offer(layout: Layout, schemas: Schemas, kind: str, key: str, language: str) -> Iterator[str]:
    words = _words(schemas, kind, key, language)
    yield from _comment(f"{words.get('title', key)}. {words.get('help', '')}".strip())
    for line in layout.field((key,), words.get("example", "…")):
        yield f"# {line}".rstrip()


def _words(schemas: Schemas, kind: str, key: str, language: str) -> Mapping[str, Any]:
    entries = schemas.words(kind, (key,))
    return entries.get(language) or next(iter(entries.values()), {})


def _comment(text: str) -> list[str]:
    """The text as comment lines; only plain spaces break, so that « and » keep their word."""
    return [f"# {line}" for line in folded(text, WIDTH - 2)] if text else []
