"""What a change made different, as its record tells."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.make import delivery, record
from trailview.events.dossier.differences import differences
from trailview.events.record import Event

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:*", "iam:*"], "Resource": "*"},
        {
            "Effect": "Deny",
            "NotAction": "sts:*",
            "Principal": {"AWS": "arn:aws:iam::1:root"},
            "Condition": {"Bool": {}},
        },
    ],
}


def told(asked: Any = None, given: Any = None, name: str = "UpdateX") -> tuple[str, ...]:
    made = record(eventName=name, requestParameters=asked, responseElements=given, readOnly=False)
    return differences(Event(delivery(made)), "alice")


@pytest.mark.parametrize("write", [str, quote])
def test_a_policy_is_told_statement_by_statement(write: Any) -> None:
    asked = {"userName": "alice", "policyDocument": write(json.dumps(POLICY))}
    assert told(asked) == (
        "policyDocument: Allow s3:*, iam:* on *",
        "policyDocument: Deny all but sts:* for arn:aws:iam::1:root under a condition",
    )


def test_rules_of_a_security_group() -> None:
    rule = {
        "ipProtocol": "tcp",
        "fromPort": 22,
        "toPort": 22,
        "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]},
        "ipv6Ranges": {"items": [{"cidrIpv6": "::/0"}]},
    }
    every = {"ipProtocol": "-1", "groups": {"items": [{"groupId": "sg-1"}]}}
    asked = {"ipPermissions": {"items": [rule, every]}}
    assert told(asked, name="AuthorizeSecurityGroupIngress") == (
        "tcp 22 from 0.0.0.0/0",
        "tcp 22 from ::/0",
        "all traffic from sg-1",
    )
    assert told(asked, name="RevokeSecurityGroupEgress")[0] == "tcp 22 to 0.0.0.0/0"


def test_old_and_new_values() -> None:
    assert told({"userName": "alice", "newUserName": "eve"}) == ("newUserName: alice → eve",)
    assert told({"oldSize": 1, "newSize": 2}) == ("newSize: 1 → 2",)
    state = {"instanceId": "i-1", "previousState": {"name": "on"}, "currentState": {"name": "off"}}
    assert told(None, {"instancesSet": {"items": [state]}}) == ("i-1: on → off",)


def test_other_values_but_not_the_name_nor_the_requests_own() -> None:
    asked = {"userName": "alice", "path": "/x/", "clientToken": "t", "nested": {"a": [1, True]}}
    assert told(asked) == ("path=/x/", "nested.a=1")


def test_secrets_are_left_out() -> None:
    found = told({"masterUserPassword": "hunter2", "password": "****"})
    assert found == ("masterUserPassword set (a secret)",)


def test_what_cloudtrail_left_out_is_said() -> None:
    assert "too large" in told({"omitted": True, "reason": "requestParameters too large"})[0]


def test_much_is_cut_and_counted() -> None:
    found = told({f"name{number}": "x" * 10_000 for number in range(1_000)})
    assert len(found) == 7
    assert found[-1].startswith("and ")
    assert max(map(len, found)) < 200


@pytest.mark.parametrize("document", ["{", "[" * 100_000, '{"Statement": 3}', "{}", "%7B"])
def test_any_document_is_taken(document: str) -> None:
    assert isinstance(told({"policyDocument": document}), tuple)
