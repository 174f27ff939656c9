"""The double's event history and trails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.aws_double.clock import ManualClock
from tests.aws_double.conftest import Connect
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import Running, running_double
from tests.aws_double.trails import Trail, Trails
from tests.make import START, record

ACCOUNT, OTHER = "111122223333", "444455556666"
CORPUS = Corpus(
    [
        record(1, eventName="CreateUser", readOnly=False, requestParameters={"userName": "bob"}),
        record(2, eventSource="iam.amazonaws.com"),
        record(3, userIdentity={"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
        record(4, eventCategory="Data", managementEvent=False, eventName="GetObject"),
        record(5, eventCategory=None, managementEvent=False, eventName="GetObject"),
        record(6, awsRegion="us-east-1"),
        record(7, recipientAccountId=OTHER),
        record(
            8,
            eventCategory="Insight",
            eventName=None,
            eventSource=None,
            userIdentity=None,
            readOnly=None,
            insightDetails={"eventName": "RunInstances", "eventSource": "ec2.amazonaws.com"},
        ),
    ]
)
MANY = Corpus([record(number // 2, eventID=f"e-{number:03d}") for number in range(120)])


def numbers(answer: Mapping[str, Any]) -> list[int]:
    return [round(event["EventTime"].timestamp()) - START for event in answer["Events"]]


def at(second: int) -> datetime:
    return datetime.fromtimestamp(START + second, UTC)


def refusal(client: Any, **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        client.lookup_events(**parameters)
    return str(refused.value.response["Error"]["Code"])


def rested(running: Running) -> None:
    """Enough time passes for the next two lookups."""
    assert isinstance(running.clock, ManualClock)
    running.clock.advance(1)


@pytest.mark.parametrize(
    ("account", "region", "found"),
    [
        (ACCOUNT, "eu-central-1", [3, 2, 1]),
        (ACCOUNT, "us-east-1", [6]),
        (ACCOUNT, "eu-west-1", []),
        (OTHER, "eu-central-1", [7]),
    ],
)
def test_management_events_of_the_callers_account_and_region_come_newest_first(
    connect: Connect, account: str, region: str, found: list[int]
) -> None:
    with running_double(CORPUS) as running:
        client = connect(running, "cloudtrail", account=account, region=region)
        assert numbers(client.lookup_events()) == found


def test_an_entry_has_what_aws_derives_from_the_record(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        service, _, user = connect(running, "cloudtrail").lookup_events()["Events"]
    held = json.loads(user.pop("CloudTrailEvent"))
    assert held == CORPUS.events[0].record
    assert user == {
        "EventId": held["eventID"],
        "EventName": "CreateUser",
        "EventSource": "ec2.amazonaws.com",
        "EventTime": at(1),
        "ReadOnly": "false",
        "AccessKeyId": "AKIAEXAMPLE",
        "Username": "alice",
        "Resources": [{"ResourceName": "bob", "ResourceType": "AWS::IAM::User"}],
    }
    assert not {"Username", "AccessKeyId"} & set(service)


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("EventId", CORPUS.events[1].event_id, [2]),
        ("EventName", "CreateUser", [1]),
        ("EventName", "createuser", []),
        ("EventName", "Create*", []),
        ("ReadOnly", "true", [3, 2]),
        ("ReadOnly", "false", [1]),
        ("Username", "alice", [2, 1]),
        ("ResourceType", "AWS::IAM::User", [1]),
        ("ResourceName", "bob", [1]),
        ("EventSource", "iam.amazonaws.com", [2]),
        ("AccessKeyId", "AKIAEXAMPLE", [2, 1]),
    ],
)
def test_each_attribute_is_looked_up_exactly(
    connect: Connect, key: str, value: str, found: list[int]
) -> None:
    with running_double(CORPUS) as running:
        attribute = {"AttributeKey": key, "AttributeValue": value}
        answer = connect(running, "cloudtrail").lookup_events(LookupAttributes=[attribute])
    assert numbers(answer) == found
    assert "NextToken" not in answer


def test_insights_events_come_only_when_asked_for(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        client = connect(running, "cloudtrail")
        (event,) = client.lookup_events(EventCategory="insight")["Events"]
        named = {"AttributeKey": "EventName", "AttributeValue": "RunInstances"}
        (same,) = client.lookup_events(EventCategory="insight", LookupAttributes=[named])["Events"]
    assert event == same
    assert (event["EventName"], event["EventTime"]) == ("RunInstances", at(8))
    assert "ReadOnly" not in event


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [(1, 3, [3, 2, 1]), (2, 2, [2]), (None, 1, [1]), (3, None, [3]), (4, 400, [])],
)
def test_both_ends_of_the_range_belong_to_it(
    connect: Connect, start: int | None, end: int | None, found: list[int]
) -> None:
    ends = {"StartTime": start, "EndTime": end}
    parameters = {name: at(second) for name, second in ends.items() if second is not None}
    with running_double(CORPUS) as running:
        answer = connect(running, "cloudtrail").lookup_events(**parameters)
    assert numbers(answer) == found


def test_history_goes_back_90_days(connect: Connect) -> None:
    clock = ManualClock(START + 2 + 90 * 86_400)
    with running_double(CORPUS, clock=clock) as running:
        client = connect(running, "cloudtrail")
        assert numbers(client.lookup_events(StartTime=at(-5000))) == [3, 2]
        gone = refusal(client, StartTime=at(-5000), EndTime=at(1))
    assert gone == "InvalidTimeRangeException"


def test_an_event_is_there_once_it_was_delivered(connect: Connect) -> None:
    late = Corpus([record(0), record(1), record(2)], delay=300, seed=3, duplicates=1.0)
    (first, _), (second, _), (third, _) = late.arrivals
    clock = ManualClock(first)
    with running_double(late, clock=clock) as running:
        client = connect(running, "cloudtrail")
        seen = [len(client.lookup_events()["Events"])]
        clock.advance(second - first)
        seen.append(len(client.lookup_events()["Events"]))
        clock.advance(third - second)
        seen.append(len(client.lookup_events()["Events"]))
    assert seen == [1, 2, 3]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        (
            {
                "LookupAttributes": [
                    {"AttributeKey": "EventName", "AttributeValue": "a"},
                    {"AttributeKey": "ReadOnly", "AttributeValue": "true"},
                ]
            },
            "InvalidLookupAttributesException",
        ),
        (
            {"LookupAttributes": [{"AttributeKey": "eventName", "AttributeValue": "a"}]},
            "InvalidLookupAttributesException",
        ),
        (
            {"LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "_" * 1001}]},
            "InvalidLookupAttributesException",
        ),
        (
            {
                "EventCategory": "insight",
                "LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "a"}],
            },
            "InvalidLookupAttributesException",
        ),
        ({"EventCategory": "Insight"}, "InvalidEventCategoryException"),
        ({"MaxResults": 51}, "InvalidMaxResultsException"),
        ({"StartTime": at(2), "EndTime": at(1)}, "InvalidTimeRangeException"),
        ({"NextToken": "made up"}, "InvalidNextTokenException"),
    ],
)
def test_what_lookup_events_refuses(
    connect: Connect, parameters: dict[str, Any], code: str
) -> None:
    with running_double(CORPUS) as running:
        assert refusal(connect(running, "cloudtrail"), **parameters) == code


def test_pages_hold_50_events_and_lose_none(connect: Connect) -> None:
    with running_double(MANY) as running:
        client = connect(running, "cloudtrail")
        pages: list[list[str]] = []
        for answer in client.get_paginator("lookup_events").paginate():
            pages.append([event["EventId"] for event in answer["Events"]])
            rested(running)
    assert [len(page) for page in pages] == [50, 50, 20]
    assert len({name for page in pages for name in page}) == 120


def test_no_token_is_given_where_nothing_follows(connect: Connect) -> None:
    with running_double(MANY) as running:
        client = connect(running, "cloudtrail")
        for_one = {"AttributeKey": "EventId", "AttributeValue": "e-100"}
        exact = client.lookup_events(StartTime=at(35), EndTime=at(59))
        one = client.lookup_events(LookupAttributes=[for_one], MaxResults=1)
    assert len(exact["Events"]) == 50
    assert len(one["Events"]) == 1
    assert "NextToken" not in exact
    assert "NextToken" not in one


@pytest.mark.parametrize(
    ("account", "region", "changed"),
    [
        (None, None, {"MaxResults": 49}),
        (None, None, {"EndTime": at(59)}),
        (
            None,
            None,
            {"LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "true"}]},
        ),
        (None, "us-east-1", {}),
    ],
)
def test_a_token_is_good_for_the_same_call_only(
    connect: Connect, account: str | None, region: str | None, changed: dict[str, Any]
) -> None:
    with running_double(MANY) as running:
        token = connect(running, "cloudtrail").lookup_events()["NextToken"]
        client = connect(running, "cloudtrail", account=account, region=region)
        assert refusal(client, NextToken=token, **changed) == "InvalidNextTokenException"


def test_a_scan_budget_makes_pages_that_are_empty_and_go_on(connect: Connect) -> None:
    attribute = {"AttributeKey": "EventId", "AttributeValue": "e-000"}
    with running_double(MANY, scan_budget=50) as running:
        paginator = connect(running, "cloudtrail").get_paginator("lookup_events")
        sizes = []
        for answer in paginator.paginate(LookupAttributes=[attribute]):
            sizes.append(len(answer["Events"]))
            rested(running)
    assert sizes == [0, 0, 1]


def test_two_lookups_a_second_for_each_account_and_region(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        here = connect(running, "cloudtrail")
        others = (
            connect(running, "cloudtrail", region="us-east-1"),
            connect(running, "cloudtrail", account=OTHER),
        )
        here.lookup_events()
        here.lookup_events()
        with pytest.raises(here.exceptions.ThrottlingException, match="Rate exceeded") as refused:
            here.lookup_events()
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        for other in others:
            assert other.lookup_events()["Events"]
        assert isinstance(running.clock, ManualClock)
        running.clock.advance(0.5)
        assert here.lookup_events()["Events"]
        assert refusal(here) == "ThrottlingException"
        assert running.double.refusals == [("LookupEvents", "ThrottlingException")] * 2


def test_trails_tell_where_they_deliver(connect: Connect) -> None:
    own, other = Trail(ACCOUNT, "eu-central-1", prefix="logs"), Trail(OTHER, "us-east-1")
    everyones = Trail(OTHER, "us-east-1", name="org", organization=True)
    with running_double(CORPUS, trails=Trails([own, other, everyones])) as running:
        client = connect(running, "cloudtrail")
        found = {trail["Name"]: trail for trail in client.describe_trails()["trailList"]}
        local = client.describe_trails(includeShadowTrails=False)["trailList"]
        named = client.describe_trails(trailNameList=[everyones.arn])["trailList"]
    assert set(found) == {"main", "org"}
    assert found["main"]["TrailARN"] == own.arn
    assert (found["main"]["S3BucketName"], found["main"]["S3KeyPrefix"]) == (own.bucket, "logs")
    assert found["main"]["CloudWatchLogsLogGroupArn"] == f"{own.log_group_arn}:*"
    assert found["org"]["IsOrganizationTrail"]
    assert [trail["Name"] for trail in local] == ["main"]
    assert [trail["Name"] for trail in named] == ["org"]


def test_a_trails_status_tells_of_its_last_delivery(connect: Connect) -> None:
    trail = Trail(ACCOUNT, "eu-central-1")
    clock = ManualClock(START + 5)
    with running_double(CORPUS, trails=Trails([trail]), clock=clock) as running:
        here = connect(running, "cloudtrail")
        elsewhere = connect(running, "cloudtrail", region="us-east-1")
        status = here.get_trail_status(Name="main")
        assert elsewhere.get_trail_status(Name=trail.arn)["IsLogging"]
        with pytest.raises(elsewhere.exceptions.TrailNotFoundException):
            elsewhere.get_trail_status(Name="main")
    assert status["LatestDeliveryTime"] == status["LatestCloudWatchLogsDeliveryTime"] == at(5)
