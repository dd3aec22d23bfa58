"""The order inside Pagefind's files, made the same on every run.

Pagefind writes the values of its filters in an order that changes from run to run, and
names its files after their content; two builds of one register would differ for nothing.
Its files are a gzip of a mark and of CBOR made of lists, texts and whole numbers.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

MARK = b"pagefind_dcd"

_NUMBER, _TEXT, _LIST = 0, 3, 4
_FILTERS, _SORTS = 3, 4


class UnknownFormatError(ValueError):
    """A file that is not as this Pagefind writes it."""


def put_in_order(bundle: Path) -> None:
    """Rewrite the filters, metadata and entry of an index in alphabetical order.

    An index of a form that we do not know is left as it is: it works, but its bytes may
    differ from one run to the next.
    """
    entry = json.loads((bundle / "pagefind-entry.json").read_text(encoding="utf-8"))
    for code, language in sorted(entry["languages"].items()):
        try:
            language["hash"] = _ordered_metadata(bundle, code, language["hash"])
        except UnknownFormatError:
            continue
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (bundle / "pagefind-entry.json").write_text(text, encoding="utf-8")


def _ordered_metadata(bundle: Path, code: str, name: str) -> str:
    """Order one language's filters and metadata; the new name of its metadata."""
    path = bundle / f"pagefind.{name}.pf_meta"
    metadata = read(path)
    if not isinstance(metadata, list) or len(metadata) <= _SORTS:
        raise UnknownFormatError(path.name)
    ordered = {
        filter_path: _sorted_values(read(filter_path))
        for filter_path in (_filter(bundle, each[1]) for each in metadata[_FILTERS])
    }
    metadata[_FILTERS] = sorted(
        [values[0], _replaced(path, code, values)] for path, values in ordered.items()
    )
    metadata[_SORTS] = sorted(metadata[_SORTS])
    new_name = f"{code}_{_digest(metadata, 10)}"
    path.unlink()
    _write(bundle / f"pagefind.{new_name}.pf_meta", metadata)
    return new_name


def _filter(bundle: Path, name: str) -> Path:
    return bundle / "filter" / f"{name}.pf_filter"


def _sorted_values(content: Any) -> list[Any]:
    """``[name, [[value, pages], ...]]`` with its values in order."""
    if not isinstance(content, list) or len(content) != 2:
        raise UnknownFormatError("filter")
    name, values = content
    return [name, sorted(values)]


def _replaced(path: Path, code: str, content: list[Any]) -> str:
    """Write the filter under the name that its content gives it; that name."""
    name = f"{code}_{_digest(content, 7)}"
    path.unlink()
    _write(path.with_name(f"{name}.pf_filter"), content)
    return name


def read(path: Path) -> Any:
    """What a Pagefind file holds. Raises UnknownFormatError."""
    try:
        raw = gzip.decompress(path.read_bytes())
        if not raw.startswith(MARK):
            raise UnknownFormatError(path.name)
        value, end = _decoded(raw, len(MARK))
    except (OSError, EOFError, IndexError, UnicodeDecodeError, zlib.error) as error:
        raise UnknownFormatError(path.name) from error
    if end != len(raw):
        raise UnknownFormatError(path.name)
    return value


def _write(path: Path, value: Any) -> None:
    path.write_bytes(gzip.compress(MARK + _encoded(value), mtime=0))


def _digest(value: Any, length: int) -> str:
    return hashlib.sha256(_encoded(value)).hexdigest()[:length]


def _decoded(raw: bytes, at: int) -> tuple[Any, int]:
    major, short = raw[at] >> 5, raw[at] & 31
    at += 1
    if short < 24:
        count = short
    elif short < 28:
        size = 1 << (short - 24)
        count = int.from_bytes(raw[at : at + size], "big")
        at += size
    else:
        raise UnknownFormatError(f"CBOR {major}/{short}")
    if major == _NUMBER:
        return count, at
    if major == _TEXT:
        return raw[at : at + count].decode("utf-8"), at + count
    if major != _LIST:
        raise UnknownFormatError(f"CBOR {major}")
    items = []
    for _ in range(count):
        item, at = _decoded(raw, at)
        items.append(item)
    return items, at


def _encoded(value: Any) -> bytes:
    if isinstance(value, int):
        return _head(_NUMBER, value)
    if isinstance(value, str):
        text = value.encode("utf-8")
        return _head(_TEXT, len(text)) + text
    return _head(_LIST, len(value)) + b"".join(map(_encoded, value))


def _head(major: int, count: int) -> bytes:
    if count < 24:
        return bytes([major << 5 | count])
    size = 0 if count < 1 << 8 else 1 if count < 1 << 16 else 2 if count < 1 << 32 else 3
    return bytes([major << 5 | 24 + size]) + count.to_bytes(1 << size, "big")
