"""The fields of the form, made from the schemas: what each is called, and how it is answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from registre.questions import Plan, Shape, plan, shape
from registre.schema import Schemas, Steps
from registre.site.inserts import written
from registre.site.voice import Voice

# The list of names that goes with each kind of record that may be named.
_LISTS = {"organisation": "organisations", "dataset": "datasets"}


class Option(NamedTuple):
    """A value that may be chosen, and what people call it."""

    value: str
    label: str


class Tongue(NamedTuple):
    """A language that a text may be given in."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A field of the form.

    ``form`` is its shape; ``order`` its place in the declaration; ``bare`` the field that
    may stand for a whole; ``rules`` the conditions of its schema, as JSON; ``main`` and
    ``more`` the fields inside it, those shown and those folded; ``item`` what a row asks.
    """

    key: str
    id: str
    form: str
    order: int
    title: str
    help: str
    instructions: str
    example: str
    need: str
    options: tuple[Option, ...] = ()
    listed: str = ""
    tongues: tuple[Tongue, ...] = ()
    long: bool = False
    dated: bool = False
    today: bool = False
    bare: str = ""
    rules: str = ""
    main: tuple[Control, ...] = ()
    more: tuple[Control, ...] = ()
    item: Control | None = None


class Section(NamedTuple):
    """What is filled in together; ``folded`` until someone wants it."""

    title: str
    controls: tuple[Control, ...]
    folded: bool


class Fields:
    """The fields of one kind of record, in one language."""

    def __init__(
        self,
        schemas: Schemas,
        kind: str,
        voice: Voice,
        tongues: Sequence[Tongue],
        terms: Mapping[str, Sequence[Option]],
    ) -> None:
        self._schemas = schemas
        self._kind = kind
        self._voice = voice
        self._tongues = tuple(tongues)
        self._terms = terms
        self._plan: Plan = plan(kind)

    def sections(self) -> Iterator[Section]:
        """The essentials, then what ``registre new`` proposes, then all the rest."""
        required = self._schemas.schema(self._kind)["required"]
        first = tuple(dict.fromkeys((*self._plan.first, *required)))
        yield self._section(self._voice.t("form.essentials"), first, folded=False)
        asked = set(first)
        for group in self._plan.groups:
            yield self._section("", group, folded=True)
            asked.update(group)
        rest = [key for key in self._properties(()) if key not in asked]
        yield self._section(self._voice.t("form.rest"), rest, folded=True)

    def left(self) -> tuple[str, ...]:
        """The titles of the fields that the form does not ask for."""
        return tuple(self._words(self._steps(path))["title"] for path in self._plan.left)

    def _steps(self, path: str) -> Steps:
        """The way to a field named as in the plan, through the items of the lists on it."""
        steps: Steps = ()
        for key in path.split("."):
            if steps and shape(self._schemas, self._kind, steps).form == "list":
                steps = (*steps, 0)
            steps = (*steps, key)
        return steps

    def _section(self, title: str, keys: Sequence[str], *, folded: bool) -> Section:
        controls = tuple(self._control((key,)) for key in keys)
        return Section(title or ", ".join(c.title for c in controls), controls, folded)

    def _properties(self, steps: Steps) -> tuple[str, ...]:
        path = [step for step in steps if isinstance(step, str)]
        known = self._schemas.properties(self._kind, steps)
        return tuple(key for key in known if ".".join((*path, key)) not in self._plan.left)

    def _control(self, steps: Steps, found: Shape | None = None) -> Control:
        found = found or shape(self._schemas, self._kind, steps)
        words = self._words(steps)
        key = next(str(step) for step in reversed(steps) if isinstance(step, str))
        return Control(
            key=key,
            id="-".join(("f", *map(str, steps))),
            order=self._order(steps),
            title=str(words.get("title", key)),
            help=str(words.get("help", "")),
            instructions=str(words.get("instructions", "")),
            example="\n".join(written(words.get("example"))),
            need=self._need(steps),
            **self._answer(steps, found),
        )

    def _answer(self, steps: Steps, found: Shape) -> dict[str, Any]:
        """What depends on how the field is answered."""
        if found.form == "mapping":
            return {"form": "mapping", **self._inside(steps, found)}
        if found.form == "list" and found.item:
            return self._list(steps, found.item)
        if found.form == "localised":
            return {"form": "localised", "tongues": self._tongues, "long": found.is_long}
        if found.form == "line" and self._is_by_language(steps):
            return {"form": "keywords", "tongues": self._tongues}
        return {
            "form": found.form,
            **self._choices(found),
            "dated": self._is_date(steps),
            "today": len(steps) == 1 and steps[0] in self._plan.today,
        }

    def _list(self, steps: Steps, item: Shape) -> dict[str, Any]:
        """Boxes to tick where the choices are few and known; else a row for each item."""
        options = self._choices(item).get("options", ())
        if options:
            return {"form": "ticks", "options": options}
        return {"form": "list", "item": self._control((*steps, 0), item)}

    def _choices(self, found: Shape) -> dict[str, Any]:
        if found.form == "choice":
            labels = found.labels or {}
            return {"options": tuple(self._labelled(code, labels[code]) for code in labels)}
        if found.target.startswith("term:"):
            return {"form": "choice", "options": tuple(self._terms[found.target])}
        if found.target in _LISTS:
            return {"listed": _LISTS[found.target]}
        return {"form": "line"} if found.form == "reference" else {}

    def _labelled(self, code: str, label: Any) -> Option:
        return Option(code, self._voice.words(label) if label else code)

    def _inside(self, steps: Steps, found: Shape) -> dict[str, Any]:
        """The fields of a mapping: those of the plan, and, folded, the others."""
        path = ".".join(step for step in steps if isinstance(step, str))
        within = self._plan.within.get(path)
        known = self._properties(steps)
        asked = (*within.ask, *within.offer) if within else (found.required or known[:3])
        main = tuple(dict.fromkeys((*asked, *found.required)))
        return {
            "main": tuple(self._control((*steps, key)) for key in main),
            "more": tuple(self._control((*steps, key)) for key in known if key not in main),
            "bare": self._bare(steps),
            "rules": self._rules(steps),
        }

    def _bare(self, steps: Steps) -> str:
        """The field that may stand for the whole: ``lead: id``. Items of lists stay whole."""
        if isinstance(steps[-1], int):
            return ""
        for known in self._schemas.at(self._kind, steps):
            if "properties" in known and "string" in known.get("type", ()):
                return str(known["required"][0])
        return ""

    def _rules(self, steps: Steps) -> str:
        """What the schema asks for, or forbids, under a condition."""
        rules = [
            rule
            for known in self._schemas.at(self._kind, steps)
            for rule in known.get("allOf", ())
            if "if" in rule or "not" in rule
        ]
        return json.dumps(rules) if rules else ""

    def _need(self, steps: Steps) -> str:
        """Whether the field must be there: always, with what it lies in, or not."""
        if isinstance(steps[-1], int):
            return ""
        holders = self._schemas.at(self._kind, steps[:-1])
        own = [schema for schema in holders if "additionalProperties" in schema]
        if not any(steps[-1] in schema.get("required", ()) for schema in own):
            return "optional"
        is_asked = len(steps) == 1 or self._need(steps[:-1]) == "required"
        return "required" if is_asked else "within"

    def _order(self, steps: Steps) -> int:
        known = list(self._schemas.properties(self._kind, steps[:-1]))
        return known.index(str(steps[-1])) if steps[-1] in known else 0

    def _is_date(self, steps: Steps) -> bool:
        known = self._schemas.at(self._kind, steps)
        return any(str(schema.get("format", "")).startswith("partial-date") for schema in known)

    def _is_by_language(self, steps: Steps) -> bool:
        known = self._schemas.at(self._kind, steps)
        return any("patternProperties" in schema for schema in known)

    def _words(self, steps: Steps) -> Mapping[str, Any]:
        entries = self._schemas.words(self._kind, steps)
        return entries.get(self._voice.language) or next(iter(entries.values()), {})
