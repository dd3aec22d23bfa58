"""How much of the declarations is stated, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any

from registre.model import Record
from registre.model.writing import to_data
from registre.rules.complete import COUNTED, unstated
from registre.site.addresses import LISTINGS
from registre.site.charts import Chart, Line, bars
from registre.site.context import SiteContext
from registre.site.entries import counted
from registre.site.figures.scene import Scene
from registre.site.wording import sort_key

# The check of completeness reads it besides the fields that it counts.
_BESIDES = ("tables_note",)


def completeness(scene: Scene) -> Iterator[Chart]:
    """For each kind of record, how many state each of the fields that are counted."""
    for kind in LISTINGS:
        if _records(kind, scene.context):
            yield _chart(kind, scene)


def stating(kind: str, context: SiteContext) -> Counter[str]:
    """Field -> the number of records of that kind that state it."""
    records = _records(kind, context)
    found = Counter({name: len(records) for name in COUNTED[kind]})
    for record in records.values():
        found.subtract(unstated(kind, shallow(record, (*COUNTED[kind], *_BESIDES))))
    return found


def shallow(record: Record, names: tuple[str, ...]) -> dict[str, Any]:
    """These fields as data; of a list, only whether it is empty matters, so it stays as it is."""
    values = {name: getattr(record, name, None) for name in names}
    return {
        name: to_data(value) if is_dataclass(value) else value
        for name, value in values.items()
        if value not in (None, ()) and value != {}
    }


def _records(kind: str, context: SiteContext) -> Mapping[str, Record]:
    records: Mapping[str, Record] = getattr(context.catalogue, LISTINGS[kind])
    return records


def _chart(kind: str, scene: Scene) -> Chart:
    context, voice, _ = scene
    t, total = voice.t, len(_records(kind, context))
    label = {name: t(f"field.{name}") for name in COUNTED[kind]}
    found = stating(kind, context)
    ordered = sorted(found, key=lambda name: (-found[name], sort_key(label[name])))
    lines = [
        Line(
            label[name],
            (scene.number(found[name]),),
            more=(voice.wording.percent(found[name] / total),),
        )
        for name in ordered
    ]
    return bars(
        lines,
        key=f"complete-{kind}",
        title=t(f"figures.complete_{kind}"),
        description=scene.told("bars", lines),
        columns=(t("figures.field"), t("figures.stating"), t("figures.share")),
        whole=total,
        note=t("figures.out_of", records=counted(LISTINGS[kind], total, voice)),
    )
