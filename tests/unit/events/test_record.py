"""What is read of a record on demand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import records
from trailview.events.record import Delivery, Event

NAMES = st.sampled_from(["userIdentity", "eventName", "requestParameters", "resources", "x"])


@given(records(), NAMES)
def test_a_member_alone_is_the_same_as_in_the_whole_record(value: Any, name: str) -> None:
    raw = json.dumps(value).encode()
    assert Event(Delivery(raw)).member(name) == Event(Delivery(raw)).tree.get(name)


UNUSUAL = {
    "nothing": b"",
    "no object": b"[]",
    "twice": b'{"x":1,"x":2}',
    "no UTF-8": b'{"x":"\xff"}',
    "text behind it": b'{"x":1}}',
    "byte order mark": b'\xef\xbb\xbf{"x":1}',
    "line break": b'{"x":"a\nb"}',
    "no number": b'{"x":NaN}',
    "deep": b'{"x":' + b"[" * 300 + b"]" * 300 + b"}",
}


@pytest.mark.parametrize("raw", UNUSUAL.values(), ids=UNUSUAL)
def test_a_member_of_an_unusual_record_is_the_same_too(raw: bytes) -> None:
    assert repr(Event(Delivery(raw)).member("x")) == repr(Event(Delivery(raw)).tree.get("x"))


def test_a_record_that_nests_deeper_than_python_does_is_read() -> None:
    event = Event(Delivery(b'{"x":' + b"[" * 2_000 + b"]" * 2_000 + b',"y":"z"}'))
    assert event.member("y") == event.text("y") == "z"
    assert isinstance(event.member("x"), list)
