"""Conditions nest: alternatives and opposites of groups are written as single terms are."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import duckdb
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import strategies
from tests.aws_double.filter_pattern import parse_pattern
from tests.aws_double.insights_evaluation import LogEvent, matches
from tests.aws_double.insights_language import parse_query
from tests.make import delivery
from tests.reference import Record, reference_matches
from tests.unit.plans.duck import database, documented, tidy
from tests.unit.plans.shapes import documented as as_documented
from trailview.errors import PlanError
from trailview.events.conditions import All, AnyOf, Condition, Not
from trailview.events.record import Event
from trailview.plans.athena.columns import Columns
from trailview.plans.athena.conditions import write
from trailview.plans.conditions import needed
from trailview.plans.log_group import insights_writing, pattern_writing
from trailview.question.meaning import meaning
from trailview.question.predicate import event_test
from trailview.question.terms import Term


class Group(NamedTuple):
    """Terms of which all or any hold, or do not."""

    parts: tuple[Term | Group, ...]
    any_will_do: bool
    negated: bool


def groups(about: Record) -> st.SearchStrategy[Group]:
    """Groups of terms that are often about a record, some within others."""
    terms: st.SearchStrategy[Any] = strategies.terms_for(about)
    return st.recursive(
        terms,
        lambda inner: st.builds(
            Group, st.lists(inner, min_size=1, max_size=3).map(tuple), st.booleans(), st.booleans()
        ),
        max_leaves=5,
    ).map(lambda made: made if isinstance(made, Group) else Group((made,), False, False))


def condition_of(group: Term | Group) -> Condition:
    if isinstance(group, Term):
        return meaning(group)
    parts = tuple(map(condition_of, group.parts))
    whole: Condition = AnyOf(parts) if group.any_will_do else All(parts)
    return Not(whole) if group.negated else whole


def holds(group: Term | Group, record: Record) -> bool:
    if isinstance(group, Term):
        return reference_matches([group], record)
    found = [holds(part, record) for part in group.parts]
    return (any(found) if group.any_will_do else all(found)) is not group.negated


def ids_where(made: duckdb.DuckDBPyConnection, sql: str) -> set[str]:
    """The event IDs of the rows for which a condition holds."""
    said = f"SELECT eventid FROM cloudtrail_logs WHERE {sql}"
    (statement,) = sqlglot.transpile(said, read="athena", write="duckdb")
    return {eventid for (eventid,) in made.execute(statement).fetchall()}


@settings(max_examples=150)
@given(st.data())
def test_a_record_is_tested_as_the_parts_say(data: st.DataObject) -> None:
    record = data.draw(strategies.records())
    group = data.draw(groups(record))
    assert event_test(condition_of(group))(Event(delivery(record))) is holds(group, record)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_log_language_loses_a_record(data: st.DataObject) -> None:
    record = as_documented(data.draw(strategies.records().filter(lambda x: isinstance(x, dict))))
    group = data.draw(groups(record))
    if not holds(group, record):
        return
    wanted, message = needed(condition_of(group)), json.dumps(record)
    if (pattern := pattern_writing.say(wanted)) is not None:
        text = pattern_writing.in_braces(pattern.expression)
        assert parse_pattern(text).matches(message), text
    if (query := insights_writing.say(wanted)) is not None:
        assert matches(parse_query(f"filter {query}"), LogEvent(0, message)), query


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_sql_loses_no_record_and_sends_none_too_many_where_it_is_exact(
    data: st.DataObject,
) -> None:
    drawn = data.draw(st.lists(strategies.records(), min_size=8, max_size=16))
    records = [{**tidy(made), "eventID": f"e-{number}"} for number, made in enumerate(drawn)]
    made = database(records)
    for _ in range(8):
        group = data.draw(groups(data.draw(st.sampled_from(records))))
        try:
            written = write(condition_of(group), Columns(documented()))
        except PlanError:
            continue
        sent = ids_where(made, written.sql)
        right = {record["eventID"] for record in records if holds(group, record)}
        assert right <= sent, written.sql
        assert sent == right or not written.exact, written.sql
