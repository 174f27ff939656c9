"""The file that events are kept in, shared by all programs.

SQLite with a write-ahead log: what is written is there whole or not at all, whatever
ends the program. A power cut may take the last moments, never a part of one.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from trailview.settings.files import PRIVATE, locked
from trailview.settings.paths import make_private

FILE: Final = "events.sqlite"
_VERSION: Final = 3
_PATIENCE: Final = 5.0
"""Seconds to wait for others that write at the same time."""
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA)
_SMALLEST: Final = 512
"""Bytes of a database with nothing in it, at least."""
_BESIDE: Final = ("", "-wal", "-shm")
"""The endings of the files that make up one database."""

_SCHEMA: Final = """\
CREATE TABLE IF NOT EXISTS place (
    id INTEGER PRIMARY KEY,
    backend TEXT NOT NULL,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    held_in TEXT NOT NULL,
    category TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    UNIQUE (backend, account, region, held_in, category, endpoint)
);
CREATE TABLE IF NOT EXISTS lot (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place INTEGER NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    is_finished INTEGER NOT NULL DEFAULT 0,
    read_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS lot_place ON lot (place);
CREATE INDEX IF NOT EXISTS lot_used ON lot (used_at);
CREATE TABLE IF NOT EXISTS request (
    lot INTEGER NOT NULL,
    text TEXT NOT NULL,
    finds TEXT,
    PRIMARY KEY (lot, text)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS block (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lot INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    events INTEGER NOT NULL,
    packed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS block_lot ON block (lot, last);
CREATE TABLE IF NOT EXISTS owner (
    profile TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    told_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trail (
    profile TEXT NOT NULL,
    region TEXT NOT NULL,
    bucket TEXT NOT NULL,
    prefix TEXT NOT NULL,
    said TEXT NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (profile, region)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS athena_table (
    profile TEXT NOT NULL,
    region TEXT NOT NULL,
    wanted TEXT NOT NULL,
    told TEXT NOT NULL,
    told_at INTEGER NOT NULL,
    PRIMARY KEY (profile, region, wanted)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS object (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    endpoint TEXT NOT NULL,
    bucket TEXT NOT NULL,
    key BLOB NOT NULL,
    etag TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    UNIQUE (endpoint, bucket, key, etag)
);
CREATE INDEX IF NOT EXISTS object_used ON object (used_at, read_at, bytes);
CREATE TABLE IF NOT EXISTS piece (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    object INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS piece_object ON piece (object);
CREATE TABLE IF NOT EXISTS listing (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    endpoint TEXT NOT NULL,
    bucket TEXT NOT NULL,
    is_folders INTEGER NOT NULL,
    since BLOB NOT NULL,
    until BLOB NOT NULL,
    final_before INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    packed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS listing_place ON listing (endpoint, bucket, is_folders, until);
CREATE INDEX IF NOT EXISTS listing_used ON listing (used_at, read_at, bytes);
"""
_FORGET: Final = "DROP TABLE block; DROP TABLE request; DROP TABLE lot;"
"""What an older version has written otherwise: its answers are asked for again."""
"""A lot is what was read whole of some requests over one span, and its blocks are the events.

Times are in seconds since 1970. A block may hold events beyond its lot's span: of those it
is not said that they are all. An object of a bucket is kept as it was got, in pieces. A listing
is what a list has told of the keys from `since` to before `until`, as UTF-8: all that were
delivered before `final_before`; or of the folders below `since`.
"""


class UnkeptError(Exception):
    """The file cannot be used: the reason, in few words. Everything goes on without it."""


class Database:
    """The file of one folder. Safe from any thread and any number of programs."""

    def __init__(self, folder: Path, most_pages: int = 0) -> None:
        """`most_pages` is how large the file may become, for tests; 0 is no limit."""
        self.path = folder / FILE
        self._most_pages = most_pages
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._made: tuple[int, int] | None = None
        """The file that is known to have its tables."""

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept."""
        # Path.exists raises where the folder may not be looked into.
        return os.path.exists(self.path)  # noqa: PTH110  (see above)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The tables as they are at one moment. Raises UnkeptError, and DamagedFileError."""
        with self._open() as database:
            database.execute("BEGIN")
            yield database
            database.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One change, which is whole when this ends. Raises UnkeptError, DamagedFileError."""
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            yield database  # what is raised meanwhile closes the file, which undoes it
            database.execute("COMMIT")

    def shrink(self) -> None:
        """Give back the room of what was dropped. Raises UnkeptError, and DamagedFileError."""
        with self._open() as database:
            database.execute("PRAGMA incremental_vacuum").fetchall()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def check(self) -> list[str]:
        """What SQLite finds wrong in the file. Raises UnkeptError, and DamagedFileError."""
        with self._open() as database:
            found = [str(row[0]) for row in database.execute("PRAGMA integrity_check(20)")]
        return [] if found == ["ok"] else found

    @property
    def bytes(self) -> int:
        """The size of the file and what belongs to it."""
        return sum(
            path.stat().st_size
            for path in self._files()
            if os.path.exists(path)  # noqa: PTH110  (as above)
        )

    def set_aside(self) -> Path | None:
        """Put a damaged file out of the way, for whoever wants to look; where it is now.

        None where another program has done so. Only the last one stays. Raises UnkeptError.
        """
        try:
            with self._lock, locked(self.path, _PATIENCE):
                self._close()
                if self._made is not None and self._made != _identity(self.path):
                    return None
                aside = self.path.with_name(f"{FILE}.damaged")
                for path, ending in zip(self._files(), _BESIDE, strict=True):
                    path.with_name(aside.name + ending).unlink(missing_ok=True)
                    if path.exists():
                        path.rename(path.with_name(aside.name + ending))
                self._made = None
                return aside
        except OSError as error:
            raise UnkeptError(_reason(error)) from error

    def remove(self) -> None:
        """Delete the file, and what was set aside. Raises UnkeptError."""
        try:
            with self._lock, locked(self.path, _PATIENCE):
                self._close()
                for path in (*self._files(), *self.path.parent.glob(f"{FILE}.damaged*")):
                    path.unlink(missing_ok=True)
                self._made = None
        except OSError as error:
            raise UnkeptError(_reason(error)) from error

    def _files(self) -> list[Path]:
        return [self.path.with_name(self.path.name + ending) for ending in _BESIDE]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The one connection, for as long as nobody else in this process may use it.

        It stays open: closing it has the system write everything to the disk, each time.
        """
        with self._lock:
            try:
                if self._made is None or self._made != _identity(self.path):
                    self._close()
                    self._make()
                if self._connection is None:
                    self._connection = self._connect()
                yield self._connection
            except BaseException as error:  # closing undoes whatever has been begun
                self._close()
                told = _told(error)
                if told is error:
                    raise
                raise told from error

    def close(self) -> None:
        """Let go of the file. It can still be used again."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _make(self) -> None:
        """Create the file and its tables, where another program has not done so."""
        make_private(self.path.parent)
        with locked(self.path, _PATIENCE):
            self.path.touch(PRIVATE)
            # It is never opened here: closing it would end SQLite's locks of this whole process.
            if 0 < self.path.stat().st_size < _SMALLEST:
                raise DamagedFileError("it is cut")
            with closing(self._connect()) as database:
                (version,) = database.execute("PRAGMA user_version").fetchone()
                if version > _VERSION:
                    raise UnkeptError("it was made by a newer trailview")
                if version < _VERSION:
                    database.execute("PRAGMA auto_vacuum = INCREMENTAL")
                    database.execute("PRAGMA journal_mode = WAL")
                    made = f"{_FORGET if version else ''} {_SCHEMA}"
                    database.executescript(
                        f"BEGIN; {made} PRAGMA user_version = {_VERSION}; COMMIT;"
                    )
            self._made = _identity(self.path)

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(
            self.path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA secure_delete = ON")  # what is forgotten is not there any more
        if self._most_pages:
            database.execute(f"PRAGMA max_page_count = {self._most_pages}")
        return database


class DamagedFileError(Exception):
    """The file is not what SQLite has written."""


def _told(error: BaseException) -> BaseException:
    """The error of ours for one of SQLite or of the system; any other as it is."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGED or (type(error) is sqlite3.DatabaseError and not code):
            return DamagedFileError(str(error))
        return UnkeptError(_reason(error))
    return UnkeptError(_reason(error)) if isinstance(error, OSError) else error


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells one file from another that has its name."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def now() -> int:
    """The moment, in seconds since 1970."""
    return int(time.time())
