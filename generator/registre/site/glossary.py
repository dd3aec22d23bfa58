"""Words of the trade, linked to the glossary where a page first uses them."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from registre.markup import filled
from registre.site.voice import Voice

TERMS: Mapping[str, str] = {
    "access_body": "access-body",
    "decision": "permit",
    "environment": "secure-processing-environment",
    "form": "pseudonymised",
    "holders": "data-holder",
    "legal_basis": "legal-basis",
    "linkage": "linkage",
    "opt_out": "opt-out",
    "purpose": "purpose",
    "results_due": "results-due",
    "route": "route",
}
"""Field -> anchor of the glossary page; anchors are the same in every language."""


class Terms:
    """The terms of one page: the first label of each leads to the glossary."""

    def __init__(self, voice: Voice, root: str) -> None:
        self._voice = voice
        self._page = root + voice.addresses.page("glossary", voice.language)
        self._linked: set[str] = set()

    def label(self, field: str) -> Markup:
        """The label of a field, linked on its first use if the glossary explains it."""
        label = self._voice.t(f"field.{field}")
        anchor = TERMS.get(field)
        if anchor is None or anchor in self._linked:
            return escape(label)
        self._linked.add(anchor)
        return filled('<a class="rg-term" href="{}#{}">{}</a>', self._page, anchor, label)
