"""The report for the page where a proposal is examined: Markdown, in one language.

It tells what the proposal changes, and what the public will see of it. Whether it may be
accepted is for `registre check` to say, and for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from registre.comparison import Amendment
from registre.consequences import Consequences, Standing
from registre.diagnostic import Diagnostic, Report, Severity, message, remedy
from registre.model import Event
from registre.proposal import Change, Proposal
from registre.reporters.readable import Readable
from registre.reporters.safe_markdown import Section, code, page, text

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

    def word(self, key: str, **values: object) -> str:
        return self.readable.words[f"report_{key}"].format(**values)

    def field(self, label: str, value: str) -> str:
        """``label: value``, as the language punctuates it; both already safe."""
        return f"{label}{self.word('colon')}{value}"


def render(proposal: Proposal, report: Report, consequences: Consequences, telling: Telling) -> str:
    """The whole page, no longer than a comment may be."""
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
        return f"**{text(title)}** ({code(telling.path(change.path))})"
    return f"**{text(title)}** ({text(kind)}, {code(change.id)})"


def _added(change: Change, consequences: Consequences, telling: Telling) -> Iterator[str]:
    """What the record is, in its main fields."""
    yield f"- {_heading(change, telling)}"
    data = change.new.data if change.new and isinstance(change.new.data, dict) else {}
    readable = telling.readable
    for name in _TOLD_OF_A_NEW_RECORD:
        if name in data:
            words = readable.schemas.words(change.kind, (name,)).get(readable.language, {})
            value = _main_value(change.kind, name, data[name], readable)
            yield f"  - {telling.field(text(words.get('title', name)), text(value))}"
    if standing := consequences.standing(change.new):
        yield f"  - {telling.field(telling.word('status'), _status(standing, telling))}"


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
        old, new = (code(telling.path(path)) for path in (change.old.path, change.path))
        yield f"  - {telling.word('moved', old=old, new=new)}"
    for amendment in change.amendments:
        yield f"  - {_amendment(change, amendment, telling)}"


def _amendment(change: Change, amendment: Amendment, telling: Telling) -> str:
    readable = telling.readable
    place = text(readable.place(change, amendment))
    if amendment.is_move:
        return telling.field(place, telling.word("reordered"))
    old = readable.value(change.kind, amendment.old_steps, amendment.old)
    new = readable.value(change.kind, amendment.steps, amendment.new)
    if amendment.is_addition:
        return telling.field(place, telling.word("gained", value=text(new)))
    if amendment.is_removal:
        return telling.field(place, telling.word("lost", value=text(old)))
    return telling.field(place, telling.word("became", **_parting(old, new)))


def _parting(old: str, new: str) -> dict[str, str]:
    """Both texts, from a little before the place where they part when they are long."""
    start = 0
    if len(old) > _LONG and len(new) > _LONG:
        parted = (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
        start = max(0, next(parted, 0) - _BEFORE)
    lead = "…" if start else ""
    return {"old": text(lead + old[start:]), "new": text(lead + new[start:])}


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
    about = ", ".join(text(part) for part in by)
    ends = event.expires or event.until
    until = telling.word("until", date=text(readable.date(ends))) if ends else ""
    parts = [part for part in (about, until) if part]
    return f"**{text(day)}** — {text(told)}. {' — '.join((*parts, _heading(change, telling)))}"


def _removed(proposal: Proposal) -> _Lines:
    def lines(change: Change, consequences: Consequences, telling: Telling) -> Iterator[str]:
        yield f"- {_heading(change, telling)}"
        line = proposal.removals.get((change.kind, change.id))
        reason = telling.readable.localised(line.get("reason")) if line else ""
        told = text(reason) if reason else telling.word("no_reason")
        yield f"  - {telling.field(telling.word('reason'), told)}"

    return lines


def _public(proposal: Proposal, consequences: Consequences, telling: Telling) -> Iterator[str]:
    """Pages that appear, move or say that the record is gone; states that change."""
    for change in proposal.added:
        yield f"- {telling.word('page_new', page=_page(change, telling))}"
    for change in proposal.renamed:
        if change.old:
            old = code(telling.address(change.kind, change.old.id))
            yield f"- {telling.word('page_moved', old=old, page=_page(change, telling))}"
    for change in proposal.removed:
        told = (change.kind, change.id) in proposal.removals
        key = "page_removed" if told else "page_lost"
        yield f"- {telling.word(key, page=_page(change, telling))}"
    for change in proposal.continued:
        before, after = (consequences.standing(side) for side in (change.old, change.new))
        if before and after:
            yield from (f"- {line}" for line in _states(change, before, after, telling))


def _page(change: Change, telling: Telling) -> str:
    return code(telling.address(change.kind, change.id))


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
    return text(telling.readable.label("status", standing.status))


def _results(standing: Standing, telling: Telling) -> str:
    clock = standing.results
    state = telling.readable.label("results-state", clock.state)
    if clock.due is None or clock.state == "not-applicable":
        return text(state)
    return f"{text(state)} ({text(telling.readable.date(clock.due))})"


def _deadlines(consequences: Consequences, telling: Telling) -> Iterator[str]:
    for deadline in consequences.deadlines():
        due = text(telling.readable.date(deadline.due))
        told = telling.word(f"due_{deadline.kind}", date=f"**{due}**")
        presumed = f" ({telling.word('presumed')})" if deadline.is_presumed else ""
        yield f"- {told}{presumed} — {_heading(deadline.change, telling)}"


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
    where = code(f"{telling.path(found.where.path)}:{found.where.line}")
    said = text(message(found, language), 600)
    advice = text(remedy(found, language), 600)
    return f"- {where} {text(found.code)}{telling.word('colon')}{said}<br>→ {advice}"
