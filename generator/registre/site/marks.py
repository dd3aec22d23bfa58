"""What a record's page tells the search: filters, orders, and what a result shows."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from registre.markup import plain
from registre.model import Dataset, Localised, Organisation, Project, Record
from registre.site.compose import shortened
from registre.site.context import SiteContext
from registre.site.facets import facets_of, listed, listed_date
from registre.site.states import Pill, pills
from registre.site.voice import Voice
from registre.site.wording import sort_key

SUMMARY_LENGTH = 150
NO_DATE = "0000-00-00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a list shows of a record; ``facts`` stand on one line.

    A text in another language than the list's carries that language.
    """

    url: str
    title: Markup
    pills: tuple[Pill, ...]
    facts: tuple[Markup, ...]
    summary: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What ``data-pagefind-filter``, ``-sort`` and ``-meta`` hold: ``name:value`` each."""

    filters: tuple[str, ...]
    sorts: tuple[str, ...]
    meta: tuple[str, ...]


def project_marks(project: Project, context: SiteContext, voice: Voice) -> Marks:
    """What a project's page tells the search."""
    return marks("project", project, context, voice)


def dataset_marks(dataset: Dataset, context: SiteContext, voice: Voice) -> Marks:
    """What a dataset's page tells the search."""
    return marks("dataset", dataset, context, voice)


def organisation_marks(organisation: Organisation, context: SiteContext, voice: Voice) -> Marks:
    """What an organisation's page tells the search."""
    return marks("organisation", organisation, context, voice)


def marks(kind: str, record: Record, context: SiteContext, voice: Voice) -> Marks:
    """The marks of one record's page in one language; filters carry codes, never labels."""
    values = facets_of(record, context)
    shown = card(kind, record, context, voice)
    filters = [f"{key}:{code}" for key, codes in values.items() for code in codes]
    meta = {
        "title": shown.title.striptags(),
        "facts": " · ".join(fact.striptags() for fact in shown.facts),
        "summary": shown.summary.striptags(),
        "title_lang": _foreign(title_of(record), voice),
        "summary_lang": _foreign(summary_of(record), voice),
    }
    return Marks(
        filters=(f"type:{kind}", *filters),
        sorts=tuple(f"{name}:{value}" for name, value in _sorts(kind, record, context, voice)),
        meta=tuple(f"{name}:{value}" for name, value in meta.items() if value),
    )


def title_of(record: Record) -> Localised:
    """The title or name of a record."""
    return record.name if isinstance(record, Organisation) else record.title


def summary_of(record: Record) -> Localised | None:
    """What a record says of itself in a few sentences, as Markdown."""
    return record.summary if isinstance(record, Project) else record.description


def date_key(project: Project, context: SiteContext) -> str:
    """The day that a project is ordered by; NO_DATE comes before every day."""
    day = listed_date(project, context.on)
    return day.earliest.isoformat() if day else NO_DATE


def uses(kind: str, id: str, context: SiteContext) -> int:
    """In how many projects a dataset or an organisation is named."""
    catalogue = context.catalogue
    if kind == "dataset":
        return len(catalogue.projects_of.get(id, ()))
    return len({each.project for each in catalogue.involvements.get(id, ())})


def card(kind: str, record: Record, context: SiteContext, voice: Voice) -> Card:
    """What lists show of a record in one language."""
    state = context.states[record.id] if isinstance(record, Project) else None
    return Card(
        url=context.addresses.url(kind, record.id, voice.language),
        title=voice.short(title_of(record)),
        pills=pills(state, voice) if state else (),
        facts=tuple(_facts(record, context, voice)),
        summary=_summary(summary_of(record), voice),
    )


def _sorts(
    kind: str, record: Record, context: SiteContext, voice: Voice
) -> tuple[tuple[str, str], ...]:
    title = ("title", sort_key(voice.words(title_of(record))))
    if isinstance(record, Project):
        return ("date", date_key(record, context)), title
    return ("uses", str(uses(kind, record.id, context))), title


def _facts(record: Record, context: SiteContext, voice: Voice) -> list[Markup]:
    if isinstance(record, Project):
        when = _when(record, context, voice)
        return [voice.name("organisation", record.lead.organisation), *([when] if when else [])]
    if isinstance(record, Dataset):
        used = _counted("listing.used", uses("dataset", record.id, context), voice)
        holder = voice.name("organisation", record.holders[0])
        return [escape(voice.label("dataset-kind", record.kind)), holder, used]
    named = uses("organisation", record.id, context)
    held = len(context.catalogue.datasets_of.get(record.id, ()))
    facts = [escape(voice.label("organisation-kind", record.kind))]
    facts += [_counted("count.projects", named, voice)] if named else []
    facts += [_counted("count.datasets", held, voice)] if held else []
    return facts


def _when(project: Project, context: SiteContext, voice: Voice) -> Markup | None:
    """What happened last, and when; else what is planned or known of its publication."""
    found = listed(project, context.on)
    if found is None:
        return None
    what, day = found
    written = voice.wording.time(day)
    if what in ("planned", "result", "published"):
        return voice.t.html(f"listing.{what}", date=written)
    return voice.t.html("listing.event", event=voice.label("event-type", what), date=written)


def _counted(key: str, count: int, voice: Voice) -> Markup:
    return voice.t.html(key, count=count, n=voice.wording.number(count))


def _summary(text: Localised | None, voice: Voice) -> Markup:
    if text is None:
        return Markup()
    value, language = text.text(voice.language)
    return voice.short(Localised(((language, shortened(plain(value), SUMMARY_LENGTH)),)))


def _foreign(text: Localised | None, voice: Voice) -> str:
    """The language of a text that is not in the language of the page, else nothing."""
    found = voice.lang_of(text) if text else voice.language
    return "" if found == voice.language else found
