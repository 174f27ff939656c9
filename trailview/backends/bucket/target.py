"""Which bucket a trail delivers into, where none is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from trailview.aws.asking import Caller, wait_for
from trailview.aws.calls import Stop
from trailview.aws.discover import TrailInfo, trails
from trailview.errors import ServiceError
from trailview.plans.bucket import BucketPath

_ACCOUNT: Final = 4
"""Which part of a trail's ARN is its account."""


class TrailBucket(NamedTuple):
    """Where a trail's objects are."""

    root: BucketPath
    note: str
    """Which trail's it is, and which others there are."""


def find_bucket(caller: Caller, stop: Stop) -> TrailBucket:
    """That of the trail that records most: of an organization, of all Regions, of this Region.

    Raises Cancelled, and TrailviewError where there is none.
    """
    found = wait_for(trails(caller, stop))
    ranked = sorted((trail for trail in found if trail.bucket), key=lambda t: _rank(t, caller))
    if not ranked:
        raise ServiceError(
            "No trail's bucket",
            f"No trail seen from {caller.region} delivers into a bucket.",
            "Name one with --bucket-path s3://BUCKET/PREFIX, or ask event history.",
        )
    best, *others = ranked
    root = root_of(best)
    note = f"Read from {root}, where the trail {best.name} delivers."
    return TrailBucket(root, note + _others(root, others))


def root_of(trail: TrailInfo) -> BucketPath:
    """Below what a trail's objects are: its own account's, or all of the organization's."""
    lead = f"{trail.prefix}/" if trail.prefix else ""
    account = trail.arn.split(":")[_ACCOUNT] if trail.arn.startswith("arn:") else ""
    own = "" if trail.is_organization or not account else f"{account}/"
    return BucketPath(trail.bucket, f"{lead}AWSLogs/{own}")


def _rank(trail: TrailInfo, caller: Caller) -> tuple[bool, bool, bool, str]:
    return (
        not trail.is_organization,
        not trail.is_multi_region,
        trail.home_region != caller.region,
        trail.name,
    )


def _others(root: BucketPath, others: Sequence[TrailInfo]) -> str:
    paths = dict.fromkeys(str(root_of(trail)) for trail in others)
    paths.pop(str(root), None)
    return f" There are also {', '.join(paths)} (--bucket-path)." if paths else ""
