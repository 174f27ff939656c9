"""Results written down: as records, as a table, as columns.

Every format streams. What is written for a program is written as it is; what
is written to a terminal has nothing in it that a terminal would act on.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Final

from trailview.events.text import counted, is_printable, printable
from trailview.events.times import iso
from trailview.search.json_text import is_valid, one_line, repaired
from trailview.store.rows import Rows

if TYPE_CHECKING:
    from trailview.search.reading import Reading

FORMATS: Final = ("table", "ndjson", "json", "csv", "parquet")
COLUMNS: Final = (
    "time",
    "severity",
    "event",
    "actor",
    "user",
    "role",
    "key",
    "principal",
    "type",
    "ip",
    "service",
    "region",
    "account",
    "error",
    "message",
    "resource",
    "agent",
    "category",
    "principal-id",
    "role-arn",
    "id",
    "is",
    "note",
)
"""Columns that can be chosen; all of them are in CSV and Parquet unless others are asked for."""

TABLE_COLUMNS: Final = (
    "time",
    "severity",
    "event",
    "actor",
    "ip",
    "service",
    "region",
    "account",
    "error",
    "resource",
)


@dataclass(frozen=True, slots=True)
class Export:
    """What to write, and how."""

    format: str
    columns: tuple[str, ...] = ()
    """Empty for the format's own."""
    limit: int | None = None
    time_text: Callable[[int], str] = iso
    """How the table writes times; all other formats write ISO 8601 in UTC."""
    is_terminal: bool = False
    width: int | None = None
    """Columns of the terminal, to which the table is fitted; None does not fit it."""


def _nobody(told: str) -> None:
    """Nobody wants to know."""
    del told


def export(
    reading: Reading,
    rows: Rows,
    how: Export,
    out: BinaryIO,
    tell: Callable[[str], None] = _nobody,
) -> int:
    """Write rows to `out`; how many. `tell` is told what was not written as it was.

    Raises UsageError, SourceError, OSError.
    """
    count = len(rows) if how.limit is None else min(how.limit, len(rows))
    if how.format == "parquet":
        from trailview.search.parquet import write_parquet

        write_parquet(reading, rows, count, how.columns or COLUMNS, out)
    elif how.format == "table":
        from trailview.search.table import write_table

        write_table(rows, count, how, out)
    elif how.format == "csv":
        columns = how.columns or COLUMNS
        lines = (row_texts(rows, position, columns, iso) for position in range(count))
        write_csv(columns, lines, how.is_terminal, out)
    else:
        records = (event.raw for event in reading.events(rows, count))
        mended = write_json(records, how, out)
        if mended:
            tell(f"{counted(mended, 'record')} in the file were no valid JSON: written repaired")
    return count


def row_texts(
    rows: Rows, position: int, columns: Sequence[str], time_text: Callable[[int], str]
) -> list[str]:
    """One row's text in each column, time and severity in words among them."""
    plain = [name for name in columns if name not in ("time", "severity")]
    texts = dict(zip(plain, rows.texts(position, plain), strict=True))
    if "time" in columns:
        time = rows.time(position)
        texts["time"] = "" if time is None else time_text(time)
    if "severity" in columns:
        texts["severity"] = rows.severity(position).label
    return [texts[name] for name in columns]


def write_json(records: Iterable[bytes], how: Export, out: BinaryIO) -> int:
    """One record a line; as `json` with commas between and brackets around.

    What is no valid JSON is written repaired; how many were.
    """
    mended = 0
    is_array = how.format == "json"
    separator = b"[\n" if is_array else b""
    for raw in records:
        line = one_line(raw)
        if not is_valid(line):
            line = repaired(line)
            mended += 1
        out.write(separator + (for_terminal(line) if how.is_terminal else line))
        separator = b",\n" if is_array else b"\n"
    if is_array:
        out.write(b"[]\n" if separator == b"[\n" else b"\n]\n")
    elif separator:
        out.write(b"\n")
    return mended


def for_terminal(json_text: bytes) -> bytes:
    """JSON that says the same, with characters a terminal acts on written as escapes."""
    text = json_text.decode("utf-8", "replace")
    if is_printable(text):
        return json_text
    return "".join(c if is_printable(c) else _escaped(c) for c in text).encode()


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n] << 8 | units[n + 1]:04x}" for n in range(0, len(units), 2))


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(
    header: Sequence[str], lines: Iterable[Sequence[str]], is_terminal: bool, out: BinaryIO
) -> None:
    """RFC 4180, UTF-8, with a header.

    A cell that a spreadsheet would take for a formula gets a `'` before it,
    as OWASP's page on CSV injection says.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for line in chain([header], lines):
        cells = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in line]
        writer.writerow([printable(cell) for cell in cells] if is_terminal else cells)
        if buffer.tell() > 1 << 16:
            _flush(buffer, out)
    _flush(buffer, out)


def _flush(buffer: io.StringIO, out: BinaryIO) -> None:
    out.write(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()
