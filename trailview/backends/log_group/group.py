"""The log group that a plan is about, and who to ask for it."""

from __future__ import annotations

from trailview.aws.asking import Asking, Caller
from trailview.aws.calls import Stop
from trailview.aws.credentials.sessions import Access
from trailview.aws.discover import log_group, region_of
from trailview.aws.pacing import Pacing


def find_group(
    access: Access, pacing: Pacing, region: str, group: str, stop: Stop
) -> Asking[tuple[Caller, str]]:
    """The plan's `group`, or else the one that the account's trail writes to; and its caller.

    A group that is named by its ARN is asked in the region that this says.
    Raises Cancelled, and TrailviewError where there is no group.
    """
    caller = Caller(access, region, pacing)
    found = group or (yield from log_group(caller, stop))
    home = region_of(found)
    return (Caller(access, home, pacing) if home and home != region else caller), found
