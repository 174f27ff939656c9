"""Reads tables of events in CSV: the console's downloads, exports of other tools, trailview's own.

A column is known by its name, in whatever spelling; or by what it holds, where
that is whole records. What a row says is put where CloudTrail's records have
it, so that the same questions work.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from trailview.backends.files.dialects import OWN, Dialect, dialect_of
from trailview.backends.files.envelopes import Unwrapper
from trailview.backends.files.json_lines import begins_with_json_line
from trailview.backends.files.lacking import lacking_fields
from trailview.backends.files.own_export import unguarded
from trailview.backends.files.recognise import MARKS, sign
from trailview.backends.files.wrapping import ORIGINALS
from trailview.events.dates import DateOrder, in_numbers, order_of
from trailview.events.times import seconds

_WHOLE: Final = (*ORIGINALS, "@message", "message")
_MAX_LINES: Final = 500
_DELIMITERS: Final = ",;\t|"
_SEPARATOR_LINE: Final = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)
_BEFORE: Final = 10
"""Lines that may stand before a table's header: titles, comments."""
_SAMPLE: Final = 5


class _Lines:
    """The lines of a text, from which a row takes as many as its quotes span."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.lines = list(io.StringIO(text, newline=""))
        self.at = start
        self._limit = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= min(self._limit, len(self.lines)):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]

    def row(self, delimiter: str) -> list[str] | None:
        """The next row; None where it cannot be read. No row spans more than 500 lines."""
        self._limit = self.at + _MAX_LINES
        try:
            return next(csv.reader(self, delimiter=delimiter))
        except StopIteration:
            return []
        except csv.Error:
            return None


class _Header:
    """A table's header, and where it stands."""

    def __init__(self, titles: list[str], delimiter: str, line: int) -> None:
        self.titles = titles
        self.delimiter = delimiter
        self.line = line
        self.dialect: Dialect = dialect_of(titles)
        paths = [self.dialect.path(title) for title in titles]
        self.time_column = next((n for n, path in enumerate(paths) if path == ("eventTime",)), None)
        heads = {path[0] for path in paths if path is not None}
        self.is_ours = self.dialect is OWN or len(MARKS & heads) >= 2
        self.has_whole = any(title in _WHOLE for title in titles)


def read_csv(data: bytes, into: Unwrapper) -> bool:
    """Collect the events of a CSV table; False where the text is none of ours.

    Commas, semicolons, tabs and bars are understood as delimiters. A row that
    does not fit its header, or is no event among events, is reported; one
    that is only too short is kept.
    """
    header = _header(data)
    if header is None:
        return False
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 28))
    lines = _Lines(data.decode("utf-8", "replace").lstrip(), header.line + 1)
    into.is_trail = True
    holds_whole = header.has_whole or not header.is_ours
    into.lacks = () if holds_whole else lacking_fields(header.titles, header.dialect)
    _decide_dates(lines, header, into)
    before, strangers = len(into.events), []
    for line, row in _rows(lines, header, into):
        into.place = f"line {line}"
        if not _take(row, header, into):
            strangers.append(into.place)
    into.place = ""
    if len(into.events) > before:
        into.report_strangers(strangers)
    return True


def _header(data: bytes) -> _Header | None:
    """The header of a table of events, among the first lines; None where there is none."""
    data = data[: 1 << 18].lstrip()
    forced = _SEPARATOR_LINE.match(data)
    lines = data.split(b"\n", _BEFORE + _SAMPLE)
    for number, raw in enumerate(lines[:_BEFORE]):
        line = raw.decode("utf-8", "replace").rstrip("\r")
        delimiter = forced[1].decode() if forced else max(_DELIMITERS, key=line.count)
        try:
            titles = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            return None
        if "{" in line:  # no header: records, maybe in the cells of a table that has none
            has_none = number == 0 and '{""' in line and _holds_record(raw, delimiter)
            columns = [f"column {place}" for place in range(1, len(titles) + 1)]
            return _Header(columns, delimiter, -1) if has_none else None
        header = _Header(titles, delimiter, number)
        if len(titles) >= 2 and (header.is_ours or header.has_whole):
            return header
        if any(_holds_record(row, delimiter) for row in lines[number + 1 : number + 2]):
            return header
    return None


def _holds_record(line: bytes, delimiter: str) -> bool:
    """Whether a row has a record in a cell, as far as its first line goes."""
    text = line.decode("utf-8", "replace")
    try:
        cells = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return False
    return any(_is_record(cell, is_quoted='{""' in text) for cell in cells)


def _is_record(cell: str, *, is_quoted: bool) -> bool:
    """Whether a cell begins as a record; one that is not quoted must be JSON by itself."""
    raw = cell.strip().encode("utf-8", "replace")
    if not raw.startswith(b"{") or sign.search(raw) is None:
        return False
    return is_quoted or begins_with_json_line(raw + b"\n")


def _rows(lines: _Lines, header: _Header, into: Unwrapper) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with the number of their first line; reports those that do not fit."""
    width = len(header.titles)
    while lines.at < len(lines.lines):
        start = lines.at
        row = lines.row(header.delimiter)
        if row is not None and not any(row):
            continue
        if row is None or len(row) != width:
            # An open quote swallows what follows: go on with the very next line.
            lines.at = start + 1
            found = "no" if row is None else str(len(row))
            into.report(f"line {start + 1}", f"{found} columns instead of {width}")
            if row is None or len(row) > width or "\n" in "".join(row):
                continue
        yield start + 1, row


def _decide_dates(lines: _Lines, header: _Header, into: Unwrapper) -> None:
    """See in which order the dates of the table's column of times are written."""
    if header.time_column is None:
        return
    start = lines.at
    quiet = Unwrapper()
    column = header.time_column
    texts = (row[column] for _, row in _rows(lines, header, quiet) if len(row) > column)
    decided = order_of(text for text in texts if text and seconds(text) is None)
    lines.at = start
    order, is_sure = decided or (DateOrder.MONTH_FIRST, True)
    into.read_time = partial(_read_time, order)
    if not is_sure:
        into.lacks += ("time",)
        into.time_note = (
            f"Its time was read as {order.value}/year, UTC: the table does not tell day from month."
        )
        into.notes.append(
            f"dates such as 5/1 are read as {order.value}: nothing in the table tells day from"
            " month, so times may be wrong"
        )


def _read_time(order: DateOrder, text: str) -> int | None:
    time = seconds(text)
    return in_numbers(text, order) if time is None else time


def _take(row: Sequence[str], header: _Header, into: Unwrapper) -> bool:
    """Collect the event of one row."""
    cells = dict(zip(header.titles, row, strict=False))
    if header.dialect is OWN:
        cells = {title: unguarded(cell) for title, cell in cells.items()}
    filled = {title: cell for title, cell in cells.items() if cell.strip()}
    heads = {path[0] for title in filled if (path := header.dialect.path(title)) is not None}
    is_sure = header.is_ours and bool(MARKS & heads)
    return into.take_row(dict(cells), is_sure=is_sure)
