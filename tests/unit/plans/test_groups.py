"""Conditions nest: alternatives and opposites of groups are written as single terms are."""

from __future__ import annotations

import json

import duckdb
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies
from tests.aws_double.filter_pattern import parse_pattern
from tests.aws_double.insights_evaluation import LogEvent, matches
from tests.aws_double.insights_language import parse_query
from tests.examples import examples
from tests.make import delivery
from tests.reference import reference_matches
from tests.strategies import clauses_for
from tests.unit.plans.duck import database, documented, tidy
from tests.unit.plans.shapes import documented as as_documented
from trailview.errors import PlanError
from trailview.events.record import Event
from trailview.plans.athena.columns import Columns
from trailview.plans.athena.conditions import write
from trailview.plans.conditions import needed
from trailview.plans.log_group import insights_writing, pattern_writing
from trailview.plans.log_group.patterns import LONGEST
from trailview.question.meaning import meaning
from trailview.question.predicate import event_test


def ids_where(made: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The event IDs of the rows for which a condition holds."""
    said = f"SELECT eventid FROM cloudtrail_logs WHERE {sql}"
    (statement,) = sqlglot.transpile(said, read="athena", write="duckdb")
    return {eventid for (eventid,) in made.execute(statement).fetchall()}


@examples(150)
@given(st.data())
def test_a_record_is_tested_as_the_parts_say(data: st.DataObject) -> None:
    record = data.draw(strategies.records())
    group = data.draw(clauses_for(record))
    assert event_test(meaning(group))(Event(delivery(record))) is reference_matches([group], record)


@examples(200)
@given(st.data())
def test_no_log_language_loses_a_record(data: st.DataObject) -> None:
    record = as_documented(data.draw(strategies.records().filter(lambda x: isinstance(x, dict))))
    group = data.draw(clauses_for(record))
    if not reference_matches([group], record):
        return
    wanted, message = needed(meaning(group)), json.dumps(record)
    if (pattern := pattern_writing.say(wanted)) is not None:
        text = pattern_writing.in_braces(pattern.expression)
        assert len(text) > LONGEST or parse_pattern(text).matches(message), text
    if (query := insights_writing.say(wanted)) is not None:
        assert matches(parse_query(f"filter {query}"), LogEvent(0, message)), query


@examples(20)
@given(st.data())
def test_sql_loses_no_record_and_sends_none_too_many_where_it_is_exact(
    data: st.DataObject,
) -> None:
    drawn = data.draw(st.lists(strategies.records(), min_size=8, max_size=16))
    records = [{**tidy(made), "eventID": f"e-{number}"} for number, made in enumerate(drawn)]
    made = database(records)
    for _ in range(8):
        group = data.draw(clauses_for(data.draw(st.sampled_from(records))))
        try:
            written = write(meaning(group), Columns(documented()))
        except PlanError:
            continue
        sent = ids_where(made, written.sql)
        right = {record["eventID"] for record in records if reference_matches([group], record)}
        if "'[]'" in written.sql or "'{}'" in written.sql:
            continue  # DuckDB gives a list's text where Athena's json_extract_scalar gives null
        assert right <= sent, written.sql
        assert sent == right or not written.exact, written.sql
