"""Where an account's trails go: their log groups and buckets.

All of it is asked (`trailview.aws.asking.Asking`): `yield from` it, or `wait_for` it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Asking, Caller
from trailview.aws.calls import Stop
from trailview.aws.groups import DATA, MANAGEMENT, group_name
from trailview.errors import DeniedError, ServiceError

_LIKELY: Final = ("cloudtrail", "CloudTrail")
"""Parts of the names that the consoles and AWS's own templates give such log groups; the
service looks for them with their case."""
_ARN_REGION: Final = 3
_PLACES: Final = {MANAGEMENT: 0, DATA: 2}
"""Where groups stand among those that are named like a trail's: others are in between."""
_USUAL_PLACE: Final = 1


class TrailInfo(NamedTuple):
    """A trail, as CloudTrail's DescribeTrails tells it."""

    name: str
    arn: str
    home_region: str
    bucket: str
    prefix: str
    """Of the objects in the bucket; may be empty."""
    log_group: str
    """The log group's ARN without the final `:*`; empty where the trail has none."""
    is_organization: bool
    is_multi_region: bool


def trails(caller: Caller, stop: Stop) -> Asking[tuple[TrailInfo, ...]]:
    """The trails that the region sees, those of other regions and the organization included.

    Raises Cancelled and TrailviewError.
    """
    parameters = {"includeShadowTrails": True}
    answer = yield from caller.ask("cloudtrail", "describe_trails", parameters, stop)
    return tuple(trail_of(entry) for entry in answer.get("trailList", ()))


def trail_of(entry: Mapping[str, Any]) -> TrailInfo:
    """An entry of DescribeTrails' list."""
    return TrailInfo(
        name=entry.get("Name", ""),
        arn=entry.get("TrailARN", ""),
        home_region=entry.get("HomeRegion", ""),
        bucket=entry.get("S3BucketName", ""),
        prefix=entry.get("S3KeyPrefix", ""),
        log_group=entry.get("CloudWatchLogsLogGroupArn", "").removesuffix(":*"),
        is_organization=entry.get("IsOrganizationTrail", False),
        is_multi_region=entry.get("IsMultiRegionTrail", False),
    )


def log_groups(caller: Caller, stop: Stop) -> Asking[tuple[str, ...]]:
    """The ARNs of the log groups that trails write to, best first; else of those named like one.

    A log group is asked in its own region, which its ARN names. First come
    those of the caller's region, and trails of all regions before those of
    one. Those of data events are not among them. Raises Cancelled, and
    TrailviewError where nothing may be asked.
    """
    of_trails = yield from _trail_groups(caller, stop)
    return of_trails or tuple(
        group for group in (yield from _likely(caller, stop)) if group_name(group) != DATA
    )


def candidate_groups(caller: Caller, stop: Stop) -> Asking[tuple[str, ...]]:
    """All log groups that may hold CloudTrail's events, best first: what a user can choose from.

    Trails' groups come before those that are only named like one; that of data
    events comes last. Raises as `log_groups` does.
    """
    of_trails = yield from _trail_groups(caller, stop)
    try:
        likely = yield from _likely(caller, stop)
    except DeniedError:
        if not of_trails:
            raise
        likely = ()
    return tuple(dict.fromkeys((*of_trails, *likely)))


def _trail_groups(caller: Caller, stop: Stop) -> Asking[tuple[str, ...]]:
    try:
        seen = yield from trails(caller, stop)
    except DeniedError:
        seen = ()
    return best_groups(seen, caller.region)


def best_groups(seen: Iterable[TrailInfo], region: str) -> tuple[str, ...]:
    """The ARNs of the log groups that these trails write to, best first for a Region."""
    best_first = sorted(
        (trail for trail in seen if trail.log_group),
        key=lambda trail: (
            region_of(trail.log_group) != region,
            not trail.is_multi_region,
            trail.name,
        ),
    )
    return tuple(dict.fromkeys(trail.log_group for trail in best_first))


def log_group(caller: Caller, stop: Stop) -> Asking[str]:
    """The ARN of the log group to ask. Raises Cancelled, and ServiceError where there is none."""
    found = yield from log_groups(caller, stop)
    if not found:
        raise ServiceError(
            "No log group",
            f"No trail seen from {caller.region} writes to CloudWatch Logs.",
            "Give --log-group NAME, or ask event history: --backend history. "
            f"Data events may be in {DATA}, which is not asked unless it is named.",
        )
    return found[0]


def region_of(arn: str) -> str:
    """The region in an ARN; empty where the text is none."""
    parts = arn.split(":")
    return parts[_ARN_REGION] if parts[0] == "arn" and len(parts) > _ARN_REGION else ""


def _likely(caller: Caller, stop: Stop) -> Asking[tuple[str, ...]]:
    found: dict[str, None] = {}
    for pattern in _LIKELY:
        parameters = {"logGroupNamePattern": pattern}
        while True:
            answer = yield from caller.ask("logs", "describe_log_groups", parameters, stop)
            for group in answer.get("logGroups", ()):
                found[group.get("logGroupArn") or group.get("arn", "").removesuffix(":*")] = None
            if not answer.get("nextToken"):
                break
            parameters["nextToken"] = answer["nextToken"]
    return tuple(sorted(found, key=lambda arn: _PLACES.get(group_name(arn), _USUAL_PLACE)))
