"""What holds for every plan: no term is lost, no record is lost, and the text is well formed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.aws_double.derived import resources, username
from tests.aws_double.filter_pattern import parse_pattern
from tests.aws_double.insights_evaluation import LogEvent, matches
from tests.aws_double.insights_language import parse_query
from tests.examples import examples
from tests.reference import reference_matches
from tests.strategies import clauses_for, records
from tests.unit.plans.shapes import asks_of_documented, documented
from trailview.compose.services import names, row_of
from trailview.errors import PlanError
from trailview.plans import history
from trailview.plans.history import HistoryPlan
from trailview.plans.log_group import insights, insights_writing, pattern_writing, patterns
from trailview.plans.log_group.insights import InsightsPlan
from trailview.plans.log_group.patterns import LogsPlan
from trailview.plans.plan import Scope
from trailview.question.query import Question, Window
from trailview.question.terms import Clause

NOW = 1_795_000_000
SCOPE = Scope(now=NOW, region="eu-central-1", profile="my profile", log_group="/aws/trail's")
WINDOW = Window(NOW - 3600, NOW)

Asked = tuple[dict[str, Any], tuple[Clause, ...]]


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """A record, and terms and groups of them that are often about it."""
    record = draw(records().filter(lambda found: isinstance(found, dict)))
    terms = tuple(draw(st.lists(clauses_for(record, depth=2), min_size=1, max_size=4)))
    if any(asks_of_documented(term) for term in terms):
        record = documented(record)
    return record, terms


@pytest.mark.parametrize("backend", names())
@examples(60)
@given(asked=asked())
def test_every_term_is_in_one_part_of_the_plan(backend: str, asked: Asked) -> None:
    _, terms = asked
    try:
        made = row_of(backend).planner(Question(terms, WINDOW), SCOPE)
    except PlanError:
        assume(backend != "athena")  # not every table holds what is asked about
        raise
    parts = (made.pushed, made.residual, made.approximate)
    assert {term for part in parts for term in part} == set(terms)
    assert len({*made.pushed}) + len({*made.residual}) + len({*made.approximate}) == len({*terms})


@examples(150)
@given(asked())
def test_a_pattern_never_loses_a_record(asked: Asked) -> None:
    record, terms = asked
    made = patterns.plan(Question(terms, WINDOW), SCOPE)
    pattern = parse_pattern(made.pattern)
    if reference_matches(terms, record):
        assert pattern.matches(json.dumps(record)), made.pattern
    for term in terms:
        for alone in pattern_writing.ways(term, pattern_writing.ROOM):
            text = pattern_writing.in_braces(alone.expression)
            if len(text) > patterns.LONGEST:
                continue
            parsed = parse_pattern(text)
            if reference_matches([term], record):
                assert parsed.matches(json.dumps(record)), text


@examples(150)
@given(asked(), st.booleans(), st.booleans())
def test_an_insights_query_never_loses_a_record(
    asked: Asked, ascii_only: bool, spaced: bool
) -> None:
    record, terms = asked
    message = json.dumps(
        record, ensure_ascii=ascii_only, separators=(", ", ": ") if spaced else (",", ":")
    )
    made = insights.plan(Question(terms, WINDOW), SCOPE)
    query = parse_query(made.query)
    if reference_matches(terms, record):
        assert matches(query, LogEvent(0, message)), made.query
    for term in terms:
        for is_of_messages in (False, True):
            for alone in insights_writing.ways(term, for_messages=is_of_messages):
                parsed = parse_query(f"filter {alone.text}")
                if reference_matches([term], record):
                    assert matches(parsed, LogEvent(0, message)), alone.text


@examples(100)
@given(asked())
def test_a_lookup_never_loses_a_record(asked: Asked) -> None:
    record, terms = documented(asked[0]), asked[1]
    made = history.plan(Question(terms, WINDOW), SCOPE)
    if not made.lookups:
        assert made.pushed == ()
        return
    assert len(made.pushed) <= 1
    if made.approximate or not reference_matches(terms, record):
        return
    found: dict[str, Callable[[], Any]] = {
        "EventId": lambda: [str(record.get("eventID"))],
        "EventName": lambda: [str(record.get("eventName"))],
        "EventSource": lambda: [str(record.get("eventSource"))],
        "AccessKeyId": lambda: [str(record["userIdentity"].get("accessKeyId"))],
        "Username": lambda: [username(record)],
        "ResourceType": lambda: [entry.type for entry in resources(record)],
    }
    if not isinstance(record.get("resources"), dict):
        assert any(key not in found or value in found[key]() for key, value in made.lookups)


@examples(150)
@given(asked())
def test_requests_survive_a_shell(asked: Asked) -> None:
    _, terms = asked
    question = Question(terms, WINDOW)
    for made in (
        history.plan(question, SCOPE),
        patterns.plan(question, SCOPE),
        insights.plan(question, SCOPE),
    ):
        words, *others = map(shlex.split, made.request.split("\naws "))
        options = dict(zip(words[3::2], words[4::2], strict=True))
        assert words[0] == "aws"
        assert (options["--region"], options["--profile"]) == ("eu-central-1", "my profile")
        if isinstance(made, HistoryPlan):
            told = [
                _attribute(words[words.index("--lookup-attributes") + 1])
                for words in [words, *others]
                if made.lookups
            ]
            assert tuple(told) == made.lookups
        elif isinstance(made, LogsPlan):
            assert options.get("--filter-pattern", "") == made.pattern
            assert options["--log-group-name"] == SCOPE.log_group
        elif isinstance(made, InsightsPlan):
            assert options["--query-string"] == made.query


def _attribute(written: str) -> tuple[str, str]:
    """A lookup attribute as the AWS CLI reads it."""
    if written.startswith("["):
        (entry,) = json.loads(written)
        return entry["AttributeKey"], entry["AttributeValue"]
    key, value = written.split(",")
    return key.removeprefix("AttributeKey="), value.removeprefix("AttributeValue=")
