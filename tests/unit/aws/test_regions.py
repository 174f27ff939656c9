"""Which Regions there are, and which of them an account has enabled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.aws_double.faults import Fault
from tests.backends.aws.site import REGION, OpenSite, Site
from tests.make import record
from trailview.aws.asking import Answer, Asking, Caller, Setback, wait_for
from trailview.aws.calls import Stop
from trailview.aws.credentials.sessions import Access
from trailview.aws.regions import Regions, enabled_regions, known_regions, usable_regions
from trailview.backends.base import Cancel
from trailview.errors import CredentialsError, DeniedError, ServiceError

ELSEWHERE = "us-east-1"
DISABLED = "ap-east-1"
RECORDS = [record(), record(1, awsRegion=ELSEWHERE)]
HERE = Regions((REGION, ELSEWHERE))


def caller(site: Site) -> Caller:
    return Caller(site.access, REGION, site.pacing)


def usable(site: Site) -> Regions:
    return wait_for(usable_regions(caller(site), Cancel()))


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
    assert wait_for(enabled_regions(caller(site), Cancel())) == (REGION, "us-east-1")


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
    ) -> Asking[Answer]:
        if service == "ec2":
            raise DeniedError("Permission denied", "not authorized", "")
        self.asked.append(parameters)
        yield Setback("Too many requests", 1, is_throttled=True)
        if "NextToken" in parameters:
            return {"Regions": [{"RegionName": "eu-west-1"}]}
        return {"Regions": [{"RegionName": "us-east-1"}], "NextToken": "more"}


def test_the_account_knows_its_regions_where_ec2_may_not_be_asked() -> None:
    caller = Listing()
    assert wait_for(enabled_regions(caller, Cancel())) == ("eu-west-1", "us-east-1")
    wanted = ["ENABLED", "ENABLED_BY_DEFAULT"]
    assert caller.asked == [
        {"RegionOptStatusContains": wanted},
        {"RegionOptStatusContains": wanted, "NextToken": "more"},
    ]


def test_regions_that_are_not_enabled_are_not_among_them(open_site: OpenSite) -> None:
    site = open_site(RECORDS, disabled=[DISABLED])
    assert usable(site) == HERE
    site.fail(Fault.DENIED, "DescribeRegions")
    site.access.renew()
    assert usable(site) == HERE
    assert len(site.asked("ListRegions")) == 1


def test_they_are_asked_for_once_whoever_asks(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    assert usable(site) == HERE
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(usable, [site] * 8)) == {HERE}
    assert len(site.asked("DescribeRegions")) == 1
    site.access.renew()
    assert usable(site) == HERE
    assert len(site.asked("DescribeRegions")) == 2, "others may have been enabled for others"


def test_where_they_may_not_be_asked_for_the_partition_is_taken_and_said(
    open_site: OpenSite,
) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "DescribeRegions")
    site.fail(Fault.DENIED, "ListRegions")
    found = usable(site)
    assert found.names == known_regions(site.access, Cancel())
    assert "may not all be enabled" in found.note
    site.running.faults.clear()
    assert usable(site) == HERE, "what was denied is asked for the next time"


@pytest.mark.parametrize(
    ("fault", "error"), [(Fault.EXPIRED, CredentialsError), (Fault.FAILED, ServiceError)]
)
def test_other_failures_are_failures(
    open_site: OpenSite, fault: Fault, error: type[Exception]
) -> None:
    site = open_site(RECORDS)
    site.fail(fault, "DescribeRegions")
    with pytest.raises(error):
        usable(site)
