"""Some days in two accounts, of which a test knows who did what: records for the ten scenarios.

Each fact that is to be found stands beside others that look like it: another
bucket, another key of the same person, a change by a pipeline, another night.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final

from tests.make import record
from trailview.demo.cast import PRODUCTION, STAGING, expiration
from trailview.events.times import iso

BUCKET: Final = "acme-invoices"
LEAKED: Final = "AKIAQ3EGUDOC7LEAKED2"
SESSION_KEY: Final = "ASIAQ3EGUDOC7NIGHT22"
"""Of a session of BREAK_GLASS; only the call that began it names a person."""
BREAK_GLASS: Final = "BreakGlass"
NIGHT_ROLE: Final = "NightlyExport"
_CLI: Final = "aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.1"
_TERRAFORM: Final = "APN/1.0 HashiCorp/1.0 Terraform/1.13.3"
_MINUTE: Final = 60
_HOUR: Final = 3600

Record = Mapping[str, Any]


def happened(now: int) -> list[Record]:
    """All records, where the present is `now` in seconds since 1970."""
    numbers = count()
    return [
        record(next(numbers), eventTime=iso(time), **members)
        for time, members in sorted(_calls(now), key=lambda call: call[0])
    ]


_Call = tuple[int, dict[str, Any]]


def _calls(now: int) -> Iterator[_Call]:
    yield from _routine(now)
    yield from _policies(now - 9 * _HOUR)
    yield from _leak(now - 7 * _HOUR)
    yield from _break_glass(_midnight(now) - 32 * _HOUR)
    yield from _last_hour(now)
    yield from _nights(now)
    yield from _refusals(now - 3 * _HOUR)
    yield from _sign_ins(now - 11 * _HOUR)
    yield from _elsewhere(now - 6 * _HOUR)


def _routine(now: int) -> Iterator[_Call]:
    """What goes on all day and answers nothing."""
    for number in range(120):
        yield now - 90 - number * 11 * _MINUTE, _call("ec2:DescribeInstances", _user("alice"))


def _policies(time: int) -> Iterator[_Call]:
    """Two people changed the bucket's policy; others read it, or changed something else."""
    bob, carol = _user("bob"), _user("carol")
    yield time, _call("s3:PutBucketPolicy", bob, bucketName=BUCKET)
    yield time + 40, _call("s3:GetBucketPolicy", bob, bucketName=BUCKET)
    yield time + 90, _call("s3:PutBucketTagging", bob, bucketName=BUCKET)
    yield time + 300, _call("s3:PutBucketPolicy", bob, bucketName="acme-website")
    yield time + 900, _call("s3:DeleteBucketPolicy", carol, bucketName=BUCKET)


def _leak(time: int) -> Iterator[_Call]:
    """What was done with the leaked key of `ci-deploy`, which has another one too."""
    leaked, usual = _user("ci-deploy", LEAKED), _user("ci-deploy")
    yield time, _call("sts:GetCallerIdentity", leaked)
    yield time + 30, _call("iam:CreateUser", leaked, userName="support-sync")
    yield time + 45, _call("iam:CreateAccessKey", leaked, userName="support-sync")
    yield time + 50, _call("ecr:PutImage", usual, repositoryName="shop")


def _break_glass(time: int) -> Iterator[_Call]:
    """Dmitri took the role, and deleted a database with it, when little else happened."""
    parameters = {"roleArn": _role(BREAK_GLASS), "roleSessionName": "oncall"}
    taken = _call("sts:AssumeRole", _user("dmitri"), **parameters)
    taken["responseElements"] = {
        "credentials": {
            "accessKeyId": SESSION_KEY,
            "expiration": expiration(time + _HOUR),
        },
        "assumedRoleUser": {
            "assumedRoleId": f"{_role_id(BREAK_GLASS)}:oncall",
            "arn": _assumed(BREAK_GLASS, "oncall"),
        },
    }
    yield time, taken
    session = _session(BREAK_GLASS, "oncall", SESSION_KEY, time)
    yield time + 70, _call("rds:DeleteDBInstance", session, dBInstanceIdentifier="orders")
    yield time + 200, _call("ec2:DescribeVolumes", session)
    for minutes in (-20, -13, 15, 20):  # of which those between are 15 minutes around the deletion
        yield time + minutes * _MINUTE, _call("ec2:DescribeInstances", _user("alice"))


def _last_hour(now: int) -> Iterator[_Call]:
    """Two changes by people, one by Terraform; and one by a person some time before."""
    yield now - 95 * _MINUTE, _call("lambda:CreateFunction20150331", _user("bob"))
    terraform = _call("ec2:CreateTags", _user("deployer"))
    yield now - 30 * _MINUTE, terraform | {"userAgent": _TERRAFORM}
    yield now - 40 * _MINUTE, _call("rds:ModifyDBInstance", _user("esther"))
    yield now - 20 * _MINUTE, _call("ec2:StopInstances", _user("farid"))


def _nights(now: int) -> Iterator[_Call]:
    """The role worked at 22:30 and 23:45, and at noon, of each day up to now."""
    for days in range(5):
        for hours, name in (
            (12, "s3:ListBuckets"),
            (22.5, "rds:DescribeDBSnapshots"),
            (23.75, "dynamodb:DescribeBackup"),
        ):
            time = _midnight(now) - days * 24 * _HOUR + int(hours * _HOUR)
            if time < now:
                key = f"ASIAQ3EGUDOC7{time // 60 % 1440:X>4}XYZ"
                yield time, _call(name, _session(NIGHT_ROLE, "export", key, time))


def _refusals(time: int) -> Iterator[_Call]:
    """Mallory was refused four calls, gina one; a throttled call is no refusal."""
    refused = ("iam:ListUsers", "s3:ListBuckets", "kms:ListKeys", "secretsmanager:ListSecrets")
    for number, name in enumerate(refused):
        yield time + 5 * number, _call(name, _user("mallory")) | {"errorCode": "AccessDenied"}
    yield time + 400, _call("iam:ListRoles", _user("gina")) | {"errorCode": "AccessDenied"}
    throttled = {"errorCode": "ThrottlingException"}
    yield time + 500, _call("ec2:DescribeInstances", _user("gina")) | throttled


def _sign_ins(time: int) -> Iterator[_Call]:
    """Heidi came in with a password alone, ivan with a second factor; judy's try failed."""
    for wait, name, factor, outcome in (
        (0, "heidi", "No", "Success"),
        (100, "ivan", "Yes", "Success"),
        (200, "judy", "No", "Failure"),
    ):
        identity = {"type": "IAMUser", "accountId": PRODUCTION, "userName": name}
        call = _call("signin:ConsoleLogin", identity | {"arn": _arn(f"user/{name}")})
        call |= {
            "eventType": "AwsConsoleSignIn",
            "responseElements": {"ConsoleLogin": outcome},
            "additionalEventData": {"MFAUsed": factor},
        }
        yield time + wait, call


def _elsewhere(time: int) -> Iterator[_Call]:
    """In the other account, what a user of the same name did there."""
    user = _user("mallory", account=STAGING)
    for wait, name in ((0, "iam:ListGroups"), (60, "iam:CreateUser"), (70, "iam:GetRole")):
        yield time + wait, _call(name, user) | {"recipientAccountId": STAGING}


def _midnight(now: int) -> int:
    """The beginning of the day, in UTC."""
    return now - now % (24 * _HOUR)


def _call(name: str, identity: Mapping[str, Any], **parameters: str) -> dict[str, Any]:
    service, _, event = name.partition(":")
    return {
        "userIdentity": identity,
        "eventSource": f"{service}.amazonaws.com",
        "eventName": event,
        "readOnly": event.startswith(("Get", "List", "Describe", "AssumeRole", "ConsoleLogin")),
        "requestParameters": parameters or None,
        "userAgent": _CLI,
        "recipientAccountId": PRODUCTION,
    }


def _user(name: str, key: str = "", account: str = PRODUCTION) -> dict[str, Any]:
    return {
        "type": "IAMUser",
        "principalId": f"AIDA{name.upper().replace('-', ''):X<17}",
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": key or f"AKIA{name.upper().replace('-', ''):X<16}",
        "userName": name,
    }


def _session(role: str, name: str, key: str, begun: int) -> dict[str, Any]:
    return {
        "type": "AssumedRole",
        "principalId": f"{_role_id(role)}:{name}",
        "arn": _assumed(role, name),
        "accountId": PRODUCTION,
        "accessKeyId": key,
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": _role_id(role),
                "arn": _role(role),
                "accountId": PRODUCTION,
                "userName": role,
            },
            "attributes": {"creationDate": iso(begun), "mfaAuthenticated": "false"},
        },
    }


def _role_id(role: str) -> str:
    return f"AROA{role.upper():X<17}"


def _arn(tail: str) -> str:
    return f"arn:aws:iam::{PRODUCTION}:{tail}"


def _role(name: str) -> str:
    return _arn(f"role/{name}")


def _assumed(role: str, session: str) -> str:
    return f"arn:aws:sts::{PRODUCTION}:assumed-role/{role}/{session}"
