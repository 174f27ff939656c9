"""Rows without a record, written down in the formats that events are written in."""

from __future__ import annotations

import io
import json
from typing import BinaryIO

from trailview.backends.plain import PlainTable
from trailview.search.export import Export, write_csv, write_json


def export_plain(table: PlainTable, how: Export, out: BinaryIO) -> int:
    """Write rows to `out`; how many. `how.columns` are some of the table's.

    JSON has an object for each row, of texts, as the service gives nothing
    else. Raises UsageError, OSError.
    """
    columns, rows = how.columns or table.columns, table.rows[: how.limit]
    if how.columns:
        places = [table.columns.index(name) for name in columns]
        rows = tuple(tuple(row[place] for place in places) for row in rows)
    if how.format == "parquet":
        from trailview.search.parquet import write_plain_parquet

        write_plain_parquet(columns, rows, out)
    elif how.format == "table":
        from trailview.search.table import write_lines

        write_lines(columns, rows, how.width, out)
    elif how.format == "csv":
        write_csv(columns, rows, how.is_terminal, out)
    else:
        objects = (dict(zip(columns, row, strict=True)) for row in rows)
        lines = (
            json.dumps(made, ensure_ascii=False).encode("utf-8", "replace") for made in objects
        )
        write_json(lines, how, out)
    return len(rows)


def plain_text(table: PlainTable, format: str) -> str:  # noqa: A002 - as Export names it
    """A whole table as text in one of the formats but Parquet, to be copied."""
    out = io.BytesIO()
    export_plain(table, Export(format), out)
    return out.getvalue().decode("utf-8")
