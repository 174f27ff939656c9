"""Filter patterns against the double of FilterLogEvents."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.aws_double.logs import Logs
from tests.backends.aws.site import (
    Canned,
    OpenSite,
    Site,
    asking,
    check_claims,
    ids_in_order,
    ids_of,
    pieces,
    read,
)
from tests.make import START, record
from trailview.backends.base import Cancel
from trailview.backends.log_group.patterns import LogsBackend
from trailview.errors import ServiceError
from trailview.plans.log_group.patterns import LogsPlan, plan
from trailview.question.query import Window

RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(120)]
IDS = {made["eventID"] for made in RECORDS}


def backend(site: Site) -> LogsBackend:
    return LogsBackend(site.access, site.pacing)


def whole(site: Site, text: str = "") -> LogsPlan:
    """A plan for the whole time of the records."""
    return plan(asking(text, START, START + 120), site.scope)


def test_reads_newest_first_in_one_page(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = read(backend(site), whole(site))
    assert ids_in_order(batches) == [made["eventID"] for made in reversed(RECORDS)]
    assert [batch.covered for batch in batches] == [Window(START, START + 120)]


def test_asks_for_what_the_plan_says(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = whole(site, "event:Describe1")
    assert ids_of(read(backend(site), made)) == {
        r["eventID"] for r in RECORDS if r["eventName"] == "Describe1"
    }
    assert site.asked("FilterLogEvents") == [
        {
            "logGroupName": made.log_group,
            "startTime": made.since_ms,
            "endTime": made.until_ms,
            "filterPattern": made.pattern,
            "startFromHead": False,
        }
    ]


def test_empty_pages_are_followed_and_seen(open_site: OpenSite) -> None:
    site = open_site(RECORDS, scan_budget=10)
    batches = read(backend(site), whole(site, f"id:{RECORDS[0]['eventID']}"))
    assert [batch.tally.files for batch in batches] == list(range(1, 13))
    assert [batch.block is None for batch in batches] == [True] * 11 + [False]
    assert site.running.double.refusals == []


def test_late_deliveries_are_read_and_claims_stay_true(open_site: OpenSite) -> None:
    site = open_site(RECORDS, delay=1500, duplicates=0.2, scan_budget=10)
    batches = read(backend(site), whole(site))
    check_claims(batches, RECORDS)
    assert ids_of(batches) == IDS
    assert batches[-1].covered == Window(START, START + 120)


def test_oldest_first_claims_less(open_site: OpenSite) -> None:
    records = [record(n * 60) for n in range(120)]
    site = open_site(records, delay=1500, scan_budget=10)
    made = plan(asking("", None, START + 7200), site.scope)
    batches = read(backend(site), made)
    assert len(ids_of(batches)) == 120
    check_claims(batches, records)
    assert "startFromHead" not in site.asked("FilterLogEvents")[0]
    assert batches[-1].covered == Window(None, START + 7200)


@pytest.mark.parametrize("since", [START, None])
def test_goes_on_where_it_stopped(open_site: OpenSite, since: int | None) -> None:
    site = open_site(RECORDS, scan_budget=25)
    made = plan(asking("", since, START + 120), site.scope)
    assert ids_of(pieces(backend(site), made)) == IDS
    asked = [body.get("nextToken") for body in site.asked("FilterLogEvents")]
    assert len(asked) == len(set(asked)) == 5


@pytest.mark.parametrize("since", [START, None])
def test_a_token_that_is_too_old_is_done_without(open_site: OpenSite, since: int | None) -> None:
    site = open_site(RECORDS, scan_budget=50)
    made = plan(asking("", since, START + 120), site.scope)
    first = next(backend(site).read(made, Cancel()))
    site.clock.advance(2 * 86_400)
    rest = read(backend(site), made, first.resume)
    assert ids_of([first, *rest]) == IDS
    assert rest[-1].tally.records == 121


def test_an_unknown_log_group_is_found_by_its_trail(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = replace(whole(site), log_group="", region="us-east-1")
    assert ids_of(read(backend(site), made)) == IDS
    (asked,) = site.asked("FilterLogEvents")
    assert asked["logGroupIdentifier"] == site.running.world.trails.all[0].log_group_arn


def test_log_events_that_are_no_records_are_told_and_left_out(open_site: OpenSite) -> None:
    events = [
        {"message": text, "timestamp": START * 1000}
        for text in (json.dumps(RECORDS[0]), "START RequestId: 1", "END RequestId: 1")
    ]
    canned = Canned(Logs.target, "FilterLogEvents", {"events": events})
    site = open_site(RECORDS, canned=canned)
    (batch,) = read(backend(site), whole(site))
    assert ids_of([batch]) == {RECORDS[0]["eventID"]}
    assert [problem.reason for problem in batch.problems] == [
        "log events that are no CloudTrail records: 2"
    ]


def test_a_group_that_is_not_there_is_an_error(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    with pytest.raises(ServiceError, match="Not found"):
        read(backend(site), replace(whole(site), log_group="elsewhere"))


def test_a_broken_pattern_is_an_error(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    with pytest.raises(ServiceError, match="CloudWatch Logs refused"):
        read(backend(site), replace(whole(site), pattern="{ $.x = "))
