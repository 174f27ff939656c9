"""A bucket's read that is stopped, goes on, or is made as several profiles at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws_double.faults import Fault
from tests.backends.aws.buckets import BUCKET, bucket_session, objects_of
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import OpenSite, Site
from tests.backends.aws.test_bucket_lists import fill, hourly
from tests.make import record
from trailview.aws.asking import Caller
from trailview.backends.base import Batch, Cancel
from trailview.backends.bucket.backend import BucketBackend
from trailview.backends.bucket.keys import object_of
from trailview.backends.bucket.shelf import SessionShelf
from trailview.compose.profile_way import ProfileWay
from trailview.compose.services import row_of
from trailview.context import Context
from trailview.plans.bucket import plan
from trailview.plans.plan import Scope
from trailview.question.query import Question
from trailview.search.source import together


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    opened = open_site([record()])
    in_the_doubles_time(opened, monkeypatch)
    objects_of(opened).add(BUCKET, {})
    fill(opened, hourly(10))
    objects_of(opened).most = 50
    return opened


@pytest.fixture
def backend(site: Site) -> Iterator[BucketBackend]:
    shelf = SessionShelf()
    made = BucketBackend(Caller(site.access, "eu-central-1", site.pacing), shelf, {})
    yield made
    made.close()
    shelf.close()


PLAN = plan(Question(), Scope(paths=(f"s3://{BUCKET}/",)))


def test_a_read_that_was_broken_off_gets_nothing_twice(site: Site, backend: BucketBackend) -> None:
    batches: list[Batch] = []
    read = backend.read(PLAN, Cancel())
    while sum(len(batch.block) for batch in batches if batch.block is not None) < 30:
        batches.append(next(read))
    read.close()  # type: ignore[attr-defined]  # it is a generator
    batches += backend.read(PLAN, Cancel(), batches[-1].resume)
    assert batches[-1].tally.records == 240
    keys = [call["Key"] for call in site.asked("GetObject")]
    assert len(set(keys)) == 240
    assert len(keys) <= 240 + 8, "what was under way when it was broken off"
    assert batches[-1].tally.files == batches[-1].tally.of_files == 240


def test_what_is_sure_grows_with_the_days_that_are_read(backend: BucketBackend) -> None:
    sure = [
        batch.covered.since
        for batch in backend.read(PLAN, Cancel())
        if batch.covered is not None and batch.covered.since is not None
    ]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) > 100


def test_a_stalled_get_is_given_up_at_once(site: Site, backend: BucketBackend) -> None:
    site.fail(Fault.STALLED, "GetObject")
    cancel = Cancel()
    for batch in backend.read(PLAN, cancel):
        assert batch.block is None
        if site.running.faults.stalled.is_set():
            cancel.set()
    site.running.faults.release()


def test_what_was_got_is_removed_in_the_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        with bucket_session() as session:
            search = session.ask(Question(), lambda: None)
            assert search.wait(20)
            (own,) = Path(folder).glob("trailview-bucket-*")
            assert own.stat().st_mode & 0o777 == 0o700
            assert len([*own.iterdir()]) == 240
        assert not [*Path(folder).iterdir()]
    assert site.asked("GetObject")


def test_the_shelf_keeps_what_is_being_read_and_lets_the_oldest_go() -> None:
    shelf = SessionShelf(room=10)
    first, second, third = (object_of("b", f"{n}.json", 6, f"e{n}") for n in range(3))
    assert first is not None
    assert second is not None
    assert third is not None
    path = shelf.put(first, [b"abc", b"def"])
    shelf.put(second, [b"ghijkl"])
    assert Path(path).read_bytes() == b"abcdef", "it is being read"
    shelf.leave(first)
    assert not Path(path).exists()
    assert shelf.take(first) is None
    assert shelf.take(second) is not None
    assert shelf.take(second._replace(etag="other")) is None, "another object of that key"
    shelf.close()
    assert shelf.take(second) is None


def test_several_profiles_are_read_side_by_side(site: Site) -> None:
    row = row_of("bucket")
    asked = Context().told({"bucket_path": f"s3://{BUCKET}/"})
    sources = [row.source(row, asked, ProfileWay("", lambda: site.access)) for _ in range(2)]
    both = together(sources)
    question = Question()
    assert len(both.shards(question, Cancel())) == 2
    assert both.close is not None
    both.close()
