"""The questions about one record, in the order of the plan, each answer checked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from registre.cli.asking import values
from registre.cli.asking.choices import Choice, matching, meant
from registre.cli.asking.desk import Desk, short_id
from registre.cli.asking.dialogue import Dialogue, Prompt, RefusedError, truth
from registre.cli.asking.plan import Within, plan
from registre.cli.asking.prompts import Prompts
from registre.cli.asking.shape import Shape, shape
from registre.diagnostic import Diagnostic, Severity, message, remedy
from registre.document import to_pointer
from registre.schema import Steps

# A paragraph may be followed by another one only in a text in Markdown.
ENDS = {False: 1, True: 2}
MAX_ITEMS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where the conversation takes place: the register, the person, the words."""

    desk: Desk
    dialogue: Dialogue
    words: Mapping[str, str]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An organisation that has no record yet, as the person called it."""

    name: str


class Interview:
    """The conversation about one record; ``data`` is what it has come to so far."""

    def __init__(
        self,
        room: Room,
        kind: str,
        given: Mapping[str, Any],
        *,
        languages: Sequence[str] = (),
        is_resumed: bool = False,
        is_brief: bool = False,
    ) -> None:
        self.room = room
        self.kind = kind
        self.data: dict[str, Any] = deepcopy(dict(given))
        self._plan = plan(kind)
        self._prompts = Prompts(room.desk, kind, room.words, room.language)
        self._languages = tuple(languages)
        # What a person left out of a file of answers is not asked again, unless it is needed.
        self._is_resumed = is_resumed
        # Within the conversation about another record, only what is needed is asked.
        self._is_brief = is_brief

    # --- The record ---

    def run(self) -> dict[str, Any]:
        """Ask what is missing, propose the rest; the record, in its short form."""
        if not self._languages:
            self._languages = self._asked_languages()
        for key in self._plan.today:
            self.data.setdefault(key, self.room.desk.on.isoformat())
        required = self.room.desk.schemas.schema(self.kind)["required"]
        for key in dict.fromkeys((*self._plan.first, *required)):
            if not self._is_well_given(key) and (key in required or not self._is_resumed):
                self.field((key,), is_required=key in required)
        if not self._is_brief:
            self._menu()
        return values.shortened(self.data)

    def _is_well_given(self, key: str) -> bool:
        """Whether the field came with the answers; what is wrong with it is told."""
        if key not in self.data:
            return False
        faults = self._faults((key,))
        errors = [found for found in faults if found.severity is Severity.ERROR]
        if errors:
            self._tell(errors)
            del self.data[key]
        return not errors

    def _asked_languages(self) -> tuple[str, ...]:
        """The languages to write in: the register's first one, unless told otherwise."""
        known = self.room.desk.languages
        if len(known) == 1:
            return known
        words = self.room.words

        def accept(typed: str) -> tuple[str, ...]:
            named = tuple(dict.fromkeys(typed.replace(",", " ").lower().split()))
            if not named or not set(named) <= set(known):
                raise RefusedError(words["new_languages_known"].format(known=", ".join(known)))
            return tuple(code for code in known if code in named)

        prompt = Prompt(
            title=words["new_languages"],
            about=words["new_languages_about"].format(known=" ".join(known)),
            default=known[0],
        )
        return self.room.dialogue.ask(prompt, accept)

    def _menu(self) -> None:
        """Propose what may be added, as often as the person likes."""
        words, dialogue = self.room.words, self.room.dialogue
        while groups := [g for g in self._plan.groups if any(key not in self.data for key in g)]:
            titles = [", ".join(self._prompts.title((key,)) for key in group) for group in groups]
            listed = [f"  {number}. {title}" for number, title in enumerate(titles, 1)]
            dialogue.say()
            for line in (words["new_menu"], *listed):
                dialogue.say(line)

            def accept(typed: str, last: int = len(groups)) -> int:
                if typed and not (typed.isdecimal() and 1 <= int(typed) <= last):
                    raise RefusedError(words["new_menu_number"].format(last=last))
                return int(typed or 0)

            number = dialogue.ask(Prompt(title=words["new_menu_ask"]), accept)
            if not number:
                return
            for key in groups[number - 1]:
                if key not in self.data:
                    self.field((key,), is_required=False)

    # --- One field ---

    def field(self, steps: Steps, *, is_required: bool) -> bool:
        """Ask for the field at ``steps``, whatever its form; whether it was answered."""
        found = shape(self.room.desk.schemas, self.kind, steps)
        if found.form == "mapping":
            return self._mapping(steps, found, is_required=is_required)
        if found.form == "list" and found.item and not found.item.is_simple:
            return self._items(steps, found.item, is_required=is_required)
        if found.form == "localised":
            return self._localised(steps, found, is_required=is_required)
        return self._leaf(steps, found, is_required=is_required)

    def _leaf(self, steps: Steps, found: Shape, *, is_required: bool) -> bool:
        """A field of one answer; a list of codes is one answer too."""
        choices = self._prompts.choices(found.item or found)
        prompt = self._prompts.prompt(
            steps,
            is_required=is_required,
            choices=choices,
            several=found.form == "list",
            default=self._default(steps),
        )

        def accept(typed: str) -> Any:
            if not typed and not is_required:
                return None
            if not typed:
                raise RefusedError(self.room.words["new_needed"])
            value = self._value(found, typed, choices)
            unknown = value if isinstance(value, list) else [value]
            if not any(isinstance(item, Unknown) for item in unknown):
                self._refuse_faults(steps, value)
            return value

        begun = self.room.dialogue.mark
        answer = self._resolved(self.room.dialogue.ask(prompt, accept), begun)
        if answer is not None:
            values.put(self.data, steps, answer)
        return answer is not None

    def _value(self, found: Shape, typed: str, choices: Sequence[Choice]) -> Any:
        """What the typed answer means for a field of this form."""
        if found.form == "list" and found.item:
            whole = meant(typed, choices)
            parts = [whole] if whole else [p.strip() for p in typed.split(",") if p.strip()]
            return [self._value(found.item, part, choices) for part in parts]
        if found.form == "truth":
            said = truth(typed)
            if said is None:
                raise RefusedError(self.room.words["new_say_yes_or_no"])
            return said
        if found.form == "number":
            return values.number(typed)
        if not choices:
            return values.text(typed)
        return self._chosen(found, typed, choices)

    def _chosen(self, found: Shape, typed: str, choices: Sequence[Choice]) -> str | Unknown:
        """The choice that is meant; an organisation that nobody knows may get its record."""
        if typed.isdecimal() and 1 <= int(typed) <= len(choices) and not meant(typed, choices):
            return choices[int(typed) - 1].value
        value = meant(typed, choices)
        if value is not None:
            return value
        near = matching(typed, choices)[:6]
        if near and found.target != "organisation":
            shown = ", ".join(f"{c.value} ({c.shown})" if c.shown else c.value for c in near)
            raise RefusedError(self.room.words["new_which"].format(shown=shown))
        return Unknown(name=typed) if found.target == "organisation" else values.text(typed)

    def _resolved(self, answer: Any, begun: int) -> Any:
        """The answer, once each organisation in it that has no record got one."""
        if isinstance(answer, list):
            return [self._resolved(item, begun) for item in answer]
        if not isinstance(answer, Unknown):
            return answer
        words, dialogue = self.room.words, self.room.dialogue
        near = matching(answer.name, self.room.desk.choices("organisation"))[:5]
        dialogue.say(words["new_unknown"].format(name=answer.name), "yellow")
        for choice in near:
            dialogue.say(f"  {choice.value} – {choice.shown}")
        if not dialogue.agree(words["new_create"].format(name=answer.name), default=not near):
            dialogue.rewind(begun)
        return self._create_organisation(answer.name)

    def _create_organisation(self, name: str) -> str:
        """The id of a new organisation, asked for in the same run."""
        self.room.dialogue.say()
        self.room.dialogue.say(self.room.words["new_nested"].format(name=name), "bold")
        given = {"name": self._bare({self._languages[0]: name})}
        record = Interview(
            self.room, "organisation", given, languages=self._languages, is_brief=True
        ).run()
        self.room.desk.new["organisation", record["id"]] = record
        self.room.dialogue.say(self.room.words["new_nested_done"].format(id=record["id"]), "green")
        return str(record["id"])

    def _localised(self, steps: Steps, found: Shape, *, is_required: bool) -> bool:
        """A text in each of the languages chosen; only the first may be needed."""
        said: dict[str, str] = {}
        for number, code in enumerate(self._languages):
            needed = is_required and number == 0
            prompt = self._prompts.prompt(
                steps,
                is_required=needed,
                language=code if len(self._languages) > 1 else "",
                blank_lines=ENDS[found.is_markdown] if found.is_long else 0,
            )

            def accept(typed: str, code: str = code, needed: bool = needed) -> str:
                if not typed and needed:
                    raise RefusedError(self.room.words["new_needed"])
                if typed:
                    self._refuse_faults(steps, self._bare({**said, code: values.text(typed)}))
                return values.text(typed)

            if text := self.room.dialogue.ask(prompt, accept):
                said[code] = text
        if said:
            values.put(self.data, steps, self._bare(said))
        return bool(said)

    def _bare(self, said: Mapping[str, str]) -> Any:
        """A text in the register's first language alone is written without its code."""
        first = self.room.desk.languages[0]
        return said[first] if list(said) == [first] else dict(said)

    # --- A field of several ---

    def _mapping(self, steps: Steps, found: Shape, *, is_required: bool) -> bool:
        """The fields of one thing: those to ask, those that follow from the answers, the rest.

        No answer to the first one leaves the whole out, unless it is required.
        """
        begun = self.room.dialogue.mark
        within = self._within(steps, found)
        values.put(self.data, steps, {})
        for number, key in enumerate(within.ask):
            is_needed = key in found.required and (is_required or number > 0)
            if not self.field((*steps, key), is_required=is_needed) and key in found.required:
                break
        is_item = isinstance(steps[-1], int)
        is_left = not values.get(self.data, steps)
        if is_left and (found.required or not is_item or not self._needed(steps)):
            values.drop(self.data, steps)
            return False
        while missing := self._needed(steps):
            for key in missing:
                self.field((*steps, key), is_required=True)
        self._offer(steps, within)
        if errors := self._errors(steps):
            self._tell(errors)
            self.room.dialogue.rewind(begun)
        return True

    def _within(self, steps: Steps, found: Shape) -> Within:
        path = ".".join(str(step) for step in steps if isinstance(step, str))
        return self._plan.within.get(path) or Within(ask=found.required or found.properties)

    def _needed(self, steps: Steps) -> list[str]:
        """The fields that the schema asks for, given what was answered."""
        place = to_pointer(steps)
        return [
            str(found.arguments["key_name"])
            for found in self._faults(steps)
            if found.code == "SCHEMA-002" and found.where.pointer == place
        ]

    def _offer(self, steps: Steps, within: Within) -> None:
        present = values.get(self.data, steps)
        offered = [key for key in within.offer if key not in present]
        titles = ", ".join(self._prompts.title((*steps, key)) for key in offered)
        if offered and self.room.dialogue.agree(
            self.room.words["new_offer"].format(titles=titles), default=False
        ):
            for key in offered:
                self.field((*steps, key), is_required=False)

    def _items(self, steps: Steps, item: Shape, *, is_required: bool) -> bool:
        """One thing after the other; a list that must be there may be empty."""
        words, dialogue = self.room.words, self.room.dialogue
        values.put(self.data, steps, [])
        title = self._prompts.title(steps)
        question = words["new_item"].format(title=title)
        self._explain(steps)
        wanted = not is_required or dialogue.agree(question, default=True)
        while wanted:
            number = len(values.get(self.data, steps))
            self._numbered(steps, number)
            if not self.field((*steps, number), is_required=False) or number + 1 >= MAX_ITEMS:
                break
            wanted = dialogue.agree(words["new_another"].format(title=title), default=False)
        if not values.get(self.data, steps) and not is_required:
            values.drop(self.data, steps)
            return False
        return True

    def _explain(self, steps: Steps) -> None:
        said = self._prompts.words(steps)
        self.room.dialogue.say()
        self.room.dialogue.say(said.get("title", str(steps[-1])), "bold")
        self.room.dialogue.say(f"  {said.get('instructions', '')}", "dim")

    def _numbered(self, steps: Steps, number: int) -> None:
        self.room.dialogue.say()
        self.room.dialogue.say(f"{self._prompts.title(steps)} – {number + 1}", "bold")

    # --- What the schema and the checker say ---

    def _default(self, steps: Steps) -> str:
        """An id is proposed: the record's own, or that of a result."""
        if steps == ("id",):
            return self.proposed_id()
        named = steps[-1] == "id"
        title = values.get(self.data, (*steps[:-1], "title")) if named else None
        text = next(iter(title.values())) if isinstance(title, dict) else title
        return short_id(str(text)) if text else ""

    def proposed_id(self) -> str:
        """An id made of the acronym or the title; empty as long as there is none."""
        for key in self._plan.named_by:
            said = self.data.get(key)
            name = next(iter(said.values())) if isinstance(said, dict) else said
            if name and (proposed := self.room.desk.free_id(self.kind, str(name))):
                return proposed
        return ""

    def _refuse_faults(self, steps: Steps, value: Any) -> None:
        """Try the answer. Raises RefusedError with what the checker says of an error."""
        clash = self.room.desk.clash(self.kind, {"id": value}) if steps == ("id",) else []
        if clash:
            raise RefusedError(*self._said(clash))
        kept = deepcopy(self.data)
        values.put(self.data, steps, value)
        try:
            faults = [f for f in self._faults(steps) if f.code != "SCHEMA-002"]
        finally:
            self.data = kept
        errors = [found for found in faults if found.severity is Severity.ERROR]
        if errors:
            raise RefusedError(*self._said(errors))
        self._tell(faults)

    def _faults(self, steps: Steps) -> list[Diagnostic]:
        return self.room.desk.faults(self.kind, self.data, steps)

    def _errors(self, steps: Steps) -> list[Diagnostic]:
        return [found for found in self._faults(steps) if found.severity is Severity.ERROR]

    def _tell(self, faults: Sequence[Diagnostic]) -> None:
        for line in self._said(faults):
            self.room.dialogue.say(line, "yellow")

    def _said(self, faults: Sequence[Diagnostic]) -> list[str]:
        """What is wrong and what to do, as the checker says it."""
        language = self.room.language
        return [
            f"  {self.room.words[found.severity.value]} {found.code} – {message(found, language)}"
            f"\n    → {remedy(found, language)}"
            for found in faults[:5]
        ]
