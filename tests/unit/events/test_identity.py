"""Every form of `userIdentity` gives the names that the user guide's table says."""

from __future__ import annotations

import pytest

from trailview.events.identity import NOBODY, identity_of

ROLE = {
    "type": "Role",
    "principalId": "AROAEXAMPLE",
    "arn": "arn:aws:iam::111122223333:role/path/Admin",
    "accountId": "111122223333",
    "userName": "Admin",
}
ASSUMED = {
    "type": "AssumedRole",
    "principalId": "AROAEXAMPLE:alice",
    "arn": "arn:aws:sts::111122223333:assumed-role/Admin/alice",
    "accountId": "111122223333",
    "accessKeyId": "ASIAEXAMPLE",
    "sessionContext": {
        "sessionIssuer": ROLE,
        "attributes": {"creationDate": "2026-11-20T10:00:00Z", "mfaAuthenticated": "true"},
    },
}


@pytest.mark.parametrize(
    ("value", "user", "actor"),
    [
        ({"type": "IAMUser", "userName": "alice", "principalId": "AIDA"}, "alice", "alice"),
        (ASSUMED, "alice", "Admin/alice"),
        ({**ASSUMED, "principalId": "AROAEXAMPLE"}, None, "Admin/alice"),
        ({"type": "Root", "principalId": "1", "arn": "arn:aws:iam::1:root"}, "root", "root"),
        ({"type": "Root", "userName": "alias"}, "alias", "root"),
        ({"type": "FederatedUser", "principalId": "111122223333:bob"}, "bob", "bob"),
        (
            {"type": "SAMLUser", "userName": "eve@x.org", "principalId": "q:s"},
            "eve@x.org",
            "eve@x.org",
        ),
        ({"type": "WebIdentityUser", "userName": "repo:a/b"}, "repo:a/b", "repo:a/b"),
        (
            {"type": "AWSAccount", "accountId": "444455556666", "principalId": "AIDAX"},
            None,
            "444455556666",
        ),
        ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, None, "ec2.amazonaws.com"),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "94-1"}}, None, "94-1"),
        ({"accountId": "1", "invokedBy": "kms.amazonaws.com"}, None, "kms.amazonaws.com"),
        ({"type": "Unknown"}, None, ""),
        ("a text where an object belongs", None, "a text where an object belongs"),
        (None, None, ""),
        (["list"], None, ""),
    ],
)
def test_names(value: object, user: str | None, actor: str) -> None:
    identity = identity_of(value)
    assert (identity.user, identity.actor) == (user, actor)


def test_role_session() -> None:
    identity = identity_of(ASSUMED)
    assert identity.role == "Admin"
    assert identity.role_arn == "arn:aws:iam::111122223333:role/path/Admin"
    assert identity.mfa
    assert identity.created == "2026-11-20T10:00:00Z"


def test_issuer_that_is_no_role_gives_no_role() -> None:
    value = {**ASSUMED, "sessionContext": {"sessionIssuer": {**ROLE, "type": "IAMUser"}}}
    assert identity_of(value).role is None


def test_identity_center_sign_in_shows_the_name_beside_the_identity() -> None:
    value = {"type": "IdentityCenterUser", "onBehalfOf": {"userId": "94-1"}}
    assert identity_of(value, "eve@x.org").actor == "eve@x.org"


def test_lower_case_members_as_athena_writes_them() -> None:
    value = {"type": "IAMUser", "username": "alice", "accesskeyid": "AKIAEXAMPLE"}
    identity = identity_of(value)
    assert (identity.user, identity.key) == ("alice", "AKIAEXAMPLE")


def test_service_by_invoked_by() -> None:
    assert identity_of({"type": "AssumedRole", "invokedBy": "config.amazonaws.com"}).is_service
    assert not identity_of({"type": "IAMUser", "invokedBy": "AWS Internal"}).is_service
    assert not NOBODY.is_service
