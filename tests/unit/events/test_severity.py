"""The severity rules, in the order in which they are tried."""

from __future__ import annotations

import json

import pytest

from trailview.events.record import Delivery, Event
from trailview.events.severity import Severity


def severity_of(**members: object) -> Severity:
    return Event(Delivery(json.dumps(members).encode())).severity


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"eventName": "DescribeInstances", "readOnly": True}, Severity.READ),
        ({"eventName": "DescribeInstances"}, Severity.READ),
        ({"eventName": "RunInstances", "readOnly": False}, Severity.WRITE),
        ({"eventName": "GetSecretValue", "readOnly": True}, Severity.SENSITIVE),
        ({"eventName": "AssumeRole", "readOnly": True}, Severity.SENSITIVE),
        ({"eventName": "DeleteTrail", "readOnly": False}, Severity.DESTRUCTIVE),
        ({"eventName": "StopLogging", "readOnly": False}, Severity.DESTRUCTIVE),
        ({"eventName": "UpdateTrail", "readOnly": False}, Severity.DESTRUCTIVE),
        ({"eventName": "RemoveTagsFromResource", "readOnly": False}, Severity.WRITE),
        ({"eventName": "DeleteTrail", "errorCode": "AccessDenied"}, Severity.FAILED),
        ({"eventName": "GetSecretValue", "errorCode": "AccessDenied"}, Severity.FAILED),
        ({"eventName": "ListBuckets", "errorCode": "AccessDenied"}, Severity.FAILED_READ),
        (
            {"eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": "Failure"}},
            Severity.FAILED,
        ),
        ({"eventName": "GetBucketAcl", "userIdentity": {"type": "Root"}}, Severity.ROOT),
        (
            {"eventName": "X", "errorCode": "AccessDenied", "userIdentity": {"type": "Root"}},
            Severity.ROOT,
        ),
        ({}, Severity.WRITE),
    ],
)
def test_rules(members: dict[str, object], expected: Severity) -> None:
    assert severity_of(**members) is expected


def test_marks_tell_severities_apart_without_colour() -> None:
    assert len({severity.mark for severity in Severity}) == len(Severity)
    assert all(severity.label for severity in Severity)
