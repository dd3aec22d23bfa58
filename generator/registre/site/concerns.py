"""The path "Does this concern me?": a place, then a condition, then the data and the projects.

Plain pages, by place and by place and theme, so that their number follows the vocabulary.
Years and ages stand beside each entry; a script may narrow by them what a page lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from registre.site.compose import compose
from registre.site.concerns_entries import OPT_OUT, by_opt_out
from registre.site.concerns_lists import Group, Item, Lists, grouped
from registre.site.concerns_register import ANSWERS, ANYWHERE, Concerned
from registre.site.contacts import contact
from registre.site.context import SiteContext
from registre.site.entries import counted
from registre.site.page import Page
from registre.site.pagination import pagination
from registre.site.voice import Voice
from registre.site.wording import sort_key

PER_PAGE = 100

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page of the path: what is answered so far, and in which language."""

    voice: Voice
    place: str = ""
    theme: str | None = None
    number: int = 1


def pages(context: SiteContext) -> Iterator[Page]:
    """The first page, one for each place, one or more for each place and theme."""
    path = _Path(context)
    for voice in context.voices.values():
        yield path.start(Step(voice=voice))
        for place in ANSWERS:
            yield path.place(Step(voice=voice, place=place))
            for theme in path.concerned.themes(place):
                yield from path.theme(place, theme, voice)


class _Path:
    """The pages, from the verdicts on all records."""

    def __init__(self, context: SiteContext) -> None:
        self.context = context
        self.addresses = context.addresses
        self.concerned = Concerned(context)
        self.lists = Lists(context, self.concerned)

    # Pages ---------------------------------------------------------------------------

    def start(self, step: Step) -> Page:
        """Where were you cared for?"""
        voice = step.voice
        places = [
            {
                "title": voice.t(f"concerns.place_{place}"),
                "hint": voice.t(f"concerns.hint_{place}"),
                "url": self.addresses.concerned(place, None, voice.language),
                "count": counted("datasets", len(self.concerned.datasets(place, None)), voice),
            }
            for place in ANSWERS
        ]
        return self._page("concerns", step, {"places": places}, voice.t("pages.concerns-me"))

    def place(self, step: Step) -> Page:
        """Which condition? And the data of that place, whatever the condition."""
        voice, place = step.voice, step.place
        themes = sorted(
            self.concerned.themes(place), key=lambda code: sort_key(voice.label("theme", code))
        )
        values = {
            "hint": voice.t(f"concerns.hint_{place}"),
            "anywhere": place == ANYWHERE,
            "themes": [
                {
                    "label": voice.label("theme", theme),
                    "url": self.addresses.concerned(place, theme, voice.language),
                    "count": counted("projects", len(self.concerned.projects(place, theme)), voice),
                }
                for theme in themes
            ],
            "datasets": self._datasets(step),
            **self._counts(step, ()),
        }
        return self._page("concerns_place", step, values, voice.t(f"concerns.place_{place}"))

    def theme(self, place: str, theme: str, voice: Voice) -> Iterator[Page]:
        """The data and the projects; as many pages as the projects fill.

        A large register would repeat under each place the projects whose data tell none:
        it lists them once, where no place is asked for.
        """
        every = self.concerned.projects(place, theme)
        few = place == ANYWHERE or len(every) <= PER_PAGE
        found = every if few else self.concerned.surely(place, theme)
        items = self.lists.projects(place, found, voice)
        total = max(1, -(-len(items) // PER_PAGE))
        shared = self._shared(place, theme, voice, found)
        for number in range(1, total + 1):
            step = Step(voice=voice, place=place, theme=theme, number=number)
            values = {
                "first": number == 1,
                "datasets": self._datasets(step) if number == 1 else (),
                "projects": self._grouped(step, items[(number - 1) * PER_PAGE :][:PER_PAGE]),
                "pagination": pagination(number, total, partial(self._url, step)),
            }
            position = voice.t("listing.position", number=number, total=total)
            title = shared["heading"] if number == 1 else f"{shared['heading']} — {position}"
            yield self._page("concerns_theme", step, shared | values, title)

    def _shared(self, place: str, theme: str, voice: Voice, found: Collection[str]) -> Values:
        """What all pages of a place and theme say."""
        elsewhere = len(self.concerned.projects(place, theme)) - len(found)
        step = Step(voice=voice, place=place, theme=theme)
        return {
            "heading": voice.t(
                "concerns.heading",
                place=voice.t(f"concerns.place_{place}"),
                theme=voice.label("theme", theme),
            ),
            "elsewhere": counted("projects", elsewhere, voice) if elsewhere else "",
            "elsewhere_url": self.addresses.concerned(ANYWHERE, theme, voice.language),
            "opt_outs": self._opt_outs(place, found, voice),
            **self._counts(step, found),
        }

    def _page(self, template: str, step: Step, values: Values, title: str) -> Page:
        language = step.voice.language
        urls = {code: self._url(step, step.number, code) for code in self.context.languages}
        root = self.addresses.root_from(urls[language])
        return compose(
            self.context,
            template,
            {"heading": title, "steps": self._steps(step), **self._rights(step.voice), **values},
            urls=urls,
            language=language,
            section="rights",
            title=title,
            description=step.voice.t("concerns.description", title=title),
            toc=_contents(step),
            extra_head=_script(root) if step.place else Markup(),
        )

    def _url(self, step: Step, number: int, language: str = "") -> str:
        language = language or step.voice.language
        if not step.place:
            return self.addresses.page("concerns-me", language)
        url = self.addresses.concerned(step.place, step.theme, language)
        return url if number == 1 else self.addresses.numbered(url, number, language)

    def _steps(self, step: Step) -> list[tuple[str, str]]:
        """The way back."""
        t, page, language = step.voice.t, self.addresses.page, step.voice.language
        steps = [(t("text.home"), page("home", language))]
        if step.place:
            steps.append((t("pages.concerns-me"), page("concerns-me", language)))
        if step.theme:
            url = self.addresses.concerned(step.place, None, language)
            steps.append((t(f"concerns.place_{step.place}"), url))
        return steps

    # Their parts ---------------------------------------------------------------------

    def _datasets(self, step: Step) -> tuple[Group, ...]:
        found = self.concerned.datasets(step.place, step.theme)
        return self._grouped(step, self.lists.datasets(found, step.voice))

    def _grouped(self, step: Step, items: Iterable[Item]) -> tuple[Group, ...]:
        root = self.addresses.root_from(self._url(step, step.number))
        return grouped(items, step.voice, root)

    def _counts(self, step: Step, projects: Collection[str]) -> Values:
        """How many there are, and what a script needs to count anew."""
        voice = step.voice
        datasets = len(self.concerned.datasets(step.place, step.theme))
        words = {noun: voice.t.entries[f"count.{noun}"] for noun in ("datasets", "projects")}
        return {
            "count_datasets": counted("datasets", datasets, voice),
            "count_projects": counted("projects", len(projects), voice),
            "words": {
                noun: text if isinstance(text, str) else dict(text) for noun, text in words.items()
            },
            "latest_year": self.context.on.year,
        }

    def _opt_outs(self, place: str, ids: Iterable[str], voice: Voice) -> list[tuple[str, str]]:
        """What opting out changes, and in how many of these projects."""
        fits = self.concerned.fits(place)
        counts = by_opt_out((use for use, _ in fits[id].uses) for id in ids)
        return [
            (voice.t(f"concerns.opt_out_{code}"), counted("projects", counts[code], voice))
            for code in OPT_OUT
            if counts[code]
        ]

    def _rights(self, voice: Voice) -> Values:
        register, page = self.context.catalogue.register, self.addresses.page
        return {
            "contact": contact(register.contact, voice) or voice.missing,
            "rights_url": page("rights", voice.language),
            "projects_url": page("projects", voice.language),
        }


def _contents(step: Step) -> list[tuple[str, Markup]]:
    if not step.place:
        return []
    parts = ("data", "projects", "opposition") if step.theme else ("subject", "data", "opposition")
    kept = [part for part in parts if part != "data" or step.number == 1]
    return [(part, escape(step.voice.t(f"concerns.{part}"))) for part in kept]


def _script(root: str) -> Markup:
    return Markup('<script src="{}static/js/concerns.js" defer></script>\n').format(root)
