"""Trails and log groups of an account."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.aws_double.cloudtrail import CloudTrail
from tests.aws_double.faults import Fault
from tests.aws_double.logs import Logs
from tests.backends.aws.site import ACCOUNT, REGION, Canned, OpenSite, Site
from tests.make import record
from trailview.aws.asking import Caller, wait_for
from trailview.aws.discover import candidate_groups, log_group, log_groups, region_of, trails
from trailview.aws.groups import DATA, MANAGEMENT, group_name
from trailview.backends.base import Cancel
from trailview.errors import ServiceError


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
    (found,) = wait_for(trails(caller(site), Cancel()))
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
    asked = caller(open_site([record()], canned=canned))
    found = wait_for(log_groups(asked, Cancel()))
    assert [arn.rpartition(":")[2] for arn in found] == ["d-best", "b-single", "a-far"]


@pytest.mark.parametrize("denied", [True, False])
def test_without_a_trail_groups_are_found_by_their_name(open_site: OpenSite, denied: bool) -> None:
    canned = Canned(CloudTrail.target, "DescribeTrails", {"trailList": []})
    site = open_site([record()], canned=canned)
    if denied:
        site.fail(Fault.DENIED, "DescribeTrails")
    expected = site.running.world.trails.all[0].log_group_arn
    assert wait_for(log_group(caller(site), Cancel())) == expected
    assert [body["logGroupNamePattern"] for body in site.asked("DescribeLogGroups")] == [
        "cloudtrail",
        "CloudTrail",
    ]


def test_no_group_at_all_is_an_error(open_site: OpenSite) -> None:
    canned = Canned(CloudTrail.target, "DescribeTrails", {"trailList": []})
    site = open_site([record(recipientAccountId=None), record(1)], canned=canned)
    elsewhere = Caller(site.access, "us-east-1", site.pacing)
    with pytest.raises(ServiceError, match="No log group"):
        wait_for(log_group(elsewhere, Cancel()))


def test_region_of_an_arn() -> None:
    assert region_of(f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:main") == REGION
    assert region_of("main") == region_of("arn:aws") == ""


def telemetry(open_site: OpenSite, *names: str) -> Caller:
    """Without a trail, but with groups of these names."""
    canned = Canned(CloudTrail.target, "DescribeTrails", {"trailList": []})
    site = open_site([record()], canned=canned)
    logs = site.running.service(Logs)
    logs.others = names
    site.running.world.trails.all = ()
    return caller(site)


def names_of(arns: Iterable[str]) -> list[str]:
    return [group_name(arn) for arn in arns]


def test_telemetrys_management_events_are_taken_and_never_the_data_events(
    open_site: OpenSite,
) -> None:
    asked = telemetry(open_site, DATA, "a-cloudtrail-copy", MANAGEMENT)
    found = wait_for(log_groups(asked, Cancel()))
    assert names_of(found) == [MANAGEMENT, "a-cloudtrail-copy"]
    assert group_name(wait_for(log_group(asked, Cancel()))) == MANAGEMENT
    offered = wait_for(candidate_groups(asked, Cancel()))
    assert names_of(offered) == [MANAGEMENT, "a-cloudtrail-copy", DATA]


def test_a_group_of_data_events_alone_is_not_taken(open_site: OpenSite) -> None:
    asked = telemetry(open_site, DATA)
    with pytest.raises(ServiceError, match=f"{DATA}, which is not asked unless it is named"):
        wait_for(log_group(asked, Cancel()))


def test_groups_beside_a_trails_are_offered(open_site: OpenSite) -> None:
    site = open_site([record()])
    own = site.running.world.trails.all[0].log_group
    site.running.service(Logs).others = (MANAGEMENT,)
    assert names_of(wait_for(log_groups(caller(site), Cancel()))) == [own]
    assert names_of(wait_for(candidate_groups(caller(site), Cancel()))) == [own, MANAGEMENT]
