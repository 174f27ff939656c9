"""Results as a Parquet file; needs pyarrow, which `trailview[parquet]` installs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final

from trailview.errors import MissingExtraError, install_hint
from trailview.events.times import iso
from trailview.search.export.how import Export, Recorded
from trailview.search.export.rows import COLUMNS, row_texts
from trailview.store.rows import Rows

_BATCH: Final = 10_000
"""Rows that are written at once."""
_RECORD: Final = "record"
"""The column that holds an event's whole record."""


class ParquetWriter:
    """Writes columns of text, empty ones as null (`trailview.search.export.how.Writer`)."""

    def write_events(
        self, records: Recorded, rows: Rows, count: int, how: Export, out: BinaryIO
    ) -> None:
        """Write the first `count` events: `time` as a UTC timestamp, the whole record as `record`.

        Raises MissingExtraError where pyarrow is not installed, SourceError, OSError.
        """
        columns = how.columns or COLUMNS
        texts = [name for name in columns if name != "time"]
        raw = (event.raw.decode("utf-8", "replace") for event in records.events(rows, count))

        def batches() -> Iterator[dict[str, list[Any]]]:
            for start in range(0, count, _BATCH):
                span = range(start, min(start + _BATCH, count))
                data = _columns(texts, [row_texts(rows, n, texts, iso) for n in span])
                data["time"] = [rows.time(position) for position in span]
                yield data | {_RECORD: [*islice(raw, len(span))]}

        _write([*columns, _RECORD], batches(), out, times=("time",))

    def write_plain(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], how: Export, out: BinaryIO
    ) -> None:
        """Write rows of texts. Raises MissingExtraError where pyarrow is not installed, OSError."""
        del how
        left = iter(rows)
        lines = iter(lambda: list(islice(left, _BATCH)), [])
        _write(columns, (_columns(columns, each) for each in lines), out)


def _columns(names: Sequence[str], lines: Sequence[Sequence[str]]) -> dict[str, list[Any]]:
    """The cells of some lines by column."""
    return {name: [_storable(line[n]) for line in lines] for n, name in enumerate(names)}


def _write(
    names: Sequence[str],
    batches: Iterable[dict[str, list[Any]]],
    out: BinaryIO,
    times: Sequence[str] = (),
) -> None:
    """Write columns with these names, of text but for those that are `times`."""
    _need_pyarrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    time, text = pa.timestamp("s", "UTC"), pa.string()
    schema = pa.schema([pa.field(name, time if name in times else text) for name in names])
    with pq.ParquetWriter(out, schema) as writer:
        for data in batches:
            arrays = [pa.array(data[field.name], field.type) for field in schema]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _need_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401  (only whether it is there)
    except ImportError:
        raise MissingExtraError(
            "Parquet is not installed",
            "Writing Parquet files needs the pyarrow library.",
            install_hint("parquet", "pyarrow"),
        ) from None


def _storable(text: str) -> str | None:
    return text.encode("utf-8", "replace").decode() or None
