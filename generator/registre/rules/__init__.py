"""What a declaration that satisfies its schema may still get wrong.

One file a family, one plain function a rule; the tuple below lists them all. A rule
sees one declaration and its context, and nothing else: so declarations can be checked in
any order, in several processes, and a verdict can be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from registre.diagnostic import Diagnostic
from registre.rules.subject import Context, Subject

Rule = Callable[[Subject, Context], Iterable[Diagnostic]]

RULES: tuple[Rule, ...] = ()


def check(subject: Subject, context: Context) -> Iterator[Diagnostic]:
    """All that the rules find in one declaration."""
    for rule in RULES:
        yield from rule(subject, context)


__all__ = ["RULES", "Context", "Rule", "Subject", "check"]
