"""What was got of a bucket is kept: asked again, by whomever, only what is new is listed and got.

`TRAILVIEW_PRUNING=300` in the environment asks so many random questions.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.aws_double.faults import Fault
from tests.backends.aws.buckets import BUCKET, answer, bucket_session, ids, objects_of
from tests.backends.aws.kept import Count, store, write_profiles
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import OpenSite, Site
from tests.backends.aws.test_bucket import expected
from tests.backends.aws.test_bucket_lists import (
    ACCOUNT,
    DAY,
    HOUR,
    START,
    fill,
    hourly,
    key,
    packed,
    placed,
)
from tests.make import record
from tests.unit.plans.late_trail import MIDDLE, LateTrail, random_question
from trailview.cli import exit_codes, main
from trailview.compose import kept
from trailview.events.times import iso
from trailview.plans.plan import Brings
from trailview.plans.trail_files import trail_file
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.progress import Progress
from trailview.search.session import Session
from trailview.store.disk.inspect import verify

_QUESTIONS = int(os.environ.get("TRAILVIEW_PRUNING", "3"))
NOW = START + 10 * DAY + HOUR


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A double with ten days of a trail in its bucket, at the eleventh."""
    opened = open_site([record()])
    in_the_doubles_time(opened, monkeypatch)
    monkeypatch.setattr("trailview.store.disk.database.time.time", lambda: NOW)
    objects_of(opened).add(BUCKET, {})
    fill(opened, hourly(10))
    return opened


@contextmanager
def started(
    path: str = f"s3://{BUCKET}/", profile: str = "", /, **options: str | int
) -> Iterator[Session]:
    """A session that knows nothing of earlier ones but what lies on disk."""
    kept._store_in.cache_clear()
    with bucket_session(path, profile, **options) as session:
        yield session
    kept.disk_store().close()


def asked(question: Question, path: str = f"s3://{BUCKET}/", **options: str | int) -> Progress:
    """How a program that is started for it answers a question."""
    with started(path, **options) as session:
        progress = answer(session, question)
        assert len(ids(progress)) == len(progress.rows)
        return progress


def days(first: float, last: float) -> Question:
    return Question(window=Window(START + int(first * DAY), START + int(last * DAY)))


def test_what_was_read_is_asked_of_nobody(site: Site) -> None:
    count = Count(site)
    first = asked(days(2, 5))
    assert count.calls
    assert first.tally.kept == 0
    count.forget()
    again = asked(days(2, 5))
    assert count.calls == []
    assert ids(again) == ids(first)
    assert again.tally.kept == again.tally.records > 0
    inside = ids(asked(days(3, 4)))
    assert inside == ids(first)[24:48]
    assert len(asked(Question(parse("user:alice"), days(2, 5).window)).rows)
    assert count.calls == [], "what is inside it neither"


def test_a_span_half_read_costs_the_rest(site: Site) -> None:
    count = Count(site)
    objects_of(site).most = 100
    asked(days(2, 4))
    got = {call["Key"] for call in site.asked("GetObject")}
    count.forget()
    assert len(asked(days(3, 7)).rows) == 96
    lists = [call for call in count.calls if call == "ListObjectsV2"]
    assert len(lists) == 1, "from where the kept list ends"
    keys = [call["Key"] for call in site.asked("GetObject")]
    assert len(keys) == len(set(keys)), "none is got twice"
    assert len(keys) - len(got) <= 72 + 24


def test_of_what_may_still_come_lists_are_made_anew_and_only_new_objects_got(site: Site) -> None:
    count = Count(site)
    everything = Question(window=Window(START + 8 * DAY))
    assert len(asked(everything).rows) == 47
    moment = START + 10 * DAY
    happened = record(1, eventTime=iso(moment), awsRegion="us-east-1", eventID="new")
    fill(site, {key(moment + 60): packed(happened)})
    count.forget()
    found = asked(everything)
    assert ids(found)[0] == "new"
    assert len(found.rows) == 48
    assert count.calls.count("GetObject") == 1
    assert count.calls.count("ListObjectsV2") == 5, "four folders, and what may still come"
    (walked,) = [c for c in site.asked("ListObjectsV2") if "delimiter" not in c][1:]
    assert walked["start-after"].endswith("/2026/01/10/"), "the days before are final"


def test_a_busy_region_is_kept_by_days(site: Site) -> None:
    objects_of(site).most = 30
    count = Count(site)
    assert len(asked(days(2, 6)).rows) == 96
    count.forget()
    assert len(asked(days(2, 6)).rows) == 96
    assert len(asked(days(3, 5)).rows) == 48
    assert count.calls == []


def test_another_profile_and_none_at_all_are_answered(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ids(asked(days(2, 5)))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    before = len(site.running.double.requests)
    assert ids(asked(days(2, 5))) == first
    assert len(site.running.double.requests) == before


def test_where_a_trail_delivers_is_asked_once_a_day(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_profiles(own=ACCOUNT)
    count, question = Count(site), Question(window=Window(START))
    with started("", "own") as session:
        first = answer(session, question)
        assert first.error is None
    assert "DescribeTrails" in count.calls
    count.forget()
    with started("", "own") as session:
        again = answer(session, question)
    assert "DescribeTrails" not in count.calls
    assert any("within the last day" in note for note in again.notes)
    monkeypatch.setattr("trailview.store.disk.database.time.time", lambda: NOW + 2 * DAY)
    with started("", "own") as session:
        answer(session, question)
    assert "DescribeTrails" in count.calls


def test_no_cache_neither_takes_nor_keeps(site: Site) -> None:
    count = Count(site)
    asked(days(2, 3), no_cache=1)
    assert not store().database.is_there
    asked(days(2, 3))
    count.forget()
    asked(days(2, 3), no_cache=1)
    assert count.calls.count("GetObject") >= 24


def test_an_object_that_was_written_anew_is_got_anew(site: Site) -> None:
    asked(Question(window=Window(START + 9 * DAY)))
    moment = START + 9 * DAY + 23 * HOUR
    other = record(7, eventTime=iso(moment - 60), awsRegion="us-east-1", eventID="other")
    fill(site, {key(moment, 9 * 24 + 23): packed(other)})
    assert ids(asked(Question(window=Window(START + 9 * DAY))))[0] == "other"


def test_what_is_damaged_is_put_aside_and_got_again(site: Site) -> None:
    first = ids(asked(days(2, 4)))
    with store().database.writing() as opened:
        opened.execute("UPDATE piece SET data = zeroblob(length(data)) WHERE id % 3 = 0")
    assert [text for text in verify(store().database) if "object" in text]
    store().close()
    before = len(site.asked("GetObject"))
    found = asked(days(2, 4))
    assert ids(found) == first
    assert any("damaged" in note for note in found.notes)
    assert len(site.asked("GetObject")) > before
    assert ids(asked(days(2, 4))) == first


def test_a_read_beyond_the_limit_is_answered_and_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 12_000
    monkeypatch.setattr(kept, "limits", lambda: kept_limits(limit))
    found = asked(Question(window=Window(START)))
    assert len(found.rows) == 239
    assert any("limit" in note for note in found.notes)
    with store().database.reading() as opened:
        (size,) = opened.execute("SELECT sum(bytes) FROM object").fetchone()
    assert size <= limit * 17 / 16
    before = len(site.asked("GetObject"))
    assert len(asked(Question(window=Window(START))).rows) == 239
    assert 0 < len(site.asked("GetObject")) - before < 239


def kept_limits(size: int) -> object:
    from trailview.store.disk.kept import Limits

    return Limits(size, 90)


def test_the_cache_tells_and_forgets_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    del site
    asked(days(2, 4))
    assert main.run(["cache", "info"]) == exit_codes.COMPLETE
    assert f"kept      s3://{BUCKET} at http://" in capsys.readouterr().out
    assert main.run(["cache", "verify"]) == exit_codes.COMPLETE
    assert "objects" in capsys.readouterr().out
    assert main.run(["cache", "clear"]) == exit_codes.COMPLETE
    assert not store().database.is_there


def test_names_that_are_not_true_are_told(site: Site) -> None:
    other = hourly(3, account="999999999999")
    renamed = {
        name.replace("999999999999", ACCOUNT).replace("us-east-1", "us-west-2"): data
        for name, data in other.items()
    }
    objects_of(site).add("copied", {f"flat/{name}": data for name, data in renamed.items()})
    question = Question(parse("region:us-west-2"), Window(START + DAY, START + DAY + HOUR))
    found = asked(question, "s3://copied/")
    (problem,) = found.problems
    assert "--late-by all" in problem.reason
    before = len(site.asked("GetObject"))
    assert asked(question, "s3://copied/").problems == found.problems
    assert len(site.asked("GetObject")) == before, "those that are here are looked into again"
    assert not asked(question, "s3://copied/", late_by=-1).problems


def test_an_object_that_cannot_be_got_says_nothing_of_names(site: Site) -> None:
    site.fail(Fault.DENIED, "GetObject", 1)
    assert not asked(days(2, 3)).problems


@pytest.mark.parametrize(("is_flat", "most"), [(False, 1_000), (False, 4), (True, 6)])
def test_random_questions_with_restarts_equal_the_reference(
    site: Site, monkeypatch: pytest.MonkeyPatch, *, is_flat: bool, most: int
) -> None:
    """While objects are being delivered, and questions are asked of what there is by then."""
    trail, dice, now = LateTrail(11), random.Random(f"{is_flat}{most}"), [MIDDLE - 5 * DAY]
    monkeypatch.setattr("trailview.store.disk.database.time.time", lambda: now[0])
    monkeypatch.setattr("trailview.compose.bucket.time.time", lambda: now[0])
    objects_of(site).most = most
    left = sorted(trail.files, key=delivered)
    there = LateTrail(11, files=0)
    spared, step = 0, -(-len(left) // _QUESTIONS)
    for _ in range(_QUESTIONS):
        for name in [left.pop(0) for _ in range(min(step, len(left)))]:
            there.files[name] = trail.files[name]
            place = name if is_flat or name.startswith("log") else placed(name)
            objects_of(site).add("late", {f"a/{place}": packed(*trail.files[name])})
            now[0] = max(now[0], delivered(name) + 60)
        with started("s3://late/") as session:
            for _ in range(2):
                question = random_question(dice)
                brings = dice.choice((Brings.ALL, Brings.RECORDS))
                before = len(site.running.double.requests)
                progress = answer(session, question, None, brings)
                assert progress.error is None
                assert ids(progress) == expected(there, question), (question, now)
                spared += len(site.running.double.requests) == before
    assert spared or _QUESTIONS < 20
    keys = [call["Key"] for call in site.asked("GetObject")]
    assert len(keys) == len(set(keys)), "none is got twice"
    assert verify(store().database) == []


def delivered(name: str) -> int:
    """When a file comes; those without a time in their name come first."""
    told = trail_file(name)
    return 0 if told is None else told.delivered
