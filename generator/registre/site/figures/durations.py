"""How long an application and its data take: median and quartiles, and who is not counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from statistics import quantiles
from typing import NamedTuple

from registre import clock
from registre.model import Event, PartialDate, Project
from registre.site.charts import Chart, Line, Strip, Value, strips
from registre.site.context import SiteContext
from registre.site.entries import counted
from registre.site.figures.scene import Scene

APPLICATION = ("application-received", "application-complete")


class Spans(NamedTuple):
    """Days from one step to another, by the year of the first; the projects that reached
    the second without both dates; and those whose dates are too vague, or out of order.
    """

    days: dict[int, list[int]]
    unstated: int
    vague: int

    @property
    def every(self) -> list[int]:
        return [days for year in sorted(self.days) for days in self.days[year]]


def application_to_decision(context: SiteContext) -> Spans:
    """From the application to the first decision on it."""
    return spans(context, APPLICATION, ("decision",))


def decision_to_data(context: SiteContext) -> Spans:
    """From the first decision that grants access to the first data."""
    return spans(context, ("decision",), ("data-available",), outcomes=clock.GRANTED)


def application_to_data(context: SiteContext, within: tuple[date, date]) -> Spans:
    """From the application to the first data, for data that came between two days."""
    return spans(context, APPLICATION, ("data-available",), within=within)


def spans(
    context: SiteContext,
    before: tuple[str, ...],
    after: tuple[str, ...],
    *,
    outcomes: tuple[str, ...] | None = None,
    within: tuple[date, date] = (date.min, date.max),
) -> Spans:
    """Days between the first events of these types, of every project that has the second."""
    days: dict[int, list[int]] = defaultdict(list)
    unstated = vague = 0
    for project in context.catalogue.projects.values():
        last = first(project, after, context.on)
        if last is None or (last.date and not _lies(last.date, *within)):
            continue
        began = first(project, before, context.on, outcomes)
        if began is None or began.date is None or last.date is None:
            unstated += 1
        elif not (began.date.day and last.date.day) or last.date.earliest < began.date.earliest:
            vague += 1
        else:
            days[began.date.year].append((last.date.earliest - began.date.earliest).days)
    return Spans(days, unstated, vague)


def first(
    project: Project, types: tuple[str, ...], on: date, outcomes: tuple[str, ...] | None = None
) -> Event | None:
    """The first event of the earliest of these types that there is."""
    return next(
        (
            event
            for kind in types
            for event in project.events
            if event.type == kind
            and (outcomes is None or event.outcome in outcomes)
            and clock.happened(event, on)
        ),
        None,
    )


def _lies(when: PartialDate, start: date, end: date) -> bool:
    return start <= when.earliest and when.latest <= end


def quartiles(days: Iterable[int]) -> tuple[float, float, float]:
    """First quartile, median and third quartile, by linear interpolation within the set."""
    known = sorted(days)
    if len(known) == 1:
        return (known[0],) * 3
    low, median, high = quantiles(known, n=4, method="inclusive")
    return low, median, high


def durations(scene: Scene) -> Iterator[tuple[Chart | None, str, str]]:
    """For each stretch of the way: its chart if any is known, its title, who is counted."""
    for key, found in (
        ("application_to_decision", application_to_decision(scene.context)),
        ("decision_to_data", decision_to_data(scene.context)),
    ):
        title, telling = scene.voice.t(f"figures.{key}"), _counted(found, scene)
        yield _chart(key, title, found, telling, scene), title, telling


def _chart(key: str, title: str, found: Spans, note: str, scene: Scene) -> Chart | None:
    if not found.days:
        return None
    t = scene.voice.t
    sets = [_strip(t("figures.every_year"), found.every, scene)]
    if len(found.days) > 1:
        sets += [_strip(str(year), found.days[year], scene) for year in sorted(found.days)]
    titles = ("year_of_start", "quartile_1", "median", "quartile_3", "projects_counted")
    return strips(
        sets,
        key=key.replace("_", "-"),
        title=title,
        description=t("figures.told_strips", said=sets[0].said),
        columns=[t(f"figures.{name}") for name in titles],
        note=note,
    )


def _strip(label: str, days: list[int], scene: Scene) -> Strip:
    voice = scene.voice
    low, median, high = (_written(value, scene) for value in quartiles(days))
    said = voice.t(
        "figures.strip_one" if len(days) == 1 else "figures.strip",
        low=low.shown,
        median=median.shown,
        high=high.shown,
        n=voice.wording.number(len(days)),
        count=len(days),
    )
    line = Line(label, (low, median, high), more=(voice.wording.number(len(days)),))
    return Strip(line, said)


def _written(days: float, scene: Scene) -> Value:
    """To the nearest day: none of the dates is more precise."""
    return scene.number(round(days))


def _counted(found: Spans, scene: Scene) -> str:
    voice = scene.voice
    sentences = [
        voice.t("figures.spans_counted", projects=counted("projects", len(found.every), voice))
    ]
    for key, number in (("unstated", found.unstated), ("vague", found.vague)):
        if number:
            projects = counted("projects", number, voice)
            sentences.append(voice.t(f"figures.spans_{key}", projects=projects))
    return " ".join(sentences)
