"""What CloudWatch Logs says of a log group: what it keeps, what it hides, what it changes.

Asked by DescribeLogGroups and GetTransformer (API references of the two); what
may not be asked is not known. All of it is asked (`trailview.aws.asking.Asking`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from trailview.aws.asking import Asking, Caller
from trailview.aws.calls import Stop
from trailview.aws.log_group import UNASKED, LogGroup
from trailview.errors import DeniedError, ServiceError

_NAME: Final = 6
"""Which part of a log group's ARN is its name."""


MANAGEMENT: Final = "aws/cloudtrail/managementevents"
DATA: Final = "aws/cloudtrail/dataevents"
"""The log groups that telemetry rules of CloudWatch deliver CloudTrail's events into; a central
account's have copies of other accounts' events, with `@aws.account` (AWS's cloud-operations
samples, "cloudtrail_lake_to_cloudwatch")."""


def group_name(group: str) -> str:
    """The name of a group that is given by name or by ARN."""
    parts = group.removesuffix(":*").split(":", _NAME)
    return parts[-1] if parts[0] == "arn" else group


def describe_group(caller: Caller, group: str, stop: Stop) -> Asking[LogGroup | None]:
    """What is known of a group, by name or ARN; None where it may not be looked at.

    It is asked once for each profile. Raises Cancelled, and TrailviewError for
    what is no denial.
    """
    known, key = caller.access.log_groups, (caller.region, group)
    if key not in known:
        known[key] = yield from _described(caller, group, stop)
    return known[key]


def with_transformer(caller: Caller, group: str, found: LogGroup, stop: Stop) -> Asking[LogGroup]:
    """The same with what transforms its events. Raises Cancelled, and CredentialsError."""
    if found.transformer is UNASKED:
        made = found._replace(transformer=(yield from _transformer(caller, group, stop)))
        caller.access.log_groups[caller.region, group] = made
        return made
    return found


def _described(caller: Caller, group: str, stop: Stop) -> Asking[LogGroup | None]:
    """The group without its transformer. One of another account is not listed by its name."""
    name = group_name(group)
    asked: dict[str, Any] = {"logGroupNamePrefix": name}
    while True:
        try:
            answer = yield from caller.ask("logs", "describe_log_groups", asked, stop)
        except DeniedError:
            return None
        for entry in answer.get("logGroups", ()):
            if entry.get("logGroupName") == name and _is_same(entry, group):
                return group_of(entry)
        if not answer.get("nextToken"):
            return None
        asked["nextToken"] = answer["nextToken"]


def _is_same(entry: Mapping[str, Any], group: str) -> bool:
    if not group.startswith("arn:"):
        return True
    arns = [str(entry.get(name, "")).removesuffix(":*") for name in ("logGroupArn", "arn")]
    return group.removesuffix(":*") in arns


_OF_ACCOUNT: Final = "ACCOUNT_DATA_PROTECTION"
"""Says that a policy of the whole account masks (API reference, LogGroup)."""


def group_of(entry: Mapping[str, Any]) -> LogGroup:
    """An entry of DescribeLogGroups' list. Where it says no class, it is the usual one."""
    created = entry.get("creationTime")
    return LogGroup(
        name=str(entry.get("logGroupName", "")),
        log_class=str(entry.get("logGroupClass") or "STANDARD"),
        created=None if created is None else int(created) // 1000,
        retention=entry.get("retentionInDays"),
        is_masked=entry.get("dataProtectionStatus") == "ACTIVATED"
        or _OF_ACCOUNT in entry.get("inheritedProperties", ()),
        is_of_telemetry=entry.get("logGroupName") in (MANAGEMENT, DATA),
        has_data_events=entry.get("logGroupName") == DATA,
    )


def _transformer(caller: Caller, group: str, stop: Stop) -> Asking[tuple[str, ...] | None]:
    asked = {"logGroupIdentifier": group}
    try:
        answer = yield from caller.ask("logs", "get_transformer", asked, stop)
    except DeniedError:
        return None
    except ServiceError as error:
        if error.code in NO_TRANSFORMER:
            return ()
        return None
    return processors_of(answer.get("transformerConfig", ()))


NO_TRANSFORMER: Final = ("ResourceNotFoundException", "InvalidOperationException")
"""What GetTransformer says of a group without one, or of a class that can have none."""


def processors_of(config: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The names of a transformer's processors, in order: `parseToOCSF`, `deleteKeys`."""
    return tuple(name for processor in config for name in processor)
