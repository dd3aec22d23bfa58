"""One report, several outputs: each renders the same findings."""

from registre.reporters.telling import Telling

__all__ = ["Telling"]
