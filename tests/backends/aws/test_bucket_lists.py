"""How a bucket is listed: busy Regions by day, flat ones by jumps; strangers are counted."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.backends.aws.buckets import BUCKET, answer, bucket_session, ids, objects_of
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import OpenSite, Site
from tests.make import record
from trailview.events.times import iso
from trailview.question.parse import parse
from trailview.question.query import Question, Window

START = 1_767_225_600
"""2026-01-01T00:00:00Z."""
HOUR = 3_600
DAY = 24 * HOUR
ACCOUNT = "111122223333"


def key(moment: int, number: int = 0, region: str = "us-east-1", account: str = ACCOUNT) -> str:
    stamp = iso(moment).replace("-", "").replace(":", "")[:13]
    return f"{account}_CloudTrail_{region}_{stamp}Z_{number:016x}.json.gz"


def placed(name: str, lead: str = "AWSLogs/") -> str:
    account, _, region, stamp, _ = name.split("_")
    day = f"{stamp[:4]}/{stamp[4:6]}/{stamp[6:8]}"
    return f"{lead}{account}/CloudTrail/{region}/{day}/{name}"


def packed(*records: dict[str, Any]) -> bytes:
    return gzip.compress(json.dumps({"Records": records}).encode(), mtime=0)


def hourly(days: int, region: str = "us-east-1", account: str = ACCOUNT) -> dict[str, bytes]:
    """An object each hour, with one event that happened just before; by names."""
    made = {}
    for number in range(days * 24):
        moment = START + number * HOUR
        happened = record(
            number,
            eventTime=iso(moment - 60),
            awsRegion=region,
            recipientAccountId=account,
            eventID=f"{account}-{region}-{number:04d}",
        )
        made[key(moment, number, region, account)] = packed(happened)
    return made


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    opened = open_site([record()])
    in_the_doubles_time(opened, monkeypatch)
    objects_of(opened).add(BUCKET, {})
    return opened


def fill(site: Site, objects: dict[str, bytes], lead: str = "AWSLogs/") -> None:
    objects_of(site).add(BUCKET, {placed(name, lead): data for name, data in objects.items()})


def walked(site: Site) -> list[dict[str, Any]]:
    """The lists of keys, rather than of folders."""
    return [call for call in site.asked("ListObjectsV2") if "delimiter" not in call]


def test_of_a_busy_region_the_newest_days_come_first_and_a_limit_ends_it(site: Site) -> None:
    fill(site, hourly(8))
    objects_of(site).most = 30
    with bucket_session() as session:
        newest = answer(session, Question(), limit=3)
        assert ids(newest, 3) == [f"{ACCOUNT}-us-east-1-{n:04d}" for n in (191, 190, 189)]
        days = [call["prefix"][-11:] for call in walked(site)[1:]]
        assert days[0] == "2026/01/31/", "the months there are tell where to begin"
        assert len(site.asked("GetObject")) < 100
        assert len(answer(session, Question()).rows) == 192


def test_of_a_few_days_each_is_listed_by_itself(site: Site) -> None:
    fill(site, hourly(20))
    objects_of(site).most = 30
    window = Window(START + 2 * DAY, START + 5 * DAY)
    with bucket_session() as session:
        assert len(answer(session, Question(window=window)).rows) == 72
    probe, *days = walked(site)
    assert probe["start-after"].endswith("us-east-1/2026/01/02/")
    assert {call["prefix"][-11:] for call in days} == {f"2026/01/0{n}/" for n in range(2, 8)}


def test_of_a_quiet_region_one_list_tells_all(site: Site) -> None:
    fill(site, hourly(20))
    with bucket_session() as session:
        found = answer(session, Question(window=Window(START + 2 * DAY)))
        assert len(found.rows) == 18 * 24 - 1, "of the first, the event is a minute too early"
    assert len(walked(site)) == 1
    assert found.tally.unopened == 24, "the day that the fifteen minutes before it begin in"


def test_an_organization_is_read_by_accounts(site: Site) -> None:
    for number in range(4):
        made = hourly(1, account=f"{number}" * 12)
        fill(site, made, "audit/AWSLogs/o-abc123/")
    question = Question(parse("account:222222222222"), Window(START))
    with bucket_session("s3://company-trail/audit/") as session:
        found = answer(session, question)
    assert len(found.rows) == 23, "of the first, the event is a minute too early"
    assert [call["prefix"][-35:] for call in walked(site)] == [
        "/222222222222/CloudTrail/us-east-1/"
    ]
    assert "folders of other accounts and Regions" in " ".join(found.notes)


def test_a_flat_bucket_is_told_and_walked_by_jumps(site: Site) -> None:
    objects = hourly(10) | hourly(10, "us-west-2") | hourly(10, "eu-west-1")
    objects_of(site).add(BUCKET, objects)
    objects_of(site).most = 40
    window = Window(START + 5 * DAY, START + 5 * DAY + 3 * HOUR)
    with bucket_session() as session:
        found = answer(session, Question(parse("region:us-west-2"), window))
    assert ids(found) == [f"{ACCOUNT}-us-west-2-{120 + n:04d}" for n in (3, 2, 1)]
    assert any("walked one after the other" in note for note in found.notes)
    assert len(walked(site)) < 10, "of eighteen pages"
    assert all("start-after" in call for call in walked(site)[1:])


def test_digests_and_strangers_are_left_out_and_counted(site: Site) -> None:
    fill(site, hourly(1))
    day = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/2026/01/01/"
    digest = f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/us-east-1/2026/01/01/"
    objects_of(site).add(
        BUCKET,
        {
            f"{day}notes.pdf": b"%PDF",
            f"{day}": b"",
            f"{day}{ACCOUNT}_CloudTrail-Digest_us-east-1_x_20260101T000000Z.json.gz": b"x",
            f"{digest}{ACCOUNT}_CloudTrail-Digest_us-east-1_x_20260101T000000Z.json.gz": b"x",
            f"AWSLogs/{ACCOUNT}/vpcflowlogs/us-east-1/2026/01/01/a.log.gz": b"x",
            f"{day}z-hello.json": b'{"hello": 1}',
        },
    )
    with bucket_session() as session:
        found = answer(session, Question())
    assert len(found.rows) == 24
    kinds = {passed.kind: passed.files for passed in found.reading.passed}
    assert kinds["CloudTrail digest"] == 1
    assert kinds[".pdf"] == 1
    assert kinds["folder of digests"] == 1
    assert kinds["folder of another service"] == 1
    assert found.tally.skipped == 5
    assert not any("Digest" in call["Key"] for call in site.asked("GetObject"))


def test_a_day_a_month_and_a_single_object_can_be_named(site: Site) -> None:
    fill(site, {name: data for name, data in hourly(40).items() if "T00" in name})
    day = f"s3://{BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/2026/01/03/"
    for path, events in (
        (f"s3://{BUCKET}/AWSLogs", 40),
        (day.removesuffix("3/"), 9),
        (day + key(START + 2 * DAY, 48), 1),
    ):
        with bucket_session(path) as session:
            assert len(answer(session, Question()).rows) == events, path


@pytest.mark.parametrize("empties", [1, 2, 5])
def test_an_empty_page_is_not_the_last_where_it_says_that_there_are_more(
    site: Site, empties: int
) -> None:
    fill(site, hourly(3))
    objects_of(site).most = 30
    for _ in range(2):  # from S3, and from what it has told
        objects_of(site).empties = empties
        with bucket_session() as session:
            assert len(answer(session, Question()).rows) == 72


def test_a_list_that_never_ends_is_an_error(site: Site) -> None:
    fill(site, hourly(1))
    objects_of(site).empties = -1
    with bucket_session() as session:
        error = answer(session, Question()).error
    assert error is not None
    assert error.title == "List without an end"


def test_strange_keys_are_read(site: Site) -> None:
    name = "a ü+%2F&<x>\n😀.json"
    objects_of(site).add(BUCKET, {name: json.dumps({"Records": [record(7)]}).encode()})
    with bucket_session() as session:
        found = answer(session, Question())
    assert len(found.rows) == 1
    assert not found.problems
