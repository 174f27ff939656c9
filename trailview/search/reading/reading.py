"""One read of a source into one store, which questions are then answered over.

A reading joins its shards, which are read in threads of their own, and its
records, which the store takes one block at a time. Heavy imports (numpy, the
store) happen in the reading threads, and not before the first frame is painted.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import count
from typing import Final

from trailview.backends.base import Cancel
from trailview.errors import TrailviewError
from trailview.plans.trail_files import covers
from trailview.question.query import Question
from trailview.search.reading.records import Records
from trailview.search.reading.shards import Shards, unexpected
from trailview.search.reading.state import ReadingState
from trailview.search.reading.turn import Turn
from trailview.search.source import Shard

_numbers: Final = count()


class Reading:
    """Events as they are read, and where their records are. Safe from any thread.

    Those who ask start and stop it; one thread reads, with one more for each of
    several shards. Whatever changes is written holding `changes`.
    """

    def __init__(
        self,
        shards: Callable[[Question, Cancel], Sequence[Shard]],
        part: Question,
        painted: threading.Event,
        *,
        is_of_service: bool = False,
        picks: bool = False,
        are_few: bool = False,
    ) -> None:
        """`part` is the question that says what is read; `shards` tells, in the reading thread,
        what that is. `painted` lets heavy work begin. What it `picks` matches the terms that
        only records can tell, and nothing else is brought. Where they `are_few`, it matches all
        terms, and no table is made of it."""
        self.changes = threading.Condition()
        """Notified whenever something has changed."""
        self.records = Records(painted, self.changes)
        """What has been read."""
        self._number = next(_numbers)
        self._is_of_service = is_of_service
        self.picks = picks
        """Whether only what may match its question is brought, and records need no second look."""
        self.are_few = are_few
        """Whether the answer comes whole, and `records.few` is all of it."""
        self._find = shards
        self._asked = [part]
        """All that has been asked for."""
        self._left = [part]
        """What of it has not been read to its end; the last comes first."""
        self._present: Question | None = None
        """What the shards are of."""
        self._shards = Shards(self.changes, self.records.take)
        self._turn = Turn()
        self._error: TrailviewError | None = None
        self._is_read = False
        self._is_paused = False
        self._thread: threading.Thread | None = None

    def start(self, *, stepwise: bool = False) -> None:
        """Begin to read, or go on where the last read stopped.

        Reading `stepwise` waits after each batch until `looked_at` says that it was looked at,
        and of several shards only those go on that have not come as far back as the others.
        """
        with self.changes:
            shards, before = self._shards, self._thread
            turn = Turn(shards.seconds, max(shards.steps - 1, 0) if stepwise else None)
            self._turn, self._error = turn, None
            self._is_read = self._is_paused = False
            self._thread = threading.Thread(
                target=self._read, args=(turn, before), name="reading", daemon=True
            )
            self._thread.start()

    def widen(self, part: Question) -> bool:
        """See to it that what a question is about is read too; what was read is not read again.

        Whether that was more than had been asked for.
        """
        with self.changes:
            if any(covers(asked, part) for asked in self._asked):
                return False
            self._asked.append(part)
            self._left.append(part)
            if self.is_stopped:
                self.start()
            return True

    @property
    def state(self) -> ReadingState:
        """What it is at: one frozen value."""
        extent = self.records.extent
        with self.changes:
            shards = self._shards
            return ReadingState(
                number=self._number,
                is_of_service=self._is_of_service,
                tally=shards.tally,
                extent=extent,
                shards=shards.progress(is_ended=self._is_read),
                problems=shards.problems,
                covered=shards.covered,
                reached=shards.reached,
                clipped=shards.are_clipped,
                record_note=shards.record_note,
                notes=(*shards.notes, *shards.beside.notes(self.records.store)),
                ahead=shards.ahead,
                passed=shards.beside.passed,
                choice=shards.beside.choice,
                lacks=dict(shards.beside.lacks),
                plain=self.records.plain,
                are_few=self.are_few,
                seconds=shards.seconds,
                error=self._error,
                is_read=self._is_read,
                is_whole=self.is_whole,
            )

    @property
    def steps(self) -> int:
        """How many batches have come, and shards ended."""
        return self._shards.steps

    @property
    def is_read(self) -> bool:
        """Whether reading has ended, for whatever reason."""
        return self._is_read

    @property
    def is_whole(self) -> bool:
        """Whether all there is has been read."""
        return not self._left

    @property
    def has_rows(self) -> bool:
        """Whether there is something to look at, or will be nothing more."""
        return self.records.are_there or self._is_read

    @property
    def is_paused(self) -> bool:
        """Whether it stopped until its question is asked once more."""
        return self._is_paused

    @property
    def was_cancelled(self) -> bool:
        """Whether somebody has stopped it before there was enough."""
        return self._turn.was_cancelled

    @property
    def is_stopped(self) -> bool:
        """Whether it has ended, or somebody has stopped it and it is about to."""
        return self._is_read or self._turn.is_ending

    def cancel(self) -> None:
        """Stop reading; what is there stays."""
        with self.changes:
            if not self._is_read:
                self._turn.cancel.set()
                self.changes.notify_all()

    def pause(self) -> None:
        """Stop reading, to go on when its question is asked once more."""
        with self.changes:
            if not self._is_read:
                self._is_paused = True
                self.cancel()

    def enough(self) -> None:
        """Stop reading because no more is wanted: the answer is complete as it is.

        What has been asked for already is still taken, so that it need not be asked for again.
        """
        with self.changes:
            self._turn.has_enough = self._is_paused = True
            self.changes.notify_all()

    def looked_at(self, steps: int | None) -> None:
        """So many steps have been looked at: the next may come; with None, all that there are."""
        with self.changes:
            if self._turn.looked_at is not None:
                self._turn.looked_at = steps
                self.changes.notify_all()

    def wait(self) -> None:
        """Until the reading thread has ended."""
        if self._thread is not None:
            self._thread.join()

    def _read(self, turn: Turn, before: threading.Thread | None) -> None:
        """Read what is left, once the stretch before has ended; runs in the reading thread."""
        if before is not None:
            before.join()
        is_over = False
        while not is_over:
            failure = self._read_part(turn)
            if not self.are_few:
                self.records.need_store()
            with self.changes:
                is_wider = bool(self._left) and self._left[-1] != self._present
                is_over = failure is not None or turn.is_ending or not is_wider
                if is_over and turn is self._turn:
                    self._error, self._is_read = failure, True
                self.changes.notify_all()

    def _read_part(self, turn: Turn) -> TrailviewError | None:
        """Read what was asked for last of what is left; what stopped it, if anything did."""
        try:
            with self.changes:
                if not self._left:
                    return None
                part = self._left[-1]
            if part != self._present:
                shards = self._find(part, turn.cancel)
                if shards:  # none where it was stopped before they were found
                    self.records.come_from(shards[0].backend)
                    self._shards.set(shards)
                    self._present = part
            failure = self._shards.read(turn)
        except TrailviewError as error:
            return error
        except Exception as error:  # noqa: BLE001  (a thread's last resort: tell, do not vanish)
            return unexpected(error)
        with self.changes:
            if part == self._present and self._shards.are_over:
                self._left.remove(part)
        return failure
