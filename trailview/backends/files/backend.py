"""The files backend: folders of CloudTrail logs, read by worker processes.

Newest files first; the first piece is small, so that rows appear at once.
Records stay where they are: an event knows its part and its place in it, and
is read again when somebody wants to see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Final, NamedTuple

from trailview.backends.base import Batch, Cancel, Problem, RecordPlaces, Scanned
from trailview.backends.files.index_known import Index, LookedUp
from trailview.backends.files.indexed import Indexed, Numbered
from trailview.backends.files.known_parts import KnownParts
from trailview.backends.files.left import FilesLeft
from trailview.backends.files.named import NamedFiles
from trailview.backends.files.parts import FoundParts
from trailview.backends.files.pool import Pool
from trailview.backends.files.protocol import (
    BLOCK_EVENTS,
    FIRST_BLOCK_EVENTS,
    FilesFound,
    FindTask,
    IndexTrouble,
    PartRead,
    Picking,
    ReadTask,
    Task,
)
from trailview.events.block import Block
from trailview.events.record import Delivery
from trailview.plans.plan import Plan
from trailview.plans.trail_files import USUAL_LATE, TrailFile
from trailview.question.acting import in_force
from trailview.question.terms import Clause

_TASK_BYTES: Final = 1_500_000
"""Stored bytes to give a worker at once: some 8,000 compressed records."""
_TASK_PARTS: Final = 64
_AT_ONCE: Final = 2
"""Workers that are started before it is known how much there is to read."""
_PICKED_EVENTS: Final = 2_000
"""Of events that are picked out, fewer are handed over at once: their records come along."""


class _Stretch(NamedTuple):
    size: int
    """Bytes, as stored."""
    place: int
    """Which of the files it is of."""
    is_last: bool
    """Whether its file ends with it."""


def _picking(plan: Plan) -> Picking | None:
    return None if plan.pick is None else Picking(plan.pick, in_force())


class FilesBackend:
    """Events in files and folders (`trailview.backends.base.Backend`)."""

    name = "files"

    def __init__(
        self,
        paths: Sequence[str],
        *,
        prepare: Callable[[Cancel], None] | None = None,
        names: Mapping[str, str] | None = None,
        most: int = 0,
        one_first: bool = False,
        late: int = USUAL_LATE,
        index: Index | None = None,
    ) -> None:
        """`prepare` is run before the first file is looked for; `names` says what to
        call files in problems, where that is not their path; `most` is to how many
        bytes a compressed text may inflate, 0 for what is usual; `late` is how late files
        are taken to be delivered, in seconds, or `EVERY_FILE`. With `one_first` one
        process alone reads until somebody has taken what came first: on few cores the
        others would be in the way of the screen that is to show it. What `index` knows of files
        is not read from them."""
        self.paths = tuple(paths)
        self._prepare = prepare
        self._names = dict(names or {})
        self._known = KnownParts(most)
        self._stretches: dict[int, _Stretch] = {}
        """The parts that have not been read yet."""
        self._readers = Pool()
        self._most = most
        self._one_first = one_first
        self._late = late
        self._named = NamedFiles()
        self._indexed = Indexed(index, self.paths)

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches of events, newest files first, until all is read or `cancel` is set.

        Files that cannot hold an event of the plan's question, as their names tell, are not
        opened; the others are read whole. With `resume`, those that are read are not read again.

        Raises SourceError where a path does not exist.
        """
        try:
            self._readers.warm_up(1 if self._one_first else _AT_ONCE)
            if isinstance(resume, FilesLeft):
                left, wanted = resume, resume.want(plan.question)
                yield self._batch(left)
            else:
                if self._prepare is not None:
                    self._prepare(cancel)
                    if not cancel.is_set:
                        self._prepare = None  # standard input, for one, comes only once
                found, known = self._find(cancel)
                if found is None:
                    return
                left = FilesLeft(found, self._late)
                wanted = left.want(plan.question)
                problems = self._called(found.problems)
                notes = self._indexed.found(known)
                yield replace(
                    self._batch(left), problems=problems, passed=found.passed, notes=notes
                )
            if left.tally.unopened and not left.believe(self._fits):
                wanted = left.want(plan.question)
            while wanted:
                yield from self._read(left, wanted, _picking(plan), cancel)
                misled = not cancel.is_set and left.tally.unopened and not left.is_believed
                wanted = left.want(plan.question) if misled else []
        finally:
            self._readers.close()

    def _fits(
        self, found: FoundParts, names: Sequence[TrailFile | None], left_out: Sequence[int]
    ) -> bool:
        from trailview.backends.files.probe import fits

        return fits(found, names, left_out, self._late, self._most)

    def _read(
        self, left: FilesLeft, wanted: Sequence[int], picking: Picking | None, cancel: Cancel
    ) -> Iterator[Batch]:
        """Read these files, or have them given by the index."""
        known, others = self._indexed.split(left.found, wanted) if picking is None else ([], wanted)
        index = None if picking is not None else self._indexed.added_to(left.found, others)
        parts = chain.from_iterable(self._numbered(left, place) for place in others)
        tasks: Iterator[Task] = chain(
            self._indexed.tasks(known, partial(self._numbered, left)),
            self._tasks(parts, picking, index),
        )
        yield from self._replies(left, tasks, cancel)
        if not cancel.is_set and (lost := self._indexed.lost()):
            yield from self._replies(left, self._tasks(lost, picking, index), cancel)

    def _replies(self, left: FilesLeft, tasks: Iterator[Task], cancel: Cancel) -> Iterator[Batch]:
        for reply in self._readers.run(tasks, cancel, one_first=self._one_first):
            if isinstance(reply, Block):
                if len(reply):
                    left.saw(max(reply.times))
                yield replace(self._batch(left), block=reply)
            elif isinstance(reply, PartRead):
                self._indexed.given(reply.number)
                yield self._told(left, reply)
            elif isinstance(reply, IndexTrouble):
                yield replace(self._batch(left), notes=(f"Cache: {reply.told}",))

    def _batch(self, left: FilesLeft) -> Batch:
        """A batch that tells how far the reading has come, and nothing else."""
        return Batch(left.tally, covered=left.covered, resume=left, choice=left.choice)

    def _told(self, left: FilesLeft, reply: PartRead) -> Batch:
        """What there is to tell of a part that has been read."""
        part = self._known.read(reply)
        self._count(left, reply)
        return replace(
            self._batch(left),
            problems=self._called([*reply.problems, *self._named.read(part, reply)]),
            passed=() if self._named.has(part) else reply.passed,
            notes=reply.notes,
            lacks=reply.lacks,
        )

    def _find(self, cancel: Cancel) -> tuple[FoundParts | None, LookedUp]:
        """The files there are, found by a worker, as that takes many small steps; or cancelled.

        And what the index knows of them.

        Raises SourceError where a path does not exist.
        """
        tasks = iter([FindTask(self.paths, self._indexed.place)])
        replies = [*self._readers.run(tasks, cancel, one_first=self._one_first)]
        for reply in replies:
            if isinstance(reply, FilesFound):
                if reply.error is not None:
                    raise reply.error
                return reply.found, reply.known
        return None, LookedUp()

    def _numbered(self, left: FilesLeft, place: int) -> Sequence[Numbered]:
        """The parts of a file, which are going to be read."""
        file, cut = left.found.files[place], left.found.parts(place)
        if file.is_named:
            self._named.expect(file.path, len(cut))
        numbered = []
        for part in cut:
            number = self._known.add(part)
            size = part.end - part.start if part.end >= 0 else file.size
            self._stretches[number] = _Stretch(size, place, is_last=part is cut[-1])
            numbered.append((number, part))
        return numbered

    def _tasks(
        self, parts: Iterable[Numbered], picking: Picking | None, index: Index | None
    ) -> Iterator[ReadTask]:
        """What to read next; tasks grow, so that the first rows come soon."""
        pending: list[Numbered] = []
        weight, limit = 0, 0
        block_events = FIRST_BLOCK_EVENTS
        for number, part in parts:
            pending.append((number, part))
            weight += self._stretches[number].size
            if weight >= limit or len(pending) >= _TASK_PARTS:
                yield ReadTask(pending, block_events, self._most, picking, index)
                pending, weight = [], 0
                limit = min(_TASK_BYTES, limit * 2 + 50_000)
                block_events = BLOCK_EVENTS if picking is None else _PICKED_EVENTS
        if pending:
            yield ReadTask(pending, block_events, self._most, picking, index)

    def _count(self, left: FilesLeft, read: PartRead) -> None:
        """Count a part that has been read; with the last of a file, that is."""
        stretch, tally = self._stretches.pop(read.number), left.tally
        left.tally = replace(
            tally,
            files=tally.files + stretch.is_last,
            skipped=tally.skipped + (read.skipped and stretch.is_last),
            bytes=tally.bytes + stretch.size,
            records=tally.records + read.records,
            kept=tally.kept + (read.records if read.was_kept else 0),
        )
        left.read(stretch.place)

    def _called(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        names = self._names
        return tuple(replace(p, where=names.get(p.where, p.where)) for p in problems)

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """Records read again from their file. Raises SourceError where it has changed."""
        return self._known.records(part, indexes)

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Look into records in the worker processes, part by part."""
        return self._known.scan(places, terms, cancel)

    def close(self) -> None:
        """Let go of the worker processes."""
        self._readers.close()
        self._known.close()
