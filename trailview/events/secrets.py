"""Which values in a record must not stand open on a screen that others may see.

CloudTrail leaves out or hides most secrets, but not all: `sessionToken` is
recorded whole (IAM user guide, "Logging IAM and AWS STS API calls with
CloudTrail"), and services record parameters that callers put secrets into.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_SECRET: Final = re.compile(
    r"session_?token|security_?token|secret_?access_?key|secret_?(string|binary|value)|"
    r"(master|admin|user|new|old|current|temporary|db)?_?(user)?_?password|passphrase|"
    r"private_?key(_?(material|pair))?|key_?material|client_?secret|auth(entication)?_?token|"
    r"authorization_?token|bearer_?token|access_?token|refresh_?token|id_?token|"
    r"token_?value|plaintext|api_?key|signin_?token|credentials?_?json|authorization|"
    r"web_?identity_?token|saml_?assertion|user_?data",
    re.IGNORECASE,
)
_HARMLESS: Final = frozenset({"", "****", "HIDDEN_DUE_TO_SECURITY_REASONS"})


def is_secret(path: Sequence[str | int]) -> bool:
    """Whether the value at a path (member names and list indexes) is a secret."""
    return any(isinstance(part, str) and _SECRET.fullmatch(part) for part in path)


def hides_nothing(value: str) -> bool:
    """Whether a value at a secret's place says nothing, as AWS has hidden it already."""
    return value in _HARMLESS or "hidden due to security" in value.lower()
