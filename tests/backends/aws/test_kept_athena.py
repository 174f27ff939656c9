"""What Athena has answered is not asked again: queries and calls counted by the double."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.aws_double.corpus import Corpus
from tests.aws_double.faults import Fault
from tests.backends.aws.athena_site import with_athena
from tests.backends.aws.kept import Count, store
from tests.backends.aws.kept_athena import (
    CONSOLE,
    DAY,
    DAYS,
    END,
    MIDNIGHT,
    RECORDS,
    WHOLE,
    Program,
    prepared,
    right,
    statements,
)
from tests.backends.aws.program import ids_of
from tests.backends.aws.site import REGION, OpenSite, Site, asking
from tests.make import START, record
from trailview.errors import FullScanError
from trailview.plans.trail_files import USUAL_LATE
from trailview.question.query import Question, Window
from trailview.store.disk.inspect import places


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    return prepared(open_site, monkeypatch)


@pytest.fixture
def count(site: Site) -> Count:
    return Count(site)


@pytest.fixture
def program(site: Site, monkeypatch: pytest.MonkeyPatch) -> Program:
    return Program(site, monkeypatch)


@pytest.mark.parametrize(
    ("text", "name"),
    [("", ""), ("event:Describe1", "Describe1"), ("event:Describe1 -is:denied", "Describe1")],
)
def test_a_question_inside_what_is_kept_makes_no_call(
    program: Program, count: Count, text: str, name: str
) -> None:
    first = program.ask(WHOLE)
    right(first, WHOLE)
    count.forget()
    inside = asking(text, MIDNIGHT + DAY, END - DAY)
    progress = program.ask(inside)
    right(progress, inside, name)
    assert count.calls == []
    assert (progress.tally.requests, progress.tally.cost) == (0, None)
    assert progress.tally.kept == progress.tally.records
    assert progress.covered == inside.window
    assert any("kept on this machine for account 111122223333" in x for x in progress.notes)
    assert "no column for" in progress.record_note == first.record_note


def test_a_condition_answers_what_implies_it_and_nothing_else(
    program: Program, count: Count
) -> None:
    program.ask(asking("event:Describe1,Describe2", MIDNIGHT, END))
    count.forget()
    narrower = asking("event:Describe2 is:read", MIDNIGHT, END)
    right(program.ask(narrower), narrower, "Describe2")
    assert count.calls == []
    other = asking("event:Describe0", MIDNIGHT, END)
    right(program.ask(other), other, "Describe0")
    assert count.calls.count("StartQueryExecution") == 1


def test_another_profile_is_asked_about_the_table_and_runs_no_query(
    program: Program, count: Count
) -> None:
    program.ask(WHOLE)
    count.forget()
    right(program.ask(WHOLE, "second"), WHOLE)
    assert count.calls == ["GetCallerIdentity", "GetTableMetadata", "GetWorkGroup", "GetTable"]
    count.forget()
    right(program.ask(WHOLE, "second"), WHOLE)
    assert count.calls == []


def test_it_needs_no_credentials(site: Site, program: Program) -> None:
    program.ask(WHOLE)
    for operation in ("GetCallerIdentity", "GetTableMetadata", "StartQueryExecution"):
        site.fail(Fault.EXPIRED, operation)
    right(program.ask(WHOLE), WHOLE)


def test_only_gaps_are_asked_newest_first(site: Site, program: Program, count: Count) -> None:
    program.ask(asking("", MIDNIGHT + 3 * DAY, END - 3 * DAY))
    count.forget()
    progress = program.ask(WHOLE)
    right(progress, WHOLE)
    newer, older = statements(count, site)
    assert "eventtime >= '2025-11-29T00:00:00Z'" in newer
    assert "eventtime < '2025-11-25T00:00:00Z'" in older
    assert progress.tally.kept == 4 * 24
    count.forget()
    right(program.ask(WHOLE), WHOLE)
    assert count.calls == []
    assert [place.spans for place in places(store().database)] == [1]


def test_gaps_of_which_one_query_reads_no_more_days_are_one(
    site: Site, program: Program, count: Count
) -> None:
    program.ask(asking("", MIDNIGHT + 3 * DAY + 3_600, MIDNIGHT + 4 * DAY - 3_600))
    count.forget()
    asked = asking("", MIDNIGHT + 3 * DAY, MIDNIGHT + 5 * DAY)
    progress = program.ask(asked)
    right(progress, asked)
    (query,) = statements(count, site)
    assert "eventtime >= '2025-11-25T00:00:00Z'" in query
    assert progress.tally.kept == 0, "what is between them comes with them"


def test_what_may_still_come_is_read_again(site: Site, program: Program, count: Count) -> None:
    site.clock.advance(END - site.clock.now())
    program.ask(WHOLE)
    late = record(END - START - USUAL_LATE + 60, eventID="late")
    with_athena(site, corpus=Corpus([*RECORDS, late]))
    count.forget()
    progress = program.ask(WHOLE)
    assert "late" in ids_of(progress)
    assert len(progress.rows) == len(RECORDS) + 1
    assert progress.tally.kept == (DAYS - 1) * 24
    (query,) = statements(count, site)
    assert "eventtime >= '2025-12-01T00:00:00Z'" in query


def test_a_result_that_may_be_old_counts_as_of_then(
    site: Site, program: Program, count: Count
) -> None:
    site.clock.advance(END - site.clock.now())
    program.ask(WHOLE, athena_reuse=24 * 60)
    assert program.ask(WHOLE, athena_reuse=24 * 60).tally.kept == (DAYS - 2) * 24


def test_what_is_left_of_an_open_question_is_the_same_statement_each_time(
    site: Site, program: Program, count: Count
) -> None:
    asked = asking("", MIDNIGHT)
    program.ask(asked)
    count.forget()
    for _ in range(2):
        site.clock.advance(60)
        right(program.ask(asked, athena_reuse=60), asked)
    first, second = statements(count, site)
    assert first == second
    assert "eventtime <" not in first


def test_whole_tables_are_read_once_and_need_no_permission_then(
    program: Program, count: Count
) -> None:
    assert isinstance(program.ask(WHOLE, table=CONSOLE).error, FullScanError)
    program.ask(WHOLE, table=CONSOLE, allow_full_scan=1)
    count.forget()
    right(program.ask(WHOLE, table=CONSOLE), WHOLE)
    assert count.calls == []
    wider = asking("", MIDNIGHT - 60, END)
    assert isinstance(program.ask(wider, table=CONSOLE).error, FullScanError)
    program.ask(wider, table=CONSOLE, allow_full_scan=1)
    assert count.calls.count("StartQueryExecution") == 1


def test_gaps_in_a_whole_table_are_one_query(program: Program, count: Count) -> None:
    program.ask(asking("", MIDNIGHT + 3 * DAY, END - 3 * DAY), table=CONSOLE, allow_full_scan=1)
    count.forget()
    right(program.ask(WHOLE, table=CONSOLE, allow_full_scan=1), WHOLE)
    assert count.calls.count("StartQueryExecution") == 1


def test_what_is_out_of_reach_is_told_each_time(program: Program, count: Count) -> None:
    early = asking("", MIDNIGHT - 3_000 * DAY, END)
    for _ in range(2):
        count.forget()
        progress = program.ask(early)
        assert any("what is asked before is out of reach" in x for x in progress.notes)
        assert count.calls.count("StartQueryExecution") == 1


def test_nothing_is_taken_or_kept_where_that_is_not_wanted(program: Program, count: Count) -> None:
    program.ask(WHOLE, no_cache=1)
    assert "GetTable" not in count.calls
    assert not store().database.is_there
    program.ask(WHOLE)
    count.forget()
    assert program.ask(WHOLE, no_cache=1).tally.kept == 0
    assert count.calls.count("StartQueryExecution") == 1


def test_a_question_without_a_beginning_is_asked_each_time(program: Program, count: Count) -> None:
    asked = Question((), Window(None, END))
    for _ in range(2):
        count.forget()
        right(program.ask(asked), asked)
        assert count.calls.count("StartQueryExecution") == 1


def test_an_answer_that_was_not_read_to_its_end_is_not_kept(
    site: Site, program: Program, count: Count
) -> None:
    site.fail(Fault.DENIED, "GetObject")
    site.fail(Fault.DENIED, "GetQueryResults")
    assert program.ask(WHOLE).error is not None
    site.running.faults.clear()
    count.forget()
    right(program.ask(WHOLE), WHOLE)
    assert count.calls.count("StartQueryExecution") == 1


def test_the_region_may_be_the_profiles_own(
    site: Site, program: Program, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    with Path(os.environ["HOME"], ".aws", "config").open("a") as config:
        config.write(f"region = {REGION}\n")
    program.ask(WHOLE, "second")
    count.forget()
    right(program.ask(WHOLE, "second"), WHOLE)
    assert count.calls == []
    assert [place.region for place in places(store().database)] == [REGION]
