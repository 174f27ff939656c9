"""Records that a service gives cut: fetched whole, or shown in part and told."""

from __future__ import annotations

import pytest

from tests.aws_double.cloudtrail import CloudTrail
from tests.aws_double.faults import Fault
from tests.aws_double.insights import Insights
from tests.aws_double.logs import Logs
from tests.backends.aws.site import OpenSite, Site, asking, ids_of, read
from tests.make import START, record
from trailview.backends.base import Batch, Cancel
from trailview.backends.history import HistoryBackend
from trailview.backends.log_group.insights import InsightsBackend
from trailview.backends.log_group.patterns import LogsBackend
from trailview.events.record import Delivery, Event
from trailview.plans import history
from trailview.plans.log_group import insights, patterns

RECORDS = [record(n, requestParameters={"filler": "x" * (900 if n % 2 else 10)}) for n in range(40)]
IDS = {made["eventID"] for made in RECORDS}
QUESTION = asking("", START, START + 60)
CUT = 1_000
HALF = 20
"""Records that are longer than that."""


def service(site: Site) -> Insights:
    found = (s for s in site.running.double.services.json if isinstance(s, Insights))
    return next(found)


def from_insights(site: Site, cancel: Cancel | None = None) -> list[Batch]:
    plan = insights.plan(QUESTION, site.scope)
    return list(InsightsBackend(site.access, site.pacing).read(plan, cancel or Cancel()))


def problems(batches: list[Batch]) -> list[str]:
    return [problem.reason for batch in batches for problem in batch.problems]


def rows(batches: list[Batch]) -> list[Delivery]:
    return [row for b in batches if b.block is not None for row in b.block.inline.values()]


def test_insights_fetches_each_whole_by_its_pointer(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    service(site).cut = CUT
    batches = from_insights(site)
    assert ids_of(batches) == IDS
    assert len(rows(batches)) == len(RECORDS)
    assert problems(batches) == []
    assert len(site.asked("GetLogRecord")) == HALF
    assert site.running.double.refusals == [], "it keeps to the quota"
    assert any("fetching records that came cut: 10 of 20" in b.tally.phase for b in batches)


def test_what_cannot_be_fetched_is_shown_in_part_and_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    service(site).cut = CUT
    site.fail(Fault.DENIED, "GetLogRecord")
    batches = from_insights(site)
    made = rows(batches)
    assert len(made) == len(RECORDS)
    in_part = [row for row in made if row.note]
    assert len(in_part) == HALF == len(problems(batches))
    assert {Event(row).text("eventName") for row in in_part} == {"DescribeInstances"}
    assert {Event(row).time for row in in_part} == {START + n for n in range(1, 40, 2)}
    assert all("logs:GetLogRecord" in reason for reason in problems(batches))
    assert len(site.asked("GetLogRecord")) == 1, "what is denied is not asked again"


def test_what_is_cut_even_so_is_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    service(site).cut, service(site).cut_always = CUT, True
    assert len(problems(from_insights(site))) == HALF


def test_fetching_can_be_stopped(open_site: OpenSite) -> None:
    site, cancel = open_site(RECORDS), Cancel()
    service(site).cut = CUT
    plan = insights.plan(QUESTION, site.scope)
    for batch in InsightsBackend(site.access, site.pacing).read(plan, cancel):
        if "fetching" in batch.tally.phase:
            cancel.set()
    assert len(site.asked("GetLogRecord")) < HALF


@pytest.mark.parametrize("way", ["history", "logs"])
def test_the_others_make_a_row_of_what_is_left(open_site: OpenSite, way: str) -> None:
    site = open_site(RECORDS)
    if way == "history":
        site.running.service(CloudTrail).cut = CUT
        batches = read(HistoryBackend(site.access, site.pacing), history.plan(QUESTION, site.scope))
        assert ids_of(batches) == IDS, "the entry has the ID"
    else:
        site.running.service(Logs).cut = CUT
        batches = read(LogsBackend(site.access, site.pacing), patterns.plan(QUESTION, site.scope))
    made = rows(batches)
    assert len(made) == len(RECORDS)
    assert len([row for row in made if row.note]) == HALF == len(problems(batches))
    assert {Event(row).time for row in made} == {START + n for n in range(40)}
    assert {Event(row).text("sourceIPAddress") for row in made} == {"203.0.113.7"}


def test_a_record_of_which_nothing_is_left_is_a_problem(open_site: OpenSite) -> None:
    site = open_site(RECORDS[:1])
    site.running.service(Logs).cut = 20
    batches = read(LogsBackend(site.access, site.pacing), patterns.plan(QUESTION, site.scope))
    assert rows(batches) == []
    (reason,) = problems(batches)
    assert "nothing of it can be shown" in reason
