"""A new field that is one member of the record is its row, and nothing else, on every backend."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.aws_double.filter_pattern import parse_pattern
from tests.aws_double.insights_evaluation import LogEvent
from tests.aws_double.insights_evaluation import matches as insights_matches
from tests.aws_double.insights_language import parse_query
from tests.make import delivery, record
from tests.unit.plans.duck import answer, database, documented
from trailview.events.conditions import Fits, Not
from trailview.events.meanings import AGENT, member
from trailview.events.pattern import starting
from trailview.events.record import Event
from trailview.plans import files, history
from trailview.plans.athena import statement
from trailview.plans.conditions import DOCUMENTED
from trailview.plans.log_group import insights, patterns
from trailview.plans.plan import Plan, Scope
from trailview.question.fields import BY_NAME, Compare, Field
from trailview.question.parse import parse, term_for
from trailview.question.predicate import matches
from trailview.question.query import Question
from trailview.question.terms import Clause
from trailview.question.write import format_terms
from trailview.store.narrowing import needs_record

ROW = Field("tls", "the version of TLS", member("tlsDetails.tlsVersion"))
SCOPE = Scope(table=documented(), log_group="trail")
OLD = record(1, tlsDetails={"tlsVersion": "TLSv1.2", "cipherSuite": "x"})
NEW = record(2, tlsDetails={"tlsVersion": "TLSv1.3", "cipherSuite": "TLSv1.2"})
NONE = record(3)
RECORDS = (OLD, NEW, NONE)

QUESTIONS = {
    "tls:TLSv1.2": (OLD,),
    "tls:TLSv1.*": (OLD, NEW),
    "tls:TLSv1.1,TLSv1.3": (NEW,),
    "-tls:TLSv1.2": (NEW, NONE),
    "tls:*": (OLD, NEW),
    "-tls:*": (NONE,),
}
asked = pytest.mark.parametrize(("text", "found"), QUESTIONS.items())


@pytest.fixture(autouse=True)
def row(monkeypatch: pytest.MonkeyPatch) -> Field:
    """The field, as long as a test runs."""
    monkeypatch.setitem(BY_NAME, ROW.name, ROW)
    return ROW


def terms(text: str) -> tuple[Clause, ...]:
    found = parse(text)
    assert format_terms(found) == text
    return found


def ids(records: tuple[dict[str, Any], ...]) -> set[str]:
    return {made["eventID"] for made in records}


def test_it_is_read_and_written() -> None:
    assert ROW.read(Event(delivery(OLD))) == ("TLSv1.2",)
    assert ROW.read(Event(delivery(NONE))) == ()
    assert term_for("tls", "TLSv1.2") == parse("tls:TLSv1.2")[0]


@asked
def test_files_look_into_records_for_it(text: str, found: tuple[dict[str, Any], ...]) -> None:
    asked_for = terms(text)
    assert all(needs_record(term) for term in asked_for)
    plan = files.plan(Question(asked_for), SCOPE)
    assert plan.pushed == asked_for
    assert any("tls" in note for note in plan.notes)
    kept = tuple(made for made in RECORDS if matches(asked_for, Event(delivery(made))))
    assert kept == found


@asked
def test_event_history_leaves_it_to_us(text: str, found: tuple[dict[str, Any], ...]) -> None:
    plan = history.plan(Question(terms(text)), SCOPE)
    assert (plan.pushed, plan.residual) == ((), terms(text))


def is_pushed(plan: Plan) -> bool:
    """Whether the term is asked of the service: what is not documented is not asked negated."""
    (term,) = plan.question.terms
    assert (plan.pushed, plan.residual) in [((term,), ()), ((), (term,))]
    assert ROW.paths[0] not in DOCUMENTED
    return bool(plan.pushed)


@asked
def test_a_filter_pattern_asks_for_it(text: str, found: tuple[dict[str, Any], ...]) -> None:
    plan = patterns.plan(Question(terms(text)), SCOPE)
    assert is_pushed(plan) is not text.startswith("-")
    assert ("$.tlsDetails.tlsVersion = " in plan.pattern) is is_pushed(plan)
    pattern = parse_pattern(plan.pattern)
    sent = tuple(made for made in RECORDS if pattern.matches(json.dumps(made)))
    assert sent == (found if is_pushed(plan) else RECORDS)


@asked
def test_an_insights_query_asks_for_it(text: str, found: tuple[dict[str, Any], ...]) -> None:
    plan = insights.plan(Question(terms(text)), SCOPE)
    assert is_pushed(plan) is not text.startswith("-")
    assert ('"tlsVersion"' in plan.query) is is_pushed(plan)
    query = parse_query(plan.query)
    sent = tuple(made for made in RECORDS if insights_matches(query, LogEvent(0, json.dumps(made))))
    assert sent == (found if is_pushed(plan) else RECORDS)


@asked
def test_sql_asks_for_just_that(text: str, found: tuple[dict[str, Any], ...]) -> None:
    plan = statement.plan(Question(terms(text)), SCOPE)
    assert (plan.pushed, plan.residual) == (terms(text), ())
    assert "tlsdetails.tlsversion" in plan.sql
    place = plan.columns.index("eventid")
    assert {row[place] for row in answer(database(list(RECORDS)), plan)} == ids(found)


def test_words_that_are_no_flags_are_looked_for_in_records(monkeypatch: pytest.MonkeyPatch) -> None:
    by_tool = Fits(AGENT, starting("terraform/"))
    row = Field(
        "by", "how", meanings={"tool": by_tool, "other": Not(by_tool)}, compare=Compare.FLAG
    )
    monkeypatch.setitem(BY_NAME, row.name, row)
    (term,) = terms("by:tool")
    assert row.column is None
    assert needs_record(term)
    made = record(userAgent="terraform/1.9")
    assert matches((term,), Event(delivery(made)))
    assert not matches((term,), Event(delivery(OLD)))
    question = Question((term,))
    assert patterns.plan(question, SCOPE).pattern == '{ $.userAgent = "terraform/*" }'
    assert "userAgent like /^terraform" in insights.plan(question, SCOPE).query
    assert "useragent LIKE 'terraform/%'" in statement.plan(question, SCOPE).sql
