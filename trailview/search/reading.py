"""One read of a source into one store, which questions are then answered over.

A read has one shard for each plan; each runs in a thread of its own, and the
store takes their blocks one at a time. Heavy imports (numpy, the store)
happen in these threads, and not before the first frame is painted.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Final

from trailview.backends.base import Backend, Batch, Cancel, Place, Problem, Tally, total_of
from trailview.backends.plain import PlainTable
from trailview.errors import CredentialsError, TrailviewError
from trailview.events.record import Delivery, Event
from trailview.question.query import Window
from trailview.search.progress import ShardProgress
from trailview.search.shards import Run, common, problem_of, unexpected
from trailview.search.source import Shard
from trailview.store.first import FirstRows
from trailview.store.rows import Rows

if TYPE_CHECKING:
    from trailview.store.columns import Snapshot, Store
    from trailview.store.view import RowNumbers

_DRAWING: Final = 0.04
"""Seconds in which the screen can draw the first rows, before numpy takes the interpreter."""
_BULK: Final = 4_096
"""Records read again at once, for export."""
_SOURCES: Final = 1 << 16
"""More decoders than one run of a shard ever has."""
_numbers: Final = count()


class _Turn:
    """One stretch of reading, from its start to its end."""

    def __init__(self) -> None:
        self.cancel = Cancel()
        self.has_enough = False
        """Whether no more is wanted than what has been asked for."""

    @property
    def is_ending(self) -> bool:
        return self.has_enough or self.cancel.is_set


class Reading:
    """Events as they are read, and where their records are. Safe from any thread."""

    def __init__(
        self,
        shards: Callable[[Cancel], Sequence[Shard]],
        painted: threading.Event,
        *,
        is_of_service: bool = False,
    ) -> None:
        """`shards` is called in the reading thread; `painted` lets heavy work begin."""
        self.number = next(_numbers)
        """Tells this reading from all others: keys of rows are its own."""
        self.is_of_service = is_of_service
        """Whether a service is asked, rather than files read."""
        self.changes = threading.Condition()
        """Notified whenever something below has changed."""
        self.first: FirstRows | None = None
        """The first block's rows, until the store is there."""
        self.store: Store | None = None
        self.plain: PlainTable | None = None
        """Rows of the answer that carry no whole record; they belong to a raw question."""
        self.error: TrailviewError | None = None
        """What ended the read as a whole."""
        self.is_read = False
        """Whether reading has ended, for whatever reason."""
        self.is_paused = False
        """Whether it stopped until its question is asked once more."""
        self.steps = 0
        """How many batches have come."""
        self.seconds = 0.0
        """How long it has been reading, waits included."""
        self._shards = shards
        self._painted = painted
        self._turn = _Turn()
        self._looked_at: int | None = None
        """How many steps have been looked at, where the next has to wait for that."""
        self._problems: list[Problem] = []
        self._notes: dict[str, None] = {}
        self._runs: list[Run] = []
        self._began = 0.0
        self._sources = count()
        self._appending = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, *, stepwise: bool = False) -> None:
        """Begin to read, or go on where the last read stopped.

        Reading `stepwise` waits after each batch until `looked_at` says that it was looked at,
        and of several shards only those go on that have not come as far back as the others.
        """
        before, self._turn = self._thread, _Turn()
        self._looked_at = max(self.steps - 1, 0) if stepwise else None
        self.is_read, self.is_paused, self.error = False, False, None
        self._began = time.monotonic() - self.seconds
        self._thread = threading.Thread(
            target=self._read, args=(self._turn, before), name="reading", daemon=True
        )
        self._thread.start()

    @property
    def has_rows(self) -> bool:
        """Whether there is something to look at, or will be nothing more."""
        return self.first is not None or self.store is not None or self.is_read

    @property
    def was_cancelled(self) -> bool:
        return self._turn.cancel.is_set and not self._turn.has_enough

    @property
    def is_stopped(self) -> bool:
        """Whether it has ended, or somebody has stopped it and it is about to."""
        return self.is_read or self._turn.is_ending

    @property
    def is_whole(self) -> bool:
        """Whether all there is has been read."""
        return bool(self._runs) and all(run.is_over for run in self._runs)

    @property
    def can_go_on(self) -> bool:
        """Whether it has ended without having read all."""
        return self.is_read and not self.is_whole

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read; of several shards, those that have failed are among it."""
        failed = [run for run in list(self._runs) if run.error] if len(self._runs) > 1 else []
        return (*self._problems, *map(problem_of, failed))

    @property
    def is_clipped(self) -> bool:
        """Whether some of the window is out of the backend's reach."""
        return any(run.shard.plan.clipped for run in self._runs)

    @property
    def record_note(self) -> str:
        """What is to be known of each record; empty where all are as CloudTrail wrote them."""
        return " ".join(
            dict.fromkeys(run.shard.plan.record_note for run in list(self._runs))
        ).strip()

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know about where is asked."""
        told = [note for run in list(self._runs) for note in run.shard.notes]
        return tuple(dict.fromkeys((*told, *list(self._notes))))

    @property
    def shards(self) -> tuple[ShardProgress, ...]:
        """How far each shard has come."""
        return tuple(run.progress(is_ended=self.is_read) for run in list(self._runs))

    @property
    def tally(self) -> Tally:
        """What all shards have read together."""
        tallies = [run.tally for run in list(self._runs)]
        return tallies[0] if len(tallies) == 1 else total_of(tallies)

    @property
    def covered(self) -> Window | None:
        """The part of the window that every shard has read whole; None where there is none."""
        return common([run.covered for run in list(self._runs)])

    @property
    def reached(self) -> Window | None:
        """The same, of the shards that have not failed."""
        return common([run.covered for run in list(self._runs) if run.error is None])

    def cancel(self) -> None:
        """Stop reading; what is there stays."""
        if not self.is_read:
            self._turn.cancel.set()
            with self.changes:
                self.changes.notify_all()

    def pause(self) -> None:
        """Stop reading, to go on when its question is asked once more."""
        if not self.is_read:
            self.is_paused = True
            self.cancel()

    def enough(self) -> None:
        """Stop reading because no more is wanted: the answer is complete as it is.

        What has been asked for already is still taken, so that it need not be asked for again.
        """
        with self.changes:
            self._turn.has_enough = self.is_paused = True
            self.changes.notify_all()

    def looked_at(self, steps: int | None) -> None:
        """So many steps have been looked at: the next may come; with None, all that there are."""
        with self.changes:
            if self._looked_at is not None:
                self._looked_at = steps
                self.changes.notify_all()

    def wait(self) -> None:
        """Until the reading thread has ended."""
        if self._thread is not None:
            self._thread.join()

    # In the reading threads

    def _read(self, turn: _Turn, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        failure: TrailviewError | None = None
        try:
            if not self._runs:
                self._runs = [Run(shard) for shard in self._shards(turn.cancel)]
            failure = self._run_all([run for run in self._runs if not run.is_over], turn)
        except TrailviewError as error:
            failure = error
        except Exception as error:  # noqa: BLE001  (a thread's last resort: tell, do not vanish)
            failure = unexpected(error)
        self._painted.wait()
        self._need_store()
        with self.changes:
            if turn is self._turn:
                self.error, self.is_read = failure, True
            self.changes.notify_all()

    def _run_all(self, runs: Sequence[Run], turn: _Turn) -> TrailviewError | None:
        """Read shards side by side; what ended them all, or what a login will mend."""
        for run in runs:
            run.error = None
        if len(runs) == 1:
            self._run(runs[0], turn)
        else:
            threads = [threading.Thread(target=self._run, args=(run, turn)) for run in runs]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        errors = [run.error for run in runs if run.error is not None]
        for error in errors:
            if isinstance(error, CredentialsError):
                return error  # it can be mended, and the shards then go on
        return errors[0] if errors and len(errors) == len(self._runs) else None

    def _run(self, run: Run, turn: _Turn) -> None:
        """Read one shard to its end, or until it fails or is cancelled."""
        origin = next(self._sources) * _SOURCES
        try:
            if self._is_wanted(run, turn):
                for batch in run.shard.backend.read(run.shard.plan, turn.cancel, run.resume):
                    is_on_its_way = _is_notice(batch, run)
                    self._take(run, batch, origin)
                    # A page that has been asked for is not given up.
                    if not (is_on_its_way or self._is_wanted(run, turn)):
                        break
            run.is_over = not turn.is_ending
        except TrailviewError as error:
            run.error = error
        except Exception as error:  # noqa: BLE001  (a thread's last resort: tell, do not vanish)
            run.error = unexpected(error)
        with self.changes:
            self.changes.notify_all()

    def _take(self, run: Run, batch: Batch, origin: int) -> None:
        if batch.block is not None and len(batch.block):
            batch.block.source += origin
            self._painted_first(batch)
            with self._appending:
                self._need_store().append(batch.block)
        if batch.plain is not None:
            self._painted.wait()
            with self._appending:
                self._need_store()
                self.plain = batch.plain if self.plain is None else self.plain.joined(batch.plain)
        with self.changes:
            run.tally, run.covered, run.resume = batch.tally, batch.covered, batch.resume
            self._problems.extend(batch.problems)
            self._notes |= dict.fromkeys(batch.notes)
            self.seconds = time.monotonic() - self._began
            self.steps += 1
            self.changes.notify_all()

    def _is_wanted(self, run: Run, turn: _Turn) -> bool:
        """Whether the shard's next batch is wanted; where reading is stepwise, waits for that."""
        if self._looked_at is None:
            return not turn.has_enough
        with self.changes:
            self.changes.wait_for(
                lambda: (
                    self._looked_at is None
                    or turn.is_ending
                    or (self._looked_at >= self.steps and self._is_behind(run))
                )
            )
        return not turn.has_enough

    def _is_behind(self, run: Run) -> bool:
        """Whether no other shard that still reads is further from the end than this one."""
        reading = [other for other in self._runs if not other.is_over and other.error is None]
        return all(other.back_to <= run.back_to for other in reading)

    def _painted_first(self, batch: Batch) -> None:
        """Let the first rows be drawn before the store takes the time it needs to load."""
        if self.store is not None or batch.block is None:
            return
        with self.changes:
            if self.first is None:
                self.first = FirstRows(batch.block)
            self.changes.notify_all()
        self._painted.wait()
        self._turn.cancel.wait(_DRAWING)

    def _need_store(self) -> Store:
        if self.store is None:
            from trailview.store.columns import Store

            self.store = Store()
        return self.store

    # For those who ask

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
        total = len(rows) if limit is None else min(limit, len(rows))
        for start in range(0, total, _BULK):
            stop = min(start + _BULK, total)
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

    @property
    def backend(self) -> Backend:
        """The backend that reads records again; those of services are kept in the store."""
        return self._runs[0].shard.backend

    def places(self, snapshot: Snapshot, rows: RowNumbers) -> list[tuple[Place, RowNumbers]]:
        """Where the records of one or more rows are, in the order of their parts' first row."""
        import numpy as np

        parts = snapshot.parts[rows]
        by_part = np.argsort(parts, kind="stable")
        _, starts = np.unique(parts[by_part], return_index=True)
        found = []
        for of_part in sorted(np.split(by_part, starts[1:]), key=lambda order: int(order[0])):
            indexes = snapshot.indexes[rows[of_part]].astype(np.uint32)
            place = Place(int(parts[of_part[0]]), array("I", indexes.tobytes()))
            found.append((place, rows[of_part]))
        return found

    def suggestions(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Values of a field among the events read so far, with counts; most frequent first."""
        store = self.store
        if store is None:
            return []
        from trailview.store.facets import suggestions

        return suggestions(store.snapshot(), field, prefix, limit)


def _is_notice(batch: Batch, run: Run) -> bool:
    """Whether a batch only tells of a page that has not come yet."""
    return batch.block is None and batch.plain is None and batch.tally.files == run.tally.files
