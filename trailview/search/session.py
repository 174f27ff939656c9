"""One source of events, and everything that is asked of it.

A session reads its backend in one thread and keeps the events in a store.
Questions are answered over the store while it fills, each by a `Search` of
its own. Heavy imports (numpy, the store) happen in these threads, and not
before the first frame is painted.
"""

from __future__ import annotations

import threading
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Backend, Batch, Cancel, Place, Problem, Tally
from trailview.errors import TrailviewError
from trailview.events.record import Delivery, Event
from trailview.plans.plan import Plan
from trailview.question.query import Question
from trailview.search.progress import Order
from trailview.search.run import Search
from trailview.store.first import FirstRows
from trailview.store.rows import Rows

if TYPE_CHECKING:
    from trailview.store.columns import Snapshot, Store

_DRAWING: Final = 0.04
"""Seconds in which the screen can draw the first rows, before numpy takes the interpreter."""
_BULK: Final = 4_096
"""Records read again at once, for export."""


class Session:
    """Events of one backend, and the questions asked of them. Safe from any thread."""

    def __init__(
        self,
        backend: Backend,
        title: str,
        planner: Callable[[Question], Plan],
        closed: Callable[[], None] | None = None,
    ) -> None:
        """`closed` is called when all is stopped, to clear away what the backend read."""
        self.backend = backend
        self.title = title
        self.changes = threading.Condition()
        """Notified whenever something below has changed."""
        self.first: FirstRows | None = None
        """The first block's rows, until the store is there."""
        self.store: Store | None = None
        self.tally = Tally()
        self.problems: list[Problem] = []
        self.error: TrailviewError | None = None
        self.is_read = False
        """Whether reading has ended, for whatever reason."""
        self._planner = planner
        self._closed = closed
        self._painted = threading.Event()
        self._cancel = Cancel()
        self._thread: threading.Thread | None = None
        self._searches: list[Search] = []

    @property
    def name(self) -> str:
        """The backend's name, as the command line spells it."""
        return self.backend.name

    @property
    def was_cancelled(self) -> bool:
        return self._cancel.is_set

    def start(self) -> None:
        """Begin to read, in a thread. Once only."""
        self._thread = threading.Thread(target=self._read, name="reading", daemon=True)
        self._thread.start()

    def painted(self) -> None:
        """The first frame is on the screen (or there is none): heavy work may begin."""
        self._painted.set()

    def plan(self, question: Question) -> Plan:
        return self._planner(question)

    def ask(
        self, question: Question, changed: Callable[[], None], order: Order | None = None
    ) -> Search:
        """Begin to answer a question; `changed` is called from its thread on every step."""
        search = Search(self, question, changed, order or Order())
        self._searches = [other for other in self._searches if not other.progress.state.is_over]
        self._searches.append(search)
        search.start()
        return search

    def _read(self) -> None:
        try:
            for batch in self.backend.read(self._planner(Question()), self._cancel):
                self._take(batch)
        except TrailviewError as error:
            self.error = error
        except Exception as error:  # noqa: BLE001  (a thread's last resort: tell, do not vanish)
            self.error = TrailviewError(
                "Reading failed", f"{type(error).__name__}: {error}", "What was read is kept."
            )
        self._painted.wait()
        self._need_store()
        with self.changes:
            self.is_read = True
            self.changes.notify_all()

    def _take(self, batch: Batch) -> None:
        if batch.block is not None and len(batch.block):
            if self.store is None:
                with self.changes:
                    self.first = FirstRows(batch.block)
                    self.changes.notify_all()
                self._painted.wait()
                self._cancel.wait(_DRAWING)
            self._need_store().append(batch.block)
        with self.changes:
            self.tally = batch.tally
            self.problems.extend(batch.problems)
            self.changes.notify_all()

    def _need_store(self) -> Store:
        if self.store is None:
            from trailview.store.columns import Store

            self.store = Store()
        return self.store

    def wait_for_store(self) -> Store:
        """The store, once there is one."""
        with self.changes:
            self.changes.wait_for(lambda: self.store is not None)
        assert self.store is not None
        return self.store

    def event(self, key: int) -> Event:
        """The event behind a row. Reads a file: not for the UI thread. Raises SourceError."""
        return next(self._events([key]))

    def events(self, rows: Rows, limit: int | None = None) -> Iterator[Event]:
        """The first `limit` of them, or all, in order, read in bulk. Raises SourceError."""
        count = len(rows) if limit is None else min(limit, len(rows))
        for start in range(0, count, _BULK):
            stop = min(start + _BULK, count)
            yield from self._events([rows.key(position) for position in range(start, stop)])

    def _events(self, keys: Sequence[int]) -> Iterator[Event]:
        store = self.wait_for_store()
        snapshot = store.snapshot()
        found: dict[int, Delivery] = {}
        by_part = defaultdict[int, list[int]](list)
        for key in keys:
            inline = store.delivery(key)
            if inline is None:
                by_part[int(snapshot.parts[key])].append(key)
            else:
                found[key] = inline
        for part, rows in by_part.items():
            records = self.backend.records(part, [int(snapshot.indexes[row]) for row in rows])
            found.update(zip(rows, records, strict=True))
        return (Event(found[key]) for key in keys)

    def places(self, snapshot: Snapshot, rows: Sequence[int]) -> list[tuple[Place, list[int]]]:
        """Where the records of some rows are, in the order of their parts' first row."""
        by_part = defaultdict[int, list[int]](list)
        for row in rows:
            by_part[int(snapshot.parts[row])].append(row)
        return [
            (Place(part, array("I", [int(snapshot.indexes[row]) for row in of_part])), of_part)
            for part, of_part in by_part.items()
        ]

    def suggestions(self, field: str, prefix: str, limit: int = 20) -> list[tuple[str, int]]:
        """Values of a field among the events read so far, with counts; most frequent first."""
        store = self.store
        if store is None:
            return []
        from trailview.store.facets import suggestions

        return suggestions(store.snapshot(), field, prefix, limit)

    def cancel_reading(self) -> None:
        """Stop reading; what is there stays."""
        if not self.is_read:
            self._cancel.set()

    def close(self) -> None:
        """Stop everything and let go of processes and files."""
        self.cancel_reading()
        self._painted.set()
        for search in self._searches:
            search.cancel()
        if self._thread is not None:
            self._thread.join()
        for search in self._searches:
            search.wait()
        self.backend.close()
        if self._closed is not None:
            self._closed()
