"""The formats that results are written in: one row each. Imports no writer before it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from trailview.frozen import Frozen

if TYPE_CHECKING:
    from trailview.search.export.how import Writer


class Format(Frozen):
    """One format."""

    name: str
    """As the command line spells it."""
    endings: tuple[str, ...]
    """Those of files' names that mean it, in lower case."""
    writer: Callable[[], Writer]
    is_text: bool = True
    """Whether it can be read on a terminal, and copied."""
    has_records: bool = False
    """Whether it holds whole records, beside what columns tell."""
    has_heading: bool = False
    """Whether it says what was asked, and what was and was not read."""


def _table() -> Writer:
    from trailview.search.export.table import TableWriter

    return TableWriter()


def _lines() -> Writer:
    from trailview.search.export.json import JsonWriter

    return JsonWriter(is_array=False)


def _array() -> Writer:
    from trailview.search.export.json import JsonWriter

    return JsonWriter(is_array=True)


def _csv() -> Writer:
    from trailview.search.export.csv import CsvWriter

    return CsvWriter()


def _parquet() -> Writer:
    from trailview.search.export.parquet import ParquetWriter

    return ParquetWriter()


def _markdown() -> Writer:
    from trailview.search.export.markdown import MarkdownWriter

    return MarkdownWriter()


_ROWS: Final = (
    Format("table", (), _table),
    Format("ndjson", (".ndjson", ".jsonl"), _lines, has_records=True),
    Format("json", (".json",), _array, has_records=True),
    Format("csv", (".csv",), _csv),
    Format("markdown", (".md", ".markdown"), _markdown, has_records=True, has_heading=True),
    Format("parquet", (".parquet",), _parquet, is_text=False, has_records=True),
)
FORMATS: Final = {row.name: row for row in _ROWS}
"""All formats by name; the first is meant where nothing says otherwise."""


def format_of(ending: str) -> Format:
    """The format that a file's ending means, in whatever case; the first where it means none."""
    meant = (row for row in _ROWS if ending.lower() in row.endings)
    return next(meant, _ROWS[0])
