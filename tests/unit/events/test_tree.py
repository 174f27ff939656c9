"""Everything that leads back to a person, a key or a role."""

from __future__ import annotations

from typing import Any

from tests.sessions import ACCOUNTS, Story, calls_of, user
from trailview.events.issuer import Confidence
from trailview.events.subject import Subject, subject_of
from trailview.events.tree import Branch, tree_of, uses_of

HOME, OTHER, THIRD = ACCOUNTS


def tree(records: list[dict[str, Any]], text: str) -> Branch:
    calls = calls_of(records)
    return tree_of(subject_of(text) or Subject(text), uses_of(calls), calls)


def test_sessions_hang_from_the_key_that_began_them() -> None:
    story, alice = Story(), user("alice")
    story.call(alice)
    first = story.assume(alice, "Audit", "alice")
    second = story.assume(first, "Read", "alice-x", account=OTHER)
    story.call(first, "DeleteBucket", readOnly=False, errorCode="AccessDenied")
    story.call(second)
    story.call(second, "PutObject", readOnly=False)
    story.call(user("bob"))
    other = story.assume(user("bob"), "Audit", "alice")
    story.call(other)
    root = tree(story.records, alice["arn"])
    assert root.own.events == 2
    (audit,) = root.children
    (read,) = audit.children
    assert (audit.keys, read.keys) == ((first["accessKeyId"],), (second["accessKeyId"],))
    assert (audit.own.events, audit.own.writes, audit.own.denials) == (2, 1, 1)
    assert (read.own.events, read.own.writes, read.own.accounts) == (2, 1, (OTHER,))
    assert (root.total.events, root.total.accounts) == (6, (HOME, OTHER))
    assert (audit.total.first, audit.total.last) == (read.issue and read.issue.time, read.own.last)
    assert set(root.all_keys) == {one["accessKeyId"] for one in (alice, first, second)}
    assert tree(story.records, alice["accessKeyId"]).total == root.total
    below = tree(story.records, first["accessKeyId"])
    assert (below.own.events, below.total.events) == (2, 4)
    assert tree(story.records, first["arn"]).own.events == 3  # of bob's session of that name too
    role = tree(story.records, f"arn:aws:iam::{HOME}:role/Audit")
    assert (role.own.events, role.total.events) == (3, 5)


def test_a_person_is_who_providers_vouch_for() -> None:
    story = Story()
    dana = {"type": "SAMLUser", "principalId": "q=:dana@x.org", "userName": "dana@x.org"}
    session = story.assume(dana, "Admin", "dana@x.org", name="AssumeRoleWithSAML")
    story.call(session)
    portal = {"type": "IdentityCenterUser", "onBehalfOf": {"userId": "d-1"}}
    story.call(portal, "Federate", additionalEventData={"UserName": "dana@x.org"})
    story.call({**session, "accessKeyId": "ASIACONSOLE"}, sessionCredentialFromConsole="true")
    root = tree(story.records, "dana@x.org")
    assert (root.own.events, root.total.events) == (2, 4)
    assert set(root.children[0].keys) == {session["accessKeyId"], "ASIACONSOLE"}


def test_identity_centers_sessions_are_named_after_the_person() -> None:
    story = Story()
    path = "/aws-reserved/sso.amazonaws.com/"
    session = story.assume(user("x"), "AWSReservedSSO_Admin_1", "dana@x.org", path=path)
    story.records.clear()
    story.call(session)
    (branch,) = tree(story.records, "dana@x.org").children
    assert branch.confidence is Confidence.NAME
    assert branch.own.events == 1


def test_another_accounts_record_alone_ties_by_the_sessions_name() -> None:
    story = Story()
    first = story.assume(user("alice"), "Audit", "alice")
    second = story.assume(first, "Read", "alice-x", account=OTHER)
    story.call(second)
    del story.records[1]
    (audit,) = tree(story.records, user("alice")["arn"]).children
    (read,) = audit.children
    assert read.confidence is Confidence.NAME
    assert read.own.events == 1


def test_cycles_count_each_session_once() -> None:
    story, key = Story(), "AKIA****************"
    masked = story.assume(user("alice"), "Role", "s", key=key)
    story.records.clear()
    story.assume(masked, "Role", "s", key=key)
    story.call(masked)
    root = tree(story.records, key)
    assert (root.own.events, root.total.events) == (2, 2)


def test_nothing_leads_back_to_nobody() -> None:
    root = tree([], "nobody")
    assert (root.total.events, root.children, root.all_keys) == (0, (), ())
