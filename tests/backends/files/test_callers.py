"""By who made a call no event is left out that matches."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.strategies import records, terms_for
from trailview.backends.files.callers import Callers
from trailview.events.head import delivered_head
from trailview.events.record import Delivery, Event
from trailview.question.parse import parse
from trailview.question.predicate import matches
from trailview.question.write import format_terms


@examples(150)
@given(st.data(), st.lists(records(), min_size=1, max_size=6))
def test_whoever_may_match_is_kept(data: st.DataObject, values: list[dict[str, Any]]) -> None:
    told = data.draw(st.sampled_from(values))
    terms = tuple(data.draw(st.lists(terms_for(told), min_size=1, max_size=3)))
    deliveries = [Delivery(json.dumps(value).encode()) for value in values]
    callers = Callers(terms)
    for _ in range(2):  # as they are not known yet, and as they are
        kept = callers.may_match([*map(delivered_head, deliveries)])
        for delivery, is_kept in zip(deliveries, kept, strict=True):
            assert is_kept or not matches(terms, Event(delivery)), format_terms(terms)


def _kept(question: str, *identities: dict[str, Any]) -> list[bool]:
    raws = [json.dumps({"userIdentity": identity}).encode() for identity in identities]
    return [*Callers(parse(question)).may_match([delivered_head(Delivery(raw)) for raw in raws])]


def test_those_who_cannot_match_are_left_out() -> None:
    alice, bob = ({"type": "IAMUser", "userName": name} for name in ("alice", "bob"))
    assert _kept("user:alice", alice, bob, alice) == [True, False, True]
    assert _kept("-user:alice", alice, bob) == [False, True]
    assert _kept("type:IAMUser user:b*", alice, bob) == [False, True]
    assert _kept("event:GetObject", alice, bob) == [True, True]
    assert _kept("alice", alice, bob) == [True, True]
    assert _kept("(user:alice OR ip:10.0.0.1)", alice, bob) == [True, True]
