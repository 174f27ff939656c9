"""Event history downloaded as CSV answers the same questions as records."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.backends.files.shapes import Shape, read_shape
from trailview.events.record import Event

TITLES = [
    "User name",
    "AWS access key",
    "Event time",
    "Event source",
    "Event name",
    "AWS region",
    "Source IP address",
    "User agent",
    "Error code",
    "Resources",
    "Request ID",
    "Event ID",
    "Read-only",
    "Event type",
    "Recipient Account Id",
    "Event category",
]
RESOURCES = [
    {"resourceType": "AWS::IAM::User", "resourceName": "bob"},
    {"resourceType": "AWS::S3::Bucket", "resourceName": "arn:aws:s3:::logs"},
]
ROW = [
    "alice",
    "AKIAIOSFODNN7EXAMPLE",
    "2026-11-01T13:00:00Z",
    "iam.amazonaws.com",
    "CreateUser",
    "us-east-1",
    "203.0.113.7",
    "Mozilla/5.0 (X11, Linux)",
    "AccessDenied",
    json.dumps(RESOURCES),
    "11111111-0000-0000-0000-000000000000",
    "22222222-0000-0000-0000-000000000000",
    "false",
    "AwsApiCall",
    "123456789012",
    "Management",
]


def table(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def read(data: bytes) -> Shape:
    return read_shape(data, "event_history.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_row_says_what_its_record_would(delimiter: str, mark: bytes) -> None:
    shape = read(mark + table([TITLES, ROW], delimiter))
    assert shape.problems == []
    [delivery] = shape.deliveries
    event = Event(delivery)
    assert (event.identity.user, event.identity.key) == ("alice", "AKIAIOSFODNN7EXAMPLE")
    assert (event.time, event.account) == (1_793_538_000, "123456789012")
    names = ("eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode")
    assert [event.text(name) for name in names] == ROW[3:9]
    assert [event.text(name) for name in ("requestID", "eventID", "readOnly")] == ROW[10:13]
    assert [event.text(name) for name in ("eventType", "eventCategory")] == [ROW[13], ROW[15]]
    assert event.tree["readOnly"] is False
    assert event.lookup_resources == (
        {"ResourceType": "AWS::IAM::User", "ResourceName": "bob"},
        {"ResourceType": "AWS::S3::Bucket", "ResourceName": "arn:aws:s3:::logs"},
    )
    assert event.resources[1]["ARN"] == "arn:aws:s3:::logs"


def test_empty_cells_are_absent_members() -> None:
    row = ["", "", *ROW[2:8], "", "[]", *ROW[10:12], "TRUE", *ROW[13:]]
    [delivery] = read(table([TITLES, row])).deliveries
    event = Event(delivery)
    assert not {"errorCode", "userIdentity", "resources"} & event.tree.keys()
    assert event.tree["readOnly"] is True
    assert delivery.resources == b""


def test_columns_under_other_names_and_values_as_python_prints_them() -> None:
    titles = ["Event Name", "User ID", "Request Parameters", "Event DateTime", "Alert"]
    row = ["GetObject", "{'type': 'AWSAccount', 'accountId': '1'}", "{'a': None, 'b': [True]}"]
    [delivery] = read(table([titles, [*row, "2026-11-01T13:00:00Z", "x"]])).deliveries
    event = Event(delivery)
    assert (event.identity.type, event.time) == ("AWSAccount", 1_793_538_000)
    assert event.tree["requestParameters"] == {"a": None, "b": [True]}


def test_whole_records_in_a_column_are_taken_as_written() -> None:
    raw = '{"eventVersion":"1.11","eventName":"x"}'
    data = table([["_time", "_raw", "host"], ["2026-11-01T13:00:00.000+0000", raw, "h"]])
    [delivery] = read(data).deliveries
    assert (delivery.raw.decode(), delivery.time) == (raw, 1_793_538_000)


def test_a_row_that_does_not_fit_is_reported_and_costs_only_itself() -> None:
    good = table([ROW]).decode()
    data = table([TITLES]).decode() + good + 'a,"b,c\r\n' + good + "x," * 30 + "\r\n" + good
    shape = read(data.encode())
    assert len(shape.deliveries) == 3
    assert [position for position, _ in shape.problems] == ["line 3", "line 5"]


def test_a_short_row_is_kept_and_reported() -> None:
    shape = read(table([TITLES, ROW[:8], ROW]))
    assert [Event(delivery).text("eventName") for delivery in shape.deliveries] == [
        "CreateUser"
    ] * 2
    assert len(shape.problems) == 1


@pytest.mark.parametrize("cell", ["{" * 5_000, "[" * 50_000, "{'a': '\\d'}", "{1: {2}}", "{'a': 1"])
def test_hostile_cells_stay_text(cell: str) -> None:
    titles = ["Event name", "Event time", "Request parameters"]
    [delivery] = read(table([titles, ["x", "2026-11-01T13:00:00Z", cell]])).deliveries
    value = Event(delivery).tree["requestParameters"]
    assert value in (cell, {"a": "\\d"})


@given(st.binary())
def test_any_bytes_in_the_table_are_survived(noise: bytes) -> None:
    head, row = table([TITLES]), table([ROW])
    shape = read(head + noise + b"\r\n" + row * 2)
    assert len(shape.deliveries) >= 1
