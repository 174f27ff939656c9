"""What is kept on disk: limits, lots that become one, and a file that cannot be used."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tests.make import START, delivery, record
from trailview.events.json_line import is_line
from trailview.events.record import Delivery, TimedDelivery
from trailview.store.disk.bucket_objects import BucketObjects
from trailview.store.disk.database import DamagedFileError, UnkeptError
from trailview.store.disk.inspect import places, verify
from trailview.store.disk.kept import DiskStore, Limits
from trailview.store.disk.lots import Growth, PlaceKept
from trailview.store.disk.objects import TrailKept
from trailview.store.disk.packed import DamagedError, inflated, packed, unpacked

PLACE = PlaceKept("history", "111122223333", "eu-central-1")
DAY = 86_400


def some(count: int, first: int = 0) -> Sequence[TimedDelivery]:
    numbers = range(first, first + count)
    return [TimedDelivery(START + n, delivery(record(n, x=os.urandom(64).hex()))) for n in numbers]


def add(store: DiskStore, first: int, count: int, text: str = "") -> int:
    """A lot that was read to its end."""
    lot = store.begin(PLACE, {text: None}, START + first + count)
    assert lot is not None
    growth = Growth(some(count, first), START + first, START + first + count)
    assert store.grow(lot, growth)
    store.finish(lot)
    return lot


def spans(store: DiskStore) -> list[tuple[int, int]]:
    return sorted((lot.since - START, lot.until - START) for lot in store.lots(PLACE))


def test_events_come_back_as_they_were(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    events = some(50)
    lot = store.begin(PLACE, {"": None}, START + 50)
    assert lot is not None
    assert store.lots(PLACE) == []
    assert store.grow(lot, Growth(events, START, START + 50))
    (kept,) = DiskStore(tmp_path).lots(PLACE)
    assert (kept.since, kept.until) == (START, START + 50)
    blocks = store.blocks(lot, START, START + 50)
    assert blocks is not None
    assert store.events(blocks) == [events]
    assert store.lots(PLACE._replace(account="444455556666")) == []
    assert store.lots(PLACE._replace(endpoint="http://127.0.0.1:1")) == []


@given(
    st.lists(
        st.builds(
            TimedDelivery,
            st.integers(0, 1 << 40),
            st.builds(
                Delivery,
                st.binary(max_size=30) | st.sampled_from([b"{}", b'{"a":1}']),
                st.none() | st.integers(-(1 << 40), 1 << 40),
                st.binary(max_size=9),
                st.text(max_size=5) | st.just("\ud800"),
            ),
        ),
        max_size=6,
    )
)
def test_whatever_was_delivered_is_unpacked_as_it_was(events: list[TimedDelivery]) -> None:
    text = packed(events)
    assert unpacked(text) == events
    assert inflated(text).are_lines == all(is_line(event.delivery.raw) for event in events)
    assert inflated(text).has_notes == any(event.delivery.note for event in events)


def test_a_text_that_is_another_is_damaged() -> None:
    whole = zstandard.decompress(packed(some(3)))
    for plain in (b"", whole[:-1], whole + b"x", b"\xff" * 8 + whole[8:], b"\x99" + whole[1:]):
        with pytest.raises(DamagedError):
            unpacked(zstandard.compress(plain))


def test_what_an_older_version_has_written_otherwise_is_asked_for_again(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    add(store, 0, 10)
    objects = BucketObjects(store, "")
    objects.keep_trail("profile", "eu-central-1", TrailKept("bucket", "", ""))
    with store.database.writing() as opened:
        opened.execute("PRAGMA user_version = 2")
    store.close()
    newer = DiskStore(tmp_path)
    assert newer.lots(PLACE) == []
    assert newer.troubles == ()
    assert BucketObjects(newer, "").trail("profile", "eu-central-1") is not None
    add(newer, 0, 10)
    assert spans(newer) == [(0, 10)]


def test_folder_and_file_are_the_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "below" / "kept"
    add(DiskStore(folder), 0, 10)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_lots_of_the_same_request_that_touch_become_one(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    add(store, 0, 10)
    add(store, 20, 10)
    add(store, 30, 10, "other")
    assert spans(store) == [(0, 10), (20, 30), (30, 40)]
    add(store, 10, 10)
    assert spans(store) == [(0, 30), (30, 40)]
    add(store, 0, 30)  # the same once more: what it holds of others is given up
    assert spans(store) == [(0, 30), (30, 40)]
    assert [(place.events, place.spans) for place in places(store.database)] == [(40, 2)]
    assert verify(store.database) == []


def test_what_was_used_longest_ago_goes_first_and_as_a_whole(tmp_path: Path) -> None:
    now = [10 * DAY]
    store = DiskStore(tmp_path, lambda: Limits(20_000, 90), lambda: now[0])
    lots = []
    for number in range(3):
        lots.append(add(store, number * 100, 40, f"{number}"))
        now[0] += DAY
    store.used([lots[0]])
    add(store, 900, 40, "last")
    there = {lot.number for lot in store.lots(PLACE)}
    assert lots[0] in there
    assert lots[1] not in there
    assert sum(place.bytes for place in places(store.database)) <= 20_000
    assert verify(store.database) == []


def test_what_is_too_old_is_not_taken_and_goes(tmp_path: Path) -> None:
    now = [100 * DAY]
    store = DiskStore(tmp_path, lambda: Limits(1 << 20, 30), lambda: now[0])
    add(store, 0, 10)
    now[0] += 31 * DAY
    assert store.lots(PLACE) == []
    add(store, 100, 10, "new")
    assert [place.spans for place in places(store.database)] == [1]


def test_one_read_does_not_grow_beyond_the_limit(tmp_path: Path) -> None:
    store = DiskStore(tmp_path, lambda: Limits(10_000, 90))
    lot = store.begin(PLACE, {"": None}, START + 900)
    assert lot is not None
    grown = [
        store.grow(lot, Growth(some(20, n), START + n, START + 900)) for n in range(880, 0, -20)
    ]
    assert grown[0]
    assert not grown[-1]
    assert any("limit" in trouble for trouble in store.troubles)
    assert verify(store.database) == []


def test_a_full_disk_is_told_and_nothing_half_is_kept(tmp_path: Path) -> None:
    store = DiskStore(tmp_path, most_pages=22)
    add(store, 0, 10)
    lot = store.begin(PLACE, {"more": None}, START + 900)
    assert lot is not None
    assert not store.grow(lot, Growth(some(600), START, START + 900))
    assert store.begin(PLACE, {"": None}, START) is None, "it is left alone for a while"
    (trouble,) = store.troubles
    assert trouble.startswith("what is read is not kept for later: database or disk is full")
    assert spans(DiskStore(tmp_path)) == [(0, 10)]
    assert verify(store.database) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = DiskStore(tmp_path / "file" / "kept")
    assert store.begin(PLACE, {"": None}, START) is None
    assert (store.lots(PLACE), len(store.troubles)) == ([], 1)


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    add(store, 0, 10)
    with store.database.writing() as opened:
        opened.execute("PRAGMA user_version = 99")
    fresh = DiskStore(tmp_path)
    assert fresh.lots(PLACE) == []
    assert any("newer trailview" in trouble for trouble in fresh.troubles)
    assert store.database.path.exists()


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(b"no database at all" * 300),
        lambda path: path.write_bytes(b"x"),
    ],
    ids=["long", "short"],
)
def test_a_damaged_file_is_put_aside(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    with closing(DiskStore(tmp_path)) as before:
        add(before, 0, 10)
    path = before.database.path
    harm(path)
    store = DiskStore(tmp_path)
    assert store.lots(PLACE) == []
    assert "was put aside" in store.troubles[0]
    add(store, 0, 10)
    assert spans(store) == [(0, 10)]
    assert path.with_name("events.sqlite.damaged").exists()
    store.database.remove()
    assert not [found for found in tmp_path.iterdir() if "lock" not in found.name]


def test_what_is_damaged_is_found(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    add(store, 0, 10)
    add(store, 50, 10, "other")
    with store.database.writing() as opened:
        opened.execute("UPDATE block SET packed = zeroblob(10) WHERE id = 1")
        opened.execute("UPDATE block SET events = 9 WHERE id = 2")
        opened.execute("INSERT INTO request VALUES (77, '', NULL)")
    found = "\n".join(verify(store.database))
    for told in ("block 1: ", "block 2: holds other events", "1 rows of request", "lot 1: has"):
        assert told in found


def test_a_text_that_is_damaged_anywhere_is_not_read() -> None:
    data = packed(some(20))
    for place in range(0, len(data), 97):
        harmed = bytearray(data)
        harmed[place] ^= 0x41
        with pytest.raises(DamagedError):
            unpacked(bytes(harmed))
    assert len(unpacked(data)) == 20


def test_an_account_is_remembered_for_a_profile_until_it_is_another(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    assert store.owner("p") == ""
    store.remember_owner("p", "111122223333")
    assert DiskStore(tmp_path).owner("p") == "111122223333"
    store.remember_owner("p", "")
    assert (store.owner("p"), store.owner("q")) == ("", "")


def test_what_goes_wrong_has_one_of_two_kinds(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    add(store, 0, 1)
    with pytest.raises(UnkeptError), store.database.writing() as opened:
        opened.execute("INSERT INTO nowhere VALUES (1)")
    assert not isinstance(UnkeptError(), DamagedFileError)
    assert spans(store) == [(0, 1)]
