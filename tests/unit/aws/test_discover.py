"""Regions, trails and log groups of an account."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any

import pytest

from tests.aws_double.cloudtrail import CloudTrail
from tests.aws_double.faults import Fault
from tests.backends.aws.site import ACCOUNT, REGION, Canned, OpenSite, Site
from tests.make import record
from trailview.aws.asking import Answer, Caller, Setback
from trailview.aws.calls import Stop
from trailview.aws.discover import log_group, log_groups, region_of, trails
from trailview.aws.regions import enabled_regions, known_regions
from trailview.aws.sessions import Access
from trailview.backends.base import Cancel
from trailview.errors import DeniedError, ServiceError


def caller(site: Site) -> Caller:
    return Caller(site.access, REGION, site.pacing)


def trail(name: str, region: str, *, multi: bool = True, group: bool = True) -> dict[str, object]:
    arn = f"arn:aws:logs:{region}:{ACCOUNT}:log-group:{name}:*"
    return {
        "Name": name,
        "TrailARN": f"arn:aws:cloudtrail:{region}:{ACCOUNT}:trail/{name}",
        "HomeRegion": region,
        "S3BucketName": f"{name}-bucket",
        "IsMultiRegionTrail": multi,
        **({"CloudWatchLogsLogGroupArn": arn} if group else {}),
    }


def test_trails_tell_their_group_and_bucket(open_site: OpenSite) -> None:
    site = open_site([record()])
    expected = site.running.world.trails.all[0]
    (found,) = trails(caller(site), Cancel())
    assert (found.name, found.arn) == (expected.name, expected.arn)
    assert (found.bucket, found.prefix) == (expected.bucket, expected.prefix)
    assert (found.log_group, found.home_region) == (expected.log_group_arn, REGION)
    assert (found.is_multi_region, found.is_organization) == (True, False)


def test_groups_of_this_region_and_of_all_regions_trails_come_first(open_site: OpenSite) -> None:
    listed = [
        trail("a-far", "us-east-1"),
        trail("b-single", REGION, multi=False),
        trail("c-silent", REGION, group=False),
        trail("d-best", REGION),
    ]
    canned = Canned(CloudTrail.target, "DescribeTrails", {"trailList": listed})
    found = log_groups(caller(open_site([record()], canned=canned)), Cancel())
    assert [arn.rpartition(":")[2] for arn in found] == ["d-best", "b-single", "a-far"]


@pytest.mark.parametrize("denied", [True, False])
def test_without_a_trail_groups_are_found_by_their_name(open_site: OpenSite, denied: bool) -> None:
    canned = Canned(CloudTrail.target, "DescribeTrails", {"trailList": []})
    site = open_site([record()], canned=canned)
    if denied:
        site.fail(Fault.DENIED, "DescribeTrails")
    expected = site.running.world.trails.all[0].log_group_arn
    assert log_group(caller(site), Cancel()) == expected
    assert [body["logGroupNamePattern"] for body in site.asked("DescribeLogGroups")] == [
        "cloudtrail",
        "CloudTrail",
    ]


def test_no_group_at_all_is_an_error(open_site: OpenSite) -> None:
    canned = Canned(CloudTrail.target, "DescribeTrails", {"trailList": []})
    site = open_site([record(recipientAccountId=None), record(1)], canned=canned)
    elsewhere = Caller(site.access, "us-east-1", site.pacing)
    with pytest.raises(ServiceError, match="No log group"):
        log_group(elsewhere, Cancel())


def test_region_of_an_arn() -> None:
    assert region_of(f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:main") == REGION
    assert region_of("main") == region_of("arn:aws") == ""


def test_known_regions_are_the_partitions_and_need_no_call(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site([record()])
    assert {"us-east-1", REGION} <= set(known_regions(site.access, Cancel()))
    monkeypatch.setenv("AWS_REGION", "us-gov-west-1")
    assert known_regions(site.access, Cancel()) == ("us-gov-east-1", "us-gov-west-1")
    assert site.running.double.requests == []


def test_enabled_regions_are_asked_for(open_site: OpenSite) -> None:
    site = open_site([record(), record(1, awsRegion="us-east-1")])
    assert enabled_regions(caller(site), Cancel()) == (REGION, "us-east-1")


class Listing(Caller):
    """May not ask EC2; the account lists its regions on two pages."""

    def __init__(self) -> None:
        super().__init__(Access())
        self.asked: list[Mapping[str, Any]] = []

    def ask(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        stop: Stop,
        late: Callable[[Answer], object] | None = None,
    ) -> Generator[Setback, None, Answer]:
        if service == "ec2":
            raise DeniedError("Permission denied", "not authorized", "")
        self.asked.append(parameters)
        yield Setback("Too many requests", 1, is_throttled=True)
        if "NextToken" in parameters:
            return {"Regions": [{"RegionName": "eu-west-1"}]}
        return {"Regions": [{"RegionName": "us-east-1"}], "NextToken": "more"}


def test_the_account_knows_its_regions_where_ec2_may_not_be_asked() -> None:
    caller = Listing()
    assert enabled_regions(caller, Cancel()) == ("eu-west-1", "us-east-1")
    wanted = ["ENABLED", "ENABLED_BY_DEFAULT"]
    assert caller.asked == [
        {"RegionOptStatusContains": wanted},
        {"RegionOptStatusContains": wanted, "NextToken": "more"},
    ]
