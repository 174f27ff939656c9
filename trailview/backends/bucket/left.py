"""The objects of one reading: which have been read, and what is sure by then."""

from __future__ import annotations

from dataclasses import replace

from trailview.backends.base import Batch, Tally
from trailview.backends.bucket.gathered import Gathered
from trailview.backends.bucket.keys import TrailObject
from trailview.backends.bucket.requests import Requests
from trailview.backends.bucket.rounds import Round
from trailview.backends.files.protocol import PartRead
from trailview.events.text import counted
from trailview.plans.trail_files import USUAL_LATE, TrailFile, left_out
from trailview.question.query import ALL_TIME, Window


class ObjectsLeft:
    """How far a reading has come. Only its reading thread looks at it.

    A read that goes on behind another one is given it again: what was read is not read twice.
    """

    def __init__(self, requests: Requests) -> None:
        self.is_first = True
        """Whether nothing has been given to workers yet."""
        self.looked_into = 0
        """Objects left out that were looked into, to see whether names are true."""
        self._requests = requests
        self._tally = Tally()
        self._gathered: Gathered | None = None
        self._late = USUAL_LATE
        self._is_read: set[tuple[str, str]] = set()
        self._parts: dict[tuple[str, str], int] = {}
        """Parts that are not read, of objects that are being."""
        self._lent: dict[tuple[str, str], TrailObject] = {}
        """Objects that stay on the shelf until they are read."""
        self._round = Round([], None)
        self._next = 0
        """Where in the round the first object stands that is not read."""
        self._is_all_listed = False
        self._covered: Window | None = None

    def begin(self, gathered: Gathered, late: int) -> None:
        """Lists begin, for the first time or once more."""
        self._gathered, self._late = gathered, late
        self._is_all_listed = False

    def want(self, one: Round) -> list[TrailObject]:
        """The objects of a round that have not been read."""
        self._round, self._next = one, 0
        self._is_all_listed = one.floor is None
        return [found for found in one.objects if _key(found) not in self._is_read]

    def lend(self, found: TrailObject) -> None:
        """An object has been got, and is going to be read."""
        self._lent[_key(found)] = found

    def expect(self, found: TrailObject, parts: int) -> None:
        """It is read in so many parts."""
        self._parts[_key(found)] = parts

    def take_back(self) -> list[TrailObject]:
        """The objects that were got and not read to their end, as the read is over."""
        lent = [*self._lent.values()]
        self._lent.clear()
        self._parts.clear()
        return lent

    def read(
        self, found: TrailObject, reply: PartRead | None = None, *, was_kept: bool = False
    ) -> bool:
        """A part of an object has been read, or it cannot be got; whether it is done with.

        `was_kept` is whether it was kept before this session.
        """
        key, tally = _key(found), self._tally
        left = self._parts.pop(key, 1) - 1
        if left:
            self._parts[key] = left
        else:
            self._is_read.add(key)
            self._lent.pop(key, None)
        skipped = reply is not None and reply.skipped and not left
        records = 0 if reply is None else reply.records
        self._tally = replace(
            tally,
            files=tally.files + (not left),
            skipped=tally.skipped + skipped,
            bytes=tally.bytes + (found.size if not left and reply is not None else 0),
            records=tally.records + records,
            kept=tally.kept + (records if was_kept else 0),
        )
        return not left

    def batch(self) -> Batch:
        """A batch that tells how far the reading has come, and nothing else."""
        tally, gathered = self._requests.counted(self._tally), self._gathered
        if gathered is None:
            return Batch(tally, resume=self)
        tally = replace(
            tally,
            skipped=tally.skipped + gathered.skipped,
            unopened=gathered.listed - gathered.wanted,
            of_files=gathered.wanted if self._is_all_listed else None,
        )
        return Batch(
            tally,
            covered=self._sure(),
            resume=self,
            passed=gathered.passed(),
            choice=self._choice(gathered),
        )

    def _sure(self) -> Window | None:
        """From when on no object that is not read can hold an event; None where not known."""
        objects, floor = self._round
        while self._next < len(objects) and _key(objects[self._next]) in self._is_read:
            self._next += 1
        if self._next < len(objects):
            newest = objects[self._next].newest
        elif floor is not None:
            newest = floor
        else:
            return ALL_TIME if self._is_all_listed else None
        return None if newest is None else Window(TrailFile("", "", newest).before)

    def _choice(self, gathered: Gathered) -> str:
        """What was left unread, and why; and what was asked for."""
        said = [self._requests.told()]
        if gathered.outside:
            listed = counted(gathered.listed, "object")
            why = left_out(gathered.outside, self._late)
            said.append(
                f"{gathered.wanted:,} of {listed} listed can hold the answer; left out: {why}"
            )
            if self.looked_into:
                looked = counted(self.looked_into, "object")
                said.append(f"{looked} left out looked into, to see whether names are true")
        if gathered.places_left_out:
            places = counted(gathered.places_left_out, "folder")
            said.append(f"not listed: {places} of other accounts and Regions")
        return "; ".join(said)


def _key(found: TrailObject) -> tuple[str, str]:
    return found.bucket, found.key
