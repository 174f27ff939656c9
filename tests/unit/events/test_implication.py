"""One condition follows from another: never wrongly, and where it is plain to see."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.make import delivery
from tests.strategies import clauses_for, records
from trailview.events.condition_text import condition_of, condition_text
from trailview.events.conditions import All, AnyOf, Condition, Not
from trailview.events.implication import implies
from trailview.events.record import Event
from trailview.question.meaning import meaning
from trailview.question.parse import parse
from trailview.question.predicate import event_test

EXAMPLES = int(os.environ.get("TRAILVIEW_IMPLICATIONS", "20"))


def said(text: str) -> Condition:
    """What all terms of a question say."""
    return All(tuple(map(meaning, parse(text))))


@pytest.mark.parametrize(
    ("premise", "conclusion"),
    [
        ("", ""),
        ("event:DeleteTrail", ""),
        ("event:DeleteTrail is:denied", "event:DeleteTrail"),
        ("event:DeleteTrail", "event:DeleteTrail,StopLogging"),
        ("event:DeleteTrail", "event:Delete*"),
        ("event:DeleteTrail", "event:~deletetrail"),
        ("event:Delete*", "event:~delete*"),
        ("event:DeleteTrail", "event:/Trail$/"),
        ("event:DeleteTrail", "-event:StopLogging"),
        ("event:DeleteBucket*", "event:Delete*"),
        ("event:*Access*Key", "event:*Key"),
        ("event:*AccessKeys*", "event:*Key*"),
        ("event:DeleteTrail", "event:*"),
        ("ip:203.0.113.7", "ip:203.0.113.0/24"),
        ("ip:203.0.113.0/28", "ip:203.0.113.0/24"),
        ("ip:203.0.113.7", "-ip:198.51.100.0/24"),
        ("user:alice or user:bob", "user:alice,bob"),
        ("user:alice is:denied or user:bob", "user:alice,bob"),
        ("-(user:alice or user:bob)", "-user:alice"),
        ("-user:alice,bob", "-user:alice"),
        ("service:iam", "service:iam,sts"),
        ("$.a.b:1", "$.a.b:1,2"),
        ("resource:x", "resource:x,y"),
        ("resource-type:AWS::S3::Bucket", "resource-type:AWS::S3*"),
        ('"not authorized"', '"not authorized"'),
    ],
)
def test_it_follows(premise: str, conclusion: str) -> None:
    assert implies(said(premise), said(conclusion))


@pytest.mark.parametrize(
    ("premise", "conclusion"),
    [
        ("", "event:DeleteTrail"),
        ("event:DeleteTrail", "event:DeleteTrail is:denied"),
        ("event:DeleteTrail,StopLogging", "event:DeleteTrail"),
        ("event:Delete*", "event:DeleteTrail"),
        ("event:~deletetrail", "event:DeleteTrail"),
        ("event:~delete*", "event:Delete*"),
        ("event:*a*", "event:*ab*"),
        ("event:*", "event:**x"),
        ("-user:alice", "-user:alice,bob"),
        ("user:alice", "role:alice"),
        ("ip:203.0.113.0/24", "ip:203.0.113.0/28"),
        ("ip:0.0.0.0/0", "ip:::/0"),
        ("$.a:1", "-$.a:2"),
        ("resource:x", "-resource:y"),
        ("user:alice or user:bob", "user:alice"),
    ],
)
def test_it_does_not_follow(premise: str, conclusion: str) -> None:
    assert not implies(said(premise), said(conclusion))


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_what_follows_holds_of_every_record(data: st.DataObject) -> None:
    several = [data.draw(records()) for _ in range(3)]
    one, other = (
        meaning(data.draw(clauses_for(data.draw(st.sampled_from(several))))) for _ in range(2)
    )
    pairs = [(one, other), (All((one, other)), one), (one, AnyOf((one, other))), (one, Not(other))]
    pairs += [(Not(AnyOf((one, other))), Not(other)), (All((one, Not(other))), AnyOf((one, other)))]
    for premise, conclusion in pairs:
        if implies(premise, conclusion):
            holds, follows = event_test(premise), event_test(conclusion)
            events = [Event(delivery(record)) for record in several]
            assert not [event for event in events if holds(event) and not follows(event)]
    assert implies(All((one, other)), one)
    assert implies(one, AnyOf((one, other)))


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_a_condition_that_is_written_reads_the_same(data: st.DataObject) -> None:
    condition = meaning(data.draw(clauses_for(data.draw(records()))))
    try:
        text = condition_text(condition)
    except ValueError:
        assert "ActsBy" in repr(condition)
    else:
        assert condition_of(text) == condition


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"Nope":[]}', '{"Fits":[1]}', "1", "[" * 5_000])
def test_any_other_text_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (of json's kinds, too)
        condition_of(text)


def test_alternatives_within_alternatives_are_given_up_in_time() -> None:
    def nested(depth: int, name: str) -> Condition:
        if not depth:
            return said(f"event:{name}")
        below = (nested(depth - 1, f"{name}a"), nested(depth - 1, f"{name}b"))
        return All(below) if depth % 2 else AnyOf(below)

    assert not implies(nested(9, "x"), nested(9, "y"))
