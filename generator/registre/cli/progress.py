"""A bar that says what is going on, where the terminal can show one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from registre.cli.session import Session

Step = Callable[[str], None]


@contextmanager
def steps(session: Session, count: int, *, still: bool = False) -> Iterator[Step]:
    """Call what is given with the name of each step as it begins; ``count`` steps in all.

    One step alone shows a bar that moves without an end. The bar vanishes with the work.
    A ``still`` bar needs no thread, so that the work may be spread over processes.
    """
    if not session.err.is_terminal:
        yield lambda name: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    shown = Progress(*columns, console=session.err, transient=True, auto_refresh=not still)
    with shown as progress:
        task = progress.add_task("", total=count if count > 1 else None)
        begun = 0

        def begin(name: str) -> None:
            nonlocal begun
            progress.update(task, completed=begun, description=session.words[name])
            begun += 1
            if still:
                progress.refresh()

        yield begin
