"""Fills in the form as a person does, from a file that says what goes where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, Page

FORMS = Path(__file__).with_name("forms")
ADDRESSES = {
    "project": "declarer/formulaire/",
    "dataset": "declarer/formulaire/jeu-de-donnees/",
    "organisation": "declarer/formulaire/organisme/",
}

# The element below a place, told as in a declaration: the key of a field, the number of an
# item (made when it is not there yet), or the language of a text.
_BELOW = """(holder, step) => {
  const holders = "[data-field],[data-item],[data-ask]";
  const below = (name) => [...holder.querySelectorAll(name)]
    .find((one) => one.parentElement.closest(holders) === holder);
  if (/^[0-9]+$/.test(step)) {
    const rows = holder.querySelector("[data-rows]");
    while (rows.children.length <= Number(step)) {
      holder.querySelector(":scope > fieldset > [data-add]").click();
    }
    return rows.children[step];
  }
  const found = below(`[data-field="${step}"]`) ?? below(`[data-tongue="${step}"]`);
  for (let at = found; at; at = at.parentElement) if (at.matches("details")) at.open = true;
  return found;
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form to fill in: the kind of record, what goes where, and what must be declared."""

    name: str
    kind: str
    languages: tuple[str, ...]
    fill: Mapping[str, Any]
    expected: Mapping[str, Any]


def forms() -> Iterator[Filled]:
    """Every form of the folder."""
    for file in sorted(FORMS.glob("*.json")):
        said = json.loads(file.read_text("utf-8"))
        yield Filled(name=file.stem, **said | {"languages": tuple(said["languages"])})


def fill_in(page: Page, form: Filled) -> None:
    """Tick the languages, then answer field by field."""
    boxes = {box.get_attribute("value"): box for box in page.locator("[data-tongue-chosen]").all()}
    # The last language cannot be taken away: those that are wanted come first.
    for code in sorted(boxes, key=lambda code: code not in form.languages):
        boxes[code].set_checked(code in form.languages)
    for place, value in form.fill.items():
        answer(field(page, place), value)


def field(page: Page, place: str) -> ElementHandle:
    """The field at a place such as ``events/0/type``."""
    found = page.query_selector("[data-ask]")
    for step in place.split("/"):
        assert found is not None
        found = found.evaluate_handle(_BELOW, step).as_element()
    assert found is not None, place
    return found


def answer(place: ElementHandle, value: Any) -> None:
    """Type, choose or tick, and leave the field."""
    if isinstance(value, list):
        for code in value:
            box = place.query_selector(f'input[value="{code}"]')
            assert box is not None
            box.check()
        return
    control = place.query_selector("[data-input]")
    assert control is not None
    if control.evaluate("control => control.localName") == "select":
        control.select_option(value)
    else:
        control.fill(value)
        control.dispatch_event("change")
