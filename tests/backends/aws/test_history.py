"""Event history against the double of LookupEvents."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import takewhile

import pytest

from tests.aws_double.cloudtrail import CloudTrail
from tests.aws_double.faults import Fault
from tests.backends.aws.site import Canned, OpenSite, asking, ids_in_order, ids_of, pieces, read
from tests.make import START, record
from trailview.backends.base import Cancel
from trailview.backends.history import HistoryBackend
from trailview.errors import DeniedError
from trailview.events.record import Event
from trailview.plans.history import plan
from trailview.question.query import Window

RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(230)]
IDS = {made["eventID"] for made in RECORDS}


def test_reads_every_page_newest_first(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = read(HistoryBackend(site.access, site.pacing), plan(asking(), site.scope))
    assert ids_in_order(batches) == [made["eventID"] for made in reversed(RECORDS)]
    tally = batches[-1].tally
    assert (tally.files, tally.records, tally.requests, tally.throttled) == (5, 230, 5, 0)
    assert site.running.double.refusals == []


def test_asks_for_what_the_plan_says_and_nothing_else(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = plan(asking("event:Describe1 -user:bob", START, START + 200), site.scope)
    batches = read(HistoryBackend(site.access, site.pacing), made)
    wanted = {r["eventID"] for r in RECORDS[:200] if r["eventName"] == "Describe1"}
    assert ids_of(batches) == wanted
    asked = site.asked("LookupEvents")
    assert {body.pop("NextToken", None) is None for body in asked} == {True, False}
    assert asked[0] == {
        "StartTime": START,
        "EndTime": START + 199,
        "MaxResults": 50,
        "LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "Describe1"}],
    }
    assert all(body == asked[0] for body in asked)


def test_what_may_not_have_been_delivered_is_not_covered(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.clock.advance(200)
    now = site.scope.now
    batches = read(HistoryBackend(site.access, site.pacing), plan(asking("", START), site.scope))
    assert batches[-1].covered == Window(START, now - 5 * 60)
    assert ids_of(batches) == IDS


def test_another_accounts_events_are_told_to_be_elsewhere(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = plan(asking("account:444455556666", START, START + 9), site.scope)
    made = replace(made, question=asking("account:444455556666"))
    batches = read(HistoryBackend(site.access, site.pacing), made)
    (problem,) = [problem for batch in batches for problem in batch.problems]
    assert "events of 444455556666 are in its own" in problem.reason


def test_no_page_is_fetched_before_it_is_wanted(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = HistoryBackend(site.access, site.pacing).read(plan(asking(), site.scope), Cancel())
    for number in (1, 2, 3):
        next(batches)
        assert len(site.asked("LookupEvents")) == number


def test_what_is_covered_grows_down_from_the_end(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.clock.advance(600)
    made = plan(asking("", START, START + 230), site.scope)
    covered = [b.covered for b in read(HistoryBackend(site.access, site.pacing), made)]
    oldest = [START + 180, START + 130, START + 80, START + 30]
    expected = [Window(time + 1, START + 230) for time in oldest]
    assert covered == [*expected, Window(START, START + 230)]


def test_goes_on_where_it_stopped(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    backend, made = HistoryBackend(site.access, site.pacing), plan(asking(), site.scope)
    parts = list(pieces(backend, made))
    assert ids_of(parts) == IDS
    asked = [body.get("NextToken") for body in site.asked("LookupEvents")]
    assert len(asked) == len(set(asked)) == 5
    assert parts[-1].tally.records == 230
    assert parts[-1].tally.requests == 5


def test_a_token_that_is_too_old_costs_no_more_than_a_second_of_events(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    backend, made = HistoryBackend(site.access, site.pacing), plan(asking(), site.scope)
    first = next(backend.read(made, Cancel()))
    site.clock.advance(2 * 86_400)
    rest = read(backend, made, first.resume)
    assert ids_of([first, *rest]) == IDS
    assert rest[-1].tally.records == 231


def test_short_and_empty_pages_are_followed_to_the_end(open_site: OpenSite) -> None:
    site = open_site(RECORDS, scan_budget=20)
    made = plan(asking(f"id:{RECORDS[0]['eventID']}"), site.scope)
    batches = read(HistoryBackend(site.access, site.pacing), made)
    assert ids_of(batches) == {RECORDS[0]["eventID"]}
    assert [batch.tally.files for batch in batches] == list(range(1, 13))


def test_two_requests_a_second_and_no_throttle(open_site: OpenSite) -> None:
    site = open_site(RECORDS, scan_budget=1)
    begin = site.clock.monotonic()
    batches = HistoryBackend(site.access, site.pacing).read(plan(asking(), site.scope), Cancel())
    minute = [*takewhile(lambda _: site.clock.monotonic() - begin < 60, batches)]
    assert 0.98 * 120 <= minute[-1].tally.requests <= 122
    assert site.running.double.refusals == []


def test_throttling_by_others_is_waited_out_and_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.THROTTLED, "LookupEvents", 2, 3)
    batches = read(HistoryBackend(site.access, site.pacing), plan(asking(), site.scope))
    assert ids_of(batches) == IDS
    assert [b.tally.phase for b in batches if b.block is None] == [
        "Too many requests: again in 1.0 s",
        "Too many requests: again in 2.0 s",
    ]
    assert (batches[-1].tally.throttled, batches[-1].tally.requests) == (2, 7)
    assert batches[-1].tally.phase == ""


def test_the_lookups_own_resources_stay_beside_the_record(open_site: OpenSite) -> None:
    issued = {"credentials": {"accessKeyId": "ASIAISSUED"}}
    made = record(
        1, eventName="AssumeRole", eventSource="sts.amazonaws.com", responseElements=issued
    )
    site = open_site([made])
    (batch,) = read(HistoryBackend(site.access, site.pacing), plan(asking(), site.scope))
    assert batch.block is not None
    event = Event(batch.block.inline[0])
    assert json.loads(event.raw) == made
    names = [resource.get("ResourceName") for resource in event.lookup_resources]
    assert "ASIAISSUED" in names


def test_nothing_is_asked_beyond_reach(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = plan(asking("", START - 200 * 86_400, START - 100 * 86_400), site.scope)
    assert read(HistoryBackend(site.access, site.pacing), made) == []
    assert site.asked("LookupEvents") == []


def test_denied_keeps_what_was_read_and_goes_on_later(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "LookupEvents", 3)
    backend, made = HistoryBackend(site.access, site.pacing), plan(asking(), site.scope)
    batches = backend.read(made, Cancel())
    kept = [next(batches), next(batches)]
    with pytest.raises(DeniedError, match="cloudtrail:LookupEvents"):
        next(batches)
    assert len(ids_of(kept)) == 100
    rest = read(backend, made, kept[-1].resume)
    assert ids_of([*kept, *rest]) == IDS


def test_an_event_without_its_record_is_shown_as_the_list_has_it(open_site: OpenSite) -> None:
    entry = {
        "EventId": RECORDS[0]["eventID"],
        "EventName": "StopLogging",
        "EventSource": "cloudtrail.amazonaws.com",
        "EventTime": START,
        "ReadOnly": "false",
        "Username": "mallory",
        "AccessKeyId": "AKIAMALLORY",
        "Resources": [{"ResourceName": "main"}],
    }
    canned = Canned(CloudTrail.target, "LookupEvents", {"Events": [entry, {}]})
    site = open_site(RECORDS, canned=canned)
    (batch,) = read(HistoryBackend(site.access, site.pacing), plan(asking(), site.scope))
    assert batch.block is not None
    assert len(batch.block) == 2
    event = Event(batch.block.inline[0])
    assert (event.text("eventName"), event.time, event.read_only) == ("StopLogging", START, False)
    assert (event.identity.user, event.identity.key) == ("mallory", "AKIAMALLORY")
    assert event.text("awsRegion") == site.scope.region
    assert [problem.position for problem in batch.problems] == [RECORDS[0]["eventID"], ""]


def test_the_region_may_be_the_profiles_own(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site([*RECORDS[:5], record(9, awsRegion="us-east-1")])
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    made = plan(asking(), replace(site.scope, region=""))
    assert ids_of(read(HistoryBackend(site.access, site.pacing), made)) == {record(9)["eventID"]}
