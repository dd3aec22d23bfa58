"""The ``registre`` command: parse, call, print. The exit code is decided here, once."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module

from registre.cli.arguments import parser
from registre.cli.session import Session
from registre.cli.speech import all_words, language
from registre.diagnostic import RegisterError

CLEAN, FOUND, USAGE, UNEXPECTED, INTERRUPTED = 0, 1, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code (see ``registre --help``)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    spoken = language(given)
    words = all_words()[spoken]
    options = parser(words).parse_args(given)
    try:
        session = Session.begin(options, spoken, words, os.environ)
        return FOUND if _command(options.command)(session) else CLEAN
    except RegisterError as error:
        print(error.message(spoken), file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        # Whoever read our output went away, as `registre check | head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except KeyboardInterrupt:
        print(words["interrupted"], file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        traceback.print_exc()
        print(words["unexpected"].format(error=type(error).__name__), file=sys.stderr)
        return UNEXPECTED


def _command(name: str) -> Callable[[Session], bool]:
    """The command, which answers whether it found errors; imported only when asked for."""
    module, function = {
        "check": ("checking", "run"),
        "report": ("reporting", "run"),
        "explain": ("explaining", "run"),
        "new": ("creating", "run"),
        "build": ("making", "build"),
        "shell": ("making", "shell"),
        "serve": ("serving", "run"),
    }[name]
    found: Callable[[Session], bool] = getattr(import_module(f"registre.cli.{module}"), function)
    return found
