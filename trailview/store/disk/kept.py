"""Events of services on disk, with what they cover: asked first, and never in the way.

Whatever goes wrong with the file is told once and ends nothing: events are then read
from where they come from, as if nothing had been kept.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from trailview.events.record import TimedDelivery
from trailview.store.disk import database, lots
from trailview.store.disk.database import DamagedFileError, Database, UnkeptError
from trailview.store.disk.lots import Growth, Lot, LotGoneError, PlaceKept
from trailview.store.disk.packed import DamagedError, EventsText, inflated, unpacked

_T = TypeVar("_T")

_DAY: Final = 86_400
_HOUR: Final = 3_600
_REST: Final = 300
"""Seconds for which nothing is written after that has failed: each try may take a while."""


class Limits(NamedTuple):
    """How much is kept, and for how long."""

    bytes: int = 1 << 30
    days: int = 90


class BlockAt(NamedTuple):
    """Where some events lie."""

    number: int
    last: int
    """The time of the newest of them."""
    events: int
    """How many there are."""


class DiskStore:
    """What is kept in one folder. Safe from any thread and any number of programs."""

    def __init__(
        self,
        folder: Path,
        limits: Callable[[], Limits] = Limits,
        clock: Callable[[], int] = database.now,
        most_pages: int = 0,
    ) -> None:
        """`limits` are asked for when something is used; `most_pages` is for tests."""
        self.database = Database(folder, most_pages)
        """The file itself."""
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._troubles: dict[str, None] = {}
        self._off_until = 0
        """When it is tried again to write."""

    @property
    def limits(self) -> Limits:
        """How much is kept, and for how long."""
        return self._limits()

    def now(self) -> int:
        """The moment, in seconds since 1970."""
        return self._clock()

    @property
    def troubles(self) -> tuple[str, ...]:
        """What went wrong so far, a sentence each."""
        with self._lock:
            return tuple(self._troubles)

    # Asked first

    def lots(self, place: PlaceKept) -> list[Lot]:
        """What is kept of a place; none where it cannot be read."""
        oldest = self.not_before()
        return self.read(lambda opened: lots.lots_of(opened, place, oldest)) or []

    def blocks(self, lot: int, since: int, until: int) -> list[BlockAt] | None:
        """Where a lot has events of a span, newest first; None where the lot is gone."""

        def find(opened: sqlite3.Connection) -> list[BlockAt] | None:
            found = lots.blocks_of(opened, lot, since, until)
            return None if found is None else [BlockAt(*one) for one in found]

        return self.read(find)

    def events(self, blocks: Sequence[BlockAt]) -> list[Sequence[TimedDelivery]] | None:
        """The events of each of some blocks; None where one is gone, or damaged."""
        return self._each(blocks, unpacked)

    def texts(self, blocks: Sequence[BlockAt]) -> list[EventsText] | None:
        """The same as texts, of which events can be taken one by one."""
        return self._each(blocks, inflated)

    def _each(self, blocks: Sequence[BlockAt], made: Callable[[bytes], _T]) -> list[_T] | None:
        def find(opened: sqlite3.Connection) -> list[_T] | None:
            found = list[_T]()
            for block in blocks:
                text = lots.packed_of(opened, block.number)
                if text is None:
                    return None
                found.append(made(text))
            return found

        return self.read(find)

    def used(self, numbers: Sequence[int]) -> None:
        """Some lots were of use just now."""
        now = self._clock()
        self.write(lambda opened: lots.use(opened, numbers, now, now - _HOUR))

    # Written as it is read

    def begin(self, place: PlaceKept, requests: Mapping[str, str | None], until: int) -> int | None:
        """A new lot, which covers nothing yet and ends at `until`; None where nothing is kept."""
        now = self._clock()
        return self.write(lambda opened: lots.begin(opened, place, requests, until, now))

    def grow(self, lot: int, growth: Growth) -> bool:
        """Keep events, and what is covered with them, both or neither; whether it was done.

        Where it was not, the lot covers what it did, and is not to be grown any more.
        """
        from trailview.store.disk.room import Spared, make_room  # who only reads needs none

        limit, oldest = self._limits().bytes, self.not_before()

        def add(opened: sqlite3.Connection) -> tuple[bool, bool]:
            has_grown = lots.grow(opened, lot, growth, limit)
            return has_grown, make_room(opened, limit, oldest, Spared(lot))

        done = self.write(add)
        if done is None:
            return False
        has_grown, has_dropped = done
        if not has_grown:
            self.complain(f"one read has reached the limit of what is kept: {self.database.path}")
        if has_dropped:
            self.shrink()
        return has_grown

    def finish(self, lot: int) -> None:
        """All of a lot's span was read."""
        self.write(lambda opened: lots.finish(opened, lot))

    # Whose account a profile is of

    def owner(self, profile: str) -> str:
        """The account that a profile was last seen to be of; empty where that is not known."""
        return self.read(lambda opened: lots.owner_of(opened, profile)) or ""

    def remember_owner(self, profile: str, account: str) -> None:
        """A profile was seen to be of an account; an empty one is not known any more."""
        now = self._clock()
        self.write(lambda opened: lots.remember_owner(opened, profile, account, now))

    def close(self) -> None:
        """Let go of the file. It can still be used again."""
        self.database.close()

    def shrink(self) -> None:
        """Give back the room of what was dropped."""
        try:
            self.database.shrink()
        except (UnkeptError, DamagedFileError) as error:
            self.complain(f"{self.database.path}: {error}")

    def not_before(self) -> int:
        """What was read earlier is too old, in seconds since 1970."""
        return self._clock() - self._limits().days * _DAY

    def read(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What is found in the tables; None where they cannot be read, or there are none."""
        if not self.database.is_there:
            return None
        try:
            with self.database.reading() as opened:
                return work(opened)
        except (DamagedFileError, DamagedError) as error:
            self.set_aside(error)
        except UnkeptError as error:
            self.complain(f"what is kept cannot be read: {error} ({self.database.path})")
        return None

    def write(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What comes of a change; None where it was not made: then nothing of it was."""
        if self._clock() < self._off_until:
            return None
        try:
            with self.database.writing() as opened:
                return work(opened)
        except LotGoneError:
            return None
        except DamagedFileError as error:
            self.set_aside(error)
        except UnkeptError as error:
            self._off_until = self._clock() + _REST
            self.complain(f"what is read is not kept for later: {error} ({self.database.path})")
        return None

    def set_aside(self, error: Exception) -> bool:
        """Put a damaged file out of the way; whether it is."""
        path = self.database.path
        try:
            aside = self.database.set_aside()
        except UnkeptError as trouble:
            self.complain(f"{path} is damaged and cannot be put aside: {trouble}")
            return False
        if aside is not None:
            self.complain(f"what was kept is damaged ({error}) and was put aside as {aside}")
        return True

    def complain(self, trouble: str) -> None:
        """Something went wrong: it is told once."""
        with self._lock:
            self._troubles[trouble] = None
