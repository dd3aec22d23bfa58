"""The legal bases of a processing, in words."""

from __future__ import annotations

from markupsafe import Markup, escape

from registre.model.project import LegalBasis
from registre.site.voice import Voice


def basis_of(basis: LegalBasis, voice: Voice) -> Markup:
    """Articles of the GDPR by their letters and labels, then what is said besides."""
    parts: list[Markup] = []
    for article, letter in (("6", basis.gdpr_article_6), ("9", basis.gdpr_article_9)):
        if letter:
            label = voice.label(f"gdpr-article-{article}", letter)
            parts.append(escape(voice.t(f"project.gdpr_{article}", letter=letter, label=label)))
    parts += [voice.phrase(text) for text in (basis.other, basis.note) if text]
    return Markup("<br>").join(parts)
