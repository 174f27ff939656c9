"""The double's server: who may call, what it writes down, and how it fails on purpose."""

from __future__ import annotations

import http.client
import threading
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from tests.aws_double.conftest import Connect
from tests.aws_double.corpus import Corpus
from tests.aws_double.faults import Fault, Faults, Rule
from tests.aws_double.fixture import Running, running_double
from tests.aws_double.s3 import Objects
from tests.aws_double.service import Call, Services, UnknownOperation
from tests.make import record

CORPUS = Corpus([record(number) for number in range(3)])


class Failing:
    """A service with a mistake in it."""

    target = "Logs_20140328"

    def call(self, call: Call) -> dict[str, Any]:
        raise RuntimeError("a mistake")


class Part:
    """The part of a service that knows one operation."""

    target = "AmazonAthena"

    def __init__(self, operation: str) -> None:
        self._operation = operation

    def call(self, call: Call) -> dict[str, Any]:
        if call.operation != self._operation:
            raise UnknownOperation(call.operation)
        return {"NextToken": f"{call.account} {call.region} {call.body}"}


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_environment_alone_points_a_client_at_the_double(monkeypatch: pytest.MonkeyPatch) -> None:
    with running_double(CORPUS) as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        client = boto3.Session().client("cloudtrail")
        assert len(client.lookup_events()["Events"]) == 3
        client.close()


def test_requests_are_written_down_in_order(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        trail = connect(running, "cloudtrail", region="us-east-1")
        trail.lookup_events(MaxResults=7)
        connect(running, "ec2").describe_regions()
        assert running.double.requests == [
            ("LookupEvents", {"MaxResults": 7}, "us-east-1"),
            ("DescribeRegions", {"Version": "2016-11-15"}, "eu-central-1"),
        ]
        assert running.double.refusals == []


@pytest.mark.parametrize(
    ("service", "operation", "expected"),
    [
        ("cloudtrail", "lookup_events", "UnrecognizedClientException"),
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("ec2", "describe_regions", "AuthFailure"),
    ],
)
def test_an_unknown_key_is_refused(
    connect: Connect, service: str, operation: str, expected: str
) -> None:
    with running_double(CORPUS) as running:
        client = connect(running, service, key="AKIANOBODY")
        with pytest.raises(ClientError) as refused:
            getattr(client, operation)()
        assert code(refused) == expected
        assert [refusal.code for refusal in running.double.refusals] == [expected]


def test_an_unsigned_request_is_refused() -> None:
    with running_double(CORPUS) as running:
        connection = http.client.HTTPConnection(running.double.endpoint.removeprefix("http://"))
        headers = {"X-Amz-Target": "AmazonAthena.ListWorkGroups"}
        connection.request("POST", "/", "{}", headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.request("POST", "/", "{}", headers)  # the connection is kept
        again = connection.getresponse().read()
        connection.close()
    assert answer.status == 403
    assert b"MissingAuthenticationTokenException" in body
    assert body == again


def test_services_of_one_target_share_its_operations(connect: Connect) -> None:
    parts = Services(json=(Part("ListWorkGroups"), Part("ListNamedQueries")))
    with running_double(CORPUS, services=parts) as running:
        athena = connect(running, "athena")
        assert athena.list_work_groups()["NextToken"] == "111122223333 eu-central-1 {}"
        assert athena.list_named_queries()["NextToken"]
        with pytest.raises(ClientError) as refused:
            athena.list_data_catalogs()
        assert code(refused) == "UnknownOperationException"


def test_objects_are_put_and_got_whole_and_in_parts(connect: Connect) -> None:
    with running_double(CORPUS, services=Services(objects=Objects(["results"]))) as running:
        s3 = connect(running, "s3")
        s3.put_object(Bucket="results", Key="a folder/x.csv", Body=b"0123456789")
        assert s3.head_object(Bucket="results", Key="a folder/x.csv")["ContentLength"] == 10
        whole = s3.get_object(Bucket="results", Key="a folder/x.csv")
        part = s3.get_object(Bucket="results", Key="a folder/x.csv", Range="bytes=7-")
        assert (whole["Body"].read(), part["Body"].read()) == (b"0123456789", b"789")
        assert part["ContentRange"] == "bytes 7-9/10"
        with pytest.raises(ClientError) as missing:
            s3.get_object(Bucket="results", Key="y")
        assert code(missing) == "NoSuchKey"
        with pytest.raises(ClientError) as unknown:
            s3.list_buckets()
        assert code(unknown) == "NotImplemented"


def test_a_bucket_says_where_it_is_and_lists_its_objects_page_by_page(connect: Connect) -> None:
    objects = Objects(["results"])
    for key in ("a/1 x", "a/2", "a/3&", "b"):
        objects.put("results", key, b"12")
    with running_double(CORPUS, services=Services(objects=objects)) as running:
        s3 = connect(running, "s3")
        assert s3.get_bucket_location(Bucket="results")["LocationConstraint"] == running.region
        pages = s3.get_paginator("list_objects_v2").paginate(
            Bucket="results", Prefix="a/", PaginationConfig={"PageSize": 2}
        )
        found = [[(x["Key"], x["Size"]) for x in page["Contents"]] for page in pages]
        assert found == [[("a/1 x", 2), ("a/2", 2)], [("a/3&", 2)]]
        assert "Contents" not in s3.list_objects_v2(Bucket="results", Prefix="c")
        for ask in (s3.list_objects_v2, s3.get_bucket_location):
            with pytest.raises(ClientError) as missing:
                ask(Bucket="nowhere")
            assert code(missing) == "NoSuchBucket"


def test_a_denied_list_is_named_as_iam_names_it(connect: Connect) -> None:
    faults = Faults([Rule(Fault.DENIED, "ListObjectsV2")])
    services = Services(objects=Objects(["results"]))
    with running_double(CORPUS, services=services, faults=faults) as running:
        with pytest.raises(ClientError, match="to perform: s3:ListBucket") as denied:
            connect(running, "s3").list_objects_v2(Bucket="results")
        assert code(denied) == "AccessDenied"


def test_a_mistake_of_the_double_is_raised_at_its_end(connect: Connect) -> None:
    def use(running: Running) -> None:
        with pytest.raises(ClientError) as refused:
            connect(running, "logs").describe_log_groups()
        assert code(refused) == "InternalFailure"

    with (
        pytest.raises(ExceptionGroup, match="inside the double") as raised,
        running_double(CORPUS, services=Services(json=(Failing(),))) as running,
    ):
        use(running)
    assert [str(error) for error in raised.value.exceptions] == ["a mistake"]


@pytest.mark.parametrize(
    ("fault", "expected", "status"),
    [
        (Fault.THROTTLED, "ThrottlingException", 400),
        (Fault.FAILED, "InternalFailure", 500),
        (Fault.EXPIRED, "ExpiredTokenException", 403),
        (Fault.DENIED, "AccessDeniedException", 403),
        (Fault.HTML, "502", 502),
    ],
)
def test_a_fault_answers_as_aws_would(
    connect: Connect, fault: Fault, expected: str, status: int
) -> None:
    with running_double(CORPUS, faults=Faults([Rule(fault)])) as running:
        with pytest.raises(ClientError) as refused:
            connect(running, "cloudtrail").lookup_events()
        assert code(refused) == expected
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
        assert [request.operation for request in running.double.requests] == ["LookupEvents"]


def test_a_denial_names_the_action(connect: Connect) -> None:
    faults = Faults([Rule(Fault.DENIED)])
    with (
        running_double(CORPUS, faults=faults) as running,
        pytest.raises(ClientError, match="to perform: cloudtrail:LookupEvents"),
    ):
        connect(running, "cloudtrail").lookup_events()


def test_an_expired_session_is_spelled_as_the_protocol_does(connect: Connect) -> None:
    with running_double(CORPUS, faults=Faults([Rule(Fault.EXPIRED)])) as running:
        with pytest.raises(ClientError) as sts:
            connect(running, "sts").get_caller_identity()
        with pytest.raises(ClientError) as ec2:
            connect(running, "ec2").describe_regions()
        with pytest.raises(ClientError) as s3:
            connect(running, "s3").get_object(Bucket="b", Key="k")
    assert (code(sts), code(ec2), code(s3)) == ("ExpiredToken", "RequestExpired", "ExpiredToken")


def test_a_dropped_connection_answers_nothing(connect: Connect) -> None:
    with running_double(CORPUS, faults=Faults([Rule(Fault.DROPPED)])) as running:
        with pytest.raises(ConnectionClosedError):
            connect(running, "cloudtrail").lookup_events()
        running.faults.clear()
        assert connect(running, "cloudtrail").lookup_events()["Events"]


@pytest.mark.parametrize(
    ("rule", "failed"),
    [
        (Rule(Fault.FAILED, "LookupEvents", frozenset({2})), [2]),
        (Rule(Fault.FAILED, "DescribeTrails"), []),
        (Rule(Fault.FAILED, region="eu-central-1"), [1, 2, 3, 4]),
        (Rule(Fault.FAILED, region="us-east-1"), []),
        (Rule(Fault.FAILED, chance=0.0), []),
    ],
)
def test_a_rule_says_which_calls_fail(rule: Rule, failed: list[int]) -> None:
    faults = Faults([rule])
    met = [faults.of("LookupEvents", "eu-central-1") for _ in range(4)]
    assert [number for number, fault in enumerate(met, 1) if fault] == failed


def test_chance_is_drawn_with_the_seed() -> None:
    def drawn(seed: int) -> list[bool]:
        faults = Faults([Rule(Fault.FAILED, chance=0.3)], seed=seed)
        return [faults.of("LookupEvents", "") is not None for _ in range(200)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert 30 < sum(drawn(1)) < 90


def test_a_stalled_call_goes_on_when_released(connect: Connect) -> None:
    faults = Faults([Rule(Fault.STALLED, calls=frozenset({1}))])
    found: list[Any] = []
    with running_double(CORPUS, faults=faults) as running:
        client = connect(running, "cloudtrail")
        caller = threading.Thread(target=lambda: found.append(client.lookup_events()))
        caller.start()
        assert faults.stalled.wait(60)
        assert not found
        faults.release()
        caller.join(10)
    assert len(found[0]["Events"]) == 3


def test_a_stalled_call_ends_when_its_caller_hangs_up(connect: Connect) -> None:
    faults = Faults([Rule(Fault.STALLED)])
    with running_double(CORPUS, faults=faults) as running, pytest.raises(ReadTimeoutError):
        connect(running, "cloudtrail", read_timeout=0.1).lookup_events()
    assert not [thread for thread in threading.enumerate() if "process_request" in thread.name]


def test_stopping_the_double_ends_what_is_stalled(connect: Connect) -> None:
    faults = Faults([Rule(Fault.STALLED)])
    with running_double(CORPUS, faults=faults) as running:
        connection = http.client.HTTPConnection(running.double.endpoint.removeprefix("http://"))
        connection.request("POST", "/", "{}", {"X-Amz-Target": "AmazonAthena.ListWorkGroups"})
        assert faults.stalled.wait(60)
    connection.close()
    assert not [thread for thread in threading.enumerate() if "process_request" in thread.name]
