"""The double's Logs Insights, asked by boto3's client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.aws_double.clock import ManualClock
from tests.aws_double.conftest import Connect
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import Running, running_double
from tests.aws_double.insights import Insights
from tests.aws_double.service import Services
from tests.aws_double.trails import Trail, Trails
from tests.make import START, record

TRAIL = Trail("111122223333", "eu-central-1")
OTHER = Trail("444455556666", "eu-central-1")
TRAILS = Trails([TRAIL, OTHER])
GROUP = TRAIL.log_group
CORPUS = Corpus(
    [
        *(record(number) for number in range(10)),
        record(3, eventID="elsewhere", recipientAccountId=OTHER.account),
    ]
)
EVERYTHING = {"startTime": START, "endTime": START + 100, "queryString": "fields eventTime"}


@contextmanager
def insights(
    corpus: Corpus = CORPUS,
    *,
    shares: Sequence[float] = (),
    rate: int = 1000,
    now: int | None = None,
    patience: float = 60.0,
) -> Iterator[tuple[Running, Insights]]:
    """A double whose queries are complete at the first look, unless told otherwise."""
    clock = ManualClock(now or corpus.latest)
    service = Insights(corpus, TRAILS, clock, shares=shares, rate=rate, patience=patience)
    services = Services(json=(service,))
    with running_double(corpus, clock=clock, trails=TRAILS, services=services) as running:
        yield running, service


def started(client: Any, **parameters: Any) -> str:
    group = (
        {} if any(name.startswith("logGroup") for name in parameters) else {"logGroupName": GROUP}
    )
    return str(client.start_query(**{**EVERYTHING, **group, **parameters})["queryId"])


def values(answer: dict[str, Any], field: str) -> list[str]:
    return [cell["value"] for row in answer["results"] for cell in row if cell["field"] == field]


def seconds(answer: dict[str, Any]) -> list[int]:
    """When the events happened, after the first one."""
    return [int(time[17:19]) + 60 * int(time[14:16]) for time in values(answer, "eventTime")]


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_a_query_is_scheduled_then_partial_then_complete(connect: Connect) -> None:
    with insights(shares=(0.0, 0.5)) as (running, service):
        client = connect(running, "logs")
        query = started(client)
        answers = [client.get_query_results(queryId=query) for _ in range(3)]
    assert [answer["status"] for answer in answers] == ["Scheduled", "Running", "Complete"]
    assert [seconds(answer) for answer in answers] == [
        [],
        [9, 8, 7, 6, 5],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ]
    assert [answer["statistics"]["recordsScanned"] for answer in answers] == [0, 5, 10]
    assert service.running == service.stopped == []


def test_a_query_goes_on_running_while_it_takes_longer_than_a_look(connect: Connect) -> None:
    many = Corpus([record(number) for number in range(2000)])
    with insights(many, patience=0) as (running, service):
        client = connect(running, "logs")
        query = started(client, endTime=START + 2000)
        answers = [client.get_query_results(queryId=query)]
        while answers[-1]["status"] == "Running":
            answers.append(client.get_query_results(queryId=query))
    assert {answer["status"] for answer in answers[:-1]} <= {"Running"}
    assert [len(answer["results"]) for answer in answers] == [0] * (len(answers) - 1) + [2000]
    assert service.runs[0].looks == 1


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 2, [2, 1, 0]), (4, 4, [4]), (20, 30, [])],
)
def test_the_window_holds_both_its_ends(
    connect: Connect, start: int, end: int, expected: list[int]
) -> None:
    with insights() as (running, _):
        client = connect(running, "logs")
        query = started(client, startTime=START + start, endTime=START + end)
        assert seconds(client.get_query_results(queryId=query)) == expected


def test_the_window_is_one_of_deliveries(connect: Connect) -> None:
    late = Corpus([record(number) for number in range(50)], delay=600, seed=1)
    [*_, last] = late.deliveries
    with insights(late) as (running, _):
        client = connect(running, "logs")
        query = started(client, startTime=last.at, endTime=last.at, queryString="fields eventID")
        answer = client.get_query_results(queryId=query)
    assert last.held.event_id in values(answer, "eventID")
    assert last.at > last.held.time


def test_what_is_not_delivered_yet_is_not_found(connect: Connect) -> None:
    with insights(now=START + 3) as (running, _):
        client = connect(running, "logs")
        assert seconds(client.get_query_results(queryId=started(client))) == [3, 2, 1, 0]


@pytest.mark.parametrize(
    "group",
    [
        {"logGroupName": GROUP},
        {"logGroupNames": [GROUP]},
        {"logGroupIdentifiers": [GROUP]},
        {"logGroupIdentifiers": [TRAIL.log_group_arn]},
    ],
)
def test_a_group_is_named_in_one_of_three_ways(connect: Connect, group: dict[str, Any]) -> None:
    with insights() as (running, _):
        client = connect(running, "logs")
        answer = client.get_query_results(queryId=started(client, **group))
    assert len(answer["results"]) == 10
    assert answer["statistics"]["logGroupsScanned"] == 1


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"logGroupName": OTHER.log_group}, "ResourceNotFoundException"),
        ({"logGroupIdentifiers": [OTHER.log_group_arn]}, "ResourceNotFoundException"),
        ({"logGroupIdentifiers": [f"{TRAIL.log_group_arn}:*"]}, "InvalidParameterException"),
        ({"logGroupName": TRAIL.log_group_arn}, "InvalidParameterException"),
        ({"logGroupName": GROUP, "logGroupNames": [GROUP]}, "InvalidParameterException"),
        ({"logGroupNames": [GROUP] * 51}, "InvalidParameterException"),
        ({"startTime": START + 1, "endTime": START}, "InvalidParameterException"),
        ({"limit": 100_001}, "InvalidParameterException"),
        ({"queryString": "filter x = 1 " + "#" * 10_000}, "InvalidParameterException"),
        ({"queryLanguage": "SQL"}, "InvalidParameterException"),
        ({"queryString": "filter"}, "MalformedQueryException"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    connect: Connect, parameters: dict[str, Any], expected: str
) -> None:
    with insights() as (running, service):
        client = connect(running, "logs")
        with pytest.raises(ClientError) as refused:
            started(client, **parameters)
        assert service.runs == []
    assert code(refused) == expected


def test_a_malformed_query_is_told_where(connect: Connect) -> None:
    with insights() as (running, _):
        client = connect(running, "logs")
        with pytest.raises(ClientError) as refused:
            started(client, queryString="fields @message | filter a ~ 1")
    told = refused.value.response["queryCompileError"]
    assert told["location"] == {"startCharOffset": 27, "endCharOffset": 28}


def test_pages_hold_10000_rows_and_a_query_100000(connect: Connect) -> None:
    many = Corpus([record(0)] * 10_500)
    with insights(many) as (running, _):
        client = connect(running, "logs")
        no_limit = client.get_query_results(queryId=started(client))
        query = started(client, limit=100_000)
        first = client.get_query_results(queryId=query)
        second = client.get_query_results(queryId=query, nextToken=first["nextToken"])
        with pytest.raises(ClientError) as refused:
            client.get_query_results(queryId=started(client), nextToken=first["nextToken"])
    assert (len(no_limit["results"]), "nextToken" in no_limit) == (10_000, False)
    assert [len(first["results"]), len(second["results"])] == [10_000, 500]
    assert "nextToken" not in second
    assert len({*values(first, "@ptr"), *values(second, "@ptr")}) == 10_500
    assert code(refused) == "InvalidParameterException"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"limit": 3}, 3),
        ({"queryString": "limit 4"}, 4),
        ({"queryString": "limit 4", "limit": 3}, 3),
    ],
)
def test_the_smaller_limit_holds(
    connect: Connect, parameters: dict[str, Any], expected: int
) -> None:
    with insights() as (running, _):
        client = connect(running, "logs")
        answer = client.get_query_results(queryId=started(client, **parameters))
    assert len(answer["results"]) == expected
    assert answer["statistics"]["recordsMatched"] == 10


def test_statistics_count_what_was_read(connect: Connect) -> None:
    with insights() as (running, _):
        client = connect(running, "logs")
        query = started(client, queryString=f'filter eventTime > "{record(6)["eventTime"]}"')
        statistics = client.get_query_results(queryId=query)["statistics"]
    expected = sum(len(x.held.raw) for x in TRAIL.deliveries(CORPUS))
    assert statistics["bytesScanned"] == expected
    assert (statistics["recordsMatched"], statistics["resultCount"]) == (3, 3)


def test_a_stopped_query_ends_with_what_it_has(connect: Connect) -> None:
    with insights(shares=(0.5, 0.6)) as (running, service):
        client = connect(running, "logs")
        query = started(client)
        client.get_query_results(queryId=query)
        assert [run.id for run in service.running] == [query]
        assert client.stop_query(queryId=query)["success"]
        answer = client.get_query_results(queryId=query)
        with pytest.raises(ClientError) as refused:
            client.stop_query(queryId=query)
    assert (answer["status"], seconds(answer)) == ("Cancelled", [9, 8, 7, 6, 5])
    assert code(refused) == "InvalidParameterException"
    assert [run.id for run in service.stopped] == [query]
    assert service.running == []


def test_a_query_is_known_to_its_account_and_region_alone(connect: Connect) -> None:
    with insights() as (running, _):
        query = started(connect(running, "logs"))
        for account, region in ((OTHER.account, None), (TRAIL.account, "us-east-1")):
            client = connect(running, "logs", account=account, region=region)
            with pytest.raises(ClientError) as refused:
                client.get_query_results(queryId=query)
            assert code(refused) == "ResourceNotFoundException"


def test_100_queries_may_run(connect: Connect) -> None:
    with insights(shares=(0.0,)) as (running, _):
        client = connect(running, "logs")
        first = started(client)
        for _number in range(99):
            started(client)
        with pytest.raises(ClientError) as refused:
            started(client)
        client.stop_query(queryId=first)
        started(client)
    assert code(refused) == "LimitExceededException"


def test_ten_calls_a_second(connect: Connect) -> None:
    with insights(rate=10) as (running, _):
        client = connect(running, "logs")
        queries = [started(client) for _ in range(10)]
        with pytest.raises(ClientError) as refused:
            started(client)
        assert code(refused) == "ThrottlingException"
        client.get_query_results(queryId=queries[0])
        assert isinstance(running.clock, ManualClock)
        running.clock.advance(0.1)
        assert started(client)
