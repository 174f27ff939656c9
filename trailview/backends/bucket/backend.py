"""A trail's bucket as a backend: lists what can matter, gets it, and has workers read it.

Objects are read by the same workers as files, from files that are kept for as long as there is
room: a record is read again without its object being got again. Newest days come first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from trailview.aws.asking import Caller
from trailview.aws.calls import Cancelled, Stop
from trailview.backends.base import Batch, Cancel, RecordPlaces, Scanned
from trailview.backends.bucket.crew import Crew, Until
from trailview.backends.bucket.find import Found, find_all
from trailview.backends.bucket.getting import Getter, Got, fetched
from trailview.backends.bucket.keys import TrailObject
from trailview.backends.bucket.left import ObjectsLeft
from trailview.backends.bucket.lists import KeptLists, Lists, NoLists
from trailview.backends.bucket.names import Names
from trailview.backends.bucket.refused import Refused
from trailview.backends.bucket.requests import Requests
from trailview.backends.bucket.rounds import Lister, Round
from trailview.backends.bucket.shelf import Shelf
from trailview.backends.bucket.target import TrailBucket, find_bucket
from trailview.backends.files.known_parts import KnownParts
from trailview.backends.files.layout import parts_of
from trailview.backends.files.parts import File, Part
from trailview.backends.files.pool import Pool
from trailview.backends.files.protocol import (
    BLOCK_EVENTS,
    FIRST_BLOCK_EVENTS,
    PartRead,
    Picking,
    ReadTask,
)
from trailview.errors import CredentialsError, ServiceError, SourceError, TrailviewError
from trailview.events.block import Block
from trailview.events.record import Delivery
from trailview.plans.bucket import BucketPath, BucketPlan
from trailview.plans.plan import Plan
from trailview.plans.trail_files import Pruning, part_of
from trailview.question.acting import in_force
from trailview.question.terms import Clause

_T = TypeVar("_T")
_TASK_BYTES: Final = 750_000
"""Stored bytes to give a worker at once: small enough for all of them to have some."""
_TASK_PARTS: Final = 16
Telling = Generator[Batch, None, _T]
"""Something that is waited for, while batches tell how far things are."""


class BucketBackend:
    """Events in a bucket's objects (`trailview.backends.base.Backend`)."""

    name = "bucket"

    def __init__(
        self,
        caller: Caller,
        shelf: Shelf,
        known: dict[str, TrailBucket],
        *,
        pays: bool = False,
        most: int = 0,
        lists: KeptLists | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`shelf` keeps objects, for several backends at once, and `lists` what was listed;
        `known` has the trail's bucket once it has been found, by the caller's Region. `pays` is
        whether the requester of a bucket of others pays; `most` to how many bytes a compressed
        object may inflate, 0 for what is usual."""
        self._caller = caller
        self._shelf = shelf
        self._known_buckets = known
        self._pays = pays
        self._most = most
        self._lists = lists or NoLists()
        self._clock = clock
        self._told_of_kept = set[str]()
        """What of the shelf's troubles has been told."""
        self._requests = Requests(caller, pays=pays)
        self._objects: dict[int, TrailObject] = {}
        """Of which object each part is."""
        self._parts = KnownParts(most, self._present, self._leave, self._uri)
        self._readers = Pool()

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        """Batches of events, newest days first, until all is read or `cancel` is set.

        With `resume`, objects are listed again, and those that are read are not got or read
        again. Raises TrailviewError where lists, or the first object, are refused.
        """
        assert isinstance(plan, BucketPlan), "the row's planner is the bucket's"
        left = resume if isinstance(resume, ObjectsLeft) else ObjectsLeft(self._requests)
        until, crew = Until(cancel), Crew()
        getter = Getter(self._requests, self._shelf, crew, until)
        try:
            self._readers.warm_up()
            yield from self._read(plan, cancel, until, crew, getter, left)
        except Cancelled:
            return
        finally:
            until.set()
            crew.close()
            getter.close()
            self._readers.close()
            for found in left.take_back():
                self._shelf.leave(found)

    def _read(
        self,
        plan: BucketPlan,
        cancel: Cancel,
        until: Stop,
        crew: Crew,
        getter: Getter,
        left: ObjectsLeft,
    ) -> Iterator[Batch]:
        roots: Sequence[BucketPath] = plan.roots
        if not roots:
            target = yield from self._target(crew, until, left)
            roots = (target.root,)
            yield replace(left.batch(), notes=(target.note,))
        pruning = Pruning(part_of(plan.question, plan.late), plan.late)
        lists = Lists(self._requests, self._lists, until, pruning.before, int(self._clock()))
        gathered, found = yield from _telling(find_all(roots, pruning, crew, lists), left)
        left.begin(gathered, plan.late)
        yield replace(left.batch(), notes=_told_flat(found))
        picking = None if plan.pick is None else Picking(plan.pick, in_force())
        refused = Refused()
        names = Names(self._requests, self._shelf, until, plan.late, self._most)
        for one in Lister(lists, crew, gathered).rounds(found):
            if one is None:
                yield left.batch()
                continue
            for misleading in names.check(gathered, crew):
                left.looked_into = names.looked_into
                yield replace(left.batch(), problems=misleading or ())
            for batch in self._round(one, getter, picking, cancel, left, refused):
                if cancel.is_set:
                    return
                yield batch
        yield replace(left.batch(), problems=refused.rest(), notes=self._troubles())

    def _troubles(self) -> tuple[str, ...]:
        """What went wrong with what is kept, and has not been told."""
        fresh = [text for text in self._shelf.troubles if text not in self._told_of_kept]
        self._told_of_kept.update(fresh)
        return tuple(f"Cache: {text}" for text in fresh)

    def _target(self, crew: Crew, until: Stop, left: ObjectsLeft) -> Telling[TrailBucket]:
        """The trail's bucket, asked for once."""
        known, region = self._known_buckets, self._caller.region
        if region not in known:
            finding = crew.all([partial(find_bucket, self._caller, until)])
            (known[region],) = yield from _telling(finding, left)
        return known[region]

    def _round(
        self,
        one: Round,
        getter: Getter,
        picking: Picking | None,
        cancel: Cancel,
        left: ObjectsLeft,
        refused: Refused,
    ) -> Iterator[Batch]:
        """Get and read the objects of a round."""
        for got in getter.get(left.want(one)):
            if got is None:
                yield left.batch()
                continue
            for lost in got:
                if lost.error is not None:
                    left.read(lost.object)
                    yield replace(left.batch(), problems=refused.told(lost.object, lost.error))
            present = [each for each in got if each.error is None]
            for each in present:
                left.lend(each.object)
            for reply in self._readers.run(self._tasks(present, picking, left), cancel):
                if isinstance(reply, Block):
                    yield replace(left.batch(), block=reply)
                elif isinstance(reply, PartRead):
                    yield self._told(reply, left)
        yield left.batch()

    def _tasks(
        self, present: Sequence[Got], picking: Picking | None, left: ObjectsLeft
    ) -> Iterator[ReadTask]:
        """What workers are given to read; a little first, so that rows come soon."""
        pending: list[tuple[int, Part]] = []
        weight, events = 0, BLOCK_EVENTS
        if left.is_first:
            events = FIRST_BLOCK_EVENTS
        for found, path, _ in present:
            parts = parts_of(File(path, found.size, 0.0))
            left.expect(found, len(parts))
            for part in parts:
                number = self._parts.add(part)
                self._objects[number] = found
                pending.append((number, part))
            weight += found.size
            if left.is_first or weight >= _TASK_BYTES or len(pending) >= _TASK_PARTS:
                yield ReadTask(pending, events, self._most, picking)
                pending, weight, events, left.is_first = [], 0, BLOCK_EVENTS, False
        if pending:
            yield ReadTask(pending, events, self._most, picking)

    def _told(self, reply: PartRead, left: ObjectsLeft) -> Batch:
        """What there is to tell of a part that has been read."""
        part, found = self._parts.read(reply), self._objects[reply.number]
        if left.read(found, reply, was_kept=self._shelf.was_kept(found)):
            self._shelf.leave(found)
        path, uri = part.path, found.uri
        return replace(
            (made := left.batch()),
            problems=tuple(replace(told, where=uri) for told in reply.problems),
            passed=(
                *made.passed,
                *(told._replace(where=told.where.replace(path, uri)) for told in reply.passed),
            ),
            notes=tuple(note.replace(path, uri) for note in reply.notes),
            lacks=tuple(lack._replace(where=lack.where.replace(path, uri)) for lack in reply.lacks),
        )

    def records(self, part: int, indexes: Sequence[int]) -> list[Delivery]:
        """Records again, whose object is got again where it is not kept. Raises SourceError."""
        try:
            return self._parts.records(part, indexes)
        except (ServiceError, CredentialsError) as error:
            raise _unreadable(error) from error

    def scan(
        self, places: Sequence[RecordPlaces], terms: tuple[Clause, ...], cancel: Cancel
    ) -> Iterator[Scanned]:
        """Look into records in the worker processes, part by part."""
        with suppress(Cancelled):
            yield from self._parts.scan(places, terms, cancel)

    def close(self) -> None:
        """Let go of the worker processes; what the shelf holds is the session's."""
        self._readers.close()
        self._parts.close()

    def _present(self, number: int, part: Part, cancel: Cancel) -> Part:
        """A part whose file is on this machine. Raises Cancelled, TrailviewError."""
        path = fetched(self._objects[number], self._requests, self._shelf, cancel)
        return part._replace(path=path)

    def _leave(self, number: int) -> None:
        self._shelf.leave(self._objects[number])

    def _uri(self, number: int, part: Part) -> str:
        del part
        return self._objects[number].uri


def _telling(waiting: Generator[None, None, _T], left: ObjectsLeft) -> Telling[_T]:
    while True:
        try:
            next(waiting)
        except StopIteration as end:
            found: _T = end.value
            return found
        yield left.batch()


def _told_flat(found: Found) -> tuple[str, ...]:
    """What is to be known of prefixes whose objects lie in no folders of days."""
    if not found.flat:
        return ()
    paths = ", ".join(map(str, found.flat[:3])) + ", …" * (len(found.flat) > 3)
    return (f"No folders of Regions and days: keys are walked one after the other in {paths}",)


def _unreadable(error: TrailviewError) -> SourceError:
    return SourceError("Record cannot be read", f"{error.title}: {error.message}", error.hint)
