"""Results as CSV: RFC 4180, UTF-8, with a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import BinaryIO, Final

from trailview.events.text import printable
from trailview.events.times import iso
from trailview.search.export.how import Export, Recorded
from trailview.search.export.rows import COLUMNS, row_texts
from trailview.store.rows import Rows

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_BUFFER: Final = 1 << 16
"""Characters that are written at once."""


class CsvWriter:
    """Writes CSV (`trailview.search.export.how.Writer`).

    A cell that a spreadsheet would take for a formula gets a `'` before it,
    as OWASP's page on CSV injection says.
    """

    def write_events(
        self, records: Recorded, rows: Rows, count: int, how: Export, out: BinaryIO
    ) -> None:
        """Write the first `count` events. Raises OSError."""
        del records
        columns = how.columns or COLUMNS
        lines = (row_texts(rows, position, columns, iso) for position in range(count))
        self.write_plain(columns, lines, how, out)

    def write_plain(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], how: Export, out: BinaryIO
    ) -> None:
        """Write rows of texts under a header. Raises OSError."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\r\n")
        for line in chain([columns], rows):
            cells = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in line]
            writer.writerow([printable(cell) for cell in cells] if how.is_terminal else cells)
            if buffer.tell() > _BUFFER:
                _flush(buffer, out)
        _flush(buffer, out)


def _flush(buffer: io.StringIO, out: BinaryIO) -> None:
    out.write(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()
