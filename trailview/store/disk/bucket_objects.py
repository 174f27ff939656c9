"""Buckets' objects on disk, with what lists have told: what was got once is not got again."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from zlib import crc32

from trailview.store.disk import objects
from trailview.store.disk.kept import DiskStore
from trailview.store.disk.objects import Listing, ObjectKept, Pieces, Told, TrailKept
from trailview.store.disk.packed import DamagedError
from trailview.store.disk.room import Spared, make_room, used

_PIECE: Final = 8 << 20
"""Bytes of an object in one row: so many are in memory at once."""
_SPARED: Final = 3_600
"""Seconds for which what was used stays, however much there is: it is of the read under way, or
of those beside it, and would be read again at once."""
_ROOM_EVERY: Final = 16 << 20
_ROOM_OBJECTS: Final = 64
"""After so many bytes, or objects, it is seen to it that there is not too much."""
_MARGIN: Final = 16
"""What is kept until then is less than this part of the limit, which is left free for it."""
_TRAIL: Final = 86_400
"""Seconds for which it is not asked again where a trail delivers."""
_USED_EVERY: Final = 500
"""So many objects are said to have been used at once."""


class LostError(Exception):
    """An object has gone, or is not what was kept."""


class BucketObjects:
    """What is kept of the buckets of one endpoint. Safe from any thread and any program."""

    def __init__(self, store: DiskStore, endpoint: str) -> None:
        """`endpoint` is where S3 is asked; empty for AWS itself."""
        self._store = store
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._used: set[ObjectKept] = set()
        self._fresh_bytes = self._fresh = 0
        """What was kept since it was last seen to that there is room."""
        self._is_full = False

    @property
    def troubles(self) -> tuple[str, ...]:
        """What went wrong with the file so far, a sentence each."""
        return self._store.troubles

    def find(self, bucket: str, key: str, etag: str) -> Pieces | None:
        """Where an object lies; None where it is not kept."""
        wanted, trusted = self._named(bucket, key, etag), self._store.trusted()
        found = self._store.read(lambda opened: objects.pieces_of(opened, wanted, trusted))
        if found is not None:
            with self._lock:
                self._used.add(wanted)
                enough = len(self._used) >= _USED_EVERY
            if enough:
                self.note_used()
        return found

    def are_kept(self, wanted: Sequence[tuple[str, str, str]]) -> Sequence[bool]:
        """Of objects by bucket, key and ETag, whether each is kept: not to be used now."""
        trusted = self._store.trusted()
        named = [self._named(*one) for one in wanted]

        def find(opened: sqlite3.Connection) -> list[bool]:
            return [objects.pieces_of(opened, one, trusted) is not None for one in named]

        return self._store.read(find) or [False] * len(wanted)

    def pieces(self, found: Pieces) -> Iterator[bytes]:
        """The bytes of an object, some at a time. Raises LostError, maybe at the end."""
        checksum = size = 0
        for number in found.numbers:
            data = self._piece(number)
            checksum, size = crc32(data, checksum), size + len(data)
            yield data
        if (checksum, size) != (found.checksum, found.bytes):
            self._store.set_aside(DamagedError("an object is not what was kept"))
            raise LostError

    def _piece(self, number: int) -> bytes:
        data = self._store.read(lambda opened: objects.piece(opened, number))
        if data is None:
            raise LostError
        return data

    def keep(self, bucket: str, key: str, etag: str, path: str) -> None:
        """Keep an object that lies in a file. Where it cannot be, that is told."""
        if self._is_full:
            return
        kept, now = self._named(bucket, key, etag), self._store.now()

        def add(opened: sqlite3.Connection) -> int:
            checksum = 0
            for data in _pieces_of(path):
                checksum = crc32(data, checksum)
            objects.keep(opened, kept, _pieces_of(path), checksum, now)
            return Path(path).stat().st_size

        self._grew(self._store.write(add))

    def _grew(self, size: int | None) -> None:
        if size is None:
            return
        with self._lock:
            self._fresh_bytes += size
            self._fresh += 1
            enough = min(_ROOM_EVERY, self._store.limits.bytes // _MARGIN)
            if self._fresh_bytes < enough and self._fresh < _ROOM_OBJECTS:
                return
            self._fresh_bytes = self._fresh = 0
        self._make_room()

    def _make_room(self) -> None:
        limit, trusted = self._store.limits.bytes, self._store.trusted()
        limit -= limit // _MARGIN
        spared = Spared(used_since=self._store.now() - _SPARED)

        def drop(opened: sqlite3.Connection) -> tuple[bool, bool]:
            return make_room(opened, limit, trusted, spared), used(opened) > limit

        has_dropped, is_full = self._store.write(drop) or (False, False)
        if is_full and not self._is_full:
            self._is_full = True
            path = self._store.database.path
            self._store.complain(f"one read has reached the limit of what is kept: {path}")
        if has_dropped:
            self._store.shrink()

    def listing(self, bucket: str, key: str, final: int) -> Listing | None:
        """The longest listing from a key on, of all that was delivered before `final`."""
        endpoint, trusted = self._endpoint, self._store.trusted()
        return self._store.read(
            lambda opened: objects.listing_at(opened, endpoint, bucket, key, final, trusted)
        )

    def folders(self, bucket: str, folder: str, final: int) -> Told | None:
        """What is in a folder, as far as it was delivered before `final`; None if not known."""
        endpoint, trusted = self._endpoint, self._store.trusted()
        return self._store.read(
            lambda opened: objects.folders_at(opened, endpoint, bucket, folder, final, trusted)
        )

    def keep_listings(self, bucket: str, made: Sequence[Listing]) -> None:
        """Keep what a list has told, in place of what it tells anew."""
        now = self._store.now()

        def add(opened: sqlite3.Connection) -> None:
            for one in made:
                objects.keep_listing(opened, self._endpoint, bucket, one, now)

        self._store.write(add)

    def note_used(self, *buckets: str) -> None:
        """Keep that objects, and the listings of some buckets, were of use."""
        with self._lock:
            now_used, self._used = self._used, set()
        now = self._store.now()

        def note(opened: sqlite3.Connection) -> None:
            objects.use(opened, now_used, now)
            for bucket in buckets:
                objects.use_listings(opened, self._endpoint, bucket, now)

        if now_used or buckets:
            self._store.write(note)

    def trail(self, profile: str, region: str) -> TrailKept | None:
        """Where a trail delivers, as a profile was told within a day."""
        lately = self._store.trusted()._replace(first=self._store.now() - _TRAIL)
        return self._store.read(lambda opened: objects.trail_of(opened, profile, region, lately))

    def keep_trail(self, profile: str, region: str, made: TrailKept) -> None:
        """A profile was told where a trail delivers."""
        now = self._store.now()
        self._store.write(lambda opened: objects.keep_trail(opened, profile, region, made, now))

    def _named(self, bucket: str, key: str, etag: str) -> ObjectKept:
        return ObjectKept(self._endpoint, bucket, key, etag)


def _pieces_of(path: str) -> Iterator[bytes]:
    with Path(path).open("rb") as file:
        while data := file.read(_PIECE):
            yield data
