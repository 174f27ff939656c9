"""Every question asked, and what came of it: a small database that several programs share.

Each operation opens the database and closes it again, so nothing is held
between questions; what `record` has returned for is on the disk.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from trailview.errors import SettingsError
from trailview.frozen import Frozen
from trailview.settings import spec
from trailview.settings.files import PRIVATE, lock_of, locked
from trailview.settings.paths import unusable

_VERSION: Final = 1
_PATIENCE: Final = 10.0
"""Seconds to wait for others that write at the same time."""
IN_PASSING: Final = 0.15
"""Seconds to wait for them where an answer would have to wait too."""
_DAY: Final = 86_400
_SHOWN: Final = 500

_SCHEMA: Final = """\
CREATE TABLE question (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL,
    raw INTEGER NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    window_since INTEGER,
    window_until INTEGER,
    backend TEXT NOT NULL,
    place TEXT NOT NULL,
    profile TEXT NOT NULL,
    regions TEXT NOT NULL,
    rows INTEGER NOT NULL,
    seconds REAL NOT NULL,
    bytes INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    pinned INTEGER NOT NULL DEFAULT 0
);
"""


class Entry(Frozen):
    """One question that was asked."""

    text: str
    raw: bool
    """Whether the text is the service's own language."""
    since: str
    """The window as it was typed; empty where that side was left open."""
    until: str
    window_since: int | None
    """The window as it was asked, in seconds since 1970; None where that side is open."""
    window_until: int | None
    backend: str
    place: str
    """What was asked there, in words: paths, or profile and Regions."""
    profile: str
    regions: str
    """Comma separated; empty for that of the surroundings."""
    rows: int
    """How many events matched."""
    seconds: float
    """How long it took."""
    bytes: int
    """How much was read, or scanned by the service."""
    outcome: str
    """`complete`, `incomplete`, `cancelled`, or `failed` with the reason behind a colon."""
    asked_at: int
    """In seconds since 1970."""


_NAMES: Final = Entry._fields
_COLUMNS: Final = ", ".join(_NAMES)
_LATEST: Final = "asked_at DESC, id DESC"
"""The order of when they were asked: they are recorded when they end."""


class Kept(Frozen):
    """An entry as it lies in the history."""

    number: int
    entry: Entry
    pinned: bool
    """Pinned entries stay, whatever their age and number, and come first."""


class History:
    """The questions in one file. Safe from any thread and any number of programs.

    Everything can take a moment, so nothing of it is for the UI thread, and
    everything may raise SettingsError.
    """

    def __init__(self, path: Path, kept: int = spec.KEPT, days: int = spec.DAYS) -> None:
        """Of those that are not pinned, the latest `kept` of the last `days` days stay."""
        self.path = path
        self._kept = kept
        self._days = days
        self._is_there = False

    def record(self, entry: Entry, patience: float = _PATIENCE) -> int:
        """Remember a question; its number. What has become too old or too much goes.

        Others that write at the same time are waited for, `patience` seconds at most.
        """
        marks = ", ".join("?" * len(_NAMES))
        with self._open(patience) as database, database:
            database.execute("BEGIN IMMEDIATE")
            made = database.execute(
                f"INSERT INTO question ({_COLUMNS}) VALUES ({marks})",  # noqa: S608  (our names)
                [getattr(entry, name) for name in _NAMES],
            )
            database.execute(
                "DELETE FROM question WHERE NOT pinned AND (asked_at < ? OR id IN ("  # noqa: S608  (our names)
                f"SELECT id FROM question WHERE NOT pinned ORDER BY {_LATEST} LIMIT -1 OFFSET ?))",
                (entry.asked_at - self._days * _DAY, self._kept),
            )
            return made.lastrowid or 0

    def search(self, text: str = "", limit: int = _SHOWN) -> list[Kept]:
        """Entries in which every word of `text` occurs; pinned ones first, then the latest."""
        if not self.path.exists():
            return []
        words = [f"%{_literal(word)}%" for word in text.split()]
        searched = "text || ' ' || backend || ' ' || place || ' ' || outcome"
        where = " AND ".join([rf"{searched} LIKE ? ESCAPE '\'"] * len(words)) or "1"
        query = (
            f"SELECT id, pinned, {_COLUMNS} FROM question WHERE {where} "  # noqa: S608  (our names)
            f"ORDER BY pinned DESC, {_LATEST} LIMIT ?"
        )
        with self._open() as database:
            rows = database.execute(query, (*words, limit)).fetchall()
        return [Kept(number, _entry(rest), bool(pinned)) for number, pinned, *rest in rows]

    def pin(self, number: int, pinned: bool) -> None:
        """Keep an entry for good, or no longer."""
        with self._open() as database, database:
            database.execute("UPDATE question SET pinned = ? WHERE id = ?", (pinned, number))

    def delete(self, number: int) -> None:
        """Forget an entry."""
        with self._open() as database, database:
            database.execute("DELETE FROM question WHERE id = ?", (number,))

    @contextmanager
    def _open(self, patience: float = _PATIENCE) -> Iterator[sqlite3.Connection]:
        deadline = time.monotonic() + patience
        try:
            if not self._is_there:
                self._make(patience)
            with closing(_connect(self.path, deadline - time.monotonic())) as database:
                yield database
        except BlockingIOError as error:
            raise _held(lock_of(self.path)) from error
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise _held(self.path) from error
            raise unusable(self.path, error, "cannot be used") from error
        except (sqlite3.Error, OSError) as error:
            raise unusable(self.path, error, "cannot be used") from error

    def _make(self, patience: float) -> None:
        """Create the file and its table, where another program has not done so."""
        deadline = time.monotonic() + patience
        with locked(self.path, patience):
            self.path.touch(PRIVATE)
            with closing(_connect(self.path, deadline - time.monotonic())) as database:
                (version,) = database.execute("PRAGMA user_version").fetchone()
                if version > _VERSION:
                    raise SettingsError(
                        "Not remembered",
                        f"{self.path} was made by a newer trailview.",
                        "Use that one, or move the file away.",
                    )
                if version < _VERSION:
                    database.execute("PRAGMA journal_mode = WAL")
                    database.executescript(
                        f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;"
                    )
        self._is_there = True


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=max(patience, 0), isolation_level=None)
    database.execute("PRAGMA synchronous = FULL")  # what is told is on the disk
    database.execute("PRAGMA secure_delete = ON")  # and what is deleted is not
    return database


def _held(lock: Path) -> SettingsError:
    """The error for a lock that another program holds for longer than it was waited for."""
    return SettingsError(
        "Not remembered",
        f"Another program holds the lock of {lock}.",
        "`fuser` with that path tells which one, where it is installed.",
    )


def _entry(row: list[object]) -> Entry:
    text, raw, *rest = row
    return Entry(text, bool(raw), *rest)  # type: ignore[arg-type]  # the columns' own types


def _literal(word: str) -> str:
    for special in ("\\", "%", "_"):
        word = word.replace(special, f"\\{special}")
    return word
