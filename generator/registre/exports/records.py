"""One JSON file per record beside its page, the declaration itself, and the whole register."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from registre.clock import ResultsClock
from registre.exports.artifact import Artifact
from registre.model.writing import to_data
from registre.site.context import SiteContext

FORMAT = 1
_KINDS = ("project", "dataset", "organisation")


def artifacts(context: SiteContext) -> Iterator[Artifact]:
    """``project.json`` and ``project.yaml`` beside each page, and ``register.json``."""
    whole: dict[str, list[Any]] = {kind: [] for kind in _KINDS}
    for kind in _KINDS:
        for id in _records(context, kind):
            data = record_data(context, kind, id)
            whole[kind].append(data)
            text = encoded({"format": FORMAT, "licence": _licence(context), **data})
            declaration = context.catalogue.declarations[f"{kind}/{id}"]
            for language in context.languages:
                page = context.addresses.url(kind, id, language)
                yield Artifact(path=f"{page}{kind}.json", data=text)
                yield Artifact(path=f"{page}{kind}.yaml", data=declaration)
    yield Artifact(path=open_data(context, "register.json"), data=encoded(_whole(context, whole)))


def open_data(context: SiteContext, name: str) -> str:
    """Where a file of open data lies: once, under the first language's address."""
    return f"{context.addresses.page('open-data', context.languages[0])}{name}"


def record_data(context: SiteContext, kind: str, id: str) -> dict[str, Any]:
    """A record in its long form, with what follows from it on the day of the build."""
    addresses = context.addresses
    data: dict[str, Any] = {
        "kind": kind,
        "pages": {
            language: addresses.absolute(addresses.url(kind, id, language))
            for language in context.languages
        },
        "declaration": to_data(_records(context, kind)[id]),
    }
    if kind == "project":
        state = context.states[id]
        data["derived"] = {"status": state.status, "results": _results(state.results)}
    elif kind == "dataset":
        data["derived"] = {"projects": list(context.catalogue.projects_of.get(id, ()))}
    else:
        data["derived"] = _parts(context, id)
    return data


def _results(clock: ResultsClock) -> dict[str, Any]:
    """No count of days: a file changes only when something happens."""
    said = {
        "state": clock.state,
        "due": clock.due.isoformat() if clock.due else None,
        "basis": clock.basis,
        "presumed": clock.presumed,
        "extended": clock.extended,
        "binding": clock.binding,
    }
    return {key: value for key, value in said.items() if value is not None}


def _parts(context: SiteContext, id: str) -> dict[str, Any]:
    catalogue = context.catalogue
    parts = catalogue.involvements.get(id, ())
    return {
        "projects": [{"project": part.project, "role": part.role} for part in parts],
        "datasets": list(catalogue.datasets_of.get(id, ())),
    }


def _records(context: SiteContext, kind: str) -> Any:
    return getattr(context.catalogue, f"{kind}s")


def _licence(context: SiteContext) -> str:
    return context.catalogue.register.data_licence


def _whole(context: SiteContext, records: dict[str, list[Any]]) -> dict[str, Any]:
    catalogue = context.catalogue
    return {
        "format": FORMAT,
        "licence": _licence(context),
        "register": to_data(catalogue.register),
        "themes": [to_data(term) for term in catalogue.themes.values()],
        "routes": [to_data(route) for route in catalogue.routes.values()],
        "removed": [to_data(removed) for removed in catalogue.removed],
        **{f"{kind}s": found for kind, found in records.items()},
    }


def encoded(data: object) -> bytes:
    """JSON as UTF-8, two spaces, a newline at the end: the same data, the same bytes."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
