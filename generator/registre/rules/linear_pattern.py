"""Patterns that declarations bring along: read only by an engine that takes linear time.

A pattern that could keep a checker busy for ever is not compiled at all: Rust's engine has
neither look-around nor back-references, and bounds the size of what it compiles.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import jsonschema_rs

_SIZE_LIMIT = 1_000_000
_OPTIONS = jsonschema_rs.RegexOptions(size_limit=_SIZE_LIMIT, dfa_size_limit=_SIZE_LIMIT)


@lru_cache(maxsize=256)
def matcher(pattern: str) -> Callable[[str], bool] | None:
    """Whether a whole text matches; None for a pattern that cannot be used."""
    # On its own first: no parenthesis may close the group that is put around it.
    if _compiled(pattern) is None:
        return None
    return _compiled(f"^(?:{pattern})$")


def _compiled(pattern: str) -> Callable[[str], bool] | None:
    schema = {"type": "string", "pattern": pattern}
    try:
        return jsonschema_rs.validator_for(schema, pattern_options=_OPTIONS).is_valid
    except (jsonschema_rs.ValidationError, ValueError):
        return None
