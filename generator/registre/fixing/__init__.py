"""Mending what is safe and obvious in a declaration, by small edits where the fault is.

What a person wrote stays as it is, comments included; only what the checker itself offers
without a doubt is done. A file that stays unreadable is left alone, to the byte.
"""

from registre.fixing.mending import Mended, Repair, is_of_name, mended, replaced
from registre.fixing.replacing import NotReplacedError, replace_file

__all__ = [
    "Mended",
    "NotReplacedError",
    "Repair",
    "is_of_name",
    "mended",
    "replace_file",
    "replaced",
]
