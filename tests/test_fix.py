"""``registre check --fix``: what is certain is mended, and nothing else is touched."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from registre import fixing
from registre.catalogue import load
from registre.cli import main
from registre.fixing import NotReplacedError, mended, replace_file
from registre.schema import Schemas
from registre.source import Source
from registre.yaml_strict import parse
from tests.conftest import DAY, FICTIVE, GENUINE, SMALLEST

PROJECT = Path("projects") / "parcours-avc.yaml"


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


def source(text: str | bytes, kind: str = "project") -> Source:
    data = text.encode() if isinstance(text, str) else text
    return Source(path=PROJECT.as_posix(), kind=kind, data=data)


def mend(text: str | bytes, schemas: Schemas) -> tuple[str, list[str]]:
    found = mended(source(text), schemas)
    return found.data.decode(), [repair.name for repair in found.repairs]


def changed(old: str, new: str) -> str:
    assert SMALLEST.count(old) == 1
    return SMALLEST.replace(old, new)


TITLE = "title: Parcours de soins après un AVC"
RESULT = (
    SMALLEST
    + """\
results:
  - id: article
    type: publication
    title: Un article
    date: 2025
    doi: {}
    summary: Une phrase qui dit ce que l’étude a trouvé.
"""
)
MENDED = {
    "bom": ("\ufeff" + SMALLEST, SMALLEST),
    "line_ends": (SMALLEST.replace("\n", "\r\n"), SMALLEST),
    "nfc": (unicodedata.normalize("NFD", SMALLEST), SMALLEST),
    "trailing": (changed("AVC\n", "AVC  \n"), SMALLEST),
    "newline": (SMALLEST[:-1], SMALLEST),
    "quotes": (
        changed("soins après", "soins : après"),
        changed(TITLE, 'title: "Parcours de soins : après un AVC"'),
    ),
    "number": (
        changed("un AVC\n", "un AVC n° #1\n"),
        changed(TITLE, 'title: "Parcours de soins après un AVC n° #1"'),
    ),
    "sentence": (
        changed("purpose: Mesurer", "purpose:\n  Mesurer :"),
        changed(
            "purpose: Mesurer l'effet d'une prise en charge rapide.",
            "purpose:\n  \"Mesurer : l'effet d'une prise en charge rapide.\"",
        ),
    ),
    "indentation": (changed("  - dataset", "\u00a0\u00a0- dataset"), SMALLEST),
    "hyphen": (changed("  - dataset", "  – dataset"), SMALLEST),
    "colon_space": (changed("lead:", "lead\u00a0:"), SMALLEST),
    "colon": (
        changed("lead: chu-limoges", "lead:\n  organisation:chu-limoges"),
        changed("lead: chu-limoges", "lead:\n  organisation: chu-limoges"),
    ),
    "truth": (
        SMALLEST + "ai:\n  used: « Oui »\n",
        SMALLEST + "ai:\n  used: true\n",
    ),
    "text": (changed(TITLE, "title: 2024"), changed(TITLE, 'title: "2024"')),
    "list": (changed("[cardiology]", "cardiology"), SMALLEST),
    "case": (
        SMALLEST + "environment:\n  kind: 'Release'\n  country: \"Fr\"\n",
        SMALLEST + "environment:\n  kind: 'release'\n  country: \"FR\"\n",
    ),
    "doi": (RESULT.format("https://doi.org/10.1136/bmj.n37"), RESULT.format("10.1136/bmj.n37")),
    "order": (
        changed("lead: chu-limoges\n", "").replace("id:", "lead: chu-limoges\nid:"),
        SMALLEST,
    ),
}


@pytest.mark.parametrize("name", sorted(MENDED))
def test_each_mend_does_what_it_says(name: str, schemas: Schemas) -> None:
    before, after = MENDED[name]
    mended_text, names = mend(before, schemas)
    assert (mended_text, set(names)) == (after, {name})
    assert mend(after, schemas) == (after, [])


def test_the_line_told_is_where_the_mend_is(schemas: Schemas) -> None:
    (repair,) = mended(source(SMALLEST[:-1]), schemas).repairs
    assert repair.line == SMALLEST.count("\n")


@pytest.mark.parametrize("width", [1, 2])
def test_tabs_become_the_spaces_that_make_the_file_readable(width: int, schemas: Schemas) -> None:
    text, names = mend(changed("  - dataset", "\t" * width + "- dataset"), schemas)
    assert names == ["indentation"]
    assert parse("x", text).data == parse("x", SMALLEST).data


def test_every_mend_has_its_words_in_each_language() -> None:
    from registre.cli.speech import all_words

    for words in all_words().values():
        assert {f"fix_{name}" for name in (*MENDED, "former_id")} <= words.keys()


@pytest.mark.parametrize(
    "written",
    ["doi:10.1136/bmj.n37", '"DOI: 10.1136/bmj.n37"', "http://dx.doi.org/10.1136/bmj.n37"],
)
def test_a_doi_is_found_behind_what_people_put_before_it(written: str, schemas: Schemas) -> None:
    text, names = mend(RESULT.format(written), schemas)
    assert names == ["doi"]
    assert parse("x", text).data["results"][0]["doi"] == "10.1136/bmj.n37"


@pytest.mark.parametrize(
    "written",
    [
        # The address writes a sign of the DOI otherwise, or adds to it.
        "https://doi.org/10.1000/a%3Cb",
        "https://doi.org/10.1136/bmj.n37?x=1",
        "https://www.bmj.com/doi/10.1136/bmj.n37",
    ],
)
def test_a_doi_that_must_be_guessed_is_left(written: str, schemas: Schemas) -> None:
    text = RESULT.format(written)
    assert mend(text, schemas) == (text, [])


def test_a_language_gets_small_letters_and_a_country_capitals(schemas: Schemas) -> None:
    text = SMALLEST + "environment:\n  kind: release\n  country: fr\n"
    text += "sources:\n  - title: La page\n    url: https://exemple.fr/\n    lang: FR\n"
    data = parse("x", mend(text, schemas)[0]).data
    assert (data["environment"]["country"], data["sources"][0]["lang"]) == ("FR", "fr")


def test_a_code_is_put_right_even_when_it_then_asks_for_more(schemas: Schemas) -> None:
    """A decision needs a body and an outcome: that is seen once it is one."""
    text = SMALLEST + "events:\n  - type: Decision\n    date: 2024-01-01\n"
    assert "type: decision\n" in mend(text, schemas)[0]


def test_a_word_that_is_no_known_code_is_left(schemas: Schemas) -> None:
    text = SMALLEST + "environment:\n  kind: Releases\n"
    assert mend(text, schemas) == (text, [])


def test_an_unknown_field_stays_after_the_one_that_it_followed(schemas: Schemas) -> None:
    text = """\
first: le tout premier
title: Parcours
id: parcours-avc
# Mal nommé, mais à sa place.
identifiant: x
autre: y
route: mr-004
"""
    moved, names = mend(text, schemas)
    assert names == ["order"]
    assert list(parse("x", moved).data) == ["first", "id", "identifiant", "autre", "title", "route"]
    assert "# Mal nommé, mais à sa place.\nidentifiant: x\n" in moved
    assert mend(moved, schemas) == (moved, [])


LEFT_ALONE: dict[str, str | bytes] = {
    "a comment after a sentence": changed("un AVC\n", "un AVC # à revoir\n"),
    "a field that quotes would swallow": changed("un AVC\n", "un AVC : suite\n  lead: x\n"),
    "a bracket that nobody closed": changed("[cardiology]", "[cardiology").replace("un AVC", "x  "),
    "a field written twice": SMALLEST + "lead: chu-limoges  \n",
    "two documents": SMALLEST + "---\n" + SMALLEST,
    "a hidden character": changed("AVC\n", "A\u202eVC  \n"),
    "Windows' own encoding": SMALLEST.encode("cp1252") + b"  ",
    "more marks on a letter than any language has": changed("AVC\n", "A" + "\u0301" * 40 + "  \n"),
    "conflict marks": "<<<<<<< nous\n" + SMALLEST + ">>>>>>> eux\n",
    "nothing": b"",
}


@pytest.mark.parametrize("name", sorted(LEFT_ALONE))
def test_what_is_not_certain_is_left_alone_to_the_byte(name: str, schemas: Schemas) -> None:
    given = source(LEFT_ALONE[name])
    found = mended(given, schemas)
    assert (found.data, found.repairs) == (given.data, ())


def test_spaces_that_markdown_means_stay(schemas: Schemas) -> None:
    text = SMALLEST.replace("themes:", "method: |\n  une ligne  \n  une autre\nthemes:")
    assert mend(text, schemas) == (text, [])


@pytest.mark.parametrize(
    "text",
    [
        # Loose: it may be about all that follows.
        "route: mr-004\n\n# La suite\n\nid: avc\n",
        # At the very top: it may be about the whole file.
        "# Ce projet\nroute: mr-004\nid: avc\n",
        # After the last field: it may be about what comes next.
        "route: mr-004\nid: avc\n# à compléter\n",
    ],
)
def test_fields_do_not_move_when_a_comment_might_lose_its_place(
    text: str, schemas: Schemas
) -> None:
    assert "order" not in mend(text, schemas)[1]


def test_each_comment_moves_with_its_field(schemas: Schemas) -> None:
    text = """\
# yaml-language-server: $schema=../../../schemas/project.schema.json
title: Parcours  # le titre

# La voie : voir la note.
# Deux lignes.
route: mr-004
data:
# en retrait, mais à la marge
  - dataset: pmsi-mco  # séjours
    # la période manque
id: parcours-avc
"""
    moved, names = mend(text, schemas)
    assert names == ["order"]
    assert sorted(moved.split("\n")) == sorted(text.split("\n"))
    before, after = (YAML().load(said) for said in (text, moved))
    assert list(after) == ["id", "title", "route", "data"]
    assert before == after
    assert moved.index("Deux lignes") < moved.index("route:") < moved.index("data:")


@pytest.mark.parametrize("registry", [GENUINE, FICTIVE])
def test_mending_a_sound_register_keeps_every_fact_and_every_comment(
    registry: Path, schemas: Schemas
) -> None:
    files = [f for f in sorted(registry.rglob("*.yaml")) if f.parent.name != "terms"]
    assert len(files) > 50
    for file in files:
        text = file.read_text("utf-8")
        kind = {"projects": "project", "datasets": "dataset"}.get(
            file.relative_to(registry).parts[0], "organisation"
        )
        if file.parent == registry or "activity" in file.parts:
            continue
        found = mended(source(text, kind), schemas).data.decode()
        assert sorted(found.split()) == sorted(text.split())
        assert parse("x", found).data == parse("x", text).data


# --- The command ---


def test_the_command_mends_tells_and_then_checks(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = register_copy / PROJECT
    file.write_bytes(b"\xef\xbb\xbf" + changed("soins après", "soins : après").encode())
    file.chmod(0o640)
    assert run("check", "--fix", "--registry", register_copy, "--lang", "fr", file) == 0
    told = capsys.readouterr().err
    assert "marque invisible retirée" in told
    assert "phrase mise entre guillemets (ligne 2)" in told
    assert "1 fichier réparé" in told
    assert 'title: "Parcours de soins : après un AVC"' in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [p.name for p in file.parent.iterdir() if p.name.startswith(".")] == []


def test_only_the_files_named_are_mended(register_copy: Path) -> None:
    named, other = register_copy / PROJECT, register_copy / "projects" / "autre.yaml"
    named.write_text(SMALLEST[:-1], "utf-8")
    other.write_text(SMALLEST.replace("id: parcours-avc", "id: autre")[:-1], "utf-8")
    run("check", "--fix", "--registry", register_copy, named)
    assert named.read_text("utf-8").endswith("\n")
    assert not other.read_text("utf-8").endswith("\n")


def test_a_dry_run_shows_and_writes_nothing(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = register_copy / PROJECT
    file.write_text(changed("soins après", "soins : après"), "utf-8")
    before = file.read_bytes()
    assert (
        run("check", "--fix", "--dry-run", "--registry", register_copy, "--lang", "en", file) == 1
    )
    told = capsys.readouterr().err
    assert '+title: "Parcours de soins : après un AVC"' in told
    assert "1 file would be changed; nothing was written." in told
    assert file.read_bytes() == before


def test_a_former_id_becomes_the_present_one(register_copy: Path) -> None:
    renamed = register_copy / "organisations" / "chu-limoges.yaml"
    text = renamed.read_text("utf-8").replace("id: chu-limoges", "id: chu-de-limoges", 1)
    text = text.replace("id: chu-de-limoges\n", "id: chu-de-limoges\nformer_ids: [chu-limoges]\n")
    renamed.unlink()
    (register_copy / "organisations" / "chu-de-limoges.yaml").write_text(text, "utf-8")
    file = register_copy / PROJECT
    file.write_text(SMALLEST.replace("lead: chu-limoges", 'lead: "chu-limoges"  # CHU'), "utf-8")
    run("check", "--fix", "--registry", register_copy)
    assert 'lead: "chu-de-limoges"  # CHU\n' in file.read_text("utf-8")


def test_names_get_the_capitals_that_the_register_gives_them(register_copy: Path) -> None:
    file = register_copy / PROJECT
    text = SMALLEST.replace("lead: chu-limoges", "lead: 'CHU-Limoges'  # CHU")
    text = text.replace("[cardiology]", "[Cardiology]").replace("mr-004", "MR-004")
    file.write_text(text.replace("dataset: pmsi-mco", "dataset: PMSI-MCO"), "utf-8")
    assert run("check", "--fix", "--registry", register_copy, file) == 0
    expected = SMALLEST.replace("lead: chu-limoges", "lead: 'chu-limoges'  # CHU")
    assert file.read_text("utf-8") == expected


def test_a_name_that_is_only_near_another_is_left(register_copy: Path) -> None:
    file = register_copy / PROJECT
    file.write_text(SMALLEST.replace("lead: chu-limoges", "lead: chu-limoge"), "utf-8")
    assert run("check", "--fix", "--registry", register_copy, file) == 1
    assert "lead: chu-limoge\n" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("others", "spoken", "told"),
    [
        ([], "fr", "1 fichier réparé en partie : 1 erreur y reste, voir ci-dessous."),
        ([], "en", "1 file mended in part: 1 error remains there, see below."),
        (
            ["but: x\nfin: y\n"],
            "fr",
            "2 fichiers réparés en partie : 3 erreurs y restent, voir ci-dessous.",
        ),
        ([""], "fr", "2 fichiers réparés, dont 1 en partie : 1 erreur y reste"),
        ([""], "en", "2 files mended, 1 of them in part: 1 error remains there, see below."),
    ],
)
def test_what_remains_in_mended_files_is_said(
    others: list[str],
    spoken: str,
    told: str,
    register_copy: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = [register_copy / PROJECT]
    files[0].write_text(SMALLEST.replace("lead: chu-limoges", "lead: personne")[:-1], "utf-8")
    for number, added in enumerate(others):
        file = register_copy / "projects" / f"autre-{number}.yaml"
        text = SMALLEST.replace("id: parcours-avc", f"id: autre-{number}")
        file.write_text((text + added)[:-1], "utf-8")
        files.append(file)
    run("check", "--fix", "--registry", register_copy, "--lang", spoken, *files)
    assert told in capsys.readouterr().err


def test_a_file_mended_twice_counts_once(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = register_copy / PROJECT
    file.write_text(SMALLEST.replace("lead: chu", "lead: CHU")[:-1], "utf-8")
    assert run("check", "--fix", "--registry", register_copy, "--lang", "fr", file) == 0
    assert "1 fichier réparé." in capsys.readouterr().err


def test_machines_read_the_report_alone(
    register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    (register_copy / PROJECT).write_text(SMALLEST[:-1], "utf-8")
    run("check", "--fix", "--format", "json", "--registry", register_copy)
    json.loads(capsys.readouterr().out)


def test_links_and_changed_files_are_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"old")
    link = tmp_path / "b.yaml"
    link.symlink_to(file)
    twin = tmp_path / "c.yaml"
    with pytest.raises(NotReplacedError):
        replace_file(link, b"old", b"new")
    with pytest.raises(NotReplacedError):
        replace_file(file, b"other", b"new")
    os.link(file, twin)
    with pytest.raises(NotReplacedError):
        replace_file(file, b"old", b"new")
    assert file.read_bytes() == b"old"


def test_a_file_that_changed_meanwhile_is_told(
    register_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: Path, old: bytes, new: bytes) -> None:
        raise NotReplacedError(file)

    monkeypatch.setattr(fixing, "replace_file", refuse)
    file = register_copy / PROJECT
    file.write_text(SMALLEST[:-1], "utf-8")
    run("check", "--fix", "--registry", register_copy, "--lang", "en", file)
    assert "was not mended: it changed in the meantime, or is a link." in capsys.readouterr().err


def test_a_register_that_passed_still_passes(register_copy: Path, schemas: Schemas) -> None:
    before = load(register_copy, schemas, DAY)[1]
    run("check", "--fix", "--registry", register_copy)
    after = load(register_copy, schemas, DAY)[1]
    assert [f.code for f in after.findings if f.severity != "notice"] == [
        f.code for f in before.findings if f.severity != "notice"
    ]
