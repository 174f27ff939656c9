"""Every shape in which records come is read, with what only its wrapping knew."""

from __future__ import annotations

import base64
import json

import pytest

from tests.backends.files.trails import record, text, trail
from trailview.backends.files.shapes import read_shape
from trailview.events.record import Event

ONE = text(record(1))
TWO = text(record(2))
QUOTED = ONE.decode()
AT = 1_793_538_000  # 2026-11-01T13:00:00Z, the time the wrappings give
STAMP = "2026-11-01T13:00:00Z"
RESOURCES = [{"ResourceType": "AWS::IAM::User", "ResourceName": "user-1"}]
DUPLICATE = b'{"eventID":"1","eventID":"2","eventName":"x"}'
PRETTY = json.dumps(record(1), indent=3).encode()

SHAPES: dict[str, tuple[bytes, list[bytes]]] = {
    "trail": (trail([ONE, TWO]), [ONE, TWO]),
    "pretty trail": (b'{\r\n "Records": [\r\n' + PRETTY + b" , " + PRETTY + b"\n]}", [PRETTY] * 2),
    "empty trail": (trail([]), []),
    "lines": (ONE + b"\n" + TWO + b"\n", [ONE, TWO]),
    "lines with CRLF, blanks and a BOM": (
        b"\xef\xbb\xbf" + ONE + b"\r\n\r\n" + TWO + b"\r\n",
        [ONE, TWO],
    ),
    "several on a line": (ONE + TWO + b"\n" + ONE, [ONE, TWO, ONE]),
    "several trails": (trail([ONE]) + b"\n" + trail([TWO]), [ONE, TWO]),
    "a list": (b"[" + ONE + b",\n" + TWO + b"]", [ONE, TWO]),
    "one record": (b"\n" + PRETTY + b"\n", [PRETTY]),
    "UTF-16": (ONE.decode().encode("utf-16"), [ONE]),
    "UTF-16, big-endian": (b"\xfe\xff" + ONE.decode().encode("utf-16-be"), [ONE]),
    "record as a string": (text(QUOTED), [ONE]),
    "message": (text({"message": QUOTED}), [ONE]),
    "input.message": (text({"input": {"message": QUOTED}, "expected": {"message": "x"}}), [ONE]),
    "Cribl": (text([{"_raw": QUOTED, "_time": AT, "awsRegion": "x", "eventName": "y"}]), [ONE]),
    "Splunk": (text({"preview": False, "result": {"_raw": QUOTED}}), [ONE]),
    "Splunk collector": (text({"time": AT, "event": record(1)}), [ONE]),
    "two side by side": (text({"was": record(1), "is": record(2)}), [ONE, TWO]),
    "with small values": (text({"n": 1, "s": "cloudtrail", "@r": record(1), "x": None}), [ONE]),
    "with an ID of its own": (text({"eventID": "w", "source": "z", "event": record(1)}), [ONE]),
    "with what was made of it": (text({"_raw": QUOTED, "event": record(2)}), [ONE]),
    "Elasticsearch": (text({"hits": {"hits": [{"_source": record(1)}]}}), [ONE]),
    "Datadog": (text({"data": [{"attributes": {"attributes": record(1)}}]}), [ONE]),
    "SQS of SNS": (
        text({"body": text({"Message": text({"detail": record(1)}).decode()}).decode()}),
        [ONE],
    ),
    "Insights": (
        text({"results": [[{"field": "@message", "value": QUOTED}, {"field": "@ptr"}]]}),
        [ONE],
    ),
    "message after a label": (text({"message": "<134>host: " + QUOTED}), [ONE]),
    "minimal in a trail": (trail([b'{"eventID":"1"}']), [b'{"eventID":"1"}']),
    "lone surrogate": (trail([ONE, b'{"eventID":"\\ud800"}']), [ONE, b'{"eventID":"\\ud800"}']),
    "invalid UTF-8": (
        trail([ONE.replace(b"alice", b"\xffli")]),
        [ONE.replace(b"alice", b"\xffli")],
    ),
    "control characters": (
        trail([ONE.replace(b"alice", b"a\n\0b")]),
        [ONE.replace(b"alice", b"a\n\0b")],
    ),
    "duplicate keys": (DUPLICATE, [DUPLICATE]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_records_are_found_as_written(name: str) -> None:
    data, expected = SHAPES[name]
    shape = read_shape(data, "file")
    assert [delivery.raw for delivery in shape.deliveries] == expected
    assert shape.problems == []
    assert shape.kind == "events"


ENVELOPES: dict[str, bytes] = {
    "lookup-events, CLI v2": text(
        {
            "Events": [
                {"CloudTrailEvent": QUOTED, "EventTime": "2026-11-01T05:00:00-08:00"}
                | {"Resources": RESOURCES}
            ]
        }
    ),
    "lookup-events, CLI v1": text(
        {"Events": [{"EventTime": AT + 0.25, "CloudTrailEvent": QUOTED, "Resources": RESOURCES}]}
    ),
    "lookup-events items": text(
        {"EventTime": "2026-11-02 00:00:00+11:00", "CloudTrailEvent": QUOTED}
        | {"Resources": RESOURCES}
    )
    + b"\n",
    "filter-log-events": text({"events": [{"timestamp": AT * 1000, "message": QUOTED}]}),
    "get-log-events": text(
        {"events": [{"timestamp": AT * 1000, "message": QUOTED}], "nextForwardToken": "f/1"}
    ),
    "subscription": text(
        {
            "messageType": "DATA_MESSAGE",
            "logEvents": [{"id": "1", "timestamp": AT * 1000, "message": QUOTED}],
        }
    ),
    "EventBridge": text(
        {"version": "0", "detail-type": "AWS API Call via CloudTrail", "source": "aws.iam"}
        | {"time": STAMP, "region": "us-east-1", "detail": record(1)}
    ),
    "CloudWatch export": STAMP.replace("Z", ".000Z").encode() + b" " + ONE + b"\n",
    "logs tail": STAMP.replace("Z", ".000000+00:00").encode() + b" stream " + ONE + b"\n",
    "Cribl": text([{"_raw": QUOTED, "_time": AT}]),
}


@pytest.mark.parametrize("name", ENVELOPES)
def test_envelopes_give_their_time_and_resources(name: str) -> None:
    shape = read_shape(ENVELOPES[name], "file")
    assert [(delivery.raw, delivery.time) for delivery in shape.deliveries] == [(ONE, AT)]
    expected = tuple(RESOURCES) if b'"Resources"' in ENVELOPES[name] else ()
    assert Event(shape.deliveries[0]).lookup_resources == expected
    assert shape.problems == []


def test_logstash_time_is_kept_where_the_record_has_none() -> None:
    members = record(1) | {"@timestamp": "2026-11-01T13:00:00.000Z", "@version": "1"}
    del members["eventTime"]
    [delivery] = read_shape(text(members) + b"\n", "file").deliveries
    assert Event(delivery).time == AT


DIGEST = text(
    {"awsAccountId": "1", "digestStartTime": STAMP, "digestEndTime": STAMP, "logFiles": []}
)
NOTIFICATION = text(
    {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "x"}]}
)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (DIGEST, "digest"),
        (b"", "other"),
        (b" \n", "other"),
        (b"\xef\xbb\xbf", "other"),
        (b"null", "other"),
        (b'"text"', "other"),
        (b'{"name":"package","version":"1.0"}', "other"),
        (b'[{"a":1},{"b":2}]', "other"),
        (b'{"a":1}\n{"b":2}\n', "other"),
        (b"127.0.0.1 - - GET / 200\n" * 9, "other"),
        (b"name,size\na,1\n", "other"),
        (b"\0\1\2{\x80" * 100, "other"),
        (NOTIFICATION, "other"),
        (b"[]", "events"),
        (b'{"Events":[]}', "events"),
    ],
)
def test_files_without_records_are_no_problem(data: bytes, kind: str) -> None:
    shape = read_shape(data, "file")
    assert (shape.deliveries, shape.problems, shape.kind) == ([], [], kind)


def test_items_that_are_no_records_are_reported_beside_records() -> None:
    shape = read_shape(trail([ONE, b"null", b'{"a":1}', TWO]), "file")
    assert [delivery.raw for delivery in shape.deliveries] == [ONE, TWO]
    assert [position for position, _ in shape.problems] == ["record 2", "record 3"]


def test_reports_are_bounded() -> None:
    shape = read_shape(trail([ONE] + [b"null"] * 5_000), "file")
    assert len(shape.problems) < 200
    assert "4900" in shape.problems[-1][1]


@pytest.mark.parametrize("levels", [500, 2_000, 8_000])
@pytest.mark.parametrize("shape", ["trail", "line", "string", "list"])
def test_deep_records_are_not_lost(levels: int, shape: str) -> None:
    deep = ONE[:-1] + b',"additionalEventData":' + b'{"a":[' * (levels // 2)
    deep += b"]}" * (levels // 2) + b"}"
    data = {
        "trail": trail([ONE, deep, TWO]),
        "line": b"\n".join([ONE, deep, TWO]),
        "string": text({"Events": [{"CloudTrailEvent": x.decode()} for x in (ONE, deep, TWO)]}),
        "list": b"[" + b",".join([ONE, deep, TWO]) + b"]",
    }[shape]
    found = read_shape(data, "file")
    assert [delivery.raw for delivery in found.deliveries] == [ONE, deep, TWO]
    assert found.problems == []


def test_a_record_of_five_megabytes_is_read() -> None:
    large = text(record(1, requestParameters={"body": base64.b64encode(b"x" * 4_000_000).decode()}))
    assert [delivery.raw for delivery in read_shape(trail([large, ONE]), "f").deliveries] == [
        large,
        ONE,
    ]


def test_the_detail_of_an_insight_is_no_record_of_its_own() -> None:
    insight = {
        "eventVersion": "1.11",
        "eventTime": STAMP,
        "eventType": "AwsCloudTrailInsight",
        "insightDetails": {"eventName": "x", "eventSource": "y", "insightType": "z"},
    }
    data = trail([ONE, text(insight)[:-1] + b',"sharedEventID":'])
    assert [delivery.raw for delivery in read_shape(data, "file").deliveries] == [ONE]
