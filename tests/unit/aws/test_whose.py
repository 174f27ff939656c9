"""Whose account a profile is of, and whether it may have changed."""

from __future__ import annotations

from typing import Any

import pytest

from trailview.aws.credentials.config import AwsConfig
from trailview.aws.credentials.whose import account_of, fingerprint

KEYS = {"aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": "hush"}
ROLE = {"role_arn": "arn:aws:iam::444455556666:role/Admin", "source_profile": "keys"}
SSO = {"sso_account_id": "111122223333", "sso_role_name": "Reader"}


def config(**profiles: dict[str, Any]) -> AwsConfig:
    return AwsConfig(profiles)


USUAL = config(keys=KEYS, role=ROLE, sso=SSO)


@pytest.mark.parametrize(
    ("source", "account"),
    [("keys", ""), ("role", "444455556666"), ("sso", "111122223333"), ("", ""), ("none", "")],
)
def test_roles_and_identity_center_name_their_account(source: str, account: str) -> None:
    assert account_of(USUAL, source) == account


def test_a_change_of_what_says_who_asks_is_seen() -> None:
    before = fingerprint(USUAL, "role", {})
    others = [
        fingerprint(config(keys=KEYS | {"aws_access_key_id": "AKIAOTHER"}, role=ROLE), "role", {}),
        fingerprint(config(keys=KEYS, role=ROLE | {"external_id": "x"}), "role", {}),
        fingerprint(USUAL, "keys", {}),
        fingerprint(USUAL, "role", {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE"}),
    ]
    assert before not in others
    assert len(set(others)) == len(others)
    assert before == fingerprint(USUAL, "role", {"HOME": "/elsewhere"})


def test_a_new_secret_for_the_same_key_changes_nothing() -> None:
    new = config(keys=KEYS | {"aws_secret_access_key": "new"}, role=ROLE)
    assert fingerprint(new, "keys", {}) == fingerprint(USUAL, "keys", {})


def test_a_machines_own_credentials_are_no_profile() -> None:
    assert fingerprint(USUAL, "default", {}) == ""
    assert fingerprint(USUAL, "default", {"AWS_ROLE_ARN": ROLE["role_arn"]}) != ""
