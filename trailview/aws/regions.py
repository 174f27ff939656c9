"""The regions there are, and those that an account has enabled."""

from __future__ import annotations

from trailview.aws.asking import Caller, wait_for
from trailview.aws.calls import Stop, call
from trailview.aws.sessions import Access
from trailview.errors import DeniedError


def known_regions(access: Access, stop: Stop) -> tuple[str, ...]:
    """The regions of the partition that the profile's region is in, enabled or not.

    Nobody is asked: the list is the AWS library's own. Raises Cancelled.
    """

    def work() -> tuple[str, ...]:
        session = access.session()
        region = access.region()
        partition = session.get_partition_for_region(region) if region else "aws"
        return tuple(sorted(session.get_available_regions("cloudtrail", partition)))

    return call(work, stop)


def enabled_regions(caller: Caller, stop: Stop) -> tuple[str, ...]:
    """The regions enabled in the account: ec2:DescribeRegions, else account:ListRegions.

    Raises Cancelled, and TrailviewError where neither may be asked.
    """
    try:
        answer = wait_for(caller.ask("ec2", "describe_regions", {}, stop))
        return tuple(sorted(region["RegionName"] for region in answer["Regions"]))
    except DeniedError:
        return _listed_regions(caller, stop)


def _listed_regions(caller: Caller, stop: Stop) -> tuple[str, ...]:
    enabled = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]}
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        answer = wait_for(caller.ask("account", "list_regions", {**enabled, **token}, stop))
        found += [region["RegionName"] for region in answer["Regions"]]
        if not answer.get("NextToken"):
            return tuple(sorted(found))
        token = {"NextToken": answer["NextToken"]}
