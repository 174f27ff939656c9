"""The files below ~/.aws in which AWS tools keep tokens and roles' credentials.

Botocore decides names and contents: `SSOTokenLoader` and the
`_create_cache_key` of its credential fetchers. They hold secrets, so they are
written for nobody else to read, and whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from trailview.aws.credentials.config import Settings, Sso

ROLES: Final = "~/.aws/cli/cache"
TOKENS: Final = "~/.aws/sso/cache"
_MEMBERS: Final = ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
_LOGINS: Final = "~/.aws/login/cache"
_LOGINS_VARIABLE: Final = "AWS_LOGIN_CACHE_DIRECTORY"

Entry = Mapping[str, Any]


def read_entry(folder: str, key: str) -> Entry:
    """What is kept under a key; empty where there is nothing that can be read."""
    try:
        found = json.loads((Path(folder).expanduser() / f"{key}.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_entry(folder: str, key: str, entry: Entry) -> None:
    """Keep something under a key, with mode 0600. Raises OSError."""
    place = _made(Path(folder).expanduser())
    with tempfile.NamedTemporaryFile("w", dir=place, suffix=".tmp", delete=False) as file:
        draft = Path(file.name)  # made with mode 0600
        try:
            json.dump(entry, file)
            file.flush()
            os.fsync(file.fileno())
            draft.replace(place / f"{key}.json")
        finally:
            draft.unlink(missing_ok=True)


def _made(folder: Path) -> Path:
    """A folder that is there now; it and those above it are for nobody else, where they are new."""
    if not folder.is_dir():
        _made(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


class RoleCache:
    """Where botocore keeps roles' credentials: in the AWS CLI's place, with the CLI's contents.

    What cannot be read there counts as not there; where nothing can be
    written, credentials hold for as long as the program runs.
    """

    def __init__(self) -> None:
        from botocore.utils import JSONFileCache

        self._folder = Path(ROLES).expanduser()
        self._files = JSONFileCache(str(self._folder))

    def __contains__(self, key: str) -> bool:
        return bool(_credentials(key))

    def __getitem__(self, key: str) -> Entry:
        return read_entry(ROLES, key)

    def __setitem__(self, key: str, value: Entry) -> None:
        with suppress(OSError):
            _made(self._folder)
            self._files[key] = value


def _credentials(key: str) -> Entry:
    """The credentials kept for a role; empty where there are none, or not all of them."""
    found = read_entry(ROLES, key).get("Credentials")
    return found if isinstance(found, dict) and all(map(found.get, _MEMBERS)) else {}


def read_token(sso: Sso) -> Entry:
    """The token of a login: `accessToken`, `expiresAt`, and what renews it."""
    return read_entry(TOKENS, sso.cache_key)


def read_role(settings: Settings) -> Entry:
    """The credentials kept for a profile's role, `Expiration` among them; empty for none."""
    wanted = {
        "RoleArn": settings.get("role_arn"),
        "RoleSessionName": settings.get("role_session_name"),
        "ExternalId": settings.get("external_id"),
        "SerialNumber": settings.get("mfa_serial"),
        "DurationSeconds": _whole(settings.get("duration_seconds")),
    }
    named = {name: value for name, value in wanted.items() if value is not None}
    text = json.dumps(named, sort_keys=True)
    key = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324  (botocore's choice)
    return _credentials(key)


def read_login(session: str, environment: Mapping[str, str] = os.environ) -> Entry:
    """The credentials kept for an `aws login` session; empty for none."""
    token = _login(session, environment).get("accessToken")
    return token if isinstance(token, dict) else {}


def read_refresh(session: str, environment: Mapping[str, str] = os.environ) -> str:
    """What renews the credentials of an `aws login` session; empty for nothing.

    They last 15 minutes, and are renewed for 12 hours by botocore
    (`LoginCredentialFetcher`).
    """
    return str(_login(session, environment).get("refreshToken") or "")


def _login(session: str, environment: Mapping[str, str]) -> Entry:
    folder = os.path.expandvars(environment.get(_LOGINS_VARIABLE) or _LOGINS)
    return read_entry(folder, hashlib.sha256(session.encode()).hexdigest())


def moment(text: object) -> float | None:
    """Seconds since 1970 of a time as these files hold it; None for what is none."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text.removesuffix("UTC") + "Z" * text.endswith("UTC"))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def stamp(seconds: float) -> str:
    """A time as these files hold it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _whole(text: object) -> int | None:
    try:
        return int(str(text))
    except ValueError:
        return None
