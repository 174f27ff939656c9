"""How the double's Athena runs queries, asked by boto3 and PyAthena."""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pyathena.error import OperationalError

from tests.aws_double.athena_fixture import REGION, Asking, running_athena
from tests.aws_double.athena_run import WorkGroup
from tests.aws_double.corpus import Corpus
from tests.aws_double.s3 import results_bucket
from tests.aws_double.trails import Trail
from tests.make import record

TRAIL = Trail("111122223333", REGION)
BUCKET = results_bucket(TRAIL.account, REGION)
CORPUS = Corpus([record(number, userAgent='a "b", c') for number in range(3)])
MANY = Corpus(
    [record(number, eventID=f"e{number:05d}", awsRegion=REGION) for number in range(2500)]
)
COUNT = "SELECT count(*) AS n FROM cloudtrail_logs"


def started(asking: Asking, sql: str = COUNT, **parameters: Any) -> str:
    parameters.setdefault("ResultConfiguration", {"OutputLocation": asking.staging})
    client = asking.client("athena")
    return str(client.start_query_execution(QueryString=sql, **parameters)["QueryExecutionId"])


def looked(asking: Asking, query: str) -> Any:
    client = asking.client("athena")
    return client.get_query_execution(QueryExecutionId=query)["QueryExecution"]


def finished(asking: Asking, query: str) -> Any:
    """What is said of a query once it has ended."""
    while (said := looked(asking, query))["Status"]["State"] in ("QUEUED", "RUNNING"):
        pass
    return said


def refusal(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    told = error.value.response["Error"]
    return told["Code"], told["Message"]


def test_a_query_is_queued_then_runs_then_succeeds() -> None:
    with running_athena(CORPUS, [TRAIL]) as asking:
        query = started(asking)
        [execution] = asking.service.running
        client = asking.client("athena")
        with pytest.raises(ClientError) as refused:
            client.get_query_results(QueryExecutionId=query)
        said = [looked(asking, query) for _ in range(3)]
        assert asking.service.running == []
    assert execution.id == query
    assert refusal(refused)[1] == "Query has not yet finished. Current state: QUEUED"
    assert [x["Status"]["State"] for x in said] == ["QUEUED", "RUNNING", "SUCCEEDED"]
    assert said[-1]["StatementType"] == "DML"
    assert said[-1]["ResultConfiguration"]["OutputLocation"] == f"{asking.staging}{query}.csv"
    assert said[-1]["Statistics"]["DataScannedInBytes"] == sum(
        len(held.raw) for held in CORPUS.events
    )
    assert said[-1]["Statistics"]["ResultReuseInformation"]["ReusedPreviousResult"] is False


def test_pages_hold_1000_rows_and_the_first_begins_with_the_header() -> None:
    with running_athena(MANY, [TRAIL]) as asking:
        query = started(asking, "SELECT eventid FROM cloudtrail_logs ORDER BY 1")
        finished(asking, query)
        client = asking.client("athena")
        pages = list(client.get_paginator("get_query_results").paginate(QueryExecutionId=query))
    rows = [[row["Data"][0]["VarCharValue"] for row in page["ResultSet"]["Rows"]] for page in pages]
    assert [len(page) for page in rows] == [1000, 1000, 501]
    assert list(chain.from_iterable(rows)) == [
        "eventid",
        *(f"e{number:05d}" for number in range(2500)),
    ]
    assert pages[1]["ResultSet"]["ResultSetMetadata"]["ColumnInfo"][0]["Type"] == "varchar"


def test_pyathena_reads_all_pages() -> None:
    with running_athena(MANY, [TRAIL]) as asking:
        rows = asking.rows("SELECT eventid FROM cloudtrail_logs ORDER BY 1")
    assert rows == [(f"e{number:05d}",) for number in range(2500)]


def test_the_result_is_an_object_too() -> None:
    with running_athena(CORPUS, [TRAIL]) as asking:
        sql = "SELECT eventtime, useragent, errorcode FROM cloudtrail_logs ORDER BY 1"
        cursor = asking.ask(sql)
        s3 = asking.client("s3")
        key = f"out/{cursor.query_id}.csv"
        data = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        part = s3.get_object(Bucket=BUCKET, Key=key, Range="bytes=1-9")["Body"].read()
        assert cursor.output_location == f"s3://{BUCKET}/{key}"
    first = '"2025-11-22T12:00:00Z","a ""b"", c",'
    assert data.decode().splitlines()[:2] == ['"eventtime","useragent","errorcode"', first]
    assert len(list(csv.reader(io.StringIO(data.decode())))) == 4
    assert part == b"eventtime"


def test_an_object_that_is_not_there_is_not_found() -> None:
    with running_athena(CORPUS, [TRAIL]) as asking:
        s3 = asking.client("s3")
        for bucket, code in ((BUCKET, "NoSuchKey"), ("nobodys-bucket", "NoSuchBucket")):
            with pytest.raises(ClientError) as refused:
                s3.get_object(Bucket=bucket, Key="nothing")
            assert refusal(refused)[0] == code


def test_a_failed_query_says_why_and_has_no_result() -> None:
    with running_athena(CORPUS, [TRAIL]) as asking:
        query = started(asking, "SELECT 1 FROM nope")
        status = finished(asking, query)["Status"]
        with pytest.raises(ClientError) as refused:
            asking.client("athena").get_query_results(QueryExecutionId=query)
    assert status["State"] == "FAILED"
    assert status["StateChangeReason"].startswith("TABLE_NOT_FOUND")
    assert status["AthenaError"] == {
        "ErrorCategory": 2,
        "ErrorType": 1110,
        "Retryable": False,
        "ErrorMessage": status["StateChangeReason"],
    }
    assert "Final query state: FAILED" in refusal(refused)[1]


def test_a_stopped_query_never_runs() -> None:
    with running_athena(CORPUS, [TRAIL]) as asking:
        query, other = started(asking), started(asking)
        client = asking.client("athena")
        client.stop_query_execution(QueryExecutionId=query)
        finished(asking, other)
        client.stop_query_execution(QueryExecutionId=other)
        said = looked(asking, query)
        assert [execution.id for execution in asking.service.stopped] == [query]
        assert looked(asking, other)["Status"]["State"] == "SUCCEEDED"
    assert said["Status"]["State"] == "CANCELLED"
    assert said["Statistics"]["DataScannedInBytes"] == 0


def test_cancelling_with_pyathena_stops_the_query() -> None:
    with running_athena(CORPUS, [TRAIL], steps=["QUEUED"] * 10) as asking:
        cursor = asking.connection.cursor()
        with pytest.raises(OperationalError, match="cancelled"):
            cursor.execute(COUNT, on_start_query_execution=lambda _: cursor.cancel())
        assert [x.text for x in asking.service.stopped] == [COUNT]


def test_without_an_output_location_nothing_starts() -> None:
    with running_athena(CORPUS, [TRAIL]) as asking:
        with pytest.raises(ClientError) as refused:
            started(asking, ResultConfiguration={})
        with pytest.raises(ClientError) as elsewhere:
            started(asking, ResultConfiguration={"OutputLocation": "s3://nobodys-bucket/"})
        assert asking.service.executions == []
    assert refusal(refused) == (
        "InvalidRequestException",
        "No output location provided. An output location is required either through the "
        "Workgroup result configuration setting or as an API input.",
    )
    assert refusal(elsewhere)[1] == "Unable to verify/create output bucket nobodys-bucket"


@pytest.mark.parametrize(
    ("workgroup", "given", "output"),
    [
        (WorkGroup("wg", output=f"s3://{BUCKET}/wg/"), None, f"s3://{BUCKET}/wg/"),
        (WorkGroup("wg", output=f"s3://{BUCKET}/wg"), f"s3://{BUCKET}/me/", f"s3://{BUCKET}/me/"),
        (
            WorkGroup("wg", output=f"s3://{BUCKET}/wg", enforced=True),
            f"s3://{BUCKET}/me/",
            f"s3://{BUCKET}/wg/",
        ),
    ],
)
def test_where_results_go(workgroup: WorkGroup, given: str | None, output: str) -> None:
    with running_athena(CORPUS, [TRAIL], workgroups=[workgroup]) as asking:
        configuration = {"OutputLocation": given} if given else {}
        query = started(asking, WorkGroup="wg", ResultConfiguration=configuration)
        said = finished(asking, query)
    assert said["ResultConfiguration"]["OutputLocation"] == f"{output}{query}.csv"


def test_managed_results_have_no_bucket() -> None:
    with running_athena(CORPUS, [TRAIL], workgroups=[WorkGroup("wg", managed=True)]) as asking:
        with pytest.raises(ClientError):
            started(asking, WorkGroup="wg")
        query = started(asking, WorkGroup="wg", ResultConfiguration={})
        said = finished(asking, query)
        answer = asking.client("athena").get_query_results(QueryExecutionId=query)
    assert "OutputLocation" not in said["ResultConfiguration"]
    assert answer["ResultSet"]["Rows"][1] == {"Data": [{"VarCharValue": "3"}]}


def test_a_query_that_scans_too_much_is_cancelled() -> None:
    with running_athena(CORPUS, [TRAIL], workgroups=[WorkGroup(cutoff=1000)]) as asking:
        with pytest.raises(OperationalError, match="Bytes scanned limit was exceeded"):
            asking.ask(COUNT)
        assert asking.rows(f"{COUNT} WHERE \"timestamp\" = '2020/01/01'") == [(0,)]
        [stopped] = asking.service.stopped
    assert stopped.scanned == 1000


def test_workgroups_are_described_and_listed() -> None:
    workgroups = [
        WorkGroup(),
        WorkGroup("wg", output="s3://b/", enforced=True, cutoff=10_000_000),
        WorkGroup("off", enabled=False),
    ]
    with running_athena(CORPUS, [TRAIL], workgroups=workgroups) as asking:
        client = asking.client("athena")
        first = client.list_work_groups(MaxResults=2)
        second = client.list_work_groups(MaxResults=2, NextToken=first["NextToken"])
        configuration = client.get_work_group(WorkGroup="wg")["WorkGroup"]["Configuration"]
        for name, told in (("off", "is disabled"), ("nope", "is not found")):
            with pytest.raises(ClientError) as refused:
                started(asking, WorkGroup=name)
            assert told in refusal(refused)[1]
    listed = first["WorkGroups"] + second["WorkGroups"]
    assert [x["Name"] for x in listed] == ["primary", "wg", "off"]
    assert [x["State"] for x in listed] == ["ENABLED", "ENABLED", "DISABLED"]
    assert configuration["EnforceWorkGroupConfiguration"] is True
    assert configuration["BytesScannedCutoffPerQuery"] == 10_000_000
    assert configuration["ResultConfiguration"]["OutputLocation"] == "s3://b/"
    assert configuration["EngineVersion"]["EffectiveEngineVersion"] == "Athena engine version 3"


@pytest.mark.parametrize(
    ("sql", "minutes", "reused"),
    [
        (COUNT, 5, True),
        (COUNT, 11, False),
        (f"{COUNT} ", 5, False),
        (f"{COUNT} LIMIT 1", 5, False),
        (f"{COUNT} ORDER BY 1 LIMIT 1", 5, True),
    ],
)
def test_an_earlier_result_is_used_again(sql: str, minutes: int, reused: bool) -> None:
    asked = sql if reused or "LIMIT" in sql else COUNT
    reuse = {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 10}}
    with running_athena(CORPUS, [TRAIL]) as asking:
        finished(asking, started(asking, asked))
        asking.clock.advance(60 * minutes)
        said = finished(asking, started(asking, sql, ResultReuseConfiguration=reuse))
    assert said["Statistics"]["ResultReuseInformation"]["ReusedPreviousResult"] is reused
    assert (said["Statistics"]["DataScannedInBytes"] == 0) is reused


def test_the_same_request_token_starts_one_query() -> None:
    token = "t" * 32
    with running_athena(CORPUS, [TRAIL]) as asking:
        queries = {started(asking, ClientRequestToken=token) for _ in range(2)}
        with pytest.raises(ClientError) as refused:
            started(asking, "SELECT 2", ClientRequestToken=token)
    assert len(queries) == 1
    assert "Idempotent parameters do not match" in refusal(refused)[1]


def test_so_many_queries_may_go_on_at_once() -> None:
    with running_athena(CORPUS, [TRAIL], most_active=2) as asking:
        first, _ = started(asking), started(asking)
        with pytest.raises(ClientError) as refused:
            started(asking)
        finished(asking, first)
        started(asking)
    assert refusal(refused)[0] == "TooManyRequestsException"


@pytest.mark.parametrize("sql", ["SELECT 1 -- " + "x" * 262_144, "SELECT '" + "é" * 140_000 + "'"])
def test_a_query_is_at_most_262144_bytes_long(sql: str) -> None:
    with running_athena(CORPUS, [TRAIL]) as asking, pytest.raises(ClientError) as refused:
        started(asking, sql)
    assert refusal(refused)[0] == "InvalidRequestException"


def test_a_query_is_known_to_its_account_alone() -> None:
    with running_athena(CORPUS, [TRAIL]) as asking:
        query = started(asking)
        client = asking.session.client(
            "athena", region_name="us-east-1", endpoint_url=asking.running.double.endpoint
        )
        with pytest.raises(ClientError) as refused:
            client.get_query_execution(QueryExecutionId=query)
    assert refusal(refused) == ("InvalidRequestException", f"QueryExecution {query} was not found")
