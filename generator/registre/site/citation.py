"""How a record is cited: in a sentence, as BibTeX, and as CSL-JSON 1.0.2.

The author of a record is the register's publisher: it answers for what the record says, whether
the organisation in charge declared it or the register compiled it from public sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from registre.model import PartialDate
from registre.site.context import SiteContext
from registre.site.voice import Voice

BIBTEX, CSL = "citation.bib", "citation.json"

# What TeX reads as a command; braces by name, for BibTeX counts even the escaped ones.
_TEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        "\u00a0": "~",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What names a record in a bibliography; ``issued`` is None when nobody knows it."""

    key: str
    title: str
    author: str
    register: str
    url: str
    language: str
    issued: PartialDate | None


def citation(kind: str, id: str, context: SiteContext, voice: Voice) -> Citation:
    """The citation of a record in one language; its address is the one that stays."""
    register = context.catalogue.register
    return Citation(
        key=f"{kind}-{id}",
        title=voice.title(kind, id),
        author=voice.title("organisation", register.publisher),
        register=voice.words(register.name),
        url=context.addresses.absolute(context.addresses.identifier(kind, id)),
        language=voice.language,
        issued=_issued(kind, id, context),
    )


def _issued(kind: str, id: str, context: SiteContext) -> PartialDate | None:
    """The day of publication that the project declares, else that of its first commit."""
    if kind == "project" and (declared := context.catalogue.projects[id].published_on):
        return declared
    turns = context.history.of(kind, id)
    if not turns or turns[-1].action != "added":
        return None
    first = turns[-1].origin.when
    return PartialDate(year=first.year, month=first.month, day=first.day)


def sentence(cited: Citation, voice: Voice) -> Markup:
    """The citation as a reader writes it."""
    return voice.t.html(
        "cite.sentence",
        author=cited.author,
        when=cited.issued.year if cited.issued else voice.t("cite.undated"),
        title=cited.title,
        register=cited.register,
        url=cited.url,
    )


def bibtex(cited: Citation) -> str:
    """The citation as a BibTeX entry of one field a line; readable by biber and BibTeX."""
    fields = {
        "title": _tex(cited.title),
        "author": _tex(cited.author),
        "howpublished": _tex(cited.register),
        "url": cited.url,
        "langid": cited.language,
    }
    if cited.issued:
        fields["year"] = str(cited.issued.year)
    # Names of organisations and titles keep their form: two pairs of braces.
    whole = {"title", "author"}
    lines = "".join(
        f"  {name} = {{{{{text}}}}},\n" if name in whole else f"  {name} = {{{text}}},\n"
        for name, text in fields.items()
    )
    return f"@misc{{{cited.key},\n{lines}}}\n"


def _tex(text: str) -> str:
    return text.replace("\n", " ").translate(_TEX)


def csl(cited: Citation) -> list[dict[str, Any]]:
    """The citation as CSL-JSON: an entry of a catalogue."""
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "entry",
        "title": cited.title,
        "author": [{"literal": cited.author}],
        "container-title": cited.register,
        "publisher": cited.author,
        "URL": cited.url,
        "language": cited.language,
    }
    if cited.issued:
        parts = (cited.issued.year, cited.issued.month, cited.issued.day)
        item["issued"] = {"date-parts": [[part for part in parts if part]]}
    return [item]
