"""What event history derives from a record."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws_double.derived import resources, username
from tests.make import record

ROLE = "arn:aws:iam::111122223333:role/team/Admin"
SESSION = "arn:aws:sts::111122223333:assumed-role/Admin/alice@example.com"


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ({"type": "IAMUser", "userName": "alice"}, "alice"),
        ({"type": "Root", "userName": "our-alias"}, "root"),
        ({"type": "AssumedRole", "principalId": "AROAEXAMPLE:a@b.c"}, "a@b.c"),
        ({"type": "AssumedRole", "principalId": "AROAEXAMPLE:"}, None),
        ({"type": "FederatedUser", "principalId": "111122223333:bob"}, "bob"),
        ({"type": "WebIdentityUser", "userName": "id-7"}, "id-7"),
        ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, None),
        ({"type": "AWSAccount", "principalId": "AIDAEXAMPLE", "accountId": "444455556666"}, None),
        ("odd", None),
    ],
)
def test_username(identity: Any, expected: str | None) -> None:
    assert username({"userIdentity": identity}) == expected


def test_an_assumed_role_lists_the_key_the_session_and_the_role() -> None:
    found = resources(
        record(
            eventName="AssumeRole",
            resources=[{"ARN": ROLE, "type": "AWS::IAM::Role", "accountId": "111122223333"}],
            requestParameters={"roleArn": ROLE, "roleSessionName": "alice@example.com"},
            responseElements={
                "credentials": {"accessKeyId": "ASIAEXAMPLE", "sessionToken": "…"},
                "assumedRoleUser": {"assumedRoleId": "AROAEXAMPLE:alice", "arn": SESSION},
            },
        )
    )
    assert sorted(found) == [
        ("AROAEXAMPLE:alice", "AWS::STS::AssumedRole"),
        ("ASIAEXAMPLE", "AWS::IAM::AccessKey"),
        ("alice@example.com", "AWS::STS::AssumedRole"),
        (ROLE, "AWS::IAM::Role"),
        (SESSION, "AWS::STS::AssumedRole"),
    ]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"resources": [{"ARN": "arn:aws:s3:::b"}, {"type": "x"}, 7]}, [("arn:aws:s3:::b", None)]),
        (
            {"requestParameters": {"bucketName": "b", "tagging": ""}},
            [("b", "AWS::S3::Bucket")],
        ),
        (
            {"responseElements": {"accessKey": {"userName": "bob", "accessKeyId": "AKIAX"}}},
            [("bob", "AWS::IAM::User"), ("AKIAX", "AWS::IAM::AccessKey")],
        ),
        (
            {"requestParameters": {"instancesSet": {"items": [{"instanceId": "i-1"}]}}},
            [("i-1", "AWS::EC2::Instance")],
        ),
        ({"requestParameters": {"description": "bob", "userName": 7}}, []),
        ({"resources": "odd", "requestParameters": "odd"}, []),
    ],
)
def test_resources(members: dict[str, Any], expected: list[tuple[str, str | None]]) -> None:
    assert resources(record(**members)) == expected
