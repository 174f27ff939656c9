"""Who signs with which key."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from tests.aws_double.service import ApiError


@dataclass(frozen=True)
class Identity:
    """An IAM user or a role's session."""

    account: str
    arn: str
    user_id: str

    @classmethod
    def user(cls, account: str, name: str = "tester") -> Identity:
        return cls(account, f"arn:aws:iam::{account}:user/{name}", f"AIDA{name.upper()}{account}")


class Identities:
    """The access keys that the double knows. Signatures themselves are not checked."""

    def __init__(self, known: Mapping[str, Identity]) -> None:
        self._known = dict(known)
        self._numbers = count(1)
        self._lock = threading.Lock()

    @classmethod
    def one_per_account(cls, accounts: Iterable[str]) -> Identities:
        """A user in each account, with the key that `key_of` names."""
        return cls({key_of(account): Identity.user(account) for account in accounts})

    def of(self, access_key: str) -> Identity:
        """Raises ApiError for a key that nobody has."""
        with self._lock:
            found = self._known.get(access_key)
        if found is None:
            raise unknown_key()
        return found

    def issue(self, access_key: str, identity: Identity) -> None:
        with self._lock:
            self._known[access_key] = identity

    def begin_session(self, account: str, role: str, session: str) -> tuple[str, Identity]:
        """A new session of a role, with the temporary key that it signs with."""
        arn = f"arn:aws:sts::{account}:assumed-role/{role}/{session}"
        identity = Identity(account, arn, f"AROA{role.upper()[:12]}:{session}")
        with self._lock:
            key = f"ASIA{next(self._numbers):016d}"
            self._known[key] = identity
        return key, identity


def unknown_key() -> ApiError:
    """What a key is refused with that nobody has; or nobody in a Region."""
    message = "The security token included in the request is invalid."
    return ApiError("UnrecognizedClientException", message, 403)


def key_of(account: str) -> str:
    """The access key of an account's user."""
    return f"AKIA{account:0>16}"
