"""Whatever files are called, the commands shown name them rightly when they are pasted."""

from __future__ import annotations

import io
import shlex
import subprocess
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from registre.cli.filing import quoted

# What shells, terminals and people stumble on, among ordinary letters.
SIGNS = " '\"\\$`!*?[]{}()<>|&;#~%^=,-éœ’«»\u00a0\u202f\t\n\x1b\x07abcXYZ019./_"
names = st.text(alphabet=SIGNS, min_size=1, max_size=40) | st.text(
    alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
)


@given(names.filter(str.isprintable))
def test_a_name_that_can_be_shown_is_quoted_as_the_standard_says(name: str) -> None:
    assert shlex.split(quoted(name)) == [name]


@settings(max_examples=40)
@given(st.lists(names, min_size=1, max_size=8))
@example(
    ["Étude d'été", 'le "lac"', "$(touch x)", "`ls`", "-n", "a\tb", "deux\nlignes", "\x1b[31m"]
)
@example(["\\", "'\x01'", "\\x41\t", "fin\\\x02"])
def test_bash_takes_every_name_back(given_names: list[str]) -> None:
    line = " ".join(quoted(name) for name in given_names)
    shown = io.StringIO()
    # As the command prints it: what it says must not be changed on the way to the screen.
    Console(file=shown, width=80, highlight=False, markup=False, emoji=False).print(
        Text(line), soft_wrap=True
    )
    assert all(sign == "\n" or unicodedata.category(sign) != "Cc" for sign in shown.getvalue())
    script = f"printf '%s\\0' {shown.getvalue()}"
    told = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    assert told.stdout.decode("utf-8").split("\0")[:-1] == given_names
