"""RESULT, by Frictionless: what it says is told in our own words, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator

import frictionless
import pytest

from registre.diagnostic import described_codes, message
from registre.rules import result_peer
from registre.rules.result_tables import ResultTable

# Found only by checks, or ways to match columns, that one has to ask for.
NOT_ASKED_FOR = {
    "ascii-value",
    "deviated-cell",
    "deviated-value",
    "duplicate-row",
    "forbidden-value",
    "row-constraint",
    "sequential-value",
    "truncated-value",
    "unmatched-header",
}
GENERAL = {"cell-error", "header-error", "label-error", "row-error", "blank-header"}
ROWS_OF_ANOTHER_LENGTH = {"blank-row", "extra-cell", "missing-cell"}


def table(*rows: tuple[str, ...]) -> ResultTable:
    lines = tuple(",".join(row) for row in rows)
    return ResultTable(path="t.csv", lines=lines, rows=rows, starts=tuple(range(1, len(rows) + 1)))


def kinds(error: type[frictionless.Error]) -> Iterator[str]:
    yield error.type
    for below in error.__subclasses__():
        yield from kinds(below)


def test_every_error_of_a_header_a_row_or_a_cell_has_its_own_words() -> None:
    errors = frictionless.errors
    said = {*kinds(errors.HeaderError), *kinds(errors.RowError)}
    told = {*result_peer._HEADER, *result_peer._ROWS, *ROWS_OF_ANOTHER_LENGTH}
    assert said - told <= NOT_ASKED_FOR | GENERAL
    assert told <= said


def test_a_schema_that_only_the_peer_refuses_is_a_finding() -> None:
    schema = {"fields": [{"name": "a", "type": "integer", "constraints": {"minLength": 2}}]}
    found = list(result_peer.disagreements(table(("a",), ("1",)), schema))
    assert [(f.code, f.where.line) for f in found] == [("RESULT-034", 1)]


@pytest.mark.parametrize("failure", [TypeError, LookupError, AssertionError, RecursionError])
def test_a_library_that_falls_over_is_a_finding(
    failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_: object) -> None:
        raise failure("in English")

    monkeypatch.setattr(result_peer, "_errors", fall)
    (found,) = result_peer.disagreements(table(("a",)), {"fields": [{"name": "a", "type": "any"}]})
    assert found.code == "RESULT-034"
    assert "English" not in message(found, "fr")


def test_a_bug_of_ours_is_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(result_peer, "_errors", fall)
    with pytest.raises(NotImplementedError):
        list(result_peer.disagreements(table(("a",)), {"fields": []}))


def test_nothing_is_fetched_and_no_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells and names that are addresses or paths are text like any other."""
    opened: list[object] = []
    monkeypatch.setattr("socket.socket.connect", lambda *where: opened.append(where))
    rows = table(("https://example.org/a.csv", "b"), ("/etc/passwd", "file:///etc/passwd"))
    fields = [{"name": "https://example.org/a.csv", "type": "any"}, {"name": "b", "type": "any"}]
    list(result_peer.disagreements(rows, {"fields": fields}))
    monkeypatch.setattr("builtins.open", lambda *where, **_: opened.append(where))
    assert list(result_peer.disagreements(rows, {"fields": fields})) == []
    assert opened == []


def test_the_descriptor_has_nothing_that_is_not_judged() -> None:
    field = {
        "name": "a",
        "type": "string",
        "title": {"fr": "Un", "en": "One"},
        "unit": "mm",
        "constraints": {"pattern": "a+", "required": True},
    }
    made = result_peer.descriptor({"fields": [field]})
    assert made == {"fields": [{"name": "a", "type": "string", "constraints": {"required": True}}]}
    assert field["constraints"] == {"pattern": "a+", "required": True}


def test_each_code_that_is_told_is_described() -> None:
    assert {f"RESULT-{number:03}" for number in range(1, 35)} <= set(described_codes())
