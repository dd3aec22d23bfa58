"""The documents say what is: links lead somewhere, examples work, printed reports are printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registre.catalogue import load
from registre.cli import main
from registre.schema import Schemas
from registre.yaml_strict import parse
from tests.conftest import DAY, ROOT

DOCUMENTS = sorted(
    path for folder in (ROOT, ROOT / "docs", ROOT / "docs/adr") for path in folder.glob("*.md")
)
TWINS = ("README", "CONTRIBUTING", "docs/vocabularies")
NAME = "acces-dialyse-zone-rurale.yaml"
READMES = {"README.md": "en", "README.fr.md": "fr"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: str, language: str) -> list[str]:
    text = (ROOT / path).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_each_link_to_a_file_leads_to_one(document: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text("utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https:|#)([^)#]+)", prose)
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_decision_stands_in_the_map_of_documents() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    assert [d.name for d in (ROOT / "docs/adr").glob("*.md") if d.name not in index] == []


@pytest.mark.parametrize("document", TWINS)
def test_both_languages_have_the_same_headings_and_examples(document: str) -> None:
    english, french = (
        re.findall(r"^(#+|```\w*)", (ROOT / f"{document}{end}").read_text("utf-8"), re.MULTILINE)
        for end in (".md", ".fr.md")
    )
    assert english == french


@pytest.mark.parametrize("readme", READMES)
def test_the_declaration_of_the_readme_is_accepted(
    readme: str, register_copy: Path, schemas: Schemas
) -> None:
    declaration = blocks(readme, "yaml")[0]
    assert declaration.count("\n") == 11
    (register_copy / "projects" / NAME).write_text(declaration, "utf-8")
    catalogue, _ = load(register_copy, schemas, DAY)
    assert catalogue is not None


@pytest.mark.parametrize("readme", READMES)
def test_the_report_of_the_readme_is_what_the_command_prints(
    readme: str, register_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = blocks("README.fr.md", "yaml")[0].replace("mr-004", "mr-04")
    wrong = re.sub("title: .*", "title: Dialyse en zone rurale : quel accès ?", wrong)
    declared = register_copy / "projects" / NAME
    declared.write_text(wrong, "utf-8")
    language = READMES[readme]
    main(["check", "--registry", str(register_copy), "--lang", language, str(declared)])
    printed = re.sub("^[0-9]+ .* [0-9]+", "", capsys.readouterr().out, flags=re.MULTILINE)
    shown = re.sub("^[0-9]+ .* [0-9]+", "", blocks(readme, "text")[0], flags=re.MULTILINE)
    assert printed == shown


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "CONTRIBUTING.fr.md"])
def test_the_models_of_the_guide_are_accepted_together(
    document: str, register_copy: Path, schemas: Schemas
) -> None:
    for folder, model in zip(("organisations", "datasets"), blocks(document, "yaml"), strict=True):
        name = parse(document, model).data["id"]
        (register_copy / folder / f"{name}.yaml").write_text(model, "utf-8")
    catalogue, _ = load(register_copy, schemas, DAY)
    assert catalogue is not None


@pytest.mark.parametrize("document", ["docs/vocabularies.md", "docs/vocabularies.fr.md"])
def test_the_models_of_vocabularies_are_accepted(document: str, schemas: Schemas) -> None:
    for model in blocks(document, "yaml"):
        read = parse(document, model)
        assert read.findings == ()
        assert schemas.accepts("terms", read.data)
