"""A service that hangs, drips or refuses for ever: told meanwhile, and given up in its time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.aws_double.faults import Fault, Rule
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import REGION, OpenSite, Site, asking
from tests.backends.aws.test_faults import WAYS, Way
from tests.make import START, record
from trailview.aws.asking import PATIENCE, Caller, Setback, Silence, wait_for
from trailview.aws.credentials.sessions import Access, Timeouts
from trailview.backends.base import Batch, Cancel, Tally
from trailview.backends.log_group.insights import InsightsBackend
from trailview.cli import waiting
from trailview.cli.main import run
from trailview.errors import ServiceError
from trailview.events.times import iso
from trailview.plans.log_group import insights
from trailview.question.query import Question
from trailview.search.progress import Progress, State
from trailview.search.reading.state import ReadingState, ShardProgress, ShardState
from trailview.store.rows import no_rows

RECORDS = [record(n) for n in range(120)]
BRIEF = Timeouts(read=0.3, notice=0.1, whole=0.6)
QUERY = ["query", "", "--since", iso(START), "--until", iso(START + 200), "--format", "ndjson"]


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = open_site(RECORDS, scan_budget=60)
    made.access.timeouts = BRIEF
    in_the_doubles_time(made, monkeypatch)
    defaults = Access.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "timeouts", BRIEF)
    monkeypatch.setattr(waiting, "_SOON", 0.1)
    yield made
    made.running.faults.release()


def collected(site: Site, way: Way) -> tuple[list[Batch], ServiceError]:
    """What came, and how it ended."""
    batches: list[Batch] = []
    plan = way.plan(asking("", START, START + 200), site.scope)
    with pytest.raises(ServiceError) as caught:
        batches.extend(way.backend(site.access, site.pacing).read(plan, Cancel()))
    return batches, caught.value


def phases(site: Site, way: Way) -> tuple[list[str], ServiceError]:
    """What is told of a read while it waits, and how it ends."""
    batches, error = collected(site, way)
    return [batch.tally.phase for batch in batches if batch.tally.waiting], error


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.operation)
def test_an_answer_that_drips_is_given_up(site: Site, way: Way) -> None:
    site.fail(Fault.DRIPPING, way.operation)
    told, error = phases(site, way)
    assert told[0] == "no answer for 0 s (given up after 1 s)"
    assert error.title.endswith("does not answer")
    assert "not come to its end" in error.message
    assert len(site.asked(way.operation)) == 1


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.operation)
def test_a_service_that_hangs_is_given_up(site: Site, way: Way) -> None:
    site.fail(Fault.STALLED, way.operation)
    told, error = phases(site, way)
    assert any("no answer for" in phase for phase in told)
    assert error.title.endswith("does not answer")
    assert len(site.asked(way.operation)) == 4


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.operation)
def test_a_service_that_refuses_for_ever_is_given_up(site: Site, way: Way) -> None:
    site.fail(Fault.THROTTLED, way.operation)
    began = site.clock.monotonic()
    batches, error = collected(site, way)
    told = [batch.tally for batch in batches if batch.tally.waiting]
    assert any("(for 7 s now, given up after 600 s)" in tally.phase for tally in told)
    assert all(tally.is_throttled == ("again in" in tally.phase) for tally in told)
    assert "Every try was refused for 10 minutes" in error.message
    assert PATIENCE <= site.clock.monotonic() - began < PATIENCE + 60


def test_a_query_that_never_ends_is_stopped(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trailview.backends.log_group.insights._LONGEST_PAUSE", 60.0)
    site = open_site(RECORDS, shares=(0.0,) * 100_000)
    plan = insights.plan(asking("", START, START + 200), site.scope)
    with pytest.raises(ServiceError, match="Query does not end: Scheduled"):
        list(InsightsBackend(site.access, site.pacing).read(plan, Cancel()))
    assert len(site.asked("StopQuery")) == 1


@pytest.mark.parametrize("fault", [Fault.DRIPPING, Fault.STALLED])
def test_what_was_read_is_printed_and_the_wait_is_told(
    site: Site, capsys: pytest.CaptureFixture[str], fault: Fault
) -> None:
    later = frozenset(range(2, 1000))
    site.running.faults.add(Rule(fault, "LookupEvents", later))
    assert run([*QUERY, "--backend", "history"]) == 1
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 50, "the first page"
    waited = [line for line in printed.err.splitlines() if "given up after" in line]
    assert waited
    assert all(line.startswith(f"trailview: {REGION}: ") for line in waited)
    assert printed.err.splitlines()[-2].startswith("trailview: ")


def test_pages_read_before_an_endless_refusal_are_printed(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    later = frozenset(range(2, 10_000))
    site.running.faults.add(Rule(Fault.THROTTLED, "LookupEvents", later))
    assert run([*QUERY, "--backend", "history"]) == 1
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 50
    assert "Every try was refused for 10 minutes" in printed.err


def test_waits_are_told_soon_and_then_now_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    teller = waiting.Waiting(lambda: now[0])
    for second in range(0, 100, 5):
        now[0] = float(second)
        phase = f"no answer for {second} s"
        shard = ShardProgress(REGION, ShardState.READING, Tally(waiting=float(second), phase=phase))
        read = ReadingState(shards=(shard,))
        teller.tell(Progress(Question(), no_rows(), State.READING, read))
    assert capsys.readouterr().err.splitlines() == [
        f"trailview: {REGION}: no answer for {second} s" for second in (5, 35, 65, 95)
    ]


def test_a_caller_tells_what_nobody_looks_at(site: Site) -> None:
    told: list[tuple[str, Setback | Silence]] = []
    site.fail(Fault.THROTTLED, "DescribeTrails", 1)
    site.fail(Fault.STALLED, "DescribeTrails", 2)
    asked = Caller(site.access, REGION, site.pacing, lambda *news: told.append(news))
    assert wait_for(asked.ask("cloudtrail", "describe_trails", {}, Cancel()))
    told = [entry for entry in told if entry[0] == "CloudTrail"]
    assert {type(news) for _, news in told} == {Setback, Silence}


def test_who_is_asked_for_a_code_is_not_given_up(site: Site) -> None:
    site.fail(Fault.STALLED, "DescribeTrails")
    site.access.timeouts = BRIEF._replace(read=60.0)
    site.access.is_prompting = True
    asking_now = Caller(site.access, REGION, site.pacing).ask(
        "cloudtrail", "describe_trails", {}, Cancel()
    )
    assert [next(asking_now) for _ in range(8)] == [Silence(0.1, 0.6)] * 8
    site.running.faults.clear()
    assert wait_for(asking_now)
