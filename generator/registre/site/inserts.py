"""What the generator adds to editorial pages, at the places that their authors left for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from registre.site import field_reference
from registre.site.context import SiteContext
from registre.site.translations import TemplateError

Insert = Callable[[SiteContext, str, str], Markup]

INSERTS: Mapping[str, Insert] = {"fields": field_reference.insert}


def insert(name: str, language: str, here: str, context: SiteContext) -> Markup:
    """The HTML for the hole ``insert-...`` of the page at ``here``.

    Raises TemplateError for a hole that nothing fills.
    """
    maker = INSERTS.get(name.removeprefix("insert-"))
    if maker is None:
        raise TemplateError(
            en=f"{here}: nothing fills the hole {name}", fr=f"{here} : rien ne remplit {name}"
        )
    return maker(context, language, here)
