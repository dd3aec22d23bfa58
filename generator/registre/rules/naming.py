"""How findings name what they speak of: in every language at once, as the reader knows it."""

from __future__ import annotations

from collections.abc import Mapping

from registre.model import Event
from registre.rules.subject import Context
from registre.schema import Schemas


def event_type(context: Context, code: str) -> Mapping[str, str]:
    """The label of a type of event."""
    return dict(context.schemas.labels["event-type"][code].texts)


def event(context: Context, happened: Event) -> Mapping[str, str]:
    """The label of an event: its type, and its outcome if it has one."""
    said = event_type(context, happened.type)
    if happened.outcome is None:
        return said
    outcome = dict(context.schemas.labels["outcome"][happened.outcome].texts)
    return {language: f"{word} ({outcome[language]})" for language, word in said.items()}


def field(context: Context, kind: str, *steps: str | int) -> Mapping[str, str]:
    """The title of the field at ``steps`` of a declaration of that kind."""
    return field_of(context.schemas, kind, *steps)


def field_of(schemas: Schemas, kind: str, *steps: str | int) -> Mapping[str, str]:
    """The same, for those who are given the schemas alone."""
    words = schemas.words(kind, steps)
    return {language: str(said["title"]) for language, said in words.items()}
