"""The parts that workers were given, by number: what is known of them, and reading them again."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from trailview.backends.base import Cancel, Problem, RecordPlaces, Scanned
from trailview.backends.files.again import ReadAgain
from trailview.backends.files.parts import Part
from trailview.backends.files.pool import Pool
from trailview.backends.files.protocol import Hits, PartRead, ScanTask
from trailview.errors import SourceError, TrailviewError
from trailview.events.record import Delivery
from trailview.question.acting import in_force
from trailview.question.terms import Clause


class KnownParts:
    """Parts of files by number. Records can be asked for from any thread, several at once."""

    def __init__(
        self,
        most: int,
        present: Callable[[int, Part, Cancel], Part] | None = None,
        leave: Callable[[int], None] | None = None,
        name: Callable[[int, Part], str] | None = None,
    ) -> None:
        """`most` is to how many bytes a compressed text may inflate, 0 for what is usual.

        `present` sees to it that a part's file is on this machine, and says where; it is called
        before a part is read again, and `leave` when that has been done. `present` may raise
        TrailviewError. `name` is what to call a part's file, where that is not its path.
        """
        self._most = most
        self._present = present
        self._leave = leave
        self._name = name
        self._parts: list[Part] = []
        self._plain: set[int] = set()
        """The parts that are plain trails."""
        self._counts: dict[int, Sequence[int]] = {}
        """How many records each text of a part holds, of parts with several."""
        self._again = ReadAgain(most)
        self._fetching = threading.Lock()
        self._scanners = Pool()
        self._scanning = threading.Lock()

    def add(self, part: Part) -> int:
        """A part that is going to be read: its number from now on."""
        self._parts.append(part)
        return len(self._parts) - 1

    def read(self, reply: PartRead) -> Part:
        """A part has been read; which one that is."""
        if reply.is_plain:
            self._plain.add(reply.number)
        if reply.counts:
            self._counts[reply.number] = reply.counts
        return self._parts[reply.number]

    def records(self, number: int, indexes: Sequence[int]) -> list[Delivery]:
        """Records read again from their file. Raises SourceError where it has changed.

        And whatever is raised where the file cannot be had.
        """
        counts = self._counts.get(number, ())
        with self._fetching:
            part = self._here(number, Cancel())
            try:
                return self._again.records(number, part, counts, indexes)
            except IndexError:
                raise self._gone(number, "it holds fewer records than before") from None
            except OSError as error:
                raise self._gone(number, error.strerror or type(error).__name__) from error
            finally:
                self._done_with(number)

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Look into records in the worker processes, part by part."""
        lost: list[Scanned] = []
        here = set[int]()
        """Parts whose files are kept here for workers."""

        def tasks() -> Iterator[ScanTask]:
            own, most = in_force(), self._most
            for number, indexes in places:
                try:
                    part = self._here(number, cancel)
                except TrailviewError as error:
                    reason = f"{error.title}: {error.message}"
                    problem = Problem(self._called(number), "", reason)
                    lost.append(Scanned(number, array("I"), 0, (problem,)))
                    continue
                here.add(number)
                yield ScanTask(number, part, indexes, terms, number in self._plain, most, own)

        with self._scanning:
            try:
                for reply in self._scanners.run(tasks(), cancel):
                    if isinstance(reply, Hits):
                        here.discard(reply.number)
                        self._done_with(reply.number)
                        yield self._scanned(reply)
                yield from lost
            finally:
                for number in here:
                    self._done_with(number)

    def _scanned(self, hits: Hits) -> Scanned:
        where = self._called(hits.number)
        problems = tuple(replace(told, where=where) for told in hits.problems)
        return Scanned(hits.number, hits.indexes, hits.looked_at, problems)

    def close(self) -> None:
        """Let go of the worker processes."""
        self._scanners.close()

    def _here(self, number: int, cancel: Cancel) -> Part:
        part = self._parts[number]
        return part if self._present is None else self._present(number, part, cancel)

    def _done_with(self, number: int) -> None:
        if self._leave is not None:
            self._leave(number)

    def _called(self, number: int) -> str:
        part = self._parts[number]
        return part.path if self._name is None else self._name(number, part)

    def _gone(self, number: int, reason: str) -> SourceError:
        return SourceError(
            "Record cannot be read",
            f"{self._called(number)}: {reason}",
            "The file may have changed since it was opened; press r to read it again.",
        )
