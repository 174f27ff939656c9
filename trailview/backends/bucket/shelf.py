"""Objects that were got, kept in files of our own until there is no room for them.

Workers read files; an object is kept to be read again, by whoever looks at one of its records,
without being got again. It never changes, so bucket, key and ETag say what a file holds.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from trailview.backends.bucket.keys import TrailObject

ROOM: Final = 1 << 30
"""Bytes of objects that are kept, as stored; those that are being read come on top."""
_STRANGE: Final = re.compile(r"[^A-Za-z0-9._-]", re.ASCII)
_NAME: Final = 100
"""Characters of an object's name that are its file's name too."""


class Shelf(Protocol):
    """Where objects are kept that were got. Safe from any thread."""

    @property
    def troubles(self) -> tuple[str, ...]:
        """What went wrong with what is kept, a sentence each."""
        ...

    def was_kept(self, found: TrailObject) -> bool:
        """Whether it was not got in this session."""
        ...

    def take(self, found: TrailObject) -> str | None:
        """Its file, which stays until `leave`; None where it is not kept."""
        ...

    def put(self, found: TrailObject, pieces: Iterable[bytes]) -> str:
        """Keep it: its file, which stays until `leave`. Raises OSError, and what `pieces` does."""
        ...

    def leave(self, found: TrailObject) -> None:
        """Nobody reads the file for now."""
        ...

    def close(self) -> None:
        """Let go of what is not to be kept beyond this session."""
        ...


class SessionShelf:
    """Keeps what was read last in a folder that nobody else can read, for as long as a session."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._kept: OrderedDict[tuple[str, str, str], Path] = OrderedDict()
        self._sizes: dict[tuple[str, str, str], int] = {}
        self._used = 0
        """The bytes of all of them."""
        self._read: Counter[tuple[str, str, str]] = Counter()
        """How many read each of them now."""
        self._number = 0

    @property
    def troubles(self) -> tuple[str, ...]:
        """Nothing: what goes wrong is raised."""
        return ()

    def was_kept(self, found: TrailObject) -> bool:
        """It was got in this session, if it is here."""
        del found
        return False

    def take(self, found: TrailObject) -> str | None:
        """Its file, which stays until `leave`; None where it is not kept."""
        key = _key(found)
        with self._lock:
            path = self._kept.get(key)
            if path is None:
                return None
            self._kept.move_to_end(key)
            self._read[key] += 1
            return str(path)

    def put(self, found: TrailObject, pieces: Iterable[bytes]) -> str:
        """Keep it: its file, which stays until `leave`. Raises OSError, and what `pieces` does."""
        path = self._new_file(found)
        try:
            with path.open("wb") as file:
                size = sum(file.write(piece) for piece in pieces)
        except BaseException:  # whatever it was, half a file is none
            path.unlink(missing_ok=True)
            raise
        key = _key(found)
        with self._lock:
            other = self._kept.get(key)
            if other is not None:
                path.unlink(missing_ok=True)  # somebody has got it meanwhile
                path = other
            else:
                self._kept[key], self._sizes[key] = path, size
                self._used += size
            self._read[key] += 1
            self._make_room()
        return str(path)

    def leave(self, found: TrailObject) -> None:
        """Nobody reads the file for now."""
        key = _key(found)
        with self._lock:
            self._read[key] -= 1
            if self._read[key] <= 0:
                del self._read[key]
            self._make_room()

    def close(self) -> None:
        """Remove all that was kept."""
        with self._lock:
            folder, self._folder = self._folder, None
            self._kept.clear()
            self._sizes.clear()
            self._used = 0
            self._read.clear()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _new_file(self, found: TrailObject) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="trailview-bucket-"))
            self._number += 1
            name = _STRANGE.sub("_", found.key.rpartition("/")[2])[-_NAME:]
            return self._folder / f"{self._number:08d}-{name}"

    def _make_room(self) -> None:
        """Remove what was read longest ago, while there is too much; holding the lock."""
        for key in [*self._kept] if self._used > self._room else ():
            if self._used <= self._room:
                return
            if not self._read[key]:
                self._kept.pop(key).unlink(missing_ok=True)
                self._used -= self._sizes.pop(key)


def _key(found: TrailObject) -> tuple[str, str, str]:
    return found.bucket, found.key, found.etag
