"""``registre new`` in a real terminal: completion, several lines, leaving, plain ones."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from registre.cli.asking.choices import Choice, matching, meant
from registre.cli.asking.dialogue import Prompt
from registre.cli.asking.terminal import FullTerminal, PlainTerminal, Proposals
from registre.cli.speech import all_words
from tests.conftest import DAY, ROOT

WORDS = all_words()["fr"]
CHOICES = (
    Choice(value="inserm", names=("Institut national de la santé et de la recherche médicale",)),
    Choice(value="chu-limoges", names=("CHU de Limoges", "Limoges University Hospital")),
    Choice(value="cnil", names=("Commission nationale de l’informatique et des libertés", "CNIL")),
    Choice(value="hospital", names=("Établissement de santé", "Hospital")),
)
# A real terminal answers in a moment; this is only how long a test waits before it gives up.
PATIENCE = 60


def _quiet() -> Console:
    return Console(file=io.StringIO(), width=80)


# --- What is found as one types ---


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("inserm", "inserm"),
        ("INS", "inserm"),
        ("sante recherche", "inserm"),
        ("limoges", "chu-limoges"),
        ("university hosp", "chu-limoges"),
        ("etablissement", "hospital"),
        ("hopital", "hospital"),
        ("informatique et libertes", "cnil"),
    ],
)
def test_a_name_in_any_language_is_found_accents_forgiven(typed: str, first: str) -> None:
    assert matching(typed, CHOICES)[0].value == first


def test_only_what_is_beyond_doubt_is_taken() -> None:
    assert meant("CHU de LIMOGES", CHOICES) == "chu-limoges"
    assert meant("nationa", CHOICES) is None
    assert meant("", CHOICES) is None


def test_completion_speaks_of_what_follows_the_last_comma() -> None:
    proposals = Proposals(CHOICES, several=True)
    typed = Document("inserm, limo")
    (found,) = proposals.get_completions(typed, None)  # type: ignore[arg-type]
    assert (found.text, found.start_position) == ("chu-limoges", -4)


# --- Several lines ---


def _typed(keys: str, blank_lines: int) -> str:
    with create_pipe_input() as given:
        given.send_text(keys)
        terminal = FullTerminal(WORDS, _quiet(), given=given, shown=DummyOutput())
        return terminal.ask(Prompt(title="Texte", about="?", blank_lines=blank_lines))


def test_one_line_ends_with_enter() -> None:
    assert _typed("Étude : 1\r", 0) == "Étude : 1"


def test_several_lines_end_with_an_empty_one() -> None:
    assert _typed("un\rdeux\r\r", 1).strip() == "un\ndeux"


def test_paragraphs_end_with_two_empty_lines() -> None:
    assert _typed("un\r\rdeux\r\r\r", 2).strip() == "un\n\ndeux"


def test_what_is_pasted_stays_whole() -> None:
    pasted = "\x1b[200~un\n\ndeux\n\n\ntrois\x1b[201~"
    assert _typed(f"{pasted}\r\r", 1).strip() == "un\n\ndeux\n\n\ntrois"


@pytest.mark.parametrize("sign", ["?", "<", ""])
def test_a_sign_alone_needs_no_empty_line(sign: str) -> None:
    assert _typed(f"{sign}\r", 2) == sign


def test_the_plain_terminal_reads_several_lines_too() -> None:
    given = io.StringIO("un\n\ndeux\n\n\nla suite\n")
    terminal = PlainTerminal(WORDS, _quiet(), given)
    assert terminal.ask(Prompt(title="Texte", about="?", blank_lines=2)) == "un\n\ndeux"
    assert terminal.ask(Prompt(title="Suite")) == "la suite"
    with pytest.raises(KeyboardInterrupt):
        terminal.ask(Prompt(title="Fin"))


# --- The command, in a terminal of its own ---


class Screen:
    """A command that runs in a terminal; what it shows, and what is typed."""

    def __init__(self, process: subprocess.Popen[bytes], side: int) -> None:
        self.process = process
        self._side = side
        self.shown = ""

    def wait(self, text: str) -> None:
        """Until the text is shown, after all that was waited for before."""
        while text not in self._unread():
            ready, _, _ = select.select([self._side], [], [], PATIENCE)
            assert ready, f"never shown: {text!r}\n{self.shown[-2000:]}"
            try:
                data = os.read(self._side, 4096)
            except OSError:
                data = b""
            assert data, f"ended before: {text!r}\n{self.shown[-2000:]}"
            # Where the cursor is, a terminal answers; this one is always at the top.
            if b"\x1b[6n" in data:
                os.write(self._side, b"\x1b[1;1R")
            self.shown += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", data.decode("utf-8", "replace"))
        self._read = self.shown.index(text, self._read) + len(text)

    _read = 0

    def _unread(self) -> str:
        return self.shown[self._read :]

    def type(self, text: str) -> None:
        os.write(self._side, text.encode())


@contextmanager
def terminal(folder: Path, arguments: Sequence[str], **environment: str) -> Iterator[Screen]:
    main, side = pty.openpty()
    given = {**os.environ, "COLUMNS": "80", "LINES": "40", "TERM": "xterm", **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "registre", "new", *arguments, "--lang", "fr"],
        stdin=side, stdout=side, stderr=side, cwd=folder, env=given, start_new_session=True,
        preexec_fn=_own_terminal,
    )  # fmt: skip
    os.close(side)
    try:
        yield Screen(process, main)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(main)


def _own_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def repository(register_copy: Path) -> Path:
    for file in register_copy.glob("projects/*/*.yaml"):
        file.unlink()
    shutil.copytree(ROOT / "schemas", register_copy.parent / "schemas")
    return register_copy.parent


ORGANISATION = [
    ("Langues des textes", "\r"),
    ("Nom", "Clinique : du Lac #2\r"),
    ("Sigle", "\r"),
    ("[clinique-du-lac-2]", "\r"),
    ("hospital", "hospital\r"),
    ("Pays", "FR\r"),
    ("pour terminer", "\r"),
    ("Écrire le fichier", "o\r"),
]


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ([], {}),
        ([], {"TERM": "dumb"}),
        ([], {"NO_COLOR": "1"}),
        (["--plain"], {}),
    ],
)
def test_a_record_is_made_in_every_terminal(
    repository: Path, options: list[str], environment: dict[str, str]
) -> None:
    with terminal(repository, ["organisation", *options], **environment) as screen:
        for shown, typed in ORGANISATION:
            screen.wait(shown)
            screen.wait(">")
            screen.type(typed)
        screen.wait("Écrit et vérifié")
        screen.wait("git push")
        assert screen.process.wait(PATIENCE) == 0
    text = (repository / "registry" / "organisations" / "clinique-du-lac-2.yaml").read_text("utf-8")
    assert 'name: "Clinique : du Lac #2"\n' in text


def test_ctrl_c_offers_a_draft(repository: Path) -> None:
    with terminal(repository, ["organisation", "--today", DAY.isoformat()]) as screen:
        for shown, typed in ORGANISATION[:3]:
            screen.wait(shown)
            screen.wait(">")
            screen.type(typed)
        screen.wait("Identifiant")
        screen.wait(">")
        screen.type("\x03")
        screen.wait("dans un brouillon")
        screen.wait(">")
        screen.type("o\r")
        screen.wait("registre new organisation --from brouillon-organisation.yaml")
        assert screen.process.wait(PATIENCE) == 130
    assert "Clinique : du Lac" in (repository / "brouillon-organisation.yaml").read_text("utf-8")


def _answer(screen: Screen, answers: Sequence[tuple[str, str]]) -> None:
    for shown, typed in answers:
        screen.wait(shown)
        screen.wait(">")
        screen.type(typed)


def test_an_organisation_begun_within_a_project_is_finished_the_next_time(
    repository: Path,
) -> None:
    summary = "Nous étudions ce que deviennent les patients après un accident."
    before = [
        ("Langues des textes", "\r"),
        ("Titre", "Parcours de soins\r"),
        ("Sigle", "\r"),
        ("[parcours-de-soins]", "\r"),
        ("deux lignes vides terminent", f"{summary}\r\r\r"),
        ("une ligne vide termine", "Mesurer un effet.\r\r"),
        ("(Entrée pour passer)", "\r"),
        ("Plusieurs réponses possibles", "cardiology\r"),
        ("choix connus", "Clinique du Lac\r"),
        ("Créer la fiche de", "o\r"),
        ("Sigle", "\r"),
        ("[clinique-du-lac]", "\r"),
    ]
    day = ["--today", DAY.isoformat()]
    with terminal(repository, ["project", *day]) as screen:
        _answer(screen, before)
        screen.wait("hospital")
        screen.wait(">")
        screen.type("\x03")
        _answer(screen, [("dans un brouillon", "o\r")])
        screen.wait("registre new project --from brouillon-project.yaml")
        assert screen.process.wait(PATIENCE) == 130
        assert "→ cardiology – Cardiologie" in screen.shown
    with terminal(repository, ["project", "--from", "brouillon-project.yaml", *day]) as screen:
        _answer(screen, [("Langues des textes", "\r")])
        screen.wait("Reprenons d’abord la fiche de «\u00a0Clinique du Lac\u00a0»")
        _answer(screen, [("hospital", "hospital\r"), ("Pays", "FR\r")])
        screen.wait("fera partie de la même proposition")
        screen.wait(">")
        screen.type("mr-004\r")
        screen.wait("→ mr-004")
        _answer(screen, [("[O/n]", "n\r"), ("pour terminer", "\r"), ("Écrire le fichier", "o\r")])
        screen.wait("Écrit et vérifié")
        assert screen.process.wait(PATIENCE) == 0
    text = (repository / "registry" / "organisations" / "clinique-du-lac.yaml").read_text("utf-8")
    assert "kind: hospital\n" in text


def test_a_closed_terminal_is_left_in_silence(repository: Path) -> None:
    with terminal(repository, ["organisation", "--plain"]) as screen:
        screen.wait("Langues des textes")
        screen.wait(">")
        screen.process.send_signal(signal.SIGINT)
        screen.wait("Interrompu.")
        assert screen.process.wait(PATIENCE) == 130
    assert list(repository.glob("brouillon*")) == []
