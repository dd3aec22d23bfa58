"""What every page maker works from: the catalogue, the day, the languages, the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment

from registre import clock, package_data
from registre.clock import ResultsClock
from registre.history import OUTSIDE_GIT, History
from registre.site import templates
from registre.site.addresses import Addresses
from registre.site.declared import readable
from registre.site.translations import Translations, load
from registre.site.voice import Voice

if TYPE_CHECKING:
    from registre.catalogue import Catalogue
    from registre.readable import Readable
    from registre.schema import FieldWords, Labels, Schemas


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a project stands on the day that the site speaks of."""

    status: str
    results: ResultsClock


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContext:
    """Prepared once, read by every page.

    ``voices`` has one entry per language of the register, the default one first;
    ``states`` one per project, computed once; ``readables``, which tell what a declaration said
    of old, one per language wherever there is a history.
    """

    catalogue: Catalogue
    labels: Labels
    fields: Sequence[FieldWords]
    translations: Mapping[str, Translations]
    templates: Environment
    on: date
    version: str
    addresses: Addresses
    voices: Mapping[str, Voice]
    states: Mapping[str, State]
    history: History = OUTSIDE_GIT
    readables: Mapping[str, Readable] = field(default_factory=dict)
    schemas: Schemas | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the register, the default one first."""
        return self.catalogue.register.languages


def prepare(
    catalogue: Catalogue,
    labels: Labels,
    *,
    on: date,
    version: str,
    overrides: Path | None = None,
    fields: Sequence[FieldWords] = (),
    history: History = OUTSIDE_GIT,
    schemas: Schemas | None = None,
) -> SiteContext:
    """Read words and templates, and compute every project's state.

    ``fields`` are those of a project's declaration, for the page that explains them; ``schemas``
    are needed to tell a history, and to ask for a declaration.

    Raises TemplateError when a translation or a template is missing or broken.
    """
    register = catalogue.register
    folders = package_data.find_all("site_templates/translations", overrides)
    translations = {code: load(folders, code) for code in register.languages}
    addresses = Addresses(register, translations)
    voices = {
        code: Voice(words, catalogue, labels, addresses) for code, words in translations.items()
    }
    return SiteContext(
        catalogue=catalogue,
        labels=labels,
        fields=fields,
        translations=translations,
        templates=templates.environment(overrides),
        on=on,
        version=version,
        addresses=addresses,
        voices=voices,
        states={
            id: State(
                status=clock.status(project, on), results=clock.results(project, register, on)
            )
            for id, project in catalogue.projects.items()
        },
        history=history,
        readables={code: readable(v, schemas) for code, v in voices.items()} if schemas else {},
        schemas=schemas,
    )
