"""Whatever becomes of the file, what is given of it is what was written, or nothing.

`TRAILVIEW_DAMAGE=300` in the environment tries so many kinds of noise.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.make import START, delivery, record
from trailview.events.record import TimedDelivery
from trailview.store.disk.bucket_objects import BucketObjects
from trailview.store.disk.inspect import verify
from trailview.store.disk.kept import DiskStore
from trailview.store.disk.lots import Growth, PlaceKept
from trailview.store.disk.objects import FINAL, Listing, Told

TRIES = int(os.environ.get("TRAILVIEW_DAMAGE", "10"))
PLACE = PlaceKept("history", "111122223333", "eu-central-1")
STEPS, EVENTS = 4, 5
UNTIL = START + STEPS * EVENTS
WRITTEN = [TimedDelivery(START + n, delivery(record(n))) for n in range(STEPS * EVENTS)]
YEAR = 365 * 86_400


def write(store: DiskStore, first: int = 0) -> None:
    """A lot of several blocks, latest first as a service gives them."""
    lot = store.begin(PLACE, {"": None}, UNTIL)
    assert lot is not None
    for at in range(STEPS * EVENTS - EVENTS, first - 1, -EVENTS):
        assert store.grow(lot, Growth(WRITTEN[at : at + EVENTS], START + at, UNTIL))
    store.finish(lot)


def given(store: DiskStore) -> Sequence[TimedDelivery] | None:
    """The events of all that is said to be covered; None where that is not the whole span."""
    lots = store.lots(PLACE)
    if not any(lot.since <= START and lot.until >= UNTIL for lot in lots):
        return None
    (lot,) = lots
    blocks = store.blocks(lot.number, START, UNTIL)
    found = None if blocks is None else store.events(blocks)
    return None if found is None else sorted((one for some in found for one in some), key=_time)


def _time(event: TimedDelivery) -> int:
    return event.time


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with closing(DiskStore(tmp_path)) as store:
        write(store)
        assert given(store) == WRITTEN
    return store.database.path


def harm(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM block WHERE id = 2",
        "DELETE FROM block",
        "UPDATE block SET last = last - 1000 WHERE id = 3",
        "UPDATE block SET first = first + 1000 WHERE id = 3",
        "UPDATE block SET lot = 7 WHERE id = 1",
        "UPDATE block SET packed = CAST('text' AS TEXT)",
        f"UPDATE lot SET since = since - {YEAR}",
        f"UPDATE lot SET until = until + {YEAR}",
        "UPDATE lot SET contents = contents + 1",
        "UPDATE request SET finds = 'x'",
        "DELETE FROM request",
        "DROP TABLE block",
        "DROP INDEX block_lot",
        "CREATE TABLE mine (id INTEGER)",
    ],
)
def test_what_sqlite_does_not_see_is_seen(path: Path, statement: str) -> None:
    harm(path, statement)
    with closing(DiskStore(path.parent)) as store:
        assert given(store) is None
        (trouble,) = store.troubles
        assert "was put aside" in trouble
        write(store)
        assert given(store) == WRITTEN
        assert verify(store.database) == []


def test_a_lot_that_is_damaged_is_seen_where_another_is_written(path: Path) -> None:
    harm(path, "UPDATE lot SET since = 'text'")
    with closing(DiskStore(path.parent)) as store:
        assert given(store) is None
        write(store)
        assert "was put aside" in store.troubles[0]


def test_noise_anywhere_gives_no_wrong_events(path: Path) -> None:
    whole, dice = path.read_bytes(), random.Random(4)
    for _ in range(TRIES):
        harmed = bytearray(whole)
        for _ in range(dice.choice((1, 3, 40))):
            harmed[dice.randrange(len(harmed))] ^= 1 << dice.randrange(8)
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        path.write_bytes(harmed)
        with closing(DiskStore(path.parent)) as store:
            assert given(store) in (None, WRITTEN)
            write(store)
        with closing(DiskStore(path.parent)) as store:
            assert given(store) in (None, WRITTEN)


def test_a_file_of_another_program_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite"
    harm(path, "CREATE TABLE lot (id INTEGER)")
    with closing(DiskStore(tmp_path)) as store:
        assert store.lots(PLACE) == []
        assert "its tables are others" in store.troubles[0]
        write(store)
        assert given(store) == WRITTEN
    with closing(sqlite3.connect(tmp_path / "events.sqlite.damaged")) as aside:
        assert aside.execute("SELECT count(*) FROM lot").fetchone() == (0,)


def test_what_an_older_trailview_has_kept_is_read_again(path: Path) -> None:
    harm(path, "ALTER TABLE lot DROP COLUMN checksum", "PRAGMA user_version = 1")
    with closing(DiskStore(path.parent)) as store:
        assert (given(store), store.troubles) == (None, ())
        write(store)
        assert given(store) == WRITTEN
        assert verify(store.database) == []


def test_what_a_clock_that_was_wrong_has_dated_is_not_taken(tmp_path: Path) -> None:
    now = [UNTIL + YEAR]
    with closing(DiskStore(tmp_path, clock=lambda: now[0])) as store:
        write(store)
        buckets = BucketObjects(store, "")
        buckets.keep_listings("b", [Listing("a", "z", FINAL, Told([("k", 1, "e")]))])
        assert given(store) == WRITTEN
        assert buckets.listing("b", "a", FINAL) is not None
        now[0] = UNTIL
        assert given(store) is None
        assert buckets.listing("b", "a", FINAL) is None
        write(store)
        assert given(store) == WRITTEN


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE listing SET until = CAST('zz' AS BLOB)",
        "UPDATE listing SET since = CAST('A' AS BLOB)",
        "UPDATE listing SET final_before = final_before + 1",
        "UPDATE listing SET packed = CAST('text' AS TEXT)",
    ],
)
def test_a_list_says_of_which_keys_it_is(tmp_path: Path, statement: str) -> None:
    made = Listing("a", "z", UNTIL, Told([("k", 1, "e")]))
    with closing(DiskStore(tmp_path)) as store:
        BucketObjects(store, "").keep_listings("b", [made])
        assert BucketObjects(store, "").listing("b", "b", UNTIL) is not None
    harm(store.database.path, statement)
    with closing(DiskStore(tmp_path)) as store:
        assert verify(store.database)
        assert BucketObjects(store, "").listing("b", "b", UNTIL) is None
        assert "was put aside" in store.troubles[0]
