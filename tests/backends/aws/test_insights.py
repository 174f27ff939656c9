"""Insights queries against the double of StartQuery and GetQueryResults."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.insights import Insights
from tests.aws_double.service import Call
from tests.backends.aws.site import (
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
from trailview.aws.pacing import Pacing
from trailview.backends.base import Cancel
from trailview.backends.log_group.insights import InsightsBackend
from trailview.errors import DeniedError, ServiceError
from trailview.plans.log_group.insights import ROWS, InsightsPlan, plan
from trailview.question.query import Window

RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(100)]
IDS = {made["eventID"] for made in RECORDS}


def backend(site: Site, most_rows: int = ROWS) -> InsightsBackend:
    return InsightsBackend(site.access, site.pacing, most_rows)


def whole(site: Site, text: str = "", most_rows: int = ROWS) -> InsightsPlan:
    """A plan for the whole time of the records, for a query that gives so many rows."""
    made = plan(asking(text, START, START + 100), site.scope)
    return replace(made, query=made.query.replace(f"limit {ROWS}", f"limit {most_rows}"))


def insights(site: Site) -> Insights:
    services = site.running.double.services.json
    return next(service for service in services if isinstance(service, Insights))


def test_rows_come_while_the_query_runs_and_each_once(open_site: OpenSite) -> None:
    site = open_site(RECORDS, shares=(0.0, 0.3, 0.6))
    batches = read(backend(site), whole(site))
    told = [(b.tally.phase, 0 if b.block is None else len(b.block)) for b in batches]
    assert told == [("queued", 0), ("running", 30), ("running", 30), ("", 40)]
    assert ids_in_order(batches) == [made["eventID"] for made in reversed(RECORDS)]
    assert batches[-1].tally.records == 100
    assert batches[-1].covered == Window(START, START + 100)
    assert [batch.covered for batch in batches[:-1]] == [None] * 3


def test_asks_for_what_the_plan_says(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = whole(site, "event:Describe1")
    assert ids_of(read(backend(site), made)) == {
        r["eventID"] for r in RECORDS if r["eventName"] == "Describe1"
    }
    assert site.asked("StartQuery") == [
        {
            "startTime": made.since,
            "endTime": made.until,
            "queryString": made.query,
            "logGroupName": made.log_group,
        }
    ]
    assert site.asked("StopQuery") == []


def test_what_was_scanned_and_its_price_are_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    tallies = [batch.tally for batch in read(backend(site), whole(site))]
    size = sum(len(held.raw) for held in site.running.world.corpus.events)
    assert tallies[-1].bytes == size
    assert tallies[-1].cost == pytest.approx(size * 0.005 / 1e9)
    assert [tally.bytes for tally in tallies] == sorted(tally.bytes for tally in tallies)


def test_a_full_query_is_split_newest_half_first(open_site: OpenSite) -> None:
    site = open_site(RECORDS, shares=())
    made = whole(site, most_rows=20)
    batches = read(backend(site, 20), made)
    assert ids_of(batches) == IDS
    assert len(ids_in_order(batches)) == batches[-1].tally.records == 100
    spans = [(body["startTime"], body["endTime"]) for body in site.asked("StartQuery")]
    assert spans[0] == (made.since, made.until)
    middle = (made.since + made.until + 1) // 2
    assert spans[1:3] == [(middle, made.until), (made.since, middle - 1)]
    check_claims(batches, RECORDS)
    assert batches[-1].covered == Window(START, START + 100)
    sizes = [batch.tally.bytes for batch in batches]
    assert sizes == sorted(sizes)


def test_more_in_one_second_than_a_query_gives_is_told(open_site: OpenSite) -> None:
    records = [record(n, eventTime="2025-11-22T12:00:00Z") for n in range(30)]
    site = open_site(records, shares=())
    batches = read(backend(site, 20), whole(site, most_rows=20))
    assert len(ids_of(batches)) == 20
    problems = [problem.reason for batch in batches for problem in batch.problems]
    assert problems == ["more than 20 events in one second: the rest is missing"]


def test_pages_of_an_ended_query_are_read_to_the_end(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.aws_double.insights.PAGE", 30)
    site = open_site(RECORDS, shares=())
    parts = list(pieces(backend(site), whole(site)))
    assert ids_of(parts) == IDS
    assert len(site.asked("StartQuery")) == 1
    asked = [body.get("nextToken") for body in site.asked("GetQueryResults")]
    assert len(asked) == len(set(asked)) == 4


def test_a_page_token_that_is_too_old_runs_the_query_again(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.aws_double.insights.PAGE", 60)
    site = open_site(RECORDS, shares=())
    first = next(backend(site).read(whole(site), Cancel()))
    site.clock.advance(2 * 86_400)
    rest = read(backend(site), whole(site), first.resume)
    assert ids_of([first, *rest]) == IDS
    assert len(site.asked("StartQuery")) == 2


def test_breaking_off_stops_the_query_and_resuming_runs_it_again(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = backend(site).read(whole(site), Cancel())
    next(batches)
    batch = next(batches)
    assert insights(site).running != []
    batches.close()  # type: ignore[attr-defined]  # they are a generator
    assert insights(site).running == []
    assert len(insights(site).stopped) == 1
    assert ids_of([batch, *read(backend(site), whole(site), batch.resume)]) == IDS


def test_cancelling_stops_the_query(open_site: OpenSite) -> None:
    site, cancel = open_site(RECORDS), Cancel()
    batches = backend(site).read(whole(site), cancel)
    next(batches)
    cancel.set()
    assert list(batches) == []
    assert len(insights(site).stopped) == 1


def test_cancelling_while_it_starts_stops_it_too(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, cancel = open_site(RECORDS), Cancel()
    service = insights(site)
    start = service.call

    def call(asked: Call) -> dict[str, Any]:
        answer = start(asked)
        cancel.set()
        return answer

    monkeypatch.setattr(service, "call", call)
    assert list(backend(site).read(whole(site), cancel)) == []
    assert len(service.stopped) == 1


def test_an_error_stops_the_query(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "GetQueryResults", 2)
    site.fail(Fault.THROTTLED, "StopQuery", 1)
    with pytest.raises(DeniedError, match="logs:GetQueryResults"):
        read(backend(site), whole(site))
    assert len(insights(site).stopped) == 1


def test_too_many_queries_at_once_wait_for_their_turn(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(RECORDS)
    monkeypatch.setattr("tests.aws_double.insights.MOST_RUNNING", 0)
    phases = []
    for batch in backend(site).read(whole(site), Cancel()):
        phases.append(batch.tally.phase)
        monkeypatch.setattr("tests.aws_double.insights.MOST_RUNNING", 1)
    assert phases[0] == "Too many queries at once: again in 1.0 s"
    assert phases[-1] == ""


def test_a_query_that_is_stopped_by_others_is_an_error(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = backend(site).read(whole(site), Cancel())
    next(batches)
    insights(site).runs[0].status = "Cancelled"
    with pytest.raises(ServiceError, match="Query has ended: Cancelled"):
        list(batches)


def test_a_broken_query_is_told_with_its_place(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    with pytest.raises(ServiceError, match=r"Query is not understood: .* \(at character \d+\)"):
        read(backend(site), replace(whole(site), query="fields @message | filter ="))


def test_the_quota_of_looks_is_kept(open_site: OpenSite) -> None:
    site = open_site(RECORDS, shares=(0.0,) * 50)
    assert isinstance(site.pacing, Pacing)
    read(backend(site), whole(site))
    assert site.running.double.refusals == []
    assert len(site.asked("GetQueryResults")) == 51
