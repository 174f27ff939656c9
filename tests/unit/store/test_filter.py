"""Filtering by column gives the very events that the plain reference gives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.make import START, record, store
from tests.reference import reference_matches
from tests.strategies import clauses_for, records
from trailview.events.decode import Decoder
from trailview.events.record import Delivery, Event
from trailview.question.parse import parse
from trailview.question.predicate import matches
from trailview.question.query import ALL_TIME, Window
from trailview.question.terms import Clause, every_term
from trailview.question.write import format_terms
from trailview.store.columns import Store
from trailview.store.filter import Filter

EXAMPLES = examples(60)


def answered(held: Store, found: list[dict[str, Any]], terms: tuple[Clause, ...]) -> set[int]:
    """Rows for which column terms and record terms hold, as a search would find them."""
    question = Filter(terms, ALL_TIME)
    rows = question.rows(held.snapshot()).tolist()
    return {
        row
        for row in rows
        if matches(question.record_terms, Event(Delivery(json.dumps(found[row]).encode())))
    }


@EXAMPLES
@given(st.data(), st.lists(records(), min_size=1, max_size=12))
def test_agrees_with_the_reference(data: st.DataObject, found: list[dict[str, Any]]) -> None:
    held, unlike = Store(), []
    for number, value in enumerate(found):
        block = Decoder(number).deliveries([Delivery(json.dumps(value).encode())], 0, keep=True)
        if held.append(block):
            unlike.append(value)
    for _ in range(6):
        terms = tuple(
            data.draw(clauses_for(data.draw(st.sampled_from(unlike))))
            for _ in range(data.draw(st.integers(1, 2)))
        )
        expected = {row for row, value in enumerate(unlike) if reference_matches(terms, value)}
        assert answered(held, unlike, terms) == expected, format_terms(terms)


def names(question: str, *found: dict[str, Any], window: Window = ALL_TIME) -> list[str | None]:
    snapshot = store(found).snapshot()
    rows = Filter(parse(question), window).rows(snapshot).tolist()
    return [snapshot.text(row, "event") for row in rows]


def test_window_is_half_open_and_leaves_events_without_time_out() -> None:
    found = [record(n, eventName=f"E{n}") for n in range(4)]
    found.append(record(9, eventName="Timeless", eventTime=None))
    assert names("", *found, window=Window(START + 1, START + 3)) == ["E1", "E2"]
    assert names("", *found, window=Window(START + 2)) == ["E2", "E3"]
    assert names("", *found, window=Window(None, START + 1)) == ["E0"]
    assert names("", *found)[-1] == "Timeless"


def test_outcomes_are_kept_and_extended_as_texts_arrive() -> None:
    held, decoder = Store(), Decoder()
    question = Filter(parse("event:B* -region:us-*"), ALL_TIME)
    done, found = 0, list[int]()
    for n in range(20):
        value = record(
            n, eventName=f"{'AB'[n % 2]}{n}", awsRegion=("us-east-1", "eu-west-1")[n > 9]
        )
        held.append(decoder.deliveries([Delivery(json.dumps(value).encode())], 0, keep=True))
        snapshot = held.snapshot()
        found += question.rows(snapshot, done).tolist()
        done = snapshot.count
    assert found == [11, 13, 15, 17, 19]


@pytest.mark.parametrize("text", ["resource:x", "request:x", "$.a:x", "resource-type:x", "free"])
def test_terms_that_need_the_record_are_left(text: str) -> None:
    question = Filter(parse(f"event:X {text}"), ALL_TIME)
    assert [term.field for term in every_term(question.terms)] == ["event"]
    assert len(question.record_terms) == 1
