"""What is kept, as rows: lots of events, each with what it covers, oldest used dropped first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from trailview.events.record import TimedDelivery
from trailview.store.disk.packed import packed

_MERGED: Final = 8 << 20
"""Bytes up to which lots that touch become one: it is dropped as a whole."""


class PlaceKept(NamedTuple):
    """Where events were read."""

    backend: str
    account: str
    region: str
    held_in: str = ""
    """The log group; empty where the rest says it all."""
    category: str = ""
    """The category of events that there can be; empty for any."""
    endpoint: str = ""
    """Where the service was asked; empty for AWS itself."""


class Lot(NamedTuple):
    """What was read whole of some requests, over one span."""

    number: int
    since: int
    until: int
    """The second behind the last that was read whole."""
    requests: Mapping[str, str | None]
    """By what was sent, the condition that all is found of, as text; None for none."""
    bytes: int
    read_at: int


class LotGoneError(Exception):
    """Another program has dropped it, or has read the same meanwhile."""


class Growth(NamedTuple):
    """What one step of reading brings for a lot."""

    events: Sequence[TimedDelivery]
    since: int
    until: int
    """What is covered with it; empty where nothing is yet."""


def lots_of(database: sqlite3.Connection, place: PlaceKept, not_before: int) -> list[Lot]:
    """The lots of a place that cover anything, and were read at `not_before` or later."""
    rows = database.execute(
        "SELECT lot.id, since, until, bytes, read_at FROM lot JOIN place "
        "ON place.id = lot.place WHERE backend = ? AND account = ? AND region = ? "
        "AND held_in = ? AND category = ? AND endpoint = ? AND since < until AND read_at >= ?",
        (*place, not_before),
    ).fetchall()
    return [
        Lot(number, since, until, _requests(database, number), size, at)
        for number, since, until, size, at in rows
    ]


def _requests(database: sqlite3.Connection, lot: int) -> dict[str, str | None]:
    rows = database.execute("SELECT text, finds FROM request WHERE lot = ? ORDER BY text", (lot,))
    return dict(rows.fetchall())


def blocks_of(
    database: sqlite3.Connection, lot: int, since: int, until: int
) -> list[tuple[int, int, int]] | None:
    """Number, latest time and number of events of a lot's blocks of a span, newest first.

    None where the lot does not cover that span any more.
    """
    covers = database.execute(
        "SELECT 1 FROM lot WHERE id = ? AND since <= ? AND until >= ?", (lot, since, until)
    ).fetchone()
    if covers is None:
        return None
    return database.execute(
        "SELECT id, last, events FROM block WHERE lot = ? AND last >= ? AND first < ? "
        "ORDER BY last DESC, id",
        (lot, since, until),
    ).fetchall()


def packed_of(database: sqlite3.Connection, block: int) -> bytes | None:
    """The text of a block; None where it is gone."""
    row = database.execute("SELECT packed FROM block WHERE id = ?", (block,)).fetchone()
    return None if row is None else bytes(row[0])


def use(database: sqlite3.Connection, lots: Sequence[int], now: int, before: int) -> None:
    """Lots were of use now; those that were not since `before` are written anew."""
    for lot in lots:
        database.execute(
            "UPDATE lot SET used_at = ? WHERE id = ? AND used_at < ?", (now, lot, before)
        )


def owner_of(database: sqlite3.Connection, profile: str) -> str:
    """The account that a profile was seen to be of; empty for none."""
    row = database.execute("SELECT account FROM owner WHERE profile = ?", (profile,)).fetchone()
    return "" if row is None else str(row[0])


def remember_owner(database: sqlite3.Connection, profile: str, account: str, now: int) -> None:
    """A profile is of an account; an empty one is forgotten."""
    database.execute("DELETE FROM owner WHERE profile = ?", (profile,))
    if account:
        database.execute("INSERT INTO owner VALUES (?, ?, ?)", (profile, account, now))


def begin(
    database: sqlite3.Connection,
    place: PlaceKept,
    requests: Mapping[str, str | None],
    until: int,
    now: int,
) -> int:
    """A lot that covers nothing yet; its number."""
    database.execute("INSERT OR IGNORE INTO place VALUES (NULL, ?, ?, ?, ?, ?, ?)", place)
    (place_number,) = database.execute(
        "SELECT id FROM place WHERE backend = ? AND account = ? AND region = ? "
        "AND held_in = ? AND category = ? AND endpoint = ?",
        place,
    ).fetchone()
    made = database.execute(
        "INSERT INTO lot (place, since, until, read_at, used_at) VALUES (?, ?, ?, ?, ?)",
        (place_number, until, until, now, now),
    )
    number = made.lastrowid or 0
    database.executemany(
        "INSERT INTO request VALUES (?, ?, ?)", [(number, *each) for each in requests.items()]
    )
    return number


def grow(database: sqlite3.Connection, lot: int, growth: Growth, limit: int) -> bool:
    """Add events to a lot, and then say that it covers more; False where `limit` is reached.

    Raises LotGoneError.
    """
    row = database.execute("SELECT bytes FROM lot WHERE id = ?", (lot,)).fetchone()
    if row is None:
        raise LotGoneError
    size = 0
    if growth.events:
        data = packed(growth.events)
        size = len(data)
        if row[0] + size > limit:
            return False
        times = [time for time, _ in growth.events]
        database.execute(
            "INSERT INTO block (lot, first, last, events, packed) VALUES (?, ?, ?, ?, ?)",
            (lot, min(times), max(times), len(times), data),
        )
    database.execute("UPDATE lot SET bytes = bytes + ? WHERE id = ?", (size, lot))
    if growth.since < growth.until:
        database.execute(
            "UPDATE lot SET since = ?, until = ? WHERE id = ?", (growth.since, growth.until, lot)
        )
    return True


def finish(database: sqlite3.Connection, lot: int) -> None:
    """All of a lot's span was read: it takes in what it holds of others, and what touches it.

    From here on it has no event beyond its span.
    """
    made = database.execute("UPDATE lot SET is_finished = 1 WHERE id = ?", (lot,))
    if not made.rowcount:
        return
    for other in _alike(database, lot):
        mine = database.execute(
            "SELECT since, until, bytes, is_finished FROM lot WHERE id = ?", (lot,)
        ).fetchone()
        its = database.execute(
            "SELECT since, until, bytes, is_finished FROM lot WHERE id = ?", (other,)
        ).fetchone()
        touches = its[1] == mine[0] or its[0] == mine[1]
        is_small = mine[2] + its[2] <= _MERGED
        if mine[0] <= its[0] and its[1] <= mine[1]:
            drop(database, [other])
        elif touches and is_small and its[3]:
            _join(database, lot, other)


def _alike(database: sqlite3.Connection, lot: int) -> list[int]:
    """Other lots of the same place that answer the very same requests, latest time first."""
    wanted = sorted(_requests(database, lot))
    rows = database.execute(
        "SELECT id FROM lot WHERE id != ? AND place = (SELECT place FROM lot WHERE id = ?) "
        "ORDER BY until DESC",
        (lot, lot),
    ).fetchall()
    return [other for (other,) in rows if sorted(_requests(database, other)) == wanted]


def _join(database: sqlite3.Connection, lot: int, other: int) -> None:
    database.execute("UPDATE block SET lot = ? WHERE lot = ?", (lot, other))
    database.execute(
        "UPDATE lot SET (since, until, bytes, read_at) = (SELECT min(since), max(until), "
        "sum(bytes), min(read_at) FROM lot WHERE id IN (?, ?)) WHERE id = ?",
        (lot, other, lot),
    )
    drop(database, [other])


def drop(database: sqlite3.Connection, lots: Iterable[int]) -> None:
    """Forget some lots: what they cover goes with their events."""
    for lot in lots:
        database.execute("DELETE FROM lot WHERE id = ?", (lot,))
        database.execute("DELETE FROM request WHERE lot = ?", (lot,))
        database.execute("DELETE FROM block WHERE lot = ?", (lot,))
