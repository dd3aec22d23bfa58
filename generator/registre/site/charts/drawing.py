"""The few SVG elements that charts are made of: presentation attributes and classes only."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from markupsafe import Markup

from registre.markup import filled, trusted

LINE = 20
"""Height of a line of text, in the pixels of the page."""

# About what 280 pixels hold at the size of the text: a telephone's width, less its margins.
_LETTERS = 36


def share(part: float, whole: float) -> str:
    """A part of a whole as a percentage of the width: ``37.5%``."""
    return f"{100 * part / whole if whole else 0:.2f}".rstrip("0").rstrip(".") + "%"


def wrapped(label: str) -> tuple[str, ...]:
    """The label cut into lines, for SVG text does not wrap by itself."""
    return tuple(textwrap.wrap(label, _LETTERS)) or ("",)


def text(words: str, *, x: str = "0", y: float, kind: str, shift: int = 0) -> Markup:
    """A line of text that begins (or, by its class, is centred) at ``x``."""
    return filled(
        '<text class="rg-chart-{}" x="{}" y="{}"{}>{}</text>',
        kind,
        x,
        f"{y:g}",
        filled(' dx="{}"', shift) if shift else "",
        words,
    )


def box(*, x: str, y: float, width: str, height: float, kind: str, shift: int = 0) -> Markup:
    """A filled rectangle, moved sideways by ``shift`` pixels."""
    return filled(
        '<rect class="rg-chart-{}" x="{}" y="{}" width="{}" height="{}"{}/>',
        kind,
        x,
        f"{y:g}",
        width,
        f"{height:g}",
        filled(' transform="translate({})"', shift) if shift else "",
    )


def rule(*, x: tuple[str, str], y: tuple[float, float], kind: str) -> Markup:
    """A straight line."""
    return filled(
        '<line class="rg-chart-{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        kind,
        *x,
        f"{y[0]:g}",
        f"{y[1]:g}",
    )


def picture(
    marks: Iterable[Markup], *, key: str, title: str, description: str, width: str, height: float
) -> Markup:
    """The whole drawing, which assistive tools announce by its title and description."""
    return filled(
        '<svg class="rg-chart-picture" role="img" aria-labelledby="{0}-title {0}-desc" '
        'width="{1}" height="{2}"><title id="{0}-title">{3}</title>'
        '<desc id="{0}-desc">{4}</desc>{5}</svg>',
        key,
        width,
        f"{height:g}",
        title,
        description,
        trusted("".join(marks)),
    )
