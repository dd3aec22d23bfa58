"""``registre report``: a proposal told in Markdown, in which nothing declared is more than text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from registre.cli import main
from registre.reporters import safe_markdown
from registre.reporters.as_proposal import MARKER
from registre.reporters.safe_markdown import LIMIT, Section, code, page, text
from tests.conftest import DAY
from tests.proposals import ADDED, AMENDED, edit, git, sample_proposal

HOSTILE = [
    "</details><script>alert(1)</script>",
    "![x](https://hostile.example/pixel.gif)",
    "[lien](https://hostile.example/)",
    "https://hostile.example/ www.hostile.example x@hostile.example <https://hostile.example>",
    "@agent #12 !34 ~label %jalon $5 &6 ^alerte GH-7 cc @org/equipe",
    "| a | b |",
    "`code` ``code`` *gras* _gras_ **gras** ~~barré~~",
    "<!-- registre:proposal-report -->",
    "&lt;b&gt; &#60;b&#62; \\<b>",
    "$`maths`$ $$x$$ :tada: [[page]] {+ plus +} [- moins -] [^1] [x]",
    "/close",
    "# titre",
    "--> ]]> %> </summary> <summary>",
]
OURS = re.compile(
    r"<details>|</details>|<summary>|</summary>|<br>|<!-- registre:proposal-report -->"
)
# What GitHub and GitLab look for in text once it is no Markdown any more.
FOUND_LATER = re.compile(
    r"(?i)(?<![\w`])(?:[@#!~%&^][\w\"']|GH-\d|www\.|[a-z][a-z0-9+.-]*://|:[a-z0-9_+-]+:)"
    r"|\w@\w|\[\[|\{\+|\[-|\$[^\u2060]"
)


def told(registry: Path, capfd: pytest.CaptureFixture[str], *more: str, lang: str = "fr") -> str:
    """The report of the branch that is checked out there."""
    options = ["--registry", str(registry), "--against", "main", "--today", str(DAY)]
    assert main(["report", *options, "--lang", lang, *more]) == 0
    return capfd.readouterr().out.replace("\u00a0", " ")


def section(report: str, title: str) -> str:
    """What stands below a title."""
    return report.partition(f"### {title}")[2].partition("\n### ")[0]


def html_of(markdown: str) -> list[Any]:
    """The tokens that a reader of Markdown finds, the inner ones too."""
    found: list[Any] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        found += [token, *(token.children or ())]
    return found


# What it tells ------------------------------------------------------------------------


def test_it_tells_what_is_added_amended_decided_and_removed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    report = told(sample_proposal(tmp_path).registry, capfd)
    assert report.startswith(f"{MARKER}\n")
    added = section(report, "Fiches ajoutées : 1")
    assert "**Les bronchites de l’hiver** (Projet, `bronchite-hiver`)" in added
    assert "Responsable du projet : Agence fictive de veille sanitaire" in added
    assert "Finalité : Préparer les soins de l’hiver." in added
    assert "Statut : Autorisé" in added
    amended = section(report, "Fiches modifiées : 1")
    assert "Calendrier prévu › Fin prévue : « décembre 2028 » devient « mars 2029 »" in amended
    assert "« 1er septembre 2026 » devient « 2 septembre 2026 »" in amended
    decided = section(report, "Décisions rendues publiques : 2")
    assert "**18 novembre 2026** — Décision rendue : accordée. Autorité fictive" in decided
    removed = section(report, "Fiches retirées : 1")
    assert "Motif : Demande enregistrée deux fois par erreur." in removed


def test_it_tells_what_the_public_will_see_change(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    report = told(sample_proposal(tmp_path).registry, capfd)
    public = section(report, "Ce que le public verra changer")
    assert "apparaît : `https://fictif.example/projets/bronchite-hiver/`" in public
    assert "`https://fictif.example/projets/demande-chiffres-lunettes/` ne montre plus" in public
    assert "Statut : « En cours d’examen » devient « Autorisé »" in public
    assert "30 juin 2030" in public


def test_it_tells_which_deadlines_begin(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    report = told(sample_proposal(tmp_path).registry, capfd, lang="en")
    deadlines = section(report, "Deadlines that begin")
    assert "**29 December 2026**: last day to publish the decision" in deadlines
    assert "**18 November 2029**: end of the permit" in deadlines
    assert "**16 May 2031**: last day to publish results" in deadlines


COUNTED = {
    "expires: 2029-11-16": (
        "18 mois après la fin de l’autorisation)",
        "18 months after the end of the permit)",
    ),
    "conditions: Aucune.": (
        "18 mois après la fin prévue, date présumée)",
        "18 months after the planned end, presumed date)",
    ),
    "conditions: Aucune.\n  - {type: processing-ended, date: 2026-11-17}": (
        "18 mois après la fin du traitement des données)",
        "18 months after the data processing ended)",
    ),
    "conditions: Aucune.\n  - {type: revoked, date: 2026-11-17, body: autorite-fictive-donnees, "
    "reasons: Une condition n’est pas tenue.}": (
        "18 mois après le retrait de l’autorisation)",
        "18 months after the permission was revoked)",
    ),
}


@pytest.mark.parametrize("end", COUNTED)
def test_a_deadline_says_from_what_it_is_counted(
    end: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    registry = sample_proposal(tmp_path).registry
    if end not in (registry / ADDED).read_text("utf-8"):
        edit(registry / ADDED, "expires: 2029-11-16", end)
    french = section(told(registry, capfd), "Délais qui commencent")
    english = section(told(registry, capfd, lang="en"), "Deadlines that begin")
    assert "(30 jours ouvrés après la décision)" in french
    assert "(30 working days after the decision)" in english
    assert COUNTED[end][0] in french
    assert COUNTED[end][1] in english


def test_a_deadline_that_somebody_laid_down_is_counted_from_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    registry = sample_proposal(tmp_path).registry
    extended = (
        "conditions: Aucune.\n  - {type: results-deadline-extended, date: 2026-11-18, "
        "until: 2032-01-31, reasons: Le laboratoire a brûlé.}"
    )
    edit(registry / ADDED, "expires: 2029-11-16", extended)
    deadlines = section(told(registry, capfd, lang="en"), "Deadlines that begin")
    assert "**31 January 2032**: last day to publish results — **Winter bronchitis**" in deadlines


REVIEWED = "datasets/urgences-en-direct.yaml"


def test_a_review_says_whether_it_is_counted_from_another(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    registry = sample_proposal(tmp_path).registry
    file = registry / REVIEWED
    said = re.sub(r"reviewed_by_holder_on: .*\n", "", file.read_text("utf-8"))
    file.write_text(said + "reviewed_by_holder_on: 2026-11-20\n", "utf-8")
    deadlines = section(told(registry, capfd, lang="en"), "Deadlines that begin")
    assert "12 months after the holder’s last review)" in deadlines
    french = section(told(registry, capfd), "Délais qui commencent")
    assert "12 mois après la dernière revue du détenteur)" in french


def test_it_tells_errors_first_and_the_rest_folded(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    report = told(sample_proposal(tmp_path, "bad").registry, capfd)
    assert "**Des erreurs empêchent de publier cette proposition.**" in report
    errors = section(report, "Erreurs : 4").partition("<details>")[0]
    assert all(name in errors for name in ("CHANGE-001", "CHANGE-003", "CHANGE-008", "REF-002"))
    assert f"`registry/{AMENDED}:44` CHANGE-003" in errors
    assert report.index("### Erreurs") < report.index("<details><summary>Avertissements")
    assert report.index("Avertissements") < report.index("<details><summary>Remarques")


def test_a_new_id_is_told_as_a_page_that_leads_on(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path)
    git(sample.repo, "reset", "--quiet", "--hard", "main")
    old, new = (
        sample.registry / f"organisations/{name}.yaml"
        for name in ("institut-oublie", "institut-retrouve")
    )
    text = old.read_text("utf-8").replace("id: institut-oublie", "id: institut-retrouve")
    new.write_text(text.replace("former_ids: [", "former_ids: [institut-oublie, "), "utf-8")
    old.unlink()
    report = told(sample.registry, capfd)
    assert (
        "`https://fictif.example/organismes/institut-oublie/` renvoie désormais à "
        "`https://fictif.example/organismes/institut-retrouve/`"
    ) in report


def test_an_id_that_leads_nowhere_is_told_as_such(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path)
    old = sample.registry / "organisations/institut-oublie.yaml"
    said = old.read_text("utf-8").replace("id: institut-oublie", "id: institut-retrouve")
    (old.parent / "institut-retrouve.yaml").write_text(said, "utf-8")
    old.unlink()
    report = told(sample.registry, capfd)
    assert "institut-oublie/` disparaît : rien n’y mène à la nouvelle page" in report
    assert "renvoie désormais" not in report


def test_a_data_use_without_a_record_is_told_field_by_field(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path)
    added = sample.registry / ADDED
    edit(added, "dataset: urgences-en-direct", "source_name: {fr: Les appels, en: Calls}")
    git(sample.repo, "commit", "--quiet", "--all", "--message", "Named")
    git(sample.repo, "branch", "--quiet", "-f", "main", "HEAD")
    edit(added, "opt_out: applied", "opt_out: not-applied")
    report = told(sample.registry, capfd)
    amended = section(report, "Fiches modifiées : 1")
    assert "Les appels › " in amended
    assert "devient" in amended
    assert "ajout de" not in amended
    assert "Les appels › " in section(report, "Ce que le public verra changer")


@pytest.mark.parametrize(
    "name",
    ["source_name: {fr: Les appels reçus, en: Calls}", "dataset: urgences-en-direct"],
    ids=["another name", "a record at last"],
)
def test_a_data_use_under_another_name_is_the_same_one(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path)
    added, before = sample.registry / ADDED, "source_name: {fr: Les appels, en: Calls}"
    more = "    opt_out: applied\n  - {source_name: Les visites, form: anonymous}\n"
    edit(added, "dataset: urgences-en-direct", before)
    edit(added, "    opt_out: applied\n", more)
    git(sample.repo, "commit", "--quiet", "--all", "--message", "Named")
    git(sample.repo, "branch", "--quiet", "-f", "main", "HEAD")
    edit(added, before, name)
    amended = section(told(sample.registry, capfd), "Fiches modifiées : 1")
    assert "Les visites" not in amended
    assert "pseudonymis" not in amended.lower()
    assert "Les appels" in amended


def test_a_proposal_that_changes_nothing_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path)
    git(sample.repo, "checkout", "--quiet", "main")
    assert "Aucune fiche n’est ajoutée, modifiée ni retirée." in told(sample.registry, capfd)


def test_a_register_that_cannot_be_read_is_told_all_the_same(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path)
    for file in sample.registry.rglob("*.yaml"):
        file.write_bytes(b"\xff: [")
    report = told(sample.registry, capfd)
    assert "**Des erreurs empêchent de publier cette proposition.**" in report
    assert "FILE-012" in report


def test_it_is_the_same_each_time_and_goes_to_a_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path / "repo")
    first = told(sample.registry, capfd)
    file = tmp_path / "report.md"
    assert told(sample.registry, capfd, "--output", str(file)) == ""
    assert file.read_text("utf-8").replace("\u00a0", " ") == first
    assert "registre report" not in first
    assert str(tmp_path) not in first


def test_a_file_that_cannot_be_written_is_one_clear_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path / "repo")
    options = ["--registry", str(sample.registry), "--against", "main", "--today", str(DAY)]
    assert main(["report", *options, "--output", str(tmp_path / "no" / "x.md")]) == 2
    assert len(capfd.readouterr().err.strip().splitlines()) == 1


PERSONAL = {
    "1 85 05 78 006 084 91": "1 85 05",
    "FR76 3000 6000 0112 3456 7890 189": "3000 6000",
    "06 12 34 56 78": "34 56",
    "jeanne.fictive@hopital.example": "jeanne.fictive",
    "née le 3 mai 1985": "3 mai 1985",
    "Dr Fictive": "Fictive",
}


@pytest.mark.parametrize("words", PERSONAL)
@pytest.mark.parametrize("schema_fails", [False, True])
def test_what_looks_like_a_person_s_data_is_never_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: str, schema_fails: bool
) -> None:
    """Neither in a new record, nor in what a text became or was."""
    sample = sample_proposal(tmp_path)
    said = f"fr: {'Préparer les soins. ' * 14}Voir {words}."
    edit(sample.registry / ADDED, "fr: Préparer les soins de l’hiver.", said)
    amended = sample.registry / AMENDED
    edit(amended, "reference: AUT-2026-319", f"reference: Voir {words}")
    if schema_fails:
        edit(sample.registry / ADDED, "themes: [", "no_such_field: 1\nthemes: [")
    git(sample.repo, "checkout", "--quiet", "-b", "next")
    git(sample.repo, "commit", "--quiet", "--all", "--message", "Said")
    assert PERSONAL[words] not in told(sample.registry, capfd)
    git(sample.repo, "branch", "--quiet", "-f", "main", "HEAD")
    edit(amended, f"reference: Voir {words}", "reference: AUT-2026-319")
    shown = told(sample.registry, capfd)
    assert "« Voir" in shown
    assert PERSONAL[words] not in shown


# What is declared is text --------------------------------------------------------------


def holds_nothing(markdown: str) -> None:
    """No link, image, table, emphasis or HTML but ours; nothing that a forge would look for."""
    for token in html_of(markdown):
        if token.type in ("html_inline", "html_block"):
            left = OURS.sub("", token.content)
            assert "<" not in left.replace("&#60;", ""), token.content
        assert token.type not in ("link_open", "image", "table_open", "s_open", "em_open"), token
        if token.type == "text":
            assert not FOUND_LATER.search(token.content), token.content


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_declared_text_is_only_ever_text(hostile: str) -> None:
    shown = text(hostile)
    assert "\n" not in shown
    holds_nothing(f"- {shown} › {shown}")
    (inline,) = [t for t in html_of(f"- {shown}") if t.type == "inline"]
    read = "".join(token.content for token in inline.children).replace("\u2060", "")
    assert read == " ".join(hostile.split())


@pytest.mark.parametrize("hostile", [*HOSTILE, "`", "``", " ", "", "a`", "`a", "a\nb"])
def test_a_machine_s_word_stays_one(hostile: str) -> None:
    (inline,) = [t for t in html_of(f"x {code(hostile)} y") if t.type == "inline"]
    assert [t.type for t in inline.children] == ["text", "code_inline", "text"]
    assert inline.children[1].content.strip() == " ".join(hostile.split())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_proposal_stays_within_its_report(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], hostile: str
) -> None:
    sample = sample_proposal(tmp_path)
    quoted = "'" + hostile.replace("'", "''") + "'"
    added, amended = sample.registry / ADDED, sample.registry / AMENDED
    edit(added, "{fr: Les bronchites de l’hiver, en: Winter bronchitis}", quoted)
    edit(
        added,
        "{fr: Préparer les soins de l’hiver., en: To prepare the care given in winter.}",
        quoted,
    )
    edit(amended, "number: F-2026-0412", f"number: {quoted}")
    edit(amended, "reference: AUT-2026-319", f"reference: {quoted}")
    edit(
        sample.registry / "removed.yaml", "en: Request recorded twice by mistake.", f"en: {quoted}"
    )
    report = told(sample.registry, capfd, lang="en")
    assert report.startswith(MARKER)
    assert report.count(MARKER) == 1
    assert report.count("<details>") == report.count("</details>")
    assert not any(line.lstrip().startswith("/") for line in report.splitlines())
    holds_nothing(report)


def test_every_text_of_the_register_can_be_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The whole fictive register, hostile records included, proposed at once."""
    sample = sample_proposal(tmp_path)
    git(sample.repo, "checkout", "--quiet", "--orphan", "nothing")
    git(sample.repo, "rm", "--quiet", "-r", "--cached", ".")
    git(sample.repo, "commit", "--quiet", "--allow-empty", "-m", "Nothing")
    git(sample.repo, "branch", "--quiet", "-f", "main", "HEAD")
    for language in ("fr", "en"):
        report = told(sample.registry, capfd, lang=language)
        assert len(report) <= LIMIT
        holds_nothing(report)


# Its length ---------------------------------------------------------------------------


def test_a_long_report_says_what_it_leaves_out() -> None:
    sections = [
        Section(title="Short", lines=["- a", "- b"]),
        Section(title="Long", lines=[f"- {'x' * 90} {n}" for n in range(2000)]),
        Section(title="Folded", lines=[f"- {'y' * 90} {n}" for n in range(2000)], is_folded=True),
    ]
    report = page(["# Title"], sections, "{count} more")
    assert len(report) <= LIMIT
    assert "- b" in report
    shown = len(re.findall("^- x", report, re.MULTILINE))
    assert 250 < shown < 350
    assert f"- {2000 - shown} more" in report
    assert report.count("<details>") == report.count("</details>") == 1
    assert report.endswith("</details>\n")


def test_what_fits_is_shown_whole() -> None:
    lines = [f"- {n}" for n in range(3000)]
    report = page(["# Title"], [Section(title="One", lines=lines)], "{count} more")
    assert "more" not in report
    assert "- 2999" in report


def test_the_limit_leaves_room_for_what_others_add() -> None:
    assert LIMIT < 65_536
    assert safe_markdown.text("é" * 1000).endswith("…")
