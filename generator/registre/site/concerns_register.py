"""Which records of the register may be about a person, for each place and theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from registre.model import DataUse, Project
from registre.site.concerns_entries import by_opt_out
from registre.site.context import SiteContext
from registre.site.facets import with_broader
from registre.site.fit import (
    PLACES,
    Case,
    Fit,
    ProjectFit,
    Verdict,
    dataset_fit,
    project_fit,
    topic,
)

ANYWHERE = "anywhere"
ANSWERS = (*PLACES, ANYWHERE)
"""What can be answered to "where?"; the last one leaves the question open."""


class Concerned:
    """The verdicts on all records, each computed once for all pages."""

    def __init__(self, context: SiteContext) -> None:
        self._context = context
        catalogue = context.catalogue
        self._about = _about(context)
        self.opt_outs: Mapping[str, Mapping[str, int]] = {
            id: by_opt_out(_uses_of(id, catalogue.projects[project]) for project in projects)
            for id, projects in catalogue.projects_of.items()
        }
        self.themes = cache(self._themes)
        self.datasets = cache(self._datasets)
        self.fits = cache(self._fits)
        self.projects = cache(self._projects)

    def _themes(self, place: str) -> tuple[str, ...]:
        """The themes on which there is something for that place."""
        return tuple(
            theme
            for theme in self._about
            if self.projects(place, theme) or self.datasets(place, theme)
        )

    def _datasets(self, place: str, theme: str | None) -> Mapping[str, Fit]:
        """Dataset -> its fit, without those that the case contradicts."""
        case, catalogue = _case(place, theme), self._context.catalogue
        fits = {
            id: dataset_fit(case, dataset, catalogue.themes)
            for id, dataset in catalogue.datasets.items()
        }
        return {id: fit for id, fit in fits.items() if fit.verdict}

    def _fits(self, place: str) -> Mapping[str, ProjectFit]:
        """Project of any theme -> its fit, without those that the case contradicts."""
        case, catalogue = _case(place), self._context.catalogue
        fits = {
            id: project_fit(
                case, project, catalogue.datasets, catalogue.themes, used=self._used(id)
            )
            for id, project in catalogue.projects.items()
        }
        return {id: fit for id, fit in fits.items() if fit.verdict}

    def _used(self, id: str) -> bool:
        """Whether a project had, or may come to have, the data: else it owes no result."""
        return self._context.states[id].results.state != "not-applicable"

    def _projects(self, place: str, theme: str) -> Mapping[str, Verdict]:
        """The projects of a theme, and how surely, without those that the place contradicts."""
        fits = self.fits(place)
        return {id: verdict for id, verdict in self._about[theme].items() if id in fits}

    def surely(self, place: str, theme: str) -> Mapping[str, Verdict]:
        """Those whose data tell that they come from that place."""
        fits = self.fits(place)
        return {
            id: verdict
            for id, verdict in self.projects(place, theme).items()
            if any(fit.place is Verdict.YES for _, fit in fits[id].uses)
        }


def _uses_of(dataset: str, project: Project) -> Iterable[DataUse]:
    return (use for use in project.data if use.dataset == dataset)


def _case(place: str, theme: str | None = None) -> Case:
    return Case(place=None if place == ANYWHERE else place, theme=theme)


def _about(context: SiteContext) -> Mapping[str, Mapping[str, Verdict]]:
    """Theme -> the projects about it, and how surely, for every theme that some record has."""
    catalogue = context.catalogue
    declared = [
        theme
        for records in (catalogue.projects, catalogue.datasets)
        for record in records.values()
        for theme in record.themes
    ]
    used = set(with_broader(declared, catalogue.themes))
    return {
        theme: {
            id: verdict
            for id, project in catalogue.projects.items()
            if (verdict := topic(theme, project.themes, catalogue.themes))
        }
        for theme in catalogue.themes
        if theme in used
    }
