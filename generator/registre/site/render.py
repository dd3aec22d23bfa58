"""Pages into the shell: the last step before writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import escape

from registre import markup
from registre.site.compose import head
from registre.site.contacts import licence_of
from registre.site.context import SiteContext
from registre.site.inserts import insert
from registre.site.page import Page
from registre.site.shell import Editorial, Shell


def bound(shell: Shell, context: SiteContext) -> Shell:
    """The shell with what is the same on every page of a language filled in once."""
    return shell.bind({code: _constants(context, code) for code in context.languages})


def html(page: Page, shell: Shell, context: SiteContext) -> str:
    """The whole HTML of a page; ``shell`` as ``bound`` made it. A redirect has no shell."""
    if page.kind == "redirect":
        return str(page.content)
    addresses = context.addresses
    return shell.fill(
        page.language,
        page.section,
        {
            "base": addresses.root_from(page.url),
            "title": str(escape(page.title)),
            "description": str(escape(page.description)),
            "canonical": str(escape(addresses.absolute(page.url))),
            "languages": shell.language_switch(page.language, _twins(page, context)),
            "head": str(page.head),
            "content": str(page.content),
            "toc": shell.contents(page.language, page.toc),
        },
    )


def _twins(page: Page, context: SiteContext) -> dict[str, str]:
    relative = context.addresses.relative
    return {code: relative(page.url, url) for code, url in page.alternates.items()}


def editorial(shell: Shell, context: SiteContext) -> Iterator[tuple[str, str]]:
    """The file and the HTML of each editorial page that the shell carries."""
    for page in shell.editorial.values():
        yield f"{page.url}index.html", _editorial(page, shell, context)


def _editorial(page: Editorial, shell: Shell, context: SiteContext) -> str:
    addresses = context.addresses
    urls = {
        code: twin.url
        for code in context.languages
        if (twin := shell.editorial.get((code, page.key)))
    }
    relative = {code: addresses.relative(page.url, url) for code, url in urls.items()}
    values = {
        "base": addresses.root_from(page.url),
        "title": str(escape(page.title)),
        "description": str(escape(page.description)),
        "canonical": str(escape(addresses.absolute(page.url))),
        "languages": shell.language_switch(page.language, relative),
        "head": str(head(context, page.title, page.description, urls, page.language)),
    }
    inserts = {name: str(insert(name, page.language, page.url, context)) for name in page.inserts}
    return shell.fill_editorial(page.language, page.key, values | inserts)


def _constants(context: SiteContext, language: str) -> Mapping[str, str]:
    """The holes that every page of a language fills alike."""
    register, voice = context.catalogue.register, context.voices[language]
    notice = register.independence_notice
    status = register.accessibility.status
    values = {
        "site_name": escape(voice.words(register.name)),
        "tagline": voice.short(register.tagline) if register.tagline else "",
        "notice": markup.block(voice.words(notice)) if notice else "",
        "publisher": escape(voice.title("organisation", register.publisher)),
        "licence": licence_of(register.data_licence),
        "accessibility_status": escape(voice.t(f"accessibility_status.{status}")),
        "footer": "",
    }
    # Plain text from here on: a Markup would escape whatever it is joined to.
    return {name: str(value) for name, value in values.items()}
