"""What is kept, for whoever wants to know; and whether it is still what was written."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple
from zlib import crc32

from trailview.store.disk.database import Database
from trailview.store.disk.lots import is_sound
from trailview.store.disk.objects import told_by
from trailview.store.disk.packed import DamagedError, unpacked


class PlaceInfo(NamedTuple):
    """What is kept of one place."""

    backend: str
    account: str
    region: str
    held_in: str
    events: int
    """Events, those that were read by several requests as often."""
    bytes: int
    since: int | None
    until: int | None
    """The span from the first second that is covered to the last; there may be gaps in it."""
    spans: int
    """Lots: spans that were read whole of some requests."""


def places(database: Database) -> list[PlaceInfo]:
    """What is kept, place by place. Raises UnkeptError, and DamagedFileError."""
    if not database.is_there:
        return []
    with database.reading() as opened:
        rows = opened.execute(
            "SELECT backend, account, region, held_in, "
            "(SELECT coalesce(sum(events), 0) FROM block JOIN lot ON block.lot = lot.id "
            "WHERE lot.place = place.id), sum(bytes), min(since), max(until), count(*) "
            "FROM place JOIN lot ON lot.place = place.id GROUP BY place.id "
            "ORDER BY account, backend, region, held_in"
        ).fetchall()
    return [PlaceInfo(*row) for row in rows]


class BucketInfo(NamedTuple):
    """What is kept of one bucket."""

    endpoint: str
    bucket: str
    objects: int
    bytes: int
    lists: int
    """Stretches of its keys that were listed."""


def buckets(database: Database) -> list[BucketInfo]:
    """What is kept of buckets. Raises UnkeptError, and DamagedFileError."""
    if not database.is_there:
        return []
    with database.reading() as opened:
        rows = opened.execute(
            "SELECT endpoint, bucket, sum(objects), sum(bytes), sum(lists) FROM ("
            "SELECT endpoint, bucket, 1 AS objects, bytes, 0 AS lists FROM object UNION ALL "
            "SELECT endpoint, bucket, 0, bytes, 1 FROM listing) "
            "GROUP BY endpoint, bucket ORDER BY bucket, endpoint"
        ).fetchall()
    return [BucketInfo(*row) for row in rows]


def verify(database: Database) -> list[str]:
    """What is not as it was written, a line each. Reads everything.

    Raises UnkeptError, and DamagedFileError where nothing can be read.
    """
    if not database.is_there:
        return []
    found = database.check()
    with database.reading() as opened:
        found += _strays(opened)
        blocks = opened.execute("SELECT id, lot, first, last, events, packed FROM block")
        sizes: dict[int, int] = {}
        for number, lot, first, last, events, data in blocks:
            sizes[lot] = sizes.get(lot, 0) + len(data)
            try:
                times = [time for time, _ in unpacked(data)]
            except DamagedError as error:
                found.append(f"block {number}: {error}")
                continue
            if (len(times), min(times), max(times)) != (events, first, last):
                found.append(f"block {number}: holds other events than is said of it")
        for lot, size in opened.execute("SELECT id, bytes FROM lot"):
            if sizes.get(lot, 0) != size:
                found.append(f"lot {lot}: has {sizes.get(lot, 0)} bytes, and not {size}")
            elif not is_sound(opened, lot):
                found.append(f"lot {lot}: says other things of itself than were written")
        found += _objects(opened)
        found += _listings(opened)
    return found


def _objects(opened: sqlite3.Connection) -> list[str]:
    """Objects that are not what was got."""
    found = []
    for number, size, checksum in opened.execute("SELECT id, bytes, checksum FROM object"):
        total = crc = 0
        pieces = opened.execute("SELECT data FROM piece WHERE object = ? ORDER BY id", (number,))
        for (data,) in pieces:
            total, crc = total + len(data), crc32(data, crc)
        if (total, crc) != (size, checksum):
            found.append(f"object {number}: is not what was got")
    return found


def _listings(opened: sqlite3.Connection) -> list[str]:
    found = []
    columns = "id, since, until, final_before, is_folders, packed"
    for number, *row in opened.execute(f"SELECT {columns} FROM listing"):  # noqa: S608  (our names)
        try:
            told_by(*row)
        except DamagedError as error:
            found.append(f"listing {number}: {error}")
    return found


def _strays(opened: sqlite3.Connection) -> list[str]:
    """Rows that belong to none."""
    found = []
    for table, whole in (("block", "lot"), ("request", "lot"), ("piece", "object")):
        sql = f"SELECT count(*) FROM {table} WHERE {whole} NOT IN (SELECT id FROM {whole})"  # noqa: S608  (our names)
        (count,) = opened.execute(sql).fetchone()
        if count:
            found.append(f"{count} rows of {table} belong to no {whole}")
    return found
