"""What the program asks AWS for: what the plan printed, and no page more than is needed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

import pytest

from tests.aws_double.faults import Fault, Rule
from tests.backends.aws.program import OpenProgram, answered, ids_of
from tests.backends.aws.site import OpenSite, Site, asking
from tests.make import START, record
from trailview.events.times import seconds
from trailview.plans.history import beside

REGION = "eu-central-1"
ELSEWHERE = "us-east-1"
RECORDS = [
    record(
        n,
        eventName=("DescribeVpcs", "DeleteTrail", "GetObject")[n % 3],
        eventSource=("ec2", "cloudtrail", "s3")[n % 3] + ".amazonaws.com",
        readOnly=n % 3 != 1,
        awsRegion=ELSEWHERE if n % 2 else REGION,
    )
    for n in range(600)
]
NEWEST = [made["eventID"] for made in reversed(RECORDS)]
QUESTIONS = (
    "",
    "event:DeleteTrail",
    "event:Delete* is:write",
    "user:alice service:s3",
    "key:AKIAEXAMPLE -region:us-east-1",
    'resource:"a, b" ip:203.0.113.0/24',
    "role:Admin",
    "id:00000000-0000-0000-0000-000000000000",
    "$.requestParameters.bucketName:x",
)
SENT = {"history": "LookupEvents", "logs": "FilterLogEvents", "insights": "StartQuery"}


def printed(request: str) -> dict[str, str]:
    """The options of a command line of the AWS CLI."""
    words = shlex.split(request)[3:]
    return {
        name.removeprefix("--"): value for name, value in zip(words[::2], words[1::2], strict=True)
    }


def said(body: Mapping[str, Any], region: str) -> dict[str, str]:
    """A request's body in the spelling of `printed`; that has no `startFromHead`."""
    names = {
        "StartTime": "start-time",
        "EndTime": "end-time",
        "startTime": "start-time",
        "endTime": "end-time",
        "filterPattern": "filter-pattern",
        "queryString": "query-string",
        "logGroupName": "log-group-name",
    }
    options = {option: str(body[name]) for name, option in names.items() if name in body}
    for lookup in body.get("LookupAttributes", ()):
        options["lookup-attributes"] = json.dumps(lookup, sort_keys=True)
    return options | {"region": region}


def comparable(options: dict[str, str], backend: str) -> dict[str, str]:
    """Printed options with times and lookup attributes as requests have them."""
    made = dict(options)
    if backend == "history":
        made |= {name: str(seconds(made[name])) for name in ("start-time", "end-time")}
    lookup = made.get("lookup-attributes", "")
    if lookup.startswith("["):
        made["lookup-attributes"] = json.dumps(json.loads(lookup)[0], sort_keys=True)
    elif lookup:
        pairs = dict(part.split("=", 1) for part in lookup.split(","))
        made["lookup-attributes"] = json.dumps(pairs, sort_keys=True)
    return made


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("backend", SENT)
def test_what_is_sent_is_what_the_plan_printed(
    open_site: OpenSite, open_program: OpenProgram, backend: str, text: str
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, REGION, log_group=site.scope.log_group)
    question = asking(text, START + 100, START + 500)
    plan = session.plan(question, backend)
    assert answered(session, question, backend).progress.error is None
    requests = [made for made in site.running.double.requests if made.operation == SENT[backend]]
    added = beside(question, [REGION]).region if backend == "history" else ""
    for made in requests:
        region = REGION if made.region == added else made.region  # the same is asked there
        assert said(made.body, region) == comparable(printed(plan.request), backend)
    assert {made.region for made in requests} == {REGION, *filter(None, [added])}


def pages_of(site: Site, backend: str) -> int:
    return len(site.asked("GetQueryResults" if backend == "insights" else SENT[backend]))


@pytest.mark.parametrize("limit", [1, 49, 50, 99, 120])
def test_event_history_reads_no_page_more_than_a_limit_needs(
    open_site: OpenSite, open_program: OpenProgram, limit: int
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, REGION)
    progress = answered(session, asking("", START, START + 600), "history", limit=limit).progress
    here = [r["eventID"] for r in reversed(RECORDS) if r["awsRegion"] == REGION]
    assert ids_of(progress)[:limit] == here[:limit]
    # Who has a page's last event cannot know that no other one is as old.
    assert pages_of(site, "history") == limit // 50 + 1
    assert progress.can_go_on


def test_several_regions_are_read_as_far_as_the_newest_of_all_need(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, REGION, ELSEWHERE)
    question = asking("", START, START + 600)
    progress = answered(session, question, "history", limit=120).progress
    assert ids_of(progress)[:120] == NEWEST[:120]
    assert pages_of(site, "history") == 4, "60 events of each Region"
    regions = {made.region for made in site.running.double.requests if made.body.get("MaxResults")}
    assert regions == {REGION, ELSEWHERE}


def test_logs_read_no_page_more_than_a_limit_needs(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS, scan_budget=100)
    session = open_program(site, REGION)
    progress = answered(session, asking("", START, START + 600), "logs", limit=120).progress
    assert ids_of(progress)[:120] == NEWEST[:120]
    assert pages_of(site, "logs") == 2


def test_what_a_limit_left_is_read_when_more_is_wanted(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    session = open_program(site, REGION, ELSEWHERE)
    question = asking("", START, START + 600)
    answered(session, question, "history", limit=10)
    before = pages_of(site, "history")
    again = answered(session, question, "history", limit=10).progress
    assert ids_of(again)[:10] == NEWEST[:10]
    assert pages_of(site, "history") == before, "they are there already"
    assert ids_of(answered(session, question, "history").progress) == NEWEST
    requests = [made for made in site.running.double.requests if made.operation == SENT["history"]]
    lookups = [(made.region, made.body.get("NextToken")) for made in requests]
    refused = len(site.running.double.refusals)
    assert len(lookups) - refused == len(set(lookups)), "no page is fetched twice"


def test_a_region_that_is_denied_takes_no_pages_of_the_others(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    site.running.faults.add(Rule(Fault.DENIED, "LookupEvents", region=ELSEWHERE))
    session = open_program(site, REGION, ELSEWHERE)
    progress = answered(session, asking("", START, START + 600), "history", limit=10).progress
    assert progress.error is None
    assert [problem.where for problem in progress.problems] == [ELSEWHERE]
    assert pages_of(site, "history") == 2
