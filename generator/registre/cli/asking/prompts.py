"""How a field is asked for: in the words of its schema, with what may be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registre.cli.asking.choices import Choice, numbered
from registre.cli.asking.desk import Desk
from registre.cli.asking.dialogue import Prompt
from registre.questions import Shape
from registre.schema import Steps


class Prompts:
    """The questions about one kind of record, in one language."""

    def __init__(self, desk: Desk, kind: str, said: Mapping[str, str], language: str) -> None:
        self._desk = desk
        self._kind = kind
        self._said = said
        self._language = language

    def words(self, steps: Steps) -> Mapping[str, Any]:
        """What the schema says of the field: its title, help, instructions and example."""
        entries = self._desk.schemas.words(self._kind, steps)
        return entries.get(self._language) or next(iter(entries.values()), {})

    def title(self, steps: Steps) -> str:
        """What the field is called."""
        return str(self.words(steps).get("title", steps[-1]))

    def prompt(
        self,
        steps: Steps,
        *,
        is_required: bool,
        language: str = "",
        choices: Sequence[Choice] = (),
        several: bool = False,
        default: str = "",
        blank_lines: int = 0,
    ) -> Prompt:
        """The question about the field; ``?`` answers with all that its schema says."""
        said, words = self.words(steps), self._said
        title = str(said.get("title", steps[-1]))
        if language:
            title = f"{title} ({language})"
        if not is_required:
            title = f"{title} {words['new_optional']}"
        about = str(said.get("help", ""))
        example = _shown(said.get("example", ""))
        helped = [str(said[part]) for part in ("help", "instructions") if part in said]
        if example:
            helped.append(words["new_example"].format(example=example))
        if choices:
            helped += numbered(choices, choices)
        return Prompt(
            title=title,
            about=f"{about} {words['new_several']}" if several else about,
            help=helped,
            default=default,
            choices=choices,
            blank_lines=blank_lines,
            several=several,
        )

    def choices(self, found: Shape) -> tuple[Choice, ...]:
        """What may be answered to a field that is a code or names a record; else nothing."""
        if found.form == "choice":
            return tuple(
                Choice(value=code, names=_labels(label, self._language))
                for code, label in (found.labels or {}).items()
            )
        if found.form == "reference":
            return self._desk.choices(found.target)
        return ()


def _labels(label: Any, language: str) -> tuple[str, ...]:
    """The labels of a code, the person's own language first."""
    texts = dict(label.texts) if label else {}
    own = [texts.pop(language)] if language in texts else []
    return (*own, *texts.values())


def _shown(example: object) -> str:
    """An example on one line."""
    if isinstance(example, dict):
        return ", ".join(f"{key}: {_shown(value)}" for key, value in example.items())
    if isinstance(example, list):
        return " ; ".join(_shown(item) for item in example)
    if isinstance(example, bool):
        return "true" if example else "false"
    return str(example)
