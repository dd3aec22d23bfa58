"""From plain data to a declaration that people like to read.

``scalars`` decides how a value is written; ``block`` lays out mappings and lists;
``declaration`` adds the explanations, and what may be filled in later.
"""

from registre.writing.declaration import Notes, commented, plain

__all__ = ["Notes", "commented", "plain"]
