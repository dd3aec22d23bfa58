"""From prepared values to a page: the template, the head, the twins."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import jinja2
from markupsafe import Markup, escape

from registre.diagnostic import RegisterError
from registre.markup import EMPTY, trusted
from registre.site.context import SiteContext
from registre.site.page import Page
from registre.site.templates import own_template
from registre.site.translations import TemplateError

DESCRIPTION_LENGTH = 200

_JSON_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def compose(
    context: SiteContext,
    template: str,
    values: Mapping[str, Any],
    *,
    urls: Mapping[str, str],
    language: str,
    section: str,
    title: str,
    description: str,
    kind: str | None = None,
    toc: Iterable[tuple[str, Markup]] = (),
    data: Mapping[str, Any] | None = None,
    extra_head: Markup = EMPTY,
) -> Page:
    """The page made of ``pages/<template>.html``.

    ``urls`` maps each language to this page's address in it; ``data`` is its schema.org
    description. The template also receives ``t``, ``voice``, ``language``, ``root`` (the
    way up to the site's root, ends with a slash), ``here`` and ``on``.
    """
    url = urls[language]
    voice = context.voices[language]
    content = _rendered(
        context,
        template,
        dict(values)
        | {
            "t": voice.t,
            "voice": voice,
            "language": language,
            "root": context.addresses.root_from(url),
            "here": url,
            "on": context.on,
        },
    )
    short = shortened(description)
    return Page(
        url=url,
        language=language,
        section=section,
        kind=kind or template,
        title=title,
        description=short,
        content=trusted(content),
        head=head(context, title, short, urls, language) + _json_ld(data) + extra_head,
        toc=tuple(toc),
        alternates=urls,
    )


def _rendered(context: SiteContext, template: str, values: Mapping[str, Any]) -> str:
    """The template, filled. Raises TemplateError when it is broken."""
    name = f"{template}.html"
    try:
        return context.templates.get_template(name).render(values)
    except RegisterError:
        raise
    except jinja2.TemplateError as error:
        place = f"pages/{getattr(error, 'name', None) or name}"
        line = getattr(error, "lineno", None)
        place = f"{place}:{line}" if line else place
        raise TemplateError(en=f"{place}: {error}", fr=f"{place} : {error}") from error
    except Exception as error:
        if (own := own_template(context.templates, name, error)) is None:
            raise
        said = f"{type(error).__name__}: {error}"
        raise TemplateError(en=f"{own}: {said}", fr=f"{own} : {said}") from error


def shortened(text: str, length: int = DESCRIPTION_LENGTH) -> str:
    """The text on one line, cut between words when it is longer than ``length``."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:.–— ") + "…"


def head(
    context: SiteContext, title: str, description: str, urls: Mapping[str, str], language: str
) -> Markup:
    """The page's twins, and what a shared link shows of it (Open Graph)."""
    absolute = context.addresses.absolute
    links = "".join(
        f'<link rel="alternate" hreflang="{code}" href="{escape(absolute(url))}">\n'
        for code, url in urls.items()
    )
    default = context.languages[0]
    if default in urls:
        target = escape(absolute(urls[default]))
        links += f'<link rel="alternate" hreflang="x-default" href="{target}">\n'
    facts = {
        "og:type": "website",
        "og:title": title,
        "og:description": description,
        "og:url": absolute(urls[language]),
        "og:site_name": context.voices[language].words(context.catalogue.register.name),
        "og:locale": str(context.translations[language].locale),
    }
    tags = "".join(
        f'<meta property="{name}" content="{escape(value)}">\n' for name, value in facts.items()
    )
    return trusted(links + tags)


def _json_ld(data: Mapping[str, Any] | None) -> Markup:
    """A data block that no text in it can leave."""
    if not data:
        return EMPTY
    text = json.dumps({"@context": "https://schema.org"} | dict(data), ensure_ascii=False)
    return trusted(f'<script type="application/ld+json">{text.translate(_JSON_ESCAPES)}</script>\n')
