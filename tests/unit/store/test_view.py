"""Views: order, live arrival, and finding a row again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import record, store
from trailview.store.acting import WORD_OF
from trailview.store.columns import Store
from trailview.store.kinds import kinds
from trailview.store.view import View

NAMES = ["DeleteTrail", "CreateUser", None, "GetObject"]
events = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(NAMES), st.booleans()), min_size=1, max_size=40
)


def held_of(made: list[tuple[int, str | None, bool]]) -> Store:
    return store(
        record(
            second,
            eventName=name,
            eventID=f"{number:06x}00-0000-4000-8000-000000000000",
            eventTime=record(second)["eventTime"] if timed else None,
        )
        for number, (second, name, timed) in enumerate(made)
    )


def every(held: Store) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.arange(len(held), dtype=np.int32)


@given(events, st.booleans())
def test_time_order_with_id_as_tie(made: list[tuple[int, str | None, bool]], newest: bool) -> None:
    held = held_of(made)
    snapshot = held.snapshot()
    view = View.of(snapshot, every(held), "time", newest)
    expected = sorted(
        range(len(held)),
        key=lambda row: (-(snapshot.time(row) or -1), snapshot.event_id(row)),
        reverse=not newest,
    )
    assert [view.key(position) for position in range(len(view))] == expected


@given(events, st.integers(0, 40), st.sampled_from(["time", "event", "severity"]), st.booleans())
def test_rows_that_arrive_later_find_their_place(
    made: list[tuple[int, str | None, bool]], cut: int, column: str, descending: bool
) -> None:
    held = held_of(made)
    snapshot, rows = held.snapshot(), every(held)
    whole = View.of(snapshot, rows, column, descending)
    grown = View.of(snapshot, rows[:cut], column, descending).with_rows(snapshot, rows[cut:])
    assert grown.order.tolist() == whole.order.tolist()


@given(events, st.booleans())
def test_sorted_by_text_absent_last(
    made: list[tuple[int, str | None, bool]], descending: bool
) -> None:
    held = held_of(made)
    view = View.of(held.snapshot(), every(held)).sorted("event", descending)
    texts = [view.texts(position, ["event"])[0] for position in range(len(view))]
    present = [text for text in texts if text]
    assert texts == present + [""] * (len(texts) - len(present))
    assert present == sorted(present, reverse=descending)


@given(events)
def test_position_finds_every_key(made: list[tuple[int, str | None, bool]]) -> None:
    held = held_of(made)
    view = View.of(held.snapshot(), every(held))
    for position in range(len(view)):
        assert view.position(view.key(position)) == position
    assert view.position(len(view) + 5) is None


@pytest.mark.parametrize("column", ["actor", "ip", "id", "service", "severity", "resource"])
def test_every_column_sorts(column: str) -> None:
    held = store(record(number, sourceIPAddress=f"10.0.0.{9 - number}") for number in range(9))
    view = View.of(held.snapshot(), every(held), column, descending=False)
    assert sorted(view.order.tolist()) == list(range(9))


def test_texts_of_a_row() -> None:
    held = store([record(1, errorCode="AccessDenied")])
    view = View.of(held.snapshot(), every(held))
    columns = ["event", "actor", "service", "account", "key", "error", "message", "role"]
    assert view.texts(0, columns) == [
        "DescribeInstances",
        "alice",
        "ec2",
        "111122223333",
        "AKIAEXAMPLE",
        "AccessDenied",
        "",
        "",
    ]


def test_who_acts_is_told_wherever_one_looks() -> None:
    services = {"type": "AWSService", "invokedBy": "config.amazonaws.com"}
    held = store(
        record(number, userIdentity=services) if number % 3 else record(number)
        for number in range(150)
    )
    snapshot = held.snapshot()
    view = View.of(snapshot, every(held), "time", descending=False)
    words = [WORD_OF[code] for code in kinds(snapshot, view.order).tolist()]
    assert len(set(words)) == 2
    for position in (*range(150), 149, 0, 64, 63):
        assert view.texts(position, ["by"]) == [words[position]]
