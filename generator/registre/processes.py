"""The same work on many things, by several processes where that is safe and worth it.

The processes are forked: each has all that its parent had read, and sends back only what
it was asked for. The order of the answers is that of the things, whoever did the work.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, TypeVar

_Thing = TypeVar("_Thing")
_Answer = TypeVar("_Answer")

# Below this number a second process costs more than it brings.
FEWEST = 300
MOST_PROCESSES = 4
# Each process takes as many things at a time, so that the faster one does more of them.
_AT_A_TIME = 50
_TOKEN = 4
# What any pipe holds without a reader, in tokens.
_MOST_SLICES = 1024
# Values come and go by the million here, and hardly any of them in circles.
_BETWEEN_COLLECTIONS = 200_000


def available() -> int:
    """How many processes may share the work: one where forking is impossible or unsafe."""
    if "fork" not in multiprocessing.get_all_start_methods() or sys.platform == "darwin":
        return 1
    # A fork copies one thread alone, with the locks that the others hold at that moment.
    if threading.active_count() > 1 or multiprocessing.current_process().daemon:
        return 1
    return max(1, min(MOST_PROCESSES, len(os.sched_getaffinity(0))))


def spread(
    work: Callable[[_Thing], _Answer], things: Sequence[_Thing], processes: int
) -> list[_Answer]:
    """What ``work`` answers for each thing, in their order. A fault in ``work`` is raised."""
    if processes < 2 or len(things) < FEWEST:
        return [work(thing) for thing in things]
    size = max(_AT_A_TIME, 1 + len(things) // _MOST_SLICES)
    slices = [things[at : at + size] for at in range(0, len(things), size)]
    found = _together(work, slices, processes)
    return [answer for number in range(len(slices)) for answer in found[number]]


def _together(
    work: Callable[[_Thing], _Answer], slices: Sequence[Sequence[_Thing]], processes: int
) -> dict[int, list[_Answer]]:
    context = multiprocessing.get_context("fork")
    tokens = _tokens(len(slices))
    children: list[tuple[Any, Connection]] = []
    try:
        for _ in range(processes - 1):
            receiver, sender = context.Pipe(duplex=False)
            child = context.Process(target=_child, args=(work, slices, tokens, sender), daemon=True)
            child.start()
            sender.close()
            children.append((child, receiver))
        found = _share(work, slices, tokens)
        for _, receiver in children:
            found.update(_received(receiver))
    finally:
        os.close(tokens)
        for child, receiver in children:
            receiver.close()
            child.terminate()
            child.join()
    return found


def _tokens(count: int) -> int:
    """A pipe to read from: the number of each slice, for whoever takes it first."""
    reader, writer = os.pipe()
    content = b"".join(number.to_bytes(_TOKEN, "big") for number in range(count))
    os.write(writer, content)
    os.close(writer)
    return reader


def _share(
    work: Callable[[_Thing], _Answer], slices: Sequence[Sequence[_Thing]], tokens: int
) -> dict[int, list[_Answer]]:
    """The slices that this process took, until none is left."""
    found: dict[int, list[_Answer]] = {}
    while token := os.read(tokens, _TOKEN):
        number = int.from_bytes(token, "big")
        found[number] = [work(thing) for thing in slices[number]]
    return found


def _child(
    work: Callable[[Any], Any], slices: Sequence[Any], tokens: int, sender: Connection
) -> None:
    try:
        answer: Any = _share(work, slices, tokens)
    except KeyboardInterrupt:
        return
    except BaseException:
        answer = traceback.format_exc()
    sender.send(answer)
    sender.close()


def _received(receiver: Connection) -> dict[int, Any]:
    try:
        answer = receiver.recv()
    except EOFError:
        answer = "a process of the check ended without an answer"
    if isinstance(answer, str):
        raise RuntimeError(answer)
    found: dict[int, Any] = answer
    return found


@contextmanager
def few_collections() -> Iterator[None]:
    """Garbage is looked for less often, and not among what was there before.

    Hundreds of thousands of findings and outlines are made and kept; looking through them
    again and again for circles, which they do not make, would take a fifth of the time.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
