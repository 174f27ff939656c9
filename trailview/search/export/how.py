"""What is wanted of an export, and what a format has to do for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO, Protocol

from trailview.events.record import Event
from trailview.events.times import iso
from trailview.frozen import Frozen
from trailview.search.export.heading import NO_HEADING, Heading
from trailview.store.rows import Rows


def _nobody(told: str) -> None:
    """Nobody wants to know."""
    del told


class Export(Frozen):
    """What to write, and how."""

    format: str
    """The name of one of `trailview.search.export.formats.FORMATS`."""
    columns: tuple[str, ...] = ()
    """Empty for the format's own."""
    limit: int | None = None
    time_text: Callable[[int], str] = iso
    """How the table writes times, and Markdown beside UTC; all others write ISO 8601 in UTC."""
    zone_name: str = "UTC"
    """The zone of those times."""
    heading: Heading = NO_HEADING
    """What stands above a handoff: what was asked, and what was and was not read."""
    is_terminal: bool = False
    width: int | None = None
    """Columns of the terminal, to which the table is fitted; None does not fit it."""
    tell: Callable[[str], None] = _nobody
    """Is told what was not written as it was."""
    left_out: Callable[[str], None] = _nobody
    """Is told what was not written at all."""


class Recorded(Protocol):
    """Where the records of rows are (`trailview.search.reading.records.Records`)."""

    def events(self, rows: Rows, limit: int | None = None) -> Iterator[Event]:
        """The first `limit` of them, or all, in order. Raises SourceError."""
        ...


class Writer(Protocol):
    """What writes one format; each streams."""

    def write_events(
        self, records: Recorded, rows: Rows, count: int, how: Export, out: BinaryIO
    ) -> None:
        """Write the first `count` events. Raises UsageError, SourceError, OSError."""
        ...

    def write_plain(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], how: Export, out: BinaryIO
    ) -> None:
        """Write rows of texts, a cell for each column. Raises UsageError, OSError."""
        ...
