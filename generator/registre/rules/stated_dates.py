"""Every date that a declaration holds: what has happened, and the periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from registre.model import Dataset, Organisation, PartialDate, Project, Register, Source
from registre.rules.subject import Subject

Steps = tuple[str | int, ...]
Dated = Iterator[tuple[Steps, PartialDate | None]]


class Stated(NamedTuple):
    """A period of a declaration, and where it stands."""

    steps: Steps
    start: PartialDate | None
    end: PartialDate | None


def past_dates(subject: Subject) -> Dated:
    """Every date of a declaration that tells what has happened; plans are not among them."""
    record = subject.record
    if isinstance(record, Project):
        return _of_project(record)
    if isinstance(record, Dataset):
        return _of_dataset(record)
    if isinstance(record, Organisation):
        return _of_organisation(record)
    if isinstance(record, Register):
        return _of_register(record)
    return _of_data(subject.kind, subject.document.data)


def _of_project(project: Project) -> Dated:
    yield ("published_on",), project.published_on
    yield ("reviewed_on",), project.reviewed_on
    for number, event in enumerate(project.events):
        yield ("events", number, "date"), event.date
    for number, result in enumerate(project.results):
        yield ("results", number, "date"), result.date
    yield from _consulted(project.sources)


def _of_dataset(dataset: Dataset) -> Dated:
    yield ("issued",), dataset.issued
    yield ("modified",), dataset.modified
    yield ("reviewed_by_holder_on",), dataset.reviewed_by_holder_on
    yield ("compared_on",), dataset.compared_on
    if dataset.population is not None:
        for name in ("records", "individuals", "min_age", "max_age"):
            quantity = getattr(dataset.population, name)
            if quantity is not None:
                yield ("population", name, "as_of"), quantity.as_of
    yield from _consulted(dataset.sources)


def _of_organisation(organisation: Organisation) -> Dated:
    for number, former in enumerate(organisation.former_names):
        yield ("former_names", number, "until"), former.until
    yield from _consulted(organisation.sources)


def _of_register(register: Register) -> Dated:
    yield ("accessibility", "audited_on"), register.accessibility.audited_on
    deadlines = register.deadlines
    for name in ("publication", "results", "dataset_review", "due_soon"):
        source = getattr(deadlines, name).source
        if source is not None:
            yield ("deadlines", name, "source", "consulted"), source.consulted


def _of_data(kind: str, data: Any) -> Dated:
    """The kinds of declarations that are no record."""
    if kind == "removed":
        for number, tombstone in enumerate(data):
            yield (number, "removed_on"), _date(tombstone, "removed_on")
    elif kind == "terms":
        for number, term in enumerate(data["terms"]):
            if "source" in term:
                where = ("terms", number, "source", "consulted")
                yield where, _date(term["source"], "consulted")
    elif kind == "activity":
        for number, exchange in enumerate(data.get("engagement", ())):
            yield ("engagement", number, "date"), _date(exchange, "date")
        for number, source in enumerate(data.get("sources", ())):
            yield ("sources", number, "consulted"), _date(source, "consulted")


def _consulted(sources: Iterable[Source]) -> Dated:
    for number, source in enumerate(sources):
        yield ("sources", number, "consulted"), source.consulted


def _date(data: Mapping[str, Any], name: str) -> PartialDate | None:
    return PartialDate.parse(data[name]) if name in data else None


def periods(subject: Subject) -> Iterator[Stated]:
    """Every period of a declaration, planned ones included."""
    record = subject.record
    if isinstance(record, Project):
        yield from _periods_of_project(record)
    elif isinstance(record, Dataset):
        if record.temporal is not None:
            yield Stated(("temporal",), record.temporal.start, record.temporal.end)
    elif subject.kind == "activity":
        yield _stated(("period",), subject.document.data["period"])
    elif subject.kind == "terms":
        for number, term in enumerate(subject.document.data["terms"]):
            if "valid" in term:
                yield _stated(("terms", number, "valid"), term["valid"])


def _periods_of_project(project: Project) -> Iterator[Stated]:
    if project.calendar is not None:
        yield Stated(("calendar",), project.calendar.start, project.calendar.end)
    for number, use in enumerate(project.data):
        if use.period is not None:
            yield Stated(("data", number, "period"), use.period.start, use.period.end)


def _stated(steps: Steps, period: Mapping[str, Any]) -> Stated:
    return Stated(steps, _date(period, "start"), _date(period, "end"))
