"""Dossiers gathered from records: every list against the records themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.aws_double.corpus import records_below
from tests.make import START, delivery, record
from tests.sessions import ACCOUNTS, Story, user
from trailview.demo.trail import write_trail
from trailview.events.dossier.gather import Dossier, Gathering
from trailview.events.dossier.tallies import Entry
from trailview.events.dossier.topic import Kind, Topic
from trailview.events.record import Event

ALICE = user("alice")
BUCKET = "arn:aws:s3:::audit"


def gathered(topic: Topic, records: Iterable[Mapping[str, Any]], most: int = 10_000) -> Dossier:
    gathering = Gathering(topic, most)
    for one in records:
        gathering.take(Event(delivery(one)))
    return gathering.dossier()


def entries(dossier: Dossier, name: str) -> list[Entry]:
    return [entry for found in dossier.lists if found.id == name for entry in found.entries]


def cells(dossier: Dossier, name: str) -> list[tuple[str, ...]]:
    return [entry.cells for entry in entries(dossier, name)]


def test_a_users_dossier_counts_what_the_records_say(tmp_path: Path) -> None:
    write_trail(tmp_path, now=START, events=1_000, days=20)
    made = records_below(tmp_path)
    names = Counter(one["userIdentity"].get("userName") for one in made)
    name = next(found for found, _ in names.most_common() if found)
    own = [one for one in made if one["userIdentity"].get("userName") == name]
    dossier = gathered(Topic(Kind.USER, name), own)
    assert dossier.seen.events == len(own)
    for found, member in (("addresses", "sourceIPAddress"), ("agents", "userAgent")):
        told = {entry.cells[0]: entry.seen.events for entry in entries(dossier, found)}
        assert told == Counter(one.get(member, "") for one in own)
    places = {entry.cells: entry.seen.events for entry in entries(dossier, "places")}
    assert places == Counter((one["recipientAccountId"], one["awsRegion"]) for one in own)
    denied = sum("AccessDenied" in one.get("errorCode", "") for one in own)
    assert sum(entry.seen.events for entry in entries(dossier, "denials")) >= denied


def test_sessions_what_was_begun_and_how() -> None:
    story = Story()
    session = story.assume(ALICE, "Audit", "alice", sourceIdentity="alice")
    session["sessionContext"]["attributes"]["mfaAuthenticated"] = "true"
    story.call(session, "ListBuckets", sessionCredentialFromConsole="true")
    story.call(session, "ListBuckets")
    whole = gathered(Topic(Kind.PRINCIPAL, session["arn"]), story.records[1:])
    assert cells(whole, "sessions") == [("alice", session["accessKeyId"], "alice", "MFA")]
    assert (whole.mfa, whole.console, whole.seen.events) == (2, 1, 2)
    assert whole.latest is not None
    assert whole.latest.caller.key == session["accessKeyId"]
    begun = gathered(Topic(Kind.PRINCIPAL, ALICE["arn"]), story.records[:1])
    assert cells(begun, "begun") == [("AssumeRole", session["arn"], session["accessKeyId"])]
    assert not cells(begun, "reads")


def test_what_was_made_changed_deleted_and_read() -> None:
    story = Story()
    story.call(
        ALICE,
        "CreateAccessKey",
        readOnly=False,
        responseElements={"accessKey": {"accessKeyId": "AKIANEW", "userName": "alice"}},
    )
    story.call(
        ALICE,
        "UpdateUser",
        readOnly=False,
        requestParameters={"userName": "bob", "newUserName": "eve"},
    )
    story.call(ALICE, "DeleteBucket", readOnly=False, requestParameters={"bucketName": "audit"})
    story.call(ALICE, "GetSecretValue", requestParameters={"secretId": "db"})
    story.call(ALICE, "Decrypt")
    story.call(ALICE, "ListBuckets")
    story.call(ALICE, "DeleteTrail", readOnly=False, errorCode="TrailNotFoundException")
    dossier = gathered(Topic(Kind.USER, "alice"), story.records)
    assert cells(dossier, "made") == [("CreateAccessKey", "", "made AKIANEW")]
    assert cells(dossier, "changed") == [("UpdateUser", "bob", "newUserName: bob → eve")]
    assert cells(dossier, "deleted") == [("DeleteBucket", "audit", "")]
    assert {names[0] for names in cells(dossier, "reads")} == {"GetSecretValue", "Decrypt"}
    assert cells(dossier, "errors") == [("TrailNotFoundException", "DeleteTrail")]


def test_denials_are_grouped_by_permission_and_policy() -> None:
    story = Story()
    for policy in ("identity-based policy", "identity-based policy", "permissions boundary"):
        said = f"User: x is not authorized to perform: s3:GetObject because no {policy} allows it"
        story.call(ALICE, "GetObject", errorCode="AccessDenied", errorMessage=said)
    dossier = gathered(Topic(Kind.USER, "alice"), story.records)
    assert [(entry.cells[:2], entry.seen.events) for entry in entries(dossier, "denials")] == [
        (("s3:GetObject", "no identity-based policy allows it"), 2),
        (("s3:GetObject", "no permissions boundary allows it"), 1),
    ]


def bucket_story() -> Story:
    story = Story()
    of_it = {"requestParameters": {"bucketName": "audit"}}
    story.call(ALICE, "CreateBucket", readOnly=False, **of_it)
    story.call(ALICE, "PutBucketPolicy", readOnly=False, **of_it)
    story.call(user("bob"), "PutBucketPolicy", readOnly=False, **of_it)
    for _ in range(2):
        story.call(ALICE, "PutBucketPolicy", readOnly=False, **of_it)
    story.call(ALICE, "DeleteBucketPolicy", readOnly=False, **of_it)
    story.call(ALICE, "PutObject", readOnly=False, **of_it)
    story.call(user("bob"), "GetBucketAcl", **of_it)
    story.call(ALICE, "DeleteBucket", readOnly=False, errorCode="AccessDenied", **of_it)
    story.call(ALICE, "DeleteBucket", readOnly=False, **of_it)
    return story


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_resources_story_from_beginning_to_end(newest_first: bool) -> None:
    records = bucket_story().records
    dossier = gathered(Topic(Kind.RESOURCE, BUCKET), records[:: -1 if newest_first else 1])
    told = [(entry.cells[:3], entry.seen.events) for entry in entries(dossier, "story")]
    assert told == [
        (("made", "CreateBucket", "alice"), 1),
        (("changed", "PutBucketPolicy", "alice"), 1),
        (("changed", "PutBucketPolicy", "bob"), 1),
        (("changed", "PutBucketPolicy", "alice"), 2),
        (("changed", "DeleteBucketPolicy", "alice"), 1),
        (("used", "PutObject", "alice"), 1),
        (("deleted", "DeleteBucket", "alice"), 1),
    ]
    assert cells(dossier, "readers") == [("bob", "GetBucketAcl")]
    assert [names[0] for names in cells(dossier, "denials")] == ["ec2:DeleteBucket"]


def test_what_is_called_alike_is_left_out_and_counted() -> None:
    story = Story()
    story.call(ALICE, "GetRole", requestParameters={"roleArn": "arn:aws:iam::1:role/audit"})
    story.call(ALICE, "GetBucketAcl", requestParameters={"bucketName": "audit"})
    story.call(ALICE, "GetBucketAcl", resources=[{"ARN": BUCKET, "type": "AWS::S3::Bucket"}])
    dossier = gathered(Topic(Kind.RESOURCE, BUCKET), story.records)
    assert (dossier.seen.events, dossier.others) == (2, 1)


@pytest.mark.parametrize(
    ("name", "members", "what"),
    [
        ("RunInstances", {"responseElements": {"items": [{"instanceId": "i-1"}]}}, "made"),
        (
            "TerminateInstances",
            {"requestParameters": {"items": [{"instanceId": "i-1"}]}},
            "deleted",
        ),
        ("StopInstances", {"requestParameters": {"items": [{"instanceId": "i-1"}]}}, "changed"),
        ("CreateVolume", {"requestParameters": {"instanceId": "i-1"}}, "used"),
        ("CreateImage", {"requestParameters": {"instanceId": "i-1", "name": "x"}}, "used"),
        ("CreateFunction20150331", {"requestParameters": {"functionName": "i-1"}}, "made"),
        ("CreateTrail", {"requestParameters": {"name": "i-1"}}, "made"),
        ("ScheduleKeyDeletion", {"requestParameters": {"keyId": "i-1"}}, "deleted"),
        ("DeleteTags", {"requestParameters": {"resourceId": "i-1"}}, "used"),
        ("DeleteSecurityGroup", {"requestParameters": {"groupId": "i-1"}}, "deleted"),
        (
            "DeletePolicy",
            {"requestParameters": {"policyArn": "arn:aws:iam::1:policy/i-1"}},
            "deleted",
        ),
        ("CreatePolicyVersion", {"requestParameters": {"policyArn": "a/i-1"}}, "changed"),
    ],
)
def test_what_a_call_did_to_a_resource(name: str, members: dict[str, Any], what: str) -> None:
    made = record(eventName=name, readOnly=False, **members)
    dossier = gathered(Topic(Kind.RESOURCE, "i-1"), [made])
    assert [told[0] for told in cells(dossier, "story")] == [what]


def test_memory_is_bounded_and_what_is_cut_is_counted() -> None:
    made = [record(number, sourceIPAddress=f"10.0.0.{number}") for number in range(20)]
    dossier = gathered(Topic(Kind.USER, "alice"), made, most=5)
    (found,) = [found for found in dossier.lists if found.id == "addresses"]
    assert (len(found.entries), found.uncounted) == (5, 15)
    assert dossier.seen.events == 20


@pytest.mark.parametrize("kind", list(Kind))
def test_any_record_is_taken(kind: Kind) -> None:
    odd: list[Mapping[str, Any]] = [
        {},
        {"userIdentity": 3, "requestParameters": [1], "resources": "x", "eventName": 5},
        {"eventName": "RunInstances", "readOnly": "no", "responseElements": {"a": [[[[1]]]]}},
        {"errorCode": "AccessDenied", "errorMessage": ["x"], "userIdentity": {"arn": {}}},
    ]
    dossier = gathered(Topic(kind, "arn:aws:s3:::x" if kind is Kind.RESOURCE else "x"), odd)
    assert dossier.seen.events + dossier.others == len(odd)


def test_accounts_are_told_apart() -> None:
    story = Story()
    for account in ACCOUNTS:
        story.call(ALICE, account=account)
    dossier = gathered(Topic(Kind.USER, "alice"), story.records)
    assert {names[0] for names in cells(dossier, "places")} == set(ACCOUNTS)


def test_a_user_is_an_end_and_a_session_is_gone_back_from() -> None:
    story = Story()
    session = story.assume(ALICE, "Audit", "alice-x")
    story.call(session)
    own = gathered(Topic(Kind.PRINCIPAL, ALICE["arn"]), story.records[:1])
    assert own.subject is None
    assert gathered(Topic(Kind.USER, "alice"), story.records[:1]).subject is None
    for topic in (Topic(Kind.USER, "alice-x"), Topic(Kind.KEY, session["accessKeyId"])):
        found = gathered(topic, story.records[1:]).subject
        assert found is not None
        assert found.key == session["accessKeyId"]
    assert gathered(Topic(Kind.ROLE, "Audit"), story.records[1:]).subject is None
