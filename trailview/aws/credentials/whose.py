"""Whose account a profile is of, as far as that is told without a call.

Roles and Identity Center profiles name their account. Of the others it is only known
whether anything about them has changed since they were last seen to be of one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Final

from trailview.aws.credentials.config import AwsConfig, Settings

_ARN_ACCOUNT: Final = 4
_SECRETS: Final = ("aws_secret_access_key", "aws_session_token")
_AROUND: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
"""What says in the environment who asks. Sessions' keys change, and that is seen too."""


def account_told(settings: Settings) -> str:
    """The account that a role or an Identity Center's account is of; empty for neither."""
    parts = str(settings.get("role_arn", "")).split(":")
    if len(parts) > _ARN_ACCOUNT:
        return parts[_ARN_ACCOUNT]
    return str(settings.get("sso_account_id", ""))


def account_of(config: AwsConfig, source: str) -> str:
    """The account that a profile's settings name; empty where they name none.

    An empty `source` is for keys in the environment, which name none.
    """
    return account_told(config.profiles.get(source, {})) if source else ""


def fingerprint(config: AwsConfig, source: str, environment: Mapping[str, str] = os.environ) -> str:
    """What tells a profile, as it is set now, from any other; no secret can be read from it.

    Empty where nothing that is set says who asks: the machine has its own credentials.
    """
    chain = [
        {name: value for name, value in settings.items() if name not in _SECRETS}
        for settings in config.chain(source)
    ]
    around = [environment.get(name, "") for name in _AROUND]
    if not any((*chain, *around)):
        return ""
    said = json.dumps([source, chain, around], sort_keys=True, default=str)
    return _checksum(said.encode())


def _checksum(text: bytes) -> str:
    """SHA-256 by Python itself: `hashlib` loads OpenSSL for it, which takes longer than all else
    here. The standard library's `random` does the same."""
    for name in ("_sha2", "_sha256"):  # of Python 3.12 on, and before
        with suppress(ImportError, AttributeError):
            return str(import_module(name).sha256(text).hexdigest())
    import hashlib  # of a Python that was built without its own

    return hashlib.sha256(text).hexdigest()
