"""What goes wrong with AWS, in words a user can act on.

The one place where the AWS libraries' exceptions and the services' error
codes become errors of ours. They are told by name, so that no AWS library is
imported for it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from trailview.aws.failures.athena import place_in
from trailview.aws.failures.rows import (
    BY_CLASS,
    BY_CODE,
    FAILING,
    NOT_ENABLED,
    OTHER,
    REFUSED,
    WRONG_CODE,
    FailureKind,
    FailureRow,
    Nature,
)
from trailview.aws.failures.strange import SlowAnswerError, StrangeAnswerError
from trailview.errors import CredentialsError, DeniedError, Need, ServiceError, TrailviewError
from trailview.installation import command_to_add

_SERVICES: Final = {
    "cloudtrail": "CloudTrail",
    "logs": "CloudWatch Logs",
    "athena": "Athena",
    "sts": "STS",
    "iam": "IAM",
    "ec2": "EC2",
    "sso-oidc": "IAM Identity Center",
    "s3": "S3",
    "glue": "Glue",
    "account": "Account Management",
}
_FOR_CREDENTIALS: Final = {
    "AssumeRole": "sts",
    "AssumeRoleWithSAML": "sts",
    "AssumeRoleWithWebIdentity": "sts",
    "GetRoleCredentials": "sso",
    "CreateToken": "sso-oauth",
    "CreateOAuth2Token": "signin",
}
"""Calls that the AWS libraries make on their own to get credentials, by IAM's service name."""
_ACTIONS: Final = {"ListObjectsV2": "s3:ListBucket"}
"""Calls whose action has another name in IAM."""
_MFA_REFUSED: Final = "MultiFactorAuthentication failed"
"""What STS says, and no code tells."""
_NAMED: Final = re.compile(
    r"not authorized to perform: ([a-z0-9-]+:\w+)(?: on (?:the )?resource:? (arn:[^\s,;\"]+))?"
)
"""Which action a service says is denied, on which resource: not always the one that was asked
for, as to get an object takes to decrypt it."""
_LONGEST: Final = 500
_MARKUP: Final = re.compile(r"<(?:style|script|head)\b.*?</\w+>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def _other() -> Need:
    return Need.OTHER


def _usual() -> str:
    return ""


class FailedCall(NamedTuple):
    """What was being asked when something went wrong."""

    service: str
    """As boto3 spells it, which is also how IAM does: `cloudtrail`, `logs`."""
    operation: str
    """As the API spells it, which is nearly always how IAM does: `LookupEvents`."""
    region: str = ""
    profile: str = ""
    """As the user calls it; empty for the credentials in the environment."""
    need: Callable[[], Need] = _other
    """What it takes to have credentials again; it may read files."""
    aws_profile: str = ""
    """Its name in ~/.aws, where that is another one."""
    endpoint: Callable[[], str] = _usual
    """Which setting has it asked elsewhere than at AWS, and where; empty where none has. It may
    read files."""


def known_errors() -> tuple[type[Exception], ...]:
    """What a call through the AWS libraries raises when it does not succeed.

    General ones are among them: ValueError and OSError for a `credential_process`
    that prints no JSON or is not there, and for an endpoint that is no URL;
    RuntimeError for credentials that had expired when they came.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    general = (ValueError, OSError, RuntimeError)
    ours = (StrangeAnswerError, SlowAnswerError)
    return (BotoCoreError, ClientError, ResponseParserError, *ours, *general)


def aws_login_command(profile: str) -> str:
    """What to type to log a profile of `aws login` in; empty for that of the surroundings."""
    return shlex.join(["aws", "login", *(["--profile", profile] if profile else [])])


def login_command(profile: str) -> str:
    """What to type to log a profile in; empty for that of the surroundings."""
    return shlex.join(["trailview", "login", *([profile] if profile else [])])


def service_name(service: str) -> str:
    """A service as people call it; `service` is as boto3 does."""
    return _SERVICES.get(service, service)


def nature(error: Exception) -> Nature:
    """Whether the call is to be made again after `error`, and how."""
    return _row(error).nature


def may_be_region(error: Exception, asked: FailedCall) -> bool:
    """Whether it may be the Region that is not enabled, and not the keys that are wrong."""
    return _row(error).may_be_region and _operation(error, asked) == asked.operation


def failure(error: Exception, asked: FailedCall, *, is_region: bool = False) -> TrailviewError:
    """The error of ours that `error` is: CredentialsError, DeniedError or ServiceError.

    `is_region` says that the keys were refused by this Region only.
    """
    row, code = NOT_ENABLED if is_region else _row(error), code_of(error)
    operation = _operation(error, asked)
    kind = row.kind
    service = asked.service
    own = asked.aws_profile or asked.profile
    if operation in _FOR_CREDENTIALS and operation != asked.operation:
        service = _FOR_CREDENTIALS[operation]
        kind = FailureKind.CREDENTIALS if kind is FailureKind.DENIED else kind
    words = {
        "service": service_name(service),
        "action": _denied(error) or _ACTIONS.get(operation, f"{service}:{operation}"),
        "region": asked.region or "(none)",
        "profile": _named(asked),
        "login": login_command(asked.profile),
        "aws_login": aws_login_command(own),
        "reinstall": command_to_add(""),
    }
    title, hint = row.title.format(**words), row.hint.format(**words)
    message = row.message.format(**words) or _said(error)
    if row.is_of_endpoint and (elsewhere := asked.endpoint()):
        hint = " ".join(filter(None, (hint, f"{elsewhere}: look whether that is right.")))
    if kind is FailureKind.CREDENTIALS:
        need = asked.need() if row.need is None else row.need
        return CredentialsError(title, message, hint, need, asked.profile)
    if kind is FailureKind.DENIED:
        return DeniedError(title, message, hint, code)
    return ServiceError(title, message, hint, code, _place(error, asked))


def _denied(error: Exception) -> str:
    """The action that the service says is denied, and on what; empty where it names none."""
    match = _NAMED.search(_said(error))
    if match is None:
        return ""
    return f"{match[1]} on {match[2].rstrip('.')}" if match[2] else match[1]


def _operation(error: Exception, asked: FailedCall) -> str:
    """The call that went wrong: what was asked, or one that got credentials for it."""
    return str(getattr(error, "operation_name", None) or asked.operation)


def _named(asked: FailedCall) -> str:
    if not asked.profile:
        return "the default profile"
    other = asked.aws_profile not in ("", asked.profile)
    return f"profile {asked.profile}" + f" (AWS profile {asked.aws_profile})" * other


def _row(error: Exception) -> FailureRow:
    response = _response(error)
    if response is None:
        names = (parent.__name__ for parent in type(error).__mro__)
        return next((BY_CLASS[name] for name in names if name in BY_CLASS), OTHER)
    row = BY_CODE.get(code_of(error))
    if row is not None and row.kind is FailureKind.DENIED and _MFA_REFUSED in _said(error):
        return WRONG_CODE
    if row is not None:
        return row
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return FAILING if status >= 500 else REFUSED


def _response(error: Exception) -> Mapping[str, Any] | None:
    """The service's answer, where the error is one (botocore's ClientError)."""
    response = getattr(error, "response", None)
    return response if isinstance(response, dict) else None


def code_of(error: Exception) -> str:
    """The service's own name for the error; empty where it is no answer of a service."""
    response = _response(error) or {}
    return str(response.get("Error", {}).get("Code", "")).rpartition("#")[2]


def _place(error: Exception, asked: FailedCall) -> tuple[int, int] | None:
    """Where in a query it is wrong: a line, and characters from its beginning."""
    if (start := _character(error)) is not None:
        return 0, start
    return place_in(_said(error)) if asked.service == "athena" else None


def _character(error: Exception) -> int | None:
    """Where in a query it is wrong, as StartQuery's MalformedQueryException says."""
    location = ((_response(error) or {}).get("queryCompileError") or {}).get("location") or {}
    start = location.get("startCharOffset")
    return start if isinstance(start, int) else None


def _said(error: Exception) -> str:
    """What the error says, on one line, without markup; with the place in a query it names."""
    response = _response(error) or {}
    text = str(response.get("Error", {}).get("Message") or error)
    text = " ".join(_MARKUP.sub(" ", text).split())[:_LONGEST]
    if (start := _character(error)) is not None:
        text += f" (at character {start + 1})"
    return text or code_of(error) or type(error).__name__
