"""The whole program over services that refuse, fail and fall silent."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests.aws_double.faults import Fault, Rule
from tests.backends.aws.program import OpenProgram, answered, ids_of
from tests.backends.aws.site import OpenSite, asking
from tests.make import START, record
from trailview.backends.base import Cancel
from trailview.backends.history import HistoryBackend
from trailview.errors import CredentialsError, DeniedError, ServiceError, TrailviewError
from trailview.plans.history import plan
from trailview.search.progress import State
from trailview.search.reach import reach_parts

REGION = "eu-central-1"
ELSEWHERE = "us-east-1"
RECORDS = [record(n) for n in range(240)]
NEWEST = [made["eventID"] for made in reversed(RECORDS)]
QUESTION = asking("", START, START + 240)
PAGES = {"history": "LookupEvents", "logs": "FilterLogEvents", "insights": "GetQueryResults"}
LASTING: dict[Fault, type[TrailviewError]] = {
    Fault.EXPIRED: CredentialsError,
    Fault.DENIED: DeniedError,
    Fault.FAILED: ServiceError,
    Fault.DROPPED: ServiceError,
    Fault.HTML: ServiceError,
}


def test_a_minute_of_reading_uses_the_quota_and_is_never_refused(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS[:125], scan_budget=1)
    session, begin = open_program(site, REGION), site.clock.monotonic()
    progress = answered(session, QUESTION, "history").progress
    seconds = site.clock.monotonic() - begin
    assert seconds > 60
    assert progress.tally.requests >= 0.98 * 2 * seconds
    assert progress.tally.throttled == 0
    assert site.running.double.refusals == []


def test_searches_that_take_turns_share_one_quota(open_site: OpenSite) -> None:
    site = open_site(RECORDS, scan_budget=1)
    made, begin = plan(QUESTION, site.scope), site.clock.monotonic()
    one, other = (HistoryBackend(site.access, site.pacing).read(made, Cancel()) for _ in range(2))
    requests = 0
    while site.clock.monotonic() - begin < 60:
        requests = next(one).tally.requests + next(other).tally.requests
    assert 0.98 * 2 * 60 <= requests <= 2 * 60 + 2
    assert site.running.double.refusals == []


def test_sessions_of_one_process_are_never_refused_together(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS, scan_budget=10)
    sessions = [open_program(site, REGION) for _ in range(2)]
    searches = [session.ask(QUESTION, lambda: None, backend="history") for session in sessions]
    assert all(search.wait(60) for search in searches)
    assert [ids_of(search.progress) for search in searches] == [NEWEST, NEWEST]
    assert site.running.double.refusals == []


def test_throttling_by_others_is_waited_out_and_said(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.THROTTLED, "LookupEvents", 2, 3, 5)
    session, begin = open_program(site, REGION), site.clock.monotonic()
    progress = answered(session, QUESTION, "history").progress
    assert (progress.state, progress.error) == (State.DONE, None)
    assert ids_of(progress) == NEWEST
    assert progress.tally.throttled == 3
    assert site.clock.monotonic() - begin >= 1 + 2 + 1
    now = START + 240
    assert (3, "throttled 3 ×") in reach_parts(progress, UTC, now)


@pytest.mark.parametrize("page", [1, 2, 3])
@pytest.mark.parametrize("fault", LASTING)
@pytest.mark.parametrize("backend", PAGES)
def test_a_failure_between_pages_keeps_what_is_read_and_goes_on_from_there(
    open_site: OpenSite, open_program: OpenProgram, backend: str, fault: Fault, page: int
) -> None:
    site = open_site(RECORDS, scan_budget=60)
    undisturbed = answered(open_program(site, REGION), QUESTION, backend).progress
    before = len(site.asked(PAGES[backend]))
    site.fail(fault, PAGES[backend], *range(before + page, before + page + 20))
    session = open_program(site, REGION)
    failed = answered(session, QUESTION, backend).progress
    assert failed.state is State.FAILED
    assert failed.error is not None
    assert type(failed.error) is LASTING[fault]
    assert failed.error is not None
    assert failed.error.title
    assert failed.error.hint
    assert failed.can_go_on
    kept = ids_of(failed)
    assert kept == NEWEST[: len(kept)]
    assert bool(kept) is (page > 1 and (backend != "insights" or page > 2))

    site.running.faults.clear()
    progress = answered(session, QUESTION, backend, again=True).progress
    assert (progress.state, progress.error, progress.problems) == (State.DONE, None, ())
    assert not progress.can_go_on
    assert ids_of(progress) == ids_of(undisturbed) == NEWEST
    if backend != "insights":  # where it is a query that is made again, not a page
        assert progress.tally.files == undisturbed.tally.files
        assert progress.duplicates == undisturbed.duplicates == 0


@pytest.mark.parametrize("backend", PAGES)
def test_a_stalled_page_is_given_up_and_read_later(
    open_site: OpenSite, open_program: OpenProgram, backend: str
) -> None:
    site = open_site(RECORDS, scan_budget=60)
    site.fail(Fault.STALLED, PAGES[backend], 3)
    session = open_program(site, REGION)
    search = session.ask(QUESTION, lambda: None, backend=backend)
    assert site.running.faults.stalled.wait(60)
    search.stop_reading()
    assert search.wait(8), "sooner than a silent connection is given up"
    stopped = search.progress
    assert (stopped.state, stopped.error, stopped.can_go_on) == (State.CANCELLED, None, True)
    kept = ids_of(stopped)
    assert kept == NEWEST[: len(kept)]
    site.running.faults.clear()
    progress = answered(session, QUESTION, backend, again=True).progress
    assert (progress.state, ids_of(progress)) == (State.DONE, NEWEST)
    assert progress.duplicates == 0 or backend == "insights"  # whose query is made again


def test_asking_again_while_it_is_still_stopping_goes_on(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.STALLED, "LookupEvents", 2)
    session = open_program(site, REGION)
    search = session.ask(QUESTION, lambda: None, backend="history")
    assert site.running.faults.stalled.wait(60)
    search.stop_reading()
    progress = answered(session, QUESTION, "history", again=True).progress
    assert (progress.state, ids_of(progress)) == (State.DONE, NEWEST)


def test_a_region_that_fails_is_a_problem_until_it_answers(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    there = [record(n, awsRegion=ELSEWHERE) for n in range(300, 360)]
    site = open_site([*RECORDS, *there])
    question = asking("", START, START + 400)
    site.running.faults.add(Rule(Fault.DENIED, "LookupEvents", region=ELSEWHERE))
    session = open_program(site, REGION, ELSEWHERE)
    progress = answered(session, question, "history").progress
    assert (progress.state, progress.error, progress.covered) == (State.DONE, None, None)
    assert [problem.where for problem in progress.problems] == [ELSEWHERE]
    assert ids_of(progress) == NEWEST
    assert progress.can_go_on
    assert reach_parts(progress, UTC, START + 400)[0] == (2, "read in part")

    before = len(site.asked("LookupEvents"))
    site.running.faults.clear()
    progress = answered(session, question, "history", again=True).progress
    assert (progress.problems, progress.can_go_on) == ((), False)
    assert set(ids_of(progress)) == {made["eventID"] for made in (*RECORDS, *there)}
    assert len(site.asked("LookupEvents")) == before + 2, "the others are not read again"


def test_all_regions_failing_is_an_error_with_what_each_said(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "LookupEvents")
    session = open_program(site, REGION, ELSEWHERE)
    progress = answered(session, QUESTION, "history").progress
    assert progress.state is State.FAILED
    assert isinstance(progress.error, TrailviewError)
    assert {problem.where for problem in progress.problems} == {REGION, ELSEWHERE}


def test_finding_out_the_regions_can_be_stopped(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.STALLED, "DescribeRegions", 1)
    session = open_program(site, "all")
    search = session.ask(QUESTION, lambda: None, backend="history")
    assert site.running.faults.stalled.wait(60)
    search.stop_reading()
    assert search.wait(8), "sooner than a silent connection is given up"
    assert (search.progress.state, search.progress.error) == (State.CANCELLED, None)
    site.running.faults.clear()
    progress = answered(session, QUESTION, "history", again=True).progress
    assert (progress.state, ids_of(progress)) == (State.DONE, NEWEST)
