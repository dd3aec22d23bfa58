"""Laws of the comparison: it finds all that differs, nothing else, and the same both ways."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registre.comparison import Amendment, compare, is_same
from registre.long_form import long_form
from registre.model import Dataset, Organisation, Project, Register
from registre.model.reading import Reader
from registre.model.writing import to_data
from registre.schema import Schemas
from registre.source import Source, read
from registre.yaml_strict import parse
from tests.conftest import FICTIVE, GENUINE

ORDERED = ("events", "holders")
MEANINGS = {
    "project": Project,
    "dataset": Dataset,
    "organisation": Organisation,
    "register": Register,
}

words = st.sampled_from(["a", "b", "c", "d"])
texts = st.dictionaries(st.sampled_from(["fr", "en", "de"]), words, min_size=1)
scalars = st.one_of(words, st.integers(0, 2), st.booleans())
events = st.fixed_dictionaries(
    {"type": st.sampled_from(["opinion", "decision", "audit"])},
    optional={
        "date": words,
        "body": words,
        "id": words,
        "statement": texts,
        "tacit": st.booleans(),
    },
)
partners = st.fixed_dictionaries({"organisation": words}, optional={"role": words})
declarations = st.fixed_dictionaries(
    {"id": words},
    optional={
        "title": texts,
        "tacit": scalars,
        "themes": st.lists(words, min_size=1),
        "holders": st.lists(words, min_size=1, unique=True),
        "events": st.lists(events, min_size=1, max_size=7),
        "partners": st.lists(partners, min_size=1, max_size=4),
        "results": st.lists(
            st.fixed_dictionaries({"id": words}, optional={"title": texts}), min_size=1, max_size=4
        ),
        "calendar": st.dictionaries(words, scalars, min_size=1),
    },
)


def applied(amendments: Iterable[Amendment], old: Any) -> Any:
    """The declaration that the amendments make of ``old``: what the law is stated with.

    What is taken away goes first, then what changes, then what comes, from front to back.
    """
    data = deepcopy(old)
    told = list(amendments)
    nested = [a for a in told if not is_item(a)]
    for amendment in nested:
        put(data, amendment.old_steps, amendment.new)
    gone = [a.old_steps for a in told if is_item(a) and not a.is_addition]
    for steps in sorted(gone, key=lambda steps: (steps[:-1], steps[-1]), reverse=True):
        del at(data, steps[:-1])[steps[-1]]
    for amendment in told:
        if is_item(amendment) and not amendment.is_removal:
            name = amendment.steps[-2]
            data.setdefault(name, []).insert(amendment.steps[-1], deepcopy(amendment.new))
    return {key: value for key, value in data.items() if value != []}


def is_item(amendment: Amendment) -> bool:
    """Whether an item of a list comes, goes or moves."""
    longest = max(amendment.steps, amendment.old_steps, key=len)
    return isinstance(longest[-1], int)


def at(data: Any, steps: Iterable[Any]) -> Any:
    for step in steps:
        data = data[step]
    return data


def put(data: Any, steps: tuple[Any, ...], value: Any) -> None:
    inside = at(data, steps[:-1])
    if value is None:
        del inside[steps[-1]]
    else:
        inside[steps[-1]] = deepcopy(value)


def in_order(data: Any) -> Any:
    """The declaration with the lists whose order says nothing put in one."""
    return {
        key: sorted(value, key=lambda item: json.dumps(item, sort_keys=True))
        if isinstance(value, list) and key not in ORDERED
        else value
        for key, value in data.items()
    }


def key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@given(declarations)
def test_nothing_differs_from_itself(data: Any) -> None:
    assert compare(data, deepcopy(data)) == ()


@given(declarations, declarations)
def test_the_amendments_make_the_new_declaration_of_the_old(old: Any, new: Any) -> None:
    assert is_same(in_order(applied(compare(old, new), old)), in_order(new))


@given(declarations, declarations)
def test_both_ways_tell_the_same_differences(old: Any, new: Any) -> None:
    there = Counter((key(a.old), key(a.new)) for a in compare(old, new) if not a.is_move)
    back = Counter((key(a.new), key(a.old)) for a in compare(new, old) if not a.is_move)
    assert there == back
    assert len(compare(old, new)) == len(compare(new, old))


@given(declarations, st.randoms(use_true_random=False))
def test_the_order_of_lists_without_order_is_no_amendment(data: Any, random: Any) -> None:
    other = deepcopy(data)
    for name, value in other.items():
        if isinstance(value, list) and name not in ORDERED:
            random.shuffle(value)
    assert compare(data, other) == ()


@given(
    st.lists(events, min_size=1, max_size=8, unique_by=lambda e: e.get("id") or key(e)),
    st.integers(0, 7),
)
def test_an_event_put_in_the_middle_is_one_addition(new: Any, place: int) -> None:
    place %= len(new)
    old = [*new[:place], *new[place + 1 :]]
    (amendment,) = compare({"events": old}, {"events": new})
    assert amendment.is_addition
    assert amendment.steps == ("events", place)


@given(declarations, declarations)
def test_the_steps_lead_to_the_values(old: Any, new: Any) -> None:
    for amendment in compare(old, new):
        if not amendment.is_addition and not amendment.is_move:
            assert at(old, amendment.old_steps) == amendment.old
        if not amendment.is_removal:
            assert at(new, amendment.steps) == amendment.new


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({"title": " X "}, {"title": {"fr": "X"}}),
        ({"lead": "chu"}, {"lead": {"organisation": "chu"}}),
        ({"purpose": "X"}, {"purpose": {"statement": {"fr": "X"}}}),
        ({"purpose": {"statement": "X", "category": "not-stated"}}, {"purpose": "X"}),
        ({"data": ["pmsi"]}, {"data": [{"dataset": "pmsi", "form": "not-stated"}]}),
        ({"data": []}, {}),
        ({"calendar": {"end": 2019}}, {"calendar": {"end": "2019"}}),
        ({"route": "not-stated"}, {}),
        (
            {"events": [{"type": "selected", "date": "not-stated"}]},
            {"events": [{"type": "selected"}]},
        ),
    ],
)
def test_what_means_the_same_has_one_long_form(short: Any, long: Any, schemas: Schemas) -> None:
    assert long_form("project", short, schemas, "fr") == long_form("project", long, schemas, "fr")


def test_a_number_as_of_a_day_may_be_bare(schemas: Schemas) -> None:
    bare, whole = ({"population": {"records": n}} for n in (12, {"value": 12}))
    assert long_form("dataset", bare, schemas, "fr") == long_form("dataset", whole, schemas, "fr")


def declared() -> Iterator[tuple[Source, Any]]:
    for root in (GENUINE, FICTIVE):
        for source in read(root):
            if isinstance(source, Source) and source.kind != "result-table":
                yield source, parse(source.path, source.data.decode()).data


def test_the_long_form_says_what_the_model_means(schemas: Schemas) -> None:
    """On every declaration of both registers; and it is its own long form."""
    reader = Reader("fr")
    for source, data in declared():
        long = long_form(source.kind, data, schemas, "fr")
        assert is_same(long_form(source.kind, long, schemas, "fr"), long), source.path
        if source.kind in MEANINGS:
            meant = to_data(reader.read(data, MEANINGS[source.kind]))
            told = compare(long, long_form(source.kind, meant, schemas, "fr"))
            # Of a variable, a declaration may say more than the model keeps.
            assert [a for a in told if "fields" not in a.steps] == [], source.path


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    ),
    st.sampled_from(["project", "dataset", "register", "removed", "terms"]),
)
def test_whatever_an_old_file_says_can_be_compared(schemas: Schemas, data: Any, kind: str) -> None:
    """Even what no schema of ours ever accepted."""
    long = long_form(kind, data, schemas, "fr")
    assert compare(long, long_form(kind, deepcopy(data), schemas, "fr")) == ()
    assert bool(compare(long, {"id": "another"})) is not is_same(long, {"id": "another"})
