"""STS: who the caller is, and roles to become."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import Final
from xml.sax.saxutils import escape

from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.identities import Identities
from tests.aws_double.service import ApiError, Call, UnknownOperation

_NAMESPACE: Final = "https://sts.amazonaws.com/doc/2011-06-15/"


class Sts:
    """GetCallerIdentity, AssumeRole and GetAccessKeyInfo, which knows the corpus's keys.

    A session's key works with the whole double.
    """

    name = "sts"

    def __init__(self, identities: Identities, clock: Clock, corpus: Corpus) -> None:
        self._identities = identities
        self._corpus = corpus
        self._clock = clock
        self.codes: set[str] | None = None
        """The MFA codes that are right, each once; None lets any pass, as often as it comes."""

    def call(self, call: Call) -> str:
        if call.operation == "GetCallerIdentity":
            return self._caller(call)
        if call.operation == "AssumeRole":
            return self._assume(call)
        if call.operation == "GetAccessKeyInfo":
            return self._key_info(call)
        raise UnknownOperation(call.operation)

    def _caller(self, call: Call) -> str:
        caller = self._identities.of(call.access_key)
        told = {"Arn": caller.arn, "UserId": caller.user_id, "Account": caller.account}
        return _document("GetCallerIdentity", _members(told))

    def _key_info(self, call: Call) -> str:
        key = call.body.get("AccessKeyId", "")
        if key not in self._owners:
            raise ApiError("ValidationError", f"{key} is no access key")
        return _document("GetAccessKeyInfo", _members({"Account": self._owners[key]}))

    @cached_property
    def _owners(self) -> dict[str, str]:
        """The accounts of all keys that events were signed with or issued."""
        found: dict[str, str] = {}
        for held in self._corpus.events:
            caller = held.record.get("userIdentity") or {}
            issued = held.record.get("responseElements") or {}
            session = str((issued.get("assumedRoleUser") or {}).get("arn") or "").split(":")
            keys = {
                (issued.get("credentials") or {}).get("accessKeyId"): [*session[4:5], held.account],
                caller.get("accessKeyId"): [caller.get("accountId") or held.account],
            }
            found |= {key: accounts[0] for key, accounts in keys.items() if key}
        return found

    def _assume(self, call: Call) -> str:
        role, session = call.body.get("RoleArn", ""), call.body.get("RoleSessionName", "")
        parts = role.split(":")
        if len(parts) != 6 or not parts[5].startswith("role/") or not session:
            raise ApiError("ValidationError", f"{role} is invalid")
        account, name = parts[4], parts[5].rpartition("/")[2]
        self._check_code(call)
        key, identity = self._identities.begin_session(account, name, session)
        seconds = int(call.body.get("DurationSeconds", 3600))
        expiry = datetime.fromtimestamp(self._clock.now() + seconds, UTC)
        credentials = {
            "AccessKeyId": key,
            "SecretAccessKey": "secret",
            "SessionToken": f"token-{key}",
            "Expiration": expiry.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        user = {"AssumedRoleId": identity.user_id, "Arn": identity.arn}
        inner = f"<Credentials>{_members(credentials)}</Credentials>"
        return _document(
            "AssumeRole", f"{inner}<AssumedRoleUser>{_members(user)}</AssumedRoleUser>"
        )

    def _check_code(self, call: Call) -> None:
        """Refuse an MFA device's code that is wrong, or was used before."""
        serial, code = call.body.get("SerialNumber"), call.body.get("TokenCode")
        if serial is None or code is None or self.codes is None:
            return
        if not _is_code(code):
            raise ApiError("ValidationError", f"{code} failed to satisfy the constraint: 6 digits")
        if code not in self.codes:
            raise ApiError(
                "AccessDenied",
                "MultiFactorAuthentication failed with invalid MFA one time pass code.",
                403,
            )
        self.codes.remove(code)


def _is_code(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


def _members(values: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def _document(operation: str, result: str) -> str:
    return (
        f'<{operation}Response xmlns="{_NAMESPACE}"><{operation}Result>{result}'
        f"</{operation}Result><ResponseMetadata><RequestId>double</RequestId>"
        f"</ResponseMetadata></{operation}Response>"
    )
