"""What data protection has masked is recognised by its asterisks in whatever is asked about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.log_groups import GroupSettings
from tests.backends.aws.site import OpenSite, asking, ids_of
from tests.backends.aws.test_log_groups import asked, losses, with_group
from tests.make import START, record

SPAN = (START, START + 30)
WHOLE: dict[str, Any] = {"sourceIPAddress": "203.0.113.7", "requestID": "r-1"}


@pytest.mark.parametrize("backend", ["logs", "insights"])
@pytest.mark.parametrize(
    ("text", "name", "masked"),
    [
        ("-ip:198.51.100.9", "ip", {"sourceIPAddress": "***********"}),
        ("-message:*nobody*", "message", {"errorMessage": "User ****@**** is denied"}),
        ("-request:r-9", "request", {"requestID": "**"}),
        ("-account:999999999999", "account", {"recipientAccountId": "1111********"}),
        (
            "(event:Nothing or -$.requestParameters.a:x)",
            "$.requestParameters.a",
            {"requestParameters": {"a": {"b": ["***"]}}},
        ),
    ],
)
def test_a_field_that_is_asked_about_and_masked_is_told_once(
    open_site: OpenSite, backend: str, text: str, name: str, masked: dict[str, Any]
) -> None:
    site = open_site(record(n, **{**WHOLE, **masked}) for n in range(10))
    site.fail(Fault.DENIED, "DescribeLogGroups")
    batches = asked(site, backend, asking(text, *SPAN))
    assert losses(batches) == (
        f"there are asterisks in place of {name}: what they hide is not found"
    )


@pytest.mark.parametrize("text", ["", "ip:*", "-request:r-9", "-event:Nothing"])
def test_what_is_masked_and_not_asked_about_is_no_loss(open_site: OpenSite, text: str) -> None:
    site = open_site(record(n, **{**WHOLE, "sourceIPAddress": "****"}) for n in range(10))
    site.fail(Fault.DENIED, "DescribeLogGroups")
    batches = asked(site, "logs", asking(text, *SPAN))
    assert losses(batches) == ""
    assert len(ids_of(batches)) == 10


@pytest.mark.parametrize("given", ["*", "a*b", "arn:aws:s3:::b/*/**/c"])
def test_a_wildcard_is_no_mask(open_site: OpenSite, given: str) -> None:
    site = open_site([record(0, requestParameters={"a": given})])
    batches = asked(site, "logs", asking("-$.requestParameters.a:x", *SPAN))
    assert losses(batches) == ""


def test_what_cloudtrail_itself_hides_is_no_mask_of_a_group_that_has_none(
    open_site: OpenSite,
) -> None:
    site = open_site([record(0, requestParameters={"masterUserPassword": "****"})])
    assert losses(asked(site, "logs", asking("-hunter2", *SPAN))) == ""
    site.access.log_groups.clear()
    site.fail(Fault.DENIED, "DescribeLogGroups")
    told = losses(asked(site, "logs", asking("-hunter2 -resource:x", *SPAN)))
    assert "in place of free text, resource:" in told


def test_a_policy_of_the_whole_account_masks_too(open_site: OpenSite) -> None:
    site = with_group(open_site([record(0)]), GroupSettings(is_masked_by_account=True))
    assert "ip may be masked" in losses(asked(site, "logs", asking("ip:203.0.113.7", *SPAN)))
