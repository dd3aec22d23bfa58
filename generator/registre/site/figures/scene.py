"""What every chart of a page is drawn with: the register, a language, the way to the root."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from registre.markup import filled
from registre.site.charts import Line, Value
from registre.site.context import SiteContext
from registre.site.voice import Voice


class Scene(NamedTuple):
    """One language of one page."""

    context: SiteContext
    voice: Voice
    root: str

    def number(self, number: float) -> Value:
        """A number as the language writes it."""
        return Value(number, self.voice.wording.number(number))

    def link(self, url: str, label: str) -> Markup:
        """The label of a line, which leads to the list behind it."""
        return filled('<a href="{}{}">{}</a>', self.root, url, label)

    def told(self, kind: str, lines: list[Line]) -> str:
        """What a chart shows, for who does not see it: its form, and its greatest value."""
        greatest = max(lines, key=lambda line: line.values[0].number)
        return self.voice.t(
            f"figures.told_{kind}",
            first=lines[0].label,
            last=lines[-1].label,
            n=self.voice.wording.number(len(lines)),
            label=greatest.label,
            value=greatest.values[0].shown,
            count=len(lines),
        )
