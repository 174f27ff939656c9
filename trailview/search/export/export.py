"""Results written down, in the format that is asked for.

Every format streams. What is written for a program is written as it is; what
is written to a terminal has nothing in it that a terminal would act on.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from trailview.backends.plain import PlainTable
from trailview.search.export.formats import FORMATS
from trailview.search.export.how import Export, Recorded
from trailview.store.rows import Rows


def export(records: Recorded, rows: Rows, how: Export, out: BinaryIO) -> int:
    """Write events; how many. Raises UsageError, SourceError, OSError."""
    count = len(rows) if how.limit is None else min(how.limit, len(rows))
    FORMATS[how.format].writer().write_events(records, rows, count, how, out)
    return count


def export_plain(table: PlainTable, how: Export, out: BinaryIO) -> int:
    """Write rows without a record; how many. `how.columns` are some of the table's.

    JSON has an object for each row, of texts, as the service gives nothing
    else. Raises UsageError, OSError.
    """
    columns, rows = how.columns or table.columns, table.rows[: how.limit]
    if how.columns:
        places = [table.columns.index(name) for name in columns]
        rows = tuple(tuple(row[place] for place in places) for row in rows)
    FORMATS[how.format].writer().write_plain(columns, rows, how, out)
    return len(rows)


def plain_text(table: PlainTable, format: str) -> str:  # noqa: A002 - as Export names it
    """A whole table as text in one of the formats that are text, to be copied."""
    out = io.BytesIO()
    export_plain(table, Export(format), out)
    return out.getvalue().decode("utf-8")
