"""Small values as a person would write them in YAML."""

from __future__ import annotations

import re
from typing import Any

from registre.text import quoted_yaml

# What YAML would not read back as the same text: numbers, dates are fine, signs are not.
_PLAIN = re.compile(r"[A-Za-zÀ-ÿ0-9][^:#\[\]{},&*!|>%@`\"\n]*")
_NOT_TEXT = re.compile(r"(?i)true|false|null|yes|no|on|off|[-+.0-9][0-9_.eE+-]*")


def in_one_line(value: Any) -> str:
    """The value on one line: flow style for lists and mappings, quotes where needed."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, dict):
        members = (f"{key}: {in_one_line(item)}" for key, item in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_one_line(item) for item in value) + "]"
    text = str(value)
    is_date = re.fullmatch(r"[0-9]{4}(-[0-9]{2}){1,2}", text) is not None
    plain = _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text) and text == text.strip()
    return text if is_date or plain else quoted_yaml(text)
