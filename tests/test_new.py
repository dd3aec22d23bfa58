"""``registre new``: what is asked, what is written, and what is never lost."""

from __future__ import annotations

import io
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from registre.catalogue import load
from registre.cli import creating, filing, main
from registre.cli.asking.answers import Given
from registre.cli.asking.desk import Desk
from registre.cli.session import UsageError
from registre.cli.speech import all_words
from registre.diagnostic import Severity
from registre.schema import Schemas
from registre.yaml_strict import parse
from tests.conftest import DAY, ROOT, SMALLEST
from tests.wizard import LEAVES, Person, converse, session_for

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
    from registre.questions import plan

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


def _title(schemas: Schemas, kind: str, *steps: str | int) -> str:
    return str(schemas.words(kind, steps)["fr"]["title"])


CLINIC = ["Clinique du Lac", "o"]


def test_an_organisation_half_answered_is_in_the_draft_and_finished_first(
    registry: Path, schemas: Schemas
) -> None:
    """Left at its kind: its name, its acronym and its id are not asked for again."""
    lead = list(ESSENTIALS).index("lead")
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "project", [*essentials()[:lead], *CLINIC, "CDL", "", LEAVES, "o"])
    draft = registry.parent / "brouillon-project.yaml"
    assert "Clinique du Lac" in draft.read_text("utf-8")
    answers = ["", "hospital", "FR", *essentials()[lead + 1 :]]
    said = converse(registry, "project", answers, resumed=draft)
    assert "Reprenons d’abord la fiche de «\u00a0Clinique du Lac\u00a0»" in said.told
    after = [_title(schemas, "organisation", key) for key in ("kind", "country")]
    after.append(_title(schemas, "project", "route"))
    assert [prompt.title for prompt in said.asked][1:4] == after
    made = parse("x", (registry / "organisations" / "cdl.yaml").read_text("utf-8")).data
    assert (made["acronym"], made["kind"]) == ("CDL", "hospital")
    assert written(registry)[2]["lead"] == "cdl"
    assert errors(registry, schemas) == []


def test_an_organisation_half_answered_twice_is_still_there(registry: Path) -> None:
    lead = list(ESSENTIALS).index("lead")
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "project", [*essentials()[:lead], *CLINIC, "", "", LEAVES, "o"])
    draft = registry.parent / "brouillon-project.yaml"
    # Left before it is taken up again, then in the middle of it.
    for given in ([LEAVES, "o"], ["", "hospital", LEAVES, "o"]):
        with pytest.raises(KeyboardInterrupt):
            converse(registry, "project", given, resumed=draft)
    again = registry.parent / "brouillon-project-3.yaml"
    converse(registry, "project", ["", "FR", *essentials()[lead + 1 :]], resumed=again)
    assert written(registry)[2]["lead"] == "clinique-du-lac"


def test_the_second_of_several_organisations_half_answered_is_kept(registry: Path) -> None:
    given = ["", "Séjours : le Lac", "", "", "Les séjours\nde la clinique.", "hospital-discharge"]
    new = ["cnil, Clinique du Lac, Clinique du Bois", "o", "", "", "hospital", "FR", "o", ""]
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "dataset", [*given, *new, LEAVES, "o"])
    draft = registry.parent / "brouillon-dataset.yaml"
    rest = ["", "", "", "hospital", "FR", "non-public", "e", "general", "FR", "", "o"]
    converse(registry, "dataset", rest, resumed=draft)
    (file,) = (registry / "datasets").glob("sejours-le-lac.yaml")
    holders = parse("x", file.read_text("utf-8")).data["holders"]
    assert holders == ["cnil", "clinique-du-lac", "clinique-du-bois"]


def test_a_list_of_which_no_item_was_given_is_not_kept_as_empty(registry: Path) -> None:
    """An empty list of data says that no source names any: nobody said that."""
    before_data = essentials()[: list(ESSENTIALS).index("data")]
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "project", [*before_data, LEAVES, "o"])
    assert "data:" not in (registry.parent / "brouillon-project.yaml").read_text("utf-8")


# --- A register that changed meanwhile ---


def _draft(registry: Path) -> Path:
    """All answers but whether to write them."""
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "project", [*essentials()[:-1], LEAVES, "o"])
    return registry.parent / "brouillon-project.yaml"


def test_only_the_answer_that_no_longer_holds_is_asked_again(
    registry: Path, schemas: Schemas
) -> None:
    draft = _draft(registry)
    text = draft.read_text("utf-8").replace("chu-limoges", "chu-disparu")
    draft.write_text(text.replace("pmsi-mco", "pmsi-disparu"), "utf-8")
    answers = ["", "CHU de Limoges", "pmsi-mco", "", "o"]
    said = converse(registry, "project", answers, resumed=draft)
    lead, dataset, end = [prompt.title for prompt in said.asked][1:4]
    assert lead == _title(schemas, "project", "lead", "organisation")
    assert dataset.startswith(_title(schemas, "project", "data", 0, "dataset"))
    assert end == all_words()["fr"]["new_menu_ask"]
    assert "REF-001" in said.told
    assert "Cette réponse ne convient pas, ou ne convient plus" in said.told
    data = written(registry)[2]
    assert (data["lead"], data["data"]) == ("chu-limoges", [{"dataset": "pmsi-mco"}])


def test_one_item_that_no_longer_holds_is_asked_again_alone(registry: Path) -> None:
    draft = _draft(registry)
    text = draft.read_text("utf-8").replace("[cardiology]", "[neurology, gone, cardiology]")
    draft.write_text(text, "utf-8")
    converse(registry, "project", ["", "ageing", "", "o"], resumed=draft)
    assert written(registry)[2]["themes"] == ["neurology", "ageing", "cardiology"]


def test_an_optional_answer_that_no_longer_holds_may_be_passed_over(registry: Path) -> None:
    draft = _draft(registry)
    added = "partners:\n  - organisation: inserm\n  - organisation: gone\n"
    draft.write_text(draft.read_text("utf-8") + added, "utf-8")
    converse(registry, "project", ["", "cnil", "", "o"], resumed=draft)
    assert written(registry)[2]["partners"] == [
        {"organisation": "inserm"},
        {"organisation": "cnil"},
    ]


def test_a_field_that_is_no_more_is_left_out_and_told(registry: Path) -> None:
    draft = _draft(registry)
    draft.write_text(draft.read_text("utf-8") + "autrefois: x\n", "utf-8")
    said = converse(registry, "project", ["", "", "o"], resumed=draft)
    assert "Réponse laissée de côté" in said.told
    assert "autrefois" not in written(registry)[2]


def test_an_id_taken_meanwhile_is_asked_again(registry: Path) -> None:
    draft = _draft(registry)
    taken = registry / YEAR / "parcours-de-soins-apres-un-avc.yaml"
    taken.parent.mkdir()
    taken.write_text(SMALLEST.replace("parcours-avc", taken.stem), "utf-8")
    said = converse(registry, "project", ["", "parcours-bis", "", "o"], resumed=draft)
    assert "ID-001" in said.told
    assert (registry / YEAR / "parcours-bis.yaml").exists()


def test_an_organisation_recorded_meanwhile_takes_the_place_of_ours(registry: Path) -> None:
    lead = list(ESSENTIALS).index("lead")
    made = [*CLINIC, "", "", "hospital", "FR"]
    with pytest.raises(KeyboardInterrupt):
        converse(registry, "project", [*essentials()[:lead], *made, LEAVES, "o"])
    theirs = registry / "organisations" / "clinique-du-lac.yaml"
    text = "id: clinique-du-lac\nname: Clinique du grand lac\nkind: hospital\ncountry: FR\n"
    theirs.write_text(text, "utf-8")
    draft = registry.parent / "brouillon-project.yaml"
    said = converse(registry, "project", ["", *essentials()[lead + 1 :]], resumed=draft)
    assert (
        "a maintenant sa fiche dans le registre (organisations/clinique-du-lac.yaml)" in said.told
    )
    assert theirs.read_text("utf-8") == text
    assert written(registry)[2]["lead"] == "clinique-du-lac"


def test_what_can_no_longer_be_written_is_kept_as_a_draft(
    registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register changes between the last answer and the writing."""

    def changed(*given: Any) -> Any:
        (registry / "organisations" / "chu-limoges.yaml").unlink()
        return file_records(*given)

    file_records = filing.file_records
    monkeypatch.setattr(creating, "file_records", changed)
    said = converse(registry, "project", essentials(), is_refused=True)
    assert "registre new project --from brouillon-project.yaml" in said.told
    assert not list((registry / YEAR).glob("*.yaml"))
    monkeypatch.setattr(creating, "file_records", file_records)
    draft = registry.parent / "brouillon-project.yaml"
    answers = ["", "CHU de Limoges", "o", "", "chu-limoges", "hospital", "FR", "", "o"]
    converse(registry, "project", answers, resumed=draft)
    assert written(registry)[2]["title"] == ESSENTIALS["title"]


def test_a_file_that_came_in_the_way_leaves_a_draft(
    registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*given: Any) -> Any:
        (registry / YEAR).mkdir()
        (registry / YEAR / "parcours-de-soins-apres-un-avc.yaml").write_text("id: x\n", "utf-8")
        return file_records(*given)

    file_records = filing.file_records
    monkeypatch.setattr(creating, "file_records", late)
    with pytest.raises(UsageError):
        converse(registry, "project", essentials())
    assert SUMMARY in (registry.parent / "brouillon-project.yaml").read_text("utf-8")


# --- What was taken is said back, and numbers keep their meaning ---


def test_what_was_taken_is_said_back_with_its_code_and_its_name(registry: Path) -> None:
    said = converse(registry, "project", essentials(category="1")).told
    for line in (
        "  → cardiology – Cardiologie",
        "  → chu-limoges – CHU de Limoges",
        "  → mr-004 – MR-004",
        "  → pmsi-mco – ",
    ):
        assert line in said
    assert said.count("  → cardiology") == 1


def test_several_that_match_are_numbered_as_they_are_in_the_whole_list(
    registry: Path, schemas: Schemas
) -> None:
    """The number shown while narrowing is the one of the first list, and may be typed."""
    answers = essentials()
    route = list(ESSENTIALS).index("route")
    answers[route : route + 1] = ["mr-00", "?", "7"]
    said = converse(registry, "project", answers)
    lines = said.told.split("\n")
    codes = [line.split(" – ")[0] for line in lines if ". mr-00" in line]
    numbers = {line.split(". ")[1]: line.split(".")[0].strip() for line in codes}
    shown = [(line.split(". ")[1], line.split(".")[0].strip()) for line in codes]
    assert len(shown) > len(numbers) > 3
    assert all(numbers[code] == number for code, number in shown)
    assert numbers[written(registry)[2]["route"]] == "7"


def test_organisations_that_are_like_the_name_may_be_taken_by_number(registry: Path) -> None:
    answers = essentials()
    lead = list(ESSENTIALS).index("lead")
    said = _near(registry, answers[:lead])
    number = next(line.split(".")[0].strip() for line in said if ". chu-limoges" in line)
    for given in (["CHU", number], ["CHU", "n", number]):
        answers[lead : lead + 1] = given
        told = converse(registry, "project", answers).told
        assert "  → chu-limoges – CHU de Limoges" in told
        assert written(registry)[2]["lead"] == "chu-limoges"
        written(registry)[0].unlink()
        answers = essentials()


def _near(registry: Path, before: list[str]) -> list[str]:
    """What is shown when a name may mean several organisations."""
    person = Person([*before, "CHU", "peut-être", LEAVES, "n"])
    session = session_for(registry, "project")
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(registry, session.schemas(), session.on, Path(folder), "fr")
        with pytest.raises(KeyboardInterrupt):
            creating.converse(session, desk, Given(), person)
    assert "un numéro de la liste" in person.told
    return person.shown


def test_the_menu_keeps_its_numbers_when_something_was_added(
    registry: Path, schemas: Schemas
) -> None:
    answers = [*essentials()[:-2], "1", "Mieux soigner les patients.", "1", "3", "", "", "o"]
    said = converse(registry, "project", answers)
    lines = said.told.split("\n")
    added, left = (_title(schemas, "project", key) for key in ("public_benefit", "partners"))
    assert lines.count(f"   1. {added}") == 1
    assert lines.count(f"   3. {left}") == 3
    assert "Écrivez l’un de ces numéros" in said.told


# --- Without questions ---


def test_a_file_of_answers_is_enough(
    registry: Path, schemas: Schemas, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = registry.parent / "answers.yaml"
    answers.write_text(
        SMALLEST.replace("purpose:", "# Notre but, en une phrase.\npurpose:"), "utf-8"
    )
    today = ("--today", DAY.isoformat(), "--lang", "fr")
    assert run("new", "project", "--from", answers, "--registry", registry, *today) == 0
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


def test_without_a_file_the_fields_to_fill_in_are_listed_in_order(
    registry: Path, schemas: Schemas, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--set", "title=Un essai", "--set", "themes=gone", "--today", DAY.isoformat())
    arguments = ("--minimal", *given, "--registry", registry, "--lang", "fr")
    assert run("new", "project", *arguments) == 1
    said = capsys.readouterr()
    lines = said.out.split("\n")
    asked = lines[lines.index("Champs à remplir, dans l’ordre\u00a0:") + 1 : -1]
    keys = [line.split(" – ")[0].strip() for line in asked]
    known = [key for key in schemas.properties("project", ()) if key in keys]
    assert keys == known == ["summary", "purpose", "lead", "route", "data"]
    assert all(
        _title(schemas, "project", key) in line for key, line in zip(keys, asked, strict=True)
    )
    assert "«\u00a0gone\u00a0»" in said.out
    assert f"La fiche ira dans registry/projects/{DAY.year}/un-essai.yaml." in said.err
    for invented in ("essai.yaml\n", "1:1", "lu, "):
        assert invented not in said.out


def test_a_record_without_a_name_yet_is_told_where_its_name_goes(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new", "project", "--minimal", "--registry", registry, "--lang", "en") == 1
    said = capsys.readouterr()
    assert "/….yaml, where “…” is its identifier (field id)." in said.err
    assert "\n  id – " in said.out


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


# --- The commands shown, pasted ---


@pytest.mark.parametrize("folder", ["L'été à « Brest »", 'le "lac" $(touch piege) `ls` #1', "-n x"])
@pytest.mark.parametrize("place", ["inside", "beside"])
def test_the_commands_shown_can_be_pasted_into_a_shell(
    folder: str,
    place: str,
    registry: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a repository of that name, with a register of that name, from in it or from beside."""
    home = registry.parent / "dépôts" / folder
    kept = home / folder
    shutil.copytree(registry, kept)
    answers = registry.parent / "answers.yaml"
    answers.write_text(SMALLEST, "utf-8")
    subprocess.run(["git", "init", "-q", "--bare", "../../origine.git"], cwd=home, check=True)
    for command in (
        ["init", "-q", "-b", "main"],
        ["remote", "add", "origin", "../../origine.git"],
        ["config", "user.name", "Essai"],
        ["config", "user.email", "essai@exemple.fr"],
    ):
        subprocess.run(["git", *command], cwd=home, check=True)
    here = home if place == "inside" else home.parent
    monkeypatch.chdir(here)
    given = ("--from", answers, "--registry", kept.relative_to(here), "--today", DAY.isoformat())
    arguments = [str(argument) for argument in ("new", "project", *given, "--lang", "fr")]
    # A folder that begins with a hyphen is not an option either.
    arguments = [f"./{a}" if a.startswith("-n") else a for a in arguments]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.split("\n")
    commands = [
        line.strip() for line in lines if line.strip().startswith(("registre", "git", "cd "))
    ]
    assert [line.split()[0] for line in commands][-4:] == ["git"] * 4
    python = f"{shlex.quote(sys.executable)} -m registre"
    script = f'registre() {{ {python} "$@" --today {DAY.isoformat()}; }}\n' + "\n".join(commands)
    subprocess.run(["bash", "-e"], input=script, text=True, cwd=here, check=True)
    said = ["git", "log", "--format=%s", "--name-only", "-z", "origin/parcours-avc"]
    told = subprocess.run(said, cwd=home, capture_output=True, text=True, check=True).stdout
    path = f"{folder}/projects/{DAY.year}/parcours-avc.yaml"
    assert [part.strip() for part in told.split("\0") if part.strip()] == [
        "Ajout de parcours-avc",
        path,
    ]
    assert not list(home.parent.glob("**/piege"))


def test_a_draft_is_taken_up_with_the_command_shown(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = tmp_path / "L'été « à part »"
    away.mkdir()
    monkeypatch.chdir(away)
    person = Person([*essentials()[:6], LEAVES, "o"])
    session = session_for(registry, "project")
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(registry, session.schemas(), session.on, Path(folder), "fr")
        with pytest.raises(KeyboardInterrupt):
            creating.converse(session, desk, Given(), person)
    command = shlex.split(person.shown[-1].rpartition("reprendre\u00a0: ")[2])
    assert command[:4] == ["registre", "new", "project", "--from"]
    assert Path(command[4]).is_file()
    assert Path(command[command.index("--registry") + 1]).resolve() == registry.resolve()
