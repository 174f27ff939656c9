"""What is tried in an account, what comes of it, and the policy that would mend it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.aws_double.athena_run import WorkGroup
from tests.aws_double.faults import Fault
from tests.aws_double.service import ApiError, Call
from tests.backends.aws.athena_site import OUTPUT, athena, with_athena
from tests.backends.aws.site import ACCOUNT, REGION, Canned, OpenSite, Site
from tests.make import record
from trailview.aws.asking import Caller
from trailview.aws.doctor.checks import Check, Outcome
from trailview.aws.doctor.policy import MissingPermission, policy
from trailview.aws.doctor.rows import QUERY, Permission, ShownByResult, Trial
from trailview.aws.doctor.run import Doctor
from trailview.backends.athena.target import cloudtrail_tables
from trailview.backends.base import Cancel
from trailview.compose.services import needs
from trailview.context import Context
from trailview.errors import CredentialsError

RECORDS = [record(n) for n in range(3)]
NEEDS = needs()
STATEMENTS = [needed.statement for needed in NEEDS.statements]
PERMISSIONS = [permission for statement in STATEMENTS for permission in statement.permissions]
ACTIONS = [permission.action for permission in PERMISSIONS]
TRIED = [p for p in PERMISSIONS if isinstance(p.trial, Trial) and not p.unless]
SHOWN = [p.action for p in PERMISSIONS if isinstance(p.trial, ShownByResult)]
CLOUDTRAIL = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"
RESULTS = Context().told({"athena_output": OUTPUT})
ONE_OF_TWO = {"logs:GetQueryResults": (1,), "athena:GetQueryResults": (2,)}
"""Calls by number, where two services call them the same."""


def doctor(site: Site, said: Context = RESULTS, region: str = REGION) -> Doctor:
    caller, now = Caller(site.access, region, site.pacing), int(site.clock.now())
    return Doctor(caller, Cancel(), now, cloudtrail_tables, NEEDS, said)


def by_outcome(checks: Sequence[Check], outcome: Outcome) -> set[str]:
    return {check.what for check in checks if check.outcome is outcome}


def check_of(checks: Sequence[Check], what: str, detail: str = "") -> Check:
    return next(check for check in checks if check.what == what and detail in check.detail)


def operation(permission: Permission) -> str:
    """The call that tries it, as the API spells it."""
    assert isinstance(permission.trial, Trial)
    return "".join(word.capitalize() for word in permission.trial.operation.split("_"))


def statements(examined: Doctor) -> dict[str, list[str]]:
    """Actions by the Sid of the policy's statement."""
    made = examined.policy()
    return {s["Sid"]: s["Action"] for s in json.loads(made)["Statement"]} if made else {}


def test_all_that_can_be_tried_is_tried_and_found(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    examined = doctor(site)
    checks = list(examined.checks())
    group = site.running.world.trails.all[0].log_group
    fresh = ["trail main", f"log group {group}", "table default.cloudtrail_logs"]
    assert [c.what for c in checks] == ["sts:GetCallerIdentity", *ACTIONS, *fresh]
    found = {"sts:GetCallerIdentity", *SHOWN, *(p.action for p in TRIED), *fresh}
    assert by_outcome(checks, Outcome.OK) == found
    assert by_outcome(checks, Outcome.UNTRIED) == set(ACTIONS) - found
    assert all(check.is_well for check in checks)
    assert examined.policy() == ""
    details = {
        "sts:GetCallerIdentity": REGION,
        "cloudtrail:DescribeTrails": f"main ({REGION})",
        "athena:ListTableMetadata": "cloudtrail_logs",
        "athena:GetQueryExecution": "the query has succeeded",
        "s3:PutObject": "shown by the query's result",
        "account:ListRegions": "ec2:DescribeRegions tells the same",
        "s3:AbortMultipartUpload": "not tried: Athena asks for it",
    }
    assert all(detail in check_of(checks, what).detail for what, detail in details.items())


def test_what_is_tried_is_cheap(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    list(doctor(site).checks())
    assert site.asked("LookupEvents") == [{"MaxResults": 1}]
    assert [asked["limit"] for asked in site.asked("FilterLogEvents")] == [1]
    (query,) = site.asked("StartQuery")
    assert query["endTime"] - query["startTime"] <= 1
    (run,) = athena(site).executions
    assert (run.text, run.scanned, run.state) == (QUERY, 0, "SUCCEEDED")
    assert len(site.asked("GetObject")) == 2
    assert site.asked("PutObject") == []


def test_how_current_all_is_is_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.clock.advance(3 * 60)
    checks = list(doctor(site).checks())
    details = {
        "cloudtrail:LookupEvents": "newest event 3 min ago",
        "logs:FilterLogEvents": "newest event came 3 min ago",
        "trail main": "last delivered to its bucket 3 min ago; "
        "last delivered to its log group 3 min ago",
        "table default.cloudtrail_logs": "over the files of trail main; "
        "its partitions are projected, so that none has to be added",
    }
    assert {what: check_of(checks, what).detail for what in details} == details
    site.clock.advance(3 * 86_400)
    checks = list(doctor(site).checks())
    assert check_of(checks, "cloudtrail:LookupEvents").detail == "newest event 3 days ago"
    assert check_of(checks, "logs:FilterLogEvents").detail == "no event came in the last 24 hours"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("cloudtrail_console", "it has no partitions: every question reads all of it"),
        ("cloudtrail_regions", "which is the newest was not looked at"),
    ],
)
def test_what_is_named_is_looked_at_and_nothing_else(
    open_site: OpenSite, table: str, told: str
) -> None:
    site = open_site(RECORDS)
    with_athena(site, [WorkGroup(), WorkGroup("security", output=f"{OUTPUT}security/")])
    (trail,) = site.running.world.trails.all
    said = {"log_group": trail.log_group, "athena_table": table, "athena_workgroup": "security"}
    checks = list(doctor(site, Context().told(said)).checks())
    assert told in check_of(checks, f"table default.{table}").detail
    (run,) = athena(site).executions
    assert run.workgroup.name == "security"
    assert (run.output or "").startswith(f"{OUTPUT}security/")
    assert [x["logGroupIdentifier"] for x in site.asked("FilterLogEvents")] == [trail.log_group]
    assert {x["Name"] for x in site.asked("GetTable")} == {table}
    assert all(check.is_well for check in checks)


@pytest.mark.parametrize("permission", TRIED, ids=lambda permission: permission.action)
def test_a_denied_call_becomes_a_statement_to_paste(
    open_site: OpenSite, permission: Permission
) -> None:
    site, action = open_site(RECORDS), permission.action
    site.fail(Fault.DENIED, operation(permission), *ONE_OF_TWO.get(action, ()))
    examined = doctor(site)
    checks = list(examined.checks())
    assert by_outcome(checks, Outcome.DENIED) == {action}
    denied = check_of(checks, action)
    assert denied.optional == bool(permission.without)
    assert ("Optional: without it" if denied.optional else action) in denied.advice
    owners = [s.sid for s in STATEMENTS if permission.action in {p.action for p in s.permissions}]
    assert statements(examined) == {sid: [action] for sid in owners}
    for word in ("ACCOUNT", "GROUP", "TRAIL", "RESULTS", "DATABASE", "/WG"):
        assert word not in examined.policy()


def test_only_the_bucket_that_is_denied_is_in_the_policy(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "ListObjectsV2", 1)
    examined = doctor(site)
    list(examined.checks())
    (trail,) = site.running.world.trails.all
    (statement,) = json.loads(examined.policy())["Statement"]
    assert statement["Sid"] == "TrailBucket"
    assert statement["Resource"] == [
        f"arn:aws:s3:::{trail.bucket}",
        f"arn:aws:s3:::{trail.bucket}/AWSLogs/*",
    ]


def test_regions_are_listed_otherwise_where_that_is_denied(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "DescribeRegions")
    checks = list(doctor(site).checks())
    assert check_of(checks, "account:ListRegions").outcome is Outcome.OK
    site.fail(Fault.DENIED, "ListRegions")
    examined = doctor(site)
    checks = list(examined.checks())
    assert all(check.is_well for check in checks), "it makes do without"
    assert statements(examined) == {"Regions": ["ec2:DescribeRegions", "account:ListRegions"]}


def test_the_statement_names_what_was_found(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "FilterLogEvents")
    examined = doctor(site)
    list(examined.checks())
    group = site.running.world.trails.all[0].log_group_arn
    (statement,) = json.loads(examined.policy())["Statement"]
    assert statement["Resource"] == [group, f"{group}:*"]
    examined = doctor(site, Context().told({"log_group": "mine"}))
    list(examined.checks())
    mine = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:mine"
    (statement,) = json.loads(examined.policy())["Statement"]
    assert statement["Resource"] == [mine, f"{mine}:*"]


def test_a_log_group_is_asked_in_its_own_region(open_site: OpenSite) -> None:
    there = "us-east-1"
    site = open_site([*RECORDS, record(3, awsRegion=there)])
    site.fail(Fault.DENIED, "FilterLogEvents")
    examined = doctor(site, region=there)
    checks = list(examined.checks())
    assert there in check_of(checks, "sts:GetCallerIdentity").detail
    assert check_of(checks, "logs:StartQuery").outcome is Outcome.OK
    assert f"arn:aws:logs:{REGION}:" in examined.policy()


def test_what_depends_on_something_that_is_not_there_is_not_tried(open_site: OpenSite) -> None:
    site = open_site(RECORDS, canned=Canned(CLOUDTRAIL, "DescribeTrails", {"trailList": []}))
    site.running.world.trails.all = ()
    with_athena(site, tables=())
    checks = list(doctor(site, Context()).checks())
    details = {
        "cloudtrail:DescribeTrails": "no trails: only event history can be asked",
        "cloudtrail:GetTrailStatus": "not tried: no trail was found",
        "logs:DescribeLogGroups": "none that is named like a trail's",
        "logs:FilterLogEvents": "not tried: no log group of a trail was found",
        "glue:GetTable": "not tried: no table over CloudTrail's files was found",
        "athena:GetWorkGroup": "it names no place for results",
        "athena:StartQueryExecution": "not tried: no place for results is known (--athena-output)",
        "s3:PutObject": "not tried: no place for results is known (--athena-output)",
    }
    assert {what: check_of(checks, what).detail for what in details} == details
    assert all(check.is_well for check in checks)


def test_a_log_group_is_found_by_its_name_where_no_trail_may_be_seen(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "DescribeTrails")
    checks = list(doctor(site).checks())
    (trail,) = site.running.world.trails.all
    assert trail.log_group in check_of(checks, "logs:DescribeLogGroups").detail
    assert check_of(checks, "logs:FilterLogEvents").outcome is Outcome.OK


class Refusing(Canned):
    """A service that denies one operation, in its own words."""

    def call(self, call: Call) -> dict[str, object]:
        answer = super().call(call)
        raise ApiError("AccessDeniedException", str(answer["text"]))


def test_an_action_that_a_call_needs_besides_is_in_the_policy(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    services = site.running.double.services
    text = "User is not authorized to perform: glue:GetDatabases on resource: catalog"
    refusing = Refusing("AmazonAthena", "ListDatabases", {"text": text})
    site.running.double.services = replace(services, json=(refusing, *services.json))
    examined = doctor(site)
    list(examined.checks())
    assert statements(examined) == {
        "AthenaMeta": ["athena:ListDatabases"],
        "Glue": ["glue:GetDatabases"],
    }


class TestQuery:
    """The query that Athena is tried with."""

    def ended(self, site: Site, **status: Any) -> None:
        """Let every query have ended like that."""
        execution = {"QueryExecutionId": "q", "Status": status}
        canned = Canned("AmazonAthena", "GetQueryExecution", {"QueryExecution": execution})
        services = site.running.double.services
        site.running.double.services = replace(services, json=(canned, *services.json))

    def test_results_that_may_not_be_written_are_told_of_the_bucket(
        self, open_site: OpenSite
    ) -> None:
        site = open_site(RECORDS)
        reason = "Access denied when writing output to url: s3://results/x.txt"
        self.ended(site, State="FAILED", StateChangeReason=reason)
        examined = doctor(site)
        checks = list(examined.checks())
        assert check_of(checks, "athena:GetQueryExecution").detail == "the query has failed"
        assert by_outcome(checks, Outcome.DENIED) == {"s3:PutObject"}
        assert reason in check_of(checks, "s3:PutObject").detail
        assert check_of(checks, "athena:GetQueryResults").outcome is Outcome.UNTRIED
        assert statements(examined) == {"Results": ["s3:PutObject"]}

    def test_one_that_fails_for_another_reason_lacks_no_permission(
        self, open_site: OpenSite
    ) -> None:
        site = open_site(RECORDS)
        self.ended(site, State="FAILED", StateChangeReason="INTERNAL_ERROR: once")
        examined = doctor(site)
        checks = list(examined.checks())
        assert by_outcome(checks, Outcome.FAILED) == {"s3:PutObject"}
        assert "INTERNAL_ERROR" in check_of(checks, "s3:PutObject").detail
        assert examined.policy() == ""

    def test_one_that_does_not_end_is_stopped(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        with_athena(site, steps=["QUEUED"] * 1_000)
        begin = site.clock.monotonic()
        checks = list(doctor(site).checks())
        assert 20 < site.clock.monotonic() - begin < 60
        told = check_of(checks, "athena:GetQueryExecution")
        assert (told.outcome, told.detail) == (Outcome.OK, "the query has not ended yet")
        assert [run.state for run in athena(site).executions] == ["CANCELLED"]

    def test_a_workgroup_that_keeps_results_has_no_bucket(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        with_athena(site, [WorkGroup(managed=True)])
        checks = list(doctor(site, RESULTS).checks())
        assert check_of(checks, "athena:GetQueryResults").outcome is Outcome.OK
        for action in ("s3:GetBucketLocation", "s3:PutObject"):
            detail = check_of(checks, action).detail
            assert detail == "not tried: the workgroup keeps its results itself"
        assert all(check.is_well for check in checks)

    def test_a_workgroup_may_say_where_results_go(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        own = OUTPUT.replace("/out/", "/own/")
        with_athena(site, [WorkGroup(output=own, enforced=True)])
        checks = list(doctor(site, RESULTS).checks())
        assert own in check_of(checks, "athena:GetWorkGroup").detail
        (run,) = athena(site).executions
        assert (run.output or "").startswith(own)
        assert check_of(checks, "s3:GetObject", "").outcome is Outcome.OK

    def test_a_place_that_is_no_bucket_is_told(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        checks = list(doctor(site, Context().told({"athena_output": "s3://nowhere/"})).checks())
        start = check_of(checks, "athena:StartQueryExecution")
        assert start.outcome is Outcome.FAILED
        assert "nowhere" in start.detail
        assert "--athena-output" in start.advice


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
    site = open_site(RECORDS, canned=Canned(CLOUDTRAIL, "GetTrailStatus", status))
    check = check_of(list(doctor(site).checks()), "trail main")
    assert check.outcome is Outcome.FAILED
    assert told in check.advice


def test_a_service_that_fails_costs_only_its_own_line(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.FAILED, "ListWorkGroups")
    checks = list(doctor(site).checks())
    assert by_outcome(checks, Outcome.FAILED) == {"athena:ListWorkGroups"}
    assert check_of(checks, "athena:GetWorkGroup").outcome is Outcome.OK


def test_without_credentials_there_is_nothing_to_try(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.EXPIRED, "GetCallerIdentity")
    with pytest.raises(CredentialsError):
        next(doctor(site).checks())


def test_a_policy_is_valid_and_holds_every_action() -> None:
    made = json.loads(policy(NEEDS.statements))
    assert made["Version"] == "2012-10-17"
    assert [action for s in made["Statement"] for action in s["Action"]] == ACTIONS
    assert len({s["Sid"] for s in made["Statement"]}) == len(made["Statement"])
    assert policy(NEEDS.statements, [MissingPermission("iam:Nothing")]) == ""
    assert policy(NEEDS.statements, [MissingPermission("s3:ListBucket", "Glue")]) == ""
    lack = MissingPermission("athena:GetWorkGroup")
    named = policy(
        NEEDS.statements, [lack], {"WG": "main", "ACCOUNT": ACCOUNT, "arn:aws:": "arn:aws-cn:"}
    )
    assert f"arn:aws-cn:athena:REGION:{ACCOUNT}:workgroup/main" in named
