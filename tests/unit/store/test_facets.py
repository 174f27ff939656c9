"""Counts of values, over all events or over some."""

from __future__ import annotations

import numpy as np

from tests.make import record, store
from trailview.store.facets import facet, suggestions

EVENTS = [
    record(1, eventName="GetObject"),
    record(2, eventName="PutObject", readOnly=False, errorCode="AccessDenied"),
    record(3, eventName="GetObject", userIdentity={"type": "IAMUser", "userName": "bob"}),
    record(4, eventName=None),
]


def test_most_frequent_first() -> None:
    snapshot = store(EVENTS).snapshot()
    assert facet(snapshot, "event") == [("GetObject", 2), ("PutObject", 1)]
    assert facet(snapshot, "name") == facet(snapshot, "event")
    assert facet(snapshot, "user") == [("alice", 3), ("bob", 1)]


def test_of_some_rows() -> None:
    snapshot = store(EVENTS).snapshot()
    rows = np.array([1, 2], np.int32)
    assert facet(snapshot, "event", rows) == [("GetObject", 1), ("PutObject", 1)]
    assert facet(snapshot, "user", rows) == [("alice", 1), ("bob", 1)]
    assert facet(snapshot, "is", rows) == [("read", 1), ("write", 1), ("error", 1), ("denied", 1)]


def test_words_of_flags_that_occur() -> None:
    snapshot = store(EVENTS).snapshot()
    assert dict(facet(snapshot, "readonly")) == {"true": 3, "false": 1}


def test_unique_and_unknown_fields_have_no_counts() -> None:
    snapshot = store(EVENTS).snapshot()
    assert facet(snapshot, "id") == []
    assert facet(snapshot, "request") == []
    assert facet(snapshot, "nonsense") == []


def test_suggestions_begin_with_the_prefix_first_whatever_their_case() -> None:
    snapshot = store(EVENTS).snapshot()
    assert suggestions(snapshot, "event", "PUT", 9) == [("PutObject", 1)]
    assert suggestions(snapshot, "event", "object", 1) == [("GetObject", 2)]
