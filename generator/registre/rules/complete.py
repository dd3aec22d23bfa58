"""COMPLETE: how much of a record is stated, and what is most often left out.

Nobody is pushed to invent: these are notices, for whoever knows and has not yet said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from registre.diagnostic import Diagnostic, Location, finding
from registre.model.reading import NOT_STATED
from registre.rules import naming
from registre.rules.subject import Context, Subject
from registre.schema import Schemas

# The fields that are counted, those that the public misses most first. Left out are what
# every record has (id, title), and what may rightly be empty: a project without partners,
# a dataset that replaces no other, an organisation that never changed its name.
COUNTED: Mapping[str, tuple[str, ...]] = {
    "project": (
        "calendar",
        "legal_basis",
        "public_benefit",
        "funders",
        "route",
        "data",
        "environment",
        "retention",
        "interests",
        "commercial",
        "ai",
        "automated_decision",
        "purpose",
        "events",
        "method",
        "easy_read",
        "published_on",
        "sources",
    ),
    "dataset": (
        "contact",
        "access_conditions",
        "temporal",
        "population",
        "provenance",
        "update_frequency",
        "legal_basis",
        "retention",
        "fees",
        "personal_data",
        "tables",
        "coding_systems",
        "quality",
        "keywords",
        "languages",
        "distributions",
        "reviewed_by_holder_on",
        "issued",
        "modified",
        "documentation",
        "sources",
    ),
    "organisation": ("homepage", "contact", "identifiers", "description", "sources"),
}
# How many names one message holds before nobody reads them any more.
_NAMED = 5
_SAID_OTHERWISE = {"tables": "tables_note"}
_DECISIVE = {"purpose": "category"}


def stated(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """COMPLETE-001: how many of its fields a record states, and which ones it lacks."""
    counted = COUNTED.get(subject.kind)
    if counted is None:
        return
    missing = unstated(subject.kind, subject.document.data)
    if missing:
        yield finding(
            "COMPLETE-001",
            subject.place("id"),
            stated=len(counted) - len(missing),
            counted=len(counted),
            kind=subject.kind,
            missing=missing,
            fields=_listed(context.schemas, subject.kind, tuple(missing[:_NAMED])),
        )


def unstated(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The counted fields that a record of that kind does not state, in their order."""
    return [
        name
        for name in COUNTED[kind]
        if not _says(data.get(name), _DECISIVE.get(name))
        and not (name in _SAID_OTHERWISE and _SAID_OTHERWISE[name] in data)
    ]


def _says(value: object, decisive: str | None = None) -> bool:
    """Whether a value says anything; of some fields, whether one key of theirs does."""
    if decisive is not None:
        value = value.get(decisive) if isinstance(value, dict) else None
    if isinstance(value, dict):
        return any(map(_says, value.values()))
    return value not in (None, NOT_STATED, [], "")


@lru_cache(maxsize=4096)
def _listed(schemas: Schemas, kind: str, names: tuple[str, ...]) -> Mapping[str, str]:
    """The titles of these fields, in every language of the schemas."""
    titles = [naming.field_of(schemas, kind, name) for name in names]
    return {language: ", ".join(title[language] for title in titles) for language in titles[0]}


def most_missing(
    findings: Iterable[Diagnostic],
    records: Mapping[str, int],
    schemas: Schemas,
    where: Location,
) -> Iterator[Diagnostic]:
    """COMPLETE-002: for each kind of record, the fields that most records leave out.

    About the whole register, hence no rule: to be called once, when every declaration is
    judged. ``findings`` are those of this run, kept verdicts included (of which only
    COMPLETE-001 counts); ``records`` says how many valid records of each kind there
    are; ``where`` is the place in ``register.yaml`` (``Location(path="register.yaml")``).
    """
    # Many records lack the same fields: those are told apart once.
    alike = Counter(
        (found.arguments["kind"], *found.arguments["missing"])
        for found in findings
        if found.code == "COMPLETE-001"
    )
    missing: dict[str, Counter[str]] = {kind: Counter() for kind in COUNTED}
    for (kind, *names), times in alike.items():
        missing[kind].update(dict.fromkeys(names, times))
    for kind, counts in missing.items():
        total = records.get(kind, 0)
        often = [(name, n) for name, n in counts.most_common(_NAMED) if 2 * n > total]
        if often and total > 1:
            yield finding(
                "COMPLETE-002",
                where,
                kind=kind,
                label=dict(schemas.labels["record-kind"][kind].texts),
                records=total,
                missing=dict(often),
                fields=_counted(schemas, kind, often, total),
            )


def _counted(
    schemas: Schemas, kind: str, often: Sequence[tuple[str, int]], total: int
) -> Mapping[str, str]:
    """« Calendrier (12/20), … »."""
    titles = [(naming.field_of(schemas, kind, name), number) for name, number in often]
    return {
        language: ", ".join(f"{title[language]} ({number}/{total})" for title, number in titles)
        for language in titles[0][0]
    }
