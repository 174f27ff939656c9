"""Records are found in whatever they are wrapped in, and what is none is told with its place."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.backends.files.trails import record, text, trail
from trailview.backends.files.shapes import read_shape
from trailview.events.record import Event

ONE = text(record(1))
TWO = text(record(2))
QUOTED = ONE.decode()
SUMMARY = {"eventName": "CreateUser", "eventSource": "iam.amazonaws.com", "eventTime": "x"}

WRAPPED: dict[str, tuple[bytes, list[bytes]]] = {
    "an unknown member": (text({"k8s": {"n": 1}, "odd": {"inner": record(1)}}), [ONE]),
    "an unknown text": (text({"full_message": QUOTED}), [ONE]),
    "a name with dots": (text({"fields": {"event.original": QUOTED}}), [ONE]),
    "text in text": (text({"a": text({"b": QUOTED}).decode()}), [ONE]),
    "under a summary": (text({**SUMMARY, "payload": record(1)}), [ONE]),
    "as text under a summary": (text([{**SUMMARY, "raw_log": QUOTED}]), [ONE]),
    "beside a smaller summary": (text({"short": SUMMARY, "long": record(1)}), [ONE]),
    "twice, parsed and as text": (text({"parsed": record(1), "line": QUOTED}), [ONE]),
    "in several lists": (text({"page1": [record(1)], "page2": [record(2)]}), [ONE, TWO]),
    "base64 of gzip": (
        text({"awslogs": {"data": base64.b64encode(gzip.compress(trail([ONE]))).decode()}}),
        [ONE],
    ),
    "between bulk actions": (b'{"index":{"_index":"x"}}\n' + ONE + b"\n", [ONE]),
    "after syslog's data": (b'<14>1 2026-11-01T13:00:00Z h a - - [m k="v"] ' + ONE, [ONE]),
    "text output of the CLI": (
        b"EVENTS\tAKIA\t" + ONE + b"\tid\tname\nRESOURCES\tAWS::IAM::User\tuser-1\n",
        [ONE],
    ),
    "table output of the CLI": (
        b"-----\n| LookupEvents |\n+----+\n|  CloudTrailEvent | " + ONE + b"  |\n+----+\n",
        [ONE],
    ),
    "fences": (b"```json\n" + ONE + b"\n```\n", [ONE]),
    "pasted from a shell's comment": (b"# three events\n" + ONE + b"\n" + TWO + b"\n", [ONE, TWO]),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_records_are_found_whole(name: str) -> None:
    data, expected = WRAPPED[name]
    shape = read_shape(data, "file")
    assert [delivery.raw for delivery in shape.deliveries] == expected
    assert shape.problems == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xyz"), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.text("abcdefgh_.", min_size=1, max_size=10)


@st.composite
def wrapped(draw: st.DrawFn) -> bytes:
    """A record in some to five wrappings of any names, beside other things."""
    value: Any = record(1)
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["object", "text", "list"]))
        if kind == "text":
            value = {draw(NAMES): json.dumps(value, separators=(",", ":"))}
        elif kind == "list":
            value = {draw(NAMES): [value]}
        others = draw(st.dictionaries(st.text("xyz", min_size=1), JSON, max_size=2))
        value = {**others, draw(NAMES): value}
    return text(value)


@given(wrapped())
def test_a_record_is_found_in_any_wrapping(data: bytes) -> None:
    found = read_shape(data, "file").deliveries
    assert [json.loads(delivery.raw) for delivery in found] == [record(1)]


def test_strangers_among_events_are_told_with_their_line() -> None:
    shape = read_shape(ONE + b'\n\n{"status":"ok"}\n' + TWO + b"\n[1]\n", "file")
    assert len(shape.deliveries) == 2
    assert [position for position, _ in shape.problems] == ["line 3", "line 5"]


def test_a_cut_text_makes_a_row_of_its_entry_and_a_problem() -> None:
    entry = {
        "EventId": "11111111-0000-0000-0000-000000000000",
        "EventName": "CreateUser",
        "EventTime": "2026-11-01T13:00:00Z",
        "Username": "alice",
        "Resources": [{"ResourceType": "AWS::IAM::User", "ResourceName": "bob"}],
        "CloudTrailEvent": QUOTED[:20],
    }
    shape = read_shape(text({"Events": [entry, {**entry, "CloudTrailEvent": QUOTED}]}), "file")
    rebuilt, whole = shape.deliveries
    event = Event(rebuilt)
    assert (event.text("eventName"), event.identity.user, event.time) == (
        "CreateUser",
        "alice",
        1_793_538_000,
    )
    assert event.lookup_resources[0]["ResourceName"] == "bob"
    assert "Rebuilt" in rebuilt.note
    assert (whole.raw, whole.note) == (ONE, "")
    assert [position for position, _ in shape.problems] == ["record 1"]


def test_a_cut_message_keeps_the_members_that_are_whole() -> None:
    lines = text({"timestamp": 1_793_538_000_000, "message": QUOTED[:230]}) + b"\n" + ONE
    shape = read_shape(lines, "file")
    first = Event(shape.deliveries[0])
    assert (first.identity.user, first.text("eventSource")) == ("alice", "iam.amazonaws.com")
    assert [position for position, _ in shape.problems] == ["line 1"]


def test_what_python_prints_is_read() -> None:
    value = {"Events": [{"CloudTrailEvent": QUOTED, "EventTime": "WHEN"}]}
    printed = repr(value).replace("'WHEN'", "datetime.datetime(2026, 11, 1, tzinfo=tzlocal())")
    [delivery] = read_shape(printed.encode(), "file").deliveries
    assert delivery.raw == ONE


YAML = b"""Events:
- AccessKeyId: AKIA
  CloudTrailEvent: '%s'
  Username: alice
"""


def test_json_in_yaml_is_unfolded() -> None:
    spaced = text(record(1, userAgent="it's a browser"))
    folded = spaced.replace(b"'", b"''").replace(b"a browser", b"a\n    browser")
    shape = read_shape(YAML % folded, "file")
    assert [delivery.raw for delivery in shape.deliveries] == [spaced]
    assert shape.problems == []


OCSF = {
    "metadata": {"product": {"name": "CloudTrail", "version": "1.08"}, "uid": "id-1"},
    "time": 1_793_538_000_000,
    "cloud": {"provider": "AWS", "region": "eu-west-1"},
    "api": {"operation": "PutObject", "service": {"name": "s3.amazonaws.com"}},
    "actor": {
        "user": {"uid_alt": "arn:aws:sts::111122223333:assumed-role/ops/eve", "type": "AssumedRole"}
    },
    "src_endpoint": {"ip": "192.0.2.9"},
}
ECS = {
    "@timestamp": "2026-11-01T13:00:00.000Z",
    "event": {"action": "PutObject", "provider": "s3.amazonaws.com", "id": "id-1"},
    "aws": {
        "cloudtrail": {
            "event_version": "1.08",
            "user_identity": {"arn": "arn:aws:sts::111122223333:assumed-role/ops/eve"},
        }
    },
    "source": {"ip": "192.0.2.9"},
    "cloud": {"region": "eu-west-1"},
}


@pytest.mark.parametrize("form", [OCSF, ECS])
def test_other_normal_forms_say_what_they_were_rebuilt_from(form: object) -> None:
    [delivery] = read_shape(text(form) + b"\n", "file").deliveries
    event = Event(delivery)
    assert (event.identity.role, event.identity.user) == ("ops", "eve")
    assert (event.text("eventName"), event.text("sourceIPAddress")) == ("PutObject", "192.0.2.9")
    assert (event.time, event.text("eventID")) == (1_793_538_000, "id-1")
    assert delivery.note.startswith("Rebuilt from")


AGGREGATED = {
    "eventVersion": "1.0",
    "accountId": "111122223333",
    "eventId": "22222222-0000-0000-0000-000000000000",
    "eventCategory": "Aggregated",
    "eventType": "AwsAggregatedEvent",
    "awsRegion": "us-west-2",
    "eventSource": "s3.amazonaws.com",
    "timeWindow": {"windowStart": "2026-11-01T13:00:00Z", "windowEnd": "2026-11-01T13:05:00Z"},
    "summary": {
        "primaryDimension": {
            "dimension": "eventName",
            "statistics": [{"name": "PutObject", "value": 1000}],
        }
    },
}


def test_aggregated_events_have_their_window_as_time() -> None:
    [delivery] = read_shape(trail([text(AGGREGATED)]), "file").deliveries
    event = Event(delivery)
    assert (event.time, event.account) == (1_793_538_000, "111122223333")
    assert event.text("eventID") == AGGREGATED["eventId"]
