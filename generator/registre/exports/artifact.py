"""A file of the site that is no page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """``path`` is relative to the site's root, with ``/``."""

    path: str
    data: bytes
