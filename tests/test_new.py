"""``registre new``: what is asked, what is written, and what is never lost."""

from __future__ import annotations

import io
import json
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from registre.catalogue import load
from registre.cli import main
from registre.cli.speech import all_words
from registre.diagnostic import Severity
from registre.schema import Schemas
from registre.yaml_strict import parse
from tests.conftest import DAY, ROOT, SMALLEST
from tests.wizard import LEAVES, converse

YEAR = Path("projects") / str(DAY.year)
SUMMARY = "Nous étudions ce que deviennent les patients après un accident vasculaire cérébral."
# From the title to the first dataset, each answer as short as it may be.
ESSENTIALS = {
    "languages": "",
    "title": "Parcours de soins après un AVC",
    "acronym": "",
    "id": "",
    "summary": SUMMARY,
    "statement": "Mesurer l'effet d'une prise en charge rapide.",
    "category": "",
    "themes": "cardio",
    "lead": "CHU de Limoges",
    "route": "mr-004",
    "data": "o",
    "dataset": "pmsi mco",
    "details": "n",
    "another": "n",
    "menu": "",
    "write": "o",
}


def _small(registry: Path) -> Path:
    """The genuine register with one project: the others have no part in the conversation."""
    for file in registry.glob("projects/*/*.yaml"):
        if file.stem != "hydro":
            file.unlink()
    return registry


@pytest.fixture
def registry(register_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register in its repository, the person standing there."""
    shutil.copytree(ROOT / "schemas", register_copy.parent / "schemas")
    monkeypatch.chdir(register_copy.parent)
    return _small(register_copy)


def essentials(**other: str) -> list[str]:
    return list({**ESSENTIALS, **other}.values())


def written(registry: Path) -> tuple[Path, str, Any]:
    """The one new project: its file, its text, its data."""
    (file,) = (registry / YEAR).glob("*.yaml")
    text = file.read_text("utf-8")
    document = parse(file.name, text)
    assert document.findings == ()
    return file, text, document.data


def errors(registry: Path, schemas: Schemas) -> list[str]:
    _, report = load(registry, schemas, DAY)
    return [f"{f.where.path} {f.code}" for f in report.findings if f.severity is Severity.ERROR]


def run(*arguments: str | Path) -> int:
    return main([str(argument) for argument in arguments])


# --- The conversation ---


@pytest.mark.parametrize("spoken", sorted(all_words()))
def test_the_shortest_conversation_writes_a_project_that_passes(
    registry: Path, schemas: Schemas, spoken: str
) -> None:
    converse(registry, "project", essentials(), spoken=spoken)
    file, text, data = written(registry)
    assert file.name == "parcours-de-soins-apres-un-avc.yaml"
    assert data == {
        "id": "parcours-de-soins-apres-un-avc",
        "published_on": DAY.isoformat(),
        "title": ESSENTIALS["title"],
        "summary": SUMMARY,
        "purpose": ESSENTIALS["statement"],
        "themes": ["cardiology"],
        "lead": "chu-limoges",
        "route": "mr-004",
        "data": [{"dataset": "pmsi-mco"}],
    }
    assert errors(registry, schemas) == []
    assert max(map(len, text.split("\n"))) <= 92


def test_the_file_begins_with_its_schema_and_explains_itself(registry: Path) -> None:
    converse(registry, "project", essentials())
    _, text, _ = written(registry)
    first, second, *_ = text.split("\n")
    assert first == "# yaml-language-server: $schema=../../../schemas/project.schema.json"
    assert "explications" in second
    assert "# Titre. Un titre court" in text
    assert "# Partenaires. Les autres organismes" in text
    assert "# partners:\n#   - organisation: inserm\n" in text


def test_a_register_far_from_its_schemas_gets_no_modeline(register_copy: Path) -> None:
    converse(register_copy, "project", essentials())
    assert "yaml-language-server" not in written(register_copy)[1]


def test_the_questions_are_the_schema_s_own_words(registry: Path, schemas: Schemas) -> None:
    said = converse(registry, "project", essentials(title="?")[:2] + essentials()[1:])
    words = schemas.words("project", ("title",))["fr"]
    for part in ("title", "help", "instructions", "example"):
        assert str(words[part]) in said.told or part == "help"
    assert said.asked[1].about == words["help"]


def test_no_question_names_a_field_that_the_schema_does_not_have(schemas: Schemas) -> None:
    from registre.cli.asking.plan import plan

    for kind in ("project", "dataset", "organisation"):
        asked = plan(kind)
        known = set(schemas.properties(kind, ()))
        listed = {*asked.first, *asked.offered, *asked.today, *asked.named_by}
        assert listed | {key for group in asked.groups for key in group} <= known
        assert set(schemas.schema(kind)["required"]) <= set(asked.first)
        for path, within in asked.within.items():
            steps: list[str | int] = []
            for step in path.split("."):
                steps.append(step)
                if any(s.get("type") == "array" for s in schemas.shapes(kind, steps)):
                    steps.append(0)
            assert {*within.ask, *within.offer} <= set(schemas.properties(kind, steps)), path


def test_a_wrong_answer_is_told_as_the_checker_tells_it_and_asked_again(registry: Path) -> None:
    answers = essentials()
    answers[4:5] = ["court", SUMMARY]
    answers[10:10] = ["mr-04-x"]
    said = converse(registry, "project", answers).told
    assert "SCHEMA-007" in said
    assert "trop court" in said
    assert "Lequel" in said or "REF-004" in said


def test_an_impossible_date_is_refused(registry: Path) -> None:
    answers = essentials(menu="6")
    answers[-1:] = ["2024-02-30", "2024-02-29", "2025", "", "o"]
    said = converse(registry, "project", answers).told
    assert "SCHEMA-013" in said
    assert "2024-02-30" in said
    _, text, data = written(registry)
    assert data["calendar"] == {"start": "2024-02-29", "end": 2025}
    assert "start: 2024-02-29\n" in text


def test_going_back_asks_the_question_before_again(registry: Path) -> None:
    answers = essentials()
    answers[4:4] = ["<", "<", "<", "Un autre titre", "", ""]
    converse(registry, "project", answers)
    assert written(registry)[2]["title"] == "Un autre titre"
    assert written(registry)[0].name == "un-autre-titre.yaml"


def test_there_is_nothing_before_the_first_question(registry: Path) -> None:
    said = converse(registry, "project", ["<", *essentials()])
    assert "C’est la première question." in said.told


def test_an_unknown_organisation_gets_its_record_in_the_same_run(
    registry: Path, schemas: Schemas
) -> None:
    answers = essentials()
    lead = list(ESSENTIALS).index("lead")
    answers[lead : lead + 1] = ["Clinique : du Lac #2", "o", "", "", "hospital", "FR"]
    converse(registry, "project", answers)
    assert written(registry)[2]["lead"] == "clinique-du-lac-2"
    made = parse("x", (registry / "organisations" / "clinique-du-lac-2.yaml").read_text("utf-8"))
    assert made.data["name"] == "Clinique : du Lac #2"
    assert errors(registry, schemas) == []


def test_what_follows_from_an_answer_is_asked_for(registry: Path, schemas: Schemas) -> None:
    """A decision has a body and an outcome; a refusal has reasons."""
    events = ["2024-02-20", "cnil", "refused", "Dossier incomplet : une pièce manque.", "n", "n"]
    answers = essentials(menu="10", write="decision", route="cnil-authorisation")
    answers += [*events, "", "o"]
    converse(registry, "project", answers)
    assert written(registry)[2]["events"] == [
        {
            "type": "decision",
            "date": "2024-02-20",
            "body": "cnil",
            "outcome": "refused",
            "reasons": "Dossier incomplet : une pièce manque.",
        }
    ]
    assert errors(registry, schemas) == []


def test_an_answer_that_a_rule_forbids_is_asked_for_again(registry: Path) -> None:
    """MR-004 has no decision: the rules judge what is typed, as they will the proposal."""
    events = ["2024-02-20", "cnil", "granted", "n", "", "", "o"]
    answers = [*essentials(menu="10", write="decision"), *events]
    assert "ROUTE-" in converse(registry, "project", answers).told
    assert "events" not in written(registry)[2]


def test_a_dataset_without_a_record_is_named_in_full(registry: Path, schemas: Schemas) -> None:
    answers = essentials(dataset="")
    answers.insert(list(ESSENTIALS).index("details"), "Registre local : cohorte #3")
    converse(registry, "project", answers)
    assert written(registry)[2]["data"] == [{"source_name": "Registre local : cohorte #3"}]
    assert errors(registry, schemas) == []


def test_a_project_may_say_that_no_source_names_its_data(registry: Path) -> None:
    answers = [a for key, a in ESSENTIALS.items() if key not in ("dataset", "details", "another")]
    answers[list(ESSENTIALS).index("data")] = "n"
    converse(registry, "project", answers)
    assert written(registry)[2]["data"] == []


def test_texts_may_be_given_in_several_languages(registry: Path) -> None:
    answers = essentials(languages="fr, en")
    for key in ("statement", "summary", "acronym", "title"):
        place = list(ESSENTIALS).index(key) + 1
        text = {"summary": "We study what becomes of patients after a stroke.", "acronym": ""}
        answers.insert(place, text.get(key, f"English {key}"))
    converse(registry, "project", answers)
    data = written(registry)[2]
    assert data["title"] == {"fr": ESSENTIALS["title"], "en": "English title"}
    assert data["purpose"]["statement"]["en"] == "English statement"


def test_whoever_writes_only_in_another_language_may(registry: Path, schemas: Schemas) -> None:
    converse(registry, "project", essentials(languages="en", title="Stroke"), spoken="en")
    assert written(registry)[2]["title"] == {"en": "Stroke"}
    assert errors(registry, schemas) == []


@pytest.mark.parametrize("taken", ["hydro", "parcours-retire"])
def test_an_id_that_is_or_was_taken_is_refused_with_the_checker_s_words(
    registry: Path, taken: str
) -> None:
    removed = (
        "- id: parcours-retire\n  kind: project\n  removed_on: 2026-01-01\n  reason: Doublon.\n"
    )
    (registry / "removed.yaml").write_text(removed, "utf-8")
    answers = essentials()
    answers[3:4] = [taken, "un-identifiant-libre"]
    said = converse(registry, "project", answers).told
    assert "ID-00" in said
    assert written(registry)[0].stem == "un-identifiant-libre"


def test_a_proposed_id_is_free(registry: Path) -> None:
    converse(registry, "project", essentials(title="HYDRO"))
    assert written(registry)[0].stem == "hydro-2"


def test_a_dataset_and_an_organisation_are_asked_for_too(registry: Path, schemas: Schemas) -> None:
    converse(registry, "organisation", ["", "Clinique du Lac", "", "", "6", "FR", "", "o"])
    given = ["", "Séjours : le Lac", "", "", "Les séjours\nde la clinique.", "hospital-discharge"]
    given += ["clinique-du-lac", "non-public", "e, f", "general", "FR", "", "o"]
    converse(registry, "dataset", given)
    text = (registry / "datasets" / "sejours-le-lac.yaml").read_text("utf-8")
    data = parse("x", text).data
    assert data["description"] == "Les séjours\nde la clinique."
    assert data["health_categories"] == ["e", "f"]
    assert text.startswith("# yaml-language-server: $schema=../../schemas/dataset.schema.json\n")
    assert errors(registry, schemas) == []


# --- French traps ---

TRAPS = {
    "colon": "Étude : les patients et leurs soins, après l'accident",
    "hash": "Le suivi n° #1 des patients # après leur accident",
    "quotes": "Le \"score\" et l'indice « GIR » : 'deux' mesures \\ une échelle",
    "guillemets": "« Vivre mieux » avec l’insuffisance cardiaque, d’après l’étude",
    "emoji": "Cœur 🫀 et cerveau 🧠 : étude des liens 👩🏽‍⚕️ chez l’adulte",
    "decomposed": unicodedata.normalize("NFD", "Évaluation à l’été d’œuvres très âgées"),
    "dash": "- un tiret d’abord, puis le titre du projet",
    "no": "no",
    "number": "2024",
    "date": "2024-02-29",
    "star": "*Important* & [utile] : {tout} % @ ! | > ` ~",
    "key": "lead:chu-limoges et title:rien",
    "long": "Parcours : " + "de soins " * 30 + "fin",
    "no-break": "Combien\u00a0: 12\u202f% des «\u00a0patients\u00a0»\u00a0?",
    "question": "? est-ce une question : oui",
}


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_what_is_typed_is_read_back_exactly(name: str, registry: Path, schemas: Schemas) -> None:
    typed = TRAPS[name]
    long = f"{typed}\n- {typed}\n\n# {typed} : fin du texte, en plusieurs paragraphes."
    answers = essentials(title=typed, id="essai-du-piege", summary=long, statement=typed)
    converse(registry, "project", answers)
    _, _, data = written(registry)
    expected = unicodedata.normalize("NFC", typed)
    assert data["title"] == expected
    assert data["purpose"] == expected
    assert data["summary"] == unicodedata.normalize("NFC", long)
    assert errors(registry, schemas) == []


# --- Leaving, and going on ---


def test_leaving_loses_nothing(registry: Path, schemas: Schemas) -> None:
    answers: list[str] = [*essentials()[:6], LEAVES, "o"]
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "project", answers)
    draft = registry.parent / "brouillon-project.yaml"
    assert not (registry / YEAR).exists()
    said = converse(registry, "project", ["", *essentials()[7:]], resumed=draft)
    assert "Titre" not in [prompt.title for prompt in said.asked]
    assert written(registry)[2]["summary"] == SUMMARY
    assert errors(registry, schemas) == []


def test_leaving_twice_keeps_the_draft_and_never_over_another(registry: Path) -> None:
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            converse(registry, "project", [*essentials()[:3], LEAVES, LEAVES])
    assert (registry.parent / "brouillon-project.yaml").exists()
    assert (registry.parent / "brouillon-project-2.yaml").exists()


def test_a_new_organisation_is_in_the_draft_too(registry: Path, schemas: Schemas) -> None:
    lead = list(ESSENTIALS).index("lead")
    made = ["Clinique du Lac", "o", "", "", "hospital", "FR"]
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "project", [*essentials()[:lead], *made, LEAVES, "o"])
    draft = registry.parent / "brouillon-project.yaml"
    converse(registry, "project", ["", *essentials()[lead + 1 :]], resumed=draft)
    assert (registry / "organisations" / "clinique-du-lac.yaml").exists()
    assert errors(registry, schemas) == []


def test_leaving_before_any_answer_keeps_nothing(registry: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "project", [LEAVES])
    assert list(registry.parent.glob("brouillon*")) == []


def test_declining_to_write_writes_nothing(registry: Path) -> None:
    converse(registry, "project", [*essentials(write="n"), "n"])
    assert not (registry / YEAR).exists()


# --- Without questions ---


def test_a_file_of_answers_is_enough(
    registry: Path, schemas: Schemas, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = registry.parent / "answers.yaml"
    answers.write_text(
        SMALLEST.replace("purpose:", "# Notre but, en une phrase.\npurpose:"), "utf-8"
    )
    assert run("new", "project", "--from", answers, "--registry", registry, "--lang", "fr") == 0
    said = capsys.readouterr().out
    assert "Écrit et vérifié" in said
    assert "git switch -c parcours-avc" in said
    (file,) = registry.glob("projects/*/parcours-avc.yaml")
    assert "# Notre but, en une phrase.\npurpose: Mesurer" in file.read_text("utf-8")
    assert errors(registry, schemas) == []


def test_answers_may_be_in_json_and_in_the_long_form(registry: Path, schemas: Schemas) -> None:
    data = {**parse("x", SMALLEST).data, "id": "autre", "lead": {"organisation": "chu-limoges"}}
    data["title"] = {"fr": "E\u0301tude : 1", "en": "Study"}
    answers = registry.parent / "answers.json"
    answers.write_text(json.dumps(data, indent="\t"), "utf-8")
    arguments = ("--from", answers, "--registry", registry, "--today", DAY.isoformat())
    assert run("new", "project", *arguments) == 0
    assert written(registry)[2]["title"] == {"fr": "Étude : 1", "en": "Study"}
    assert errors(registry, schemas) == []


def test_what_lacks_is_told_at_its_place_and_nothing_is_written(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = registry.parent / "answers.yaml"
    answers.write_text(SMALLEST.replace("route: mr-004\n", "").replace("cardiology", "x"), "utf-8")
    assert run("new", "project", "--from", answers, "--registry", registry, "--lang", "fr") == 1
    said = capsys.readouterr().out
    assert "answers.yaml" in said
    assert "SCHEMA-002" in said
    assert "7:10" in said
    assert list(registry.glob("projects/*/parcours-avc.yaml")) == []


def test_a_file_that_yaml_refuses_is_told_as_the_checker_does(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = registry.parent / "answers.yaml"
    answers.write_text("title: Étude : suite\n", "utf-8")
    assert run("new", "project", "--from", answers, "--registry", registry) == 1
    assert "YAML-010" in capsys.readouterr().out


MINIMAL = {
    "name": "Clinique : du Lac",
    "kind": "hospital",
    "country": "FR",
    "contact.email": "a@lac.fr",
}


def _set(settings: dict[str, str]) -> list[str]:
    return [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]


def test_minimal_asks_nothing(registry: Path, schemas: Schemas) -> None:
    assert run("new", "organisation", "--minimal", *_set(MINIMAL), "--registry", registry) == 0
    text = (registry / "organisations" / "clinique-du-lac.yaml").read_text("utf-8")
    assert parse("x", text).data == {
        "id": "clinique-du-lac",
        "name": "Clinique : du Lac",
        "kind": "hospital",
        "country": "FR",
        "contact": {"email": "a@lac.fr"},
    }
    assert errors(registry, schemas) == []


def test_minimal_invents_nothing(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(registry.rglob("*"))
    arguments = ("--set", "title=Étude", "--set", "themes=cardiology, neurology")
    assert run("new", "project", "--minimal", *arguments, "--registry", registry) == 1
    said = capsys.readouterr().out
    for key in ("summary", "purpose", "lead", "route", "data"):
        assert f"{key}" in said
    assert sorted(registry.rglob("*")) == before


@pytest.mark.parametrize(
    "text", ["- a list\n", "title: x\nnew-organisations:\n  - id: ../../elsewhere\n"]
)
def test_a_file_that_holds_no_answers_is_wrong_usage(registry: Path, text: str) -> None:
    answers = registry.parent / "answers.yaml"
    answers.write_text(text, "utf-8")
    assert run("new", "project", "--from", answers, "--registry", registry) == 2
    assert run("new", "project", "--from", registry / "absent", "--registry", registry) == 2


@pytest.mark.parametrize("setting", ["titel=x", "title", "id.x=1"])
def test_a_setting_that_is_none_is_wrong_usage(registry: Path, setting: str) -> None:
    assert run("new", "project", "--minimal", "--set", setting, "--registry", registry) == 2


def test_without_anybody_to_ask_it_says_so(
    registry: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run("new", "project", "--registry", registry, "--lang", "en") == 2
    assert "There is nobody to ask." in capsys.readouterr().err


def test_a_file_is_never_written_over(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = registry.parent / "answers.yaml"
    answers.write_text(SMALLEST, "utf-8")
    arguments = ("new", "project", "--from", answers, "--registry", registry, "--lang", "en")
    assert run(*arguments) == 0
    (file,) = registry.glob("projects/*/parcours-avc.yaml")
    before = file.read_bytes()
    assert run(*arguments) == 1
    assert "ID-001" in capsys.readouterr().out
    assert file.read_bytes() == before


def test_a_folder_that_leads_elsewhere_is_not_written_to(registry: Path, tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (registry / YEAR).symlink_to(tmp_path / "ailleurs")
    answers = registry.parent / "answers.yaml"
    answers.write_text(SMALLEST, "utf-8")
    arguments = ("--from", answers, "--registry", registry, "--today", DAY.isoformat())
    assert run("new", "project", *arguments) == 2
    assert list((tmp_path / "ailleurs").iterdir()) == []
    shutil.rmtree(registry / "projects")
    (registry / "projects").symlink_to(tmp_path / "ailleurs")
    assert run("new", "project", *arguments) == 2
    assert list((tmp_path / "ailleurs").iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("github", "https://forge.example/r/new/main/registry/projects/"),
        ("gitlab", "https://forge.example/r/-/new/main/registry/projects/"),
    ],
)
def test_a_register_with_a_forge_names_the_page_to_propose_on(
    registry: Path, kind: str, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with (registry / "register.yaml").open("a", encoding="utf-8") as file:
        file.write(f"forge:\n  kind: {kind}\n  url: https://forge.example/r\n")
    answers = registry.parent / "answers.yaml"
    answers.write_text(SMALLEST, "utf-8")
    assert run("new", "project", "--from", answers, "--registry", registry) == 0
    assert address in capsys.readouterr().out
