"""Which permission a denied call lacked, and which policy says so: AWS's documented wordings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.make import delivery, record
from trailview.events.dossier.denials import Denial, denial_of
from trailview.events.record import Event

USER = "User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform: "
ON = " on resource: arn:aws:secretsmanager:us-east-1:777788889999:secret:s-AbCdEf"
KINDS = (
    "service control policy",
    "resource control policy",
    "VPC endpoint policy",
    "permissions boundary",
    "session policy",
    "role trust policy",
    "resource-based policy",
    "identity-based policy",
)
ARNS = {
    "service control policy": "arn:aws:organizations::987654321098:policy/o-qv5a/"
    "service_control_policy/p-2kgnabcd",
    "resource control policy": "arn:aws:organizations::987654321098:policy/o-qv5a/"
    "resource_control_policy/p-8kgnabcd",
    "permissions boundary": "arn:aws:iam::777788889999:policy/boundaries/Developers",
    "session policy": "arn:aws:iam::777788889999:policy/Session",
    "identity-based policy": "arn:aws:iam::777788889999:policy/DenyAll",
}


def denied(message: str | None, code: str = "AccessDenied", **members: Any) -> Denial:
    made = record(errorCode=code, errorMessage=message, **members)
    return denial_of(Event(delivery(made)))


@pytest.mark.parametrize("on", ["", ON])
@pytest.mark.parametrize("kind", KINDS)
def test_no_policy_of_a_kind_allows_it(kind: str, on: str) -> None:
    action = "secretsmanager:GetSecretValue"
    told = denied(f"{USER}{action}{on} because no {kind} allows the {action} action")
    assert (told.permission, told.policy, told.is_explicit) == (action, kind, False)
    assert told.why == f"no {kind} allows it"


@pytest.mark.parametrize("on", ["", ON])
@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_of_a_kind_denies_it(kind: str, on: str) -> None:
    told = denied(f"{USER}codecommit:ListRepositories{on} with an explicit deny in a {kind}")
    assert (told.policy, told.is_explicit, told.policy_arn) == (kind, True, "")
    assert told.permission == "codecommit:ListRepositories"
    assert told.why.startswith("explicit deny in a")


@pytest.mark.parametrize(("kind", "arn"), ARNS.items())
def test_the_policy_is_named(kind: str, arn: str) -> None:
    told = denied(f"{USER}iam:ListRoles with an explicit deny in a {kind}: {arn}")
    assert (told.policy, told.policy_arn) == (kind, arn)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (f"{USER}iam:ListRoles with an explicit deny", "an explicit deny"),
        (
            f"{USER}iam:ListRoles due to an explicit deny in a Service Control Policy",
            "explicit deny in a service control policy",
        ),
        (
            f"{USER}iam:ListRoles with an explicit deny in an identity-based policy",
            "explicit deny in an identity-based policy",
        ),
        (f"{USER}iam:ListRoles", "not told"),
        ("Access Denied", "not told"),
        (None, "not told"),
        (
            f"{USER}kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/k because the resource "
            "does not exist in this Region, no resource-based policies allow access, or a "
            "resource-based policy explicitly denies access",
            "no resource-based policy allows it",
        ),
        (
            "You are not authorized to perform this operation. "
            f"{USER}ec2:RunInstances on resource: arn:aws:ec2:us-east-1:1:instance/* because no "
            "identity-based policy allows the ec2:RunInstances action. Encoded authorization "
            "failure message: AbC with an explicit xyz",
            "no identity-based policy allows it",
        ),
    ],
)
def test_other_wordings(message: str | None, why: str) -> None:
    assert denied(message).why == why


def test_a_policy_of_an_endpoint_is_told_by_its_code() -> None:
    told = denied("The request was denied due to a VPC endpoint policy", "VpceAccessDenied")
    assert told.policy == "VPC endpoint policy"


def test_without_a_message_the_event_names_the_permission() -> None:
    told = denied("Access Denied", eventSource="s3.amazonaws.com", eventName="GetObject")
    assert told.permission == "s3:GetObject"


def test_a_message_that_is_made_up_takes_no_time_and_does_no_harm() -> None:
    told = denied("explicit deny in " * 50_000 + "because no " * 50_000)
    assert told.policy == "not told"
