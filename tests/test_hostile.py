"""What a malicious proposal, a broken customisation or a wrong option may try; each is told."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from registre import package_data
from registre.catalogue import load
from registre.cli import main
from registre.decoding import decode
from registre.diagnostic import Severity
from registre.exports import Artifact
from registre.exports.tables import csv_bytes
from registre.publish import MARK, PublishError, publish, write
from registre.schema import Schemas
from registre.site import pages, prepare
from registre.source import MAX_BYTES, Source
from tests.conftest import DAY

BASE = Path(__file__).parent / "cases" / "base"
PROJECT = "projects/parcours-avc.yaml"
DATASET = "datasets/sejours-exemple.yaml"
RESULT = """\
results:
  - id: chiffres
    type: report
    title: Les patients par année
    date: 2025-06-02
    url: https://exemple.fr/chiffres
    summary: Le nombre de patients augmente un peu chaque année depuis 2021.
    tables:
      - path: table.csv
        title: Patients par année
        schema: {fields: [{name: a, type: integer}, {name: b, type: integer}]}
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A small valid register to attack."""
    shutil.copytree(BASE, tmp_path / "registry")
    return tmp_path / "registry"


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The theme's shell, made once."""
    target = tmp_path_factory.mktemp("frame") / "shell"
    assert main(["shell", str(target), "--registry", str(BASE)]) == 0
    return target


def append(register: Path, path: str, text: str) -> None:
    file = register / path
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def check(register: Path) -> int:
    return main(["check", "--registry", str(register), "--lang", "en"])


def codes(register: Path, schemas: Schemas) -> set[str]:
    """What forbids publication."""
    found = load(register, schemas, DAY)[1].findings
    return {fault.code for fault in found if fault.severity is Severity.ERROR}


# Files


def test_a_pipe_is_told_without_being_read(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(register / "projects" / "pipe.yaml")
    assert check(register) == 1
    assert "FILE-004" in capsys.readouterr().out


def test_the_target_of_a_link_is_never_shown(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret").write_text("not to be seen", "utf-8")
    (register / "projects" / "link.yaml").symlink_to(tmp_path / "secret")
    assert check(register) == 1
    said = capsys.readouterr().out
    assert "FILE-003" in said
    assert "not to be seen" not in said


def test_a_huge_file_is_not_read_whole(
    register: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (register / "projects" / "huge.yaml").open("wb") as stream:
        stream.truncate(200 * MAX_BYTES)
    monkeypatch.setattr(Path, "read_bytes", lambda file: pytest.fail(f"{file} is read whole"))
    assert check(register) == 1
    assert "FILE-007" in capsys.readouterr().out


def test_folders_nested_without_end_are_told(register: Path, schemas: Schemas) -> None:
    before = Path.cwd()
    try:
        os.chdir(register / "projects")
        for _ in range(600):
            Path("a").mkdir()
            os.chdir("a")
        Path("deep.yaml").write_text("id: deep", "utf-8")
    finally:
        os.chdir(before)
    assert "FILE-011" in codes(register, schemas)


def test_marks_in_disorder_do_not_take_for_ever() -> None:
    """Python sorts combining marks in a time that grows with the square of their number."""
    marks = "e" + "\u0315" * 250_000 + "\u0316" * 250_000
    source = Source(path=PROJECT, kind="project", data=marks.encode())
    assert "FILE-014" in {found.code for found in decode(source).findings}


def test_a_text_that_marks_break_is_still_shown_composed() -> None:
    source = Source(path=PROJECT, kind="project", data="a: cafe\u0301 noir".encode())
    (found,) = decode(source).findings
    assert found.arguments["text"] == unicodedata.normalize("NFC", "cafe\u0301")


@pytest.mark.parametrize("escape", ["\\0", "\\e[31m", "\\u202e", "\\r", "\\N", "\\uFEFF"])
def test_an_escape_hides_no_character(register: Path, schemas: Schemas, escape: str) -> None:
    file = register / PROJECT
    text = file.read_text("utf-8").replace("Parcours de soins après un AVC", f'"Un{escape}titre"')
    file.write_text(text, "utf-8")
    assert codes(register, schemas) == {"FILE-015"}


# Result tables


@pytest.mark.parametrize(
    "table",
    [b'a,b\n"' + b"x" * 900_000 + b'",1\n', b'a,b\n"never closed', b"", b"\n\n,,\n"],
    ids=["long-field", "open-quote", "empty", "blank"],
)
def test_a_result_table_of_any_form_is_read(register: Path, schemas: Schemas, table: bytes) -> None:
    folder = register / "results" / "parcours-avc"
    folder.mkdir(parents=True)
    (folder / "table.csv").write_bytes(table)
    # No result names it: that is all there is to say.
    assert codes(register, schemas) == {"RESULT-005"}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (bytes(range(256)), "FILE-012"),
        ("a\n\u202e1\n".encode(), "FILE-015"),
        (b"a,b\rc,d\r", "FILE-015"),
        (b"a\n\0\n", "FILE-015"),
    ],
)
def test_a_result_table_is_text_without_hidden_characters(
    register: Path, schemas: Schemas, table: bytes, code: str
) -> None:
    folder = register / "results" / "parcours-avc"
    folder.mkdir(parents=True)
    (folder / "table.csv").write_bytes(table)
    assert code in codes(register, schemas)


def test_a_result_table_may_begin_with_the_mark_of_spreadsheets(
    register: Path, schemas: Schemas
) -> None:
    folder = register / "results" / "parcours-avc"
    folder.mkdir(parents=True)
    (folder / "table.csv").write_bytes(b"\xef\xbb\xbfa,b\r\n1,2\r\n")
    append(register, PROJECT, RESULT)
    catalogue, report = load(register, schemas, DAY)
    assert catalogue is not None, report.findings
    assert catalogue.tables["parcours-avc", "table.csv"].columns == ("a", "b")


# Values


def test_a_number_beyond_all_measure_is_refused(register: Path, schemas: Schemas) -> None:
    append(register, DATASET, "population: {records: 1.0e+300, individuals: {value: 1.0e+300}}\n")
    funders = "funders: [{organisation: chu-exemple, kind: public, amount_eur: 1.0e+300}]\n"
    append(register, PROJECT, funders)
    found = load(register, schemas, DAY)[1].findings
    refused = [fault.code for fault in found if fault.severity is Severity.ERROR]
    assert refused == ["SCHEMA-009"] * 3


@pytest.mark.parametrize(
    "address",
    [
        "https://example.fr//evil.example/",
        "https://example.fr/?a=b",
        "https://example.fr/#a",
        "https://example.fr/a/../b/",
        "https://example.fr/./",
        "https://example.fr/'a/",
    ],
)
def test_the_address_of_the_site_is_a_plain_folder(
    register: Path, schemas: Schemas, address: str
) -> None:
    file = register / "register.yaml"
    text = file.read_text("utf-8").replace("https://registre.example/", f'"{address}"')
    file.write_text(text, "utf-8")
    (found,) = load(register, schemas, DAY)[1].findings
    assert (found.code, found.where.pointer) == ("SCHEMA-023", "/base_url")


def test_no_two_pages_share_an_address(register: Path, schemas: Schemas) -> None:
    """Records that bear the names of facets, tables that bear those of their values."""
    dataset = (register / DATASET).read_text("utf-8")
    for id in ("theme", "page", "type"):
        text = dataset.replace("sejours-exemple", id).replace("SEJOURS", "general")
        (register / "datasets" / f"{id}.yaml").write_text(text, "utf-8")
    hospital = (register / "organisations" / "chu-exemple.yaml").read_text("utf-8")
    text = hospital.replace("chu-exemple", "role")
    (register / "organisations" / "role.yaml").write_text(text, "utf-8")
    project = (register / PROJECT).read_text("utf-8").replace("chu-exemple", "role")
    for number in range(60):
        file = register / "projects" / f"p{number:03}.yaml"
        file.write_text(project.replace("parcours-avc", file.stem), "utf-8")
    catalogue, report = load(register, schemas, DAY)
    assert catalogue is not None, report.findings
    made = pages(prepare(catalogue, schemas.labels, on=DAY, version="0"))
    times = Counter(page.file for page in made)
    assert {file for file, number in times.items() if number > 1} == set()


def test_the_names_of_tables_lead_nowhere_else(register: Path, schemas: Schemas) -> None:
    names = ["../../x", "/etc/x", "A", "a", "a-2", "A 2", '"><script>', "__proto__", "é" * 500]
    tables = "".join(f"  - name: {json.dumps(name)}\n" for name in [*names, "t" * 500])
    file = register / DATASET
    text = file.read_text("utf-8").replace("  - name: SEJOURS\n", f"{tables}  - name: SEJOURS\n")
    file.write_text(text, "utf-8")
    catalogue, report = load(register, schemas, DAY)
    assert catalogue is not None, report.findings
    made = list(pages(prepare(catalogue, schemas.labels, on=DAY, version="0")))
    parts = {part for page in made for part in page.file.split("/")}
    assert ".." not in parts
    assert max(map(len, parts)) < 100
    assert len({page.file.casefold() for page in made}) == len(made)


# Open data


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@x", "a;=1+1", "a ; =cmd|' /C calc'!A0", 'a";=1+1', "a;;@x", ";\t=1"],
)
def test_no_part_of_a_cell_is_run_as_a_formula(cell: str) -> None:
    """French spreadsheets split lines at semicolons, whatever quotes stand around them."""
    data = csv_bytes(["id"], [[cell]]).decode()
    for separator in (",", ";", "\t"):
        rows = list(csv.reader(io.StringIO(data, newline=""), delimiter=separator))
        parts = [part for row in rows for part in row]
        parts += data.replace('"', "").replace("\r\n", separator).split(separator)
        assert not any(part.strip().startswith(("=", "+", "-", "@")) for part in parts)


# Publishing


def put(folder: Path) -> None:
    mark = Artifact(path=MARK, data=b'{"generator": "registre 1"}')
    publish(folder, lambda staging: _written([mark], staging))


def _written(files: list[Artifact], folder: Path) -> None:
    write(files, folder)


def test_the_lock_is_never_written_through_a_link(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("kept", "utf-8")
    (tmp_path / ".site.lock").symlink_to(precious)
    with pytest.raises(PublishError):
        put(tmp_path / "site")
    assert precious.read_text("utf-8") == "kept"


def test_a_folder_of_another_program_is_not_replaced(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / MARK).write_text('{"generator": "something else"}', "utf-8")
    (site / "source.txt").write_text("kept", "utf-8")
    with pytest.raises(PublishError):
        put(site)
    assert (site / "source.txt").read_text("utf-8") == "kept"


def test_the_staging_of_another_site_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / ".other.staging-1"
    other.mkdir()
    put(tmp_path / "*")
    put(tmp_path / "[o]ther")
    assert other.is_dir()


@pytest.mark.parametrize("name", ["file/site", "x" * 250, "x" * 300, "loop", "taken", "a\0b"])
def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / ".taken.lock").mkdir()
    with pytest.raises(PublishError):
        put(tmp_path / name)


def test_a_site_is_not_put_inside_its_register(register: Path, shell: Path) -> None:
    target = register / "site"
    arguments = ["--site-dir", str(target), "--shell", str(shell)]
    assert main(["build", "--registry", str(register), *arguments]) == 2
    assert not target.exists()
    assert check(register) == 0


def test_a_shell_replaces_nothing_but_a_shell(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "precious").write_text("kept", "utf-8")
    for target in (mine, mine / "precious", mine / "precious" / "below"):
        assert main(["shell", str(target), "--registry", str(BASE)]) == 2
    assert (mine / "precious").read_text("utf-8") == "kept"


# A register's own look


def build(register: Path, *arguments: str) -> int:
    site = register.parent / "site"
    return main(["build", "--registry", str(register), "--site-dir", str(site), *arguments])


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr().err.strip()
    assert "Traceback" not in said
    assert said.count("\n") == 0
    return said


def override(register: Path, path: str, content: bytes) -> None:
    file = register.parent / "overrides" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


@pytest.mark.parametrize(
    "template",
    [
        b"{% if %}",
        b"{{ nope }}",
        b"{{ 1 + 'a' }}",
        b"{{ 1 // 0 }}",
        b"{{ t() }}",
        b"{{ voice.date(5) }}",
        b"{% for i in 5 %}{% endfor %}",
        b'{% include "home.html" %}',
        b"\xff",
    ],
)
def test_a_broken_template_is_one_line(
    register: Path, shell: Path, template: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    override(register, "pages/home.html", template)
    assert build(register, "--shell", str(shell)) == 2
    assert "home.html" in one_line(capsys)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("theme/main.html", b"{% if %}"),
        ("theme/main.html", b"{{ nope.x.y }}"),
        ("theme/main.html", b"{{ 1 + 'a' }}"),
        ("theme/main.html", b"\xff"),
        ("mkdocs.yml", b"a: ["),
        ("mkdocs.yml", b""),
        ("mkdocs.yml", b"site_name: x\n"),
        ("mkdocs.yml", b"site_name: x\ntheme: nope\n"),
        ("mkdocs.yml", b"\xff"),
        ("translations/fr.toml", b'frame = "x"'),
        ("translations/fr.toml", b"x = [1]"),
        ("translations/fr.toml", b"\xff"),
        ("translations/fr.toml", b'[slugs]\nprojects = "../x"'),
        ("translations/fr.toml", b'[slugs]\nprojects = "/x"'),
        ("translations/fr.toml", b'[slugs]\nprojects = "a\\u0000b"'),
        ("translations/fr.toml", b'[facet_slugs]\ntheme = "../x"'),
        ("translations/fr.toml", b'[pages]\nhome = "{a.b}"\n[home]\ntoday = "{date.b.c}"'),
        ("../docs/pages/glossary.fr.md", b"\xff"),
    ],
)
def test_a_broken_look_is_one_line(
    register: Path, path: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    override(register, path, content)
    assert build(register) == 2
    assert one_line(capsys)


Change = Callable[[dict[str, object]], object]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("project", lambda schema: {**schema, "$id": 5}),
        ("project", lambda schema: _with_title(schema, True)),
        ("project", lambda schema: _with_title(schema, {"$ref": "#/properties/title"})),
        ("project", lambda schema: _with_title(schema, {"x-i18n": 5})),
        ("project", lambda schema: _with_title(schema, {"pattern": "("})),
        ("project", lambda schema: _with_title(schema, {"$ref": "https://evil.example/x"})),
        ("project", lambda schema: {**schema, "properties": []}),
        ("definitions", lambda schema: {**schema, "$defs": {"status": {"x-labels": 5}}}),
        ("definitions", lambda schema: {"$id": schema["$id"]}),
    ],
)
def test_a_broken_schema_is_one_line(
    register: Path, name: str, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    own = register.parent / "overrides" / "schemas"
    shutil.copytree(package_data.find("schemas"), own)
    file = own / f"{name}.schema.json"
    file.write_text(json.dumps(change(json.loads(file.read_text("utf-8")))), "utf-8")
    assert check(register) == 2
    assert one_line(capsys)


def _with_title(schema: dict[str, object], title: object) -> dict[str, object]:
    properties = schema["properties"]
    assert isinstance(properties, dict)
    return {**schema, "properties": {**properties, "title": title}}


@pytest.mark.parametrize("file", ["shell.json", "shells/fr/home.html"])
@pytest.mark.parametrize("content", [b"\xff", b'{"version": 1, "languages": 5}'])
def test_a_broken_shell_is_one_line(
    register: Path,
    shell: Path,
    tmp_path: Path,
    file: str,
    content: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(shell, mine)
    (mine / file).write_bytes(content)
    assert build(register, "--shell", str(mine)) == 2
    assert one_line(capsys)


@pytest.mark.parametrize("given", [True, False])
def test_a_language_that_the_site_does_not_speak_is_told(
    register: Path, shell: Path, given: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    file = register / "register.yaml"
    file.write_text(file.read_text("utf-8").replace("[fr, en]", "[fr, en, zzz]"), "utf-8")
    assert build(register, *(["--shell", str(shell)] if given else [])) == 2
    assert "zzz" in one_line(capsys)
