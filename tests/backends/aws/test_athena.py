"""Athena queries against the double, through PyAthena and boto3."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.aws_double.athena_run import WorkGroup
from tests.aws_double.faults import Fault, Rule
from tests.backends.aws.athena_site import (
    MANAGED,
    OUTPUT,
    athena,
    backend,
    planned,
    read_on,
    with_athena,
)
from tests.backends.aws.site import (
    OpenSite,
    Site,
    asking,
    check_claims,
    ids_in_order,
    ids_of,
    read,
)
from tests.make import START, record
from trailview.backends.base import Batch, Cancel
from trailview.errors import CredentialsError, DeniedError, ServiceError, TrailviewError
from trailview.events.record import decode
from trailview.question.query import Window

RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(100)]
IDS = {made["eventID"] for made in RECORDS}
QUESTION = asking("", START, START + 100)


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls that follow each other at once, and parts and pages of some rows."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr("trailview.aws.athena.query._POLL", 0.001)
    monkeypatch.setattr("trailview.aws.athena.query._STEP", 0.01)
    monkeypatch.setattr("trailview.backends.athena.reader._FIRST_BYTES", 5_000)
    monkeypatch.setattr("trailview.backends.athena.reader._BYTES", 15_000)
    monkeypatch.setattr("trailview.backends.athena.reader.PAGE", 30)


def records_in(batches: list[Batch]) -> dict[str, Any]:
    """The records in some batches, by their IDs."""
    raws = [held.raw for batch in batches if batch.block for held in batch.block.inline.values()]
    return {(made := json.loads(raw))["eventID"]: made for raw in raws}


def test_rows_come_when_the_query_has_ended(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = read(backend(site), planned(site, QUESTION))
    assert ids_of(batches) == IDS
    assert len([batch for batch in batches if batch.block]) > 2
    assert batches[0].covered is None
    check_claims(batches, RECORDS)
    assert batches[-1].covered == QUESTION.window
    assert batches[-1].tally.records == 100


def test_the_query_is_the_plans(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = planned(site, asking("event:Describe1", START, START + 100))
    assert ids_of(read(backend(site), made)) == {
        made["eventID"] for made in RECORDS if made["eventName"] == "Describe1"
    }
    (started,) = site.asked("StartQueryExecution")
    assert started["QueryString"] == made.sql
    assert started["QueryExecutionContext"] == {
        "Database": "default",
        "Catalog": "AwsDataCatalog",
    }
    assert started["ResultConfiguration"] == {"OutputLocation": OUTPUT}
    assert started["WorkGroup"] == "primary"
    assert site.asked("StopQueryExecution") == []
    assert site.asked("GetQueryResults") == []


def test_what_it_does_and_what_it_costs_is_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    athena(site)._steps = ("QUEUED",) * 60 + ("RUNNING",) * 60
    tallies = [batch.tally for batch in read(backend(site), planned(site, QUESTION))]
    phases = list(dict.fromkeys(tally.phase for tally in tallies))
    assert phases == ["queued, to read 1 partition", "running, to read 1 partition", ""]
    assert tallies[-1].bytes == athena(site).executions[0].scanned > 0
    assert tallies[-1].cost == pytest.approx(10 * 5e-6)  # 10 MB at least
    assert [tally.bytes for tally in tallies] == sorted(tally.bytes for tally in tallies)


def test_records_are_rebuilt_and_the_plan_says_so(open_site: OpenSite) -> None:
    odd = record(
        0,
        errorMessage='a "quoted", line\nand another',
        userAgent="",
        requestParameters={"a": 'x","y', "n": 1.50},
    )
    site = open_site([odd])
    made = planned(site, QUESTION)
    assert "Rebuilt by Athena" in made.record_note
    rebuilt = records_in(read(backend(site), made))[odd["eventID"]]
    kept = {name: value for name, value in odd.items() if name in rebuilt}
    assert {name: rebuilt[name] for name in kept} == kept
    assert rebuilt["userAgent"] == ""
    assert "errorCode" not in rebuilt


@pytest.mark.parametrize("where", ["object", "pages"])
def test_resuming_fetches_nothing_twice_and_runs_no_second_query(
    open_site: OpenSite, where: str
) -> None:
    site = open_site(RECORDS)
    if where == "pages":
        with_athena(site, [MANAGED])
    made = planned(site, QUESTION, output=OUTPUT if where == "object" else "")
    athena(site)._steps = ()
    batches = read_on(site, made)
    assert len(ids_in_order(batches)) == len(IDS)
    assert ids_of(batches) == IDS
    assert batches[-1].tally.records == 100
    assert batches[-1].covered == QUESTION.window
    check_claims(batches, RECORDS)
    assert len(site.asked("StartQueryExecution")) == 1
    if where == "pages":
        tokens = [body.get("NextToken") for body in site.asked("GetQueryResults")]
        assert len(tokens) == len(set(tokens)) == 4
    else:
        places = [batch.resume.place.offset for batch in batches]  # type: ignore[attr-defined]  # resume is opaque
        assert places == sorted(places)
        assert places[-1] == len(_result(site))
        assert site.asked("GetQueryResults") == []


def _result(site: Site) -> bytes:
    bucket, _, key = (athena(site).executions[0].output or "")[len("s3://") :].partition("/")
    objects = site.running.double.services.objects
    assert objects is not None
    return objects.get(bucket, key)


@pytest.mark.parametrize("fault", [Fault.DENIED, Fault.FAILED])
def test_pages_are_read_where_the_result_object_may_not_be(
    open_site: OpenSite, fault: Fault
) -> None:
    site = open_site(RECORDS)
    site.fail(fault, "GetObject")
    batches = read(backend(site), planned(site, QUESTION))
    assert ids_of(batches) == IDS
    assert len(site.asked("StartQueryExecution")) == 1
    assert len(site.asked("GetQueryResults")) == 4


def test_a_row_longer_than_a_part_is_read_whole(open_site: OpenSite) -> None:
    long = record(0, requestParameters={"text": "x" * 70_000})
    site = open_site([long, record(1)])
    batches = read(backend(site), planned(site, QUESTION))
    assert records_in(batches)[long["eventID"]]["requestParameters"] == long["requestParameters"]
    assert len(ids_of(batches)) == 2


def test_no_rows_are_an_answer(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = read(backend(site), planned(site, asking("event:Nothing", START, START + 9)))
    assert ids_of(batches) == set()
    assert batches[-1].covered == Window(START, START + 9)


def test_a_query_that_is_forgotten_is_run_again(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    with_athena(site, [MANAGED])
    made = planned(site, QUESTION, output="")
    batches = backend(site).read(made, Cancel())
    kept = [next(batches)]
    while kept[-1].block is None:
        kept.append(next(batches))
    with_athena(site, [MANAGED])
    rest = read(backend(site), made, kept[-1].resume)
    assert ids_of(rest) == IDS
    assert len(site.asked("StartQueryExecution")) == 2


class TestStopping:
    """A query that nobody waits for is stopped in the service."""

    def test_by_closing(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        athena(site)._steps = ("RUNNING",) * 1000
        batches = backend(site).read(planned(site, QUESTION), Cancel())
        next(batches)
        assert len(athena(site).running) == 1
        batches.close()  # type: ignore[attr-defined]  # they are a generator
        assert athena(site).running == []
        assert len(athena(site).stopped) == 1

    def test_by_cancelling(self, open_site: OpenSite) -> None:
        site, cancel = open_site(RECORDS), Cancel()
        athena(site)._steps = ("RUNNING",) * 1000
        batches = backend(site).read(planned(site, QUESTION), cancel)
        next(batches)
        cancel.set()
        assert list(batches) == []
        assert len(athena(site).stopped) == 1

    def test_by_an_error(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        athena(site)._steps = ("RUNNING",) * 1000
        batches = backend(site).read(planned(site, QUESTION), Cancel())
        next(batches)
        site.fail(Fault.DENIED, "GetQueryExecution")
        with pytest.raises(DeniedError, match="Permission denied"):
            list(batches)
        assert len(athena(site).stopped) == 1

    @pytest.mark.parametrize("operation", ["StartQueryExecution", "GetQueryExecution", "GetObject"])
    def test_at_once_while_a_call_hangs(self, open_site: OpenSite, operation: str) -> None:
        site, cancel = open_site(RECORDS, read_seconds=60), Cancel()
        made = planned(site, QUESTION)
        site.fail(Fault.STALLED, operation)
        finished = threading.Event()

        def run() -> None:
            list(backend(site).read(made, cancel))
            finished.set()

        threading.Thread(target=run, daemon=True).start()
        while not site.asked(operation):
            cancel.wait(0.01)
        cancel.set()
        if operation == "StartQueryExecution":
            site.running.faults.release()
        assert finished.wait(30)
        assert athena(site).running == []

    def test_not_where_it_was_cancelled_before(self, open_site: OpenSite) -> None:
        site, cancel = open_site(RECORDS), Cancel()
        cancel.set()
        assert list(backend(site).read(planned(site, QUESTION), cancel)) == []
        assert site.running.double.requests == []


def test_silence_is_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS, read_seconds=60)
    made = planned(site, QUESTION)
    site.access.timeouts = site.access.timeouts._replace(notice=0.1)
    site.fail(Fault.STALLED, "GetQueryExecution", 1)
    batches = backend(site).read(made, Cancel())
    assert next(batches).tally.phase.startswith("no answer for")
    site.running.faults.release()
    assert ids_of(batches) == IDS


@pytest.mark.parametrize("operation", ["StartQueryExecution", "GetQueryExecution", "GetObject"])
@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.FAILED, Fault.DROPPED, Fault.HTML])
def test_a_passing_failure_is_outlasted(open_site: OpenSite, operation: str, fault: Fault) -> None:
    site = open_site(RECORDS)
    site.fail(fault, operation, 1)
    assert ids_of(read(backend(site), planned(site, QUESTION))) == IDS
    assert len(athena(site).executions) == 1


@pytest.mark.parametrize("workgroup", [WorkGroup(output=OUTPUT), MANAGED])
def test_one_call_in_twenty_failing_changes_no_answer(
    open_site: OpenSite, workgroup: WorkGroup
) -> None:
    site = open_site(RECORDS, delay=600, duplicates=0.1)
    with_athena(site, [workgroup])
    for fault in (Fault.THROTTLED, Fault.FAILED, Fault.DROPPED, Fault.HTML):
        site.running.faults.add(Rule(fault, chance=0.05))
    assert ids_of(read(backend(site), planned(site, QUESTION, output=""))) == IDS


@pytest.mark.parametrize(
    ("fault", "kind"), [(Fault.EXPIRED, CredentialsError), (Fault.DENIED, DeniedError)]
)
@pytest.mark.parametrize("operation", ["StartQueryExecution", "GetQueryExecution", "GetObject"])
def test_a_lasting_failure_keeps_what_was_read(
    open_site: OpenSite, operation: str, fault: Fault, kind: type[TrailviewError]
) -> None:
    site = open_site(RECORDS)
    made = planned(site, QUESTION)
    if operation == "GetObject":
        site.fail(fault, operation, 2, 3, 4)
    else:
        site.fail(fault, operation)
    kept: list[Batch] = []
    with pytest.raises(TrailviewError) as caught:
        kept.extend(backend(site).read(made, Cancel()))
    assert type(caught.value) is kind
    assert caught.value.hint
    site.running.faults.clear()
    assert athena(site).running == []


def test_reading_goes_on_behind_a_failure(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "GetObject", 3)
    made, kept = planned(site, QUESTION), list[Batch]()
    with pytest.raises(DeniedError):
        kept.extend(backend(site).read(made, Cancel()))
    assert 0 < len(ids_of(kept)) < 100
    rest = read(backend(site), made, kept[-1].resume)
    assert ids_of([*kept, *rest]) == IDS
    assert rest[-1].tally.records == 100
    assert len(site.asked("StartQueryExecution")) == 1


class TestRefusals:
    """What Athena says no to, in words that help."""

    def failing(self, site: Site, **changes: Any) -> TrailviewError:
        made = replace(planned(site, QUESTION), **changes)
        with pytest.raises(ServiceError) as caught:
            read(backend(site), made)
        return caught.value

    def test_no_output_location(self, open_site: OpenSite) -> None:
        error = self.failing(open_site(RECORDS), output="")
        assert error.title == "No place for results"
        assert "--athena-output" in error.hint

    def test_no_such_table(self, open_site: OpenSite) -> None:
        error = self.failing(open_site(RECORDS), sql="SELECT eventtime FROM nothing")
        assert error.title == "No such table"
        assert "TABLE_NOT_FOUND" in error.message

    def test_no_such_workgroup(self, open_site: OpenSite) -> None:
        assert "is not found" in self.failing(open_site(RECORDS), workgroup="no").message

    def test_sql_that_is_not_understood(self, open_site: OpenSite) -> None:
        error = self.failing(open_site(RECORDS), sql="SELECT nothing FROM cloudtrail_logs")
        assert error.title == "No such column"

    def test_the_limit_of_the_workgroup(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        with_athena(site, [WorkGroup(cutoff=10)])
        assert self.failing(site).title == "Workgroup's limit reached"

    def test_a_result_of_something_else(self, open_site: OpenSite) -> None:
        error = self.failing(open_site(RECORDS), columns=("eventtime",))
        assert error.title == "Result is not the query's"


def test_an_enforced_workgroup_says_where_results_go(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    own = OUTPUT.replace("/out/", "/own/")
    with_athena(site, [WorkGroup(output=own, enforced=True)])
    assert ids_of(read(backend(site), planned(site, QUESTION, output=""))) == IDS
    assert (athena(site).executions[0].output or "").startswith(own)
    assert site.asked("GetQueryResults") == []


def test_an_earlier_result_is_taken_where_that_is_wanted(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = planned(site, QUESTION)
    read(backend(site), made)
    again = read(backend(site, reuse_minutes=60), made)
    assert ids_of(again) == IDS
    assert athena(site).executions[1].reused
    assert again[-1].tally.cost == 0


def test_numbers_in_json_stay_as_written(open_site: OpenSite) -> None:
    site = open_site([record(0, requestParameters={"n": 1.5})])
    (held,) = read(backend(site), planned(site, QUESTION))[-1].block.inline.values()  # type: ignore[union-attr]  # it has one
    tree = decode(held.raw)
    assert isinstance(tree, dict)
    assert tree["requestParameters"] == {"n": "1.5"}
