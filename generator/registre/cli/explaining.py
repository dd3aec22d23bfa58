"""``registre explain``: what a code means, with what it refuses and what it accepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from registre import codes
from registre.cli.code_pages import pages
from registre.cli.session import Session, UsageError
from registre.codes import Example
from registre.diagnostic import Code, Severity, Words, shared_word
from registre.reporters.as_text import STYLES
from registre.reporters.excerpt import shown_line, underlined, visible

_INDENT = "  "


def run(session: Session) -> bool:
    """Explain the codes asked for, or list them all; never finds errors."""
    asked = {code.name: code for code in map(_asked, session.options.codes)}
    for part in _several(asked.values(), session) if asked else _list(session):
        session.out.print(part, soft_wrap=True)
    return False


def _asked(written: str) -> Code:
    """Raises UsageError for what is no code, with the nearest one."""
    if code := codes.known(written):
        return code
    if near := codes.near(written):
        raise UsageError("unknown_code_near", value=visible(written), near=near)
    raise UsageError("unknown_code", value=visible(written))


# All of them ------------------------------------------------------------------------


def _list(session: Session) -> Iterator[Text]:
    language = session.language
    for family, found in codes.by_family().items():
        yield Text(shared_word(f"family_{family}", language), style="bold underline")
        for code in found:
            line = Text(_INDENT)
            line.append(f"{code.name:<13}", style=STYLES[code.severity])
            line.append(codes.in_words(_words(code, language).message))
            yield line
        yield Text()
    yield Text(session.words["list_how"], style="dim")


def _words(code: Code, language: str) -> Words:
    return code.words.get(language) or code.words["en"]


def _several(asked: Iterable[Code], session: Session) -> Iterator[Text]:
    for number, code in enumerate(asked):
        if number:
            yield Text()
        yield from _code(code, session)


# One --------------------------------------------------------------------------------


def _code(code: Code, session: Session) -> Iterator[Text]:
    language, words = session.language, _words(code, session.language)
    title = Text(code.name, style="bold")
    title.append(f"  {session.words[code.severity.value]}", style=STYLES[code.severity])
    family = shared_word(f"family_{codes.family_of(code.name)}", language)
    title.append(f"  {family}", style="dim")
    yield title
    yield Text()
    yield Text(_INDENT + codes.in_words(words.message))
    for label, text in (("cause", words.cause), ("remedy", codes.in_words(words.remedy))):
        yield Text()
        yield Text(_INDENT + shared_word(label, language), style="bold")
        yield Text(_INDENT + text)
    yield from _examples(code, session)
    if address := pages(session):
        yield Text()
        yield Text(f"{_INDENT}{address}{code.name.lower()}/", style="dim")


def _examples(code: Code, session: Session) -> Iterator[Text]:
    found = codes.examples(code.name)
    yield Text()
    if found.refused is None:
        yield Text(_INDENT + session.words["no_example"], style="dim")
        return
    is_error = code.severity is Severity.ERROR
    label = session.words["refused_example" if is_error else "signalled_example"]
    yield _heading(label, found.refused, STYLES[code.severity])
    yield from _excerpt(found.refused, STYLES[code.severity])
    yield from _said(found.refused, _words(code, session.language), session.language)
    if found.accepted is not None:
        yield Text()
        yield _heading(session.words["accepted_example"], found.accepted, "bold green")
        yield from _excerpt(found.accepted, "")


def _said(example: Example, words: Words, language: str) -> Iterator[Text]:
    """What the check says of the example, where that is more than was said above."""
    for sign, told, general in (
        ("", example.message, words.message),
        ("→ ", example.remedy, words.remedy),
    ):
        said = told.get(language) or told.get("en", "")
        if said and said != codes.in_words(general):
            yield Text(f"{_INDENT * 2}{sign}{visible(said)}", style="dim")


def _heading(label: str, example: Example, style: str) -> Text:
    heading = Text(_INDENT)
    heading.append(label, style=style)
    heading.append(f" — {visible(example.path)}")
    return heading


def _excerpt(example: Example, style: str) -> Iterator[Text]:
    """The lines, with carets below the place that the code speaks of."""
    where = example.where
    for number, line in enumerate(example.lines, example.first):
        if where is not None and number == where.line:
            shown = underlined(line, where)
            yield Text(f"{number:>7} │ {shown.line}")
            yield Text(f"        │ {shown.caret}", style=style)
        else:
            yield Text(f"{number:>7} │ {shown_line(line)}", style="dim" if where else "")
