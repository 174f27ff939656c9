"""Of which tables answers are kept, and what commands tell of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.aws_double.athena_table import COLUMNS, Table
from tests.aws_double.corpus import Corpus
from tests.aws_double.faults import Fault
from tests.backends.aws.athena_site import OUTPUT, athena, with_athena
from tests.backends.aws.kept import Count, store
from tests.backends.aws.kept_athena import (
    CONSOLE,
    DAY,
    DAYS,
    END,
    MIDNIGHT,
    RECORDS,
    TABLE,
    WHOLE,
    Program,
    prepared,
    right,
)
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import ACCOUNT, REGION, OpenSite, Site, asking
from trailview.cli import exit_codes, main
from trailview.compose import kept
from trailview.events.times import iso
from trailview.store.disk.inspect import places, verify


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    return prepared(open_site, monkeypatch)


@pytest.fixture
def count(site: Site) -> Count:
    return Count(site)


@pytest.fixture
def program(site: Site, monkeypatch: pytest.MonkeyPatch) -> Program:
    return Program(site, monkeypatch)


class TestTables:
    """Tables whose rows something else decides about, too."""

    def test_another_one_has_its_own(self, site: Site, program: Program, count: Count) -> None:
        program.ask(WHOLE)
        count.forget()
        right(program.ask(WHOLE, table=CONSOLE, allow_full_scan=1), WHOLE)
        assert count.calls.count("StartQueryExecution") == 1
        held = [place.held_in.partition(" ")[0] for place in places(store().database)]
        assert held == [f"default.{CONSOLE}", f"default.{TABLE}"]
        assert verify(store().database) == []

    @pytest.mark.parametrize(
        "change",
        [
            {"columns": COLUMNS[:-1]},
            {"location": "s3://elsewhere/AWSLogs/"},
            {"serde": "com.amazon.emr.hive.serde.CloudTrailSerde"},
        ],
    )
    def test_one_that_has_changed_is_another(
        self, site: Site, program: Program, count: Count, change: Mapping[str, Any]
    ) -> None:
        program.ask(WHOLE)
        changed(site, **change)
        count.forget()
        program.ask(WHOLE)
        assert count.calls == [], "it was told within a day what the table is"
        forget_tables()
        program.ask(WHOLE)
        assert count.calls.count("StartQueryExecution") == 1

    def test_a_change_is_seen_at_once_where_somebody_is_asked(
        self, site: Site, program: Program, count: Count
    ) -> None:
        program.ask(asking("", MIDNIGHT, END - DAY))
        changed(site, columns=COLUMNS[:-1])
        progress = program.ask(WHOLE)
        right(progress, WHOLE)
        assert progress.tally.kept == 0

    def test_files_that_a_crawler_counts_change_nothing(
        self, site: Site, program: Program, count: Count
    ) -> None:
        program.ask(WHOLE)
        properties = found_table(site).properties
        changed(site, properties={**properties, "recordCount": "9", "numFiles": "3"})
        forget_tables()
        assert program.ask(WHOLE).tally.kept == len(RECORDS)

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"is_governed": True}, "who may see which of its rows is up to Lake Formation"),
            (
                {"input": "org.apache.hadoop.mapred.TextInputFormat"},
                "it is not over the files as the trail delivers them",
            ),
        ],
    )
    def test_what_is_not_the_tables_alone_is_asked_each_time_and_says_so(
        self, site: Site, program: Program, count: Count, change: Mapping[str, Any], why: str
    ) -> None:
        changed(site, **change)
        asked_each_time(program, count, why)

    def test_partitions_that_can_be_added_too(self, program: Program, count: Count) -> None:
        why = "partitions can be added to it for times that were read. It is where a question "
        asked_each_time(program, count, f"{why}names each region.", "cloudtrail_regions")

    @pytest.mark.parametrize("fault", [Fault.DENIED, Fault.FAILED])
    def test_what_glue_does_not_say_too(
        self, site: Site, program: Program, count: Count, fault: Fault
    ) -> None:
        site.fail(fault, "GetTable")
        asked_each_time(program, count, "Glue does not say what it is")

    def test_a_profile_that_lake_formation_rules_takes_nothing_of_others(
        self, site: Site, program: Program, count: Count
    ) -> None:
        program.ask(WHOLE)
        changed(site, is_governed=True)
        count.forget()
        assert program.ask(WHOLE, "second").tally.kept == 0
        assert count.calls.count("StartQueryExecution") == 1


class TestListedPartitions:
    """A table to which partitions are added one by one, asked about one Region."""

    NAME = "cloudtrail_regions"
    ASKED = asking(f"region:{REGION}", MIDNIGHT, END - DAY)

    def test_where_each_is_there_it_is_kept(self, program: Program, count: Count) -> None:
        right(program.ask(self.ASKED, table=self.NAME), self.ASKED)
        assert count.calls.count("GetPartitions") == 2, "which there are, and how far they reach"
        count.forget()
        right(program.ask(self.ASKED, table=self.NAME), self.ASKED)
        assert count.calls == []

    @pytest.mark.parametrize(
        ("first", "days", "told"),
        [
            (3, 1, "of 2025-11-25."),
            (3, 3, "of 3 days, the first 2025-11-25."),
            (DAYS - 1, 1, "of 2025-12-01."),
        ],
    )
    def test_what_lacks_some_is_asked_until_they_are_there(
        self, site: Site, program: Program, count: Count, first: int, days: int, told: str
    ) -> None:
        there = [one for n, one in enumerate(RECORDS) if not first <= n // 24 < first + days]
        with_athena(site, corpus=Corpus(there))
        for _ in range(2):
            count.forget()
            progress = program.ask(self.ASKED, table=self.NAME)
            assert count.calls.count("StartQueryExecution") == 1
            (note,) = [x for x in progress.notes if "not kept" in x]
            assert note.endswith(f"is not kept for later: it lacks partitions, {told}")
        with_athena(site, corpus=Corpus(RECORDS))
        right(program.ask(self.ASKED, table=self.NAME), self.ASKED)

    def test_where_nobody_can_say_it_is_not(
        self, site: Site, program: Program, count: Count
    ) -> None:
        site.fail(Fault.DENIED, "GetPartitions")
        for _ in range(2):
            count.forget()
            progress = program.ask(self.ASKED, table=self.NAME)
            assert count.calls.count("StartQueryExecution") == 1
            assert any("whether it lacks partitions is not known" in x for x in progress.notes)
            assert len(progress.problems) == 1

    def test_another_region_may_lack_some(self, program: Program, count: Count) -> None:
        asked = asking(f"region:{REGION},us-east-1", MIDNIGHT, END - DAY)
        progress = program.ask(asked, table=self.NAME)
        assert any("it lacks partitions, of 10 days" in x for x in progress.notes)
        assert program.ask(asked, table=self.NAME).tally.kept == 0


def found_table(site: Site, name: str = TABLE) -> Table:
    tables = athena(site).catalog.every()
    return next(table for table in tables if table.name == name)


def changed(site: Site, **change: Any) -> None:
    """The trail's table is another from now on."""
    tables = [
        replace(table, **change) if table.name == TABLE else table
        for table in athena(site).catalog.every()
    ]
    with_athena(site, tables=tables)


def forget_tables() -> None:
    """A day has gone by since anybody was told what a table is."""
    path = store().database.path
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE athena_table SET told_at = told_at - 86401")


def asked_each_time(program: Program, count: Count, why: str, table: str = TABLE) -> None:
    for _ in range(2):
        count.forget()
        progress = program.ask(WHOLE, table=table)
        right(progress, WHOLE)
        assert progress.tally.kept == 0
        assert count.calls.count("StartQueryExecution") == 1
        (note,) = [x for x in progress.notes if "not kept" in x]
        assert note.startswith(f"What default.{table} answers is not kept for later: {why}")


class TestCommands:
    """From the command line."""

    @pytest.fixture(autouse=True)
    def clock(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        in_the_doubles_time(site, monkeypatch)
        monkeypatch.setattr("trailview.cli.asked.time", SimpleNamespace(time=site.clock.now))

    def test_the_second_query_says_the_same_and_why_it_makes_no_call(
        self, count: Count, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ask = ("query", "event:Describe1", *SPAN, "--athena-table", TABLE, "--format", "ndjson")
        assert run(*ask) == exit_codes.COMPLETE
        first = capsys.readouterr()
        count.forget()
        assert run(*ask) == exit_codes.COMPLETE
        second = capsys.readouterr()
        assert (second.out, count.calls) == (first.out, [])
        assert len(first.out.splitlines()) == len(RECORDS) // 3
        assert "kept on this machine for account 111122223333" in second.err
        for err in (first.err, second.err):
            assert f"Rebuilt by Athena from the columns of default.{TABLE}" in err

    @pytest.mark.parametrize("table", [TABLE, CONSOLE])
    def test_counting_what_is_here_makes_no_call(
        self, count: Count, capsys: pytest.CaptureFixture[str], table: str
    ) -> None:
        ask = ("count", "", "--by", "event", *SPAN, "--athena-table", table, "--format", "json")
        assert run("query", "", *SPAN, "--athena-table", table, "--allow-full-scan") == 0
        count.forget()
        capsys.readouterr()
        assert run(*ask) == exit_codes.COMPLETE
        told = json.loads(capsys.readouterr().out)
        assert {row["event"]: row["events"] for row in told} == {
            f"Describe{n}": len(RECORDS) // 3 for n in range(3)
        }
        assert count.calls == []

    def test_explain_knows_the_table_and_what_is_here(
        self, count: Count, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ask = ("event:Describe1", *SPAN, "--athena-table", TABLE)
        run("explain", *ask)
        before = capsys.readouterr().out
        assert "is not known yet" in before
        assert "ahead " not in before
        run("query", *ask)
        count.forget()
        capsys.readouterr()
        run("explain", *ask)
        told = capsys.readouterr().out
        assert "ahead        All of it is here already: nothing is asked." in told
        assert "is not known yet" not in told
        run("explain", "", *SPAN, "--athena-table", TABLE)
        assert "ahead        0 % is here already." in capsys.readouterr().out
        run("explain", *ask, "--no-cache")
        assert "ahead " not in capsys.readouterr().out
        assert count.calls == []

    def test_cache_info_names_the_table(self, capsys: pytest.CaptureFixture[str]) -> None:
        run("query", "", *SPAN, "--athena-table", TABLE)
        capsys.readouterr()
        run("cache", "info")
        told = capsys.readouterr().out
        assert f"{ACCOUNT} athena {REGION} default.{TABLE} " in told
        assert f"{len(RECORDS)} events" in told
        assert "2025-11-22 00:00 to 2025-12-02 00:00 UTC in 1 span" in told


SPAN = (
    *("--backend", "athena", "--athena-output", OUTPUT, "--profile", "first"),
    *("--since", iso(MIDNIGHT), "--until", iso(END)),
)


def run(*words: str) -> int:
    """A command, as a new program runs it."""
    kept._store_in.cache_clear()
    try:
        return main.run(words)
    finally:
        kept.disk_store().close()
