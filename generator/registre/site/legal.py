"""What the law asks to be said of a processing: its legal bases, how long data are kept."""

from __future__ import annotations

from markupsafe import Markup, escape

from registre.model.shapes import LegalBasis, Retention
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


def retention_of(kept: Retention | None, voice: Voice) -> Markup | None:
    """Until when data are kept, and what is said about it; None when nothing is."""
    if kept is None:
        return None
    parts = []
    if kept.until:
        parts.append(voice.when("until", kept.until))
    if kept.note:
        parts.append(voice.phrase(kept.note))
    return Markup(" — ").join(parts) if parts else None
