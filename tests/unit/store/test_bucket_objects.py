"""Buckets' objects on disk: what was kept comes back as it was got, or not at all.

`TRAILVIEW_KILLS=300` in the environment kills so many programs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.kept_objects import BUCKET, content, keep, key
from trailview.store.disk.bucket_objects import BucketObjects, LostError
from trailview.store.disk.inspect import buckets, verify
from trailview.store.disk.kept import DiskStore, Limits
from trailview.store.disk.objects import FINAL, Listing, Told

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("TRAILVIEW_KILLS", "3"))


def got(kept: BucketObjects, number: int) -> bytes | None:
    """An object as it is kept; None where it is not."""
    found = kept.find(BUCKET, key(number), f"e{number}")
    return None if found is None else b"".join(kept.pieces(found))


def test_an_object_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = BucketObjects(DiskStore(tmp_path), "")
    keep(kept, 1, tmp_path)
    keep(kept, 1, tmp_path)
    assert got(BucketObjects(DiskStore(tmp_path), ""), 1) == content(1)
    assert got(kept, 2) is None
    assert got(BucketObjects(DiskStore(tmp_path), "http://127.0.0.1:1"), 1) is None
    assert kept.find(BUCKET, key(1), "other") is None
    (told,) = buckets(DiskStore(tmp_path).database)
    assert (told.objects, told.lists) == (1, 1)


def test_a_listing_answers_what_was_delivered_before_it_was_made(tmp_path: Path) -> None:
    kept = BucketObjects(DiskStore(tmp_path), "")
    entries = [("b/1", 10, "e"), ("b/2", 20, "f")]
    kept.keep_listings(BUCKET, [Listing("b/", "c", 1_000, Told(entries))])
    found = kept.listing(BUCKET, "b/1", 900)
    assert found is not None
    assert [tuple(one) for one in found.told.entries] == entries
    assert kept.listing(BUCKET, "b/1", 1_001) is None, "it may lack some by now"
    assert kept.listing(BUCKET, "c", 900) is None
    assert kept.listing(BUCKET, "a", 900) is None
    kept.keep_listings(BUCKET, [Listing("a", "d", FINAL, Told(entries[:1]))])
    assert buckets(DiskStore(tmp_path).database)[0].lists == 1, "in place of what it holds"
    kept.keep_listings(BUCKET, [Listing("b/", "b/", 500, Told((), ["b/x/"]), is_folders=True)])
    folders = kept.folders(BUCKET, "b/", 500)
    assert folders is not None
    assert list(folders.folders) == ["b/x/"]
    assert kept.folders(BUCKET, "b/", 501) is None


def test_what_was_used_longest_ago_goes_first_whatever_it_is(tmp_path: Path) -> None:
    now = [1_000_000]
    store = DiskStore(tmp_path, lambda: Limits(400_000, 90), clock=lambda: now[0])
    kept = BucketObjects(store, "")
    for number in range(64):
        keep(kept, number, tmp_path)
    now[0] += 7_200
    assert got(kept, 0) == content(0)
    kept.note_used(BUCKET)
    for number in range(100, 164):
        keep(kept, number, tmp_path)
    assert got(kept, 0) == content(0)
    assert got(kept, 1) is None
    assert got(kept, 163) == content(163)
    assert sum(bucket.bytes for bucket in buckets(store.database)) <= 400_000
    assert verify(store.database) == []
    now[0] += 91 * 86_400
    assert got(kept, 163) is None, "it is too old"


def test_a_full_disk_is_told_once_and_nothing_half_is_kept(tmp_path: Path) -> None:
    store = DiskStore(tmp_path, most_pages=40)
    kept = BucketObjects(store, "")
    for number in range(60):
        keep(kept, number, tmp_path)
    (trouble,) = kept.troubles
    assert "not kept" in trouble
    there = [n for n in range(60) if got(kept, n) is not None]
    assert 0 < len(there) < 60
    assert all(got(kept, n) == content(n) for n in there)
    assert verify(DiskStore(tmp_path).database) == []


def test_what_is_not_as_it_was_got_is_not_given(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    kept = BucketObjects(store, "")
    keep(kept, 1, tmp_path)
    with store.database.writing() as opened:
        opened.execute("UPDATE piece SET data = zeroblob(length(data))")
    with pytest.raises(LostError):
        got(kept, 1)
    assert "damaged" in kept.troubles[0]
    assert got(kept, 1) is None
    keep(kept, 1, tmp_path)
    assert got(kept, 1) == content(1)


def test_one_that_goes_while_it_is_read_is_not_half_given(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    kept = BucketObjects(store, "")
    keep(kept, 1, tmp_path)
    found = kept.find(BUCKET, key(1), "e1")
    assert found is not None
    DiskStore(tmp_path).database.remove()
    with pytest.raises(LostError):
        list(kept.pieces(found))


def test_whatever_kills_it_what_was_kept_is_there(tmp_path: Path) -> None:
    """Two programs at once, each killed after some objects."""
    for turn in range(KILLS):
        told = dict[int, list[int]]()
        threads = [
            threading.Thread(target=_until_killed, args=(tmp_path, first, told))
            for first in (turn * 10_000, 5_000 + turn * 10_000)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with closing(DiskStore(tmp_path)) as store:
            assert verify(store.database) == []
            kept = BucketObjects(store, "")
            for numbers in told.values():
                assert len(numbers) > 3
                assert all(got(kept, number) == content(number) for number in numbers)


def _until_killed(folder: Path, first: int, told: dict[int, list[int]]) -> None:
    command = [sys.executable, "-m", "tests.kept_objects", str(folder), str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        numbers = [int(program.stdout.readline()) for _ in range(5 + first % 7)]
        program.kill()
        told[first] = [*numbers, *(int(line) for line in program.stdout if line.endswith("\n"))]
