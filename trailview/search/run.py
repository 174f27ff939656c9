"""Answering one question, start to end, while events are still arriving."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Cancel, Problem
from trailview.errors import TrailviewError
from trailview.events.record import Event
from trailview.question.query import Question
from trailview.search.delivery import delivery_note
from trailview.search.progress import Order, Progress, State
from trailview.store.first import no_rows
from trailview.store.rows import Rows

if TYPE_CHECKING:
    from trailview.search.reading import Reading
    from trailview.store.columns import Snapshot
    from trailview.store.filter import Filter
    from trailview.store.view import RowNumbers, View

_PAUSE: Final = 0.06
"""Seconds between two steps while events arrive: enough to look live, and no more."""
_NEWS: Final = 0.5
"""Seconds between two tellings of how far things are, while there is nothing to look at."""
_SCAN_PAUSE: Final = 0.15
"""Seconds between two steps while records are looked into."""


def _nothing(progress: Progress) -> None:
    """Nobody wants to know how it ended."""
    del progress


class Search:
    """One question being answered over the events of one reading. Safe from any thread."""

    def __init__(
        self,
        reading: Reading,
        question: Question,
        changed: Callable[[], None],
        order: Order,
        limit: int | None = None,
        ended: Callable[[Progress], None] = _nothing,
    ) -> None:
        """With `limit`, reading ends when so many of the newest events are sure.

        `ended` is called once, with the last progress, in the search's thread.
        """
        self.question = question
        self._reading = reading
        self._limit = limit
        self._changed = changed
        self._ended = ended
        self._order = order
        self._shown_order = order
        self._cancel = Cancel()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="searching", daemon=True)
        self._lock = threading.Lock()
        self._view: View | None = None
        self._problems: list[Problem] = []
        self._progress = Progress(
            question,
            no_rows(),
            State.READING,
            reading.tally,
            origin=reading.number,
            is_of_service=reading.is_of_service,
        )

    @property
    def progress(self) -> Progress:
        """How far it has come: the latest frozen value."""
        return self._progress

    def start(self) -> None:
        """Begin; rows that are there at once are in `progress` when this returns."""
        self._show_first()
        self._thread.start()

    @property
    def reading(self) -> Reading:
        """What it answers over: the place to read its rows' records."""
        return self._reading

    def event(self, key: int) -> Event:
        """The event behind a row. Can read a file: not for the UI thread. Raises SourceError."""
        return self._reading.event(key)

    def stop_reading(self) -> None:
        """Stop reading for this and every other question over the same events."""
        self._reading.cancel()

    def cancel(self) -> None:
        """Stop; the rows found so far stay."""
        self._cancel.set()
        with self._reading.changes:
            self._reading.changes.notify_all()

    def wait(self, timeout: float | None = None) -> bool:
        """Until it is over; False when that takes longer than `timeout` seconds."""
        return self._over.wait(timeout)

    @property
    def is_running(self) -> bool:
        """Whether anything is still to be done for it, the last word about it included."""
        return self._thread.is_alive()

    def join(self) -> None:
        """Until nothing more is done for it."""
        self._thread.join()

    def sort(self, order: Order) -> None:
        """Put the rows in another order; a new progress follows."""
        self._order = order
        if not self._over.is_set():
            return  # the next step, or the last one, shows it
        threading.Thread(target=self._sort_finished, name="sorting", daemon=True).start()

    def _sort_finished(self) -> None:
        with self._lock:
            self._publish(self._progress.state, error=self._progress.error)
        self._changed()

    def _run(self) -> None:
        try:
            self._answer()
            state = State.CANCELLED if self._was_cancelled() else State.DONE
            error = self._reading.error
        except TrailviewError as failure:
            error = failure
        except Exception as failure:  # noqa: BLE001  (a thread's last resort: tell, do not vanish)
            error = TrailviewError("The search failed", f"{type(failure).__name__}: {failure}")
        self._reading.looked_at(None)
        with self._lock:
            self._publish(State.FAILED if error else state, error=error)
            last = self._progress
            self._over.set()
        if self._shown_order != self._order:
            self._sort_finished()
        self._changed()
        self._ended(last)

    def _was_cancelled(self) -> bool:
        return self._cancel.is_set or self._reading.was_cancelled

    def _answer(self) -> None:
        reading = self._reading
        if not self._wait_for_rows():
            return
        if self._progress.rows is not reading.first:
            self._show_first()
        from trailview.store.filter import Filter
        from trailview.store.view import View

        store = reading.wait_for_store()
        question = Filter(self.question.terms, self.question.window_of_events)
        done, steps, pause = 0, -1, 0.0
        while not self._cancel.wait(pause):
            with reading.changes:
                reading.changes.wait_for(
                    lambda seen=steps: (
                        reading.is_read or self._cancel.is_set or reading.steps > seen
                    ),  # type: ignore[misc]
                    timeout=0.5,
                )
                last, steps = reading.is_read, reading.steps
            began = time.monotonic()
            snapshot = store.snapshot()
            rows = question.rows(snapshot, done)
            done = snapshot.count
            if self._view is None:
                self._view = View.of(snapshot, rows[:0])
            if question.record_terms:
                self._scan(question, snapshot, rows)
            else:
                self._view = self._view.with_rows(snapshot, rows)
            if last:
                return
            self._publish(State.READING)
            self._changed()
            if self._has_enough():
                reading.enough()
            reading.looked_at(steps)
            pause = max(_PAUSE, 4 * (time.monotonic() - began)) if self._limit is None else 0.0

    def _has_enough(self) -> bool:
        """Whether as many of the newest events as were wanted are sure: none can come before."""
        covered = self._reading.reached
        if self._limit is None or covered is None or self._view is None:
            return False
        if not (self._order.column == "time" and self._order.descending):
            return False
        if len(self._view) < self._limit:
            return False
        time = self._view.time(self._limit - 1)
        return covered.since is None or (time is not None and time >= covered.since)

    def _wait_for_rows(self) -> bool:
        """Until there is something to look at; False when cancelled before.

        A service may take its time, and many empty pages, before the first row: what it
        does is told meanwhile.
        """
        reading, steps = self._reading, 0
        while True:
            with reading.changes:
                reading.changes.wait_for(
                    lambda seen=steps: (  # type: ignore[misc]
                        reading.has_rows or self._cancel.is_set or reading.steps > seen
                    ),
                    timeout=_NEWS,
                )
                has_rows, steps = reading.has_rows, reading.steps
            if has_rows or self._cancel.is_set:
                return not self._cancel.is_set
            self._publish(State.READING)
            self._changed()
            reading.looked_at(steps)

    def _show_first(self) -> None:
        """Show the first block's rows as they are, where every event is asked for."""
        reading, question = self._reading, self.question
        asks_all = not question.terms and question.window_of_events.is_all
        is_simple = asks_all and self._order == Order()
        if reading.first is None or reading.store is not None or not is_simple:
            return
        self._progress = Progress(
            question,
            reading.first,
            State.READING,
            reading.tally,
            loaded=len(reading.first),
            problems=reading.problems,
            origin=reading.number,
            is_of_service=reading.is_of_service,
            shards=reading.shards,
        )
        self._changed()

    def _scan(self, question: Filter, snapshot: Snapshot, rows: RowNumbers) -> None:
        """Look into the records of the rows that the columns leave, newest first.

        Each part of the source is read once; rows are shown as they are found.
        """
        from trailview.store.columns import INLINE
        from trailview.store.view import View

        candidates = View.of(snapshot, rows).order
        inline = snapshot.parts[candidates] == INLINE
        found: list[int] = []
        looked_at, shown = 0, time.monotonic()
        for hits, count in chain(
            self._look(question, candidates[inline].tolist()),
            self._ask_backend(question, snapshot, candidates[~inline]),
        ):
            found += hits
            looked_at += count
            if time.monotonic() - shown > _SCAN_PAUSE:
                self._add(snapshot, found)
                self._publish(
                    State.SCANNING if self._reading.is_read else State.READING,
                    scanned=looked_at,
                    to_scan=len(candidates),
                )
                self._changed()
                found, shown = [], time.monotonic()
            if self._cancel.is_set:
                break
        self._add(snapshot, found)

    def _add(self, snapshot: Snapshot, rows: list[int]) -> None:
        import numpy as np

        assert self._view is not None
        self._view = self._view.with_rows(snapshot, np.array(sorted(rows), np.int32))

    def _look(self, question: Filter, rows: list[int]) -> Iterator[tuple[list[int], int]]:
        """Look into records that the store keeps; which match, and how many were looked at."""
        from trailview.question.predicate import matches

        store = self._reading.wait_for_store()
        for row in rows:
            delivery = store.delivery(row)
            holds = delivery is not None and matches(question.record_terms, Event(delivery))
            yield [row] if holds else [], 1

    def _ask_backend(
        self, question: Filter, snapshot: Snapshot, rows: RowNumbers
    ) -> Iterator[tuple[list[int], int]]:
        """The same for records that the backend has to read again."""
        import numpy as np

        if not len(rows):
            return
        places = self._reading.places(snapshot, rows)
        asked = {place.part: (place.indexes, of_part) for place, of_part in places}
        for result in self._reading.backend.scan(
            [place for place, _ in places], question.record_terms, self._cancel
        ):
            self._problems.extend(result.problems)
            indexes, of_part = asked.pop(result.part)
            hits = of_part[np.isin(indexes, result.indexes)]
            yield hits.tolist(), result.looked_at

    def _publish(
        self,
        state: State,
        *,
        error: TrailviewError | None = None,
        scanned: int | None = None,
        to_scan: int | None = None,
    ) -> None:
        """Hand over what there is, in the order asked."""
        reading, view = self._reading, self._view
        rows: Rows = self._progress.rows
        first = last = None
        loaded = duplicates = 0
        if view is not None:
            order = self._shown_order = self._order
            rows = self._view = view.sorted(order.column, order.descending)
            store = reading.wait_for_store()
            loaded, duplicates = len(store), store.deliveries - len(store)
            first, last = view.snapshot.first, view.snapshot.last
        self._progress = Progress(
            self.question,
            rows,
            state,
            reading.tally,
            loaded=loaded,
            duplicates=duplicates,
            problems=(*reading.problems, *self._problems),
            error=error,
            first=first,
            last=last,
            scanned=scanned,
            to_scan=to_scan,
            can_go_on=state.is_over and reading.can_go_on,
            origin=reading.number,
            covered=reading.covered if state.is_over else reading.reached,
            clipped=reading.is_clipped,
            seconds=reading.seconds,
            plain=reading.plain,
            record_note=reading.record_note,
            is_of_service=reading.is_of_service,
            shards=reading.shards,
            notes=(*reading.notes, *self._delivery(state, last)),
        )

    def _delivery(self, state: State, last: int | None) -> tuple[str, ...]:
        """What a service's answer cannot hold yet, when it is over."""
        if not (state.is_over and self._reading.is_of_service) or self.question.raw:
            return ()
        note = delivery_note(self.question.window, last, int(time.time()))
        return (note,) if note else ()
