"""What a word or field means is said once: changed there, every answer changes."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.answers import answers, answers_with
from tests.make import record
from trailview.events.conditions import Member, members, members_of_text
from trailview.events.head import AdditionalHead, Head
from trailview.events.meanings import COLUMNS, WORDS
from trailview.events.tables import untold_words


class Change(NamedTuple):
    """Another meaning, and what tells it from the right one."""

    old: str
    new: str
    text: str
    """A question that holds for `record` with the right meaning, and not with the other."""
    record: dict[str, Any]


CHANGES = {
    "a denied code": Change(
        '"UnauthorizedOperation"',
        '"Refused"',
        "is:denied",
        record(errorCode="UnauthorizedOperation"),
    ),
    "how denied codes end": Change(
        '".AccessDenied"', '".Refused"', "is:denied", record(errorCode="s3.AccessDenied")
    ),
    "the sessions of a user": Change(
        '"AssumedRole"',
        '"Session"',
        "-user:bob",
        record(
            userIdentity={"type": "AssumedRole", "principalId": "AROA:eve", "userName": "bob"},
        ),
    ),
    "where a user's name stands": Change(
        '"userIdentity.userName"', '"userIdentity.onBehalfOf.userId"', "user:alice", record()
    ),
    "what the root user is called": Change(
        'ROOT: Final = "root"',
        'ROOT: Final = "owner"',
        "user:root",
        record(userIdentity={"type": "Root"}),
    ),
    "what a role is": Change(
        'exactly("Role")',
        'exactly("Part")',
        "role:Admin",
        record(
            userIdentity={
                "type": "AssumedRole",
                "sessionContext": {"sessionIssuer": {"type": "Role", "userName": "Admin"}},
            }
        ),
    ),
    "whose account it is": Change(
        "FirstOf((Said(RECIPIENT), CALLER))",
        "FirstOf((Said(CALLER), RECIPIENT))",
        "-account:9",
        record(recipientAccountId="1", userIdentity={"type": "IAMUser", "accountId": "9"}),
    ),
    "the usual category": Change(
        '"Management"', '"Data"', "category:Management", record(eventCategory=None)
    ),
    "a type of sign-in": Change(
        '"AwsConsoleSignIn"', '"AwsSignIn"', "is:console", record(eventType="awsconsolesignin")
    ),
    "how services are named": Change(
        "ending(SERVICE_SUFFIX)",
        'ending(".example.org")',
        "is:service",
        record(userIdentity={"type": "AssumedRole", "invokedBy": "config.amazonaws.com"}),
    ),
    "a second factor": Change(
        'exactly("Yes")', 'exactly("No")', "is:mfa", record(additionalEventData={"MFAUsed": "Yes"})
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_another_meaning_changes_every_answer(change: Change) -> None:
    now = answers(change.text, change.record)
    other = answers_with(*change)
    assert now.of_record
    assert now.of_columns
    assert not other.of_record
    assert not other.of_columns
    assert now.pattern != other.pattern
    assert now.insights != other.insights
    assert now.sql != other.sql


@pytest.mark.parametrize("text", ["is:read", "readonly:true"])
def test_another_verb_changes_every_answer_that_looks_at_names(text: str) -> None:
    """Log languages ask for what the record says of itself, and leave the names to us."""
    made = record(eventName="ScanTable", readOnly=None)
    now, other = answers(text, made), answers_with('"Scan"', '"Skim"', text, made)
    assert (now.of_record, now.of_columns) == (True, True)
    assert (other.of_record, other.of_columns) == (False, False)
    assert "Skim" in other.sql
    assert "Skim" not in now.sql
    assert (now.pattern, now.insights) == (other.pattern, other.insights)


def test_another_member_that_says_so_changes_every_answer() -> None:
    made = record(readOnly=True, eventName="PutX")
    now, other = (
        answers("is:read", made),
        answers_with('flag_member("readOnly")', 'text_member("eventCategory")', "is:read", made),
    )
    assert (now.of_record, now.of_columns) == (True, True)
    assert (other.of_record, other.of_columns) == (False, False)
    assert now.pattern != other.pattern
    assert now.insights != other.insights
    assert now.sql != other.sql


def test_columns_can_tell_every_word() -> None:
    assert untold_words() == []
    assert len(WORDS) <= 8, "the flags of an event are one byte"


def test_heads_hold_every_member_that_columns_are_made_of() -> None:
    read: list[Member] = []
    for condition in WORDS.values():
        read += members(condition)
    for text in COLUMNS.values():
        read += members_of_text(text)
    assert {member.path[0] for member in read} <= {*Head.__struct_fields__}
    inner = {m.path[1:] for m in read if m.path[0] == "additionalEventData"}
    assert inner <= {(name,) for name in AdditionalHead.__struct_fields__}
    assert inner == {("MFAUsed",)}, "the one that MfaBits looks at"
