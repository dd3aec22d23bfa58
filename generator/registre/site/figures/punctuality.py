"""Where results stand, and how many came in time."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup, escape

from registre.clock import RESULTS_STATES, ResultsClock
from registre.site import overview
from registre.site.charts import Chart, Line, bars
from registre.site.context import SiteContext
from registre.site.entries import counted
from registre.site.figures.scene import Scene
from registre.site.states import not_counted_yet

_JUDGED = ("published", "published-late", "late")


class Punctuality(NamedTuple):
    chart: Chart | None
    verdict: Markup


def punctuality(scene: Scene) -> Punctuality:
    """Projects by the state of their results, and the share that came in time."""
    context, voice, _ = scene
    states = overview.results_states(context)
    lines = [_line(state, states[state], scene) for state in RESULTS_STATES if states[state]]
    if not lines:
        return Punctuality(None, _verdict(scene))
    chart = bars(
        lines,
        key="results-states",
        title=voice.t("figures.results_states"),
        description=scene.told("bars", lines),
        columns=(voice.t("facets.project.results"), voice.t("figures.all_projects")),
    )
    return Punctuality(chart, _verdict(scene))


def _line(state: str, number: int, scene: Scene) -> Line:
    voice = scene.voice
    label = voice.label("results-state", state)
    url = voice.addresses.facet("project", "results", state, voice.language)
    return Line(label, (scene.number(number),), scene.link(url, label))


def has_passed(results: ResultsClock, context: SiteContext) -> bool:
    """Whether a deadline that binds is behind, so that the results came in time or did not."""
    is_past = results.due is not None and results.due < context.on
    return is_past and results.binding and results.state in _JUDGED


def _verdict(scene: Scene) -> Markup:
    context, voice, _ = scene
    passed = [s.results for s in context.states.values() if has_passed(s.results, context)]
    if not passed:
        return not_counted_yet(context, voice) or escape(voice.t("figures.none_passed"))
    in_time = sum(results.state == "published" for results in passed)
    return escape(
        voice.t(
            "figures.in_time",
            projects=counted("projects", len(passed), voice),
            number=voice.wording.number(in_time),
            share=voice.wording.percent(in_time / len(passed)),
            count=len(passed),
        )
    )
