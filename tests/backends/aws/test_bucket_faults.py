"""What goes wrong with a bucket is told: what is refused, which permission, and what to do."""

from __future__ import annotations

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.service import ApiError
from tests.backends.aws.buckets import BUCKET, answer, bucket_session, objects_of
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import OpenSite, Site
from tests.backends.aws.test_bucket_lists import ACCOUNT, DAY, START, fill, hourly
from tests.make import record
from trailview.backends.bucket import requests, shelf
from trailview.errors import DeniedError, TrailviewError
from trailview.question.query import Question, Window
from trailview.search.progress import Progress

_KMS = (
    f"User: arn:aws:iam::{ACCOUNT}:user/oncall is not authorized to perform: kms:Decrypt on "
    "resource: arn:aws:kms:us-east-1:999988887777:key/abcd because no resource-based policy allows "
    "the kms:Decrypt action"
)


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    opened = open_site([record()])
    in_the_doubles_time(opened, monkeypatch)
    objects_of(opened).add(BUCKET, {})
    fill(opened, hourly(2))
    return opened


def read(path: str = f"s3://{BUCKET}/", **options: str | int) -> Progress:
    with bucket_session(path, **options) as session:
        return answer(session, Question())


def failed(path: str = f"s3://{BUCKET}/", **options: str | int) -> TrailviewError:
    error = read(path, **options).error
    assert error is not None
    return error


def refuse(site: Site, code: str, message: str, status: int = 403, day: str = "") -> None:
    begins = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/2026/01/{day}"
    objects_of(site).refusals[begins] = ApiError(code, message, status)


def test_a_denied_list_names_the_permission(site: Site) -> None:
    site.fail(Fault.DENIED, "ListObjectsV2")
    error = failed()
    assert isinstance(error, DeniedError)
    assert "s3:ListBucket" in error.hint
    assert f"s3://{BUCKET}/" in error.message
    assert "--requester-pays" in error.hint


def test_a_denied_get_names_the_permission(site: Site) -> None:
    site.fail(Fault.DENIED, "GetObject")
    error = failed()
    assert isinstance(error, DeniedError)
    assert "s3:GetObject" in error.hint


def test_a_denied_key_is_named(site: Site) -> None:
    refuse(site, "AccessDenied", _KMS)
    error = failed()
    assert "kms:Decrypt on arn:aws:kms:us-east-1:999988887777:key/abcd" in error.hint


def test_what_some_objects_say_is_a_problem_of_each(site: Site) -> None:
    refuse(site, "InvalidObjectState", "The operation is not valid for the storage class", day="01")
    progress = read()
    assert progress.error is None
    assert len(progress.rows) == 24, "the other day's"
    told = [str(problem) for problem in progress.problems]
    assert len(told) == 21, "twenty by themselves, then how many more"
    assert "Object is archived" in told[0]
    assert "restore it" in told[0]
    assert told[0].startswith(f"s3://{BUCKET}/AWSLogs/")
    assert told[-1] == "Object is archived: 4 more objects could not be read"


def test_a_denied_object_among_others_is_a_problem(site: Site) -> None:
    refuse(
        site,
        "AccessDenied",
        "Access Denied",
        day="01/111122223333_CloudTrail_us-east-1_20260101T00",
    )
    progress = read()
    assert progress.error is None
    assert len(progress.rows) == 47
    (told,) = progress.problems
    assert "Permission denied" in told.reason


def test_a_bucket_whose_requesters_pay(site: Site) -> None:
    objects_of(site).pays.add(BUCKET)
    assert "--requester-pays" in failed().hint
    assert len(read(requester_pays=1).rows) == 48


def test_no_such_bucket_or_prefix(site: Site) -> None:
    assert failed("s3://nobodys/").title == "No such bucket"
    assert "AWS_ENDPOINT_URL" in failed("s3://nobodys/").hint
    error = failed(f"s3://{BUCKET}/AWSLog/")
    assert error.title == "Nothing there"
    assert (
        failed(f"s3://{BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/eu-north-1/").title == "Nothing there"
    )


def test_a_bucket_of_another_region_is_asked_there(site: Site) -> None:
    objects_of(site).regions[BUCKET] = "ap-southeast-2"
    progress = read()
    assert progress.error is None
    assert len(progress.rows) == 48


def test_what_passes_is_made_again(site: Site) -> None:
    site.fail(Fault.THROTTLED, "GetObject", 2)
    site.fail(Fault.FAILED, "ListObjectsV2", 1)
    site.fail(Fault.BROKEN, "GetObject", 4)
    site.fail(Fault.DROPPED, "GetObject", 6)
    progress = read()
    assert progress.error is None
    assert not progress.problems
    assert len(progress.rows) == 48
    assert progress.tally.throttled == 1


@pytest.mark.parametrize("fault", [Fault.EMPTY, Fault.NO_OBJECT, Fault.HTML, Fault.PORTAL])
def test_a_list_that_is_none_is_no_empty_bucket(site: Site, fault: Fault) -> None:
    site.fail(fault, "ListObjectsV2")
    assert "S3" in failed().title


def test_a_damaged_object_is_told_by_its_key(site: Site) -> None:
    name, data = next(iter(hourly(1).items()))
    fill(site, {name: data[: len(data) // 2]})
    progress = read()
    assert len(progress.rows) >= 47
    (told,) = {problem.where for problem in progress.problems}
    assert told.startswith(f"s3://{BUCKET}/")
    assert told.endswith(name)


def test_large_objects_are_got_in_pieces(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "_PIECE", 100)
    assert len(read().rows) == 48
    assert len(site.asked("GetObject")) > 96


def test_what_there_is_no_room_for_is_got_again_when_it_is_looked_at(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "ROOM", 0)
    monkeypatch.setattr(shelf.SessionShelf.__init__, "__defaults__", (0,))
    with bucket_session(no_cache=1) as session:
        search = session.ask(Question(window=Window(START + DAY)), lambda: None)
        assert search.wait(20)
        got = len(site.asked("GetObject"))
        (event,) = search.reading.records.events(search.progress.rows, 1)
        assert event.text("eventID") == f"{ACCOUNT}-us-east-1-0047"
        assert len(site.asked("GetObject")) == got + 1
