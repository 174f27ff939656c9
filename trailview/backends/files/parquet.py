"""Parquet files, read as lines of JSON; needs pyarrow, which `trailview[parquet]` brings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO, Final

from trailview.errors import MissingExtraError, install_hint

PARQUET: Final = b"PAR1"
_ROWS: Final = 1_024
"""Rows that are turned into objects at once."""


def parquet_lines(source: str | BinaryIO, size: int) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """The columns of a Parquet file, and its rows as JSON, one object a line.

    Comes in pieces of some `size` bytes. Raises MissingExtraError where pyarrow
    is not installed, and what it raises (OSError, ValueError) of damaged files.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError(
            "Parquet is not installed",
            "It is a Parquet file, and reading it needs the pyarrow library.",
            install_hint("parquet", "pyarrow"),
        ) from None
    kept: list[str] = []
    held = 0
    with pq.ParquetFile(source) as file:
        columns = tuple(file.schema_arrow.names)
        for batch in file.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                line = json.dumps(row, ensure_ascii=False, default=_plain)
                kept.append(line)
                held += len(line)
            if held >= size:
                yield columns, _joined(kept)
                kept, held = [], 0
    if kept:
        yield columns, _joined(kept)


def _joined(lines: list[str]) -> bytes:
    return "\n".join([*lines, ""]).encode("utf-8", "replace")


def _plain(value: object) -> str:
    """A value that JSON has no form for."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)
