"""Raw texts against the doubles: what is sent, and what comes of rows with and without a record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.aws_double.athena_run import WorkGroup
from tests.aws_double.logs import Logs
from tests.backends.aws.athena_site import MANAGED, OUTPUT, planned, read_on, with_athena
from tests.backends.aws.athena_site import backend as athena_backend
from tests.backends.aws.site import Canned, OpenSite, Site, ids_of, read
from tests.make import START, record
from trailview.backends.base import Batch
from trailview.backends.log_group.insights import InsightsBackend
from trailview.backends.log_group.patterns import LogsBackend
from trailview.errors import QuestionError, ServiceError
from trailview.events.record import Event
from trailview.plans.log_group import insights, patterns
from trailview.question.query import Question, Window

RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(60)]
ALICE = '{ ($.eventName = "Describe1") && ($.userIdentity.userName = "alice") }'


def asking(text: str, until: int = START + 60) -> Question:
    return Question(window=Window(START, until), raw=text)


def read_logs(site: Site, text: str) -> list[Batch]:
    plan = patterns.plan(asking(text), site.scope)
    return read(LogsBackend(site.access, site.pacing), plan)


def read_insights(site: Site, text: str, most_rows: int = insights.ROWS) -> list[Batch]:
    plan = insights.plan(asking(text), site.scope)
    return read(InsightsBackend(site.access, site.pacing, most_rows), plan)


def plain(batches: Sequence[Batch]) -> list[dict[str, str]]:
    """The rows without a record, by column."""
    return [
        dict(zip(batch.plain.columns, row, strict=True))
        for batch in batches
        if batch.plain is not None
        for row in batch.plain.rows
    ]


def test_a_pattern_finds_its_events(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = read_logs(site, ALICE)
    assert ids_of(batches) == {r["eventID"] for r in RECORDS if r["eventName"] == "Describe1"}
    assert plain(batches) == []
    assert batches[-1].covered == Window(START, START + 60)
    (asked,) = site.asked("FilterLogEvents")
    assert (asked["filterPattern"], asked["endTime"]) == (ALICE, (START + 60) * 1000 - 1)


def test_log_events_that_are_no_records_are_rows(open_site: OpenSite) -> None:
    texts = (json.dumps(RECORDS[0]), "START RequestId: 1")
    events = [{"message": t, "timestamp": START * 1000, "logStreamName": "s"} for t in texts]
    site = open_site(RECORDS, canned=Canned(Logs.target, "FilterLogEvents", {"events": events}))
    batches = read_logs(site, "RequestId")
    assert ids_of(batches) == {RECORDS[0]["eventID"]}
    assert plain(batches) == [
        {
            "@timestamp": "2025-11-22T12:00:00Z",
            "@logStream": "s",
            "@message": "START RequestId: 1",
        }
    ]
    assert batches[-1].problems == ()


def test_rows_of_a_query_wait_until_it_is_complete(open_site: OpenSite) -> None:
    site = open_site(RECORDS, shares=(0.0, 0.5))
    batches = read_insights(site, "stats count(*) as n by eventName | sort eventName")
    assert [batch.plain is None for batch in batches] == [True, True, False]
    assert plain(batches) == [{"eventName": f"Describe{n}", "n": "20"} for n in range(3)]
    assert batches[-1].problems == ()
    assert batches[-1].block is None


def test_rows_with_a_record_are_events(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    text = 'fields @timestamp, @message | filter eventName = "Describe2" | limit 7'
    batches = read_insights(site, text)
    assert len(ids_of(batches)) == 7
    assert plain(batches) == []
    (asked,) = site.asked("StartQuery")
    assert (asked["queryString"], asked["endTime"]) == (text, START + 59)


def test_rows_without_a_record_come_without_pointers(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = read_insights(site, "fields eventName, sourceIPAddress | limit 1")
    assert plain(batches) == [{"eventName": "Describe2", "sourceIPAddress": "203.0.113.7"}]


def test_a_full_query_is_not_split_but_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    batches = read_insights(site, "fields eventName | limit 10", most_rows=10)
    assert len(plain(batches)) == 10
    assert len(site.asked("StartQuery")) == 1
    assert [p.reason for p in batches[-1].problems] == [
        "the most rows that a query gives, 10: more may be missing"
    ]


def test_what_the_service_does_not_understand_is_pointed_at(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    with pytest.raises(QuestionError) as refused:
        read_insights(site, "fields @message\n| fliter x = 1")
    assert refused.value.pointer().startswith("fields @message\n| fliter x = 1\n  ^")


def test_a_question_of_terms_is_not_pointed_into(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = replace(insights.plan(Question(window=Window(START, START + 9)), site.scope), query="x")
    with pytest.raises(ServiceError, match="at character 1"):
        read(InsightsBackend(site.access, site.pacing), made)


WAYS = ((WorkGroup(), OUTPUT), (MANAGED, ""))
SELECT = "SELECT * FROM cloudtrail_logs WHERE eventname = 'Describe1'"


def read_athena(site: Site, text: str, output: str = OUTPUT) -> list[Batch]:
    return read(athena_backend(site), planned(site, Question(raw=text), output=output))


@pytest.mark.parametrize(("group", "output"), WAYS, ids=["object", "pages"])
def test_rows_of_all_columns_are_events(open_site: OpenSite, group: WorkGroup, output: str) -> None:
    site = open_site(RECORDS)
    with_athena(site, (group,))
    batches = read_athena(site, SELECT, output)
    assert ids_of(batches) == {r["eventID"] for r in RECORDS if r["eventName"] == "Describe1"}
    assert plain(batches) == []
    blocks = [batch.block for batch in batches if batch.block is not None]
    actors = {Event(held).identity.actor for block in blocks for held in block.inline.values()}
    assert actors == {"alice"}


@pytest.mark.parametrize(("group", "output"), WAYS, ids=["object", "pages"])
def test_rows_of_some_columns_are_rows(open_site: OpenSite, group: WorkGroup, output: str) -> None:
    site = open_site(RECORDS)
    with_athena(site, (group,))
    text = (
        "SELECT eventName, errorCode, count(*) AS n FROM cloudtrail_logs GROUP BY 1, 2 ORDER BY 1"
    )
    assert plain(read_athena(site, text, output)) == [
        {"eventname": f"Describe{n}", "errorcode": "", "n": "20"} for n in range(3)
    ]


def test_show_has_rows_without_a_header(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    with_athena(site)
    found = [next(iter(row.values())) for row in plain(read_athena(site, "SHOW TABLES"))]
    assert "cloudtrail_logs" in found


def test_a_statement_is_not_run_to_its_end_twice_when_it_goes_on(open_site: OpenSite) -> None:
    site = open_site([record(n) for n in range(1200)])
    with_athena(site, (MANAGED,))
    made = planned(site, Question(raw="SELECT eventid FROM cloudtrail_logs"), output="")
    rows = plain(read_on(site, made))
    assert len({row["eventid"] for row in rows}) == len(rows) == 1200
    assert len(site.asked("StartQueryExecution")) == 1


def test_what_athena_does_not_understand_is_pointed_at(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    with_athena(site)
    with pytest.raises(QuestionError) as refused:
        read_athena(site, "SELECT nope FROM cloudtrail_logs")
    assert refused.value.pointer() == "SELECT nope FROM cloudtrail_logs\n       ^"
