"""Values that a store writes with their type around them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from trailview.backends.files.boxes import opened
from trailview.backends.files.shapes import Shape, read_shape

RECORD: dict[str, object] = {
    "eventVersion": "1.10",
    "userIdentity": {"type": "IAMUser", "userName": "kim", "accountId": "111122223333"},
    "eventTime": "2026-11-20T10:00:00Z",
    "eventSource": "s3.amazonaws.com",
    "eventName": "PutBucketPolicy",
    "awsRegion": "eu-central-1",
    "sourceIPAddress": "198.51.100.7",
    "requestParameters": {"bucketName": "b", "tags": ["x", {"Key": "S"}], "size": 5},
    "responseElements": None,
    "readOnly": False,
    "eventID": "00000000-0000-4000-8000-000000000001",
}
Box = Callable[[object], object]


def dynamo(value: object) -> object:
    if isinstance(value, dict):
        return {"M": {name: dynamo(inner) for name, inner in value.items()}}
    if isinstance(value, list):
        return {"L": [*map(dynamo, value)]}
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def firestore(value: object) -> object:
    if isinstance(value, dict):
        return {"mapValue": {"fields": {name: firestore(inner) for name, inner in value.items()}}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [*map(firestore, value)]}}
    if value is None:
        return {"nullValue": None}
    if isinstance(value, bool):
        return {"booleanValue": value}
    return {"integerValue": str(value)} if isinstance(value, int) else {"stringValue": value}


def of_xml(value: object) -> object:
    if isinstance(value, dict):
        return {name: of_xml(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [*map(of_xml, value)]
    return {"#text": value}


def outermost(box: Box) -> dict[str, object]:
    return {name: box(value) for name, value in RECORD.items()}


@pytest.mark.parametrize("box", [dynamo, firestore, of_xml])
@pytest.mark.parametrize("around", ["Item", "fields", None])
def test_a_record_is_taken_out_of_its_boxes(box: Box, around: str | None) -> None:
    item = outermost(box)
    shape = read(json.dumps({around: item} if around else item))
    (found,) = shape.deliveries
    assert json.loads(found.raw) == RECORD
    assert "with their types around them" in found.note
    assert not shape.problems


@pytest.mark.parametrize(
    ("time", "told"),
    [
        ({"$date": "2026-11-20T10:00:00Z"}, "2026-11-20T10:00:00Z"),
        ({"$date": {"$numberLong": "1795168800000"}}, 1_795_168_800_000),
        ({"long": 1_795_168_800_000}, 1_795_168_800_000),
    ],
)
def test_a_time_alone_stands_in_a_box(time: object, told: object) -> None:
    shape = read(json.dumps({**RECORD, "eventTime": time}))
    assert json.loads(shape.deliveries[0].raw) == {**RECORD, "eventTime": told}
    assert not shape.problems


@pytest.mark.parametrize("value", [{"a": 1, "b": 2}, ["PutObject"], {"unheard": "of"}])
def test_what_is_no_text_is_told(value: object) -> None:
    shape = read(json.dumps({**RECORD, "eventName": value}))
    assert len(shape.deliveries) == 1
    assert [why for _, why in shape.problems] == ["its eventName is no text, as CloudTrail's is"]


def test_a_parameter_that_looks_like_a_box_stays_in_a_plain_record() -> None:
    plain = {**RECORD, "requestParameters": {"key": {"id": {"S": "42"}}}}
    assert json.loads(read(json.dumps(plain)).deliveries[0].raw) == plain


def test_deep_boxes_end() -> None:
    value: object = "x"
    for _ in range(500):
        value = {"M": value}
    assert opened(value)


def read(text: str) -> Shape:
    return read_shape(text.encode(), "a.json")
