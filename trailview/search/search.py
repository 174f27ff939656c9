"""Answering one question, start to end, while events are still arriving."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Cancel, Problem
from trailview.errors import TrailviewError
from trailview.events.record import Event
from trailview.question.query import UNTYPED, Question, TimeRange
from trailview.search.delivery import undelivered
from trailview.search.last_event import CountedBack, counted_back
from trailview.search.progress import Order, Progress, State
from trailview.search.reading.reading import Reading
from trailview.search.reading.records import Records
from trailview.store.rows import Rows, no_rows

if TYPE_CHECKING:
    from trailview.search.empty.why import Why
    from trailview.search.source import Source
    from trailview.store.columns import RowNumbers, Snapshot
    from trailview.store.few import FewRows
    from trailview.store.filter import Filter
    from trailview.store.view import View

_PAUSE: Final = 0.06
"""Seconds between two steps while events arrive: enough to look live, and no more."""
_COUNTING: Final = 0.4
"""The same where the rows are not looked at before the last is there: only counted, maybe."""
_NEWS: Final = 0.5
"""Seconds between two tellings of how far things are, while there is nothing to look at."""
_SCAN_PAUSE: Final = 0.15
"""Seconds between two steps while records are looked into."""


class Search:
    """One question being answered over the events of one reading. Safe from any thread.

    A thread of its own finds the rows (`_view`) and what could not be looked into,
    and nobody else touches these before it is over. From then on whoever sorts does,
    holding `_sorting`. The order asked for and the progress are written holding `_lock`.
    """

    def __init__(
        self,
        reading: Reading,
        question: Question,
        changed: Callable[[], None],
        order: Order,
        limit: int | None = None,
        ended: Callable[[Progress], None] | None = None,
        span: TimeRange = UNTYPED,
        source: Source | None = None,
    ) -> None:
        """With `limit`, reading ends when so many of the newest events are sure.

        `span` is the question's window as it was chosen, where that may be counted
        back from the last event that was read.

        `changed` is called on every step, from the thread that took it. `ended` is
        called once, with the last progress, in the search's thread. `source` is
        where it was put to; only with it can be told why nothing matched.
        """
        self.question = question
        self._reading = reading
        self._limit = limit
        self._changed = changed
        self._ended = ended
        self._span = span
        self._counted: CountedBack | None = None
        self._source = source
        self._cancel = Cancel()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="searching", daemon=True)
        self._sorting = threading.Lock()
        self._view: View | None = None
        self._few: FewRows | None = None
        self._problems: list[Problem] = []
        self._lock = threading.Lock()
        self._order = self._shown_order = order
        self._progress = Progress(question, no_rows(), State.READING, reading.state)

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

    @property
    def records(self) -> Records:
        """What has been read."""
        return self._reading.records

    def event(self, key: int) -> Event:
        """The event behind a row. Can read a file: not for the UI thread. Raises SourceError."""
        return self._reading.records.event(key)

    def why_empty(self, *, asks: bool = False) -> Why:
        """Why nothing matched, once it is over. Blocks; raises nothing for what cannot be told.

        With `asks`, a service that charges nothing is asked once or twice more.
        """
        from trailview.search.empty.answer import why_empty

        assert self._source is not None, "who asks a session has one"
        cancel = self._cancel if asks else None
        return why_empty(self._progress, self._reading, self._source, cancel)

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
        """Put the rows in another order; a new progress follows. Does not block.

        It is there already when this returns, where that takes no longer than a thread to begin.
        """
        with self._lock:
            self._order = order
            if not self._over.is_set():
                return  # the next step, or the last one, shows it
        view = self._view
        is_soon = view is None or view.is_soon_sorted(order.column)
        if not is_soon or not self._sort_finished(waits=False):
            threading.Thread(target=self._sort_finished, name="sorting", daemon=True).start()

    def _sort_finished(self, *, waits: bool = True) -> bool:
        """Hand over what was there at the end, in the order asked now.

        False where something is being sorted, and this does not wait for that.
        """
        if not self._sorting.acquire(blocking=waits):
            return False
        try:
            from dataclasses import replace  # not where a question is answered without a screen

            order = self._order
            progress = replace(self._progress, rows=self._rows_in(order))
            with self._lock:
                self._progress, self._shown_order = progress, order
        finally:
            self._sorting.release()
        self._changed()
        return True

    def _rows_in(self, order: Order) -> Rows:
        """The rows that were found, in an order; holding `_sorting`."""
        rows = self._progress.rows
        if self._view is not None:
            rows = self._view = self._view.sorted(order.column, order.descending)
        elif self._few is not None:
            rows = self._few = self._few.sorted(order.column, order.descending)
        return rows

    def _run(self) -> None:
        try:
            self._answer()
            state = State.CANCELLED if self._was_cancelled() else State.DONE
            error = self._reading.state.error
        except TrailviewError as failure:
            error = failure
        except Exception as failure:  # noqa: BLE001  (a thread's last resort: tell, do not vanish)
            error = TrailviewError("The search failed", f"{type(failure).__name__}: {failure}")
        self._reading.looked_at(None)
        last = self._publish(State.FAILED if error else state, error=error)
        with self._lock:
            is_stale = self._shown_order != self._order
        if is_stale:
            self._sort_finished()
        self._changed()
        if self._ended is not None:
            self._ended(last)

    def _was_cancelled(self) -> bool:
        return self._cancel.is_set or self._reading.was_cancelled

    def _answer(self) -> None:
        reading = self._reading
        if not self._wait_for_rows():
            return
        if reading.are_few:
            self._take_few()
            return
        if self._progress.rows is not reading.records.first:
            self._show_first()
        store = reading.records.wait_for_store()
        from trailview.store.filter import Filter  # numpy: not before the first rows are drawn
        from trailview.store.view import View

        question = Filter(self.question.terms, self.question.window_of_events)
        done, steps, pause = 0, -1, 0.0
        while not self._has_paused(pause):
            with reading.changes:
                reading.changes.wait_for(
                    lambda seen=steps: (
                        reading.is_read or self._cancel.is_set or reading.steps > seen
                    ),  # type: ignore[misc]  # mypy infers no type for a lambda with a default
                    timeout=0.5,
                )
                last, steps = reading.is_read, reading.steps
            began = time.monotonic()
            snapshot = store.snapshot()
            if last and self._counts_back():
                question = Filter(self.question.terms, self.question.window_of_events)
                self._view, self._problems, done = None, [], 0
            rows = question.rows(snapshot, done)
            done = snapshot.count
            if self._view is None:
                self._view = View.of(snapshot, rows[:0])
            if question.record_terms and not reading.picks:
                self._scan(question, snapshot, rows)
            else:
                self._view = self._view.with_rows(snapshot, rows)
            if last:
                self._say_what_is_unanswerable(snapshot)
                return
            progress = self._publish(State.READING)
            self._changed()
            if self._has_enough(progress):
                reading.enough()
            reading.looked_at(steps)
            least = _COUNTING if reading.picks else _PAUSE
            pause = max(least, 4 * (time.monotonic() - began)) if self._limit is None else 0.0

    def _take_few(self) -> None:
        """Take the answer that comes whole, once all of it is here."""
        reading = self._reading
        with reading.changes:
            reading.changes.wait_for(lambda: reading.is_read or self._cancel.is_set)
        if not self._cancel.is_set:
            self._few = reading.records.few

    def _has_paused(self, seconds: float) -> bool:
        """Leave others the time between two steps, but no longer than until all has been read;
        whether the search was cancelled meanwhile."""
        reading = self._reading
        with reading.changes:
            reading.changes.wait_for(lambda: reading.is_read or self._cancel.is_set, seconds)
        return self._cancel.is_set

    def _counts_back(self) -> bool:
        """Whether it is about another time, now that the last event is known."""
        self._counted = counted_back(self.question, self._span, self._reading.state.extent.last)
        if self._counted is None or not self._counted.is_moved:
            return False
        self.question = self._counted.question
        return True

    def _say_what_is_unanswerable(self, snapshot: Snapshot) -> None:
        """Note of which events the question cannot be answered."""
        from trailview.search.unanswerable import without_column, without_time

        self._problems += without_time(snapshot, self.question.window_of_events)
        self._problems += without_column(self._reading.state.lacks, self.question)

    def _has_enough(self, progress: Progress) -> bool:
        """Whether as many of the newest events as were wanted are sure: none can come before."""
        covered = progress.covered
        if self._limit is None or covered is None or self._view is None:
            return False
        if self._shown_order != Order():
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
                    lambda seen=steps: (  # type: ignore[misc]  # as above: the default holds the value
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
        records, question = self._reading.records, self.question
        asks_all = not question.terms and question.window_of_events.is_all
        is_simple = asks_all and self._order == Order()
        if records.first is None or records.store is not None or not is_simple:
            return
        first = Progress(question, records.first, State.READING, self._reading.state)
        with self._lock:
            self._progress = first
        self._changed()

    def _scan(self, question: Filter, snapshot: Snapshot, rows: RowNumbers) -> None:
        """Look into the records of the rows that the columns leave, newest first.

        Rows are shown as they are found.
        """
        from trailview.store.view import View

        records, candidates = self._reading.records, View.of(snapshot, rows).order
        found: list[int] = []
        looked_at, shown = 0, time.monotonic()
        for looked in records.matching(question.record_terms, snapshot, candidates, self._cancel):
            found += looked.rows
            looked_at += looked.looked_at
            self._problems.extend(looked.problems)
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

    def _publish(
        self,
        state: State,
        *,
        error: TrailviewError | None = None,
        scanned: int | None = None,
        to_scan: int | None = None,
    ) -> Progress:
        """Hand over what there is, in the order asked; with its end, the search is over."""
        with self._sorting:
            order = self._order
            progress = Progress(
                self.question,
                self._rows_in(order),
                state,
                self._reading.state,
                error=error,
                record_problems=tuple(self._problems),
                scanned=scanned,
                to_scan=to_scan,
                delivery=undelivered(state, self._reading.state, self.question, int(time.time())),
                counted=self._counted,
            )
            with self._lock:
                self._progress, self._shown_order = progress, order
                if state.is_over:
                    self._over.set()
        return progress
