"""The evaluator and the plain reference agree on every record and every term."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.reference import reference_matches, value_holds
from tests.strategies import clauses_for, lookup_resources, records
from trailview.events.pattern import Pattern
from trailview.events.record import Delivery, Event
from trailview.question.fields import find_field
from trailview.question.hints import hints_of
from trailview.question.parse import parse
from trailview.question.predicate import matches, value_test
from trailview.question.terms import Term
from trailview.question.write import format_terms

EXAMPLES = examples(150)


def event_of(record: Any, found: Any = (), *, ascii_only: bool = True) -> Event:
    raw = json.dumps(record, ensure_ascii=ascii_only).encode()
    return Event(Delivery(raw, resources=json.dumps(list(found)).encode()))


@EXAMPLES
@given(st.data(), records(), lookup_resources())
def test_agrees_with_the_reference(data: st.DataObject, record: Any, found: Any) -> None:
    terms = [data.draw(clauses_for(record, found)) for _ in range(6)]
    made = event_of(record, found)
    for term in terms:
        expected = reference_matches([term], record, found)
        assert matches((term,), made) is expected, format_terms((term,))
    assert matches(tuple(terms), made) is reference_matches(terms, record, found)


@EXAMPLES
@given(st.data(), records())
def test_no_record_that_matches_is_passed_over(data: st.DataObject, record: Any) -> None:
    made = event_of(record, ascii_only=data.draw(st.booleans()))
    for _ in range(6):
        term = data.draw(clauses_for(record))
        if matches((term,), made):
            assert hints_of((term,)).may_hold(made.raw), format_terms((term,))


@EXAMPLES
@given(st.data(), records())
def test_generated_terms_survive_being_typed(data: st.DataObject, record: Any) -> None:
    terms = tuple(data.draw(clauses_for(record)) for _ in range(4))
    assert parse(format_terms(terms)) == terms


SHORT = st.text(st.sampled_from("ab/:."), max_size=6)


@examples(500)
@given(
    st.sampled_from(["user", "service", "ip", "resource"]),
    SHORT | SHORT.map(lambda text: f"{text}.amazonaws.com"),
    st.lists(st.text(st.sampled_from("ab/:."), max_size=2), min_size=1, max_size=3),
)
def test_values_agree_with_the_reference(name: str, text: str, pieces: list[str]) -> None:
    value = Pattern((pieces[0], *filter(None, pieces[1:-1]), *pieces[1:][-1:]))
    field = find_field(name)
    assert field is not None
    assert value_test(field, Term(name, (value,)))(text) is value_holds(name, text, value)
