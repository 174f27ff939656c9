"""Athena from the command line and from a session: full scans, tables made, what is explained."""

from __future__ import annotations

import re
import threading

import pytest
import sqlglot

from tests.aws_double.faults import Fault
from tests.aws_double.trails import Trail, Trails
from tests.backends.aws.athena_site import OUTPUT, athena, with_athena
from tests.backends.aws.site import ACCOUNT, REGION, OpenSite
from tests.make import START, record
from trailview.cli import exit_codes, main
from trailview.compose.aws import open_session
from trailview.context import Context
from trailview.errors import FullScanError
from trailview.question.query import Question, Window
from trailview.search.progress import State
from trailview.search.search import Search
from trailview.search.session import Session

RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(30)]
SPAN = ("--since", "2025-11-22T12:00", "--until", "2025-11-22T13:00")
ASK = ("query", "event:Describe1", "--backend", "athena", "--athena-output", OUTPUT)


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailview.aws.athena.query._POLL", 0.001)


def session_of(**said: str) -> Session:
    session = open_session(Context().told(said), "athena")
    session.painted()
    return session


def asked(session: Session, question: Question, *, again: bool = False) -> Search:
    search = session.ask(question, lambda: None, again=again)
    assert search.wait(20)
    return search


def test_a_question_is_answered(open_site: OpenSite, capfd: pytest.CaptureFixture[str]) -> None:
    open_site(RECORDS)
    assert main.run([*ASK, *SPAN, "--format", "csv", "--columns", "event"]) == exit_codes.COMPLETE
    out, err = capfd.readouterr()
    assert out.splitlines() == ["event", *["Describe1"] * 10]
    assert "Rebuilt by Athena from the columns of default.cloudtrail_logs" in err


@pytest.mark.parametrize("since", ["2015", "2015-06-01 22:00"])
def test_what_lies_before_the_tables_first_partition_is_told(
    open_site: OpenSite, capfd: pytest.CaptureFixture[str], since: str
) -> None:
    open_site(RECORDS)
    until = ("--until", "2025-11-22T13:00", "--format", "csv", "--columns", "event")
    assert main.run([*ASK, "--since", since, *until]) == exit_codes.INCOMPLETE
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 11, "what is in reach is there"
    assert re.search(r"projects its partitions from 20\d\d-.+ on: what is asked before is", err)


def test_a_full_scan_is_refused_until_it_is_allowed(
    open_site: OpenSite, capfd: pytest.CaptureFixture[str]
) -> None:
    site = open_site(RECORDS)
    console = (*ASK, *SPAN, "--athena-table", "default.cloudtrail_console")
    assert main.run(console) == exit_codes.USAGE
    said = capfd.readouterr().err
    assert "The table has no partitions: every query reads all of it." in said
    assert "--allow-full-scan" in said
    assert site.asked("StartQueryExecution") == []
    assert main.run([*console, "--allow-full-scan"]) == exit_codes.COMPLETE
    assert len(site.asked("StartQueryExecution")) == 1


def test_a_question_without_a_time_reads_all_partitions(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    session = session_of(athena_table="cloudtrail_logs", athena_output=OUTPUT)
    try:
        error = asked(session, Question()).progress.error
        assert isinstance(error, FullScanError)
        assert "give it a time range" in error.message
        assert "$5 per TB" in error.message
        session.allow(Question(), "athena")
        progress = asked(session, Question(), again=True).progress
        assert (progress.state, len(progress.rows)) == (State.DONE, 30)
        assert progress.record_note.startswith("Rebuilt by Athena")
        other = Question((), Window(None, START + 10))
        assert len(asked(session, other).progress.rows) == 10  # its end is told by a partition
    finally:
        session.close()
    assert len(site.asked("GetTableMetadata")) == 1


def test_what_is_found_out_is_in_the_plan_from_then_on(open_site: OpenSite) -> None:
    open_site(RECORDS)
    session = session_of(athena_output=OUTPUT)
    question = Question((), Window(START, START + 10))
    try:
        assert "is not known yet" in " ".join(session.plan(question, "athena").notes)
        asked(session, question)
        notes = " ".join(session.plan(question, "athena").notes)
        assert "is not known yet" not in notes
        assert "Asked of default.cloudtrail_logs; there are also" in notes
    finally:
        session.close()


def test_closing_while_the_table_is_looked_for_ends_at_once(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.STALLED, "ListDatabases")
    session = session_of()
    search = session.ask(Question((), Window(START, None)), lambda: None)
    assert site.running.faults.stalled.wait(60)
    closing = threading.Thread(target=session.close)
    closing.start()
    closing.join(5)
    assert not closing.is_alive()
    assert search.progress.error is None


def test_explain_asks_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    words = ["explain", "event:X", "--backend", "athena", *SPAN]
    assert (
        main.run([*words, "--athena-table", "audit.trail", "--region", REGION])
        == exit_codes.COMPLETE
    )
    said = capfd.readouterr().out
    assert "FROM trail" in said
    assert "Database=audit" in said
    assert "Reads 2 days." in said
    assert "What audit.trail holds is not known yet" in said
    assert main.run(words) == exit_codes.COMPLETE
    assert "FROM cloudtrail_logs" in capfd.readouterr().out


class TestDdl:
    """`trailview athena ddl`."""

    def printed(self, capfd: pytest.CaptureFixture[str], *words: str) -> str:
        assert main.run(["athena", "ddl", *words]) == exit_codes.COMPLETE
        return capfd.readouterr().out

    def test_all_given_asks_nobody(self, capfd: pytest.CaptureFixture[str]) -> None:
        sql = self.printed(
            capfd, "--bucket", "logs", "--account", "111122223333,444455556666",
            "--region", "eu-west-1,us-east-1", "--prefix", "p", "--organization",
            "o-exampleorgid", "--name", "t", "--database", "audit", "--since-year", "2022",
        )  # fmt: skip
        sqlglot.parse_one(sql, dialect="athena")
        assert "`audit`.`t`" in sql
        assert "s3://logs/p/AWSLogs/o-exampleorgid/" in sql
        assert "111122223333,444455556666" in sql
        assert "2022/01/01,NOW" in sql

    def test_the_trail_is_found_out(
        self, open_site: OpenSite, capfd: pytest.CaptureFixture[str]
    ) -> None:
        site = open_site(RECORDS)
        sql = self.printed(capfd)
        (trail,) = site.running.world.trails.all
        assert f"LOCATION 's3://{trail.bucket}/AWSLogs/'" in sql
        assert f"'projection.account.values'='{ACCOUNT}'" in sql
        assert REGION in sql
        assert site.asked("StartQueryExecution") == []

    def test_all_regions_are_those_enabled_or_else_the_partitions(
        self, open_site: OpenSite, capfd: pytest.CaptureFixture[str]
    ) -> None:
        site = open_site(RECORDS)
        words = ("--bucket", "logs", "--account", ACCOUNT, "--region", "all")
        enabled = ",".join(sorted(site.running.world.regions))
        assert f"'projection.region.values'='{enabled}'" in self.printed(capfd, *words)
        site.fail(Fault.DENIED, "DescribeRegions")
        site.fail(Fault.DENIED, "ListRegions")
        assert main.run(["athena", "ddl", *words]) == exit_codes.COMPLETE
        sql, err = capfd.readouterr()
        assert "eu-west-3" in sql
        assert "may not all be enabled" in err

    def test_it_is_run_when_told_to_and_the_table_answers(
        self, open_site: OpenSite, capfd: pytest.CaptureFixture[str]
    ) -> None:
        site = open_site(RECORDS)
        with_athena(site, tables=[])
        sql = self.printed(capfd, "--run", "--athena-output", OUTPUT, "--name", "made")
        assert [run.state for run in athena(site).executions] == ["SUCCEEDED"]
        assert athena(site).executions[0].text == sql.strip().removesuffix(";")
        assert main.run([*ASK, *SPAN, "--format", "csv", "--columns", "id"]) == exit_codes.COMPLETE
        assert len(capfd.readouterr().out.splitlines()) == 11

    def test_an_organizations_trail_needs_its_id(
        self, open_site: OpenSite, capfd: pytest.CaptureFixture[str]
    ) -> None:
        site = open_site(RECORDS)
        own = site.running.world.trails
        own.all = (Trail(ACCOUNT, REGION, organization=True),)
        assert main.run(["athena", "ddl"]) == exit_codes.USAGE
        assert "--organization" in capfd.readouterr().err

    def test_no_trail_says_what_to_do(
        self, open_site: OpenSite, capfd: pytest.CaptureFixture[str]
    ) -> None:
        site = open_site(RECORDS)
        site.running.world.trails.all = Trails([]).all
        assert main.run(["athena", "ddl"]) == exit_codes.FAILED
        assert re.search("No trail.*--bucket", capfd.readouterr().err, re.DOTALL)

    def test_what_cannot_be_is_refused(self, capfd: pytest.CaptureFixture[str]) -> None:
        words = ["athena", "ddl", "--bucket", "a'b", "--account", ACCOUNT, "--region", REGION]
        assert main.run(words) == exit_codes.USAGE
        assert "Bucket not understood" in capfd.readouterr().err
