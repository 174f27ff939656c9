"""What a reading has read: its store, and the records again from where they came."""

from __future__ import annotations

import sys
import threading
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Backend, Batch, Cancel, FewFound, Problem, RecordPlaces
from trailview.backends.plain import PlainTable
from trailview.events.record import Event
from trailview.frozen import Frozen
from trailview.question.terms import Clause
from trailview.store.extent import NOTHING, Extent
from trailview.store.rows import Rows

if TYPE_CHECKING:
    from trailview.events.block import Block
    from trailview.store.columns import RowNumbers, Snapshot, Store
    from trailview.store.few import FewRows
    from trailview.store.first import FirstRows

_DRAWING: Final = 0.04
"""Seconds in which the screen can draw the first rows, before numpy takes the interpreter."""
_BULK: Final = 4_096
"""Records read again at once, for export."""


class Looked(Frozen):
    """What came of looking into some records."""

    rows: list[int]
    """Those that match."""
    looked_at: int
    """How many were looked into."""
    problems: tuple[Problem, ...] = ()


class Records:
    """The events of one reading. Safe from any thread.

    Only the reading's threads write: one at a time, holding `_appending`, and whatever
    others look at holding the reading's lock too, which is always taken second.
    """

    def __init__(self, painted: threading.Event, changes: threading.Condition) -> None:
        """`painted` lets heavy work begin; `changes` is the reading's lock."""
        self.first: FirstRows | None = None
        """The first block's rows, until the store is there."""
        self.store: Store | None = None
        """None until the first block is in it, or none will come."""
        self.plain: PlainTable | None = None
        """Rows of the answer that carry no whole record; they belong to a raw question."""
        self._few = list[FewFound]()
        """The parts of an answer that is so little that there is no store."""
        self._few_rows: FewRows | None = None
        self._painted = painted
        self._changes = changes
        self._appending = threading.Lock()
        self._backend: Backend | None = None

    # In the reading threads

    def come_from(self, backend: Backend) -> None:
        """The backend that reads records again; those of services are kept in the store."""
        with self._changes:
            self._backend = backend

    def take(self, batch: Batch, cancel: Cancel) -> None:
        """Take what a batch brings; until `cancel`, lets the first rows be drawn before."""
        if batch.block is not None and len(batch.block):
            with self._appending:
                # No other block may come in between: keys of the first rows are the store's.
                if self.store is None:
                    self._show_first(batch.block, cancel)
                store = self._made_store()
                store.append(batch.block)
                self._hand_over(store)
        if batch.few is not None:
            self._take_few(batch.few)
        if batch.plain is not None:
            self._painted.wait()
            with self._appending:
                self._hand_over(self._made_store())
                plain = batch.plain if self.plain is None else self.plain.joined(batch.plain)
                with self._changes:
                    self.plain = plain

    def _take_few(self, found: FewFound) -> None:
        with self._appending, self._changes:
            self._few.append(found)
            self._few_rows = None
            self._changes.notify_all()

    def need_store(self) -> None:
        """See to it that there is a store, though nothing may have come for it."""
        self._painted.wait()
        with self._appending:
            self._hand_over(self._made_store())

    def _show_first(self, block: Block, cancel: Cancel) -> None:
        """Let the first rows be drawn before the store takes the time it needs to load."""
        from trailview.store.first import FirstRows

        first = FirstRows(block)
        with self._changes:
            self.first = first
            self._changes.notify_all()
        self._painted.wait()
        if "numpy" not in sys.modules:
            cancel.wait(_DRAWING)

    def _made_store(self) -> Store:
        """The store; where there is none yet, a new one that nobody else knows of."""
        if self.store is not None:
            return self.store
        from trailview.store.columns import Store

        return Store()

    def _hand_over(self, store: Store) -> None:
        """Let others see the store: the first rows, if any were shown, are in it."""
        if self.store is None:
            with self._changes:
                self.store = store
                self._changes.notify_all()

    # For those who ask

    @property
    def are_there(self) -> bool:
        """Whether there is something to look at."""
        return self.first is not None or self.store is not None or bool(self._few)

    @property
    def extent(self) -> Extent:
        """How many events are loaded, and from when to when."""
        if self.store is not None:
            return self.store.extent
        if self._few:
            firsts = [few.first for few in self._few if few.first is not None]
            lasts = [few.last for few in self._few if few.last is not None]
            events = sum(len(few.events) for few in self._few)
            return Extent(events, first=min(firsts, default=None), last=max(lasts, default=None))
        return NOTHING if self.first is None else Extent(len(self.first))

    @property
    def few(self) -> FewRows:
        """The answer that is so little that there is no store, as far as it has come."""
        from trailview.store.few import FewRows  # msgspec is not on the way to a screen

        with self._appending:
            if self._few_rows is None:
                self._few_rows = FewRows([event for few in self._few for event in few.events])
            return self._few_rows

    def wait_for_store(self) -> Store:
        """The store, once there is one; it holds whatever rows have been shown."""
        with self._changes:
            self._changes.wait_for(lambda: self.store is not None)
        assert self.store is not None
        return self.store

    def event(self, key: int) -> Event:
        """The event behind a row. Reads a file: not for the UI thread. Raises SourceError."""
        return next(self._events([key]))

    def events(self, rows: Rows, limit: int | None = None) -> Iterator[Event]:
        """The first `limit` of them, or all, in order, read in bulk. Raises SourceError."""
        total = len(rows) if limit is None else min(limit, len(rows))
        for start in range(0, total, _BULK):
            stop = min(start + _BULK, total)
            yield from self._events([rows.key(position) for position in range(start, stop)])

    def _events(self, keys: Sequence[int]) -> Iterator[Event]:
        if self._few:
            return self._few_events(keys)
        store = self.wait_for_store()
        snapshot = store.snapshot()
        found = store.kept(keys)
        by_part = defaultdict[int, list[int]](list)
        for key in keys:
            if key not in found:
                by_part[int(snapshot.parts[key])].append(key)
        for part, rows in by_part.items():
            records = self._source.records(part, [int(snapshot.indexes[row]) for row in rows])
            found.update(zip(rows, records, strict=True))
        return (Event(found[key]) for key in keys)

    def _few_events(self, keys: Sequence[int]) -> Iterator[Event]:
        rows, are_lines = self.few, all(few.are_lines for few in self._few)
        for key in keys:
            event = Event(rows.delivery(key))
            event.is_line = are_lines
            yield event

    def matching(
        self, terms: tuple[Clause, ...], snapshot: Snapshot, rows: RowNumbers, cancel: Cancel
    ) -> Iterator[Looked]:
        """Look into the records of rows, for terms that only a record can answer.

        Those that the store keeps come first; each part of the source is read once.
        """
        from trailview.store.columns import INLINE

        inline = snapshot.parts[rows] == INLINE
        yield from self._matching_kept(terms, rows[inline].tolist())
        if not inline.all():
            yield from self._matching_again(terms, snapshot, rows[~inline], cancel)

    def _matching_kept(self, terms: tuple[Clause, ...], rows: list[int]) -> Iterator[Looked]:
        """Those among rows whose records the store keeps."""
        from trailview.question.predicate import matches

        store = self.wait_for_store()
        for row in rows:
            delivery = store.delivery(row)
            holds = delivery is not None and matches(terms, Event(delivery))
            yield Looked([row] if holds else [], 1)

    def _matching_again(
        self, terms: tuple[Clause, ...], snapshot: Snapshot, rows: RowNumbers, cancel: Cancel
    ) -> Iterator[Looked]:
        """Those among one or more rows whose records the backend has to read again."""
        import numpy as np

        places = _places(snapshot, rows)
        asked = {place.part: (place.indexes, of_part) for place, of_part in places}
        for result in self._source.scan([place for place, _ in places], terms, cancel):
            indexes, of_part = asked.pop(result.part)
            hits = of_part[np.isin(indexes, result.indexes)]
            yield Looked(hits.tolist(), result.looked_at, result.problems)

    @property
    def _source(self) -> Backend:
        assert self._backend is not None, "records are only asked for when some have been read"
        return self._backend

    def suggestions(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Values of a field among the events read so far, with counts; most frequent first."""
        store = self.store
        if store is None:
            return []
        from trailview.store.facets import suggestions

        return suggestions(store.snapshot(), field, prefix, limit)


def _places(snapshot: Snapshot, rows: RowNumbers) -> list[tuple[RecordPlaces, RowNumbers]]:
    """Where the records of one or more rows are, in the order of their parts' first row."""
    import numpy as np

    parts = snapshot.parts[rows]
    by_part = np.argsort(parts, kind="stable")
    _, starts = np.unique(parts[by_part], return_index=True)
    found = []
    for of_part in sorted(np.split(by_part, starts[1:]), key=lambda order: int(order[0])):
        indexes = snapshot.indexes[rows[of_part]].astype(np.uint32)
        place = RecordPlaces(int(parts[of_part[0]]), array("I", indexes.tobytes()))
        found.append((place, rows[of_part]))
    return found
