"""Room for what is kept: what is not to be taken goes, and while there is too much, what was used
longest ago, whatever it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final, NamedTuple

from trailview.store.disk import lots, objects
from trailview.store.disk.trusted import Trusted

Drop = Callable[[sqlite3.Connection, Iterable[int]], None]
_KINDS: Final[dict[str, Drop]] = {
    "lot": lots.drop,
    "object": objects.drop,
    "listing": objects.drop_listings,
}
"""What is dropped as a whole, by its table, which has `bytes`, `read_at` and `used_at`."""


class Spared(NamedTuple):
    """What stays, as it is just being read."""

    lot: int = 0
    used_since: int | None = None
    """Objects and listings that were used then or later; none where it is not said."""


def used(database: sqlite3.Connection) -> int:
    """Bytes of all that is kept."""
    return sum(
        database.execute(f"SELECT coalesce(sum(bytes), 0) FROM {table}").fetchone()[0]  # noqa: S608  (our names)
        for table in _KINDS
    )


def make_room(database: sqlite3.Connection, limit: int, trusted: Trusted, spared: Spared) -> bool:
    """Drop what is not to be taken, and then what there is too much of; whether any."""
    gone = [(table, number) for table in _KINDS for number in _old(database, table, trusted)]
    _drop(database, gone)
    over = used(database) - limit
    if over <= 0:
        return bool(gone)
    candidates = sorted(chain.from_iterable(_unspared(database, table, spared) for table in _KINDS))
    for _, table, number, size in candidates:
        if over <= 0:
            break
        _drop(database, [(table, number)])
        gone.append((table, number))
        over -= size
    return bool(gone)


def _old(database: sqlite3.Connection, table: str, trusted: Trusted) -> list[int]:
    sql = f"SELECT id FROM {table} WHERE read_at NOT BETWEEN ? AND ?"  # noqa: S608  (our names)
    return [number for (number,) in database.execute(sql, trusted)]


def _unspared(
    database: sqlite3.Connection, table: str, spared: Spared
) -> Iterable[tuple[int, str, int, int]]:
    """When it was used, table, number and size of all that may go."""
    sql = f"SELECT used_at, id, bytes FROM {table} "  # noqa: S608  (our names)
    if table == "lot":
        rows = database.execute(f"{sql} WHERE id != ?", (spared.lot,)).fetchall()
    elif spared.used_since is not None:
        rows = database.execute(f"{sql} WHERE used_at < ?", (spared.used_since,)).fetchall()
    else:
        rows = database.execute(sql).fetchall()
    return [(used_at, table, number, size) for used_at, number, size in rows]


def _drop(database: sqlite3.Connection, gone: Iterable[tuple[str, int]]) -> None:
    for table, number in gone:
        _KINDS[table](database, [number])
