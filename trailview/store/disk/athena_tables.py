"""What profiles were told lately of Athena's tables."""

from __future__ import annotations

import sqlite3
from typing import Final, NamedTuple

from trailview.store.disk.kept import DiskStore

_LATELY: Final = 86_400
"""Seconds for which it is not asked again what a table is."""


class TableWanted(NamedTuple):
    """Who asks for which table."""

    profile: str
    """What stands for the profile, as it is set now."""
    region: str
    wanted: str
    """What was said of the table, and of what its queries run with."""


class AthenaTables:
    """What was told of tables within a day. Safe from any thread and any program."""

    def __init__(self, store: DiskStore) -> None:
        """It is kept in `store`."""
        self._store = store

    def told(self, wanted: TableWanted) -> str:
        """What was told; empty where that is not kept, or too long ago."""
        oldest = self._store.now() - _LATELY

        def find(opened: sqlite3.Connection) -> str | None:
            row = opened.execute(
                "SELECT told FROM athena_table WHERE profile = ? AND region = ? AND wanted = ? "
                "AND told_at >= ?",
                (*wanted, oldest),
            ).fetchone()
            return None if row is None else str(row[0])

        return self._store.read(find) or ""

    def keep(self, wanted: TableWanted, told: str) -> None:
        """Keep what was told just now; what is too old is forgotten."""
        now = self._store.now()

        def put(opened: sqlite3.Connection) -> None:
            opened.execute("DELETE FROM athena_table WHERE told_at < ?", (now - _LATELY,))
            opened.execute(
                "INSERT OR REPLACE INTO athena_table VALUES (?, ?, ?, ?, ?)", (*wanted, told, now)
            )

        self._store.write(put)

    def forget(self, wanted: TableWanted) -> None:
        """What was told is not so any more."""

        def drop(opened: sqlite3.Connection) -> None:
            opened.execute(
                "DELETE FROM athena_table WHERE profile = ? AND region = ? AND wanted = ?", wanted
            )

        self._store.write(drop)
