"""What matters of an event, line by line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.make import record
from trailview.events.essentials import essentials
from trailview.events.record import Delivery, Event


def told(**members: Any) -> dict[str, str]:
    return dict(essentials(Event(Delivery(json.dumps(record(1, **members)).encode()))))


def test_who_exactly_and_from_where() -> None:
    role = "arn:aws:sts::111122223333:assumed-role/Admin/alice"
    identity = {
        "type": "AssumedRole",
        "arn": role,
        "accessKeyId": "ASIAEXAMPLE",
        "sessionContext": {
            "sourceIdentity": "alice@example.com",
            "attributes": {"mfaAuthenticated": "true"},
        },
    }
    lines = told(userIdentity=identity, userAgent="aws-cli/2.15", vpcEndpointId="vpce-1")
    assert lines["who"] == (
        f"{role} · ASIAEXAMPLE · source identity alice@example.com · MFA · person"
    )
    assert lines["from"] == "203.0.113.7 · aws-cli/2.15 · vpce-1"


def test_targets_are_arns_or_the_most_telling_parameter() -> None:
    arns = [{"ARN": f"arn:aws:s3:::bucket-{n}"} for n in range(5)]
    assert told(resources=arns)["target"].endswith("bucket-2 · and 2 more")
    assert told(requestParameters={"bucketName": "one"})["target"] == "one"
    assert "target" not in told(requestParameters=None)


def test_what_changed_is_told_of_what_succeeded_only() -> None:
    asked = {"bucketName": "one", "versioning": "Suspended"}
    made = {"eventName": "PutBucketVersioning", "readOnly": False, "requestParameters": asked}
    assert "Suspended" in told(**made)["changed"]
    assert "changed" not in told(**made, errorCode="AccessDenied")
    assert "changed" not in told(**made | {"readOnly": True})


def test_a_denial_names_permission_and_policy() -> None:
    message = (
        "User: arn:aws:iam::1:user/x is not authorized to perform: iam:CreateUser on resource: y "
        "with an explicit deny in a service control policy"
    )
    lines = told(errorCode="AccessDenied", errorMessage=message)
    assert lines["denied"] == "iam:CreateUser · explicit deny in a service control policy"
    assert lines["error"] == f"AccessDenied · {message}"
    assert told(errorCode="AccessDenied")["denied"].startswith("ec2:")
    assert "denied" not in told(errorCode="ValidationError")


@pytest.mark.parametrize("raw", [b"{}", b"[]", b"null", b'{"userIdentity":5,"resources":{}}'])
def test_any_record_is_taken(raw: bytes) -> None:
    assert all(line.text for line in essentials(Event(Delivery(raw))))
