"""Results as a Parquet file; needs pyarrow, which `trailview[parquet]` installs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final

from trailview.errors import UsageError
from trailview.events.times import iso
from trailview.installation import command_to_add
from trailview.search.export import row_texts
from trailview.store.rows import Rows

if TYPE_CHECKING:
    from trailview.search.reading import Reading

_BATCH: Final = 10_000


def write_parquet(
    reading: Reading, rows: Rows, count: int, columns: Sequence[str], out: BinaryIO
) -> None:
    """Columns of text, `time` as a UTC timestamp, and the whole record as `record`.

    Raises UsageError where pyarrow is not installed.
    """
    _need_pyarrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    fields = [
        pa.field(name, pa.timestamp("s", "UTC") if name == "time" else pa.string())
        for name in columns
    ]
    schema = pa.schema([*fields, pa.field("record", pa.string())])
    records = (event.raw.decode("utf-8", "replace") for event in reading.events(rows, count))
    texts = [name for name in columns if name != "time"]
    with pq.ParquetWriter(out, schema) as writer:
        for start in range(0, count, _BATCH):
            span = range(start, min(start + _BATCH, count))
            lines = [row_texts(rows, position, texts, iso) for position in span]
            data: dict[str, list[object]] = {
                name: [_storable(line[n]) for line in lines] for n, name in enumerate(texts)
            }
            data["time"] = [rows.time(position) for position in span]
            data["record"] = [*islice(records, len(span))]
            arrays = [pa.array(data[field.name], field.type) for field in schema]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def write_plain_parquet(
    columns: Sequence[str], rows: Sequence[Sequence[str]], out: BinaryIO
) -> None:
    """Columns of text, empty ones as null. Raises UsageError where pyarrow is not installed."""
    _need_pyarrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([pa.field(name, pa.string()) for name in columns])
    with pq.ParquetWriter(out, schema) as writer:
        for start in range(0, len(rows), _BATCH):
            lines = rows[start : start + _BATCH]
            arrays = [
                pa.array([_storable(line[n]) for line in lines], pa.string())
                for n in range(len(columns))
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _need_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401  (only whether it is there)
    except ImportError:
        raise UsageError(
            "Parquet is not installed",
            "Writing Parquet files needs the pyarrow library.",
            f"Install it with: {command_to_add('parquet')}",
        ) from None


def _storable(text: str) -> str | None:
    return text.encode("utf-8", "replace").decode() or None
