"""The report for the page where a proposal is examined: Markdown, in one language.

It tells what the proposal changes, and what the public will see of it. Whether it may be
accepted is for `registre check` to say, and for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from registre.comparison import Amendment
from registre.consequences import Consequences, Deadline, Standing
from registre.diagnostic import Diagnostic, Report, Severity, message, remedy
from registre.model import Event
from registre.proposal import Change, Proposal
from registre.readable import Readable
from registre.reporters.masking import masked, masked_finding, masked_path
from registre.reporters.safe_markdown import Section, code, page, text
from registre.rules.privacy import DEFAULT_COUNTRY
from registre.rules.rewriting import is_promise

# By which the CI knows its own comment again, and writes over it.
MARKER = "<!-- registre:proposal-report -->"
# Beyond, two texts are shown from a little before the place where they part.
_LONG, _BEFORE = 200, 60
_TOLD_OF_A_NEW_RECORD = ("lead", "holders", "purpose", "kind", "data", "route", "access", "country")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the report is told with. ``address`` is the public address of a record's page."""

    readable: Readable
    address: Callable[[str, str], str]
    path: Callable[[str], str]
    country: str = DEFAULT_COUNTRY

    def word(self, key: str, **values: object) -> str:
        return self.readable.words[f"report_{key}"].format(**values)

    def masked(self, value: object) -> str:
        """The value on one line, without what looks like a person's data."""
        return masked(" ".join(str(value).split()), self.country)

    def text(self, value: object, limit: int = 300) -> str:
        """The value as words of a sentence, masked before it is cut."""
        return text(self.masked(value), limit)

    def code(self, value: str) -> str:
        """The value as a machine's word: a path, an id, an address; masked as well."""
        return code(masked_path(value, self.country))

    def field(self, label: str, value: str) -> str:
        """``label: value``, as the language punctuates it; both already safe."""
        return f"{label}{self.word('colon')}{value}"


def render(proposal: Proposal, report: Report, consequences: Consequences, telling: Telling) -> str:
    """The whole page, no longer than a comment may be."""
    telling = replace(telling, country=_country(proposal))
    opening = [MARKER, f"## {telling.word('title')}", *_summary(proposal, report, telling)]
    sections = [
        _section("added", proposal.added, _added, consequences, telling),
        _section("amended", _amended_first(proposal), _amended, consequences, telling),
        _decided(consequences, telling),
        _section("removed", proposal.removed, _removed(proposal), consequences, telling),
        Section(title=telling.word("public"), lines=[*_public(proposal, consequences, telling)]),
        Section(title=telling.word("deadlines"), lines=[*_deadlines(consequences, telling)]),
        *_findings(proposal, report, telling),
    ]
    return page(opening, sections, telling.word("more", count="{count}"))


def _country(proposal: Proposal) -> str:
    """Whose numbers are looked for, told by register.yaml even when its schema fails."""
    data = proposal.register.data if proposal.register else None
    said = data.get("country") if isinstance(data, dict) else None
    return said if isinstance(said, str) else DEFAULT_COUNTRY


def _summary(proposal: Proposal, report: Report, telling: Telling) -> Iterator[str]:
    counts = {
        "added": len(proposal.added),
        "amended": len(_amended_first(proposal)),
        "removed": len(proposal.removed),
    }
    told = [
        telling.field(telling.word(name), str(count)) for name, count in counts.items() if count
    ]
    yield f"{' · '.join(told) or telling.word('nothing')}."
    verdict = "refused" if report.has_errors else "accepted"
    yield f"**{telling.word(verdict)}**"
    if proposal.rewritten:
        yield telling.word("rewritten", count=len(proposal.rewritten))


def _amended_first(proposal: Proposal) -> tuple[Change, ...]:
    """Records before settings; a tombstone is told where its record is."""
    settings = (s for s in proposal.settings if s.path != "removed.yaml" and s.amendments)
    return (*proposal.amended, *proposal.renamed, *settings)


_Lines = Callable[[Change, Consequences, Telling], Iterator[str]]


def _section(
    name: str,
    changes: Iterable[Change],
    lines: _Lines,
    consequences: Consequences,
    telling: Telling,
) -> Section:
    found = tuple(changes)
    told = [line for change in found for line in lines(change, consequences, telling)]
    title = telling.field(telling.word(name), str(len(found)))
    return Section(title=title, lines=told)


def _heading(change: Change, telling: Telling) -> str:
    """``**Title** (Project, `id`)``."""
    side = change.new or change.old
    title = telling.readable.title_of(side) if side else change.id
    kind = telling.readable.label("record-kind", change.kind)
    if change.kind not in ("project", "dataset", "organisation"):
        return f"**{telling.text(title)}** ({telling.code(telling.path(change.path))})"
    return f"**{telling.text(title)}** ({telling.text(kind)}, {telling.code(change.id)})"


def _added(change: Change, consequences: Consequences, telling: Telling) -> Iterator[str]:
    """What the record is, in its main fields."""
    yield f"- {_heading(change, telling)}"
    data = change.new.data if change.new and isinstance(change.new.data, dict) else {}
    readable = telling.readable
    for name in _TOLD_OF_A_NEW_RECORD:
        if name in data:
            words = readable.schemas.words(change.kind, (name,)).get(readable.language, {})
            value = _main_value(change.kind, name, data[name], readable)
            title = telling.text(words.get("title", name))
            yield f"  - {telling.field(title, telling.text(value))}"
    if change.kind == "project":
        yield from _uses(data.get("data"), telling)
    if standing := consequences.standing(change.new):
        yield f"  - {telling.field(telling.word('status'), _status(standing, telling))}"


def _uses(data: object, telling: Telling) -> Iterator[str]:
    """Of each data use what somebody may want to object to, said or not."""
    readable = telling.readable
    for place, use in enumerate(data if isinstance(data, list) else ()):
        if not isinstance(use, dict):
            continue
        told = [_main_value("project", "data", [use], readable)]
        for name in ("period", "form", "opt_out"):
            steps = ("data", place, name)
            title = readable.schemas.words("project", steps).get(readable.language, {})
            value = readable.value("project", steps, use.get(name))
            told.append(telling.field(str(title.get("title", name)), value))
        yield f"  - {telling.text(readable.words['report_semicolon'].join(told), 600)}"


def _main_value(kind: str, name: str, value: object, readable: Readable) -> str:
    """The value without its details: the organisation that leads, the statement of a purpose."""
    told: list[str] = []
    for place, item in enumerate(value) if isinstance(value, list) else ((None, value),):
        steps = (name,) if place is None else (name, place)
        keys = ("organisation", "statement", "dataset", "source_name")
        main = next((k for k in keys if isinstance(item, dict) and k in item), None)
        where = (*steps, main) if main else steps
        told.append(readable.value(kind, where, item[main] if main else item))  # type: ignore[index]
    return ", ".join(told)


def _amended(change: Change, consequences: Consequences, telling: Telling) -> Iterator[str]:
    """Each field, with what it was and what it is."""
    yield f"- {_heading(change, telling)}"
    if change.old and change.old.path != change.path:
        old, new = (telling.code(telling.path(path)) for path in (change.old.path, change.path))
        yield f"  - {telling.word('moved', old=old, new=new)}"
    for amendment in change.amendments:
        yield f"  - {_amendment(change, amendment, telling)}"


def _amendment(change: Change, amendment: Amendment, telling: Telling) -> str:
    readable = telling.readable
    place = telling.text(readable.place(change, amendment))
    if amendment.is_move:
        return telling.field(place, telling.word("reordered"))
    old = readable.value(change.kind, amendment.old_steps, amendment.old)
    new = readable.value(change.kind, amendment.steps, amendment.new)
    if amendment.is_addition:
        return telling.field(place, telling.word("gained", value=telling.text(new)))
    if amendment.is_removal:
        return telling.field(place, telling.word("lost", value=telling.text(old)))
    return telling.field(place, telling.word("became", **_parting(old, new, telling)))


def _parting(old: str, new: str, telling: Telling) -> dict[str, str]:
    """Both texts, from a little before the place where they part when they are long."""
    # What is cut could not be recognised any more: it is masked whole.
    old, new = telling.masked(old), telling.masked(new)
    start = 0
    if len(old) > _LONG and len(new) > _LONG:
        parted = (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
        start = max(0, next(parted, 0) - _BEFORE)
    lead = "…" if start else ""
    return {"old": telling.text(lead + old[start:]), "new": telling.text(lead + new[start:])}


def _decided(consequences: Consequences, telling: Telling) -> Section:
    lines = [f"- {_decision(c, event, telling)}" for c, event in consequences.decided()]
    return Section(title=telling.field(telling.word("decided"), str(len(lines))), lines=lines)


def _decision(change: Change, event: Event, telling: Telling) -> str:
    """``**3 May 2026**, decision made: granted. Body, reference``, then the record."""
    readable = telling.readable
    told = readable.label("event-type", event.type)
    if event.outcome:
        told = telling.field(told, readable.label("outcome", event.outcome).lower())
    day = readable.date(event.date) if event.date else telling.word("not_stated")
    by = [readable.name("organisation", event.body)] if event.body else []
    by += [event.reference] if event.reference else []
    about = ", ".join(telling.text(part) for part in by)
    ends = event.expires or event.until
    until = telling.word("until", date=telling.text(readable.date(ends))) if ends else ""
    parts = [part for part in (about, until, _heading(change, telling)) if part]
    return f"**{telling.text(day)}** — {telling.text(told)}. {' — '.join(parts)}"


def _removed(proposal: Proposal) -> _Lines:
    def lines(change: Change, consequences: Consequences, telling: Telling) -> Iterator[str]:
        yield f"- {_heading(change, telling)}"
        line = proposal.removals.get((change.kind, change.id))
        reason = telling.readable.localised(line.get("reason")) if line else ""
        told = telling.text(reason) if reason else telling.word("no_reason")
        yield f"  - {telling.field(telling.word('reason'), told)}"

    return lines


def _public(proposal: Proposal, consequences: Consequences, telling: Telling) -> Iterator[str]:
    """Pages that appear, move or say that the record is gone; states that change."""
    for change in proposal.added:
        yield f"- {telling.word('page_new', page=_page(change, telling))}"
    for change in proposal.renamed:
        if change.old:
            old = telling.code(telling.address(change.kind, change.old.id))
            leads = proposal.successors.get((change.kind, change.old.id)) == change.id
            key = "page_moved" if leads else "page_left"
            yield f"- {telling.word(key, old=old, page=_page(change, telling))}"
    for change in proposal.removed:
        told = (change.kind, change.id) in proposal.removals
        key = "page_removed" if told else "page_lost"
        yield f"- {telling.word(key, page=_page(change, telling))}"
    for change in proposal.continued:
        for amendment in change.amendments if change.kind == "project" else ():
            if _is_telling(amendment):
                heading = _heading(change, telling)
                yield f"- {heading} — {_amendment(change, amendment, telling)}"
        before, after = (consequences.standing(side) for side in (change.old, change.new))
        if before and after:
            yield from (f"- {line}" for line in _states(change, before, after, telling))


def _is_telling(amendment: Amendment) -> bool:
    """What was decided, and what the decision rested upon."""
    steps = max(amendment.steps, amendment.old_steps, key=len)
    is_outcome = len(steps) == 3 and (steps[0], steps[2]) == ("events", "outcome")
    return steps[0] == "lead" or is_outcome or is_promise(amendment)


def _page(change: Change, telling: Telling) -> str:
    return telling.code(telling.address(change.kind, change.id))


def _states(change: Change, before: Standing, after: Standing, telling: Telling) -> Iterator[str]:
    heading = _heading(change, telling)
    old, new = _status(before, telling), _status(after, telling)
    if old != new:
        became = telling.word("became", old=old, new=new)
        yield f"{heading} — {telling.field(telling.word('status'), became)}"
    old, new = _results(before, telling), _results(after, telling)
    if old != new:
        became = telling.word("became", old=old, new=new)
        yield f"{heading} — {telling.field(telling.word('results'), became)}"


def _status(standing: Standing, telling: Telling) -> str:
    return telling.text(telling.readable.label("status", standing.status))


def _results(standing: Standing, telling: Telling) -> str:
    clock = standing.results
    state = telling.readable.label("results-state", clock.state)
    if clock.due is None or clock.state == "not-applicable":
        return telling.text(state)
    return f"{telling.text(state)} ({telling.text(telling.readable.date(clock.due))})"


def _deadlines(consequences: Consequences, telling: Telling) -> Iterator[str]:
    for deadline in consequences.deadlines():
        due = telling.text(telling.readable.date(deadline.due))
        if deadline.is_indicative:
            yield f"- {_indicative(deadline, due, telling)} — {_heading(deadline.change, telling)}"
            continue
        told = telling.word(f"due_{deadline.kind}", date=f"**{due}**")
        counted = _counted(deadline, telling)
        yield f"- {told}{counted} — {_heading(deadline.change, telling)}"


def _indicative(deadline: Deadline, due: str, telling: Telling) -> str:
    """A day by which nobody is late: the rule does not bind yet, or the day is past."""
    of = telling.word(f"of_{deadline.kind}")
    counted = _counted(deadline, telling)
    if deadline.applies_from is None:
        return telling.word("due_past", of=of, date=due, counted=counted)
    start = telling.text(telling.readable.date(deadline.applies_from))
    return telling.word("due_indicative", of=of, date=due, counted=counted, start=start)


def _counted(deadline: Deadline, telling: Telling) -> str:
    """`` (18 months after the planned end, presumed date)``: from what the day is counted."""
    told = []
    if deadline.delay is not None and deadline.basis is not None:
        number = "one" if deadline.delay.value == 1 else "many"
        unit = f"{deadline.delay.unit}_{number}".replace("-", "_")
        delay = telling.word(f"delay_{unit}", count=deadline.delay.value)
        told.append(telling.word(f"after_{deadline.basis.replace('-', '_')}", delay=delay))
    if deadline.is_presumed:
        told.append(telling.word("presumed"))
    return f" ({', '.join(told)})" if told else ""


def _findings(proposal: Proposal, report: Report, telling: Telling) -> Iterator[Section]:
    """Errors in the open; warnings and notices folded, those of the proposal's own files."""
    for severity in Severity:
        found = [f for f in report.findings if f.severity is severity]
        shown = found
        if severity is not Severity.ERROR:
            shown = [f for f in found if f.where.path in proposal.touched]
        title = telling.field(telling.word(f"{severity.value}s"), str(len(found)))
        lines = [_finding(f, telling) for f in shown]
        if len(shown) < len(found):
            lines.append("- " + telling.word("elsewhere", count=len(found) - len(shown)))
        yield Section(title=title, lines=lines, is_folded=severity is not Severity.ERROR)


def _finding(found: Diagnostic, telling: Telling) -> str:
    language = telling.readable.language
    found = masked_finding(found, telling.country)
    where = telling.code(f"{telling.path(found.where.path)}:{found.where.line}")
    said = telling.text(message(found, language), 600)
    advice = telling.text(remedy(found, language), 600)
    return f"- {where} {telling.text(found.code)}{telling.word('colon')}{said}<br>→ {advice}"
