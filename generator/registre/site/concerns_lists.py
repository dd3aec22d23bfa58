"""The lists of "Does this concern me?": entries in order, by the years in which data end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from registre.site.concerns_entries import Span, dataset_entry, project_entry, span_of
from registre.site.concerns_register import Concerned
from registre.site.context import SiteContext
from registre.site.fit import Fit, ProjectFit, Verdict
from registre.site.voice import Voice
from registre.site.wording import sort_key

YEARS = 5

_ONGOING, _UNDATED = 9999, 0
# The way up to the site's root, in entries that pages of any depth share; in no declaration.
_ROOT = "\0"


class Item(NamedTuple):
    """One entry, ready: the years that it is listed under, then what orders it there."""

    years: int
    verdict: Verdict
    theme: Verdict
    rank: tuple[str, str]
    html: Markup


class Group(NamedTuple):
    """The entries whose data end in the same years."""

    title: str
    entries: Markup


class Lists:
    """Makes each entry once: it is the same on every page that finds the same reasons."""

    def __init__(self, context: SiteContext, concerned: Concerned) -> None:
        self._context = context
        self._concerned = concerned
        self._dataset = cache(self._dataset_item)
        self._project = cache(self._project_item)

    def datasets(self, found: Mapping[str, Fit], voice: Voice) -> list[Item]:
        """The entries of these datasets, in order."""
        return sorted((self._dataset(id, fit, voice) for id, fit in found.items()), key=_order)

    def projects(self, place: str, found: Mapping[str, Verdict], voice: Voice) -> list[Item]:
        """The entries of these projects, in order; ``found`` says how well their themes fit."""
        fits = self._concerned.fits(place)
        items = (self._project(id, fits[id].about(theme), voice) for id, theme in found.items())
        return sorted(items, key=_order)

    def _dataset_item(self, id: str, fit: Fit, voice: Voice) -> Item:
        dataset = self._context.catalogue.datasets[id]
        uses = self._concerned.opt_outs.get(id, {})
        entry = dataset_entry(dataset, fit, uses, voice, _ROOT)
        return Item(
            years=self._years((entry.span,)),
            verdict=fit.verdict,
            theme=fit.theme,
            rank=(sort_key(voice.title("dataset", id)), id),
            html=self._macros.dataset(entry, voice.t),
        )

    def _project_item(self, id: str, fit: ProjectFit, voice: Voice) -> Item:
        catalogue = self._context.catalogue
        entry = project_entry(catalogue.projects[id], fit, self._context, voice, _ROOT)
        return Item(
            years=self._years(
                span_of(catalogue.datasets.get(use.dataset or ""), use) for use, _ in fit.uses
            ),
            verdict=fit.verdict,
            theme=fit.theme,
            rank=(sort_key(voice.title("project", id)), id),
            html=self._macros.project(entry, voice.t, _ROOT),
        )

    def _years(self, spans: Iterable[Span]) -> int:
        """The years in which the data end, by the first of them."""
        ends = [_ONGOING if span.end is None else span.end for span in spans if span.dated]
        last = max(ends, default=_UNDATED)
        return _ONGOING if last >= self._context.on.year else last - last % YEARS

    @property
    def _macros(self) -> Any:
        """What shows one dataset and one project."""
        return self._context.templates.get_template("_concerned.html").module


def grouped(items: Iterable[Item], voice: Voice, root: str) -> tuple[Group, ...]:
    """Ordered entries by the years in which their data end; the undated come last."""
    return tuple(
        Group(
            _title(years, voice),
            Markup("\n").join(item.html for item in group).replace(_ROOT, root),
        )
        for years, group in groupby(items, key=lambda item: item.years)
    )


def _order(item: Item) -> tuple[int, int, int, tuple[str, str]]:
    """The latest data first; then what surely fits before what may."""
    return -item.years, -item.verdict, -item.theme, item.rank


def _title(first: int, voice: Voice) -> str:
    if first == _ONGOING:
        return voice.t("concerns.years_ongoing")
    if first == _UNDATED:
        return voice.t("concerns.years_unstated")
    return voice.t("concerns.years_ended", first=first, last=first + YEARS - 1)
