"""Which table Athena is asked about, and that all kinds of tables answer alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.aws_double.athena_run import WorkGroup
from tests.aws_double.athena_table import COLUMNS, Table, tables_of
from tests.aws_double.clock import ManualClock
from tests.aws_double.corpus import Corpus, records_below
from tests.aws_double.faults import Fault
from tests.aws_double.fixture import running_double
from tests.aws_double.glue import Glue
from tests.aws_double.s3 import results_bucket
from tests.aws_double.trails import Trail, Trails
from tests.backends.aws.athena_site import OUTPUT, backend, caller, found, planned, with_athena
from tests.backends.aws.site import ACCOUNT, REGION, DoubleClock, OpenSite, Site, asking, read
from tests.make import START, record
from tests.questions import OF_EVERY_KIND
from tests.reference import reference_matches
from trailview.aws.asking import wait_for
from trailview.aws.credentials.sessions import Access
from trailview.aws.pacing import Pacing
from trailview.backends.athena.target import WantedTable, find_target
from trailview.backends.base import Cancel
from trailview.demo.trail import write_trail
from trailview.errors import PlanError, ServiceError
from trailview.events.record import Event
from trailview.events.times import seconds
from trailview.plans.athena.statement import AthenaPlan
from trailview.plans.athena.table import Role
from trailview.question.predicate import matches
from trailview.question.query import Question

RECORDS = [record(n) for n in range(10)]
NOW = 1_763_900_000
QUESTIONS = (
    *OF_EVERY_KIND,
    "resource:*alice*",
    "$.requestParameters.userName:*",
    "region:us-east-1 -event:Get*",
)
TABLES = (
    "cloudtrail_logs",
    "cloudtrail_regions",
    "cloudtrail_organization",
    "cloudtrail_projected",
    "cloudtrail_console",
    "cloudtrail_old",
)


class TestFinding:
    """The table that is asked where none is named, and what is found out about it."""

    def test_one_with_partitions_and_says_which_others_there_are(self, open_site: OpenSite) -> None:
        target = found(open_site(RECORDS))
        assert target.table.name == "cloudtrail_logs"
        assert target.table.scheme == "date"
        (note,) = target.notes
        assert note.startswith("Asked of default.cloudtrail_logs; there are also default.")
        assert "and 2 more" in note

    def test_one_without_where_there_is_no_other(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        tables = [table for table in _tables(site) if not table.keys]
        with_athena(site, tables=[*tables, _other_table()])
        target = found(site)
        assert target.table.name == "cloudtrail_console"
        assert target.notes == ()

    def test_none_says_what_to_do(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        with_athena(site, tables=[_other_table()])
        with pytest.raises(ServiceError, match="No table") as caught:
            found(site)
        assert "trailview athena ddl" in caught.value.hint

    @pytest.mark.parametrize("name", ["default.cloudtrail_old", "CloudTrail_Old"])
    def test_the_one_that_is_named(self, open_site: OpenSite, name: str) -> None:
        site = open_site(RECORDS)
        target = found(site, table=name)
        assert target.table.name == "cloudtrail_old"
        assert "eventcategory" not in target.table.types
        assert target.table.partition(Role.YEAR) is not None
        assert site.asked("ListTableMetadata") == []

    @pytest.mark.parametrize("name", ["default.nothing", "nowhere.cloudtrail_logs"])
    def test_one_that_is_not_there(self, open_site: OpenSite, name: str) -> None:
        with pytest.raises(ServiceError, match="Table cannot be looked up"):
            found(open_site(RECORDS), table=name)

    def test_the_limit_of_its_workgroup(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        with_athena(site, [WorkGroup("team", cutoff=10**9, output=OUTPUT)])
        target = found(site, workgroup="team", output="s3://mine/")
        assert target.scan_limit == 10**9
        assert (target.workgroup, target.output) == ("team", "s3://mine/")

    @pytest.mark.parametrize(
        "workgroup", [WorkGroup(managed=True), WorkGroup(output=OUTPUT, enforced=True)]
    )
    def test_an_output_that_the_workgroup_overrides(
        self, open_site: OpenSite, workgroup: WorkGroup
    ) -> None:
        site = open_site(RECORDS)
        with_athena(site, [workgroup])
        target = found(site, table="cloudtrail_logs", output="s3://mine/")
        assert target.output == ""
        assert target.notes == (
            "The workgroup primary says where results go: s3://mine/ is not used.",
        )

    def test_no_such_workgroup(self, open_site: OpenSite) -> None:
        with pytest.raises(ServiceError, match="No such workgroup"):
            found(open_site(RECORDS), table="cloudtrail_logs", workgroup="no")

    def test_a_workgroup_that_may_not_be_looked_at(self, open_site: OpenSite) -> None:
        site = open_site(RECORDS)
        site.fail(Fault.DENIED, "GetWorkGroup")
        assert found(site, table="cloudtrail_logs", output=OUTPUT).output == OUTPUT


def _tables(site: Site) -> list[Table]:
    corpus, (trail,) = site.running.world.corpus, site.running.world.trails.all
    return list(tables_of(trail, corpus.accounts, corpus.regions))


def _other_table() -> Table:
    text = {"inputformat": "org.apache.hadoop.mapred.TextInputFormat"}
    return Table(ACCOUNT, REGION, "orders", COLUMNS[:2], (), "s3://orders/", text)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Some thousand events of two accounts."""
    folder = tmp_path_factory.mktemp("trail")
    write_trail(folder, now=NOW, events=2_000)
    return records_below(folder)


@contextmanager
def organization_site(
    records: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """A double with one trail of all accounts."""
    corpus = Corpus(records, delay=900, duplicates=0.1)
    clock, account = ManualClock(corpus.latest + 1), corpus.accounts[0]
    trails = Trails([Trail(account, REGION, organization=True)])
    with running_double(corpus, clock=clock, region=REGION, trails=trails) as running:
        for name, value in running.environment(account).items():
            monkeypatch.setenv(name, value)
        yield Site(running, clock, Access(), Pacing(DoubleClock(clock)))


@pytest.mark.parametrize("name", TABLES)
def test_tables_answer_as_the_reference_does(
    records: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("trailview.aws.athena.query._POLL", 0.001)
    with organization_site(records, monkeypatch) as site:
        account = site.running.world.corpus.accounts[0]
        output = f"s3://{results_bucket(account, REGION)}/out/"
        wanted = WantedTable(f"default.{name}", output=output)
        table = wait_for(find_target(caller(site), wanted, Cancel())).table
        refused = []
        for text in QUESTIONS:
            question = asking(text, NOW - 5 * 86_400, NOW - 3_600)
            try:
                made = planned(site, question, output=output, table=table)
            except PlanError as error:
                refused.append((name, error.title))
                continue
            assert made.full_scan is (name == "cloudtrail_console")
            expected = {
                made["eventID"]
                for made in records
                if (name != "cloudtrail_logs" or made["awsRegion"] == REGION)
                and (name != "cloudtrail_logs" or made["recipientAccountId"] == account)
                and question.window.holds(seconds(made["eventTime"]))
                and reference_matches(question.terms, made)
            }
            assert _answer(site, question, made) == expected, text
        assert refused == [("cloudtrail_old", "Not in this table")] * len(refused)
        assert len(refused) <= 2


def _answer(site: Site, question: Question, made: AthenaPlan) -> set[str]:
    """The IDs of what comes and the whole question holds for."""
    found = set()
    for batch in read(backend(site), made):
        for delivery in batch.block.inline.values() if batch.block is not None else ():
            event = Event(delivery)
            if matches(question.terms, event) and question.window.holds(event.time):
                found.add(event.text("eventID") or "")
    return found


def test_a_pushed_question_brings_nothing_that_it_excludes(open_site: OpenSite) -> None:
    site = open_site([record(n, eventName=f"Get{n % 2}") for n in range(10)])
    batches = read(backend(site), planned(site, asking("event:Get1", START, START + 10)))
    assert batches[-1].tally.records == 5


def by_hand(open_site: OpenSite, *, has_partitions: bool) -> list[str]:
    """The problems of a question about a day without events, of a table with listed partitions."""
    site = open_site(RECORDS)
    site.running.service(Glue).has_partitions = has_partitions
    target = found(site, table="default.cloudtrail_regions")
    plan = planned(site, asking("", START - 9 * 86_400, START - 8 * 86_400), table=target.table)
    batches = read(backend(site), plan)
    (asked,) = site.asked("GetPartitions")
    assert "year" in asked["Expression"]
    return [str(problem) for batch in batches for problem in batch.problems]


def test_a_table_without_partitions_for_the_window_is_told(open_site: OpenSite) -> None:
    (problem,) = by_hand(open_site, has_partitions=False)
    assert "default.cloudtrail_regions: it has no partition for the time range" in problem


def test_a_table_with_partitions_may_have_no_events(open_site: OpenSite) -> None:
    assert by_hand(open_site, has_partitions=True) == []
