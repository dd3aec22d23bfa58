"""Answers given beforehand: a file (``--from``), and ``--set``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registre.cli.asking import values
from registre.cli.asking.dialogue import truth
from registre.cli.session import UsageError
from registre.decoding import decode
from registre.diagnostic import Diagnostic
from registre.document import Document
from registre.questions import shape
from registre.schema import Schemas, Steps
from registre.source import Source, is_id
from registre.yaml_strict import parse

# In a draft: the organisations that were created in the same conversation.
NEW_ORGANISATIONS = "new-organisations"
# And the one whose record was half answered: ``for`` is the place that it was wanted at.
UNFINISHED = "unfinished-organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """An organisation of which a part was answered, and where its id is to stand."""

    place: Steps
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is answered already; ``findings`` say why a file could not be understood.

    ``comments`` are those that the author wrote right above a field.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    organisations: Sequence[Mapping[str, Any]] = ()
    unfinished: Unfinished | None = None
    comments: Mapping[str, Sequence[str]] = field(default_factory=dict)
    document: Document | None = None
    findings: Sequence[Diagnostic] = ()


def read(file: Path) -> Given:
    """The answers in a file of YAML or JSON. Raises UsageError when it cannot be read."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError("absent", path=file) from error
    decoded = decode(Source(path=file.name, kind="project", data=data))
    # Text that comes from elsewhere may be in another form of Unicode: it is put right here.
    findings = [found for found in decoded.findings if found.code not in ("FILE-013", "FILE-014")]
    if decoded.text is None or findings:
        return Given(findings=findings)
    said = _json(decoded.text) if file.suffix == ".json" else None
    document = parse(file.name, decoded.text)
    if said is None and document.findings:
        return Given(document=document, findings=document.findings)
    said = document.data if said is None else said
    if not isinstance(said, dict):
        raise UsageError("new_no_answers", path=file)
    answers = values.normal(said)
    organisations = answers.pop(NEW_ORGANISATIONS, None) or []
    unfinished = answers.pop(UNFINISHED, None)
    if not _are_records(organisations) or not _is_unfinished(unfinished):
        raise UsageError("new_no_answers", path=file)
    return Given(
        data=answers,
        organisations=organisations,
        unfinished=_unfinished(unfinished),
        comments=_comments(document),
        document=document,
    )


def _are_records(organisations: object) -> bool:
    """Whether each has an id that can be a file's name: nothing else is ever written."""
    return isinstance(organisations, list) and all(
        isinstance(record, dict) and is_id(str(record.get("id"))) for record in organisations
    )


def _is_unfinished(said: object) -> bool:
    if not isinstance(said, dict):
        return said is None
    return isinstance(said.get("answers"), dict) and str(said.get("for")).startswith("/")


def _unfinished(said: Mapping[str, Any] | None) -> Unfinished | None:
    return Unfinished(place=values.steps(said["for"]), data=said["answers"]) if said else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _comments(document: Document) -> dict[str, list[str]]:
    """The comments right above each field, an editor's modeline left out."""
    found: dict[str, list[str]] = {}
    for key, span in (document.root.keys if document.root else {}).items():
        above: list[str] = []
        number = span.line - 2
        while number >= 0 and document.lines[number].startswith("#"):
            above.insert(0, document.lines[number].rstrip())
            number -= 1
        own = [line for line in above if not line.startswith("# yaml-language-server:")]
        if own:
            found[key] = own
    return found


def assigned(schemas: Schemas, kind: str, settings: Sequence[str]) -> dict[str, Any]:
    """The values of ``--set key=value``; ``title.en=…`` goes into a field. Raises UsageError."""
    data: dict[str, Any] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        steps = tuple(key.split("."))
        if not equals or not schemas.describes(kind, steps):
            known = ", ".join(schemas.properties(kind, ()))
            raise UsageError("new_bad_set", setting=setting, known=known)
        try:
            values.put(data, steps, _meant(schemas, kind, steps, value))
        except TypeError as error:
            raise UsageError("new_bad_set", setting=setting, known=key) from error
    return data


def _meant(schemas: Schemas, kind: str, steps: Steps, value: str) -> Any:
    """What the value means for this field: a list of codes has commas between them."""
    found = shape(schemas, kind, steps)
    if found.form == "list":
        return [values.text(part) for part in value.split(",") if part.strip()]
    if found.form == "truth":
        said = truth(value)
        return value if said is None else said
    return values.number(value) if found.form == "number" else values.text(value)
