"""RESULT, in the description of a table: names, keys, formats and constraints that make sense.

Both the dictionaries of datasets and the schemas of result tables are Table Schemas; what
these rules accept, Frictionless accepts (a property test holds it), and it is not needed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from registre.diagnostic import Diagnostic, finding
from registre.rules import column_types
from registre.rules.linear_pattern import matcher
from registre.rules.subject import Context, Subject
from registre.text import nearest, shortened

# A description of nothing but faults is told in part: its author will run the check again.
MAX_TOLD = 50
# A few of many names are enough to see what is meant.
_MAX_KNOWN = 50
Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A table as a declaration describes it, at ``steps``; keys as it names them.

    ``others`` has, by name, the columns of the tables that a foreign key may name.
    """

    subject: Subject
    steps: Steps
    fields: Sequence[Mapping[str, Any]]
    primary_key: str
    foreign_keys: str
    others: Mapping[str, Sequence[str]]

    @property
    def names(self) -> list[str]:
        return [field["name"] for field in self.fields]

    def stated(self, key: str) -> Any:
        """What the description says under ``key``; None when it says nothing."""
        data = self.subject.document.data
        for step in self.steps:
            data = data[step]
        return data.get(key)


def dictionaries(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """The tables of a dataset, each against itself and the tables beside it."""
    if subject.kind != "dataset":
        return
    tables = subject.document.data.get("tables", ())
    others = {t["name"]: [f["name"] for f in t.get("fields", ())] for t in tables}
    for number, table in enumerate(tables):
        described = Described(
            subject=subject,
            steps=("tables", number),
            fields=table.get("fields", ()),
            primary_key="primary_key",
            foreign_keys="foreign_keys",
            others=others,
        )
        yield from faults(described)


def faults(table: Described) -> Iterator[Diagnostic]:
    """Everything in the description of a table that no table could follow."""
    yield from _names(table)
    for number, field in enumerate(table.fields):
        # Most columns of most dictionaries have a name and a type alone.
        if "constraints" in field or "format" in field:
            steps = (*table.steps, "fields", number)
            yield from _format(table.subject, steps, field)
            yield from _constraints(table.subject, steps, field)
    if table.fields:
        yield from islice(_primary_key(table), MAX_TOLD)
        yield from islice(_foreign_keys(table), MAX_TOLD)


def _names(table: Described) -> Iterator[Diagnostic]:
    names = table.names
    if len(set(names)) == len(names):
        return
    seen: dict[str, int] = {}
    for number, name in enumerate(names):
        if name in seen:
            first = table.subject.place(*table.steps, "fields", seen[name], "name").line
            where = table.subject.place(*table.steps, "fields", number, "name")
            yield finding("RESULT-007", where, name=shortened(name), first_line=first)
        seen.setdefault(name, number)


def _format(subject: Subject, steps: Steps, field: Mapping[str, Any]) -> Iterator[Diagnostic]:
    format = field.get("format")
    if format is not None and not column_types.has_format(field["type"], format):
        known = column_types.FORMATS.get(field["type"], ("default",))
        where = subject.place(*steps, "format")
        yield finding(
            "RESULT-015", where, format=shortened(format), type=field["type"], known=known
        )


def _constraints(subject: Subject, steps: Steps, field: Mapping[str, Any]) -> Iterator[Diagnostic]:
    constraints = field.get("constraints", {})
    allowed = column_types.CONSTRAINTS[field["type"]]
    for name in constraints:
        if name not in allowed:
            where = subject.place(*steps, "constraints", name, key=True)
            yield finding("RESULT-011", where, constraint=name, type=field["type"])
    pattern = constraints.get("pattern")
    if pattern is not None and "pattern" in allowed and matcher(pattern) is None:
        where = subject.place(*steps, "constraints", "pattern")
        yield finding("RESULT-014", where, pattern=shortened(pattern))
    # In a format that nobody knows, no value can be read.
    if column_types.has_format(field["type"], field.get("format", "default")):
        unread = list(_unread(subject, steps, field, constraints, allowed))
        yield from unread
        if not unread:
            yield from _upside_down(subject, steps, field, constraints)


def _unread(
    subject: Subject,
    steps: Steps,
    field: Mapping[str, Any],
    constraints: Mapping[str, Any],
    allowed: Iterable[str],
) -> Iterator[Diagnostic]:
    """Values of constraints that the column itself could not hold."""
    stated: list[tuple[Steps, Any]] = [
        ((name,), constraints[name])
        for name in ("minimum", "maximum")
        if name in constraints and name in allowed
    ]
    if "enum" in allowed:
        stated += [(("enum", at), value) for at, value in enumerate(constraints.get("enum", ()))]
    for place, value in stated:
        if not column_types.reads(field, value):
            where = subject.place(*steps, "constraints", *place)
            yield finding(
                "RESULT-012",
                where,
                value=shortened(value),
                type=field["type"],
                constraint=str(place[0]),
            )


def _upside_down(
    subject: Subject, steps: Steps, field: Mapping[str, Any], constraints: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    for least, most in (("minimum", "maximum"), ("minLength", "maxLength")):
        if least not in constraints or most not in constraints:
            continue
        low, high = constraints[least], constraints[most]
        of_length = least == "minLength"
        if low > high if of_length else column_types.is_above(field, low, high):
            where = subject.place(*steps, "constraints", least)
            yield finding(
                "RESULT-013",
                where,
                least=least,
                most=most,
                low=shortened(low),
                high=shortened(high),
            )


def _primary_key(table: Described) -> Iterator[Diagnostic]:
    stated = table.stated(table.primary_key)
    if stated is not None:
        steps = (*table.steps, table.primary_key)
        yield from _columns(table.subject, steps, stated, table.names)
        yield from _comparable(table, steps, stated, table.primary_key)


def _foreign_keys(table: Described) -> Iterator[Diagnostic]:
    names = table.names
    for number, key in enumerate(table.stated(table.foreign_keys) or ()):
        steps = (*table.steps, table.foreign_keys, number)
        reference = key["reference"]
        yield from _columns(table.subject, (*steps, "fields"), key["fields"], names)
        yield from _comparable(table, (*steps, "fields"), key["fields"], table.foreign_keys)
        named = reference["resource"]
        there = table.others.get(named) if named else names
        if there is None:
            where = table.subject.place(*steps, "reference", "resource")
            yield _unknown("RESULT-009", where, named, table.others)
            continue
        # A table that describes no column contradicts nobody.
        if there:
            place = (*steps, "reference", "fields")
            yield from _columns(table.subject, place, reference["fields"], there)
        if len(_listed(key["fields"])) != len(_listed(reference["fields"])):
            yield finding("RESULT-010", table.subject.place(*steps, "reference", "fields"))


def _columns(
    subject: Subject, steps: Steps, stated: str | Sequence[str], names: Sequence[str]
) -> Iterator[Diagnostic]:
    """Columns that a key names and that the table does not have."""
    known = frozenset(names)
    for at, name in enumerate(_listed(stated)):
        if name not in known:
            where = subject.place(*steps, *(() if isinstance(stated, str) else (at,)))
            yield _unknown("RESULT-008", where, name, names)


def _comparable(
    table: Described, steps: Steps, stated: str | Sequence[str], key: str
) -> Iterator[Diagnostic]:
    """Columns of a key whose values cannot be compared."""
    types = {field["name"]: field["type"] for field in table.fields}
    for at, name in enumerate(_listed(stated)):
        if types.get(name) in column_types.UNCOMPARED:
            where = table.subject.place(*steps, *(() if isinstance(stated, str) else (at,)))
            yield finding("RESULT-011", where, constraint=key, type=types[name])


def _unknown(code: str, where: Any, value: str, known: Iterable[str]) -> Diagnostic:
    choices = list(known)
    return finding(
        code,
        where,
        value=shortened(value),
        suggestion=nearest(value, choices) or "",
        known=[shortened(name) for name in choices[:_MAX_KNOWN]],
    )


def _listed(stated: str | Sequence[str]) -> Sequence[str]:
    """A key of one column may be written without brackets."""
    return (stated,) if isinstance(stated, str) else stated
