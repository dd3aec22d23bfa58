"""The terminal: with completion where it can, line by line where it must.

The plain one draws nothing over what was written: for screen readers, for a terminal that
can do no more, for a pipe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import has_completions
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output
from rich.console import Console
from rich.text import Text

from registre.cli.asking.choices import MAX_PROPOSED, Choice, matching, numbered
from registre.cli.asking.dialogue import HELP, Prompt

# As many choices as are listed before one types anything.
FEW = 20


class PlainTerminal:
    """Questions and answers line by line."""

    def __init__(self, words: Mapping[str, str], console: Console, given: IO[str]) -> None:
        self._words = words
        self._console = console
        self._given = given

    def say(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style=style), soft_wrap=True)

    def ask(self, prompt: Prompt, *, again: bool = False) -> str:
        if not again:
            introduce(self, prompt, self._words)
        self._console.print(Text(_mark(prompt, again=again)), end="", soft_wrap=True)
        if not prompt.blank_lines:
            return self._line()
        return self._lines(prompt.blank_lines)

    def _line(self) -> str:
        line = self._given.readline()
        if not line:
            raise KeyboardInterrupt
        return line.rstrip("\r\n")

    def _lines(self, blank_lines: int) -> str:
        lines: list[str] = []
        while not lines or any(lines[-blank_lines:]):
            lines.append(self._line())
            if lines[0].strip() in ("", HELP, "<"):
                break
        return "\n".join(lines).strip()


class FullTerminal:
    """Questions with completion, history of the line, several lines and pasting."""

    def __init__(
        self,
        words: Mapping[str, str],
        console: Console,
        given: Input | None = None,
        shown: Output | None = None,
    ) -> None:
        self._words = words
        self._console = console
        self._session: PromptSession[str] = PromptSession(input=given, output=shown)

    def say(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style=style), soft_wrap=True)

    def ask(self, prompt: Prompt, *, again: bool = False) -> str:
        if not again:
            introduce(self, prompt, self._words)
        completer = Proposals(prompt.choices, several=prompt.several) if prompt.choices else None
        try:
            return self._session.prompt(
                _mark(prompt, again=again),
                completer=completer,
                complete_while_typing=True,
                multiline=prompt.blank_lines > 0,
                key_bindings=_ending(prompt.blank_lines),
                enable_open_in_editor=prompt.blank_lines > 0,
                prompt_continuation="  ",
                mouse_support=False,
                reserve_space_for_menu=min(8, len(prompt.choices)),
            )
        except EOFError as error:
            raise KeyboardInterrupt from error


class Proposals(Completer):
    """Choices that match what is typed, by any of their names."""

    def __init__(self, choices: Iterable[Choice], *, several: bool) -> None:
        self._choices = tuple(choices)
        self._several = several

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor
        if self._several:
            typed = typed.rpartition(",")[2].lstrip()
        for choice in matching(typed, self._choices):
            yield Completion(
                choice.value, -len(typed), display=choice.value, display_meta=choice.shown
            )


def introduce(
    terminal: PlainTerminal | FullTerminal, prompt: Prompt, words: Mapping[str, str]
) -> None:
    """What the question is about, before it is put."""
    terminal.say("")
    if prompt.about:
        terminal.say(prompt.title, "bold")
        terminal.say(f"  {prompt.about}", "dim")
    if prompt.choices and len(prompt.choices) <= FEW:
        for line in numbered(prompt.choices, prompt.choices):
            terminal.say(line)
    elif prompt.choices:
        shown = ", ".join(choice.value for choice in prompt.choices[: MAX_PROPOSED // 2])
        terminal.say(f"  {words['new_many'].format(count=len(prompt.choices), some=shown)}", "dim")
    if prompt.blank_lines:
        terminal.say(f"  {words[f'new_lines_{prompt.blank_lines}']}", "dim")


def _mark(prompt: Prompt, *, again: bool) -> str:
    """What stands before the answer: the title too, unless it was just shown."""
    default = f"[{prompt.default}] " if prompt.default else ""
    return f"{default}> " if prompt.about and not again else f"{prompt.title} {default}> "


def _ending(blank_lines: int) -> KeyBindings:
    """Enter ends a text of several lines once enough empty ones were typed."""
    keys = KeyBindings()

    @keys.add("enter", filter=~has_completions)
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        typed = buffer.document
        enough = typed.text.strip() in ("", HELP, "<") or typed.text.endswith("\n" * blank_lines)
        if not blank_lines or (enough and typed.is_cursor_at_the_end):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return keys
