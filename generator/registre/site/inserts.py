"""What the generator adds to editorial pages, at the places that their authors left for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup, escape

from registre.markup import filled, trusted
from registre.site import forge
from registre.site.addresses import LISTINGS
from registre.site.context import SiteContext
from registre.site.translations import TemplateError

if TYPE_CHECKING:
    from registre.schema import FieldWords

DEEPEST = 3

Insert = Callable[[SiteContext, str], Markup]


class Choice(NamedTuple):
    """A code that a field accepts, and its label where its vocabulary has one."""

    code: str
    label: str


class FieldHelp(NamedTuple):
    """A field of a declaration, explained in one language."""

    name: str
    depth: int
    required: bool
    title: str
    help: str
    instructions: str
    example: str
    choices: tuple[Choice, ...]


class FieldGroup(NamedTuple):
    """A field at the top of a declaration, and all that stands inside it."""

    field: FieldHelp
    inside: tuple[FieldHelp, ...]


def insert(name: str, language: str, here: str, context: SiteContext) -> Markup:
    """The HTML for the hole ``insert-...`` of the page at ``here``.

    Raises TemplateError for a hole that nothing fills.
    """
    maker = INSERTS.get(name.removeprefix("insert-"))
    if maker is None:
        raise TemplateError(
            en=f"{here}: nothing fills the hole {name}", fr=f"{here} : rien ne remplit {name}"
        )
    return maker(context, language)


def _fields(context: SiteContext, language: str) -> Markup:
    """The reference of every field of a project, made from the schema."""
    return reference(context.fields, context, language)


def reference(fields: Sequence[FieldWords], context: SiteContext, language: str) -> Markup:
    """The reference of these fields, each with those inside it."""
    template = context.templates.get_template("_fields.html")
    shown = tuple(_field(field, language, context) for field in fields)
    return trusted(template.render(groups=tuple(_groups(shown)), t=context.translations[language]))


def _groups(fields: tuple[FieldHelp, ...]) -> Iterator[FieldGroup]:
    tops = [at for at, field in enumerate(fields) if field.depth == 0]
    for start, end in pairwise((*tops, len(fields))):
        yield FieldGroup(fields[start], fields[start + 1 : end])


def _field(field: FieldWords, language: str, context: SiteContext) -> FieldHelp:
    words = field.words.get(language) or field.words.get(context.languages[0], {})
    return FieldHelp(
        name=field.name,
        depth=min(field.depth, DEEPEST),
        required=field.required,
        title=words.get("title", field.name),
        help=words.get("help", ""),
        instructions=words.get("instructions", ""),
        example="\n".join(written(words.get("example"))),
        choices=tuple(_choices(field.choices, language, context)),
    )


def _choices(codes: tuple[str, ...], language: str, context: SiteContext) -> Iterator[Choice]:
    """Codes with the labels of the vocabulary that has just these codes."""
    known = (labels for labels in context.labels.values() if set(labels) == set(codes))
    labels = next(known, {})
    for code in codes:
        yield Choice(code, labels[code].text(language).value if code in labels else "")


def written(value: object) -> Iterator[str]:
    """The lines of a value as a declaration writes it: YAML, quoted as JSON where need be."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _under(f"{key}:", "  ", inner)
    elif isinstance(value, list) and value:
        for inner in value:
            first, *rest = written(inner)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    elif isinstance(value, str) and _is_plain(value):
        yield value
    elif value is not None:
        yield json.dumps(value, ensure_ascii=False)


def _under(head: str, indent: str, inner: object) -> Iterator[str]:
    if isinstance(inner, Mapping | list) and inner:
        yield head
        yield from (f"{indent}{line}" for line in written(inner))
    else:
        yield " ".join([head, *written(inner)])


def _is_plain(text: str) -> bool:
    """Whether YAML reads the text as it stands."""
    if not text[:1].isalpha() or text in ("true", "false", "null") or text.endswith(":"):
        return False
    return not any(sign in text for sign in (": ", " #", "\n"))


def _checks(context: SiteContext, language: str) -> Markup:
    """The link to the pages on what is checked, which lie below the page on declaring."""
    return _below(context, language, context.addresses.checks(language), "checks.link")


def _form(kind: str) -> Insert:
    """The link to the form for a kind of record."""

    def link(context: SiteContext, language: str) -> Markup:
        return _below(
            context, language, context.addresses.form(kind, language), f"form.link_{kind}"
        )

    return link


def _reference(kind: str) -> Insert:
    """The link to the page that explains every field of a kind of record."""

    def link(context: SiteContext, language: str) -> Markup:
        target = context.addresses.fields(kind, language)
        return _below(context, language, target, f"fields.link_{kind}")

    return link


def _below(context: SiteContext, language: str, target: str, words: str) -> Markup:
    """A link from the page on declaring to one below it."""
    way = context.addresses.relative(context.addresses.page("declare", language), target)
    return filled('<a href="{}">{}</a>', way, context.translations[language](words))


def _forge(context: SiteContext, language: str) -> Markup:
    """Where the register's repository takes a new file; its name alone when it has none."""
    words = context.translations[language]
    known = context.catalogue.register.forge
    if known is None:
        return escape(words("form.forge"))
    address = f"{forge.new_file(known)}{forge.FOLDER}/projects"
    return filled('<a href="{}" rel="noopener">{}</a>', address, words("form.forge"))


INSERTS: Mapping[str, Insert] = {
    "fields": _fields,
    "checks": _checks,
    "forge": _forge,
    **{f"form-{kind}": _form(kind) for kind in LISTINGS},
    **{f"fields-{kind}": _reference(kind) for kind in ("dataset", "organisation")},
}
