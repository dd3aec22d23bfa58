"""The command line: what can be asked, and the help that teaches it."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from registre import __version__
from registre.cli.speech import all_words

Words = Mapping[str, str]

# As `delivering` renders them; said here too, so that help needs no renderer.
FORMATS = ("text", "json", "github", "gitlab", "sarif", "junit")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the examples as written, and says "usage" in the person's language."""

    prefix = "usage: "

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, prefix if prefix is not None else self.prefix)


# What argparse says of wrong usage, and the words that say it in the person's language.
_MISUSES = {
    "bad_choice": (
        r"argument (?P<name>.+?): invalid choice: '(?P<value>.*)' \(.*?from (?P<known>.+)\)"
    ),
    "bad_number": r"argument (?P<name>.+?): invalid int value: '(?P<value>.*)'",
    "no_value": r"argument (?P<name>.+?): expected .*argument",
    "missing": r"the following arguments are required: (?P<name>.+)",
    "not_understood": r"unrecognized arguments: (?P<value>.+)",
}


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong with the command in the person's language."""

    words: Words

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        for word, pattern in _MISUSES.items():
            if found := re.fullmatch(pattern, message, re.DOTALL):
                parts = {**found.groupdict(), "known": found.groupdict().get("known", "")}
                message = self.words[word].format(**parts).replace("'", "")
                break
        self.exit(2, f"{message}\n")


def parser(words: Words) -> argparse.ArgumentParser:
    """The parser, speaking one language."""

    class Formatter(_Formatter):
        prefix = words["usage"]

    class Parser(_Parser):
        pass

    Parser.words = words

    description = words["description"].strip()
    main = Parser(
        prog="registre", description=description, formatter_class=Formatter, add_help=False
    )
    _titled(main, words)
    main.epilog = words["epilog"]
    main.add_argument(
        "--version", action="version", version=f"registre {__version__}", help=words["version"]
    )
    _language(main, words)
    commands = main.add_subparsers(
        dest="command", title=words["commands"], metavar=words["command"]
    )
    commands.required = True

    def command(name: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = commands.add_parser(
            name,
            help=words[name],
            description=words[f"{name}_description"].strip(),
            formatter_class=Formatter,
            add_help=False,
        )
        return _titled(added, words)

    _check(command("check"), words)
    _report(command("report"), words)
    _explain(command("explain"), words)
    _new(command("new"), words)
    _build(command("build"), words)
    _shell(command("shell"), words)
    _serve(command("serve"), words)
    return main


def _titled(made: argparse.ArgumentParser, words: Words) -> argparse.ArgumentParser:
    made._positionals.title = words["arguments"]
    made._optionals.title = words["options"]
    made.add_argument("-h", "--help", action="help", help=words["help"])
    return made


def _common(command: argparse.ArgumentParser, words: Words) -> None:
    command.add_argument(
        "--registry", type=Path, default=Path("registry"), metavar="DIR", help=words["arg_registry"]
    )
    _language(command, words)


def _language(command: argparse.ArgumentParser, words: Words) -> None:
    # Read by `speech.language` before this parser exists; here it is only known and explained.
    command.add_argument("--lang", choices=sorted(all_words()), help=words["arg_lang"])


def _day(command: argparse.ArgumentParser, words: Words) -> None:
    command.add_argument("--today", metavar="DATE", help=words["arg_today"])


def _check(command: argparse.ArgumentParser, words: Words) -> None:
    command.add_argument("paths", nargs="*", type=Path, metavar="PATHS", help=words["arg_paths"])
    _common(command, words)
    command.add_argument("--format", choices=FORMATS, help=words["arg_format"])
    command.add_argument(
        "--output", action="append", default=[], metavar="FORMAT=FILE", help=words["arg_output"]
    )
    command.add_argument("--notices", action="store_true", help=words["arg_notices"])
    command.add_argument("--no-cache", action="store_true", help=words["arg_no_cache"])
    _against(command, words, required=False)
    _day(command, words)
    command.add_argument("--strict", action="store_true", help=words["arg_strict"])
    command.add_argument("--links", action="store_true", help=words["arg_links"])
    command.add_argument("--fix", action="store_true", help=words["arg_fix"])
    command.add_argument("--dry-run", action="store_true", help=words["arg_dry_run"])


def _explain(command: argparse.ArgumentParser, words: Words) -> None:
    command.add_argument("codes", nargs="*", metavar="CODE", help=words["arg_code"])
    _common(command, words)


def _against(command: argparse.ArgumentParser, words: Words, *, required: bool) -> None:
    command.add_argument("--against", metavar="REF", required=required, help=words["arg_against"])
    command.add_argument("--allow-shrink", action="store_true", help=words["arg_allow_shrink"])


def _report(command: argparse.ArgumentParser, words: Words) -> None:
    _common(command, words)
    _against(command, words, required=True)
    command.add_argument("--output", type=Path, metavar="FILE", help=words["arg_report_output"])
    _day(command, words)


def _new(command: argparse.ArgumentParser, words: Words) -> None:
    kinds = ("project", "dataset", "organisation")
    command.add_argument("kind", choices=kinds, metavar="|".join(kinds), help=words["arg_new_kind"])
    _common(command, words)
    command.add_argument("--from", dest="from_", type=Path, metavar="FILE", help=words["arg_from"])
    command.add_argument("--minimal", action="store_true", help=words["arg_minimal"])
    command.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help=words["arg_set"]
    )
    command.add_argument("--plain", action="store_true", help=words["arg_plain"])
    _day(command, words)


def _build(command: argparse.ArgumentParser, words: Words) -> None:
    _common(command, words)
    command.add_argument(
        "--site-dir", type=Path, default=Path("site"), metavar="DIR", help=words["arg_site_dir"]
    )
    command.add_argument("--shell", type=Path, metavar="DIR", help=words["arg_shell"])
    _day(command, words)


def _shell(command: argparse.ArgumentParser, words: Words) -> None:
    command.add_argument("target", type=Path, metavar="DIR", help=words["arg_shell_target"])
    _common(command, words)


def _serve(command: argparse.ArgumentParser, words: Words) -> None:
    _common(command, words)
    command.add_argument("--shell", type=Path, metavar="DIR", help=words["arg_shell"])
    command.add_argument("--port", type=int, default=8000, help=words["arg_port"])
    _day(command, words)
