"""``registre explain``: each code, in each language, with what it refuses and accepts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registre import codes
from registre.cli import main
from registre.cli.speech import all_words
from registre.diagnostic import described_codes, shared_word
from tests.conftest import GENUINE, ROOT

LANGUAGES = ("fr", "en")
EXAMPLES = json.loads(
    (ROOT / "generator" / "registre" / "findings" / "examples.json").read_text("utf-8")
)


def explained(
    capsys: pytest.CaptureFixture[str], *code: str, language: str = "en", registry: Path = GENUINE
) -> str:
    assert main(["explain", *code, "--lang", language, "--registry", str(registry)]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", described_codes())
def test_a_code_is_explained_with_its_words_and_its_examples(
    code: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = explained(capsys, code, language=language)
    words = described_codes()[code].words[language]
    assert words.cause.strip() in printed
    assert codes.in_words(words.message) in printed
    assert all_words()[language][described_codes()[code].severity.value] in printed
    for example in EXAMPLES.get(code, {}).values():
        assert example["path"] in printed


@pytest.mark.parametrize("written", ["yaml-010", "YAML-10", " Yaml 010", "yaml_10", "YAML010"])
def test_a_code_may_be_written_as_people_write(
    written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explained(capsys, written).startswith("YAML-010  error")


def test_several_codes_are_explained_in_the_order_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = explained(capsys, "YAML-010", "ref-001", "yaml-10")
    alone = [explained(capsys, code) for code in ("YAML-010", "REF-001")]
    assert printed == "\n".join(alone)


def test_one_code_that_is_none_among_several_is_wrong_usage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "YAML-010", "YML-011", "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert (told.out, "YAML-011" in told.err) == ("", True)


def test_the_fault_of_an_example_has_its_caret(capsys: pytest.CaptureFixture[str]) -> None:
    lines = explained(capsys, "YAML-010").splitlines()
    fault = next(place for place, line in enumerate(lines) if "title: AVC : le parcours" in line)
    assert lines[fault + 1].index("^") == lines[fault].index(": le parcours")
    assert lines.index("  Accepted — projects/parcours-avc.yaml") > fault


def test_what_no_line_shows_is_told_in_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = explained(capsys, "FILE-004")
    assert "│" not in printed
    assert "projects/tube.yaml" in printed
    monkeypatch.setattr(codes, "examples", lambda _: codes.Examples())
    assert "cannot show it" in explained(capsys, "FILE-004")


def test_the_page_of_the_registers_site_is_named_where_there_is_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "/en/declare/checks/yaml-010/" in explained(capsys, "YAML-010")
    assert "https://" not in explained(capsys, "YAML-010", registry=tmp_path)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("YML-010", "Did you mean “YAML-010”?"),
        ("schema-999", "Did you mean"),
        ("bonjour tout le monde", "“bonjour tout le monde” is not a code. The list"),
        ("\x1b[31m", "“\ufffd[31m” is not a code"),
    ],
)
def test_what_is_no_code_is_wrong_usage_with_the_nearest(
    written: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", written, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_code_all_are_listed_by_family(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = explained(capsys, language=language)
    for family, found in codes.by_family().items():
        assert shared_word(f"family_{family}", language) in printed
        assert all(code.name in printed for code in found)


def test_every_code_belongs_to_the_family_of_its_file() -> None:
    listed = [code.name for found in codes.by_family().values() for code in found]
    assert listed == list(described_codes())


@pytest.mark.parametrize("code", described_codes())
def test_words_without_arguments_have_no_braces_left(code: str) -> None:
    for words in described_codes()[code].words.values():
        for template in (words.message, words.remedy):
            assert "{" not in codes.in_words(template).replace("{", "", template.count("{{"))
