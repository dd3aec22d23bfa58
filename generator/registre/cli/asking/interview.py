"""The questions about one record, in the order of the plan, each answer checked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from typing import Any

from registre.cli.asking import values
from registre.cli.asking.answers import Given, Unfinished
from registre.cli.asking.choices import Choice, matching
from registre.cli.asking.desk import short_id
from registre.cli.asking.dialogue import Prompt, RefusedError, truth
from registre.cli.asking.prompts import Prompts
from registre.cli.asking.resuming import Revision
from registre.cli.asking.room import Room
from registre.cli.asking.understanding import (
    Unknown,
    by_number,
    echoed,
    listed,
    named,
    understood,
)
from registre.cli.asking.verdict import Verdict
from registre.questions import Shape, Within, plan, shape
from registre.schema import Steps

# A paragraph may be followed by another one only in a text in Markdown.
ENDS = {False: 1, True: 2}
MAX_ITEMS = 200


class Interview:
    """The conversation about one record; ``data`` is what it has come to so far."""

    def __init__(
        self,
        room: Room,
        kind: str,
        given: Given,
        *,
        languages: Sequence[str] = (),
        is_brief: bool = False,
    ) -> None:
        self.room = room
        self.kind = kind
        self.data: dict[str, Any] = deepcopy(dict(given.data))
        # The organisation that is asked for in the middle of this record, as far as it has come.
        self.begun: Unfinished | None = given.unfinished
        # The field of the record that is being asked for.
        self._asking = ""
        self._given = given
        self._plan = plan(kind)
        self._prompts = Prompts(room.desk, kind, room.words, room.language)
        self._verdict = Verdict(room, kind)
        self._languages = tuple(languages)
        # Within the conversation about another record, only what is needed is asked.
        self._is_brief = is_brief

    # --- The record ---

    def run(self) -> dict[str, Any]:
        """Ask what is missing or no longer holds, propose the rest; the record, in short form."""
        if not self._languages:
            self._languages = self._asked_languages()
        self._take_up_organisations()
        for key in self._plan.today:
            self.data.setdefault(key, self.room.desk.on.isoformat())
        schemas = self.room.desk.schemas
        required = schemas.schema(self.kind)["required"]
        revision = Revision(self.room, self.kind, self.data, self._verdict, self._prompts)
        asked = list(dict.fromkeys((*self._plan.first, *required)))
        passed = self._passed_over(asked)
        for key in asked:
            revision.revise(key, self.field)
            if key not in self.data and (key in required or key not in passed):
                self.field((key,), is_required=key in required)
            self._asking = ""
        for key in [key for key in self.data if key not in asked]:
            revision.revise(key, self.field)
        if not self._is_brief:
            self._menu()
        return values.shortened(self.data)

    def _passed_over(self, asked: Sequence[str]) -> Sequence[str]:
        """What comes before the last answer given: it was left out on purpose."""
        last = max((n for n, key in enumerate(asked) if key in self.data), default=-1)
        return asked[: last + 1]

    @property
    def kept(self) -> dict[str, Any]:
        """What a draft keeps: the answers, but for a list of which no item was given yet."""
        answered = values.without_empty(self.data)
        kept: dict[str, Any] = {k: v for k, v in answered.items() if k not in self._plan.today}
        if kept.get(self._asking) == []:
            del kept[self._asking]
        return kept

    def _take_up_organisations(self) -> None:
        """Those that were made, or begun, in the conversation that the draft is from."""
        for record in self._given.organisations:
            self._take_up(record)
        if begun := self._given.unfinished:
            dialogue, words = self.room.dialogue, self.room.words
            name = _first_text(begun.data.get("name"))
            dialogue.say()
            dialogue.say(words["new_nested_again"].format(name=name), "bold")
            made = self._organisation(begun.place, begun.data)
            # The place may be gone, in a draft that was changed by hand: then it is asked for.
            with suppress(TypeError, IndexError, KeyError):
                values.put(self.data, begun.place, made)

    def _take_up(self, record: Mapping[str, Any]) -> None:
        """One that was made: the register's own where there is one now."""
        desk, dialogue, words = self.room.desk, self.room.dialogue, self.room.words
        record_id = str(record["id"])
        del desk.new["organisation", record_id]
        if owner := desk.owner("organisation", record_id):
            dialogue.say(words["new_made_since"].format(id=record_id, path=owner), "yellow")
            return
        nested = self._nested(record)
        try:
            done: Mapping[str, Any] = nested.run()
        except KeyboardInterrupt:
            desk.new["organisation", record_id] = nested.data if "id" in nested.data else record
            raise
        desk.new["organisation", str(done["id"])] = done

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
        while left := self._left_out():
            dialogue.say()
            dialogue.say(words["new_menu"])
            for number, group in left.items():
                titles = ", ".join(self._prompts.title((key,)) for key in group)
                dialogue.say(f"  {number:>2}. {titles}")

            def accept(typed: str, left: Mapping[int, Sequence[str]] = left) -> int:
                if typed and not (typed.isdecimal() and int(typed) in left):
                    known = ", ".join(str(number) for number in left)
                    raise RefusedError(words["new_menu_number"].format(known=known))
                return int(typed or 0)

            number = dialogue.ask(Prompt(title=words["new_menu_ask"]), accept)
            if not number:
                return
            for key in left[number]:
                if key not in self.data:
                    self.field((key,), is_required=False)

    def _left_out(self) -> dict[int, tuple[str, ...]]:
        """The groups of which something is left to add, under numbers that never change."""
        groups = enumerate(self._plan.groups, 1)
        return {n: group for n, group in groups if any(key not in self.data for key in group)}

    # --- One field ---

    def field(self, steps: Steps, *, is_required: bool) -> bool:
        """Ask for the field at ``steps``, whatever its form; whether it was answered."""
        if len(steps) == 1:
            self._asking = str(steps[0])
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
            value = understood(found, typed, choices, self.room.words)
            if value == named(value):
                self._verdict.try_out(self.data, steps, value)
            self._echo(value, choices)
            return value

        begun = self.room.dialogue.mark
        answer = self.room.dialogue.ask(prompt, accept)
        if answer is None:
            values.drop(self.data, steps)
            return False
        values.put(self.data, steps, named(answer))
        self._resolve(steps, answer, begun)
        return True

    def _echo(self, value: Any, choices: Sequence[Choice]) -> None:
        for line in echoed(value, choices):
            self.room.dialogue.say(line, "green")

    def _resolve(self, steps: Steps, answer: Any, begun: int) -> None:
        """Put each organisation of the answer that has no record yet in its place."""
        if isinstance(answer, list):
            for number, item in enumerate(answer):
                self._resolve((*steps, number), item, begun)
        if isinstance(answer, Unknown):
            made = self._known_or_new(steps, answer.name)
            if made is None:
                self.room.dialogue.rewind(begun)
            values.put(self.data, steps, made)

    def _known_or_new(self, steps: Steps, name: str) -> str | None:
        """The id of one that is like it, or of a new one; None to answer anew."""
        words, dialogue = self.room.words, self.room.dialogue
        choices = self.room.desk.choices("organisation")
        near = matching(name, choices)
        dialogue.say(words["new_unknown"].format(name=name), "yellow")
        for line in listed(near, choices, words):
            dialogue.say(line)

        def accept(typed: str) -> str | bool:
            if value := by_number(typed, choices):
                self._verdict.try_out(self.data, steps, value)
                self._echo(value, choices)
                return value
            said = truth(typed) if typed else not near
            if said is None:
                raise RefusedError(words["new_create_how"])
            return said

        letters = words["new_no_yes" if near else "new_yes_no"]
        question = words["new_create_or_number" if near else "new_create"].format(name=name)
        chosen = dialogue.ask(Prompt(title=f"{question} {letters}"), accept)
        if isinstance(chosen, str):
            return chosen
        return self._create_organisation(steps, name) if chosen else None

    def _create_organisation(self, steps: Steps, name: str) -> str:
        """The id of a new organisation, asked for in the same run."""
        self.room.dialogue.say()
        self.room.dialogue.say(self.room.words["new_nested"].format(name=name), "bold")
        return self._organisation(steps, {"name": self._bare({self._languages[0]: name})})

    def _organisation(self, steps: Steps, data: Mapping[str, Any]) -> str:
        """The id of an organisation of which what lacks is asked for; wanted at ``steps``."""
        nested = self._nested(data)
        self.begun = Unfinished(place=steps, data=nested.data)
        record = nested.run()
        self.begun = None
        self.room.desk.new["organisation", record["id"]] = record
        self.room.dialogue.say(self.room.words["new_nested_done"].format(id=record["id"]), "green")
        return str(record["id"])

    def _nested(self, data: Mapping[str, Any]) -> Interview:
        given = Given(data=data)
        return Interview(self.room, "organisation", given, languages=self._languages, is_brief=True)

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
                    text = self._bare({**said, code: values.text(typed)})
                    self._verdict.try_out(self.data, steps, text)
                return values.text(typed)

            if text := self.room.dialogue.ask(prompt, accept):
                said[code] = text
        if said:
            values.put(self.data, steps, self._bare(said))
        else:
            values.drop(self.data, steps)
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
        if is_left and (
            found.required or not is_item or not self._verdict.needed(self.data, steps)
        ):
            values.drop(self.data, steps)
            return False
        while missing := self._verdict.needed(self.data, steps):
            for key in missing:
                self.field((*steps, key), is_required=True)
        self._offer(steps, within)
        if errors := self._verdict.errors(self.data, steps):
            self._verdict.tell(errors)
            self.room.dialogue.rewind(begun)
        return True

    def _within(self, steps: Steps, found: Shape) -> Within:
        path = ".".join(str(step) for step in steps if isinstance(step, str))
        return self._plan.within.get(path) or Within(ask=found.required or found.properties)

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

    # --- What is proposed ---

    def _default(self, steps: Steps) -> str:
        """An id is proposed: the record's own, or that of a result."""
        if steps == ("id",):
            return self.proposed_id()
        is_named = steps[-1] == "id"
        title = values.get(self.data, (*steps[:-1], "title")) if is_named else None
        return short_id(_first_text(title))

    def proposed_id(self) -> str:
        """An id made of the acronym or the title; empty as long as there is none."""
        for key in self._plan.named_by:
            name = _first_text(self.data.get(key))
            if name and (proposed := self.room.desk.free_id(self.kind, name)):
                return proposed
        return ""


def _first_text(said: object) -> str:
    """A text, or the first of its languages; empty when there is none."""
    text = next(iter(said.values()), "") if isinstance(said, dict) else said
    return str(text or "")
