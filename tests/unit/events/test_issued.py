"""What a call issues, and to whom, in every form that records take."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.make import delivery, record
from tests.sessions import ACCOUNTS, Story, calls_of, user
from trailview.events.issued import Call, call_of
from trailview.events.issuer import Confidence
from trailview.events.record import Delivery, Event
from trailview.events.subject import subject_of
from trailview.search.who.drive import KnownCalls, who

HOME = ACCOUNTS[0]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
MEMBERS = (
    "userIdentity", "requestParameters", "responseElements", "additionalEventData",
    "serviceEventDetails", "eventTime", "eventName", "sharedEventID",
)  # fmt: skip
INNER = (
    "credentials", "assumedRoleUser", "federatedUser", "accessKey", "accessKeyId", "tags",
    "principalTags", "targetPrincipal", "sessionContext", "type", "SwitchFrom", "account_id",
    "ConsoleLogin", "inScopeOf", "onBehalfOf",
)  # fmt: skip
NAMES = ("AssumeRole", "ConsoleLogin", "SwitchRole", "GetRoleCredentials", "CreateAccessKey")


def call(**members: Any) -> Call:
    return call_of(Event(delivery(record(**members))))


@given(
    st.dictionaries(
        st.sampled_from(MEMBERS), VALUES | st.dictionaries(st.sampled_from(INNER), VALUES)
    ),
    st.sampled_from(NAMES),
)
def test_any_record_can_be_read(members: dict[str, Any], name: str) -> None:
    made = call_of(Event(Delivery(json.dumps({"eventName": name, **members}).encode())))
    assert made.issued is None or made.issued.key != ""


def test_a_long_term_key_belongs_to_the_user_it_was_made_for() -> None:
    given_key = {"accessKey": {"accessKeyId": "AKIANEW", "userName": "backup"}}
    made = call(eventName="CreateAccessKey", responseElements=given_key)
    assert made.issued is not None
    assert (made.issued.key, made.issued.session_name) == ("AKIANEW", "backup")
    assert made.issued.is_lasting
    for_oneself = call(
        eventName="CreateAccessKey", responseElements={"accessKey": {"accessKeyId": "AKIANEW"}}
    )
    assert for_oneself.issued is not None
    assert for_oneself.issued.session_name == "alice"


def test_members_in_lower_case_are_read_as_athena_writes_them() -> None:
    context = {
        "sourceidentity": "dana",
        "attributes": {"creationdate": "2025-11-22T12:00:00Z"},
    }
    identity = {
        "type": "AssumedRole",
        "principalid": "AROA:s",
        "accesskeyid": "ASIA1",
        "sessioncontext": context,
    }
    who_called = call(userIdentity=identity).caller
    assert (who_called.principal_id, who_called.key) == ("AROA:s", "ASIA1")
    assert who_called.source_identity == "dana"
    assert who_called.created is not None


def test_a_failed_sign_in_issues_nothing() -> None:
    login = {"eventName": "ConsoleLogin", "eventSource": "signin.amazonaws.com"}
    assert call(**login, responseElements={"ConsoleLogin": "Success"}).issued is not None
    assert call(**login, responseElements={"ConsoleLogin": "Failure"}).issued is None


def test_identity_centers_portal_ties_by_permission_set_and_name() -> None:
    story = Story()
    path, role = (
        "/aws-reserved/sso.amazonaws.com/eu-west-1/",
        "AWSReservedSSO_Admin_0123456789abcdef",
    )
    session = story.assume(user("x"), role, "dana@x.org", path=path)
    began = story.clock
    story.records.clear()
    story.call(session)
    story.clock = began - 60
    portal = {"type": "IdentityCenterUser", "onBehalfOf": {"userId": "d-1"}, "accountId": HOME}
    details = {"account_id": HOME, "role_name": "Admin"}
    story.call(
        portal, "GetRoleCredentials", serviceEventDetails=details,
        additionalEventData={"UserName": "dana@x.org"},
    )  # fmt: skip
    known = KnownCalls()
    known.add(calls_of(story.records))
    subject = subject_of(session["accessKeyId"])
    assert subject is not None
    chain = who(subject, [known])
    assert chain.origin is not None
    assert (chain.origin.type, chain.origin.subject) == ("IdentityCenterUser", "dana@x.org")
    assert chain.hops[0].confidence is Confidence.NAME
