"""Objects of buckets as they were got, and what lists have told: kept as rows.

An object never changes as long as its ETag is the same. Keys stand in the order of their UTF-8,
as S3 lists them, and a listing covers some stretch of that order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import msgspec
import zstandard

from trailview.store.disk.packed import DamagedError
from trailview.store.disk.trusted import Trusted

FINAL: Final = (1 << 62) - 1
"""For a listing to which nothing can be added any more."""
_MOST: Final = 64 << 20
"""What a listing may inflate to: a page of a list is some 200 kB."""


class ObjectKept(NamedTuple):
    """Which object it is."""

    endpoint: str
    """Where S3 was asked; empty for AWS itself."""
    bucket: str
    key: str
    etag: str


class Pieces(NamedTuple):
    """Where the bytes of an object lie."""

    numbers: Sequence[int]
    bytes: int
    checksum: int
    """The CRC-32 of all of them."""


class Told(NamedTuple):
    """What a list has told."""

    entries: Sequence[tuple[str, int, str]]
    """Key, size and ETag of objects, in the order of keys."""
    folders: Sequence[str] = ()
    is_cut: bool = False
    """Whether there is more, which was not asked for."""


class Listing(NamedTuple):
    """A stretch of a bucket's keys, and what is in it."""

    since: str
    """The first key that would be in it."""
    until: str
    """The first one behind it."""
    final_before: int
    """All that was delivered before is in it; `FINAL` where nothing will be added."""
    told: Told
    is_folders: bool = False
    """Whether it tells what is in the folder `since`, rather than keys."""


class TrailKept(NamedTuple):
    """Where a trail delivers, as a profile was told in a Region."""

    bucket: str
    prefix: str
    said: str
    """What was told with it."""


_Where = tuple[bytes, bytes, int, int]
"""Of which keys a listing is, and how final: these columns, as they were when it was kept."""
_decoder: Final = msgspec.msgpack.Decoder(tuple[_Where, Told])


def pieces_of(database: sqlite3.Connection, wanted: ObjectKept, trusted: Trusted) -> Pieces | None:
    """Where an object lies; None where it is not kept."""
    row = database.execute(
        "SELECT id, bytes, checksum FROM object WHERE endpoint = ? AND bucket = ? AND key = ? "
        "AND etag = ? AND read_at BETWEEN ? AND ?",
        (wanted.endpoint, wanted.bucket, as_bytes(wanted.key), wanted.etag, *trusted),
    ).fetchone()
    if row is None:
        return None
    numbers = database.execute("SELECT id FROM piece WHERE object = ? ORDER BY id", (row[0],))
    return Pieces([number for (number,) in numbers], row[1], row[2])


def piece(database: sqlite3.Connection, number: int) -> bytes | None:
    """Some bytes of an object; None where they are gone."""
    row = database.execute("SELECT data FROM piece WHERE id = ?", (number,)).fetchone()
    return None if row is None else bytes(row[0])


def keep(
    database: sqlite3.Connection, kept: ObjectKept, pieces: Iterable[bytes], checksum: int, now: int
) -> None:
    """Keep an object, in place of what may be kept of it."""
    old = database.execute(
        "SELECT id FROM object WHERE endpoint = ? AND bucket = ? AND key = ? AND etag = ?",
        (kept.endpoint, kept.bucket, as_bytes(kept.key), kept.etag),
    ).fetchall()
    drop(database, [number for (number,) in old])
    made = database.execute(
        "INSERT INTO object VALUES (NULL, ?, ?, ?, ?, 0, ?, ?, ?)",
        (kept.endpoint, kept.bucket, as_bytes(kept.key), kept.etag, checksum, now, now),
    )
    size = 0
    for data in pieces:
        database.execute("INSERT INTO piece VALUES (NULL, ?, ?)", (made.lastrowid, data))
        size += len(data)
    database.execute("UPDATE object SET bytes = ? WHERE id = ?", (size, made.lastrowid))


def use(database: sqlite3.Connection, used: Iterable[ObjectKept], now: int) -> None:
    """Some objects were of use now."""
    database.executemany(
        "UPDATE object SET used_at = ? WHERE endpoint = ? AND bucket = ? AND key = ? AND etag = ?",
        [(now, one.endpoint, one.bucket, as_bytes(one.key), one.etag) for one in used],
    )


def drop(database: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Forget some objects."""
    for number in numbers:
        database.execute("DELETE FROM object WHERE id = ?", (number,))
        database.execute("DELETE FROM piece WHERE object = ?", (number,))


def listing_at(
    database: sqlite3.Connection, endpoint: str, bucket: str, key: str, final: int, trusted: Trusted
) -> Listing | None:
    """The longest listing from a key on, of all that was delivered before `final`.

    None where there is none. Raises DamagedError.
    """
    row = database.execute(
        "SELECT since, until, final_before, is_folders, packed FROM listing WHERE endpoint = ? "
        "AND bucket = ? AND is_folders = 0 AND until > ? AND since <= ? AND final_before >= ? "
        "AND read_at BETWEEN ? AND ? ORDER BY until DESC LIMIT 1",
        (endpoint, bucket, as_bytes(key), as_bytes(key), final, *trusted),
    ).fetchone()
    if row is None:
        return None
    told = told_by(*row)
    return Listing(_text(row[0]), _text(row[1]), row[2], told)


def folders_at(
    database: sqlite3.Connection, endpoint: str, bucket: str, folder: str, final: int,
    trusted: Trusted,
) -> Told | None:  # fmt: skip
    """What is in a folder, as far as it was delivered before `final`. Raises DamagedError."""
    row = database.execute(
        "SELECT since, until, final_before, is_folders, packed FROM listing WHERE endpoint = ? "
        "AND bucket = ? AND is_folders = 1 AND until = ? AND final_before >= ? "
        "AND read_at BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
        (endpoint, bucket, as_bytes(folder), final, *trusted),
    ).fetchone()
    return None if row is None else told_by(*row)


def keep_listing(
    database: sqlite3.Connection, endpoint: str, bucket: str, made: Listing, now: int
) -> None:
    """Keep what a list has told, in place of those listings that it holds."""
    place = (endpoint, bucket, made.is_folders)
    since, until = as_bytes(made.since), as_bytes(made.until)
    held = database.execute(
        "SELECT id FROM listing WHERE endpoint = ? AND bucket = ? AND is_folders = ? "
        "AND since >= ? AND until <= ? AND final_before <= ?",
        (*place, since, until, made.final_before),
    ).fetchall()
    drop_listings(database, [number for (number,) in held])
    where = (since, until, made.final_before, int(made.is_folders))
    plain = msgspec.msgpack.encode((where, made.told))
    data = zstandard.ZstdCompressor(level=3, write_checksum=True).compress(plain)
    database.execute(
        "INSERT INTO listing VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*place, since, until, made.final_before, now, now, len(data), data),
    )


def use_listings(database: sqlite3.Connection, endpoint: str, bucket: str, now: int) -> None:
    """The listings of a bucket were of use now."""
    database.execute(
        "UPDATE listing SET used_at = ? WHERE endpoint = ? AND bucket = ?", (now, endpoint, bucket)
    )


def drop_listings(database: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Forget some listings."""
    for number in numbers:
        database.execute("DELETE FROM listing WHERE id = ?", (number,))


def trail_of(
    database: sqlite3.Connection, profile: str, region: str, lately: Trusted
) -> TrailKept | None:
    """Where a trail delivers, if that was told lately."""
    row = database.execute(
        "SELECT bucket, prefix, said FROM trail WHERE profile = ? AND region = ? "
        "AND told_at BETWEEN ? AND ?",
        (profile, region, *lately),
    ).fetchone()
    return None if row is None else TrailKept(*row)


def keep_trail(
    database: sqlite3.Connection, profile: str, region: str, made: TrailKept, now: int
) -> None:
    """Keep where a trail delivers."""
    database.execute(
        "INSERT OR REPLACE INTO trail VALUES (?, ?, ?, ?, ?, ?)", (profile, region, *made, now)
    )


def told_by(since: bytes, until: bytes, final_before: int, is_folders: int, data: bytes) -> Told:
    """What a list has told, from its row: the last is how it lies on disk. Raises DamagedError."""
    try:
        plain = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MOST)
        where, told = _decoder.decode(plain)
    except (zstandard.ZstdError, msgspec.MsgspecError, MemoryError, TypeError) as error:
        raise DamagedError(f"{type(error).__name__}: {error}") from error
    if where != (since, until, final_before, is_folders):
        raise DamagedError("a list is of other keys")
    return told


def as_bytes(key: str) -> bytes:
    """A key as S3 orders it."""
    return key.encode("utf-8", "surrogatepass")


def _text(key: bytes) -> str:
    return key.decode("utf-8", "surrogatepass")
