"""Declared text inside Markdown that GitHub and GitLab show: always text, never anything else.

Two readers look for meaning: the Markdown parser, in the source, and the filters that
run over what it made (mentions, references, links without brackets, emoji). Against the
first, signs become entities; against the second, a sign that begins something is followed
by a word joiner (U+2060), which nobody sees. Nothing declared spans two lines, so that no
line of ours begins with it: GitLab obeys lines that begin with a slash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from registre.text import shortened

# GitHub refuses a comment of more than 65,536 characters; some are left for whoever adds to it.
LIMIT = 60_000
_JOINER = "\u2060"
_BEGINS = re.compile(
    r"(?:[@#!~%&^:](?=\S)|\$|[\[{](?=[+\-\[_])|(?<=[Ww])(?=\.)|(?<=[Gg][Hh]-)(?=[0-9]))"
)
_SIGNS = re.compile(r"[&<>\"'`*_~\[\]()|\\#!^$@{}]")
_TICKS = re.compile("`+")


def text(value: object, limit: int = 300) -> str:
    """The value as words of a sentence, on one line."""
    plain = shortened(value, limit)
    broken = _BEGINS.sub(lambda found: f"{found[0]}{_JOINER}", plain)
    return _SIGNS.sub(lambda found: f"&#{ord(found[0])};", broken.replace("$", f"{_JOINER}$"))


def code(value: object, limit: int = 200) -> str:
    """The value as a machine's word: a path, an id, an address."""
    plain = shortened(value, limit) or " "
    fence = "`" * (1 + max((len(run) for run in _TICKS.findall(plain)), default=0))
    padded = f" {plain} " if "`" in plain else plain
    return f"{fence}{padded}{fence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A title and lines below it; ``is_folded`` hides the lines until they are asked for."""

    title: str
    lines: Sequence[str] = field(default_factory=tuple)
    is_folded: bool = False

    @property
    def size(self) -> int:
        return sum(len(line) + 1 for line in self.lines) + len(self.title) + 100


def page(opening: Sequence[str], sections: Sequence[Section], more: str) -> str:
    """The whole page. Where it is too long, each section gives the lines it has room for.

    ``more`` says, with ``{count}``, how many lines of a section are left out.
    """
    filled = [section for section in sections if section.lines]
    room = _rooms(filled, LIMIT - sum(len(line) + 2 for line in opening))
    parts = [*opening, *(_section(s, room[i], more) for i, s in enumerate(filled))]
    return "\n\n".join(parts) + "\n"


def _rooms(sections: Sequence[Section], total: int) -> dict[int, int]:
    """How long each may be: what the short ones do not need goes to the long ones."""
    rooms: dict[int, int] = {}
    by_size = sorted(range(len(sections)), key=lambda place: (sections[place].size, place))
    for number, place in enumerate(by_size):
        share = total // (len(sections) - number)
        rooms[place] = min(share, sections[place].size)
        total -= rooms[place]
    return rooms


def _section(section: Section, room: int, more: str) -> str:
    lines: list[str] = []
    left = room - len(section.title) - 100
    for line in section.lines:
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    hidden = len(section.lines) - len(lines)
    if hidden:
        lines.append("- " + more.format(count=hidden))
    body = "\n".join(lines)
    if section.is_folded:
        return f"<details><summary>{section.title}</summary>\n\n{body}\n\n</details>"
    return f"### {section.title}\n\n{body}"
