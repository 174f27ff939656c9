"""What is tried in an account, what comes of it, and the policy that would mend it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.service import ApiError, Call
from tests.backends.aws.site import ACCOUNT, REGION, Canned, OpenSite, Site
from tests.make import record
from trailview.aws.asking import Caller
from trailview.aws.doctor import Check, Doctor, Outcome
from trailview.aws.permissions import STATEMENTS, Trial, policy
from trailview.backends.base import Cancel
from trailview.errors import CredentialsError

RECORDS = [record(n) for n in range(3)]
ACTIONS = [permission.action for statement in STATEMENTS for permission in statement.permissions]
TRIED = {
    permission.action
    for statement in STATEMENTS
    for permission in statement.permissions
    if isinstance(permission.trial, Trial)
}


def doctor(site: Site) -> Doctor:
    caller = Caller(site.access, REGION, site.pacing)
    return Doctor(site.access, caller, Cancel(), int(site.clock.now()))


def by_outcome(checks: Sequence[Check], outcome: Outcome) -> set[str]:
    return {check.what for check in checks if check.outcome is outcome}


def check_of(checks: Sequence[Check], what: str) -> Check:
    return next(check for check in checks if check.what == what)


def test_all_that_can_be_tried_is_tried_and_found(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    examined = doctor(site)
    checks = list(examined.checks())
    assert [c.what for c in checks] == ["sts:GetCallerIdentity", *ACTIONS, "trail main"]
    assert by_outcome(checks, Outcome.OK) == {"sts:GetCallerIdentity", *TRIED, "trail main"}
    assert examined.policy() == ""
    assert REGION in check_of(checks, "sts:GetCallerIdentity").detail
    assert check_of(checks, "cloudtrail:DescribeTrails").detail == f"main ({REGION})"
    assert "cloudtrail_logs" in check_of(checks, "athena:ListTableMetadata").detail
    assert "0 min ago" in check_of(checks, "trail main").detail


def test_what_is_tried_is_cheap(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    list(doctor(site).checks())
    assert site.asked("LookupEvents") == [{"MaxResults": 1}]
    (query,) = site.asked("StartQuery")
    assert query["endTime"] - query["startTime"] <= 1
    assert site.asked("StartQueryExecution") == []


@pytest.mark.parametrize("action", sorted(TRIED))
def test_a_denied_call_becomes_a_statement_to_paste(open_site: OpenSite, action: str) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, action.partition(":")[2])
    examined = doctor(site)
    checks = list(examined.checks())
    assert by_outcome(checks, Outcome.DENIED) == {action}
    assert action in check_of(checks, action).advice
    (statement,) = json.loads(examined.policy())["Statement"]
    assert statement["Action"] == [action]
    assert "ACCOUNT" not in str(statement["Resource"])
    assert "GROUP" not in str(statement["Resource"])


def test_the_statement_names_what_was_found(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "FilterLogEvents")
    examined = doctor(site)
    list(examined.checks())
    group = site.running.world.trails.all[0].log_group_arn
    (statement,) = json.loads(examined.policy())["Statement"]
    assert statement["Resource"] == [group, f"{group}:*"]


def test_a_log_group_is_asked_in_its_own_region(open_site: OpenSite) -> None:
    there = "us-east-1"
    site = open_site([*RECORDS, record(3, awsRegion=there)])
    site.fail(Fault.DENIED, "FilterLogEvents")
    caller = Caller(site.access, there, site.pacing)
    examined = Doctor(site.access, caller, Cancel(), int(site.clock.now()))
    checks = list(examined.checks())
    assert there in check_of(checks, "sts:GetCallerIdentity").detail
    assert check_of(checks, "logs:StartQuery").outcome is Outcome.OK
    assert f"arn:aws:logs:{REGION}:" in examined.policy()


def test_what_depends_on_something_that_is_not_there_is_not_tried(open_site: OpenSite) -> None:
    none = Canned("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "DescribeTrails", {})
    site = open_site(RECORDS, canned=none)
    checks = list(doctor(site).checks())
    assert check_of(checks, "cloudtrail:DescribeTrails").detail.startswith("no trails")
    assert check_of(checks, "cloudtrail:GetTrailStatus").detail == "not tried: no trail was found"
    assert check_of(checks, "logs:FilterLogEvents").outcome is Outcome.UNTRIED
    assert not by_outcome(checks, Outcome.DENIED) | by_outcome(checks, Outcome.FAILED)


def test_an_action_that_a_call_needs_besides_is_in_the_policy(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    services = site.running.double.services

    class Refusing(Canned):
        def call(self, call: Call) -> dict[str, object]:
            answer = super().call(call)
            raise ApiError("AccessDeniedException", str(answer["text"]))

    text = "User is not authorized to perform: glue:GetDatabases on resource: catalog"
    refusing = Refusing("AmazonAthena", "ListDatabases", {"text": text})
    site.running.double.services = replace(services, json=(refusing, *services.json))
    examined = doctor(site)
    list(examined.checks())
    statements = json.loads(examined.policy())["Statement"]
    assert [statement["Sid"] for statement in statements] == ["AthenaMeta", "Glue"]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ({"IsLogging": False}, "it is stopped"),
        ({"IsLogging": True, "LatestDeliveryError": "AccessDenied"}, "its deliveries fail"),
    ],
)
def test_a_trail_that_does_not_deliver_is_told(
    open_site: OpenSite, status: dict[str, object], told: str
) -> None:
    target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"
    site = open_site(RECORDS, canned=Canned(target, "GetTrailStatus", status))
    check = check_of(list(doctor(site).checks()), "trail main")
    assert check.outcome is Outcome.FAILED
    assert told in check.advice


def test_a_service_that_fails_costs_only_its_own_line(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.FAILED, "ListWorkGroups")
    checks = list(doctor(site).checks())
    assert by_outcome(checks, Outcome.FAILED) == {"athena:ListWorkGroups"}
    assert check_of(checks, "athena:GetWorkGroup").outcome is Outcome.UNTRIED


def test_without_credentials_there_is_nothing_to_try(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.EXPIRED, "GetCallerIdentity")
    with pytest.raises(CredentialsError):
        next(doctor(site).checks())


def test_a_policy_is_valid_and_holds_every_action() -> None:
    made = json.loads(policy())
    assert made["Version"] == "2012-10-17"
    assert [action for s in made["Statement"] for action in s["Action"]] == ACTIONS
    assert len({s["Sid"] for s in made["Statement"]}) == len(made["Statement"])
    assert policy(("iam:Nothing",)) == ""
    named = policy(("athena:GetWorkGroup",), {"WG": "main", "ACCOUNT": ACCOUNT})
    assert f"arn:aws:athena:REGION:{ACCOUNT}:workgroup/main" in named
