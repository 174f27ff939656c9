"""How much attention an event deserves at first sight.

The rules, in the order in which they are tried; the first that holds wins:

1. **root**: the account's root user did it.
2. **failed** and **failed read**: it has an `errorCode`, or is a console sign-in that
   failed. It changed nothing, so it ranks below calls that did; a read that rule 6
   would call routine is told apart, as programs are refused those all day long.
3. **destructive**: it deletes, stops, disables, detaches or revokes, or is one
   of the calls in `_DESTRUCTIVE` that end a protection without saying so.
4. **sensitive**: it reads or hands out what an attacker wants: secrets,
   parameters, credentials, user data, function code (`_SENSITIVE`). Reads that
   machines make all day long (`Decrypt`, `GetObject`) are not among them.
5. **write**: `readOnly` is false.
6. **read**: everything else.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Severity(IntEnum):
    """Ordered from routine to alarming."""

    READ = 0
    FAILED_READ = 1
    WRITE = 2
    FAILED = 3
    SENSITIVE = 4
    DESTRUCTIVE = 5
    ROOT = 6

    @property
    def mark(self) -> str:
        """One character that tells the severities apart without colour."""
        return _MARKS[self]

    @property
    def label(self) -> str:
        """What it is called."""
        return _LABELS[self]


_MARKS: Final = {
    Severity.READ: "·",
    Severity.FAILED_READ: "x",
    Severity.WRITE: "●",
    Severity.FAILED: "✗",
    Severity.SENSITIVE: "◆",
    Severity.DESTRUCTIVE: "▲",
    Severity.ROOT: "#",
}
_LABELS: Final = {
    Severity.READ: "routine read",
    Severity.FAILED_READ: "failed read",
    Severity.WRITE: "write",
    Severity.FAILED: "failed",
    Severity.SENSITIVE: "sensitive read",
    Severity.DESTRUCTIVE: "destructive",
    Severity.ROOT: "root",
}

_DESTRUCTIVE_VERBS: Final = (
    "Delete",
    "BatchDelete",
    "Terminate",
    "Stop",
    "Disable",
    "Deactivate",
    "Detach",
    "Deregister",
    "Disassociate",
    "Remove",
    "Revoke",
    "Purge",
    "Destroy",
    "Leave",
    "Schedule",
)
_DESTRUCTIVE: Final = frozenset(
    {
        "PutEventSelectors",
        "UpdateTrail",
        "PutBucketLifecycle",
        "PutBucketLifecycleConfiguration",
        "PutInsightSelectors",
        "UpdateDetector",
        "ModifyImageAttribute",
        "ModifySnapshotAttribute",
        "ModifyDBSnapshotAttribute",
        "ModifyDBClusterSnapshotAttribute",
        "PutRetentionPolicy",
        "CancelKeyRotation",
    }
)
_HARMLESS: Final = frozenset(
    {
        "RemoveTags",
        "RemoveTagsFromResource",
        "DeleteTags",
        "StopQuery",
        "StopQueryExecution",
        "DeleteNetworkInterface",
        "DeleteMessage",
        "DeleteMessageBatch",
        "ScheduleRunCommand",
    }
)
_SENSITIVE: Final = frozenset(
    {
        "GetSecretValue",
        "BatchGetSecretValue",
        "GetParameter",
        "GetParameters",
        "GetParametersByPath",
        "GetParameterHistory",
        "GetPasswordData",
        "GetConsoleOutput",
        "GetConsoleScreenshot",
        "GetLoginToken",
        "GetFederationToken",
        "GetSessionToken",
        "GetSigninToken",
        "GetRoleCredentials",
        "GetCredentialsForIdentity",
        "GetOpenIdToken",
        "AssumeRole",
        "AssumeRoleWithSAML",
        "AssumeRoleWithWebIdentity",
        "AssumeRoot",
        "GetAccountAuthorizationDetails",
        "GetCredentialReport",
        "GetAccessKeyLastUsed",
        "GenerateCredentialReport",
        "GetInstanceUserData",
        "DescribeInstanceAttribute",
        "GetFunction",
        "GetFunction20150331",
        "GetFunction20150331v2",
        "GetDownloadUrlForLayer",
        "GetSnapshotBlock",
        "ListSnapshotBlocks",
        "DownloadDBLogFilePortion",
    }
)

_READING_DATA: Final = frozenset(
    {
        "BatchGetItem",
        "Decrypt",
        "ExecuteStatement",
        "GenerateDataKey",
        "GetItem",
        "GetObject",
        "GetQueryResults",
        "GetRecords",
        "Query",
        "ReceiveMessage",
        "Scan",
        "SelectObjectContent",
    }
)
"""Reads of what customers keep, which machines make all day long."""


def reads_what_matters(event_name: str | None) -> bool:
    """Whether a call reads secrets, or what customers keep: for an account of what was read."""
    return event_name in _SENSITIVE or event_name in _READING_DATA


def base_severity(event_name: str | None, read_only: bool) -> Severity:
    """Rules 3 to 6: what the call is, whoever made it and however it ended."""
    name = event_name or ""
    if name in _SENSITIVE:
        return Severity.SENSITIVE
    if read_only:
        return Severity.READ
    if name in _DESTRUCTIVE or (name.startswith(_DESTRUCTIVE_VERBS) and name not in _HARMLESS):
        return Severity.DESTRUCTIVE
    return Severity.WRITE


def severity(base: Severity, *, root: bool, failed: bool) -> Severity:
    """All rules: root and failure outrank what `base_severity` says of the call."""
    if root:
        return Severity.ROOT
    if failed:
        return Severity.FAILED_READ if base is Severity.READ else Severity.FAILED
    return base
