"""The report on activity of each period, as a table and as data, beside its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from registre.exports.artifact import Artifact
from registre.exports.records import FORMAT, encoded
from registre.exports.tables import csv_bytes
from registre.model import Localised
from registre.model.writing import to_data
from registre.site.activity import Figure, Item, Measure, Stretch, periods, report, report_file
from registre.site.activity.telling import VOCABULARIES
from registre.site.context import SiteContext

NOT_STATED = "not-stated"


def artifacts(context: SiteContext) -> Iterator[Artifact]:
    """``report.csv`` and ``report.json`` of every period."""
    for slug, stretch in periods(context).items():
        items = report(stretch, context)
        rows = list(_rows(items, stretch, context))
        data = csv_bytes(_columns(context), rows)
        yield Artifact(path=report_file(context, slug, "csv"), data=data)
        data = encoded(_data(items, stretch, context))
        yield Artifact(path=report_file(context, slug, "json"), data=data)


def _columns(context: SiteContext) -> list[str]:
    labels = [
        f"{name}_{code}" for name in ("label", "category_label") for code in context.languages
    ]
    return ["period_start", "period_end", "item", "measure", "category", "value", "source", *labels]


def _rows(items: tuple[Item, ...], stretch: Stretch, context: SiteContext) -> Iterator[list[str]]:
    """A line for each figure; one that says ``not-stated`` for each measure without any."""
    start = [stretch.start.isoformat(), stretch.end.isoformat()]
    for item in items:
        for measure in item.measures:
            for figure in measure.figures or (None,):
                yield [
                    *start,
                    item.letter,
                    measure.name,
                    _category(figure, context.languages[0]),
                    str(figure.number) if figure else "",
                    figure.source if figure else NOT_STATED,
                    *(v.t(f"activity.{measure.name}") for v in context.voices.values()),
                    *(_labels(measure.name, figure, context)),
                ]


def _category(figure: Figure | None, language: str) -> str:
    if figure is None or figure.category is None:
        return ""
    said = figure.category
    return said.text(language).value if isinstance(said, Localised) else said


def _labels(name: str, figure: Figure | None, context: SiteContext) -> Iterator[str]:
    for language, voice in context.voices.items():
        said = _category(figure, language)
        yield voice.label(VOCABULARIES[name], said) if said and name in VOCABULARIES else said


def _data(items: tuple[Item, ...], stretch: Stretch, context: SiteContext) -> dict[str, Any]:
    said = stretch.activity
    return {
        "format": FORMAT,
        "licence": context.catalogue.register.data_licence,
        "on": context.on.isoformat(),
        "period": {"start": stretch.start.isoformat(), "end": stretch.end.isoformat()},
        "items": {item.letter: _item(item) for item in items},
        "declared": to_data(said) if said else None,
    }


def _item(item: Item) -> dict[str, Any]:
    return {measure.name: _measure(measure) for measure in item.measures}


def _measure(measure: Measure) -> list[dict[str, Any]] | str:
    if not measure.figures:
        return NOT_STATED
    return [
        {
            "value": figure.number,
            "source": figure.source,
            **({"category": to_data(figure.category)} if figure.category else {}),
        }
        for figure in measure.figures
    ]
