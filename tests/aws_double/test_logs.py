"""The double's log groups."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
TRAIL = Trail(ACCOUNT, "eu-central-1")
GROUP = TRAIL.log_group
REGIONS = ("eu-central-1", "us-east-1")
CORPUS = Corpus(
    [
        *(record(number, awsRegion=REGIONS[number % 2]) for number in range(10)),
        record(3, eventID="elsewhere", recipientAccountId=OTHER),
    ]
)


def numbers(answer: Mapping[str, Any]) -> list[int]:
    return [event["timestamp"] // 1000 - START for event in answer["events"]]


def ms(second: float) -> int:
    return round((START + second) * 1000)


def all_pages(running: Running, client: Any, **parameters: Any) -> list[list[int]]:
    """The pages of a search; time passes between them."""
    pages: list[list[int]] = []
    token: dict[str, str] = {}
    while True:
        answer = client.filter_log_events(logGroupName=GROUP, **parameters, **token)
        pages.append(numbers(answer))
        if "nextToken" not in answer:
            return pages
        token = {"nextToken": answer["nextToken"]}
        assert isinstance(running.clock, ManualClock)
        running.clock.advance(1)


def refusal(client: Any, **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        client.filter_log_events(**{"logGroupName": GROUP, **parameters})
    return str(refused.value.response["Error"]["Code"])


@pytest.mark.parametrize(
    "group",
    [
        {"logGroupName": GROUP},
        {"logGroupIdentifier": GROUP},
        {"logGroupIdentifier": TRAIL.log_group_arn},
    ],
)
def test_a_group_holds_all_regions_events_of_its_account(
    connect: Connect, group: dict[str, str]
) -> None:
    with running_double(CORPUS) as running:
        answer = connect(running, "logs").filter_log_events(**group)
    assert numbers(answer) == list(range(10))
    assert answer["searchedLogStreams"] == []
    assert "nextToken" not in answer


def test_an_event_has_its_record_and_when_it_was_delivered(connect: Connect) -> None:
    late = Corpus([record(1)], delay=600, seed=2)
    with running_double(late) as running:
        (event,) = connect(running, "logs").filter_log_events(logGroupName=GROUP)["events"]
    assert json.loads(event["message"]) == record(1)
    assert event["timestamp"] == late.deliveries[0].at * 1000 > ms(1)
    assert event["ingestionTime"] >= event["timestamp"]
    assert event["logStreamName"] == f"{ACCOUNT}_CloudTrail_eu-central-1"
    assert event["eventId"] != record(1)["eventID"]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"startTime": ms(7)}, [7, 8, 9]),
        ({"startTime": ms(7.5)}, [8, 9]),
        ({"endTime": ms(2)}, [0, 1, 2]),
        ({"startTime": ms(2), "endTime": ms(3)}, [2, 3]),
        ({"startTime": ms(7), "startFromHead": False}, [9, 8, 7]),
        ({"filterPattern": '{ $.awsRegion = "us-east-1" }'}, [1, 3, 5, 7, 9]),
        ({"filterPattern": '"us-east-1"', "endTime": ms(3)}, [1, 3]),
        ({"filterPattern": "nothing"}, []),
        ({"limit": 2}, [0, 1]),
        ({"startTime": ms(0), "limit": 2, "startFromHead": False}, [9, 8]),
        ({"logStreamNames": [TRAIL.log_stream]}, list(range(10))),
        ({"logStreamNamePrefix": ACCOUNT}, list(range(10))),
        ({"logStreamNamePrefix": OTHER}, []),
    ],
)
def test_filtering(connect: Connect, parameters: dict[str, Any], found: list[int]) -> None:
    with running_double(CORPUS) as running:
        answer = connect(running, "logs").filter_log_events(logGroupName=GROUP, **parameters)
    assert numbers(answer) == found


@pytest.mark.parametrize(
    ("parameters", "pages"),
    [
        ({"limit": 4}, [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]),
        (
            {"startTime": ms(1), "startFromHead": False, "limit": 4},
            [[9, 8, 7, 6], [5, 4, 3, 2], [1]],
        ),
        ({"filterPattern": '{ $.awsRegion = "us-east-1" }', "limit": 3}, [[1, 3, 5], [7, 9]]),
    ],
)
def test_pages_follow_one_another(
    connect: Connect, parameters: dict[str, Any], pages: list[list[int]]
) -> None:
    with running_double(CORPUS) as running:
        assert all_pages(running, connect(running, "logs"), **parameters) == pages


def test_a_scan_budget_makes_empty_pages_that_go_on(connect: Connect) -> None:
    wanted = f'{{ $.eventID = "{CORPUS.events[8].event_id}" }}'
    with running_double(CORPUS, scan_budget=3) as running:
        pages = all_pages(running, connect(running, "logs"), filterPattern=wanted)
    assert pages == [[], [], [8], []]


def test_a_page_holds_a_megabyte(connect: Connect) -> None:
    large = Corpus([record(number, userAgent="x" * 200_000) for number in range(12)])
    with running_double(large) as running:
        pages = all_pages(running, connect(running, "logs"))
    assert [len(page) for page in pages] == [5, 5, 2]


def test_an_event_is_there_once_it_was_delivered(connect: Connect) -> None:
    clock = ManualClock(START + 4)
    with running_double(CORPUS, clock=clock) as running:
        client = connect(running, "logs")
        first = client.filter_log_events(
            logGroupName=GROUP, startTime=ms(0), endTime=ms(9), startFromHead=False, limit=2
        )
        clock.advance(3)
        rest = client.filter_log_events(
            logGroupName=GROUP, startTime=ms(0), endTime=ms(9), nextToken=first["nextToken"]
        )
        again = client.filter_log_events(logGroupName=GROUP, startTime=ms(4))
    assert numbers(first) == [4, 3]
    assert numbers(rest) == [2, 1, 0]  # newest first still, and nothing that came meanwhile
    assert numbers(again) == [4, 5, 6, 7]


def test_duplicates_are_separate_log_events(connect: Connect) -> None:
    twice = Corpus([record(1)], duplicates=1.0)
    with running_double(twice) as running:
        events = connect(running, "logs").filter_log_events(logGroupName=GROUP)["events"]
    assert events[0]["message"] == events[1]["message"]
    assert events[0]["eventId"] != events[1]["eventId"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"filterPattern": "{ $.a EXISTS }"}, "InvalidParameterException"),
        ({"filterPattern": "a" * 1025}, "InvalidParameterException"),
        ({"limit": 10_001}, "InvalidParameterException"),
        ({"startTime": ms(2), "endTime": ms(1)}, "InvalidParameterException"),
        ({"startFromHead": False}, "InvalidParameterException"),
        ({"startFromHead": False, "startTime": 1_704_067_199_999}, "InvalidParameterException"),
        ({"logGroupIdentifier": GROUP}, "InvalidParameterException"),
        ({"logGroupName": TRAIL.log_group_arn}, "InvalidParameterException"),
        ({"logStreamNames": ["x"], "logStreamNamePrefix": "x"}, "InvalidParameterException"),
        ({"nextToken": "made up"}, "InvalidParameterException"),
        ({"logStreamNames": ["x"]}, "ResourceNotFoundException"),
        ({"logGroupName": "absent"}, "ResourceNotFoundException"),
        ({"logGroupName": Trail(OTHER, "eu-central-1").log_group}, "ResourceNotFoundException"),
    ],
)
def test_what_filter_log_events_refuses(
    connect: Connect, parameters: dict[str, Any], code: str
) -> None:
    with running_double(CORPUS) as running:
        assert refusal(connect(running, "logs"), **parameters) == code


def test_a_token_is_good_for_the_same_search_only(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        client = connect(running, "logs")
        token = client.filter_log_events(logGroupName=GROUP, limit=2)["nextToken"]
        assert refusal(client, nextToken=token, startTime=ms(0)) == "InvalidParameterException"
        assert isinstance(running.clock, ManualClock)
        running.clock.advance(86_401)
        assert refusal(client, nextToken=token, limit=2) == "InvalidParameterException"


@pytest.mark.parametrize(("region", "rate"), [("eu-central-1", 5), ("eu-west-1", 10)])
def test_calls_are_limited_by_region(connect: Connect, region: str, rate: int) -> None:
    trails = Trails([Trail(ACCOUNT, region)])
    with running_double(CORPUS, trails=trails) as running:
        client = connect(running, "logs", region=region)
        for _ in range(rate):
            client.filter_log_events(logGroupName=GROUP, limit=1)
        assert refusal(client) == "ThrottlingException"


def test_groups_are_described(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        client = connect(running, "logs")
        every = client.describe_log_groups()["logGroups"]
        by_prefix = client.describe_log_groups(logGroupNamePrefix="aws-")["logGroups"]
        by_part = client.describe_log_groups(logGroupNamePattern="cloudtrail")["logGroups"]
        elsewhere = connect(running, "logs", region="us-east-1").describe_log_groups()["logGroups"]
    assert [group["logGroupName"] for group in every] == ["/aws/lambda/thumbnails", GROUP]
    assert [group["logGroupArn"] for group in by_prefix] == [TRAIL.log_group_arn]
    assert [set(group) for group in by_part] == [{"logGroupName", "arn", "creationTime"}]
    assert by_part[0]["arn"] == f"{TRAIL.log_group_arn}:*"
    assert [group["logGroupName"] for group in elsewhere] == ["/aws/lambda/thumbnails"]


def test_groups_come_in_pages(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        client = connect(running, "logs")
        pages = client.get_paginator("describe_log_groups").paginate(
            PaginationConfig={"PageSize": 1}
        )
        assert [len(page["logGroups"]) for page in pages] == [1, 1]
        empty = client.filter_log_events(logGroupName="/aws/lambda/thumbnails")
        for parameters in (
            {"logGroupNamePrefix": "a", "logGroupNamePattern": "b"},
            {"limit": 51},
            {"nextToken": "made up"},
        ):
            with pytest.raises(client.exceptions.InvalidParameterException):
                client.describe_log_groups(**parameters)
    assert empty["events"] == []
