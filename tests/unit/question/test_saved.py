"""Saved questions: what those that come along find, and how parameters are put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import delivery, record
from trailview.errors import QuestionError, UsageError
from trailview.events.pattern import Pattern
from trailview.events.record import Event
from trailview.question.predicate import holds
from trailview.question.query import Question
from trailview.question.saved import Saved, collection, find_saved
from trailview.question.terms import single_terms
from trailview.question.when import PRESETS

LIBRARY: Final = collection()
VALUES: Final = {
    "who": "alice",
    "name": "my-bucket",
    "role": "Admin",
    "key": "AKIALEAKED",
    "address": "198.51.100.0/24",
}


def call(service: str, name: str, *, read: bool = False, **members: Any) -> Mapping[str, Any]:
    """A record of one call, a change unless it is said to read, by a user nobody asks about."""
    identity = {"type": "IAMUser", "userName": "bob", "accountId": "111122223333"}
    source = f"{service}.amazonaws.com"
    common = {"userIdentity": identity, "eventSource": source, "eventName": name, "readOnly": read}
    return record(0, **{**common, **members})


ALICE = {"type": "IAMUser", "userName": "alice"}
ROOT = {"type": "Root", "accountId": "111122223333"}
DENIED: dict[str, Any] = {"errorCode": "AccessDenied"}
TO_ALL = {"ipPermissions": {"items": [{"ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]}}]}}
LOGIN: dict[str, Any] = {"eventType": "AwsConsoleSignIn"}

EXAMPLES: Final[dict[str, Mapping[str, Any]]] = {
    "changes": call("ec2", "CreateTags"),
    "changes-by": call("ec2", "CreateTags", userIdentity=ALICE),
    "changes-to": call("s3", "PutBucketTagging", requestParameters={"bucketName": "my-bucket"}),
    "deletions": call("ec2", "TerminateInstances"),
    "denied": call("ec2", "DescribeVpcs", read=True, **DENIED),
    "denied-for": call("ec2", "DescribeVpcs", read=True, userIdentity=ALICE, **DENIED),
    "root": call("s3", "ListBuckets", read=True, userIdentity=ROOT),
    "logins-without-mfa": call(
        "signin",
        "ConsoleLogin",
        responseElements={"ConsoleLogin": "Success"},
        additionalEventData={"MFAUsed": "No"},
        **LOGIN,
    ),
    "logins-failed": call(
        "signin", "ConsoleLogin", responseElements={"ConsoleLogin": "Failure"}, **LOGIN
    ),
    "mfa-removed": call("iam", "DeactivateMFADevice"),
    "new-access-keys": call("iam", "CreateAccessKey"),
    "new-users": call("iam", "CreateLoginProfile"),
    "iam-changes": call("iam", "PutRolePolicy", **DENIED),
    "admin-granted": call(
        "iam",
        "AttachUserPolicy",
        requestParameters={"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    "trust-changed": call("iam", "UpdateAssumeRolePolicy"),
    "role-taken": call(
        "sts",
        "AssumeRole",
        read=True,
        requestParameters={"roleArn": "arn:aws:iam::111122223333:role/Admin"},
    ),
    "by-key": call("ec2", "DescribeVpcs", read=True, userIdentity={"accessKeyId": "AKIALEAKED"}),
    "from-address": call("ec2", "DescribeVpcs", read=True, sourceIPAddress="198.51.100.9"),
    "security-groups": call("ec2", "AuthorizeSecurityGroupIngress"),
    "open-to-the-world": call("ec2", "AuthorizeSecurityGroupIngress", requestParameters=TO_ALL),
    "public-s3": call("s3", "DeleteBucketPublicAccessBlock"),
    "shared-snapshots": call("ec2", "ModifySnapshotAttribute"),
    "trail-tampering": call("cloudtrail", "StopLogging"),
    "protection-off": call("guardduty", "DeleteDetector"),
    "secrets-read": call("secretsmanager", "GetSecretValue", read=True),
    "kms-key-deletion": call("kms", "ScheduleKeyDeletion"),
    "instances-launched": call("ec2", "RunInstances"),
    "functions-changed": call("lambda", "UpdateFunctionCode20150331v2"),
    "organization-changes": call("organizations", "LeaveOrganization"),
}
"""For each question that comes along, a record that it is about."""

OF_NO_INTEREST: Final = (
    call("ec2", "DescribeInstances", read=True),
    call("autoscaling", "PutScalingPolicy", userIdentity={"type": "AWSService"}),
    call(
        "signin",
        "ConsoleLogin",
        read=True,
        responseElements={"ConsoleLogin": "Success"},
        additionalEventData={"MFAUsed": "Yes"},
        **LOGIN,
    ),
)


def finds(saved: Saved, value: Mapping[str, Any]) -> bool:
    question = saved.filled({name: VALUES[name] for name in saved.parameters})
    return holds(question, Event(delivery(value)))


@pytest.mark.parametrize("name", LIBRARY)
def test_each_finds_what_it_is_about_and_nothing_ordinary(name: str) -> None:
    saved = LIBRARY[name]
    assert finds(saved, EXAMPLES[name])
    assert not any(finds(saved, ordinary) for ordinary in OF_NO_INTEREST)


@pytest.mark.parametrize("name", LIBRARY)
def test_each_says_why_and_has_a_usual_span(name: str) -> None:
    saved = LIBRARY[name]
    assert saved.question.terms
    assert saved.why.endswith((".", "?"))
    assert saved.since in PRESETS
    assert not saved.is_own


def test_narrow_questions_find_no_other_examples() -> None:
    broad = {"changes", "changes-by", "denied", "iam-changes", "deletions"}
    found = {
        name: {other for other, value in EXAMPLES.items() if finds(saved, value)} - broad
        for name, saved in LIBRARY.items()
        if name not in broad
    }
    assert found.pop("security-groups") == {"security-groups", "open-to-the-world"}
    assert found.pop("denied-for") == {"denied-for"}
    assert all(others == {name} for name, others in found.items())


@pytest.mark.parametrize(
    ("value", "pieces"),
    [
        ("alice", ("alice",)),
        ("ali*", ("ali", "")),
        ("alice, bob", ("alice, bob",)),
        ('"x" -is:root', ('"x" -is:root',)),
        ("a\\b", ("a\\b",)),
    ],
)
def test_a_value_is_put_in_as_it_is(value: str, pieces: tuple[str, ...]) -> None:
    (term,) = single_terms(Saved("s", "user:{who}").filled({"who": value}).terms)
    assert term.values == (Pattern(pieces),)


@given(st.text(st.characters(exclude_categories=["C"], exclude_characters="*"), min_size=1))
def test_no_value_becomes_another_question(value: str) -> None:
    filled = Saved("s", "-role:{x},{y}* foo").filled({"x": value, "y": "z"})
    first, second = single_terms(filled.terms)
    assert first.negated
    assert first.values == (Pattern((value,)), Pattern(("z", "")))
    assert second.values == (Pattern(("foo",)),)


def test_parameters_are_named_once_and_all_needed() -> None:
    saved = Saved("s", "user:{who} resource:{what} role:{who}")
    assert saved.parameters == ("who", "what")
    with pytest.raises(UsageError, match="--param what="):
        saved.filled({"who": "x", "what": ""})
    with pytest.raises(UsageError, match="hwo"):
        saved.filled({"who": "x", "what": "y", "hwo": "z"})
    with pytest.raises(UsageError, match="/99"):
        Saved("s", "-ip:10.0.0.1,{net}").filled({"net": "10.0.0.0/99"})
    with pytest.raises(QuestionError):
        Saved("s", "usr:{who}").filled({"who": "x"})


def test_ones_own_take_the_place_of_those_that_come_along() -> None:
    own = [("root", "is:root", "Mine.", "", ""), ("new", "is:denied", "", "1h", "")]
    questions = collection(own)
    assert questions["root"] == Saved("root", "is:root", "Mine.", is_own=True)
    assert find_saved("new", questions).is_own
    assert len(questions) == len(LIBRARY) + 1
    with pytest.raises(UsageError, match="Did you mean root"):
        find_saved("rot", questions)


def test_a_raw_text_takes_no_parameters_and_keeps_its_braces() -> None:
    saved = Saved("s", "{ $.userName = {who} }", backend="logs")
    assert saved.parameters == ()
    assert saved.filled({}) == saved.question == Question(raw="{ $.userName = {who} }")
    with pytest.raises(UsageError, match="raw text"):
        saved.filled({"who": "x"})
