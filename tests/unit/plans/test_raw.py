"""Texts in a backend's own language: sent as they are, or refused before anybody is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import START
from trailview.compose.services import planned, row_of
from trailview.errors import QuestionError, ServiceError, UsageError
from trailview.plans.athena import statement
from trailview.plans.athena.documented import assumed_table
from trailview.plans.log_group import insights, patterns
from trailview.plans.log_group.group import RAW_NOTE
from trailview.plans.plan import Scope
from trailview.plans.raw import (
    INSIGHTS_QUERY,
    SQL,
    checked_raw,
    has_curly_quotes,
    pointed,
    straightened,
)
from trailview.question.parse import parse
from trailview.question.query import Question, Window

SCOPE = Scope(now=START + 900, region="eu-west-1", log_group="trail")
_ALL_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
PATTERNS = (
    '{ $.userIdentity.userName = "Alice" }',
    '{ ($.eventName = "DescribeInstances") && ($.requestParameters.userName = "Alice") }',
)


def raw(text: str, since: int | None = START, until: int | None = START + 60) -> Question:
    return Question(window=Window(since, until), raw=text)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_sent_as_it_is_over_its_own_window(pattern: str) -> None:
    made = patterns.plan(raw(pattern), SCOPE)
    assert made.pattern == pattern
    assert (made.since_ms, made.until_ms) == (START * 1000, (START + 60) * 1000 - 1)
    assert made.pushed == made.residual == made.approximate == ()
    assert made.notes == (RAW_NOTE,)
    assert pattern.replace("'", "") in made.request


def test_a_query_is_sent_as_it_is_over_its_own_window() -> None:
    text = "stats count(*) by eventName\n| limit 5"
    made = insights.plan(raw(text), SCOPE)
    assert (made.query, made.since, made.until) == (text, START, START + 59)
    assert made.notes == (RAW_NOTE,)
    assert insights.plan(raw(text, until=None), SCOPE).until == SCOPE.now - 1


def test_a_question_of_terms_still_waits_for_deliveries() -> None:
    question = Question(tuple(parse("user:alice")), Window(START, START + 60))
    assert patterns.plan(question, SCOPE).until_ms == (START + 60 + 1800) * 1000 - 1


@pytest.mark.parametrize("backend", ["files", "history"])
def test_backends_without_a_language_say_which_have_one(backend: str) -> None:
    with pytest.raises(UsageError, match=f"{backend} has no language of its own") as refused:
        planned(row_of(backend), raw("{ $.x = 1 }"), SCOPE)
    assert "logs, insights" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "straight", "at"),
    [
        ("{ $.eventName = “X” }", '{ $.eventName = "X" }', 16),
        ("filter user = ‘it’", "filter user = 'it'", 14),
        ('filter a = "X”', 'filter a = "X"', 13),
    ],
)
def test_curly_quotes_are_refused_with_the_straight_text(text: str, straight: str, at: int) -> None:
    with pytest.raises(QuestionError) as refused:
        checked_raw(raw(text), INSIGHTS_QUERY)
    assert refused.value.column == at
    assert refused.value.hint.endswith(f"\n{straight}")


def test_a_curly_quote_within_straight_ones_is_meant() -> None:
    text = "filter a = \"it’s\" and b = '“'"
    assert checked_raw(raw(text), INSIGHTS_QUERY) == text


@given(st.text(alphabet="ab '\"“”‘’\n"))
def test_straightening_changes_curly_quotes_and_nothing_else(text: str) -> None:
    straight = straightened(text)
    assert straight.translate(_ALL_STRAIGHT) == text.translate(_ALL_STRAIGHT)
    assert has_curly_quotes(text) == (straight != text)


def test_a_statement_is_sent_as_it_is_whatever_the_window() -> None:
    sql = "SELECT eventname FROM t;"
    made = statement.plan(raw(sql), replace(SCOPE, table=assumed_table("logs", "t"), workgroup="w"))
    assert (made.sql, made.database, made.workgroup, made.columns) == (sql, "logs", "w", ())
    assert made.full_scan is False
    assert "The time range is not applied" in made.notes[0]
    assert sql in made.request


@pytest.mark.parametrize("sql", ["DROP TABLE t", "SELECT 1; SELECT 2", "INSERT INTO t SELECT 1"])
def test_sql_that_does_more_than_read_is_refused(sql: str) -> None:
    with pytest.raises(QuestionError, match="This is not run: "):
        checked_raw(raw(sql), SQL)
    assert checked_raw(raw(sql), INSIGHTS_QUERY) == sql


def test_there_has_to_be_a_text() -> None:
    with pytest.raises(QuestionError, match="no filter pattern"):
        patterns.plan(raw("  \n"), SCOPE)


@pytest.mark.parametrize(
    ("at", "pointer"),
    [
        ((0, 2), "ab\n  ^\ncd\n"),
        ((1, 1), "ab\ncd\n ^\n"),
        ((0, 3), "ab\ncd\n^\n"),
        ((9, 9), "ab\ncd\n\n^"),
    ],
)
def test_a_service_error_points_into_the_text(at: tuple[int, int], pointer: str) -> None:
    error = pointed(ServiceError("Refused", "unexpected", at=at), "ab\ncd\n")
    assert isinstance(error, QuestionError)
    assert error.pointer() == pointer


def test_an_error_without_a_place_or_a_text_stays_as_it_is() -> None:
    error = ServiceError("Refused", "unexpected", at=(0, 1))
    assert pointed(error, "") is error
    other = ServiceError("Refused", "unexpected")
    assert pointed(other, "text") is other


def test_a_raw_question_is_its_text_until_a_term_takes_its_place() -> None:
    question = raw("{ $.x = 1 }")
    assert question.text == "{ $.x = 1 }"
    assert question.window_of_events.is_all
    (term,) = parse("user:alice")
    changed = question.with_term(term)
    assert (changed.text, changed.window_of_events) == ("user:alice", question.window)
