"""Records, blocks and stores for tests, made from a few telling members."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from trailview.events.block import Block
from trailview.events.decode import Decoder
from trailview.events.record import Delivery
from trailview.events.times import iso
from trailview.store.columns import Store

START = 1_763_812_800
"""2025-11-22T12:00:00Z, when the tests' first event happens."""


def record(number: int = 0, **members: Any) -> dict[str, Any]:
    """An ordinary record, one second after the one numbered before; `None` removes a member."""
    made = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAEXAMPLE",
            "arn": "arn:aws:iam::111122223333:user/alice",
            "accountId": "111122223333",
            "accessKeyId": "AKIAEXAMPLE",
            "userName": "alice",
        },
        "eventTime": iso(START + number),
        "eventSource": "ec2.amazonaws.com",
        "eventName": "DescribeInstances",
        "awsRegion": "eu-central-1",
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "aws-cli/2",
        "requestParameters": None,
        "responseElements": None,
        "requestID": str(uuid.uuid5(uuid.NAMESPACE_OID, f"request {number}")),
        "eventID": str(uuid.uuid5(uuid.NAMESPACE_OID, f"event {number}")),
        "readOnly": True,
        "eventType": "AwsApiCall",
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
    }
    made.update(members)
    return {name: value for name, value in made.items() if value is not None}


def delivery(value: Mapping[str, Any]) -> Delivery:
    return Delivery(json.dumps(value).encode())


def block(
    records: Iterable[Mapping[str, Any]], decoder: Decoder | None = None, *, keep: bool = True
) -> Block:
    """A block of records, which it carries along when `keep` is set."""
    found = [delivery(value) for value in records]
    return (decoder or Decoder()).deliveries(found, 0, keep=keep)


def store(records: Iterable[Mapping[str, Any]]) -> Store:
    """A store of records, which it keeps."""
    made = Store()
    made.append(block(records))
    return made
