"""The regions there are, and those that an account has enabled."""

from __future__ import annotations

from typing import NamedTuple

from trailview.aws.asking import Asking, Caller
from trailview.aws.calls import Stop, call
from trailview.aws.credentials.sessions import Access
from trailview.errors import DeniedError, TrailviewError


class Regions(NamedTuple):
    """Regions to be asked."""

    names: tuple[str, ...]
    note: str = ""
    """Why not all of them may be enabled; empty where AWS itself has said that they are."""


def usable_regions(caller: Caller, stop: Stop) -> Asking[Regions]:
    """The regions enabled in the account; those of the partition where that may not be asked.

    They are asked for once, as long as the caller's access keeps its
    credentials. Raises Cancelled, and TrailviewError for any other failure.
    """
    names = caller.access.enabled_regions
    if names is None:
        try:
            names = yield from enabled_regions(caller, stop)
        except DeniedError as error:
            return partition_regions(caller.access, error, stop)
        caller.access.enabled_regions = names
    return Regions(names)


def partition_regions(access: Access, error: TrailviewError, stop: Stop) -> Regions:
    """The regions of the partition, as `error` keeps those enabled from being known."""
    note = (
        f"{error.title}: which Regions are enabled is not known. All of the partition are taken, "
        "and may not all be enabled."
    )
    return Regions(known_regions(access, stop), note)


def known_regions(access: Access, stop: Stop) -> tuple[str, ...]:
    """The regions of the partition that the profile's region is in, enabled or not.

    Nobody is asked: the list is the AWS library's own. Raises Cancelled.
    """

    def work() -> tuple[str, ...]:
        region = access.region()
        with access.session() as session:
            partition = session.get_partition_for_region(region) if region else "aws"
            return tuple(sorted(session.get_available_regions("cloudtrail", partition)))

    return call(work, stop)


def enabled_regions(caller: Caller, stop: Stop) -> Asking[tuple[str, ...]]:
    """The regions enabled in the account: ec2:DescribeRegions, else account:ListRegions.

    Raises Cancelled, and TrailviewError where neither may be asked.
    """
    try:
        answer = yield from caller.ask("ec2", "describe_regions", {}, stop)
        return tuple(sorted(region["RegionName"] for region in answer["Regions"]))
    except DeniedError:
        return (yield from _listed_regions(caller, stop))


def _listed_regions(caller: Caller, stop: Stop) -> Asking[tuple[str, ...]]:
    enabled = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]}
    found: list[str] = []
    token: dict[str, str] = {}
    while True:
        answer = yield from caller.ask("account", "list_regions", {**enabled, **token}, stop)
        found += [region["RegionName"] for region in answer["Regions"]]
        if not answer.get("NextToken"):
            return tuple(sorted(found))
        token = {"NextToken": answer["NextToken"]}
