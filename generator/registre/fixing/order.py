"""The fields of a declaration in the order of its schema, each with its own comments.

A field moves only when every comment is sure to stay with what it speaks of: it stands
inside the field, or right above it. A comment between blank lines may be about all that
follows; then nothing moves. A field that the schema does not know is likely a slip in the
name of one that it does: it stays after the field that it followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, dropwhile, takewhile

from registre.document import Node
from registre.fixing.reading import Judge, Reading

_MODELINE = "# yaml-language-server:"


def in_schema_order(reading: Reading, judge: Judge) -> Iterator[str]:
    """The text with its fields in the schema's order; nothing when that is not certain."""
    root = reading.document.root
    if root is None or not isinstance(root.children, dict) or not reading.text.endswith("\n"):
        return
    ordered = _ordered(list(root.children), judge.schemas.properties(judge.kind, ()))
    starts = [span.line - 1 for span in root.keys.values()]
    if ordered == list(root.children) or not _stands_in_lines(root, starts):
        return
    lines = reading.text.split("\n")[:-1]
    header, chunks = _chunks(lines, starts)
    stays = {key for key, other in zip(root.children, ordered, strict=True) if key == other}
    keys = list(root.children)
    if _is_certain(header, chunks, opens=keys[0] in stays, closes=keys[-1] in stays):
        pieces = dict(zip(root.children, chunks, strict=True))
        yield "\n".join([*header, *_joined([pieces[key] for key in ordered]), ""])


def _ordered(keys: Sequence[str], properties: Iterable[str]) -> list[str]:
    """The known fields in the schema's order, each with the unknown ones that follow it."""
    ranks = {key: rank for rank, key in enumerate(properties)}
    followed = list(accumulate((ranks.get(key, -1) for key in keys), _last_known))
    return [key for _, key in sorted(zip(followed, keys, strict=True), key=lambda pair: pair[0])]


def _last_known(before: int, rank: int) -> int:
    return before if rank < 0 else rank


def _stands_in_lines(root: Node, starts: Sequence[int]) -> bool:
    """Whether each field begins a line of its own, at the margin."""
    is_block = all(span.column == 1 for span in root.keys.values())
    return is_block and len(set(starts)) == len(starts)


def _chunks(lines: list[str], starts: Sequence[int]) -> tuple[list[str], list[list[str]]]:
    """What stands above all; then, for each field, its lines and those right above it."""
    begins = [_above(lines, start) for start in starts]
    ends = [*begins[1:], len(lines)]
    header = 1 if lines[0].startswith(_MODELINE) else 0
    begins[0] = header
    while header < starts[0] and (not lines[header] or _opens(lines, header)):
        header += 1
        begins[0] = header
    pieces = [lines[begin:end] for begin, end in zip(begins, ends, strict=True)]
    return lines[: begins[0]], pieces


def _opens(lines: list[str], number: int) -> bool:
    """Whether this comment belongs to the top of the file: a blank line ends it."""
    following = iter(lines[number:])
    while (line := next(following, None)) is not None:
        if not line.strip():
            return True
        if not line.startswith("#"):
            return False
    return False


def _above(lines: list[str], start: int) -> int:
    """The first of the blank lines and comments that stand above a field."""
    begin = start
    while begin and (not lines[begin - 1].strip() or lines[begin - 1].startswith("#")):
        begin -= 1
    return begin


def _is_certain(header: list[str], chunks: list[list[str]], *, opens: bool, closes: bool) -> bool:
    """Whether each comment at the margin touches its field, and none stands after the last.

    ``opens`` and ``closes`` tell that the first field stays first, the last one last.
    """
    # A comment at the very top speaks of the file as much as of its first field.
    is_headed = len(header) > 1 or not chunks[0][0].startswith("#")
    is_certain_at_ends = (opens or is_headed) and (closes or not _ends_in_comment(chunks[-1]))
    return is_certain_at_ends and not any(_is_loose(chunk) for chunk in chunks)


def _is_loose(chunk: list[str]) -> bool:
    """Whether a blank line stands between a comment at the margin and the field below."""
    above = list(takewhile(lambda line: not line.strip() or line.startswith("#"), chunk))
    from_comment = dropwhile(lambda line: not line.strip(), above)
    return any(not line.strip() for line in from_comment)


def _ends_in_comment(chunk: list[str]) -> bool:
    written = [line for line in chunk if line.strip()]
    return written[-1].lstrip().startswith("#")


def _joined(chunks: list[list[str]]) -> Iterator[str]:
    """The fields one after the other; the blank lines above the first go to the end of none."""
    for number, chunk in enumerate(chunks):
        body = chunk
        while number == 0 and not body[0].strip():
            body = body[1:]
        yield from body
