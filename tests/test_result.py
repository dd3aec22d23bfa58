"""RESULT: tables of figures, from whomever they come."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from registre.catalogue import load
from registre.diagnostic import Diagnostic, Report, Severity
from registre.rules import result, result_cells, result_tables
from registre.rules.result_tables import MAX_CELLS, MAX_COLUMNS, ResultTable, read
from registre.schema import Schemas
from registre.source import MAX_BYTES, Source
from tests.conftest import DAY, FICTIVE

CASES = Path(__file__).parent / "cases"
CSV = "results/parcours-avc/personnes-par-an.csv"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register whose one project publishes one table: a place, and a number of persons."""
    root = tmp_path / "registry"
    shutil.copytree(CASES / "base", root)
    shutil.copytree(CASES / "RESULT-033" / "accepted", root, dirs_exist_ok=True)
    (root / "expected.json").unlink()
    return root


def checked(root: Path, data: bytes, schemas: Schemas) -> Report:
    (root / CSV).write_bytes(data)
    return load(root, schemas, DAY)[1]


HOSTILE = {
    "nothing": (b"", "RESULT-016"),
    "a line end": (b"\n", "RESULT-016"),
    "a byte-order mark alone": (b"\xef\xbb\xbf", "RESULT-016"),
    "NUL": (b"lieu,personnes\nNord\x00,120\n", "FILE-015"),
    "UTF-16": ("lieu,personnes\nNord,120\n".encode("utf-16"), "FILE-012"),
    "Latin-1": ("lieu,personnes\nÎle,120\n".encode("latin-1"), "FILE-012"),
    "carriage returns alone": (b"lieu,personnes\rNord,120\r", "FILE-015"),
    "one cell of 1 MiB": (b"a" * MAX_BYTES, "RESULT-019"),
    "one quoted cell of 1 MiB": (b'"' + b"a" * (MAX_BYTES - 2) + b'"', "RESULT-019"),
    "more than 1 MiB": (b"a" * (MAX_BYTES + 1), "FILE-007"),
    "quotes never closed": (b'lieu,personnes\n"' + b"a,b\n" * 200_000, "RESULT-017"),
    "nothing but quotes": (b'"' * (MAX_BYTES - 1), "RESULT-017"),
    "100,000 columns": (b"a" + b",a" * (MAX_CELLS - 1), "RESULT-019"),
    "as many columns as can be": (b"a" + b",a" * (MAX_COLUMNS - 1), "RESULT-021"),
    "rows that are too long": (b"lieu,personnes\n" + (b",a" * 900 + b"\n") * 110, "RESULT-025"),
    "a million empty columns": (b"," * 1_000_000, "RESULT-019"),
    "a million empty rows": (b"lieu,personnes\n" + b"\n" * 1_000_000, "RESULT-019"),
    "as many empty rows as can be": (b"lieu,personnes\n" + b"\n" * 99_000, "RESULT-026"),
    "as many faults as can be": (b"lieu,personnes\n" + b"=,x\n" * 49_000, "RESULT-027"),
    "a semicolon": (b"lieu;personnes\nNord;120\n", "RESULT-018"),
    "a semicolon at first": (b";personnes\n;120\n", "RESULT-018"),
    "huge figures": (b"lieu,personnes\nNord," + b"9" * 999 + b"\n", None),
    "a figure of another script": ("lieu,personnes\nNord,٧\n".encode(), "RESULT-032"),
    "a figure with an underscore": (b"lieu,personnes\nNord,1_0\n", "RESULT-032"),
    "a figure that is less than nothing": (b"lieu,personnes\nNord,-3\n", "RESULT-032"),
    "a figure with spaces": (b"lieu,personnes\nNord, 3 \n", "RESULT-032"),
    "an address as a row": (b"lieu,personnes\nhttps://example.org/x.csv,120\n", None),
    "a byte-order mark": (b"\xef\xbb\xbflieu,personnes\nNord,120\n", None),
    "line ends of Windows": (b"lieu,personnes\r\nNord,120\r\n", None),
    "no line end at the end": (b"lieu,personnes\nNord,120", None),
    "lines within quotes": (b'lieu,personnes\n"Nord\net ""Sud""",120\n', None),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_table_is_told_at_its_place(
    data: bytes, code: str | None, register: Path, schemas: Schemas
) -> None:
    report = checked(register, data, schemas)
    told = [f for f in report.findings if f.severity is Severity.ERROR]
    assert "RESULT-002" not in {f.code for f in told}
    assert (code in {f.code for f in told}) if code else told == []
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    for found in told:
        if found.where.path == CSV:
            assert 1 <= found.where.line <= len(lines)
            assert 1 <= found.where.column <= len(lines[found.where.line - 1]) + 1
            assert (found.where.line, found.where.column) <= (
                found.where.end_line,
                found.where.end_column,
            )


def test_a_table_of_nothing_but_faults_is_told_in_part(register: Path, schemas: Schemas) -> None:
    data = b"lieu,personnes\n" + b"=1,5\n" * 10_000
    report = checked(register, data, schemas)
    for code in ("RESULT-032", "RESULT-033"):
        assert sum(f.code == code for f in report.findings) == result.MAX_TOLD


def test_a_file_is_read_once_however_often_it_is_named(
    register: Path, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = register / "projects" / "parcours-avc.yaml"
    before, mark, table = project.read_text("utf-8").partition("      - path:")
    project.write_text(before + (mark + table) * 3, "utf-8")
    looked_at: list[str] = []
    once = result_tables.read

    def looking(source: Source, names: Sequence[str]) -> ResultTable | Diagnostic | None:
        looked_at.append(source.path)
        return once(source, names)

    monkeypatch.setattr(result_tables, "read", looking)
    report = checked(register, b"lieu,personnes\nNord,7\n", schemas)
    codes = [f.code for f in report.findings if f.severity is Severity.ERROR]
    assert sorted(codes) == ["RESULT-032", "RESULT-035", "RESULT-035"]
    assert looked_at == [CSV]


def test_the_small_figure_is_never_repeated(register: Path, schemas: Schemas) -> None:
    report = checked(register, b"lieu,personnes\nNord,7\n", schemas)
    found = next(f for f in report.findings if f.code == "RESULT-032")
    assert "7" not in repr(found.arguments)


def test_the_threshold_is_the_register_s_own(register: Path, schemas: Schemas) -> None:
    settings = register / "register.yaml"
    settings.write_text(settings.read_text("utf-8") + "small_cell_threshold: 5\n", "utf-8")
    below, at = (
        checked(register, f"lieu,personnes\nNord,{figure}\n".encode(), schemas) for figure in (4, 5)
    )
    assert {f.code for f in below.findings if f.severity is Severity.ERROR} == {"RESULT-032"}
    assert not at.has_errors


def test_a_figure_is_small_however_it_is_written(register: Path, schemas: Schemas) -> None:
    project = register / "projects" / "parcours-avc.yaml"
    as_it_was = project.read_text("utf-8")
    ways = {
        "7,0": 'type: number, decimalChar: ","',
        "0 007": 'type: number, groupChar: " "',
        "0'007": 'type: number, groupChar: "\'"',
        "7 personnes": "type: integer, bareNumber: false",
        "environ 7": "type: number, bareNumber: false",
    }
    for figure, kind in ways.items():
        project.write_text(as_it_was.replace("type: integer", kind), "utf-8")
        report = checked(register, f'lieu,personnes\nNord,"{figure}"\n'.encode(), schemas)
        assert [f.code for f in report.findings if f.where.path == CSV] == ["RESULT-032"]


def test_a_file_that_is_there_but_cannot_be_read_is_not_told_twice() -> None:
    for data in (b"\xff", b""):
        source = Source(path=CSV, kind="result-table", data=data, readable=False)
        assert read(source, ["lieu"]) is None


def test_every_cell_has_its_place() -> None:
    data = b'lieu,"per\nsonnes",total\nNord,"a ""b"", c",\n'
    table = read(Source(path=CSV, kind="result-table", data=data), ["lieu"])
    assert isinstance(table, ResultTable)
    places = [table.place(row, cell) for row in (0, 1) for cell in (0, 1, 2)]
    spans = [(p.line, p.column, p.end_line, p.end_column) for p in places]
    assert spans == [
        (1, 1, 1, 5), (1, 6, 2, 8), (2, 9, 2, 14), (3, 1, 3, 5), (3, 6, 3, 18), (3, 19, 3, 19),
    ]  # fmt: skip


def told(present: list[str], projects: dict[str, frozenset[str] | None]) -> list[tuple[str, str]]:
    found: list[Diagnostic] = list(result.unclaimed(present, projects))
    return [(f.code, f.where.path) for f in found]


def test_a_file_that_no_result_names_is_told() -> None:
    present = ["results/a/x.csv", "results/a/y.csv"]
    assert told(present, {"a": frozenset({"x.csv"})}) == [("RESULT-005", "results/a/y.csv")]


def test_a_folder_of_no_project_is_told_once() -> None:
    present = ["results/b/x.csv", "results/b/y.csv"]
    assert told(present, {"a": frozenset()}) == [("RESULT-006", "results/b/x.csv")]


def test_a_project_that_cannot_be_read_may_name_any_file() -> None:
    assert told(["results/a/x.csv"], {"a": None}) == []


def test_the_files_that_a_faulty_declaration_names_are_found() -> None:
    data = {"results": [{"tables": [{"path": "x.csv"}, 3, {"path": 4}]}, None, {"tables": "y"}]}
    assert result.named(data) == {"x.csv"}
    nothing: tuple[object, ...] = (None, [], {"results": 3}, {"results": [[]]})
    for odd in nothing:
        assert result.named(odd) == frozenset()


IMPORTS = """
import sys
from datetime import date
from pathlib import Path
from registre import package_data
from registre.catalogue import load
from registre.schema import Schemas
_, report = load(Path(sys.argv[1]), Schemas(package_data.find("schemas")), date(2026, 11, 23))
print(report.records, "frictionless" in sys.modules)
"""


@pytest.mark.parametrize(("root", "imported"), [(CASES / "base", False), (FICTIVE, True)])
def test_frictionless_is_imported_only_for_a_result_table(root: Path, imported: bool) -> None:
    command = [sys.executable, "-c", IMPORTS, str(root)]
    records, said = subprocess.run(
        command, capture_output=True, text=True, check=True
    ).stdout.split()
    assert int(records) > 0
    assert said == str(imported)


def test_a_formula_is_told_at_its_own_cell() -> None:
    data = b"lieu,personnes\nNord,=1+1\n"
    table = read(Source(path=CSV, kind="result-table", data=data), ["lieu", "personnes"])
    assert isinstance(table, ResultTable)
    assert [f.where for f in result_cells.formulas(table)] == [table.place(1, 1)]


def test_a_mark_for_missing_values_follows_no_pattern() -> None:
    data = b"lieu\nNord\ns\n3\n"
    table = read(Source(path=CSV, kind="result-table", data=data), ["lieu"])
    assert isinstance(table, ResultTable)
    column = {"name": "lieu", "type": "string", "constraints": {"pattern": "[A-Z][a-z]+"}}
    for marks, lines in ((["s", "3"], []), (["s"], [4]), ([""], [3, 4])):
        found = result_cells.patterns(table, {"fields": [column], "missingValues": marks})
        assert [f.where.line for f in found] == lines
