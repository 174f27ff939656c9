"""Events and rows written down, masked where that is wanted."""

from __future__ import annotations

from typing import BinaryIO

from trailview.backends.plain import PlainTable
from trailview.question.query import Question
from trailview.search.export.export import export, export_plain
from trailview.search.export.how import Export, Recorded
from trailview.store.rows import Rows

NOTHING_ASKED = Question()
"""Where no question is told with the events."""


def write_events(
    records: Recorded,
    rows: Rows,
    how: Export,
    out: BinaryIO,
    *,
    redacts: bool,
    question: Question = NOTHING_ASKED,
) -> int:
    """Write events; how many. Names that `question` asks for are masked with those of records.

    Raises UsageError, SourceError, OSError.
    """
    if redacts:
        from trailview.search.redaction.redacted import redacted

        return export(*redacted(records, rows, how, question), out)
    return export(records, rows, how, out)


def write_table(
    table: PlainTable, how: Export, out: BinaryIO, *, redacts: bool, question: Question
) -> int:
    """Write rows without a record; how many. Raises UsageError, OSError."""
    if redacts:
        from trailview.search.redaction.redacted import redacted_table

        table, how = redacted_table(table, how, question)
    return export_plain(table, how, out)
